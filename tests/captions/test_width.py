"""How wide a text is on a screen."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from captioner.captions.width import graphemes, width
from tests.strategies import any_text, tried


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ("", 0),
        ("a < 5 & b > 3", 13),
        ("Straße", 6),
        ("e\u0301", 1),
        ("你好。", 6),
        ("ﾊﾝｶｸ", 4),
        ("ＡＢ", 4),
        ("한국어", 6),
        ("\u1112\u1161\u11ab", 2),
        ("👩‍👩‍👧‍👦", 2),
        ("👍🏽", 2),
        ("🇩🇪🇫🇷", 4),
        ("zero\u200bwidth", 9),
        ("Donau\u00addampf", 10),
        ("\u2067عربي\u2069", 4),
        ("بِسْمِ", 3),
        ("10\u00a0km", 5),
    ],
)
def test_a_text_is_as_wide_as_its_characters_are_cells_on_a_screen(text: str, cells: int) -> None:
    assert width(text) == cells


@tried
@given(any_text())
def test_graphemes_join_to_the_text_and_none_is_wider_than_two_cells(text: str) -> None:
    text = " ".join(text.split())
    assert "".join(graphemes(text)) == text
    assert all(width(grapheme) <= 2 for grapheme in graphemes(text))
    assert width(text) == sum(map(width, graphemes(text)))


@tried
@given(st.text(st.characters(min_codepoint=32, max_codepoint=126)))
def test_plain_text_is_as_wide_as_it_is_long(text: str) -> None:
    assert width(text) == len(text)
