"""What may be chosen about publications, beside their formats."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class PublishSettings:
    """What was chosen; what is empty or None is as the narration tells, or as is usual.

    `cover` is a picture file. A chapter begins at each heading of `chapter_level` or higher.
    """

    title: str = ""
    authors: tuple[str, ...] = ()
    narrator: str = ""
    cover: Path | None = None
    chapter_level: int | None = None
