"""A whole text aligned with all that was heard of it."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from captioner.timeline.align_all import align_all
from tests.strategies import tried
from tests.timeline.test_align import check_tiles, words


def own(count: int, seed: int = 1) -> list[str]:
    """Words as rare as in prose: few are frequent, and most are not."""
    chance = random.Random(seed)
    return [f"w{int(chance.paretovariate(0.6))}" for _ in range(count)]


def paired(text: Sequence[str], said: Sequence[str], rests: Sequence[int] = ()) -> dict[int, int]:
    """Say which word of the text is which that was heard."""
    blocks = align_all(text, said, rests or [0] * (len(said) + 1))
    check_tiles(blocks, len(text), len(said))
    return {
        block.a + shift: block.c + shift
        for block in blocks
        if block.b - block.a == block.d - block.c
        for shift in range(block.b - block.a)
    }


@tried
@given(words, words, st.data())
def test_every_word_is_in_exactly_one_block(
    text: list[str], said: list[str], data: st.DataObject
) -> None:
    size = len(said) + 1
    rests = data.draw(st.lists(st.integers(0, 9), min_size=size, max_size=size))
    check_tiles(align_all(text, said, rests), len(text), len(said))


@pytest.mark.parametrize("count", [0, 1, 500, 20_000])
def test_a_text_agrees_with_itself(count: int) -> None:
    text = own(count)
    assert paired(text, text) == {n: n for n in range(count)}


@pytest.mark.parametrize(("start", "end"), [(0, 5000), (9000, 14_000), (15_000, 20_000)])
def test_a_chapter_that_only_one_side_has_is_passed_over(start: int, end: int) -> None:
    text = own(20_000)
    said = [*text[:start], *text[end:]]
    pairs = paired(text, said)
    right = sum(pairs.get(n) == (n if n < start else n - 5000) for n in pairs)
    assert right >= 14_990
    assert sum(start <= n < end for n in pairs) <= 10
    back = paired(said, text)
    assert sum(back.get(n) == (n if n < start else n + 5000) for n in range(15_000)) >= 14_990


def test_a_text_of_one_refrain_keeps_its_place() -> None:
    refrain = own(24)
    text = refrain * 200
    said = [word for n, word in enumerate(text) if n % 97]
    pairs = paired(text, said)
    assert all(abs(n - n // 97 - 1 - heard) <= 2 for n, heard in pairs.items() if n)


def test_a_refrain_that_was_left_out_is_missing_where_the_rest_is_longest() -> None:
    refrain = ["row", "row", "row", "your", "boat"]
    text, said = refrain * 3, refrain * 2
    for missing in range(3):
        rests = [0] * (len(said) + 1)
        rests[5 * missing] = 900
        pairs = paired(text, said, rests)
        assert not set(range(5 * missing, 5 * missing + 5)) & set(pairs)


@pytest.mark.parametrize(("rows", "columns"), [(9000, 9000), (9000, 100), (100, 9000), (5000, 0)])
def test_two_texts_without_a_word_in_common_have_nothing_paired_and_it_ends(
    rows: int, columns: int
) -> None:
    other = [f"x{word}" for word in own(columns, 2)]
    assert not paired(own(rows), other)
