"""The table of the published standards."""

from __future__ import annotations

from fractions import Fraction

import pytest
from msgspec.structs import replace

from captioner.captions.own_profile import check_profile
from captioner.captions.profiles import PROFILES, Profile, at_frame_rate, profile_of
from captioner.errors import OptionError

LANGUAGES = ("en", "en-GB", "de", "ar", "he", "hi", "th", "ja", "zh-Hant", "yue", "ko", "sr-Latn")


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", PROFILES)
def test_no_row_contradicts_itself_in_any_language(name: str, lang: str) -> None:
    profile = profile_of(name, lang)
    assert profile.name == name
    check_profile(profile)
    check_profile(at_frame_rate(profile, Fraction(25)))


@pytest.mark.parametrize(
    ("name", "lang", "chars", "most"),
    [
        ("netflix", "en", 42, 20),
        ("netflix", "de", 42, 17),
        ("netflix", "ar", 42, 20),
        ("netflix", "hi-IN", 42, 22),
        ("netflix", "th", 35, 17),
        ("netflix", "ja", 13, 4),
        ("sdh", "ja", 16, 7),
        ("netflix", "zh-Hans", 16, 9),
        ("netflix", "ko", 16, 12),
        ("sdh", "de", 42, 20),
        ("children", "de", 37, 13),
        ("bbc", "en", 37, 16),
        ("ted", "fr", 42, 21),
        ("dcmp", "en", 32, 16),
        ("short-form", "en", 24, 25),
        ("podcast", "en", 32, 20),
    ],
)
def test_the_numbers_are_those_of_the_standards(
    name: str, lang: str, chars: int, most: float
) -> None:
    profile = profile_of(name, lang)
    assert (profile.max_chars, profile.max_cps) == (chars, most)


def test_full_width_characters_are_counted_in_pairs_of_cells() -> None:
    assert profile_of("netflix", "ja").line_cells == 26
    assert profile_of("netflix", "en").line_cells == 42


def test_a_language_in_latin_letters_has_lines_of_letters() -> None:
    assert not profile_of("netflix", "zh-Latn-pinyin").wide
    assert profile_of("netflix", "yue").wide


def test_a_gap_told_in_frames_is_as_long_as_those_are() -> None:
    netflix = profile_of("netflix", "en")
    assert at_frame_rate(netflix, Fraction(24)).gap_ms == netflix.gap_ms == 83
    assert at_frame_rate(netflix, Fraction(25)).gap_ms == 80
    assert at_frame_rate(profile_of("ted"), Fraction(25)).gap_ms == 0


def test_a_name_that_is_not_in_the_table_is_an_error_that_lists_those_that_are() -> None:
    with pytest.raises(OptionError, match="'hbo'; there are netflix, sdh, bbc"):
        profile_of("hbo")


@pytest.mark.parametrize(
    "profile",
    [
        replace(Profile(), max_chars=3),
        replace(Profile(), max_cps=float("nan")),
        replace(Profile(), min_ms=8000),
        replace(Profile(), gap_ms=600),
        replace(Profile(), fps=Fraction(1)),
    ],
    ids=["short line", "no speed", "least over most", "gap over chain", "slow video"],
)
def test_a_profile_made_in_python_is_checked_as_one_from_a_file_is(profile: Profile) -> None:
    with pytest.raises(OptionError):
        check_profile(profile)
