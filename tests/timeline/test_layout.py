"""Where takes and silences lie."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs
from msgspec.structs import replace

from captioner.audio import ms_to_frames
from captioner.document import Kind, Place, Sentence
from captioner.timeline import Measure, Pauses, Placed, Quality, TextWord, TimedWord, lay_out
from captioner.timeline.layout import moment_step
from tests.strategies import measures, pauses, sentence_of, sentences, tried

PAUSES = Pauses(sentence_ms=100, paragraph_ms=200, heading_ms=300, section_ms=400)


@tried
@given(st.data(), sentences(), pauses())
def test_laid_out_in_pieces_all_lies_where_it_does_when_laid_out_at_once(
    data: st.DataObject, asked: list[Sentence], rests: Pauses
) -> None:
    measured = [data.draw(measures(sentence.text)) for sentence in asked]
    whole = lay_out(asked, measured, rate=8000, pauses=rests)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(asked)), max_size=3)))
    last: Placed | None = None
    placed: list[Placed] = []
    frames = 0
    for a, b in pairwise([0, *cuts, len(asked)]):
        piece = lay_out(asked[a:b], measured[a:b], rate=8000, pauses=rests, after=last)
        assert piece.start == frames
        placed += piece.placed
        frames += piece.frames
        last = placed[-1] if placed else None
    assert tuple(placed) == whole.placed
    assert frames == whole.frames


@tried
@given(st.data(), sentences(), pauses())
def test_takes_follow_one_another_whole_and_never_overlap(
    data: st.DataObject, asked: list[Sentence], rests: Pauses
) -> None:
    measured = [data.draw(measures(sentence.text)) for sentence in asked]
    timeline = lay_out(asked, measured, rate=8000, pauses=rests)
    assert [placed.sentence for placed in timeline.placed] == asked
    assert all(a.end <= b.start for a, b in pairwise(timeline.placed))
    for placed, measure in zip(timeline.placed, measured, strict=True):
        assert placed.end - placed.start == measure.frames
        assert placed.tail == measure.tail
        assert [
            structs.replace(w, start=w.start - placed.start, end=w.end - placed.start)
            for w in placed.words
        ] == [*measure.words]


@tried
@given(st.data(), sentences(), pauses())
def test_between_two_takes_lies_the_pause_less_the_silence_that_they_bring_along(
    data: st.DataObject, asked: list[Sentence], rests: Pauses
) -> None:
    asked = [replace(sentence, start_ms=None) for sentence in asked]
    measured = [data.draw(measures(sentence.text)) for sentence in asked]
    placed = lay_out(asked, measured, rate=8000, pauses=rests).placed
    for (a, b), (before, after) in zip(pairwise(placed), pairwise(measured), strict=True):
        rest = ms_to_frames(rests.between(a.sentence, b.sentence), 8000)
        brought = before.tail + after.lead
        silence = b.start - a.end + brought
        if a.sentence.section == b.sentence.section:
            assert silence == max(rest, brought)
        else:
            assert 0 <= silence - max(rest, brought) < moment_step(8000)


@tried
@given(st.data(), sentences(), pauses(), st.sampled_from((8000, 11025, 22050, 24000)))
def test_what_stands_before_a_section_moves_it_by_a_time_that_captions_can_tell(
    data: st.DataObject, asked: list[Sentence], rests: Pauses, rate: int
) -> None:
    asked = [replace(sentence, start_ms=None) for sentence in asked]
    measured = [data.draw(measures(sentence.text)) for sentence in asked]
    after = next((at for at, one in enumerate(asked) if one.section > asked[0].section), 0)
    alone = lay_out(asked[after:], measured[after:], rate=rate, pauses=rests).placed
    placed = lay_out(asked, measured, rate=rate, pauses=rests).placed[after:]
    moved = placed[0].start - alone[0].start
    assert moved * 100 % rate == 0
    assert [one.start - moved for one in placed] == [one.start for one in alone]


@tried
@given(st.data(), sentences(), pauses())
def test_a_sentence_with_a_fixed_start_waits_for_it_and_never_begins_before_its_turn(
    data: st.DataObject, asked: list[Sentence], rests: Pauses
) -> None:
    measured = [data.draw(measures(sentence.text)) for sentence in asked]
    now = lay_out(asked, measured, rate=8000, pauses=rests).placed
    before = None
    for placed, measure in zip(now, measured, strict=True):
        turn = free = 0
        if before is not None:
            rest = ms_to_frames(rests.between(before.sentence, placed.sentence), 8000)
            turn = free = before.end + max(0, rest - before.tail - measure.lead)
            if before.sentence.section != placed.sentence.section:
                free = -(-turn // 80) * 80
        fixed = placed.sentence.start_ms
        assert placed.start == (free if fixed is None else max(turn, ms_to_frames(fixed, 8000)))
        before = placed


@tried
@given(sentences(), pauses())
def test_what_has_a_time_of_its_own_rests_no_longer_than_it_must(
    asked: list[Sentence], rests: Pauses
) -> None:
    for before, after in pairwise(asked):
        rest = rests.between(before, replace(after, start_ms=1))
        assert rest <= min(80, rests.sentence_ms)
        assert before.kind is not Kind.SOUND or not rest


def test_the_first_take_begins_at_zero() -> None:
    timeline = lay_out([sentence_of("One.")], [Measure(800, 100)], rate=8000, pauses=PAUSES)
    assert (timeline.placed[0].start, timeline.frames) == (0, 800)


def test_the_silence_before_a_first_fixed_start_counts() -> None:
    sentence = replace(sentence_of("One."), start_ms=1000)
    timeline = lay_out([sentence], [Measure(800)], rate=8000, pauses=PAUSES)
    assert (timeline.start, timeline.placed[0].start, timeline.frames) == (0, 8000, 8800)


def test_nothing_laid_out_is_nothing_long() -> None:
    timeline = lay_out([], [], rate=8000, pauses=PAUSES)
    assert (timeline.start, timeline.end, timeline.frames) == (0, 0, 0)


def test_nothing_laid_out_after_something_begins_and_ends_where_that_ended() -> None:
    last = Placed(sentence_of("One."), 100, 900, 0, ())
    timeline = lay_out([], [], rate=8000, pauses=PAUSES, after=last)
    assert (timeline.start, timeline.end, timeline.frames) == (900, 900, 0)


def test_words_are_counted_from_the_beginning_of_the_timeline() -> None:
    word = TimedWord(TextWord(0, 3), 10, 20, Quality.MEASURED)
    measured = [Measure(800), Measure(800, words=(word,))]
    asked = [sentence_of("One."), sentence_of("Two", 2)]
    second = lay_out(asked, measured, rate=8000, pauses=PAUSES).placed[1]
    assert second.start == 800 + 800
    assert second.words == (TimedWord(TextWord(0, 3), 1610, 1620, Quality.MEASURED),)


ONE = sentence_of("One.")
TWO = sentence_of("Two.", 2)


@pytest.mark.parametrize(
    ("before", "after", "ms"),
    [
        (ONE, TWO, 100),
        (ONE, replace(TWO, continues=True), 0),
        (ONE, replace(TWO, paragraph=2), 200),
        (replace(ONE, kind=Kind.HEADING), replace(TWO, paragraph=2), 300),
        (replace(ONE, kind=Kind.HEADING), replace(TWO, kind=Kind.HEADING), 100),
        (ONE, sentence_of("Two.", 1, section=2, paragraph=2), 400),
        (replace(ONE, kind=Kind.HEADING), sentence_of("Two.", section=2, paragraph=2), 400),
        (replace(ONE, kind=Kind.CELL), replace(TWO, kind=Kind.CELL, paragraph=2), 100),
        (replace(ONE, kind=Kind.ITEM), replace(TWO, kind=Kind.ITEM, paragraph=2), 200),
    ],
)
def test_the_pause_depends_on_what_lies_between(before: Sentence, after: Sentence, ms: int) -> None:
    assert PAUSES.between(before, after) == ms


def test_a_hundred_hours_do_not_drift_by_a_frame() -> None:
    rate, sentences_ = 22050, 36_000
    asked = [sentence_of("One.", number) for number in range(1, sentences_ + 1)]
    measured = [Measure(9 * rate + 7)] * sentences_
    placed = lay_out(asked, measured, rate=rate, pauses=Pauses(sentence_ms=1001)).placed
    pause = ms_to_frames(1001, rate)
    assert placed[-1].start == (sentences_ - 1) * (9 * rate + 7 + pause)


def test_a_part_whose_first_part_is_missing_does_not_run_into_the_sentence_before() -> None:
    before, _, after = (
        Sentence(f"s01-00{n}", "x", "x", Kind.PARAGRAPH, n, Place(n), "en", continues=n == 3)
        for n in (1, 2, 3)
    )
    assert Pauses().between(before, after) == Pauses().paragraph_ms
