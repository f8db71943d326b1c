"""Times in overlays: whole milliseconds, one after the other, within the sound."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from captioner.publish.epub.overlay import Heard, clock, duration_of, has_class, pars_of
from tests.strategies import tried


@pytest.mark.parametrize(
    ("ms", "written"),
    [
        (0, "0:00:00.000"),
        (59_999, "0:00:59.999"),
        (60_000, "0:01:00.000"),
        (3_599_999, "0:59:59.999"),
        (36_000_001, "10:00:00.001"),
    ],
)
def test_a_time_is_written_as_a_clock_shows_it(ms: int, written: str) -> None:
    assert clock(ms) == written


@tried
@given(
    rate=st.sampled_from([8000, 11025, 22050, 24000, 44100]),
    gaps=st.lists(st.integers(0, 50_000), min_size=1, max_size=20),
    begin=st.integers(0, 10**9),
    words=st.booleans(),
)
def test_elements_are_heard_one_after_the_other_and_never_behind_the_sound(
    rate: int, gaps: list[int], begin: int, words: bool
) -> None:
    starts = [begin + sum(gaps[:at]) for at in range(len(gaps))]
    end = begin + sum(gaps)
    heard = [
        Heard(f"n{at}", start, (Heard(f"n{at}w1", start), Heard(f"n{at}w2", start + 9)) * words)
        for at, start in enumerate(starts)
    ]
    pars = pars_of(heard, "a.m4a", begin, end, rate)
    leaves = [leaf for par in pars for leaf in (par.parts or (par,))]

    assert all(leaf.begin < leaf.end for leaf in leaves)
    assert all(one.end == other.begin for one, other in pairwise(leaves))
    assert duration_of(pars) == (end - begin) * 1000 // rate
    for par in pars:
        start = starts[int(par.id[1:])]
        assert par.begin * rate <= (start - begin) * 1000 or not par.begin
    heard_for = {par.id for par in pars}
    for at, gap in enumerate(gaps):
        assert gap * 1000 < 2 * rate or f"n{at}" in heard_for


def test_a_class_is_found_in_a_style_sheet_by_its_whole_name() -> None:
    assert has_class("p, .active:hover { color: red }", "active")
    assert not has_class("p, .active-too { color: red }", "active")
    assert not has_class("/* .active */", "active")
