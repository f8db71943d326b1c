"""When a cue comes and goes: lead, lag, gap, chain and the frames of a video."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from captioner.captions import Profile, profile_of
from captioner.captions.timing import boundaries, limits_of, out_of
from tests.strategies import tried

RATE = 1000
NETFLIX = profile_of("netflix", "en")


def test_limits_are_a_millisecond_inside_of_the_profile() -> None:
    limits = limits_of(NETFLIX, 48_000)
    assert limits.gap == NETFLIX.gap_ms * 48 + 48
    assert limits.most == NETFLIX.max_ms * 48 - 48
    assert limits.least == NETFLIX.min_ms * 48 + 48
    assert limits.cell == 48_000 / NETFLIX.max_cps
    assert limits_of(profile_of("netflix", "ja"), RATE).cell == RATE / 8


def test_in_running_speech_the_gap_is_taken_from_the_last_word_never_from_the_next() -> None:
    limits = limits_of(NETFLIX, RATE)
    bounds = boundaries([0, 500], [500, 1000], None, None, 1000, limits)
    assert bounds.begin[:2] == [0, 500]
    assert bounds.last[1] == 500 - limits.gap
    assert bounds.squeezed == []


def test_a_word_too_short_for_the_gap_keeps_a_moment_and_is_listed() -> None:
    limits = limits_of(NETFLIX, RATE)
    bounds = boundaries([0, 60], [60, 1000], None, None, 1000, limits)
    assert bounds.squeezed == [1]
    assert limits.shortest <= bounds.last[1] <= 60


def test_a_lead_is_taken_from_a_pause_and_never_from_the_word_before() -> None:
    profile = replace(NETFLIX, lead_ms=200)
    limits = limits_of(profile, RATE)
    rested = boundaries([0, 3000], [1000, 4000], None, None, 4000, limits)
    assert rested.begin[1] == 2800
    running = boundaries([0, 1000], [1000, 2000], None, None, 2000, limits)
    assert running.begin[1] == 1000


def test_a_long_pause_stays_one_that_can_be_seen_and_a_short_one_is_closed() -> None:
    limits = limits_of(NETFLIX, RATE)
    long = boundaries([0, 3000], [1000, 4000], None, None, 4000, limits)
    assert long.last[1] <= 1000 + limits.lag
    short = boundaries([0, 1300], [1000, 4000], None, None, 4000, limits)
    assert short.last[1] == 1300 - limits.gap


def test_a_cue_stays_until_it_can_be_read_and_no_longer_than_the_lag() -> None:
    limits = limits_of(NETFLIX, RATE)
    bounds = boundaries([0, 5000], [300, 6000], None, None, 6000, limits)
    assert out_of(bounds, 0, 1, 5, 0, 300, limits) in (334, 335)
    assert out_of(bounds, 0, 1, 60, 0, 300, limits) == 300 + limits.lag


def test_what_would_be_gone_too_soon_stays_into_the_silence() -> None:
    """A reply of one word before a pause: least duration first, then how the gap looks."""
    limits = limits_of(NETFLIX, RATE)
    long = boundaries([0, 5000], [300, 6000], None, None, 6000, limits)
    assert out_of(long, 0, 1, 5, limits.least, 300, limits) == limits.least
    # After the least time no gap would be left that can be seen: the pause is closed.
    short = boundaries([0, 1000], [300, 6000], None, None, 6000, limits)
    assert out_of(short, 0, 1, 5, 0, 300, limits) < 1000 - limits.chain
    assert out_of(short, 0, 1, 5, limits.least, 300, limits) == 1000 - limits.gap
    # Neither can be: as long as there is.
    tight = boundaries([0, 850], [300, 6000], None, None, 6000, limits)
    assert out_of(tight, 0, 1, 5, limits.least, 300, limits) == 850 - limits.gap
    # The last of all stays into what there is of the sound.
    last = boundaries([0], [300], None, None, 2000, limits)
    assert out_of(last, 0, 1, 5, limits.least, 300, limits) == limits.least
    ended = boundaries([0], [300], None, None, 600, limits)
    assert out_of(ended, 0, 1, 5, limits.least, 300, limits) == 600


@tried
@given(
    st.lists(st.tuples(st.integers(0, 2000), st.integers(30, 3000)), min_size=1, max_size=12),
    st.sampled_from((None, Fraction(24), Fraction(30000, 1001))),
    st.integers(0, 300),
    st.sampled_from((8000, 22050)),
)
def test_boundaries_keep_their_order_and_begin_no_later_than_their_word(
    spans: list[tuple[int, int]], fps: Fraction | None, lead_ms: int, rate: int
) -> None:
    profile: Profile = replace(NETFLIX, fps=fps, lead_ms=lead_ms)
    limits = limits_of(profile, rate)
    starts, ends, at = [], [], 0
    for rest, length in spans:
        at += rest * rate // 1000
        starts.append(at)
        at += length * rate // 1000
        ends.append(at)
    bounds = boundaries(starts, ends, None, None, at + rate, limits)
    frame = int(limits.grid) + 1 if limits.grid else 0
    for begin, start in zip(bounds.begin, starts, strict=False):
        assert start - limits.lead - frame <= begin <= start
    for number in range(1, len(bounds.begin)):
        assert bounds.last[number] <= bounds.begin[number]
        assert bounds.edge[number] <= bounds.last[number] <= bounds.closed[number]
        assert number == len(ends) or bounds.closed[number] <= bounds.begin[number]


@tried
@given(st.integers(0, 10**9), st.sampled_from((Fraction(24), Fraction(25), Fraction(30000, 1001))))
def test_a_moment_lies_between_the_video_frames_around_it(frame: int, fps: Fraction) -> None:
    limits = limits_of(replace(NETFLIX, fps=fps), 44_100)
    below, above = limits.floor(frame), limits.ceil(frame)
    assert below <= frame <= above
    assert above - below <= Fraction(44_100) / fps + 1
    assert limits.floor(below) == below
    assert limits.ceil(above) == above


def test_with_a_video_frame_rate_the_last_cue_still_goes_with_the_sound() -> None:
    limits = limits_of(replace(NETFLIX, fps=Fraction(30000, 1001)), 22_050)
    end = 33_333
    bounds = boundaries([0], [end], None, None, end, limits)
    assert out_of(bounds, 0, 1, 10, 0, end, limits) == end
