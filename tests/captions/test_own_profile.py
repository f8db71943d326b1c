"""A user's own profile: a row, changed by a file and by single options."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from captioner.captions import cut
from captioner.captions.own_profile import (
    SETTINGS,
    Own,
    as_toml,
    check_profile,
    own_in,
    own_of,
    profile_from,
    profile_with,
    settings_of,
    with_options,
)
from captioner.captions.profiles import PROFILES, Profile, at_frame_rate, profile_of
from captioner.errors import OptionError
from captioner.timeline import Measure, Pauses, Timeline, lay_out
from tests.strategies import sentence_of, timelines, tried

RATES = (None, Fraction(24), Fraction(25), Fraction(30000, 1001), Fraction(60))


@st.composite
def sound(draw: st.DrawFn) -> Profile:
    """Profiles in which nothing contradicts anything."""
    row = profile_of(draw(st.sampled_from(PROFILES)), draw(st.sampled_from(("en", "ja", "th"))))
    fps = draw(st.sampled_from(RATES))
    profile = replace(
        row,
        max_chars=draw(st.integers(5, 120)),
        max_lines=draw(st.integers(1, 4)),
        max_cps=draw(st.integers(20, 100) | st.sampled_from((25.5, 99.25))),
        target_cps=draw(st.sampled_from((12, 19.5))),
        max_ms=draw(st.integers(5000, 60_000)),
        lead_ms=draw(st.integers(0, 2000)),
        merge=draw(st.booleans()),
    )
    return at_frame_rate(profile, fps) if fps else profile


@st.composite
def extreme(draw: st.DrawFn) -> Profile:
    """Profiles of the least and the most that a user may ask for."""
    least = draw(st.sampled_from((0, 1, 833, 20_000)))
    gap = draw(st.sampled_from([ms for ms in (0, 1, 83, 5000) if ms <= least]))
    fastest = draw(st.sampled_from((1, 20, 100)))
    return Profile(
        max_chars=draw(st.sampled_from((5, 42, 120))),
        max_lines=draw(st.integers(1, 4)),
        max_cps=fastest,
        target_cps=draw(st.sampled_from((1, fastest))),
        min_ms=least,
        min_ms_per_word=draw(st.sampled_from((0, 2000))),
        max_ms=draw(st.sampled_from([ms for ms in (0, 1, 7000, 60_000) if ms >= least])),
        gap_ms=gap,
        chain_ms=draw(st.sampled_from([0, *(ms for ms in (1, 500, 10_000) if ms > gap)])),
        lag_ms=draw(st.sampled_from((0, 500, 10_000))),
        lead_ms=draw(st.sampled_from((0, 2000))),
        merge=draw(st.booleans()),
        wide=draw(st.booleans()),
        fps=draw(st.sampled_from(RATES)),
    )


@settings(max_examples=15, deadline=None)
@given(extreme(), timelines())
@example(
    Profile(min_ms=0, max_ms=0, gap_ms=0, chain_ms=0, max_cps=1, target_cps=1),
    lay_out([sentence_of("Too fast.")], [Measure(80, 0, 0, ())], rate=8000, pauses=Pauses()),
)
def test_captions_are_cut_by_any_profile_that_a_user_may_ask_for(
    profile: Profile, timeline: Timeline
) -> None:
    check_profile(profile)
    words = [word.text for cue in cut(timeline, profile) for line in cue.lines for word in line]
    texts = (placed.sentence.text for placed in timeline.placed)
    assert "".join("".join(words).split()) == "".join("".join(texts).split())


@tried
@given(sound())
def test_a_profile_written_down_and_read_back_is_the_same(profile: Profile) -> None:
    check_profile(profile)
    assert profile_with(settings_of(profile), "x") == profile


@tried
@given(sound())
def test_a_profile_written_as_a_file_makes_the_same_profile_by_the_file_s_name(
    profile: Profile,
) -> None:
    own = own_in(as_toml(profile), "some/mine.toml")
    assert profile_from(own) == replace(profile, name="mine")


def test_a_setting_has_a_row_for_each_field_of_a_profile() -> None:
    assert {setting.field for setting in SETTINGS.values()} == set(Profile.__struct_fields__) - {
        "name"
    }


def test_a_file_begins_with_a_row_and_options_come_last() -> None:
    own = own_in('base = "bbc"\nmax-chars = 40\nlag = 900\n', "mine.toml")
    profile = profile_from(with_options(own, {"max-chars": 30, "lag": None}))
    assert profile == replace(profile_of("bbc"), name="mine", max_chars=30, lag_ms=900)


def test_a_file_without_a_base_begins_with_netflix_for_the_language() -> None:
    assert profile_from(own_in("max-lines = 1", "x.toml"), "de") == replace(
        profile_of("netflix", "de"), name="x", max_lines=1
    )


def test_without_a_named_row_the_usual_profile_is_changed() -> None:
    usual = replace(profile_of("ted"), max_chars=50)
    assert profile_from(Own(), "en", usual) == usual
    changed = with_options(Own(), {"max-lines": 1})
    assert profile_from(changed, "en", usual) == replace(usual, max_lines=1)
    assert profile_from(with_options(own_of("bbc"), {}), "en", usual) == profile_of("bbc")


def test_what_was_not_named_is_taken_along() -> None:
    slow = profile_from(with_options(own_of("netflix"), {"max-cps": 12.0}))
    assert (slow.max_cps, slow.target_cps) == (12, 12)
    gap = profile_from(with_options(own_of("netflix"), {"gap": 120, "fps": "25"}))
    assert (gap.gap_ms, gap.gap_frames, gap.fps) == (120, 0, Fraction(25))
    frames = profile_from(with_options(own_of("bbc"), {"gap-frames": 3, "fps": "25"}))
    assert (frames.gap_ms, frames.gap_frames) == (120, 3)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("max-chars 37", r"mine\.toml: it is no TOML \(.*at line 1"),
        ('\nbase = "hbo"', r"mine\.toml:2: base = 'hbo': there is no such profile; choose from"),
        ("max-char = 37", r"mine\.toml:1: nothing is called 'max-char'; did you mean max-chars\?"),
        ("zzz = 1", r"mine\.toml:1: nothing is called 'zzz'; it may have max-chars, max-lines"),
        ("[bbc]\nlag = 1", r"mine\.toml:1: nothing is called 'bbc'; it may have"),
        ("lag = 1\nmax-chars = 'x'", r"mine\.toml:2: max-chars = x: it must be a whole number, 5"),
        ("max-chars = true", "max-chars = true: it must be a whole number"),
        ("max-chars = 4", "max-chars = 4: it must be a whole number, 5 to 120"),
        ("max-cps = nan", "max-cps = nan: it must be a number, 1 to 100"),
        ("merge = 1", "merge = 1: it must be true or false"),
        ("fps = 'film'", "fps 'film': it is no frame rate"),
        ("gap-frames = 2\nbase = 'bbc'", "mine.toml:1: gap-frames: it counts frames of a video"),
    ],
)
def test_a_value_that_is_wrong_is_an_error_naming_file_line_and_key(text: str, says: str) -> None:
    with pytest.raises(OptionError, match=says):
        profile_from(own_in(text, "mine.toml"))


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (
            {"min-duration": 8000},
            "--min-duration 8000 contradicts max-duration 7000 of bbc: the shortest duration is "
            "longer than the longest; change one of them",
        ),
        ({"target-cps": 18}, "--target-cps 18 contradicts max-cps 16 of bbc: the speed at ease"),
        ({"gap": 1200, "chain": 3000}, "--gap 1200 contradicts min-duration 1000 of bbc: the gap"),
        ({"gap": 300, "chain": 200}, "--gap 300 contradicts --chain 200: what is closed"),
        ({"chain": 30, "gap-frames": 2, "fps": "25"}, "--gap-frames 2 contradicts --chain 30"),
    ],
)
def test_settings_that_contradict_each_other_are_both_named(
    options: dict[str, object], says: str
) -> None:
    with pytest.raises(OptionError) as caught:
        profile_from(with_options(own_of("bbc"), options))
    assert says in str(caught.value)


@pytest.mark.parametrize("rate", [{}, {"fps": "25"}])
def test_a_gap_in_milliseconds_and_one_in_frames_contradict_each_other(
    rate: dict[str, object],
) -> None:
    with pytest.raises(OptionError) as caught:
        with_options(own_of("bbc"), {"gap": 100, "gap-frames": 2} | rate)
    assert str(caught.value) == (
        "--gap 100 contradicts --gap-frames 2: both say how long the gap is, in milliseconds and "
        "in frames of --fps; leave one of them out"
    )
    none = profile_from(with_options(own_of("netflix"), {"gap": 100, "gap-frames": 0} | rate))
    assert (none.gap_ms, none.gap_frames) == (100, 0)


def test_a_gap_that_is_said_by_an_option_is_the_file_s_no_longer() -> None:
    own = own_in("gap = 100", "mine.toml")
    frames = profile_from(with_options(own, {"gap-frames": 3, "fps": "25"}))
    assert (frames.gap_ms, frames.gap_frames) == (120, 3)
    assert profile_from(with_options(own, {"gap-frames": 0})).gap_ms == 100
    with pytest.raises(
        OptionError, match="--gap-frames: it counts frames of a video; say with --fps how"
    ):
        profile_from(with_options(own, {"gap-frames": 3}))
    ms = profile_from(with_options(own_in('gap-frames = 3\nfps = "25"', "x.toml"), {"gap": 100}))
    assert (ms.gap_ms, ms.gap_frames) == (100, 0)


def test_a_profile_that_there_is_not_may_be_a_file_of_one_s_own() -> None:
    with pytest.raises(OptionError, match=r"--profile 'hbo': .*name a file that ends in \.toml"):
        own_of("hbo")
