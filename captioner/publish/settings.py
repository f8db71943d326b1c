"""What may be chosen about publications, beside their formats."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
from msgspec.structs import asdict, replace

from captioner.errors import OptionError, OutputError

#: What keeps captions apart that are drawn on a picture.
LOOKS = ("outline", "box")


class Excerpt(msgspec.Struct, frozen=True):
    """A sample to be given away: so long at most, from so many milliseconds on in the whole; None
    stands for where the first chapter proper begins.
    """

    length_ms: int
    start_ms: int | None = None


class PublishSettings(msgspec.Struct, frozen=True):
    """What was chosen; what is empty or None is as the narration tells, or as is usual.

    `cover` is a picture file. A chapter begins at each heading of `chapter_level` or higher. With
    `chapters` there is a file a chapter in place of one sound for all, and no longer ones than
    `max_file_ms`; an `excerpt` is made beside them. `master` names the target for which sound is
    mastered. In a video captions are drawn if `burn_in` says so, by a `font`, a file or the name of
    one, in one of the `LOOKS`. An EPUB has sound in the format `epub_audio`, and words marked with
    `epub_words`; it is made of the book `source`, where that is not found beside the narration.
    """

    title: str = ""
    authors: tuple[str, ...] = ()
    narrator: str = ""
    cover: Path | None = None
    chapter_level: int | None = None
    chapters: bool | None = None
    max_file_ms: int | None = None
    excerpt: Excerpt | None = None
    master: str = ""
    burn_in: bool | None = None
    font: str | None = None
    look: str | None = None
    epub_audio: str = ""
    epub_words: bool | None = None
    source: Path | None = None

    def check(self) -> None:
        """Raise OptionError for what contradicts itself."""
        if self.max_file_ms and not self.chapters:
            raise OptionError("--max-file splits the files of chapters; say --chapters too")

    def unusual(self) -> dict[str, object]:
        """Give what was chosen, by its names."""
        usual = PublishSettings()
        return {
            name: value for name, value in asdict(self).items() if value != getattr(usual, name)
        }

    def noted(self) -> dict[str, object]:
        """Give what was chosen by its names, for the record: the inverse of `settings_in`."""
        noted: dict[str, object] = msgspec.to_builtins(self.unusual(), enc_hook=str)
        return noted


def settings_in(noted: dict[str, object], where: str) -> PublishSettings:
    """Read what was noted. Raises OutputError, which names `where`, for what is nothing of it."""
    try:
        return msgspec.convert(noted, PublishSettings, dec_hook=_made_of)
    except msgspec.ValidationError as exc:
        raise OutputError(f"{where}: how publications were made is not known here ({exc})") from exc


def _made_of(kind: Any, text: object) -> object:
    """Make a value of its text, such as a path or a fraction."""
    return kind(text)


def settled(chosen: PublishSettings, before: PublishSettings) -> PublishSettings:
    """Give what is chosen, and where nothing is, what was before."""
    return replace(before, **chosen.unusual())
