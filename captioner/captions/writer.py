"""What every caption format is: a head, cues as they come, an end, and what it could not carry."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Protocol

from captioner.audio.pcm import ms_of
from captioner.captions.cues import Cue
from captioner.captions.profiles import Profile


@dataclass(frozen=True, slots=True)
class About:
    """What a caption file says of itself, and the clock it is written by.

    `rate` is that of the cues' frames. `offset_ms` is added to every time, for a timecode that does
    not begin at zero.
    """

    rate: int
    title: str = ""
    lang: str = "en"
    offset_ms: int = 0
    profile: Profile = field(default_factory=Profile)

    def ms(self, frame: int) -> int:
        """Tell the time of a frame in milliseconds, as the file states it."""
        return ms_of(frame, self.rate) + self.offset_ms

    def span_ms(self, cue: Cue) -> tuple[int, int]:
        """Give the times of a cue in milliseconds; never an empty span, which readers drop."""
        start, end = self.ms(cue.start), self.ms(cue.end)
        return start, max(end, start + 1)


class CaptionWriter(Protocol):
    """Gives the text of a caption file, bit by bit."""

    def head(self) -> str:
        """Give what stands before the first cue."""
        ...

    def cues(self, cues: Iterable[Cue]) -> str:
        """Give the text of the next cues."""
        ...

    def end(self) -> str:
        """Give what stands after the last cue."""
        ...

    def warnings(self) -> list[str]:
        """Tell what of the text the format could not carry, so far."""
        ...
