"""Which moment of a take belongs to which word of the author's text.

A service names the words it timed in its own way: split at punctuation, without it, numbers
spelled out, two words as one, some left out. The text must stay as it is, so its words are aligned
with the service's, in order, within one sentence: an error cannot spread.

Nearly always the letters of both agree and only the cuts between words differ; then walking both
side by side is exact. What disagrees is bounded by what agrees around it, and in between the
cheapest monotone alignment is found (Needleman-Wunsch with moves of one word to several and
several to one). Longest-block matchers such as difflib lose the thread on repetitive text.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

import regex

from captioner.audio.take import HeardWord, Take
from captioner.timeline.words import SAID, TextWord, words_of


class Quality(StrEnum):
    """How the time of a word was found, best first."""

    MEASURED = "measured"
    """The service timed this very word, in agreement with the sound."""
    NOMINAL = "nominal"
    """The service timed it, but its times did not fit the sound and were stretched or repaired."""
    SHARED = "shared"
    """The service timed a group of words; this is its part by length."""
    ESTIMATED = "estimated"
    """No time came for it; it has its part, by length, of the time between its neighbours."""


@dataclass(frozen=True, slots=True)
class TimedWord:
    """A slice of a sentence's text, and when it is heard.

    `start` and `end` are frames, from the take's beginning as `fit` gives them, from the
    timeline's once laid out.
    """

    word: TextWord
    start: int
    end: int
    quality: Quality


@dataclass(frozen=True, slots=True)
class _Block:
    """Words [a, b) of the text are words [c, d) of the service; either may be empty."""

    a: int
    b: int
    c: int
    d: int


def fit(text: str, take: Take, sounding: tuple[int, int]) -> tuple[TimedWord, ...]:
    """Give every word of a text its time in the take.

    `sounding` is the first frame that sounds and the one after the last. The times are in order,
    inside the take, and do not overlap.
    """
    words = words_of(text)
    said = [word for word in take.words if _fold(word.text)]
    source = [_fold(text[word.start : word.end]) for word in words]
    spans: list[tuple[int, int, Quality] | None] = [None] * len(words)
    for block in _align(source, [_fold(word.text) for word in said]):
        _time_block(block, source, said, spans)
    return _finished(words, source, spans, take, sounding)


# ---------------------------------------------------------------- times


def _time_block(
    block: _Block,
    source: Sequence[str],
    said: Sequence[HeardWord],
    spans: list[tuple[int, int, Quality] | None],
) -> None:
    if block.c == block.d:
        return
    start, end = said[block.c].start, said[block.d - 1].end
    if block.a == block.b:
        _absorb(block.a, start, end, spans)
    elif block.b - block.a == 1:
        spans[block.a] = (start, end, Quality.MEASURED)
    else:
        for index, (begin, stop) in zip(
            range(block.a, block.b), _shares(source[block.a : block.b], start, end), strict=True
        ):
            spans[index] = (begin, stop, Quality.SHARED)


def _absorb(at: int, start: int, end: int, spans: list[tuple[int, int, Quality] | None]) -> None:
    """Give time in which no word of the text is said to the word before it."""
    before = spans[at - 1] if at else None
    if before is not None:
        spans[at - 1] = (before[0], end, before[2])


def _shares(source: Sequence[str], start: int, end: int) -> list[tuple[int, int]]:
    """Divide a time among words by the length of what is said."""
    total = 0
    edges = [0]
    for folded in source:
        # A digit is about a word: "7" is said as "seven".
        total += sum(4 if char.isdigit() else 1 for char in folded) + 1
        edges.append(total)
    return [
        (start + (end - start) * a // total, start + (end - start) * b // total)
        for a, b in pairwise(edges)
    ]


def _finished(
    words: Sequence[TextWord],
    source: Sequence[str],
    spans: Sequence[tuple[int, int, Quality] | None],
    take: Take,
    sounding: tuple[int, int],
) -> tuple[TimedWord, ...]:
    """Fill what has no time, put all in order and inside the take, and mark its quality."""
    filled = _filled(source, spans, sounding)
    timed: list[TimedWord] = []
    now = 0
    for index, (word, (begin, stop, quality)) in enumerate(zip(words, filled, strict=True)):
        follows = filled[index + 1][0] if index + 1 < len(filled) else take.frames
        start = min(max(begin, now), take.frames)
        end = max(start, min(stop, follows, take.frames))
        timed.append(TimedWord(word, start, end, _marked(quality, take)))
        now = end
    return tuple(timed)


def _marked(quality: Quality, take: Take) -> Quality:
    if take.estimated:
        return Quality.ESTIMATED
    if quality is Quality.MEASURED and (take.nominal or take.repaired):
        return Quality.NOMINAL
    return quality


def _filled(
    source: Sequence[str],
    spans: Sequence[tuple[int, int, Quality] | None],
    sounding: tuple[int, int],
) -> list[tuple[int, int, Quality]]:
    """Let words without a time share the time between their neighbours."""
    filled: list[tuple[int, int, Quality]] = []
    index = 0
    while index < len(spans):
        span = spans[index]
        if span is not None:
            filled.append(span)
            index += 1
            continue
        stop = index
        while stop < len(spans) and spans[stop] is None:
            stop += 1
        before = filled[-1][1] if filled else min(sounding[0], _start_of(spans, stop, sounding[1]))
        after = max(before, _start_of(spans, stop, sounding[1]))
        if filled and before == after:
            # No time between: a word swallowed its follower, so both lie in what the first one has.
            before = filled.pop()[0]
            index -= 1
        shares = _shares(source[index:stop], before, after)
        filled += [(start, end, Quality.ESTIMATED) for start, end in shares]
        index = stop
    return filled


def _start_of(spans: Sequence[tuple[int, int, Quality] | None], index: int, otherwise: int) -> int:
    span = spans[index] if index < len(spans) else None
    return span[0] if span is not None else otherwise


# ---------------------------------------------------------------- alignment

_NOT_SAID = regex.compile(f"[^{SAID}]+")
#: Signs of marks that stand alone, Arabic ones and Japanese ones among them.
_MODIFIER = regex.compile(r"([\p{Sk}\uFC5E-\uFC63\uFE70-\uFE7F]|(?<![\uFF66-\uFF9D])[ﾞﾟ])")

#: The most words that one word may stand for: "$5.2M" is five, a year up to four.
_MOST_TO_ONE = 6
#: How far from the diagonal an alignment may stray, in words.
_BAND = 32
_SKIP_TEXT = 0.7
_SKIP_SAID = 0.6
_EXPANSION = 0.3
_EXTRA_WORD = 0.05


def _fold(word: str) -> str:
    """Reduce a word to what two spellings of it have in common. Never shown."""
    # A sign such as "¯" is a blank with a mark on it to NFKC, which would leave nothing of it.
    normal = (
        piece if _MODIFIER.match(piece) else unicodedata.normalize("NFKC", piece)
        for piece in _MODIFIER.split(word)
    )
    return _NOT_SAID.sub("", "".join(normal).casefold())


def _align(text: Sequence[str], said: Sequence[str]) -> list[_Block]:
    """Align two lists of folded words, in order, so that every word is in exactly one block."""
    head = _side_by_side(text, said)
    a, c = (head[-1].b, head[-1].d) if head else (0, 0)
    rest, heard = len(text) - a, len(said) - c
    tail = _side_by_side(
        [word[::-1] for word in reversed(text[a:])], [word[::-1] for word in reversed(said[c:])]
    )
    b, d = (rest - tail[-1].b, heard - tail[-1].d) if tail else (rest, heard)
    middle = _cheapest(text[a : a + b], said[c : c + d])
    return [
        *head,
        *(_Block(x.a + a, x.b + a, x.c + c, x.d + c) for x in middle),
        *(
            _Block(a + rest - x.b, a + rest - x.a, c + heard - x.d, c + heard - x.c)
            for x in reversed(tail)
        ),
    ]


def _side_by_side(text: Sequence[str], said: Sequence[str]) -> list[_Block]:
    """Align words from the beginning for as long as only the cuts between them differ.

    A block ends where both sides have a cut.
    """
    blocks: list[_Block] = []
    a = c = b = d = 0
    left = right = ""
    while True:
        if left == right:
            if left:
                blocks.append(_Block(a, b, c, d))
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


def _cheapest(text: Sequence[str], said: Sequence[str]) -> list[_Block]:
    """Find the cheapest monotone alignment near the diagonal."""
    rows, columns = len(text), len(said)
    if not rows or not columns:
        return [_Block(0, rows, 0, 0)] * bool(rows) + [_Block(0, 0, 0, columns)] * bool(columns)
    best: dict[tuple[int, int], tuple[float, tuple[int, int]]] = {(0, 0): (0.0, (0, 0))}

    def cost_from(i: int, j: int) -> float:
        found = best.get((i, j))
        return found[0] if found else float("inf")

    for i in range(rows + 1):
        centre = i * columns // rows
        for j in range(max(0, centre - _BAND), min(columns, centre + _BAND) + 1):
            if i or j:
                best[i, j] = min(_moves(text, said, i, j, cost_from))
    blocks = []
    i, j = rows, columns
    while i or j:
        _, (di, dj) = best[i, j]
        blocks.append(_Block(i - di, i, j - dj, j))
        i, j = i - di, j - dj
    return blocks[::-1]


def _moves(
    text: Sequence[str],
    said: Sequence[str],
    i: int,
    j: int,
    cost_from: Callable[[int, int], float],
) -> list[tuple[float, tuple[int, int]]]:
    """List the ways to reach (i, j): the cost of each, and how many words of each side it takes."""
    moves = []
    if i:
        moves.append((cost_from(i - 1, j) + _SKIP_TEXT, (1, 0)))
    if j:
        moves.append((cost_from(i, j - 1) + _SKIP_SAID, (0, 1)))
    for k in range(1, _MOST_TO_ONE + 1):
        if i and j >= k:
            cost = _cost(text[i - 1], "".join(said[j - k : j]), k)
            moves.append((cost_from(i - 1, j - k) + cost, (1, k)))
        if k > 1 and j and i >= k:
            cost = _cost("".join(text[i - k : i]), said[j - 1], k)
            moves.append((cost_from(i - k, j - 1) + cost, (k, 1)))
    return moves


def _cost(text: str, said: str, words: int) -> float:
    """Tell how unlike two spellings are, from 0; figures and signs may be said in any words."""
    if text == said:
        return 0.0
    extra = _EXTRA_WORD * (words - 1)
    if text.isalpha() != said.isalpha():
        return _EXPANSION + extra
    shorter = min(len(text), len(said))
    same = 0
    while same < shorter and text[same] == said[same]:
        same += 1
    ending = 0
    while ending < shorter - same and text[-1 - ending] == said[-1 - ending]:
        ending += 1
    return 1 - (same + ending) / max(len(text), len(said)) + extra
