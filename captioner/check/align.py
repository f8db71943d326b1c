"""Where two texts agree, in order: what captions show, and what they should.

They nearly always agree from end to end, and a comparison walks that at full speed. Where they
part, they meet again at the nearest place from which a stretch of both is the same: it is looked
for letter by letter close by, and then everywhere, by an index of longer stretches. So a dropped
cue costs nothing, and that they are two different books is told soon. (Longest-block matchers such
as difflib lose the thread on repetitive text, and are quadratic.)
"""

from __future__ import annotations

from bisect import bisect_left
from typing import NamedTuple

#: Shorter stretches agree by chance.
_NEAR, _FAR = 12, 36
#: How far near is, in characters: three minutes of speech.
_REACH = 3000


class Run(NamedTuple):
    """So many characters agree, from a place in the one text and from a place in the other on."""

    here: int
    there: int
    length: int


def agreeing(one: str, other: str) -> list[Run]:
    """List the runs in which two texts agree, in order, apart from each other."""
    head = _common(one, 0, other, 0)
    runs = [Run(0, 0, head)] if head else []
    # What agrees at the end is cut off.
    tail = _common(one[head:][::-1], 0, other[head:][::-1], 0)
    one, other = one[: len(one) - tail], other[: len(other) - tail]
    index = _Index(other)
    met = _meet(one, head, other, head, index)
    while met is not None:
        here, there = met
        length = _common(one, here, other, there)
        runs.append(Run(here, there, length))
        met = _meet(one, here + length, other, there + length, index)
    if tail:
        runs.append(Run(len(one), len(other), tail))
    return runs


def _common(one: str, here: int, other: str, there: int) -> int:
    """Count the characters that agree from two places on."""
    agree, most = 0, min(len(one) - here, len(other) - there)
    step = 64
    while agree < most:
        end = min(agree + step, most)
        if one[here + agree : here + end] == other[there + agree : there + end]:
            agree = end
            step *= 2
        else:
            most = end - 1
            step = max(1, (most - agree) // 2)
    return agree


class _Index:
    """Where each of the stretches is that a text can be cut into. Made when it is needed."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._places: dict[str, list[int]] = {}

    def first(self, stretch: str, there: int) -> int | None:
        """Find the first place of a stretch, from a place on."""
        if not self._places:
            for at in range(0, len(self._text) - _FAR + 1, _FAR):
                self._places.setdefault(self._text[at : at + _FAR], []).append(at)
        places = self._places.get(stretch, [])
        found = bisect_left(places, there)
        return places[found] if found < len(places) else None


def _meet(one: str, here: int, other: str, there: int, index: _Index) -> tuple[int, int] | None:
    """Find where two texts agree again that part at two places."""
    if here >= len(one) or there >= len(other):
        return None
    met = _near(one, here, other, there) or _far(one, here, there, index)
    if met is None:
        return None
    a, b = met
    while a > here and b > there and one[a - 1] == other[b - 1]:
        a, b = a - 1, b - 1
    return a, b


def _near(one: str, here: int, other: str, there: int) -> tuple[int, int] | None:
    """Find the least that has to be skipped in both to agree for a while, close by."""
    met, reach = None, _REACH
    skipped = 0
    while skipped < reach and here + skipped + _NEAR <= len(one):
        a = here + skipped
        b = other.find(one[a : a + _NEAR], there, there + reach - skipped + _NEAR)
        if b >= 0:
            met = a, b
            reach = skipped + b - there
        skipped += 1
    return met


def _far(one: str, here: int, there: int, index: _Index) -> tuple[int, int] | None:
    """Find the least that has to be skipped in both to agree for longer, anywhere."""
    met, last = None, len(one) - _FAR
    a = here
    while a <= last:
        b = index.first(one[a : a + _FAR], there)
        if b is not None and (met is None or a + b < sum(met)):
            met = a, b
            last = min(last, a + b - there)
        a += 1
    return met
