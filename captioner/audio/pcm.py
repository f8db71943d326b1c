"""Frames and bytes, and the only conversions between frames and other clocks.

Everything inside is integer frames. A conversion goes through integers and rounds once, to the
nearest, halves up; nothing converted is ever summed.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import floor

SAMPLE_BYTES = 2

#: Up to here, half a day of sound, floating point is nearer than this to the exact product.
_EXACT, _DOUBT = 2.0**31, 2.0**-20


def frames_in(pcm: bytes | memoryview) -> int:
    """Count the frames of some sound."""
    return len(pcm) // SAMPLE_BYTES


def silence(frames: int) -> bytes:
    """Give digital silence."""
    return bytes(frames * SAMPLE_BYTES)


def ms_of(frames: int, rate: int) -> int:
    """Tell the time of a frame in whole milliseconds, rounded to the nearest."""
    return (frames * 2000 + rate) // (2 * rate)


def ms_to_frames(ms: int, rate: int) -> int:
    """Tell which frame is nearest to a time in milliseconds."""
    return (ms * 2 * rate + 1000) // 2000


def seconds_to_frames(seconds: float, rate: int) -> int:
    """Tell which frame is nearest to a time in seconds, as a service states it."""
    numerator, denominator = seconds.as_integer_ratio()
    return (2 * numerator * rate + denominator) // (2 * denominator)


def all_to_frames(times: Sequence[float], rate: int) -> list[int]:
    """Tell which frames are nearest to some times in seconds, as `seconds_to_frames` does of one;
    for those of a sentence it takes much less time.
    """
    # Nearly always no rounding of floating point can matter, and three of four steps are saved.
    nearly = [seconds * rate + 0.5 for seconds in times]
    if nearly and not -_EXACT < min(nearly) <= max(nearly) < _EXACT:
        return [seconds_to_frames(seconds, rate) for seconds in times]
    return [
        frame if _DOUBT < near - frame < 1 - _DOUBT else seconds_to_frames(seconds, rate)
        for seconds, near, frame in zip(times, nearly, map(floor, nearly), strict=True)
    ]
