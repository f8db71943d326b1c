"""How loud some sound is, from moment to moment; and the shape it has when drawn. By audioop.

A sound of ten hours becomes seven megabytes: a level every ten milliseconds, and the least and the
greatest sample of every twenty.
"""

from __future__ import annotations

import warnings
from collections import Counter
from functools import cache
from math import log10

from captioner.audio.pcm import SAMPLE_BYTES, frames_in

with warnings.catch_warnings():
    # The standard library gives it up; from 3.13 on the package audioop-lts has it.
    warnings.simplefilter("ignore")
    import audioop

#: A level is in half decibels over the softest sound that a sample can hold; 0 is digital silence.
FULL_SCALE = 182
_STEPS_A_DB = 2
_BLOCKS_A_SECOND = 100
#: An outline is drawn from so many blocks a point.
_BLOCKS_A_POINT = 2


def rms(pcm: bytes | memoryview) -> int:
    """Measure how loud some sound is on average, of 32,768."""
    return audioop.rms(pcm, SAMPLE_BYTES)


def _level(loudness: int) -> int:
    return 1 + round(20 * _STEPS_A_DB * log10(loudness)) if loudness else 0


@cache
def _level_of_each() -> bytes:
    """Give the level of every loudness. It takes 7 ms: not before a sound is measured."""
    return bytes(map(_level, range(2**15 + 1)))


class Meter:
    """Measures sound that comes in pieces: `feed` it, then `end`.

    `levels` has one a block of `block` frames; `outline` the least and the greatest sample of every
    `point` frames, in turn, as signed bytes. The last of each may stand for less.
    """

    def __init__(self, rate: int) -> None:
        self.rate = rate
        self.frames = 0
        self.block = max(1, rate // _BLOCKS_A_SECOND)
        self.point = self.block * _BLOCKS_A_POINT
        self.levels = bytearray()
        self.outline = bytearray()
        self._rest = b""

    def feed(self, pcm: bytes) -> None:
        """Measure some more sound."""
        self.frames += frames_in(pcm)
        pcm = self._rest + pcm
        size = self.point * SAMPLE_BYTES
        whole = len(pcm) - len(pcm) % size
        self._measure(pcm[:whole])
        self._rest = pcm[whole:]

    def end(self) -> None:
        """Measure what is left."""
        self._measure(self._rest)
        self._rest = b""

    def _measure(self, pcm: bytes) -> None:
        rms, minmax, level_of = audioop.rms, audioop.minmax, _level_of_each()
        step = self.block * SAMPLE_BYTES
        self.levels += bytes(
            [level_of[rms(pcm[at : at + step], SAMPLE_BYTES)] for at in range(0, len(pcm), step)]
        )
        step = self.point * SAMPLE_BYTES
        for at in range(0, len(pcm), step):
            least, greatest = minmax(pcm[at : at + step], SAMPLE_BYTES)
            self.outline.append((least >> 8) & 0xFF)
            self.outline.append((greatest >> 8) & 0xFF)


def percentile(levels: bytes | bytearray, share: float) -> int:
    """Tell the level that a share of all blocks does not pass."""
    left = share * len(levels)
    for level, count in sorted(Counter(levels).items()):
        left -= count
        if left <= 0:
            return level
    return 0
