"""The words as CSV, read back by the csv module."""

from __future__ import annotations

from itertools import groupby

import pytest
from hypothesis import given

from captioner.captions import About, Cue, Word, WordsCsv, cut
from captioner.captions.profiles import Profile
from captioner.timeline import Timeline
from tests.captions.making import captions, cue_of, warned, word, written
from tests.captions.readers import by_csv
from tests.strategies import ADVERSARIES, timelines, tried


def bare(text: str) -> str:
    return "".join(text.split())


@tried
@given(timelines())
def test_every_word_of_every_sentence_is_one_row_and_together_they_are_its_text(
    timeline: Timeline,
) -> None:
    cues = list(cut(timeline, Profile(max_chars=13)))
    rows = by_csv(written(WordsCsv, cues, About(timeline.rate)))
    by_context = {name: list(group) for name, group in groupby(rows, key=lambda row: row.context)}
    for placed in timeline.placed:
        found = by_context.pop(placed.sentence.context)
        assert bare("".join(row.word for row in found)) == bare(placed.sentence.text)
        assert len(found) == max(1, len(placed.words))
    assert not by_context


@tried
@given(captions())
def test_a_row_has_the_times_of_its_pieces_to_the_microsecond(
    made: tuple[About, list[Cue]],
) -> None:
    about, cues = made
    pieces = [(word, cue) for cue in cues for line in cue.lines for word in line]
    at = 0
    for row in by_csv(written(WordsCsv, cues, about)):
        first, cue = pieces[at]
        text = ""
        while bare(text) != bare(row.word):
            text += pieces[at][0].text
            last: Word = pieces[at][0]
            at += 1
        assert row.start == about.ticks(first.start, 1_000_000)
        assert row.end == about.ticks(last.end, 1_000_000)
        assert (row.context, row.quality, row.cue) == (
            first.context, first.quality, cue.identifier,
        )  # fmt: skip
    assert at == len(pieces)


@pytest.mark.parametrize("text", [*ADVERSARIES, '"quoted", with a comma', "a;b"])
def test_text_that_looks_like_something_else_is_read_back_as_it_is(text: str) -> None:
    cue = cue_of(" ".join(text.split()), "and after")
    rows = by_csv(written(WordsCsv, [cue]))
    assert bare("".join(row.word for row in rows)) == bare(text) + "andafter"


def test_lines_end_as_the_standard_says_and_a_sentence_waits_for_its_last_word() -> None:
    writer = WordsCsv(About(1000))
    assert writer.head() == "context,word,start,end,quality,cue\r\n"
    first = Cue("s01-001", 0, 1000, ((word("Hello, ", 0, 500),),))
    second = Cue("s01-001-2", 1000, 2000, ((word("you", 1000, 1500),),))
    assert writer.cues([first]) == ""
    assert writer.cues([second]) == ""
    assert writer.end() == (
        's01-001,"Hello,",0.000000,0.500000,measured,s01-001\r\n'
        "s01-001,you,1.000000,1.500000,measured,s01-001-2\r\n"
    )


def test_a_word_that_was_cut_is_one_row_and_neighbours_without_a_blank_stay_apart() -> None:
    cut_word = (word("https://", 0, 100),), (word("example.org ", 100, 300), word("and", 300, 400))
    apart = (word("你", 400, 500), word("好", 500, 600))
    cues = [Cue("s01-001", 0, 400, cut_word), Cue("s01-001-2", 400, 600, (apart,))]
    rows = by_csv(written(WordsCsv, cues))
    assert [row.word for row in rows] == ["https://example.org", "and", "你", "好"]
    assert (rows[0].start, rows[0].end) == (0, 300_000)


def test_what_a_spreadsheet_takes_for_a_formula_is_told() -> None:
    assert warned(WordsCsv, [cue_of("a =1+1 b", name="s01-001"), cue_of("x", name="s01-002")]) == [
        "spreadsheets take a word that begins with =, +, - or @ for a formula (in s01-001)"
    ]
