"""What mastered sound has to be like, by the name of who asks for it.

`acx` is what Audible's exchange asks of a file of an audiobook, `podcast` what Apple recommends for
podcasts; a number of LUFS stands for that loudness, as EBU R 128 measures it, half a unit more or
less.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec

from captioner.errors import OptionError

if TYPE_CHECKING:
    from captioner.audio.loudness import Loudness


#: An MP3 comes out softer by 0.25 to 0.45 dB, since LAME leaves itself room; others do not. Half of
#: that is put on all.
TAKEN = 0.2


class Rule(msgspec.Struct, frozen=True):
    """What was measured as `key` lies between `least` and `most`, which are in `unit`."""

    key: str
    unit: str
    least: float | None = None
    most: float | None = None

    def is_met(self, value: float) -> bool:
        """Tell whether a value is right, as precisely as it is shown."""
        shown = round(value, 2)
        return (self.least is None or shown >= self.least) and (
            self.most is None or shown <= self.most
        )

    def inside(self, value: float, far: float) -> float:
        """Give the value nearest to one that is so far inside, or in the middle."""
        least = self.least if self.least is not None else value - 2 * far
        most = self.most if self.most is not None else value + 2 * far
        far = min(far, (most - least) / 2)
        return min(max(value, least + far), most - far)


class Target(msgspec.Struct, frozen=True):
    """What is aimed at, and what has to be met.

    `aim` is a loudness in LUFS, or where `is_rms` the level of all of it in dBFS, of which the
    first rule tells how near to that it has to be. Peaks are kept below `ceiling`, in dBTP, which
    leaves an encoder some room. A file begins with `head_ms` of silence and ends with `tail_ms`, at
    least; none is put in for 0.
    """

    name: str
    aim: float
    rules: tuple[Rule, ...]
    ceiling: float
    is_rms: bool = False
    head_ms: int = 0
    tail_ms: int = 0

    def level(self, found: Loudness) -> float:
        """Give what is aimed at of what was measured."""
        return found.rms if self.is_rms else found.integrated


def _by_loudness(name: str, aim: float, tolerance: float) -> Target:
    loudness = Rule("integrated", "LUFS", aim - tolerance, aim + tolerance)
    peaks = Rule("true_peak", "dBTP", most=-1.0)
    return Target(name, aim + TAKEN, (loudness, peaks), ceiling=-2.5)


ACX = Target(
    "acx",
    -20.0,
    (
        Rule("rms", "dB", -23.0, -18.0),
        Rule("peak", "dB", most=-3.0),
        Rule("floor", "dB", most=-60.0),
        Rule("head", "s", 0.5, 1.0),
        Rule("tail", "s", 1.0, 5.0),
        Rule("minutes", "min", most=120.0),
        Rule("sampling_rate", "Hz", 44_100, 44_100),
        Rule("bit_rate", "kbit/s", least=192.0),
    ),
    ceiling=-4.0,
    is_rms=True,
    head_ms=700,
    tail_ms=2000,
)
PODCAST = _by_loudness("podcast", -16.0, 1.0)

TARGETS = {target.name: target for target in (PODCAST, ACX)}

_LOUDNESS = re.compile(r"(-\d{1,2}(?:\.\d)?) ?LUFS", re.IGNORECASE)
#: What is louder leaves no room for speech, what is softer is not heard.
_LOUDEST, _SOFTEST = -9.0, -36.0


def target_of(name: str) -> Target:
    """Find a target by its name, or by a loudness such as `-16LUFS`.

    Raises OptionError for what is neither.
    """
    if name.lower() in TARGETS:
        return TARGETS[name.lower()]
    match = _LOUDNESS.fullmatch(name.strip())
    if match is None:
        raise OptionError(
            f"--master {name}: it is none of {', '.join(TARGETS)}, nor a loudness such as -16LUFS"
        )
    aim = float(match[1])
    if not _SOFTEST <= aim <= _LOUDEST:
        raise OptionError(
            f"--master {name}: choose a loudness from {_SOFTEST:g}LUFS to {_LOUDEST:g}LUFS"
        )
    return _by_loudness(f"{aim:g}LUFS", aim, 0.5)
