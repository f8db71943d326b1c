"""Frames, bytes, and the other clocks."""

from __future__ import annotations

from fractions import Fraction
from math import floor, inf, nextafter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from captioner.audio import frames_in, ms_of, ms_to_frames, seconds_to_frames, silence
from captioner.audio.pcm import all_to_frames
from tests.strategies import tried

RATES = st.integers(4000, 96000)


@tried
@given(st.integers(0, 10**9), RATES)
def test_milliseconds_survive_the_way_through_frames(ms: int, rate: int) -> None:
    assert ms_of(ms_to_frames(ms, rate), rate) == ms


@tried
@given(st.integers(0, 10**11), RATES)
def test_frames_survive_the_way_through_milliseconds_within_half_a_millisecond(
    frames: int, rate: int
) -> None:
    back = ms_to_frames(ms_of(frames, rate), rate)
    assert abs(back - frames) <= Fraction(rate, 2000) + Fraction(1, 2)


@tried
@given(st.integers(0, 10**11), RATES)
def test_a_time_in_milliseconds_is_the_nearest_one(frames: int, rate: int) -> None:
    assert abs(ms_of(frames, rate) - Fraction(frames * 1000, rate)) <= Fraction(1, 2)


@tried
@given(st.integers(0, 10**11), st.integers(0, 10**6), RATES)
def test_times_in_milliseconds_never_run_backwards(frames: int, more: int, rate: int) -> None:
    assert ms_of(frames, rate) <= ms_of(frames + more, rate)


@tried
@given(st.integers(0, 10**9), RATES)
def test_whole_seconds_are_exact_on_every_clock(seconds: int, rate: int) -> None:
    assert seconds_to_frames(seconds, rate) == seconds * rate
    assert ms_to_frames(seconds * 1000, rate) == seconds * rate
    assert ms_of(seconds * rate, rate) == seconds * 1000


@tried
@given(st.floats(-1e9, 1e9), RATES)
def test_seconds_become_the_nearest_frame(seconds: float, rate: int) -> None:
    assert abs(seconds_to_frames(seconds, rate) - Fraction(seconds) * rate) <= Fraction(1, 2)


@tried
@given(
    st.integers(-(2**40), 2**40), st.integers(-2, 2), st.sampled_from([4096, 22050, 32768, 48000])
)
def test_seconds_on_the_edge_between_two_frames_become_the_nearest_halves_up(
    frames: int, ulps: int, rate: int
) -> None:
    seconds = (frames + 0.5) / rate
    for _ in range(abs(ulps)):
        seconds = nextafter(seconds, inf if ulps > 0 else -inf)
    assert seconds_to_frames(seconds, rate) == floor(Fraction(seconds) * rate + Fraction(1, 2))


@tried
@given(
    st.lists(
        st.one_of(
            st.floats(-1e9, 1e9),
            st.floats(allow_nan=False, allow_infinity=False),
            st.integers(-1000, 2**40).map(lambda frames: (frames + 0.5) / 22050),
        )
    ),
    RATES,
)
def test_times_of_a_sentence_become_the_same_frames_as_each_alone(
    times: list[float], rate: int
) -> None:
    assert all_to_frames(times, rate) == [seconds_to_frames(seconds, rate) for seconds in times]


@pytest.mark.parametrize("seconds", [1e300, 1e304, 1.7e308, -1e304, -1.7e308])
def test_no_finite_time_is_too_long_for_a_frame(seconds: float) -> None:
    assert seconds_to_frames(seconds, 48000) == floor(Fraction(seconds) * 48000 + Fraction(1, 2))


@pytest.mark.parametrize(
    ("frames", "rate", "ms"),
    [(11, 22050, 0), (12, 22050, 1), (12, 24000, 1), (11, 24000, 0), (4, 8000, 1), (3, 8000, 0)],
)
def test_half_a_millisecond_is_rounded_up(frames: int, rate: int, ms: int) -> None:
    assert ms_of(frames, rate) == ms


def test_59_seconds_and_9996_are_a_minute_and_not_59_and_ten_tenths() -> None:
    assert ms_of(seconds_to_frames(59.9996, 24000), 24000) == 60_000


@given(st.integers(0, 10_000))
def test_silence_has_as_many_frames_as_asked_for_and_nothing_in_them(frames: int) -> None:
    assert frames_in(silence(frames)) == frames
    assert not any(silence(frames))
