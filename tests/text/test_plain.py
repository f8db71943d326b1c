"""Plain text: paragraphs are separated by blank lines, lines within them are unwrapped."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from captioner.document import Kind, Place
from captioner.text.plain import read_plain

WORDS = st.text("abcé潮é1.,“” ", min_size=1, max_size=12)
SOURCES = st.lists(WORDS | st.sampled_from(["", "  ", "\t", "x" * 130]), max_size=20).map("\n".join)


def paragraphs(source: str) -> list[str]:
    return [paragraph.text for paragraph in read_plain(source).paragraphs]


def test_blank_lines_separate_paragraphs() -> None:
    assert paragraphs("One.\n\nTwo.\n \t\n\n\nThree.\n") == ["One.", "Two.", "Three."]


def test_wrapped_lines_become_one() -> None:
    assert paragraphs("The tide\n  came in\nat night. \n") == ["The tide came in at night."]


def test_chinese_and_japanese_lines_join_without_a_blank() -> None:
    assert paragraphs("潮水\n来了。\n船走了") == ["潮水来了。船走了"]


def test_korean_lines_and_lines_of_mixed_scripts_join_with_a_blank() -> None:
    assert paragraphs("비가\n온다") == ["비가 온다"]
    assert paragraphs("潮水\ntide\n来了") == ["潮水 tide 来了"]


def test_a_line_longer_than_anybody_wraps_is_a_paragraph() -> None:
    long = "The tide came in. " * 8
    assert paragraphs(f"{long}\nShort.\nOther.") == [long.strip(), "Short.", "Other."]


def test_a_paragraph_is_a_paragraph_and_nothing_is_left_out() -> None:
    reading = read_plain("# One\n\n* two\n\n> three")
    assert {paragraph.kind for paragraph in reading.paragraphs} == {Kind.PARAGRAPH}
    assert paragraphs("# One\n\n* two") == ["# One", "* two"]
    assert (reading.left_out, reading.title, reading.lang) == ((), None, None)


@pytest.mark.parametrize(
    ("word", "place"),
    [("tide", Place(2, 7)), ("came", Place(3, 1)), ("night", Place(4, 8)), ("Then", Place(6, 1))],
)
def test_every_word_knows_its_line_and_column(word: str, place: Place) -> None:
    source = "\n  The tide\ncame in\n    at night.\n\nThen it went.\n"
    found = {
        paragraph.place(paragraph.text.index(word))
        for paragraph in read_plain(source).paragraphs
        if word in paragraph.text
    }
    assert found == {place}


@given(SOURCES)
def test_no_character_is_lost_but_white_space(source: str) -> None:
    assert "".join("".join(paragraphs(source)).split()) == "".join(source.split())


@given(SOURCES)
def test_no_paragraph_is_empty_or_has_blanks_at_its_ends_or_a_line_end(source: str) -> None:
    for text in paragraphs(source):
        assert text == text.strip() != ""
        assert "\n" not in text


@given(SOURCES)
def test_each_character_stands_where_its_place_says(source: str) -> None:
    lines = source.split("\n")
    for paragraph in read_plain(source).paragraphs:
        for offset, char in enumerate(paragraph.text):
            if not char.isspace():
                place = paragraph.place(offset)
                assert lines[place.line - 1][place.column - 1] == char
