"""What a sound file tells of itself: its title, who wrote and who reads it, its chapters, a cover.

Values only; how a format carries them is the matter of `id3` (MP3), `vorbis` (Opus and FLAC),
`mp4_tags` (M4A and M4B) and of `wav`.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from captioner.audio.languages import terminology_code
from captioner.document import Picture


class Mark(msgspec.Struct, frozen=True):
    """A chapter of a file: frames [start, end) of its sound, at the rate at which it is written."""

    title: str
    start: int
    end: int


class Tags(msgspec.Struct, frozen=True):
    """What is empty, None or 0 is not told. `lang` is a BCP 47 tag, `year` as people write it.

    `track` counts from 1, of so many `tracks`, where a work is in several files; `album` is what
    they are parts of. `marks` follow on each other and cover all of the sound; one alone says
    nothing that the title does not, and is not told.
    """

    title: str = ""
    authors: tuple[str, ...] = ()
    album: str = ""
    narrator: str = ""
    track: int = 0
    tracks: int = 0
    lang: str = ""
    genre: str = ""
    year: str = ""
    cover: Picture | None = None
    marks: tuple[Mark, ...] = ()

    @property
    def author(self) -> str:
        """All who wrote it, as one name."""
        return ", ".join(self.authors)

    @property
    def language(self) -> str:
        """The three letters of ISO 639-2 for its language; empty where there are none."""
        return terminology_code(self.lang)

    @property
    def numbered(self) -> str:
        """Its track, `3/12`; empty where it is none of several."""
        return f"{self.track}/{self.tracks}" if self.tracks else str(self.track or "")

    @property
    def chapters(self) -> tuple[Mark, ...]:
        """The marks that are told."""
        return self.marks if len(self.marks) > 1 else ()

    def told(self) -> Iterator[tuple[str, str]]:
        """Yield what is told in words, by the names of these fields."""
        for name in ("title", "author", "album", "narrator", "genre", "year", "language"):
            if text := getattr(self, name):
                yield name, " ".join(text.split())
