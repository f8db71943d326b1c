"""Word times as they came, made usable."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from captioner.audio import Take, silence
from captioner.client.times import take_of
from captioner.protocol import Words
from captioner.timeline import Quality, fit
from tests.strategies import tried

RATE = 8000
SECOND = Take(silence(RATE), RATE)

numbers = st.floats() | st.floats(-1, 5) | st.integers(-2, 4).map(float)
events = st.builds(
    Words,
    st.lists(st.text(max_size=5), max_size=6).map(tuple),
    st.lists(numbers, max_size=6).map(tuple),
    st.lists(numbers, max_size=6).map(tuple),
    st.booleans(),
)


def words(*triples: tuple[str, float, float]) -> Words:
    said, starts, ends = zip(*triples, strict=True)
    return Words(said, starts, ends)


def times(take: Take) -> list[tuple[str, int, int]]:
    return [(word.text, word.start, word.end) for word in take.words]


@tried
@given(st.lists(events, max_size=4), st.integers(0, 30_000), st.data())
def test_whatever_came_the_words_are_in_order_inside_the_sound_and_do_not_overlap(
    said: list[Words], frames: int, data: st.DataObject
) -> None:
    sounding = data.draw(st.none() | st.integers(0, frames))
    take = take_of(Take(silence(frames), RATE), said, sounding)
    edges = [edge for word in take.words for edge in (word.start, word.end)]
    assert edges == sorted(edges)
    assert all(0 <= edge <= frames for edge in edges)
    assert take.frames == frames


@tried
@given(st.lists(events, max_size=4))
def test_no_word_is_made_up_and_those_kept_stay_in_order(said: list[Words]) -> None:
    told = iter([word for event in said for word in event.words])
    assert all(word.text in told for word in take_of(SECOND, said).words)


@tried
@given(st.lists(st.integers(0, 900), min_size=2, max_size=10, unique=True))
def test_times_in_order_that_reach_the_end_of_the_sound_are_kept_as_they_are(
    ms: list[int],
) -> None:
    edges = [*sorted(ms), 1000]
    triples = [(f"w{i}", a / 1000, b / 1000) for i, (a, b) in enumerate(pairwise(edges))]
    take = take_of(SECOND, [words(*triples)])
    assert times(take) == [(w, round(a * RATE), round(b * RATE)) for w, a, b in triples]
    assert (take.nominal, take.repaired, take.estimated) == (False, False, False)


@pytest.mark.parametrize(
    ("event", "kept"),
    [
        (Words(("a", "b", "c"), (0.0, 0.5), (0.5, 1.0)), ["a", "b"]),
        (Words(("a", "b"), (0.0, 0.5), (1.0,)), ["a"]),
        (words(("a", 0.0, 0.5), ("b", math.nan, 0.7), ("c", 0.7, 1.0)), ["a", "c"]),
        (words(("a", 0.0, 0.5), ("b", 0.5, math.inf), ("c", 0.7, 1.0)), ["a", "c"]),
        (words(("a", -0.5, 0.5), ("b", 0.5, 1.0)), ["b"]),
        (words(("a", 0.0, 0.5), ("b", 1e300, 1e301), ("c", 0.7, 1.0)), ["a", "c"]),
        (words(("a", 0.0, 0.5), ("b", 50.0, 50.5), ("c", 0.7, 1.0)), ["a", "c"]),
    ],
)
def test_words_without_a_usable_time_are_left_out_and_the_take_is_marked(
    event: Words, kept: list[str]
) -> None:
    take = take_of(SECOND, [event])
    assert [word.text for word in take.words] == kept
    assert take.repaired


def test_a_time_that_runs_backwards_is_mended_and_costs_its_neighbours_nothing() -> None:
    said = words(("a", 0.2, 0.4), ("b", 0.1, 0.15), ("c", 0.5, 1.0))
    take = take_of(SECOND, [said])
    assert times(take) == [("a", 1600, 3200), ("b", 3200, 3200), ("c", 4000, 8000)]
    assert take.repaired


def test_an_end_before_its_start_is_mended() -> None:
    take = take_of(SECOND, [words(("a", 0.5, 0.2), ("b", 0.6, 1.0))])
    assert times(take) == [("a", 4000, 4000), ("b", 4800, 8000)]
    assert take.repaired


def test_an_end_long_before_all_time_is_mended() -> None:
    take = take_of(SECOND, [words(("one", 0.0, -1e308), ("two", 0.5, 0.9))])
    assert times(take) == [("one", 0, 0), ("two", 4000, 7200)]


def test_a_word_that_reaches_into_the_next_ends_where_that_begins() -> None:
    take = take_of(SECOND, [words(("a", 0.0, 0.7), ("b", 0.5, 1.0))])
    assert times(take) == [("a", 0, 4000), ("b", 4000, 8000)]
    assert take.repaired


@pytest.mark.parametrize("factor", [0.6, 0.75, 1.03, 1.5, 3.5])
def test_times_of_another_length_than_the_sound_are_stretched_to_it_and_marked(
    factor: float,
) -> None:
    said = words(("a", 0.0, 0.25 * factor), ("b", 0.5 * factor, factor))
    take = take_of(SECOND, [said])
    assert [word.text for word in take.words] == ["a", "b"]
    assert [edge for word in take.words for edge in (word.start, word.end)] == pytest.approx(
        [0, 2000, 4000, 8000], abs=1
    )
    assert take.nominal
    assert not take.repaired


def test_times_are_stretched_to_where_the_sound_ends_and_not_to_the_silence_after_it() -> None:
    said = words(("a", 0.0, 0.2), ("b", 0.2, 0.4))
    take = take_of(SECOND, [said], 6000)
    assert times(take) == [("a", 0, 3000), ("b", 3000, 6000)]
    assert take.nominal


def test_a_rest_after_the_last_word_does_not_make_times_nominal() -> None:
    take = take_of(SECOND, [words(("a", 0.0, 0.5))], 4000)
    assert times(take) == [("a", 0, 4000)]
    assert not take.nominal


def test_a_last_word_a_little_beyond_the_sound_is_cut_and_not_stretched() -> None:
    take = take_of(SECOND, [words(("a", 0.0, 0.5), ("b", 0.5, 1.015))])
    assert times(take) == [("a", 0, 4000), ("b", 4000, 8000)]
    assert not take.nominal


def test_times_that_are_all_zero_are_no_times_and_pass_for_none() -> None:
    take = take_of(SECOND, [words(("a", 0.0, 0.0), ("b", 0.0, 0.0))])
    timed = fit("a b", take, (0, RATE))
    assert {word.quality for word in timed} == {Quality.ESTIMATED}
    assert (timed[0].start, timed[-1].end) == (0, RATE)


def test_times_that_begin_anew_within_a_sentence_go_on_where_those_before_ended() -> None:
    first = words(("a", 0.0, 0.3), ("b", 0.3, 0.5))
    second = words(("c", 0.0, 0.2), ("d", 0.2, 0.5))
    take = take_of(SECOND, [first, second])
    assert times(take) == [("a", 0, 2400), ("b", 2400, 4000), ("c", 4000, 5600), ("d", 5600, 8000)]
    assert take.nominal
    assert not take.repaired


def test_times_of_several_events_that_go_on_are_taken_as_they_are() -> None:
    said = [words(("a", 0.0, 0.5)), words(("b", 0.5, 1.0))]
    take = take_of(SECOND, said)
    assert times(take) == [("a", 0, 4000), ("b", 4000, 8000)]
    assert (take.nominal, take.repaired) == (False, False)


def test_one_estimated_event_makes_the_take_estimated() -> None:
    guess = Words(("b",), (0.5,), (1.0,), estimated=True)
    assert take_of(SECOND, [words(("a", 0.0, 0.5)), guess]).estimated


@pytest.mark.parametrize("said", [[], [Words((), (), ())]])
def test_a_take_may_have_no_words_at_all(said: list[Words]) -> None:
    assert take_of(SECOND, said) == SECOND
