"""Where two texts agree."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from captioner.check.align import Run, agreeing
from tests.strategies import tried

TALE = "".join(
    f"Chapter {n} tells how the boat numbered {n * n} came home, and what {n + 3} gulls made of it."
    for n in range(200)
)


@st.composite
def edited(draw: st.DrawFn) -> tuple[str, str]:
    """A text, and the same after some pieces were left out, put in or put in place of others."""
    letters = st.text("ab", max_size=40) | st.just("refrain and refrain again, ")
    kept = [draw(letters) for _ in range(draw(st.integers(0, 12)))]
    other = [draw(letters) if draw(st.integers(0, 4)) == 0 else piece for piece in kept]
    return "".join(kept), "".join(other)


@tried
@given(edited() | st.tuples(st.text(), st.text()))
def test_runs_agree_are_in_order_and_lie_apart(texts: tuple[str, str]) -> None:
    one, other = texts
    runs = agreeing(one, other)
    for run in runs:
        assert run.length > 0
        here, there = run.here + run.length, run.there + run.length
        assert one[run.here : here] == other[run.there : there]
        assert here <= len(one)
        assert there <= len(other)
    for before, after in pairwise(runs):
        assert before.here + before.length <= after.here
        assert before.there + before.length <= after.there
        assert (before.here + before.length, before.there + before.length) != after[:2]


@tried
@given(st.text())
def test_a_text_agrees_with_itself_in_one_run(text: str) -> None:
    assert agreeing(text, text) == ([Run(0, 0, len(text))] if text else [])


@tried
@given(st.lists(st.integers(0, len(TALE)), min_size=2, max_size=2, unique=True).map(sorted))
def test_whatever_is_left_out_the_rest_agrees(cut: list[int]) -> None:
    left = TALE[: cut[0]] + TALE[cut[1] :]
    assert sum(run.length for run in agreeing(TALE, left)) == len(left)
    assert sum(run.length for run in agreeing(left, TALE)) == len(left)


def test_a_word_put_in_place_of_another_parts_them_there_only() -> None:
    at = TALE.index("boat numbered 10000")
    other = TALE[:at] + "ship" + TALE[at + 4 :]
    assert agreeing(TALE, other) == [
        Run(0, 0, at),
        Run(at + 4, at + 4, len(TALE) - at - 4),
    ]


def test_many_changes_far_apart_are_each_told() -> None:
    other = TALE.replace("tells", "says").replace("gulls", "seagulls")
    runs = agreeing(TALE, other)
    # "tells" and "says" end alike, and "gulls" is whole in "seagulls".
    assert sum(run.length for run in runs) == len(TALE) - 200 * len("tell")
    assert len(runs) == 401


def test_a_dropped_refrain_is_one_of_them() -> None:
    song = "Row, row, row your boat, gently down the stream. " * 200
    assert sum(run.length for run in agreeing(song, song[49:])) == 49 * 199


@pytest.mark.parametrize("other", ["", "Something else, from the first word on to the last one."])
def test_another_text_agrees_in_next_to_nothing(other: str) -> None:
    assert sum(run.length for run in agreeing(TALE, other * 500)) <= 2
