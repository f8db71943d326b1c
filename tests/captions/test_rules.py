"""The rules of a profile, measured on a cue as it is."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from captioner.captions import RULES, Flaw, Profile, flaws_of, profile_of
from captioner.captions.profiles import at_frame_rate
from captioner.captions.width import width
from tests.strategies import tried

NETFLIX = profile_of("netflix", "en")
BBC = profile_of("bbc", "en")


def broken(
    *lines: str,
    start: int = 0,
    end: int = 2000,
    following: int | None = None,
    profile: Profile = NETFLIX,
) -> dict[str, tuple[float, float]]:
    """The rules that a cue breaks, with value and limit; times in milliseconds."""
    flaws = flaws_of(lines, start, end, following, 1000, profile)
    return {flaw.rule: (flaw.value, flaw.limit) for flaw in flaws}


def test_a_cue_that_keeps_to_everything_has_no_flaw() -> None:
    assert broken("Hello there.", following=2083) == {}
    assert broken("Hello there.", following=2600) == {}


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (broken("a " * 21 + "b", end=5000), {"line-width": (43, 42)}),
        (broken("a" * 53, "b" * 52, end=7000), {"line-width": (53, 42), "wide-word": (52, 42)}),
        (broken("a", "b", "c"), {"lines": (3, 2)}),
        (broken("Hello.", end=0), {"order": (0, 0)}),
        (broken("Hello.", following=1500), {"overlap": (500, 0)}),
        (broken("Hello.", following=2040), {"gap": (40, 83)}),
        (broken("Hello.", following=2300), {"chain": (300, 500)}),
        (broken("Hello.", end=7500), {"max-duration": (7500, 7000)}),
        (broken("Hi.", end=500), {"min-duration": (500, 833)}),
        (broken("a b c d e", end=1200, profile=BBC), {"min-duration": (1200, 1500)}),
        (broken("a" * 42, end=1999), {"reading-speed": (21, 20)}),
    ],
)
def test_each_rule_tells_what_a_cue_has_and_what_it_should(
    found: dict[str, tuple[float, float]], expected: dict[str, tuple[float, float]]
) -> None:
    assert found == expected


def test_what_a_file_s_clock_rounds_off_is_not_held_against_a_cue() -> None:
    assert broken("Hello.", end=832) == {}
    assert broken("Hello.", end=7001) == {}
    assert broken("Hello.", following=2082) == {}
    assert broken("a" * 40, end=1999) == {}


def test_what_the_frames_of_a_video_add_to_a_gap_is_not_held_against_a_cue() -> None:
    at_25 = replace(NETFLIX, gap_ms=20, gap_frames=0, fps=Fraction(25))
    assert broken("Hello.", following=2060, profile=at_25) == {}
    assert broken("Hello.", following=2080, profile=at_25) == {"chain": (80, 500)}
    # A gap that is counted in frames has so many, and none is added.
    counted = at_frame_rate(NETFLIX, Fraction(25))
    assert broken("Hello.", following=2080, profile=counted) == {}
    assert broken("Hello.", following=2120, profile=counted) == {"chain": (120, 500)}


def test_full_width_characters_count_one_and_half_width_ones_half() -> None:
    japanese = profile_of("netflix", "ja")
    assert broken("あ" * 13, end=4000, profile=japanese) == {}
    assert broken("あ" * 12 + "ab", end=4000, profile=japanese) == {}
    assert broken("あ" * 14, end=4000, profile=japanese) == {"line-width": (14, 13)}


@tried
@given(
    st.lists(st.text("abc あ", max_size=50), min_size=1, max_size=4),
    st.integers(0, 9000),
    st.integers(-500, 2000),
)
def test_only_rules_of_the_table_are_broken_each_once_and_by_a_value_beyond_its_limit(
    lines: list[str], stays: int, rest: int
) -> None:
    flaws = flaws_of(lines, 0, stays, stays + rest, 1000, NETFLIX)
    rules = [flaw.rule for flaw in flaws]
    assert set(rules) <= set(RULES)
    assert len(set(rules)) == len(rules)
    below = {"gap", "chain", "min-duration"}
    for flaw in flaws:
        assert flaw.rule == "order" or (flaw.value < flaw.limit) == (flaw.rule in below)
    too_wide = {"line-width", "wide-word"} & set(rules)
    assert bool(too_wide) == any(width(line) > 42 for line in lines)


def test_a_line_that_is_too_long_is_a_hard_flaw_and_one_too_fast_is_not() -> None:
    assert RULES["line-width"].hard
    assert not RULES["reading-speed"].hard
    assert not RULES["wide-word"].hard
    assert flaws_of(["x" * 60], 0, 1000, None, 1000, replace(NETFLIX, max_chars=60)) == (
        Flaw("reading-speed", 60_000 / 1001, 20),
    )
