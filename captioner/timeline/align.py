"""Which of the words that were heard are which words of a text: lists of words, aligned in order.

A voice or a recogniser cuts words in its own way: split at punctuation, without it, numbers
spelled out, two words as one, some left out, some mistaken. Nearly always the letters of both agree
and only the cuts differ; then walking both side by side is exact. What disagrees is bounded by what
agrees around it, and in between the cheapest monotone alignment is found (Needleman-Wunsch with
moves of one word to several and several to one, where `likeness` finds them plausible).
Longest-block matchers such as difflib lose the thread on repetitive text.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Container, Sequence
from functools import lru_cache

import msgspec
import regex

from captioner.timeline.likeness import MOST_TO_ONE, most_words, unlikeness
from captioner.timeline.words import SAID


class Block(msgspec.Struct, frozen=True, gc=False):
    """Words [a, b) of the text are words [c, d) of the service; either may be empty."""

    a: int
    b: int
    c: int
    d: int


_NOT_SAID = regex.compile(f"[^{SAID}]+")
#: Signs of marks that stand alone, Arabic ones and Japanese ones among them.
_MODIFIER = regex.compile(r"([\p{Sk}\uFC5E-\uFC63\uFE70-\uFE7F]|(?<![\uFF66-\uFF9D])[ﾞﾟ])")

#: How far from the diagonal an alignment may stray, in words.
_BAND = 32
_SKIP_TEXT = 0.7
_SKIP_SAID = 0.6


@lru_cache(maxsize=2**13)
def fold(word: str) -> str:
    """Reduce a word to what two spellings of it have in common. Never shown."""
    return fold_text(word)


def fold_text(text: str) -> str:
    """Do the same to several words, of which nothing is remembered."""
    if text.isascii():
        return _NOT_SAID.sub("", text.lower())
    # A sign such as "¯" is a blank with a mark on it to NFKC, which would leave nothing of it.
    normal = (
        piece if _MODIFIER.match(piece) else unicodedata.normalize("NFKC", piece)
        for piece in _MODIFIER.split(text)
    )
    return _NOT_SAID.sub("", "".join(normal).casefold())


def align(text: Sequence[str], said: Sequence[str], firsts: Sequence[int] = ()) -> list[Block]:
    """Align two lists of folded words, in order, so that every word is in exactly one block.

    `firsts` are words with which a sentence begins: no figure stands for words on both sides of it.
    """
    head = _side_by_side(text, said)
    a, c = (head[-1].b, head[-1].d) if head else (0, 0)
    rest, heard = len(text) - a, len(said) - c
    tail = _side_by_side(
        [word[::-1] for word in reversed(text[a:])], [word[::-1] for word in reversed(said[c:])]
    )
    b, d = (rest - tail[-1].b, heard - tail[-1].d) if tail else (rest, heard)
    middle = _cheapest(text[a : a + b], said[c : c + d], frozenset(first - a for first in firsts))
    return [
        *head,
        *(Block(x.a + a, x.b + a, x.c + c, x.d + c) for x in middle),
        *(
            Block(a + rest - x.b, a + rest - x.a, c + heard - x.d, c + heard - x.c)
            for x in reversed(tail)
        ),
    ]


def _side_by_side(text: Sequence[str], said: Sequence[str]) -> list[Block]:
    """Align words from the beginning for as long as only the cuts between them differ.

    A block ends where both sides have a cut.
    """
    blocks: list[Block] = []
    a = c = b = d = 0
    left = right = ""
    while True:
        if left == right:
            if left:
                blocks.append(Block(a, b, c, d))
                a, c = b, d
            if b == len(text) or d == len(said):
                return blocks
            left, right = text[b], said[d]
            b, d = b + 1, d + 1
        elif right.startswith(left) and b < len(text):
            right, left = right[len(left) :], text[b]
            b += 1
        elif left.startswith(right) and d < len(said):
            left, right = left[len(right) :], said[d]
            d += 1
        else:
            return blocks


def _cheapest(text: Sequence[str], said: Sequence[str], firsts: Container[int]) -> list[Block]:
    """Find the cheapest monotone alignment near the diagonal."""
    rows, columns = len(text), len(said)
    if not rows or not columns:
        return [Block(0, rows, 0, 0)] * bool(rows) + [Block(0, 0, 0, columns)] * bool(columns)
    # As steep as the diagonal may be, a row reaches what the row before it does.
    reach = _BAND + columns // rows
    best: list[_Row] = []
    for i in range(rows + 1):
        centre = i * columns // rows
        row: _Row = {} if best else {0: (0.0, (0, 0))}
        best.append(row)
        for j in range(max(0, centre - reach), min(columns, centre + reach) + 1):
            if i or j:
                row[j] = _cheapest_move(text, said, best, j, firsts)
    blocks = []
    i, j = rows, columns
    while i or j:
        _, (di, dj) = best[i][j]
        blocks.append(Block(i - di, i, j - dj, j))
        i, j = i - di, j - dj
    return blocks[::-1]


#: How many words of each side a move takes.
_Move = tuple[int, int]
#: To each place of a row that is in reach: the cost of the cheapest way, and its last move.
_Row = dict[int, tuple[float, _Move]]
_NO_WAY: tuple[float, _Move] = (float("inf"), (0, 0))


def _cheapest_move(
    text: Sequence[str],
    said: Sequence[str],
    best: Sequence[_Row],
    j: int,
    firsts: Container[int],
) -> tuple[float, _Move]:
    """Tell how place j of the last row is reached. Of ways equally cheap the first one counts."""
    i = len(best) - 1
    cost, move = best[i].get(j - 1, _NO_WAY)[0] + _SKIP_SAID, (0, 1)
    if i and (skipping := best[i - 1].get(j, _NO_WAY)[0] + _SKIP_TEXT) < cost:
        cost, move = skipping, (1, 0)
    for k in range(1, min(j, max(MOST_TO_ONE, most_words(text[i - 1]))) + 1) if i else ():
        way = best[i - 1].get(j - k, _NO_WAY)[0]
        if way < cost:
            way += unlikeness(text[i - 1], *said[j - k : j])
            if way < cost:
                cost, move = way, (1, k)
    for k in range(2, min(i, MOST_TO_ONE) + 1) if j else ():
        if i - k + 1 in firsts and not said[j - 1].isalpha():
            break
        way = best[i - k].get(j - 1, _NO_WAY)[0]
        if way < cost:
            way += unlikeness(said[j - 1], *text[i - k : i])
            if way < cost:
                cost, move = way, (k, 1)
    return cost, move
