"""Enhanced LRC, read back by its public grammar."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given

from captioner.captions import About, Cue, Lrc, Profile
from captioner.timeline import Quality
from tests.captions.making import captions, cue_of, warned, word, written
from tests.captions.readers import SungLine, by_lrc
from tests.strategies import ADVERSARIES, tried


def one_line(cue: Cue) -> str:
    return "".join(word.text for line in cue.lines for word in line).rstrip()


@tried
@given(captions())
def test_lrc_read_back_has_every_cue_with_exact_text_and_times_to_the_centisecond(
    made: tuple[About, list[Cue]],
) -> None:
    about, cues = made
    read = by_lrc(written(Lrc, cues, about))
    assert [(line.at, line.text) for line in read if line.words] == [
        (about.span(cue, 100)[0], one_line(cue)) for cue in cues
    ]
    assert all(a.at <= b.at for a, b in pairwise(read))


@tried
@given(captions())
def test_every_word_that_is_said_has_its_time_and_the_last_one_its_end(
    made: tuple[About, list[Cue]],
) -> None:
    about, cues = made
    lines = [line for line in by_lrc(written(Lrc, cues, about)) if line.words]
    for cue, line in zip(cues, lines, strict=True):
        start, end = about.span(cue, 100)
        said = [word for row in cue.lines for word in row if word.quality != Quality.UNSAID]
        unsaid_first = cue.lines[0][0].quality == Quality.UNSAID
        told = [at for at, _ in line.words][unsaid_first:]
        now = start
        for at, word_ in zip(told, said, strict=True):
            now = min(max(about.ticks(word_.start, 100), now), end)
            assert at == now
        assert (line.over is None) == (not said)
        if said:
            assert line.over == min(max(about.ticks(said[-1].end, 100), now), end)


def test_an_empty_line_stands_where_a_pause_can_be_seen_and_at_the_end() -> None:
    cues = [
        cue_of("one", start=0, end=1000),
        cue_of("two", start=1083, end=2000),
        cue_of("three", start=2500, end=3000),
    ]
    read = by_lrc(written(Lrc, cues))
    assert [(line.at, line.text) for line in read] == [
        (0, "one"), (108, "two"), (200, ""), (250, "three"), (300, ""),
    ]  # fmt: skip
    closed = About(1000, profile=Profile(gap_ms=0, chain_ms=0))
    assert [line.text for line in by_lrc(written(Lrc, cues, closed))].count("") == 3


@pytest.mark.parametrize("text", [*ADVERSARIES, "[00:01.00]", "[ti:x]", "[door slams]"])
def test_text_that_looks_like_something_else_is_read_back_as_it_is(text: str) -> None:
    text = " ".join(text.split())
    for quality in (Quality.MEASURED, Quality.UNSAID):
        line, _ = by_lrc(written(Lrc, [cue_of(text, quality=quality)]))
        assert line.text == text


def test_what_is_shown_and_not_said_has_no_time_but_at_the_beginning() -> None:
    line = (word("ANNA: ", 0, 0, Quality.UNSAID), word("Hello ", 200, 1000),
            word("[bows]", 1000, 1000, Quality.UNSAID))  # fmt: skip
    first, _ = by_lrc(written(Lrc, [Cue("s01-001", 0, 2000, (line,))]))
    assert first == SungLine(0, ((0, "ANNA: "), (20, "Hello [bows]")), 100)


def test_minutes_pass_59_and_99_which_is_told() -> None:
    cues = [
        cue_of("x", start=m * 60_000 - 4, end=m * 60_000 + 900, name=f"s{m:02}-001")
        for m in (60, 100, 6000)
    ]
    text = written(Lrc, cues)
    assert [line.at for line in by_lrc(text) if line.words] == [60 * 6000, 600_000, 36_000_000]
    assert "[6000:00.00]" in text
    assert "from 100 minutes on (in 2 cues" in warned(Lrc, cues)[0]


def test_a_title_is_a_tag_unless_none_can_hold_it() -> None:
    assert Lrc(About(1000, "Two\n lines")).head() == "[ti:Two lines]\n"
    assert Lrc(About(1000, "One [1]")).head() == ""
    assert Lrc(About(1000)).head() == ""


def test_a_speaker_who_is_not_named_in_the_text_is_told_to_be_lost() -> None:
    label = (word("ANNA: ", 0, 0, Quality.UNSAID), word("Hello", 0, 900))
    named = Cue("s01-001", 0, 1000, (label,), speaker="Anna")
    assert warned(Lrc, [named, cue_of("again", speaker="Anna")]) == []
    assert warned(Lrc, [cue_of("Hello", speaker="Anna")]) == [
        "LRC does not tell who speaks (in s01-001)"
    ]
