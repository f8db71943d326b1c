"""WebVTT, read back by webvtt-py and ttconv."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from captioner.captions import About, Cue, Profile, Vtt, Word, cut
from captioner.captions.vtt import timestamp
from captioner.timeline import Quality, Timeline
from tests.captions.readers import by_ttconv, by_webvtt
from tests.strategies import ADVERSARIES, timelines, tried

TIMESTAMP = re.compile(r"\d{2,}:[0-5]\d:[0-5]\d\.\d{3}")


def cue_of(*lines: str, start: int = 0, end: int = 8000) -> Cue:
    words = tuple((Word(line, start, end, Quality.MEASURED),) for line in lines)
    return Cue("s01-001", start, end, words)


def vtt(cues: list[Cue], rate: int) -> str:
    writer = Vtt(About(rate))
    return writer.head() + writer.cues(cues)


@tried
@given(timelines())
def test_vtt_read_back_has_every_cue_with_exact_text_times_and_identifier(
    timeline: Timeline,
) -> None:
    cues = list(cut(timeline, Profile()))
    text = vtt(cues, timeline.rate)
    wanted = [(*About(timeline.rate).span_ms(cue), cue.texts) for cue in cues]
    read = by_webvtt(text)
    assert [(cue.start, cue.end, cue.lines) for cue in read] == wanted
    assert [cue.identifier for cue in read] == [cue.identifier for cue in cues]
    assert [(cue.start, cue.end, cue.lines) for cue in by_ttconv(text)] == wanted
    assert all(a.end <= b.start for a, b in pairwise(read))


@pytest.mark.parametrize("text", ADVERSARIES)
def test_text_that_looks_like_something_else_is_read_back_as_it_is(text: str) -> None:
    text = " ".join(text.split())
    for lines in ((text,), ("before", text), (text, "after"), ("7", text)):
        written = vtt([cue_of(*lines)], 8000)
        assert [cue.lines for cue in by_webvtt(written)] == [lines]
        assert [cue.lines for cue in by_ttconv(written)] == [lines]


@tried
@given(timelines())
def test_only_timing_lines_hold_an_arrow_and_no_markup_stands_raw(timeline: Timeline) -> None:
    text = vtt(list(cut(timeline, Profile())), timeline.rate)
    for line in text.split("\n"):
        if "-->" in line:
            start, end = line.split(" --> ")
            assert TIMESTAMP.fullmatch(start)
            assert TIMESTAMP.fullmatch(end)
        else:
            assert not re.search(r"[<>]|&(?!(amp|lt|gt);)", line)


@tried
@given(st.integers(0, 10**10))
def test_timestamps_are_well_formed_and_tell_the_time(ms: int) -> None:
    text = timestamp(ms)
    assert TIMESTAMP.fullmatch(text)
    hours, minutes, seconds = text.split(":")
    total = int(hours) * 3_600_000 + int(minutes) * 60_000 + int(seconds.replace(".", ""))
    assert total == ms


@pytest.mark.parametrize(
    ("frames", "rate", "written"),
    [
        (599_996, 10_000, "00:01:00.000"),
        (599_994, 10_000, "00:00:59.999"),
        (35_999_999, 10_000, "01:00:00.000"),
        (360_000 * 8000, 8000, "100:00:00.000"),
        (3_600_000 * 8000 + 8, 8000, "1000:00:00.001"),
    ],
)
def test_no_rounding_makes_a_minute_of_sixty_seconds(frames: int, rate: int, written: str) -> None:
    text = vtt([cue_of("x", start=frames, end=frames + rate)], rate)
    assert f"\n{written} --> " in text


def test_a_cue_beyond_a_hundred_hours_is_read_back() -> None:
    text = vtt([cue_of("late", start=360_000_000, end=360_001_000)], 1000)
    (one,), (other,) = by_webvtt(text), by_ttconv(text)
    assert (one.start, one.end) == (other.start, other.end) == (360_000_000, 360_001_000)


def test_vtt_has_nothing_to_warn_of() -> None:
    writer = Vtt(About(8000))
    writer.cues([cue_of("<i> --> {x}")])
    assert writer.warnings() == []
