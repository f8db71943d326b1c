"""Aligning a whole text with all that was heard of it: any number of words, some of them misheard,
some never said, some said and not in the text.

The table of all words by all words is quadratic; one kept near its diagonal loses its way where a
chapter was skipped; longest blocks, as difflib finds them, break on repetitive text. So this goes
from what is certain to what is not. Runs of words that occur once on both sides are certain, if
others near them say the same; the most of them that are in order are kept. Between two of them the
longest common subsequence of shorter runs is found, in windows of bounded size. What is left are
gaps of a few words, for the cheapest alignment; a larger one has nothing in common: the text there
was not said, and what was said is not in the text.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from itertools import pairwise

from captioner.timeline.align import Block, align
from captioner.timeline.longest import common, common_so_far, rising
from captioner.timeline.settle import settle

_Pairs = list[tuple[int, int]]

#: In 100,000 words of prose most runs of four words occur once.
_RARE = 4
#: Shorter runs are looked for between those: first of three words, then of two.
_SHORTER = (3, 2)
#: Words by words that are compared at once.
_WINDOW = 4096
#: A gap of more words by words than that has nothing in common that could be found.
_SMALL_GAP = 900
#: In two lists that go together, runs of words agree at least at this rate.
_DENSE = 0.25
#: In a gap with more words than that on a side a lone run is chance, ...
_MANY = 30
#: ... unless another one, this near it, is shifted by no more than this many words against it.
_NEAR, _DRIFT = 60, 8


def align_all(
    text: Sequence[str], said: Sequence[str], rests: Sequence[int], firsts: Sequence[int] = ()
) -> list[Block]:
    """Align two lists of folded words, in order, so that every word is in exactly one block.

    `rests` are the silences before each word said, and after the last, in any unit; `firsts` are
    the words with which a sentence begins, in order, and the number of all. Takes time linear in
    the number of words, or nearly so.
    """
    pairs = _certain(text, said)
    for size in _SHORTER:
        pairs = _closer(text, said, pairs, size)
    return settle(_blocks(text, said, pairs, firsts), text, said, rests, frozenset(firsts))


def _runs(words: Sequence[str], size: int) -> list[tuple[str, ...]]:
    """List the runs of so many words, by where they begin."""
    return list(zip(*(words[shift:] for shift in range(size)), strict=False))


def _certain(text: Sequence[str], said: Sequence[str]) -> _Pairs:
    """Pair words in runs that occur once on both sides."""
    in_text, in_said = _once(_runs(text, _RARE)), _once(_runs(said, _RARE))
    both = [(i, in_said[run]) for run, i in in_text.items() if run in in_said]
    kept = [both[index] for index in rising([j for _, j in both])]
    return _word_by_word(_supported(kept, _RARE), _RARE)


def _once(runs: Sequence[tuple[str, ...]]) -> dict[tuple[str, ...], int]:
    """Give the place of each run that occurs once, in order."""
    found: dict[tuple[str, ...], int] = {}
    for index, run in enumerate(runs):
        found[run] = -1 if run in found else index
    return {run: index for run, index in found.items() if index >= 0}


def _supported(runs: _Pairs, size: int) -> _Pairs:
    """Drop pairs of runs that no other pair near them agrees with."""
    return [pair for index, pair in enumerate(runs) if _has_support(runs, index, size)]


def _has_support(runs: _Pairs, index: int, size: int) -> bool:
    i, j = runs[index]
    for step in (-1, 1):
        at = index + step
        while 0 <= at < len(runs) and abs(runs[at][0] - i) <= _NEAR:
            other_i, other_j = runs[at]
            apart = min(abs(other_i - i), abs(other_j - j)) >= size
            if apart and abs((other_j - other_i) - (j - i)) <= _DRIFT:
                return True
            at += step
    return False


def _word_by_word(runs: _Pairs, size: int) -> _Pairs:
    """Pair the words of paired runs, each word once."""
    pairs: _Pairs = []
    last_i = last_j = -1
    for i, j in runs:
        for shift in range(max(0, last_i + 1 - i, last_j + 1 - j), size):
            last_i, last_j = i + shift, j + shift
            pairs.append((last_i, last_j))
    return pairs


def _gaps(pairs: _Pairs, rows: int, columns: int) -> Iterator[tuple[int, int, int, int]]:
    """Give what lies before each pair, and after the last: text [a, b), said [c, d)."""
    for (before_i, before_j), (i, j) in pairwise([(-1, -1), *pairs, (rows, columns)]):
        yield before_i + 1, i, before_j + 1, j


def _closer(text: Sequence[str], said: Sequence[str], pairs: _Pairs, size: int) -> _Pairs:
    """Pair more words, in runs of a size, between those that are paired."""
    found: _Pairs = []
    for (a, b, c, d), pair in zip(_gaps(pairs, len(text), len(said)), [*pairs, None], strict=True):
        if min(b - a, d - c) >= size:
            runs = _in_common(_runs(text[a:b], size), _runs(said[c:d], size))
            if max(b - a, d - c) > _MANY:
                runs = _supported(runs, size)
            found += [(a + i, c + j) for i, j in _word_by_word(runs, size)]
        if pair is not None:
            found.append(pair)
    return found


def _in_common(text: Sequence[tuple[str, ...]], said: Sequence[tuple[str, ...]]) -> _Pairs:
    """Find what two lists of runs have in common, in order, window by window."""
    pairs: _Pairs = []
    a = c = 0
    while c < len(said) and (len(text) - a > _WINDOW or len(said) - c > _WINDOW):
        found, step = common_so_far(said[c : c + _WINDOW // 2], text[a : a + _WINDOW], _DENSE)
        pairs += [(a + i, c + j) for j, i in found]
        a += step
        c += _WINDOW // 2
    return pairs + [(a + i, c + j) for i, j in common(text[a:], said[c:])]


def _blocks(
    text: Sequence[str], said: Sequence[str], pairs: _Pairs, firsts: Sequence[int]
) -> Iterator[Block]:
    """Align what lies between pairs."""
    for a, b, c, d in _gaps(pairs, len(text), len(said)):
        if b > a and d > c and (b - a) * (d - c) <= _SMALL_GAP:
            inside = firsts[bisect_right(firsts, a) : bisect_left(firsts, b)]
            for found in align(text[a:b], said[c:d], [first - a for first in inside]):
                yield Block(a + found.a, a + found.b, c + found.c, c + found.d)
        else:
            if b > a:
                yield Block(a, b, c, c)
            if d > c:
                yield Block(b, b, c, d)
        if b < len(text) and d < len(said):
            yield Block(b, b + 1, d, d + 1)
