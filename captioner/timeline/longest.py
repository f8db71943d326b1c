"""The longest runs in order: of values that rise, and of what two lists have in common."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Hashable, Sequence


def rising(values: Sequence[int | None]) -> list[int]:
    """Find the indices of a longest run of values that never fall (patience sorting).

    None is no value. Takes time n log n.
    """
    tops: list[int] = []
    where: list[int] = []
    before = [-1] * len(values)
    for index, value in enumerate(values):
        if value is None:
            continue
        at = bisect_right(tops, value)
        before[index] = where[at - 1] if at else -1
        if at == len(tops):
            tops.append(value)
            where.append(index)
        else:
            tops[at], where[at] = value, index
    found = []
    index = where[-1] if where else -1
    while index >= 0:
        found.append(index)
        index = before[index]
    return found[::-1]


def common(first: Sequence[Hashable], second: Sequence[Hashable]) -> list[tuple[int, int]]:
    """Find a longest common subsequence of two lists, as pairs of indices.

    A row of the usual table is one integer, a bit a column, 0 where the length grows, so that some
    thousands by some thousands take milliseconds (Hyyrö, "Bit-parallel LCS-length computation
    revisited", 2004). All rows are kept to find the way back: len(first) * len(second) bits.
    """
    rows = _rows(first, second)
    return _way_back(rows, len(second))


def common_so_far(
    first: Sequence[Hashable], second: Sequence[Hashable], least: float
) -> tuple[list[tuple[int, int]], int]:
    """Find what a list has in common with the beginning of another that goes on.

    That beginning, whose length is given too, ends where what follows has less in common than
    `least` an item. So what the second list holds beyond the first is not searched for better
    matches, of which repetitive lists are full.
    """
    rows = _rows(first, second)
    row, most, end, found = rows[-1], 0.0, 0, 0
    for j in range(len(second)):
        if not row >> j & 1:
            found += 1
            if found - least * (j + 1) > most:
                most, end = found - least * (j + 1), j + 1
    return _way_back(rows, end), end


def _rows(first: Sequence[Hashable], second: Sequence[Hashable]) -> list[int]:
    columns: dict[Hashable, int] = {}
    for j, value in enumerate(second):
        columns[value] = columns.get(value, 0) | 1 << j
    whole = row = (1 << len(second)) - 1
    rows = [row]
    for value in first:
        met = row & columns.get(value, 0)
        row = ((row + met) | (row - met)) & whole
        rows.append(row)
    return rows


def _way_back(rows: Sequence[int], j: int) -> list[tuple[int, int]]:
    pairs = []
    i = len(rows) - 1
    while i and j:
        if rows[i] >> (j - 1) & 1:
            j -= 1
            continue
        i -= 1
        if rows[i] >> (j - 1) & 1:
            j -= 1
            pairs.append((i, j))
    return pairs[::-1]
