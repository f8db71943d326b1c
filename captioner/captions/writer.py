"""What every caption format is: a head, cues as they come, an end, and what it could not carry.

A format is a class with a `_cue`; what it needs beside that it overrides. Nothing is held back but
what the next cue decides, so a book is written in as little memory as a page.
"""

from __future__ import annotations

import unicodedata
from abc import ABC, abstractmethod
from collections.abc import Iterable
from fractions import Fraction

import msgspec

from captioner.audio.pcm import ms_of
from captioner.captions.cue import Cue
from captioner.captions.profiles import Profile
from captioner.timeline.fit import Quality


class About(msgspec.Struct, frozen=True):
    """What a caption file says of itself, and the clock it is written by.

    `rate` is that of the cues' frames. `offset_ms` is added to every time before it is rounded, for
    a file that does not begin at zero. If it `is_under_title` the heading that is the title stands
    above all others.
    """

    rate: int
    title: str = ""
    lang: str = "en"
    offset_ms: int | Fraction = 0
    profile: Profile = msgspec.field(default_factory=Profile)
    is_under_title: bool = True

    def ticks(self, frame: int, a_second: int) -> int:
        """Tell the time of a frame by a clock of so many ticks a second, to the nearest one."""
        offset = self.offset_ms
        rate = self.rate * offset.denominator
        shifted = frame * 1000 * offset.denominator + offset.numerator * self.rate
        return ms_of(shifted * a_second, rate * 1_000_000)

    def ms(self, frame: int) -> int:
        """Tell the time of a frame in milliseconds, as the file states it."""
        return self.ticks(frame, 1000)

    def span(self, cue: Cue, a_second: int) -> tuple[int, int]:
        """Give the times of a cue in ticks; never an empty span, which readers drop."""
        start, end = self.ticks(cue.start, a_second), self.ticks(cue.end, a_second)
        return start, max(end, start + 1)

    def span_ms(self, cue: Cue) -> tuple[int, int]:
        """Give the times of a cue in milliseconds, never an empty span."""
        return self.span(cue, 1000)


class CaptionWriter(ABC):
    """Gives the text of a caption file, bit by bit: `head`, `cues` again and again, `end`."""

    def __init__(self, about: About) -> None:
        self._about = about
        # What was lost: in how many places, the first and the last of them.
        self._lost: dict[str, tuple[int, str, str]] = {}

    def head(self) -> str:
        """Give what stands before the first cue."""
        return ""

    def cues(self, cues: Iterable[Cue]) -> str:
        """Give the text of the next cues."""
        return "".join(map(self._cue, cues))

    def end(self) -> str:
        """Give what stands after the last cue."""
        return ""

    def warnings(self) -> list[str]:
        """Tell what of the text the format could not carry, so far, each kind once."""
        return [
            f"{what} (in {f'{count:,} cues, first in ' if count > 1 else ''}{first})"
            for what, (count, first, _) in self._lost.items()
        ]

    @abstractmethod
    def _cue(self, cue: Cue) -> str:
        """Give the text of the next cue."""

    def _lose(self, what: str, place: str) -> None:
        """Take down that something is lost, or may be, in a cue or another place."""
        count, first, last = self._lost.get(what, (0, place, ""))
        if place != last:
            self._lost[what] = count + 1, first, place


class Speakers:
    """Notices where a format that has no place for the speaker keeps silent about a change."""

    def __init__(self) -> None:
        self._now = ""

    def silent(self, cue: Cue) -> bool:
        """Tell whether somebody else speaks from this cue on, and its text does not say who."""
        changed, self._now = cue.speaker != self._now, cue.speaker
        return changed and bool(cue.speaker) and not is_labelled(cue)


def is_labelled(cue: Cue) -> bool:
    """Tell whether a cue begins with the name of its speaker, as in a script: shown, not said."""
    first = cue.lines[0][0]
    if first.quality is not Quality.UNSAID:
        return False
    return joined(cue).casefold().startswith(cue.speaker.casefold())


def joined(cue: Cue) -> str:
    """Give the text of a cue as it stands in the document, on one line, the last blank included."""
    return "".join([word.text for line in cue.lines for word in line])


def hms(ticks: int, a_second: int) -> tuple[int, int, int, int]:
    """Divide a time into hours, minutes, seconds and ticks."""
    seconds, ticks = divmod(ticks, a_second)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return hours, minutes, seconds, ticks


def seconds(ticks: int, digits: int) -> str:
    """Write a time of 10**digits ticks a second in seconds, exactly."""
    whole, rest = divmod(ticks, 10**digits)
    return f"{whole}.{rest:0{digits}}"


#: Lines shorter than this are for pictures that stand upright (9:16): the BBC has 25 characters
#: there, and no standard for a picture that lies has fewer than 32, but for full-width ones.
_UPRIGHT_CHARS = 30


def is_upright(profile: Profile) -> bool:
    """Tell whether a profile is for pictures that stand upright."""
    return not profile.wide and profile.max_chars < _UPRIGHT_CHARS


_RIGHT_TO_LEFT = frozenset({"R", "AL"})
_STRONG = _RIGHT_TO_LEFT | {"L"}


def begins_right_to_left(text: str) -> bool:
    """Tell whether the first letter of a text is of a script written from right to left."""
    if text.isascii():
        return False
    strong = (kind for kind in map(unicodedata.bidirectional, text) if kind in _STRONG)
    return next(strong, "L") in _RIGHT_TO_LEFT


def has_right_to_left(text: str) -> bool:
    """Tell whether a text holds a letter of a script written from right to left."""
    return not text.isascii() and any(
        unicodedata.bidirectional(char) in _RIGHT_TO_LEFT for char in text
    )
