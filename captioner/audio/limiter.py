"""Sound made louder, and its peaks kept below a ceiling, every sample in its place. PyAV.

A peak is what a player's filter makes of the samples: the highest of four values for each one.
Where it would pass the ceiling the gain has gone down before it and comes back after it, along a
smooth curve of a fixed length. So what becomes of a frame depends on what is near it alone, and a
part of the sound comes out as it would in the whole, to the bit.
"""

from __future__ import annotations

import warnings
from array import array
from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction
from itertools import accumulate, chain, groupby, pairwise

import av
import msgspec

from captioner.audio.pcm import SAMPLE_BYTES, silence

with warnings.catch_warnings():
    # The standard library gives it up; from 3.13 on the package audioop-lts has it.
    warnings.simplefilter("ignore")
    import audioop

#: Samples are worked on in 32 bits, of which three are left free above, for a gain of 18 dB.
_WIDE = 4
_HEADROOM = 8
_FULL_SCALE = 2**31 // _HEADROOM
#: The highest sample, of full scale.
_HIGHEST = 32_767 / 32_768
#: Half of what a sample counts in 32 bits, for rounding.
_HALF = 2**15
#: Among so many values for each sample the peaks are looked for.
_OVERSAMPLED = 4
#: A gain is found for so many frames at a time, and goes straight from one to the next.
_STEP = 16
#: For how long it goes down before a peak, and comes back after it.
_GLIDE_SECONDS = 0.02
#: A gain of 1.
_UNITY = 2**20
#: So many steps are worked on at a time: 3 s at 22,050 Hz.
_BLOCK_STEPS = 4096
#: What the filter of a player, and ours, may reach: frames, beside a step.
_REACH = 4
_FILTER_STEPS = 4

Source = Callable[[int, int], Iterator[bytes]]
#: The gains in frames [start, end), as (end, gain), in order.
Gains = Callable[[int, int], Iterable[tuple[int, float]]]


