"""The sound that captions belong to: how long it is, and where in it something is heard.

What counts as heard is decided by the recording itself: well over its rests, and not far under its
voice. Voices are not told from music.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from captioner.audio.decode import AudioReader
from captioner.audio.levels import FULL_SCALE, Meter, percentile
from captioner.audio.pcm import ms_of
from captioner.document import as_text

#: Files of sound, among those of a folder.
SOUND_SUFFIXES = (".wav", ".flac", ".mp3", ".m4a", ".m4b", ".ogg", ".opus")

#: Levels are in half decibels. Below -60 dB under full scale nobody hears anything; nor, beside a
#: voice, what is 40 dB softer than it.
_SOFTEST, _UNDER_VOICE = FULL_SCALE - 120, 80
#: Between rests and voice, so much of the way up.
_OVER_RESTS = 0.3
#: A recording whose loud moments are less than 10 dB over its soft ones hardly rests at all.
_RANGE = 20
#: A rest shorter than 150 ms is in a word; a sound shorter than 40 ms is a click.
_REST_BLOCKS, _CLICK_BLOCKS = 15, 4
_HEARD = re.compile(rb"\x01+(?:\x00{1,%d}\x01+)*" % (_REST_BLOCKS - 1))


class Length(NamedTuple):
    """So many frames at a rate."""

    frames: int
    rate: int

    def at(self, rate: int) -> int:
        """Tell how many frames that is at another rate."""
        return round(Fraction(self.frames * rate, self.rate))


@dataclass(frozen=True)
class Sound:
    """A file of sound, measured. `wanted` is how long it should be, if that is known.

    `levels` and `outline` are those of a Meter, one a `block` and two a `point` of frames;
    `damaged` counts the packets that could not be decoded.
    """

    path: Path
    rate: int
    frames: int
    block: int
    point: int
    levels: bytes = field(repr=False)
    outline: bytes = field(repr=False)
    damaged: int = 0
    wanted: Length | None = None

    @property
    def name(self) -> str:
        """The name of its file."""
        return as_text(self.path.name)

    @property
    def ms(self) -> int:
        """Its length in milliseconds."""
        return ms_of(self.frames, self.rate)

    @property
    def wanted_frames(self) -> int | None:
        """How many frames it should have, if that is known."""
        return self.wanted and self.wanted.at(self.rate)

    @property
    def frames_off(self) -> int:
        """How many frames it has too many, or too few where less than 0."""
        if self.wanted is None:
            return 0
        frames, rate = self.wanted
        # At another rate, what is off by less than a frame of the coarser one is all there.
        if abs(self.frames * rate - frames * self.rate) < max(rate, self.rate):
            return 0
        return self.frames - self.wanted.at(self.rate)

    @cached_property
    def heard(self) -> tuple[tuple[int, int], ...] | None:
        """Where something is heard, from when until when in milliseconds; between two lies a rest.

        None if that cannot be told, since the sound hardly ever rests.
        """
        loud, soft = percentile(self.levels, 0.95), percentile(self.levels, 0.05)
        if loud >= _SOFTEST and loud - soft < _RANGE:
            return None
        least = max(_SOFTEST, loud - _UNDER_VOICE, round(soft + _OVER_RESTS * (loud - soft)))
        mask = self.levels.translate(bytes(level >= least for level in range(256)))
        return tuple(
            (ms_of(run.start() * self.block, self.rate), ms_of(run.end() * self.block, self.rate))
            for run in _HEARD.finditer(mask)
            if run.end() - run.start() >= _CLICK_BLOCKS
        )

    def heard_between(self, start_ms: int, end_ms: int) -> list[tuple[int, int]]:
        """List where something is heard between two moments; nowhere if that cannot be told."""
        heard = self.heard or ()
        first = bisect_right(heard, start_ms, key=lambda run: run[1])
        last = bisect_left(heard, end_ms, key=lambda run: run[0])
        return [(max(start, start_ms), min(end, end_ms)) for start, end in heard[first:last]]


def listen(path: Path, wanted: Length | None = None) -> Sound:
    """Measure a file of sound that should be so long, if that is known.

    Raises AudioError or DocumentError for one that cannot be read.
    """
    with AudioReader(path) as reader:
        meter = Meter(reader.rate)
        for pcm in reader.blocks():
            meter.feed(pcm)
        meter.end()
        return Sound(
            path,
            reader.rate,
            meter.frames,
            meter.block,
            meter.point,
            bytes(meter.levels),
            bytes(meter.outline),
            reader.damaged,
            wanted,
        )
