"""Word-timed WebVTT, read back by webvtt-py and ttconv."""

from __future__ import annotations

import re
from itertools import pairwise

from hypothesis import given

from captioner.audio import ms_of
from captioner.captions import About, Cue, Profile, Word, WordsVtt, cut
from captioner.timeline import Quality, Timeline
from tests.captions.readers import by_ttconv, by_webvtt
from tests.strategies import timelines, tried


def words_vtt(cues: list[Cue], rate: int) -> str:
    writer = WordsVtt(About(rate))
    return writer.head() + writer.cues(cues)


def cue_of(*words: tuple[str, int, int], end: int) -> Cue:
    """A cue of one line of words, from 0."""
    line = tuple(Word(text, start, stop, Quality.MEASURED) for text, start, stop in words)
    return Cue("s01-001", 0, end, (line,))


@tried
@given(timelines())
def test_word_vtt_read_back_has_every_cue_with_exact_text_and_times(timeline: Timeline) -> None:
    cues = list(cut(timeline, Profile()))
    text = words_vtt(cues, timeline.rate)
    wanted = [(*About(timeline.rate).span_ms(cue), cue.texts) for cue in cues]
    read = by_webvtt(text)
    assert [(cue.start, cue.end, cue.lines) for cue in read] == wanted
    assert [cue.identifier for cue in read] == [cue.identifier for cue in cues]
    assert [(cue.start, cue.end, cue.lines) for cue in by_ttconv(text)] == wanted


@tried
@given(timelines())
def test_timestamps_rise_strictly_strictly_inside_the_cue_and_none_is_on_its_first_word(
    timeline: Timeline,
) -> None:
    cues = list(cut(timeline, Profile()))
    blocks = words_vtt(cues, timeline.rate).split("\n\n")[2:]
    for cue, block in zip(cues, blocks, strict=False):
        start, end = About(timeline.rate).span_ms(cue)
        payload = block.split("\n", 2)[2]
        assert payload.startswith("<c>")
        inline = [
            ((int(h) * 60 + int(m)) * 60 + int(s)) * 1000 + int(ms)
            for h, m, s, ms in re.findall(r"<(\d\d+):([0-5]\d):([0-5]\d)\.(\d{3})>", payload)
        ]
        assert len(inline) == len(re.findall(r"<\d", payload))
        assert all(a < b for a, b in pairwise([start, *inline, end]))


@tried
@given(timelines())
def test_a_word_is_revealed_at_its_time_or_with_the_words_before_it(timeline: Timeline) -> None:
    cues = list(cut(timeline, Profile()))
    for cue, read in zip(cues, by_ttconv(words_vtt(cues, timeline.rate)), strict=True):
        bits = [(at, text) for at, text in read.bits if text.strip()]
        words = [word for line in cue.lines for word in line]
        assert [text for _, text in bits] == [word.text.rstrip() for word in words]
        now, end = About(timeline.rate).span_ms(cue)
        for index, ((at, _), word) in enumerate(zip(bits, words, strict=True)):
            told = ms_of(word.start, timeline.rate)
            if index and now < told < end:
                now = told
            assert at == now


def test_each_word_stands_in_an_element_of_its_own_with_its_time_before_it() -> None:
    cue = cue_of(("a ", 80, 800), ("< ", 1600, 2400), ("b", 4000, 6000), end=8000)
    assert words_vtt([cue], 8000) == (
        "WEBVTT\n\nSTYLE\n::cue(:future) { color: silver }\n\n"
        "s01-001\n00:00:00.000 --> 00:00:01.000\n"
        "<c>a</c> <00:00:00.200><c>&lt;</c> <00:00:00.500><c>b</c>\n\n"
    )


def test_words_told_at_the_same_time_or_at_the_edges_of_the_cue_get_no_timestamp() -> None:
    cue = cue_of(
        ("a ", 0, 0), ("b ", 0, 1), ("c ", 800, 801), ("d ", 801, 802), ("e", 8000, 8000), end=8000
    )
    text = words_vtt([cue], 8000)
    assert re.findall(r"<(\d[^>]*)>", text) == ["00:00:00.100"]


def test_every_word_of_a_second_line_may_have_a_time_but_for_that_of_the_first() -> None:
    first = (Word("one", 0, 4000, Quality.MEASURED),)
    second = (Word("two", 4000, 8000, Quality.MEASURED),)
    text = words_vtt([Cue("s01-001", 0, 8000, (first, second))], 8000)
    assert text.endswith("<c>one</c>\n<00:00:00.500><c>two</c>\n\n")


def test_word_vtt_has_nothing_to_warn_of() -> None:
    assert WordsVtt(About(8000)).warnings() == []
