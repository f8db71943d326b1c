"""Longest runs in order are as long as any, told by trying all."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations, pairwise

from hypothesis import given
from hypothesis import strategies as st

from captioner.timeline.longest import common, common_so_far, rising
from tests.strategies import tried

few = st.lists(st.integers(0, 4), max_size=9)


def longest_by_trial(values: Sequence[int]) -> int:
    return max(
        size
        for size in range(len(values) + 1)
        for run in combinations(values, size)
        if all(a <= b for a, b in pairwise(run))
    )


def common_by_table(one: Sequence[int], other: Sequence[int]) -> int:
    row = [0] * (len(other) + 1)
    for value in one:
        before, row = row, [0]
        for j, against in enumerate(other):
            row.append(before[j] + 1 if value == against else max(row[j], before[j + 1]))
    return row[-1]


@tried
@given(st.lists(st.none() | st.integers(0, 9), max_size=9))
def test_a_longest_rising_run_rises_and_none_is_longer(values: list[int | None]) -> None:
    found = rising(values)
    known = [value for value in values if value is not None]
    picked = [value for index in found if (value := values[index]) is not None]
    assert found == sorted(set(found))
    assert picked == sorted(picked)
    assert len(picked) == len(found) == longest_by_trial(known)


@tried
@given(few, few)
def test_what_two_lists_have_in_common_is_in_both_in_order_and_none_is_longer(
    one: list[int], other: list[int]
) -> None:
    pairs = common(one, other)
    assert all(one[i] == other[j] for i, j in pairs)
    assert all(i < k and j < m for (i, j), (k, m) in pairwise(pairs))
    assert len(pairs) == common_by_table(one, other)


@tried
@given(few, few)
def test_of_a_list_that_goes_on_only_the_beginning_that_agrees_is_taken(
    one: list[int], more: list[int]
) -> None:
    pairs, end = common_so_far(one, [*one, *more], 0.25)
    assert len(pairs) >= common_by_table(one, one[:end]) == min(end, len(one))
    assert all(j < end for _, j in pairs)
    assert common_so_far(one, [9] * 40, 0.25) == ([], 0)
