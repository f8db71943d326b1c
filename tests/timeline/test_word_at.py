"""Which word was heard last at a given moment."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from captioner.audio import seconds_to_frames
from captioner.timeline import (
    Measure,
    Pauses,
    Quality,
    TextWord,
    TimedWord,
    Timeline,
    WordAt,
    lay_out,
)
from tests.strategies import sentence_of, timelines, tried


def searched(timeline: Timeline, frame: int) -> WordAt | None:
    """Look at every word in turn."""
    found = None
    for placed in timeline.placed:
        for word in placed.words:
            if word.start <= frame:
                found = WordAt(placed.sentence, word)
    return found


@tried
@given(timelines(), st.data())
def test_it_is_the_last_word_that_has_begun(timeline: Timeline, data: st.DataObject) -> None:
    longest = timeline.end / timeline.rate + 1
    seconds = data.draw(st.floats(-1, longest))
    assert timeline.word_at(seconds) == searched(
        timeline, seconds_to_frames(seconds, timeline.rate)
    )


@tried
@given(timelines())
def test_at_its_own_beginning_each_word_is_heard(timeline: Timeline) -> None:
    for placed in timeline.placed:
        for word in placed.words:
            found = timeline.word_at(word.start / timeline.rate)
            assert found == searched(timeline, word.start)
            assert found is not None
            assert found.word.start == word.start


def laid_out() -> Timeline:
    """A word a second, half of it silence: "One two." at 1 and 2 s, "Three." at 5 s."""
    words = (
        TimedWord(TextWord(0, 3), 8000, 12000, Quality.MEASURED),
        TimedWord(TextWord(4, 8), 16000, 20000, Quality.MEASURED),
    )
    third = (TimedWord(TextWord(0, 6), 8000, 12000, Quality.MEASURED),)
    return lay_out(
        [sentence_of("One two."), sentence_of("…", 2), sentence_of("Three.", 3)],
        [Measure(24000, words=words), Measure(8000), Measure(16000, words=third)],
        rate=8000,
        pauses=Pauses(0, 0, 0, 0),
    )


def test_before_the_first_word_there_is_none_and_in_a_silence_it_is_the_one_before() -> None:
    timeline = laid_out()
    heard = {
        moment: found.text if (found := timeline.word_at(moment)) else None
        for moment in (-1.0, 0.0, 0.9, 1.0, 1.9, 2.0, 2.9, 3.5, 4.2, 5.0, 99.0)
    }
    assert heard == {
        -1.0: None, 0.0: None, 0.9: None, 1.0: "One", 1.9: "One", 2.0: "two.", 2.9: "two.",
        3.5: "two.", 4.2: "two.", 5.0: "Three.", 99.0: "Three.",
    }  # fmt: skip


def test_it_tells_the_sentence_too() -> None:
    found = laid_out().word_at(5.5)
    assert found is not None
    assert (found.sentence.context, found.word.quality) == ("s01-003", "measured")


def test_where_nothing_was_said_no_word_was_heard() -> None:
    assert Timeline(8000, 0, ()).word_at(1.0) is None
