"""A word wider than a line: where it may be broken, and when it may hang over."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from captioner.captions.wide_word import is_inside, may_be_wide, parts_of
from captioner.captions.width import graphemes, width
from tests.strategies import ADDRESS, tried


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("https://example.org/a_b?c=d&e#f ", "https:// example. org/ a_ b? c= d& e# f"),
        ("(see:http://www.example.org/~kit/). ", "(see: http:// www. example. org/ ~kit/)."),
        ("C:\\New\\hello,there", "C:\\ New\\ hello, there"),
        ("one—two–three…four", "one— two– three… four"),
        ("Donau\u00addampf\u200bschiff", "Donau\u00ad dampf\u200b schiff"),
        ("--and--so--on--", "--and-- so-- on--"),
        ("what/\u0301not/else", "what/\u0301not/ else"),
    ],
)
def test_it_may_be_broken_after_a_mark_that_more_follows(text: str, parts: str) -> None:
    assert [part.rstrip() for part in parts_of(text, 8)] == parts.split(" ")


def test_what_has_no_mark_hangs_over_by_a_quarter_and_is_else_parted_evenly() -> None:
    assert parts_of("x" * 50 + " ", 40) == ["x" * 50 + " "]
    assert parts_of("x" * 51 + " ", 40) == ["x" * 26, "x" * 25 + " "]
    assert parts_of("가" * 26, 40) == ["가" * 13] * 2
    assert [len(part) for part in parts_of("x" * 1641, 42)] == [42, *[41] * 39]


def test_a_row_of_marks_is_broken_at_its_blanks() -> None:
    assert parts_of("* " * 24, 42) == ["* "] * 24
    assert parts_of("x" * 43 + " short-word [[[", 42) == ["x" * 43 + " ", "short-word ", "[[["]


def test_where_no_blanks_are_written_it_may_be_broken_between_words() -> None:
    parts = parts_of("（時計が「カチ」と鳴る。）" * 2, 20)
    assert parts[:5] == ["（時", "計", "が", "「カ", "チ」"]
    assert not any(is_inside(before, after) for before, after in pairwise(parts))


TEXTS = st.text("abcXYZ019éß漢ー😀./?&=-_:,;@#()[]“”\u0301\u00ad ", min_size=1, max_size=120)


@tried
@given(TEXTS | st.just(ADDRESS), st.integers(4, 44))
def test_the_parts_join_to_the_text_and_each_fits_on_a_line_or_may_hang_over(
    text: str, line: int
) -> None:
    parts = parts_of(text, line)
    assert "".join(parts) == text
    assert [mark for part in parts for mark in graphemes(part)] == graphemes(text)
    for part in parts:
        assert width(part.rstrip()) <= line or may_be_wide(part.rstrip(), line)


@tried
@given(st.integers(6, 60), st.integers(1, 400))
def test_even_parts_are_as_few_as_fit_and_of_one_length_but_for_a_character(
    line: int, length: int
) -> None:
    sizes = [len(part) for part in parts_of("x" * length, line)]
    if length > line * 5 // 4:
        assert len(sizes) == -(-length // line)
        assert max(sizes) - min(sizes) <= 1
    else:
        assert sizes == [length]


@pytest.mark.parametrize(
    ("line", "may"),
    [
        ("x" * 50, True),
        ("“" + "x" * 47 + ".”", True),
        ("x" * 51, False),
        ("x" * 45 + " y", False),
        ("x" * 45 + "/y", False),
        ("あ" * 22, False),
        ("ภาษาไทย" * 8, False),
    ],
)
def test_only_a_line_of_one_word_without_a_place_to_break_it_may_be_wide(
    line: str, may: bool
) -> None:
    assert width(line) > 40
    assert may_be_wide(line, 40) is may
