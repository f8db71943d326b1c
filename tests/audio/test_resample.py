"""A take at another sampling rate is as long as it was, and so are its words."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from captioner.audio import Take
from captioner.audio.resample import at_rate
from captioner.audio.take import HeardWord
from tests.strategies import tried

RATES = st.sampled_from([8000, 16000, 22050, 24000, 44100, 48000])


def tone(frames: int, rate: int, pitch: int = 440) -> bytes:
    wave = np.sin(2 * np.pi * pitch * np.arange(frames) / rate)
    return (wave * 8000).astype("<i2").tobytes()


@tried
@given(RATES, RATES, st.integers(0, 5000))
def test_its_length_and_the_times_of_its_words_stay(rate: int, other: int, frames: int) -> None:
    words = (HeardWord("one", 0, frames // 3), HeardWord("two", frames // 2, frames))
    take = Take(tone(frames, rate), rate, words, kept_as="k")
    made = at_rate(take, other)

    assert made.rate == other
    assert abs(made.frames / other - frames / rate) <= 0.5001 / other
    assert made.words[-1].end == made.frames
    for before, after in zip(words, made.words, strict=True):
        assert abs(before.start / rate - after.start / other) <= 0.5001 / other
    assert made.kept_as == "k"
    assert at_rate(take, other) == made


def test_the_sound_stays() -> None:
    made = at_rate(Take(tone(16000, 16000), 16000), 22050)
    there = np.frombuffer(made.pcm, "<i2").astype(float)[500:-500]
    wanted = np.frombuffer(tone(22050, 22050), "<i2").astype(float)[500:-500]

    assert np.abs(there - wanted).max() < 80


def test_a_take_of_that_rate_is_left_alone() -> None:
    take = Take(tone(100, 8000), 8000)
    assert at_rate(take, 8000) is take
