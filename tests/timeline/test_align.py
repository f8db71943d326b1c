"""Lists of words aligned in order, near their diagonal."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from captioner.timeline.align import Block, align
from captioner.timeline.likeness import unlikeness
from tests.strategies import tried

words = st.lists(st.sampled_from(("the", "cat", "sat", "on", "a", "mat", "1984", "x")), max_size=40)


def check_tiles(blocks: list[Block], rows: int, columns: int) -> None:
    """Every word of both sides is in exactly one block, in order."""
    a = c = 0
    for block in blocks:
        assert (block.a, block.c) == (a, c)
        assert (block.b, block.d) >= (a, c)
        a, c = block.b, block.d
    assert (a, c) == (rows, columns)


@tried
@given(words, words)
def test_every_word_is_in_exactly_one_block(text: list[str], said: list[str]) -> None:
    check_tiles(align(text, said), len(text), len(said))


@tried
@given(words)
def test_equal_lists_agree_word_by_word(text: list[str]) -> None:
    assert align(text, text) == [Block(n, n + 1, n, n + 1) for n in range(len(text))]


@tried
@given(words, st.data())
def test_a_word_that_was_left_out_or_put_in_shifts_no_other(
    text: list[str], data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(text)))
    longer = [*text[:at], "zebra", *text[at:]]
    left_out = [block for block in align(longer, text) if block.c == block.d]
    assert left_out == [Block(at, at + 1, at, at)]
    put_in = [block for block in align(text, longer) if block.a == block.b]
    assert put_in == [Block(at, at, at, at + 1)]


def test_a_figure_is_said_in_any_words_and_a_mistake_is_the_word_it_stands_for() -> None:
    text = ["in", "1984", "she", "said", "farewell"]
    said = ["in", "nineteen", "eighty", "four", "she", "set", "fare", "well"]
    assert align(text, said) == [
        Block(0, 1, 0, 1),
        Block(1, 2, 1, 4),
        Block(2, 3, 4, 5),
        Block(3, 4, 5, 6),
        Block(4, 5, 6, 8),
    ]


def test_how_unlike_two_words_are_lies_between_nothing_and_everything() -> None:
    assert unlikeness("said", "said") == 0
    assert 0 < unlikeness("said", "sad") < unlikeness("said", "mute") <= 1
    assert unlikeness("1984", "nineteen", "eighty", "four") < 0.5
