"""Where two texts agree, in order: what captions show, and what they should.

They nearly always agree from end to end, and a comparison walks that at full speed. Where they
part, they meet again at the nearest place from which a stretch of both is the same: it is looked
for letter by letter close by, and then, in longer stretches, everywhere. So a dropped cue costs
nothing, and that they are two different books is told soon enough. (Longest-block matchers such as
difflib lose the thread on repetitive text, and are quadratic.)
"""

from __future__ import annotations

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
    tail: int | None = None
    runs: list[Run] = []
    met: tuple[int, int] | None = (0, 0)
    while met is not None:
        here, there = met
        length = _common(one, here, other, there)
        if length:
            runs.append(Run(here, there, length))
        here, there = here + length, there + length
        if tail is None and here < len(one) and there < len(other):
            # What agrees at the end is cut off once.
            tail = _common(one[here:][::-1], 0, other[there:][::-1], 0)
            one, other = one[: len(one) - tail], other[: len(other) - tail]
        met = _meet(one, here, other, there)
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


def _meet(one: str, here: int, other: str, there: int) -> tuple[int, int] | None:
    """Find where two texts agree again that part at two places."""
    met = _nearest(one, here, other, there, _NEAR, 1, _REACH)
    if met is None:
        met = _nearest(one, here, other, there, _FAR, _FAR, len(one) + len(other))
    if met is None:
        return None
    a, b = met
    while a > here and b > there and one[a - 1] == other[b - 1]:
        a, b = a - 1, b - 1
    return a, b


def _nearest(
    one: str, here: int, other: str, there: int, length: int, step: int, reach: int
) -> tuple[int, int] | None:
    """Find the least that has to be skipped in both for so many characters to agree."""
    met = None
    skipped = 0
    while skipped < reach and here + skipped + length <= len(one):
        a = here + skipped
        b = other.find(one[a : a + length], there, there + reach - skipped + length)
        if b >= 0:
            met = a, b
            reach = skipped + b - there
        skipped += step
    return met
