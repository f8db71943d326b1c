"""Where `segment=bySentence` takes a sentence to end."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from captioner.protocol import WS, WS3
from captioner.protocol.ends import fitting_blank, fitting_end, sentence_end

MARKS = WS3.sentence_ends
TEXTS = st.text('abM r1.?!,。、)"\n', max_size=30)


@pytest.mark.parametrize(
    "text",
    [
        "One.|", "One. |Two", "One! Two? |Three", "One.\n\n|", "Wait... |what", "Really?! |Yes",
        "“One.” |Two", "(One.) |Two", "One.'\") |Two", "潮。|汐", "潮！？|汐", "潮。 |汐",
        "In 2.|", "The date.|",
    ],
)  # fmt: skip
def test_a_sentence_ends_behind_its_mark_what_closes_it_and_the_blanks(text: str) -> None:
    assert sentence_end(text.replace("|", ""), MARKS) == text.index("|")


@pytest.mark.parametrize(
    "text",
    ["", "One", "One, two; three: ", "2.5 ml", "a.b", "x.y.z", "One.two", "3.” x"[:2] + "x", ".x"],
)
def test_a_mark_within_a_word_or_of_another_kind_ends_nothing(text: str) -> None:
    assert sentence_end(text, MARKS) == 0


@pytest.mark.parametrize("text", ["Mr. Low", "the DR. ", "e.g. this", "approx. ten", "J. R. Low"])
def test_an_initial_or_a_shortening_ends_nothing(text: str) -> None:
    assert sentence_end(text, MARKS) == 0


@pytest.mark.parametrize("text", ["She said no. ", "A fig. ", "Five m. ", "Plan b. "])
def test_what_is_as_often_a_word_ends_one(text: str) -> None:
    assert sentence_end(text, MARKS) == len(text)


def test_other_marks_after_the_same_letters_do() -> None:
    assert sentence_end("A Mr! ", MARKS) == 6
    assert sentence_end("unstressed. ", MARKS) == 12


def test_a_comma_ends_one_where_the_dialect_says_so() -> None:
    assert sentence_end("One, two", WS.sentence_ends) == 5
    assert sentence_end("1,000", WS.sentence_ends) == 0


def test_only_what_begins_between_start_and_end_counts() -> None:
    assert sentence_end("One. Two. Three. ", MARKS, 5, 12) == 10
    assert sentence_end("One. Two", MARKS, 4) == 0
    assert sentence_end("One 2.5", MARKS, 0, 6) == 0


@given(TEXTS, TEXTS)
def test_what_comes_later_moves_no_end_but_one_that_was_at_the_end(one: str, two: str) -> None:
    """So a server need not judge a text anew that holds no end."""
    whole, part = sentence_end(one + two, MARKS), sentence_end(one, MARKS)
    if part < len(one):
        assert whole == 0 if not part and not two else whole >= part


@given(TEXTS)
def test_an_end_is_behind_a_mark_and_nothing_of_the_text_follows_that_holds_another(
    text: str,
) -> None:
    end = sentence_end(text, MARKS)
    assert 0 <= end <= len(text)
    if end:
        assert any(mark in text[:end] for mark in MARKS)
        assert text[end : end + 1].strip() == text[end : end + 1]


@given(TEXTS, st.integers(1, 20))
def test_a_text_that_is_too_long_is_cut_to_what_fits_and_is_not_empty(
    text: str, limit: int
) -> None:
    if len(text.strip()) <= limit:
        return
    end, blank = fitting_end(text, limit, MARKS), fitting_blank(text, limit)
    assert len(text[:end].strip()) <= limit
    assert 0 < len(text[:blank].strip()) <= limit


def test_a_text_is_cut_where_a_sentence_ends_or_at_a_blank_or_at_the_limit() -> None:
    assert fitting_end("One. Two three", 10, MARKS) == 5
    assert fitting_end("One two three", 10, MARKS) == 0
    assert fitting_blank("One two three", 10) == 8
    assert fitting_blank("One two 2.5 ml", 10) == 8
    assert fitting_blank("One\ttwo\nthree", 10) == 8
    assert fitting_blank("Onetwothree four", 10) == 10
    assert fitting_blank("   Onetwothree four", 10) == 13


@pytest.mark.parametrize(
    "text", ["." * 60_000 + "x", ".)" * 30_000 + "x", "。" * 60_000, ". " * 30_000]
)
def test_a_row_of_marks_takes_no_more_than_one_pass(text: str) -> None:
    """Asked within a regular expression, whether a blank follows took a minute here."""
    assert sentence_end(text, MARKS) == (0 if text.endswith("x") else len(text))
