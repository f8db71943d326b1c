"""What the files of chapters are called."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from captioner.publish.parts.names import part_names, plain
from tests.strategies import tried


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("The Harbour", "the-harbour"),
        ("  “Don’t” — said  Ann… ", "dont-said-ann"),
        ("../../etc/passwd", "etc-passwd"),
        ("C:\\CON", "c-con"),
        ("第一章　港", "第一章-港"),
        ("Straße 5½", "straße-5½"),
        ("ΤΕΛΟΣ", "τελος"),
        ("नमस्ते", "नमस्ते"),
        ("e\u0301tude", "étude"),
        ("\u202eevil\u202c.exe", "evil-exe"),
        ("👩‍👩‍👧", ""),
        ("…", ""),
        ("\u0301alone", "alone"),
        ("", ""),
    ],
)
def test_of_a_title_letters_and_digits_remain(title: str, name: str) -> None:
    assert plain(title) == name


def test_names_are_numbered_with_as_many_digits_as_the_last_one_needs() -> None:
    names = [name for (name,) in part_names(["One", "", "3"], [1, 1, 1])]
    assert names == ["01-one", "02", "03-3"]
    many = [name for (name,) in part_names(["x"] * 500, [1] * 500)]
    assert (many[0], many[-1]) == ("001-x", "500-x")


def test_parts_of_a_chapter_have_letters_that_keep_them_in_order() -> None:
    assert list(part_names(["One", "Two"], [3, 1])) == [
        ["01a-one", "01b-one", "01c-one"], ["02-two"]
    ]  # fmt: skip
    (many,) = part_names(["x"], [30])
    assert many == sorted(many)
    assert (many[0], many[-1]) == ("01aa-x", "01bd-x")


def test_a_long_title_is_cut_after_a_word_and_never_within_a_letter() -> None:
    assert plain("word " * 100) == "-".join(["word"] * 24)
    cut = plain("क्ष" * 100)
    assert len(cut.encode()) <= 120
    assert ("क्ष" * 100).startswith(cut)
    assert unicodedata.category(("क्ष" * 100)[len(cut)])[0] != "M"


@tried
@given(st.lists(st.text(), max_size=12))
def test_whatever_titles_are_names_are_safe_apart_and_in_order(titles: list[str]) -> None:
    names = [name for (name,) in part_names(titles, [1] * len(titles))]
    assert len({unicodedata.normalize("NFC", name).casefold() for name in names}) == len(names)
    assert [name[:2] for name in names] == [f"{number:02}" for number in range(1, len(names) + 1)]
    for name in names:
        assert len(f".{name}.transcript.json.part".encode()) <= 255
        assert all(char == "-" or unicodedata.category(char)[0] in "LMN" for char in name)
