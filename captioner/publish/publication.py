"""What all publications have in common that are made of a kept narration, not while it is spoken.

A `Publication` knows the names of its files before it makes them, so that nothing of it appears
unless all does. It is planned from `Material`: the kept timeline, its sound, and what was chosen.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Protocol, runtime_checkable

import msgspec

from captioner.audio import frames_in
from captioner.audio.codecs import Codec
from captioner.audio.packets import PieceKeeper
from captioner.captions import About, profile_of
from captioner.publish.formats import codecs_of
from captioner.publish.kept import Kept
from captioner.publish.kept.chapters import Chapter
from captioner.publish.kept.made import about_by
from captioner.publish.settings import PublishSettings
from captioner.timeline import record


class Step(msgspec.Struct, frozen=True):
    """How far a publication has come: `done` of `total` parts, or of 100 percent where that is a
    `share` of the one part it has. A total of 0 stands for one that was begun.
    """

    publication: str
    done: int = 0
    total: int = 0
    share: bool = False


#: Is told how far publications have come, by any thread.
Tell = Callable[[Step], None]


def tell_nobody(step: Step) -> None:
    """Tell nobody."""


class Share:
    """Tells how much of a publication is done, whenever that is a percent more. What its whole is
    counted in is left to who counts.
    """

    def __init__(self, publication: str, whole: float, tell: Tell) -> None:
        self._publication = publication
        self._whole, self._tell = whole, tell
        self._done = 0.0
        self._percent = 0

    def add(self, more: float) -> None:
        """Count what was done."""
        self._done += more
        now = min(100, int(100 * self._done / self._whole)) if self._whole else 0
        if now > self._percent:
            self._percent = now
            self._tell(Step(self._publication, now, 100, share=True))

    def of(self, blocks: Iterable[bytes]) -> Iterator[bytes]:
        """Give blocks of sound, and count their frames."""
        for pcm in blocks:
            yield pcm
            self.add(frames_in(pcm))


class Sound(Protocol):
    """The sound of a kept narration, 16-bit mono at the rate of its timeline."""

    def pcm(self, start: int, end: int) -> Iterator[bytes]:
        """Give frames [start, end) in blocks. Raises AudioError where it is not kept."""


class Material(msgspec.Struct, frozen=True):
    """What a publication is made of.

    `formats` are those of sound and captions that are asked for beside it, `abouts` tells by their
    names how captions are to be made; `profile_asked`, whether somebody has said by which profile.
    `encoded` keeps pieces of sound that were encoded. `source` is the document, where it is known
    to be. `tell` is told how far the `publication` has come that is made of it.
    """

    kept: Kept
    sound: Sound
    chapters: tuple[Chapter, ...]
    settings: PublishSettings
    formats: tuple[str, ...] = ()
    abouts: Mapping[str, About] = msgspec.field(default_factory=dict)
    profile_asked: bool = False
    encoded: PieceKeeper | None = None
    source: Path | None = None
    publication: str = ""
    tell: Tell = tell_nobody

    def came(self, done: int = 0, total: int = 0, *, share: bool = False) -> None:
        """Tell how far the publication has come."""
        self.tell(Step(self.publication, done, total, share))

    def about(self, name: str) -> About:
        """Tell how captions of a format are to be made."""
        usual = profile_of(lang=self.kept.head.lang)
        return self.abouts.get(name) or about_by(self.kept, usual)

    @property
    def codecs(self) -> dict[str, Codec]:
        """How sound is encoded in those formats that are of sound."""
        return codecs_of(self.formats, self.kept.head)

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


@runtime_checkable
class Sparing(Publication, Protocol):
    """A publication of many files that makes only those again that would come out otherwise.

    `staying` are those of its `files` that are there already, and are not made; `notes` tells of
    each what the timeline is to remember. `needs_sound` tells whether any of the others has sound.
    """

    @property
    def staying(self) -> Collection[str]:
        """The names of the files that are not made."""

    @property
    def notes(self) -> Mapping[str, record.Of]:
        """What is to be remembered of each file, by its name."""

    @property
    def needs_sound(self) -> bool:
        """Whether sound is needed to make the others."""


#: Plans a publication. Raises OptionError for what was chosen and cannot be, before anything is
#: made.
Plan = Callable[[Material], Publication]
