"""A gain and a limiter: peaks stay below the ceiling, and nothing moves."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from captioner.audio.limiter import Gains, Limiter
from tests.audio.test_loudness import measured, speech
from tests.audio.test_writer import offset
from tests.strategies import tried

RATE = 22_050
PCM = speech(9, RATE, 7)
FRAMES = len(PCM) // 2


def source(start: int, end: int) -> Iterator[bytes]:
    for at in range(start, end, 4999):
        yield PCM[2 * at : 2 * min(end, at + 4999)]


def limiter(gains: Gains, ceiling_db: float) -> Limiter:
    return Limiter(source, FRAMES, RATE, gains, 10 ** (ceiling_db / 20))


def by(decibels: float) -> Gains:
    return lambda start, end: [(end, 10 ** (decibels / 20))]


def two_speakers(start: int, end: int) -> Iterator[tuple[int, float]]:
    """The one who speaks from frame 70,001 on is 6 dB louder."""
    if start < 70_001 < end:
        yield 70_001, 1.0
    yield end, 2.0 if end > 70_001 else 1.0


def whole(limited: Limiter) -> bytes:
    return b"".join(limited.pcm(0, FRAMES))


def test_without_a_gain_or_a_peak_too_high_it_is_the_same_sound() -> None:
    quiet = limiter(by(0), 0.0)
    assert measured(PCM, RATE).true_peak < 0
    assert whole(quiet) == PCM


@pytest.mark.parametrize("gain", [-6, 3, 9, 15])
def test_peaks_stay_below_the_ceiling_and_every_sample_where_it_was(gain: float) -> None:
    out = whole(limiter(by(gain), -2))

    assert len(out) == len(PCM)
    assert measured(out, RATE).true_peak <= -1.8
    assert offset(out, PCM) == 0


def test_where_nothing_is_too_high_a_gain_is_all_there_is() -> None:
    out = np.frombuffer(whole(limiter(by(-3), -1)), "<i2").astype(float)
    wanted = np.frombuffer(PCM, "<i2") * 10 ** (-3 / 20)

    assert np.abs(out - wanted).max() <= 0.51


def test_the_gain_changes_smoothly() -> None:
    """From one sample to the next by no more than a thousandth, so that nothing is heard of it."""
    out = np.frombuffer(whole(limiter(by(9), -2)), "<i2").astype(float)
    was = np.frombuffer(PCM, "<i2").astype(float)
    loud = np.abs(was) > 3000
    gains = (out / np.where(loud, was, 1.0))[loud]
    places = np.flatnonzero(loud)
    near = np.diff(places) == 1

    assert np.abs(np.diff(gains)[near]).max() < 0.01
    assert gains.min() < 2 < gains.max() + 0.9


@tried
@given(
    st.integers(0, FRAMES - 1),
    st.integers(1, 30_000),
    st.sampled_from([by(0), by(8), two_speakers]),
)
def test_a_part_comes_out_as_it_would_in_the_whole(start: int, frames: int, gains: Gains) -> None:
    limited = limiter(gains, -3)
    end = min(FRAMES, start + frames)

    assert b"".join(limited.pcm(start, end)) == _known(gains)[2 * start : 2 * end]


_KNOWN: dict[Gains, bytes] = {}


def _known(gains: Gains) -> bytes:
    if gains not in _KNOWN:
        _KNOWN[gains] = whole(limiter(gains, -3))
    return _KNOWN[gains]


def test_each_speaker_has_a_gain_of_their_own() -> None:
    out = np.frombuffer(whole(limiter(two_speakers, 0)), "<i2").astype(float)
    was = np.frombuffer(PCM, "<i2").astype(float)
    first, second = (slice(0, 70_000), slice(70_500, FRAMES))

    assert np.array_equal(out[first][:60_000], was[first][:60_000])
    louder = 20 * np.log10(np.std(out[second]) / np.std(was[second]))
    assert louder == pytest.approx(6.02, abs=1)
