"""Word-timed WebVTT, read back by webvtt-py and ttconv."""

from __future__ import annotations

import re
from itertools import pairwise

from hypothesis import given

from captioner.captions import About, Cue, WordsVtt
from captioner.timeline import Quality
from tests.captions.making import captions, cue_of, warned, word, written
from tests.captions.readers import by_ttconv, by_webvtt
from tests.strategies import tried


@tried
@given(captions())
def test_word_vtt_read_back_has_every_cue_with_exact_text_times_and_speaker(
    made: tuple[About, list[Cue]],
) -> None:
    about, cues = made
    text = written(WordsVtt, cues, about)
    wanted = [(*about.span_ms(cue), cue.texts) for cue in cues]
    read = by_webvtt(text)
    assert [(cue.start, cue.end, cue.lines) for cue in read] == wanted
    assert [(cue.identifier, cue.speaker) for cue in read] == [
        (cue.identifier, cue.speaker) for cue in cues
    ]
    assert [(cue.start, cue.end, cue.lines) for cue in by_ttconv(text)] == wanted


@tried
@given(captions())
def test_timestamps_rise_strictly_strictly_inside_the_cue_and_none_is_on_its_first_word(
    made: tuple[About, list[Cue]],
) -> None:
    about, cues = made
    blocks = written(WordsVtt, cues, about).split("\n\n")[2:]
    for cue, block in zip(cues, blocks, strict=False):
        start, end = about.span_ms(cue)
        payload = block.split("\n", 2)[2]
        assert re.match(r"(<v Ada>)?(<lang [\w-]+>)?<c>", payload)
        inline = [
            ((int(h) * 60 + int(m)) * 60 + int(s)) * 1000 + int(ms)
            for h, m, s, ms in re.findall(r"<(\d\d+):([0-5]\d):([0-5]\d)\.(\d{3})>", payload)
        ]
        assert len(inline) == len(re.findall(r"<\d", payload))
        assert all(a < b for a, b in pairwise([start, *inline, end]))


@tried
@given(captions())
def test_a_word_is_revealed_at_its_time_or_with_the_words_before_it(
    made: tuple[About, list[Cue]],
) -> None:
    about, cues = made
    for cue, read in zip(cues, by_ttconv(written(WordsVtt, cues, about)), strict=True):
        bits = [(at, text) for at, text in read.bits if text.strip()]
        words = [word for line in cue.lines for word in line]
        assert [text for _, text in bits] == [word.text.rstrip() for word in words]
        now, end = about.span_ms(cue)
        for index, ((at, _), shown) in enumerate(zip(bits, words, strict=True)):
            told = about.ms(shown.start)
            if index and shown.quality != Quality.UNSAID and now < told < end:
                now = told
            assert at == now


def test_each_word_stands_in_an_element_of_its_own_with_its_time_before_it() -> None:
    line = (word("a ", 10, 100), word("< ", 200, 300), word("b", 500, 750))
    assert written(WordsVtt, [Cue("s01-001", 0, 1000, (line,))]) == (
        "WEBVTT\n\nSTYLE\n::cue(:future) { color: silver }\n\n"
        "s01-001\n00:00:00.000 --> 00:00:01.000\n"
        "<c>a</c> <00:00:00.200><c>&lt;</c> <00:00:00.500><c>b</c>\n\n"
    )


def test_words_told_at_the_same_time_or_at_the_edges_of_the_cue_get_no_timestamp() -> None:
    line = (
        word("a ", 0, 0), word("b ", 0, 1), word("c ", 800, 801), word("d ", 801, 802),
        word("e", 8000, 8000),
    )  # fmt: skip
    text = written(WordsVtt, [Cue("s01-001", 0, 8000, (line,))], About(8000))
    assert re.findall(r"<(\d[^>]*)>", text) == ["00:00:00.100"]


def test_what_is_shown_and_not_said_gets_no_timestamp() -> None:
    line = (
        word("ANNA: ", 100, 100, Quality.UNSAID), word("Hello ", 100, 500),
        word("[bows] ", 500, 500, Quality.UNSAID), word("there", 700, 900),
    )  # fmt: skip
    text = written(WordsVtt, [Cue("s01-001", 0, 1000, (line,), speaker="Anna")])
    assert text.endswith(
        "\n<v Anna><c>ANNA:</c> <00:00:00.100><c>Hello</c> <c>[bows]</c> "
        "<00:00:00.700><c>there</c></v>\n\n"
    )
    assert not re.search(r"<\d", written(WordsVtt, [cue_of("[a door]", quality=Quality.UNSAID)]))


def test_every_word_of_a_second_line_may_have_a_time_but_for_that_of_the_first() -> None:
    lines = (word("one", 0, 500),), (word("two", 500, 1000),)
    text = written(WordsVtt, [Cue("s01-001", 0, 1000, lines)])
    assert text.endswith("<c>one</c>\n<00:00:00.500><c>two</c>\n\n")


def test_word_vtt_has_nothing_to_warn_of() -> None:
    assert warned(WordsVtt, [cue_of("<i> --> {x}", speaker="Ada")]) == []
