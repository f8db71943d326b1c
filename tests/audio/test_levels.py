"""How loud sound is, and how it looks."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from captioner.audio.levels import FULL_SCALE, Meter, percentile
from tests.strategies import tried


def metered(pcm: bytes, rate: int = 8000, piece: int | None = None) -> Meter:
    meter = Meter(rate)
    size = 2 * piece if piece else max(1, len(pcm))
    for at in range(0, len(pcm), size):
        meter.feed(pcm[at : at + size])
    meter.end()
    return meter


def sine(amplitude: float, frames: int = 8000) -> bytes:
    wave = np.sin(np.arange(frames) * 2 * np.pi / 80) * amplitude
    return wave.round().astype("<i2").tobytes()


@pytest.mark.parametrize("db", [0, -6, -20, -40, -60])
def test_a_level_is_in_half_decibels_under_full_scale(db: int) -> None:
    meter = metered(sine(32767 * 10 ** (db / 20)))
    # A sine is 3 dB softer than its peaks.
    wanted = FULL_SCALE + 2 * (db - 20 * math.log10(math.sqrt(2)))
    assert all(abs(level - wanted) <= 1.5 for level in meter.levels)


def test_digital_silence_has_no_level_and_the_loudest_sound_has_full_scale() -> None:
    assert set(metered(bytes(1600)).levels) == {0}
    assert set(metered(b"\x00\x80" * 800).levels) == {FULL_SCALE}


def test_an_outline_has_the_least_and_the_greatest_sample_of_every_fiftieth_of_a_second() -> None:
    pcm = np.zeros(480, "<i2")
    pcm[5], pcm[7], pcm[170] = 20_000, -10_000, 32_767
    outline = memoryview(metered(pcm.tobytes()).outline).cast("b")
    assert outline.tolist() == [-10_000 >> 8, 20_000 >> 8, 0, 127, 0, 0]


@tried
@given(
    st.lists(st.integers(-(2**15), 2**15 - 1), max_size=700),
    st.integers(1, 300),
    st.sampled_from([8000, 11025]),
)
def test_it_does_not_matter_in_what_pieces_sound_comes(
    samples: list[int], piece: int, rate: int
) -> None:
    pcm = np.array(samples, "<i2").tobytes()
    whole, pieces = metered(pcm, rate), metered(pcm, rate, piece)
    assert (whole.frames, whole.levels, whole.outline) == (
        pieces.frames,
        pieces.levels,
        pieces.outline,
    )
    assert whole.frames == len(samples)
    assert len(whole.levels) == -(-len(samples) // whole.block)
    assert len(whole.outline) == 2 * -(-len(samples) // whole.point)


@tried
@given(st.binary(min_size=1, max_size=300), st.integers(1, 100))
def test_a_percentile_is_not_passed_by_that_share(levels: bytes, share: int) -> None:
    found = percentile(levels, share / 100)
    assert sum(level <= found for level in levels) * 100 >= share * len(levels) - 1e-6
    assert sum(level < found for level in levels) * 100 <= share * len(levels) + 1e-6