class Limiter(msgspec.Struct, frozen=True):
    """Gives sound of so many `frames` at a rate the `gains`, factors, and keeps its peaks below a
    `ceiling`, a factor of full scale.
    """

    source: Source
    frames: int
    rate: int
    gains: Gains
    ceiling: float

    def pcm(self, start: int, end: int) -> Iterator[bytes]:
        """Give frames [start, end) in blocks."""
        margin = self._margin * _STEP
        at = start // _STEP * _STEP
        held = _Held(self.source, self.frames, at - margin, -(-end // _STEP) * _STEP + margin)
        while at < end:
            until = min(at + _BLOCK_STEPS * _STEP, -(-end // _STEP) * _STEP)
            pcm = self._limited(held.window(at - margin, until + margin), at, until)
            yield pcm[(max(start, at) - at) * SAMPLE_BYTES : (min(end, until) - at) * SAMPLE_BYTES]
            at = until

    @property
    def _smooth(self) -> int:
        """Half of the steps over which a gain is averaged, twice."""
        return max(1, round(_GLIDE_SECONDS * self.rate / _STEP / 4))

    @property
    def _held(self) -> int:
        """For how many steps before and after a peak a gain is held down, before it is averaged.

        It is more than what the averages reach, so that both ends of the peak's own step are down.
        """
        return 2 * self._smooth + 1

    @property
    def _margin(self) -> int:
        """How many steps on either side matter."""
        return self._held + 2 * self._smooth + _FILTER_STEPS

    def _limited(self, pcm: bytes, at: int, until: int) -> bytes:
        """Give frames [at, until), whole steps, of sound that holds the margin on either side."""
        margin = self._margin * _STEP
        wide = self._gained(pcm, at - margin, until + margin)
        kept = wide[margin * _WIDE : len(wide) - margin * _WIDE]
        curve = self._curve(wide)
        return _narrowed(_shaped(kept, curve) if curve else kept)

    def _gained(self, pcm: bytes, start: int, end: int) -> bytes:
        """Give samples in 32 bits, with their gains."""
        parts = []
        wide, at = audioop.lin2lin(pcm, SAMPLE_BYTES, _WIDE), start
        for stop, gain in self.gains(start, end):
            part = wide[(at - start) * _WIDE : (stop - start) * _WIDE]
            parts.append(audioop.mul(part, _WIDE, gain / _HEADROOM))
            at = stop
        return b"".join(parts)

    def _curve(self, wide: bytes) -> list[int]:
        """Find the gain at the edges of all steps but those of the margin; empty if it is 1."""
        needed = self._needed(wide)
        if not needed:
            return []
        held = [_UNITY] * (len(wide) // (_STEP * _WIDE))
        reach = self._held
        for step, gain in needed:
            for near in range(max(0, step - reach), min(len(held), step + reach + 1)):
                held[near] = min(held[near], gain)
        half = self._smooth
        # In whole numbers, so that it comes out the same wherever a part begins.
        smooth = _sums(_sums(held, half), half)
        # The first average is that of step `2 * half`.
        first = self._margin - 2 * half
        size = (2 * half + 1) ** 2
        return [total // size for total in smooth[first : len(held) - self._margin - 2 * half + 1]]

    def _needed(self, wide: bytes) -> list[tuple[int, int]]:
        """Find the steps with peaks above the ceiling, and the gains that they need."""
        ceiling = int(min(self.ceiling, _HIGHEST) * _FULL_SCALE)
        if audioop.max(wide, _WIDE) < ceiling // 2:
            return []
        fine = _oversampled(wide, self.rate)
        step = _STEP * _OVERSAMPLED * _WIDE
        reach = _REACH * _OVERSAMPLED * _WIDE
        found = []
        loudest = audioop.max
        for number in range(len(wide) // (_STEP * _WIDE)):
            begin = number * step
            peak = loudest(fine[max(0, begin - reach) : begin + step + reach], _WIDE)
            if peak > ceiling:
                found.append((number, ceiling * _UNITY // peak))
        return found


class _Held:
    """A window that goes along a sound, with silence before and after that."""

    def __init__(self, source: Source, frames: int, start: int, end: int) -> None:
        self._blocks = source(max(0, start), min(frames, end))
        self._at = start
        self._pcm = bytearray(silence(max(0, -start)))

    def window(self, start: int, end: int) -> bytes:
        """Give frames [start, end), from no earlier on than before."""
        del self._pcm[: (start - self._at) * SAMPLE_BYTES]
        self._at = start
        size = (end - start) * SAMPLE_BYTES
        while len(self._pcm) < size and (block := next(self._blocks, None)) is not None:
            self._pcm += block
        return bytes(self._pcm[:size]).ljust(size, b"\0")


def _sums(values: list[int], half: int) -> list[int]:
    """Sum up each value that has so many on either side with those."""
    sums = list(accumulate(values, initial=0))
    return [b - a for a, b in zip(sums, sums[2 * half + 1 :], strict=False)]


def _oversampled(wide: bytes, rate: int) -> bytes:
    """Give so many values for each sample as are looked at."""
    frame = av.AudioFrame(format="s32", layout="mono", samples=len(wide) // _WIDE)
    frame.planes[0].update(wide)
    frame.sample_rate = rate
    frame.time_base = Fraction(1, rate)
    frame.pts = 0
    resampler = av.AudioResampler(format="s32", layout="mono", rate=rate * _OVERSAMPLED)
    found = (*resampler.resample(frame), *resampler.resample(None))
    return b"".join(bytes(each.planes[0])[: each.samples * _WIDE] for each in found)


def _shaped(wide: bytes, curve: list[int]) -> bytes:
    """Give each step the gain that goes from its own in the curve to the next."""
    parts: list[bytes] = []
    at = 0
    for same, run in groupby(pairwise(curve), _same):
        edges = list(run)
        length = len(edges) * _STEP * _WIDE
        part = wide[at : at + length]
        at += length
        if not same:
            parts.append(_sloped(part, edges))
        else:
            parts.append(part if same == _UNITY else audioop.mul(part, _WIDE, same / _UNITY))
    return b"".join(parts)


def _same(edges: tuple[int, int]) -> int:
    """Give the gain of a step; 0 for one that changes."""
    begin, end = edges
    return begin if begin == end else 0


def _sloped(wide: bytes, edges: list[tuple[int, int]]) -> bytes:
    """Give steps gains that change from sample to sample."""
    scale = _UNITY * _STEP
    gains = chain.from_iterable(
        range(begin * _STEP, end * _STEP, end - begin) for begin, end in edges
    )
    shaped = [x * gain // scale for x, gain in zip(array("i", wide), gains, strict=True)]
    return array("i", shaped).tobytes()


def _narrowed(wide: bytes) -> bytes:
    """Give samples in 16 bits again, rounded to the nearest."""
    full = audioop.mul(wide, _WIDE, _HEADROOM)
    return audioop.lin2lin(audioop.bias(full, _WIDE, _HALF), _WIDE, SAMPLE_BYTES)
