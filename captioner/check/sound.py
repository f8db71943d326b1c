"""The sound that captions belong to: how long it is, and where in it something is heard.

What counts as heard is decided by the recording itself: well over its rests, and not far under its
voice. Voices are not told from music.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from captioner.audio.decode import AudioReader
from captioner.audio.levels import FULL_SCALE, Meter, percentile
from captioner.audio.pcm import ms_of

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


@dataclass(frozen=True)
class Sound:
    """A file of sound, measured. `wanted` is how many frames it should have, if that is known.

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
    wanted: int | None = None

    @property
    def ms(self) -> int:
        """Its length in milliseconds."""
        return ms_of(self.frames, self.rate)

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

    def heard_ms(self, start_ms: int, end_ms: int) -> int:
        """Tell for how long something is heard between two moments; 0 if that cannot be told."""
        return sum(end - start for start, end in self.heard_between(start_ms, end_ms))

    def heard_between(self, start_ms: int, end_ms: int) -> list[tuple[int, int]]:
        """List where something is heard between two moments."""
        heard = self.heard or ()
        first = max(0, bisect_right(heard, start_ms, key=lambda run: run[1]))
        found = []
        for start, end in heard[first:]:
            if start >= end_ms:
                break
            found.append((max(start, start_ms), min(end, end_ms)))
        return found


def listen(path: Path, wanted: int | None = None) -> Sound:
    """Measure a file of sound. Raises AudioError or DocumentError for one that cannot be read."""
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
