"""A sentence over the limit is cut at its best clause boundaries."""

from __future__ import annotations

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from captioner.text.long import split_long

WORDS = st.lists(
    st.sampled_from(["tide", "1,234,567", "3.75", "12:30", "don't", "größer", "a", "42", "боты"]),
    min_size=1,
    max_size=40,
)
GLUED = st.lists(
    st.sampled_from(
        [
            "a",
            " ",
            ", ",
            "e\u0301",
            "👩‍👩‍👧",
            "🇬🇧",
            "\u0301",
            "\r\n",
            "1",
            ",",
            "。",
            "-",
            "한",
            "नि",
            "\u200d",
        ]
    ),
    max_size=40,
).map("".join)


@pytest.mark.parametrize(
    ("sentence", "limit", "expected"),
    [
        (
            "The tide went out, the boats lay down; the children ran over the wet sand.",
            60,
            [
                "The tide went out, the boats lay down; ",
                "the children ran over the wet sand.",
            ],
        ),
        (
            "The tide went out and left the boats, so the children ran over the wet sand.",
            60,
            ["The tide went out and left the boats, ", "so the children ran over the wet sand."],
        ),
        (
            "The tide left all the boats on the sand and the children ran out to them.",
            60,
            ["The tide left all the boats on the sand ", "and the children ran out to them."],
        ),
        (
            "Die Flut ließ alle Boote auf dem Sand weil der Wind gedreht hatte.",
            60,
            ["Die Flut ließ alle Boote auf dem Sand ", "weil der Wind gedreht hatte."],
        ),
        (
            "潮水退了，船都躺在沙滩上，孩子们跑了出去",
            16,
            ["潮水退了，船都躺在沙滩上，", "孩子们跑了出去"],
        ),
    ],
    ids=["semicolon", "comma", "conjunction", "German conjunction", "Chinese comma"],
)
def test_the_cut_is_at_the_best_clause_boundary(
    sentence: str, limit: int, expected: list[str]
) -> None:
    assert split_long(sentence, limit) == expected


def test_what_is_within_the_limit_stays_whole() -> None:
    assert split_long("Not a word too long, nor one too few.", 37) == [
        "Not a word too long, nor one too few."
    ]


def test_a_grouped_number_is_not_cut_at_its_blanks() -> None:
    sentence = "The whole of the old harbour had 12 353 000 lamps at night."
    assert any("12 353 000" in part for part in split_long(sentence, 32))


def test_a_short_word_before_a_very_long_one_is_place_enough() -> None:
    assert split_long("I " + "x" * 19 + " go", 20) == ["I ", "x" * 19 + " ", "go"]


def test_a_compound_is_cut_at_its_hyphen_rather_than_in_a_word() -> None:
    assert split_long("mother-in-law-to-be", 12) == ["mother-in-", "law-to-be"]


def test_parts_are_of_like_length_where_clauses_allow() -> None:
    parts = split_long("the gulls came in, " * 12, 100)
    assert max(map(len, parts)) < 2 * min(map(len, parts))


def test_a_word_over_the_limit_is_cut_between_its_graphemes() -> None:
    assert split_long("e\u0301" * 5, 3) == ["e\u0301"] * 5
    assert split_long("🇬🇧🇩🇪", 3) == ["🇬🇧", "🇩🇪"]


def test_a_grapheme_over_the_limit_stays_whole() -> None:
    tower = "a" + "\u0301" * 30
    assert split_long(tower + "b" + tower, 10) == [tower, "b", tower]


@given(GLUED | st.text(max_size=200), st.integers(1, 30))
def test_the_parts_join_to_the_sentence(sentence: str, limit: int) -> None:
    assert "".join(split_long(sentence, limit)) == sentence


@given(GLUED | st.text(max_size=200), st.integers(1, 30))
def test_no_part_is_over_the_limit_unless_it_is_one_grapheme(sentence: str, limit: int) -> None:
    for part in split_long(sentence, limit):
        assert len(part) <= limit or len(regex.findall(r"\X", part)) == 1


@given(GLUED | st.text(max_size=200), st.integers(1, 30))
def test_no_cut_is_in_a_grapheme(sentence: str, limit: int) -> None:
    graphemes = {match.end() for match in regex.finditer(r"\X", sentence)}
    at = 0
    for part in split_long(sentence, limit)[:-1]:
        at += len(part)
        assert at in graphemes


@given(WORDS, st.integers(10, 60), st.sampled_from([" ", ", ", "; ", " — ", "  "]))
def test_no_cut_is_in_a_word_or_number_where_there_is_another_place(
    words: list[str], limit: int, between: str
) -> None:
    sentence = between.join(words)
    inside = {
        at
        for match in regex.finditer(
            "|".join(map(regex.escape, sorted(words, key=len)[::-1])), sentence
        )
        for at in range(match.start() + 1, match.end())
    }
    at = 0
    for part in split_long(sentence, limit)[:-1]:
        at += len(part)
        assert at not in inside


@given(st.text(max_size=200), st.integers(1, 30))
def test_only_an_empty_sentence_has_an_empty_part(sentence: str, limit: int) -> None:
    assert all(split_long(sentence, limit)) or sentence == ""
