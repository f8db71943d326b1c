"""SubRip, read back by the srt library."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

import pytest
import srt
from hypothesis import given
from hypothesis import strategies as st

from captioner.audio import ms_of
from captioner.captions import About, Cue, Profile, Srt, Word, cut
from captioner.timeline import Quality, Timeline
from tests.strategies import ADVERSARIES, timelines, tried


def cue_of(*lines: str, start: int = 0, end: int = 8000) -> Cue:
    words = tuple((Word(line, start, end, Quality.MEASURED),) for line in lines)
    return Cue("s01-001", start, end, words)


@tried
@given(timelines())
def test_srt_read_back_has_every_cue_with_exact_text_and_times_to_the_millisecond(
    timeline: Timeline,
) -> None:
    cues = list(cut(timeline, Profile()))
    writer = Srt(About(timeline.rate))
    read = list(srt.parse(writer.head() + writer.cues(cues)))
    assert [cue.index for cue in read] == list(range(1, len(cues) + 1))
    assert [cue.content for cue in read] == ["\n".join(cue.texts) for cue in cues]
    for cue, back in zip(cues, read, strict=True):
        assert back.start == timedelta(milliseconds=ms_of(cue.start, timeline.rate))
        assert back.end == timedelta(milliseconds=ms_of(cue.end, timeline.rate))
    assert all(a.end <= b.start for a, b in pairwise(read))


@tried
@given(timelines(), st.integers(0, 9))
def test_cues_written_in_pieces_are_the_same_file_as_written_at_once(
    timeline: Timeline, at: int
) -> None:
    cues = list(cut(timeline, Profile()))
    pieces, whole = Srt(About(timeline.rate)), Srt(About(timeline.rate))
    assert pieces.cues(cues[:at]) + pieces.cues(cues[at:]) == whole.cues(cues)


@pytest.mark.parametrize("text", ADVERSARIES)
def test_text_that_looks_like_something_else_is_read_back_as_it_is(text: str) -> None:
    text = " ".join(text.split())
    for lines in ((text,), ("before", text), (text, "after"), ("7", text), (text, "7")):
        (back,) = srt.parse(Srt(About(8000)).cues([cue_of(*lines)]))
        assert back.content == "\n".join(lines)


def test_a_cue_of_less_than_a_millisecond_is_not_lost() -> None:
    (back,) = srt.parse(Srt(About(48000)).cues([cue_of("Quick!", start=4800, end=4801)]))
    assert (back.start, back.end) == (timedelta(milliseconds=100), timedelta(milliseconds=101))


def test_times_are_rounded_and_not_cut_off() -> None:
    assert About(24000).span_ms(cue_of("x", start=23, end=46)) == (1, 2)


def test_more_than_99_hours_are_written_with_all_their_digits() -> None:
    text = Srt(About(1000)).cues([cue_of("x", start=360_000_000, end=360_001_234)])
    assert "100:00:00,000 --> 100:00:01,234" in text


def test_what_some_readers_take_for_markup_is_named_once_and_changed_nowhere() -> None:
    writer = Srt(About(8000))
    text = writer.cues([cue_of("a < b {x}", "C:\\New"), cue_of("<i> --> y")])
    assert "a < b {x}\nC:\\New" in text
    assert len(writer.warnings()) == 4
    for mark in ("<", "{", "\\N", "-->"):
        assert sum(f"escape {mark}, " in warning for warning in writer.warnings()) == 1


def test_plain_text_gives_no_warning() -> None:
    writer = Srt(About(8000))
    writer.cues([cue_of("a > b & c")])
    assert writer.warnings() == []
