"""What all publications have in common that are made of a kept narration, not while it is spoken.

A `Publication` knows the names of its files before it makes them, so that nothing of it appears
unless all does. It is planned from `Material`: the kept timeline, its sound, and what was chosen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from captioner.publish.chapters import Chapter
from captioner.publish.kept import Kept
from captioner.publish.settings import PublishSettings


class Sound(Protocol):
    """The sound of a kept narration, 16-bit mono at the rate of its timeline."""

    def pcm(self, start: int, end: int) -> Iterator[bytes]:
        """Give frames [start, end) in blocks. Raises AudioError where it is not kept."""


@dataclass(frozen=True, slots=True)
class Material:
    """What a publication is made of."""

    kept: Kept
    sound: Sound
    chapters: tuple[Chapter, ...]
    settings: PublishSettings

    @property
    def rate(self) -> int:
        """The sampling rate of timeline and sound, in Hz."""
        return self.kept.head.rate

    @property
    def title(self) -> str:
        """What it is called."""
        return self.settings.title or self.kept.head.title

    @property
    def authors(self) -> tuple[str, ...]:
        """Who wrote it."""
        return self.settings.authors or self.kept.head.authors


class Publication(Protocol):
    """A finished thing of one or more files."""

    @property
    def files(self) -> Sequence[str]:
        """The names of its files in the narration's folder, `/` between folder and file."""

    def make(self, part: Callable[[str], Path]) -> Sequence[str]:
        """Write each file where `part` says, by its name; tell what is worth a warning.

        Raises OutputError where the disk fails, and AudioError as `Sound.pcm` does.
        """


#: Plans a publication. Raises OptionError for what was chosen and cannot be, before anything is
#: made.
Plan = Callable[[Material], Publication]
