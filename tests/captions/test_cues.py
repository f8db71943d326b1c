"""Cutting sentences into cues."""

from __future__ import annotations

import re
from itertools import groupby, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from captioner.captions import Cue, Profile, cut
from captioner.captions.width import width
from captioner.document import Kind, Place, Sentence
from captioner.timeline import (
    Measure,
    Pauses,
    Placed,
    Quality,
    TextWord,
    TimedWord,
    Timeline,
    lay_out,
    words_of,
)
from tests.strategies import ADDRESS, COMPOUND, sentence_of, spaced_text, timelines, tried

STYLE = Profile()
styles = st.builds(Profile, max_chars=st.integers(12, 60), max_lines=st.integers(1, 3))


def bare(text: str) -> str:
    """A text without any white space."""
    return re.sub(r"\s", "", text)


def by_sentence(timeline: Timeline, style: Profile = STYLE) -> dict[str, list[Cue]]:
    grouped = groupby(cut(timeline, style), lambda cue: "-".join(cue.identifier.split("-")[:2]))
    return {context: list(cues) for context, cues in grouped}


def timeline_of(text: str, frames_a_word: int = 3000) -> Timeline:
    """One sentence, its words evenly spread."""
    words = tuple(
        TimedWord(word, frames_a_word * i, frames_a_word * (i + 1), Quality.MEASURED)
        for i, word in enumerate(words_of(text))
    )
    measure = Measure(frames_a_word * len(words) + 1000, 0, 1000, words)
    return lay_out([sentence_of(text)], [measure], rate=8000, pauses=Pauses())


def cues_of(text: str) -> list[tuple[str, ...]]:
    return [cue.texts for cue in cut(timeline_of(text), STYLE)]


@tried
@given(timelines())
def test_the_cues_of_a_sentence_hold_its_text_but_for_white_space(timeline: Timeline) -> None:
    found = by_sentence(timeline)
    assert list(found) == [placed.sentence.context for placed in timeline.placed]
    for placed in timeline.placed:
        cues = found[placed.sentence.context]
        shown = "".join(text for cue in cues for text in cue.texts)
        assert bare(shown) == bare(placed.sentence.text)


@tried
@given(timelines(spaced_text()))
def test_where_blanks_are_written_the_lines_join_by_a_blank_to_the_text(
    timeline: Timeline,
) -> None:
    found = by_sentence(timeline)
    for placed in timeline.placed:
        cues = found[placed.sentence.context]
        shown = " ".join(text for cue in cues for text in cue.texts)
        assert shown == " ".join(placed.sentence.text.split())


@tried
@given(timelines())
def test_every_word_that_fits_on_a_line_is_whole_on_one_line_of_one_cue(
    timeline: Timeline,
) -> None:
    found = by_sentence(timeline)
    for placed in timeline.placed:
        text = placed.sentence.text
        lines = [line for cue in found[placed.sentence.context] for line in cue.texts]
        line_at = [number for number, line in enumerate(lines) for _ in bare(line)]
        edges = [word.word.start for word in placed.words[1:]] + [len(text)]
        for timed, edge in zip(placed.words, edges, strict=True):
            if width(" ".join(text[timed.word.start : edge].split())) > STYLE.line_cells:
                continue
            if timed is placed.words[0] and width(text[:edge]) > STYLE.line_cells:
                continue
            a, b = len(bare(text[: timed.word.start])), len(bare(text[: timed.word.end]))
            assert len(set(line_at[a:b])) == 1


@tried
@given(timelines(), styles)
def test_no_cue_has_more_lines_than_the_style_allows_and_no_line_is_wider(
    timeline: Timeline, style: Profile
) -> None:
    for cue in cut(timeline, style):
        assert 1 <= len(cue.texts) <= style.max_lines
        assert all(0 < width(text) <= style.line_cells for text in cue.texts)


@tried
@given(timelines(), styles)
def test_no_line_begins_or_ends_with_a_blank_or_holds_two_or_a_break(
    timeline: Timeline, style: Profile
) -> None:
    for cue in cut(timeline, style):
        for text in cue.texts:
            assert text == " ".join(text.split())


@tried
@given(timelines(), styles)
def test_cues_are_in_order_never_overlap_and_each_lasts(timeline: Timeline, style: Profile) -> None:
    cues = list(cut(timeline, style))
    assert all(cue.start < cue.end for cue in cues)
    assert all(a.end <= b.start for a, b in pairwise(cues))


@tried
@given(timelines(), styles)
def test_the_cues_of_a_sentence_fill_its_take_from_its_first_to_its_last_frame(
    timeline: Timeline, style: Profile
) -> None:
    found = by_sentence(timeline, style)
    for placed in timeline.placed:
        cues = found[placed.sentence.context]
        assert (cues[0].start, cues[-1].end) == (placed.start, placed.end)
        assert all(a.end == b.start for a, b in pairwise(cues))


@tried
@given(timelines(), styles)
def test_identifiers_are_unique_and_count_from_the_sentences_name(
    timeline: Timeline, style: Profile
) -> None:
    identifiers = [cue.identifier for cue in cut(timeline, style)]
    assert len(set(identifiers)) == len(identifiers)
    for context, cues in by_sentence(timeline, style).items():
        rest = [f"{context}-{number}" for number in range(2, len(cues) + 1)]
        assert [cue.identifier for cue in cues] == [context, *rest]


@tried
@given(timelines())
def test_the_words_of_a_cue_are_timed_in_order_inside_the_sentences_take(
    timeline: Timeline,
) -> None:
    found = by_sentence(timeline)
    for placed in timeline.placed:
        words = [w for cue in found[placed.sentence.context] for line in cue.lines for w in line]
        edges = [edge for word in words for edge in (word.start, word.end)]
        assert edges == sorted(edges)
        assert placed.start <= edges[0] <= edges[-1] <= placed.end


def test_a_cue_begins_with_its_first_word() -> None:
    text = (
        "The first part of a long sentence goes here, and it is followed by a second part, "
        "which is no shorter."
    )
    timeline = timeline_of(text)
    starts = {word.start for word in timeline.placed[0].words}
    first, second = cut(timeline, STYLE)
    assert first.start == 0
    assert second.start == second.lines[0][0].start
    assert second.start in starts


def test_words_that_were_all_told_at_one_moment_still_make_cues_that_can_be_seen() -> None:
    text = "one two three four five six seven eight nine ten " * 6
    words = tuple(TimedWord(word, 100, 100, Quality.ESTIMATED) for word in words_of(text))
    timeline = lay_out(
        [sentence_of(text)], [Measure(8000, 0, 0, words)], rate=8000, pauses=Pauses()
    )
    cues = list(cut(timeline, STYLE))
    longest, shortest = max(c.end - c.start for c in cues), min(c.end - c.start for c in cues)
    assert len(cues) > 2
    assert longest - shortest <= 1


@pytest.mark.parametrize(
    ("text", "cues"),
    [
        ("Short.", [("Short.",)]),
        (" \n Blanks\t all \n around. ", [("Blanks all around.",)]),
        ("— “Quoted,” she said —", [("— “Quoted,” she said —",)]),
        (
            "It was a bright cold day in April, and the clocks were striking.",
            [("It was a bright cold day in April,", "and the clocks were striking.")],
        ),
        ("你好，世界。", [("你好，世界。",)]),
        ("<i>a < 5</i> & {\\an8} --> b", [("<i>a < 5</i> & {\\an8} --> b",)]),
    ],
)
def test_a_sentence_that_fits_is_one_cue_broken_where_it_hurts_least(
    text: str, cues: list[tuple[str, ...]]
) -> None:
    assert cues_of(text) == cues


def test_an_address_too_long_for_a_line_is_broken_after_a_mark() -> None:
    lines = [line for cue in cues_of(f"See {ADDRESS} now.") for line in cue]
    assert "".join(lines) == f"See{ADDRESS} now."
    broken = [line for line in lines if line != lines[-1] and line != "See"]
    assert all(line[-1] in "/?&=-_.,:;@" for line in broken)


def test_a_compound_too_long_for_a_line_is_broken_at_its_edge() -> None:
    lines = [line for cue in cues_of(COMPOUND) for line in cue]
    assert "".join(lines) == COMPOUND
    assert width(lines[0]) == 42


def test_marks_after_a_full_line_do_not_begin_the_next_one_with_a_blank() -> None:
    text = "x" * 42 + " [[[ ]]] — end"
    lines = [line for cue in cues_of(text) for line in cue]
    assert all(line == line.strip() for line in lines)
    assert " ".join(lines) == text


def test_a_long_row_of_marks_does_not_break_the_word_before_it() -> None:
    word = "x" * 22 + "," + "y" * 15
    lines = [line for cue in cues_of(word + " [[[[[[[[[[") for line in cue]
    assert lines == [word, "[[[[[[[[[["]


def test_a_sentence_may_take_time_without_any_word_of_its_own_being_timed_apart() -> None:
    word = TimedWord(TextWord(0, 5), 0, 0, Quality.ESTIMATED)
    timeline = lay_out(
        [sentence_of("Hello!")], [Measure(100, 0, 0, (word,))], rate=8000, pauses=Pauses()
    )
    (cue,) = cut(timeline, STYLE)
    assert (cue.texts, cue.start, cue.end) == (("Hello!",), 0, 100)


def test_a_sentence_of_ten_thousand_words_is_cut() -> None:
    cues = cues_of("word " * 10_000)
    assert sum(len(line.split()) for cue in cues for line in cue) == 10_000


def test_a_cue_of_measured_words_begins_with_its_first_word_however_short_it_is() -> None:
    """A hasty cue is the voice's doing; its time is not to be spread over the sentence."""
    words = [f"word{n:02}" for n in range(40)]
    text = " ".join(words)
    timed, at = [], 0
    for index, word in enumerate(words_of(text)):
        length = 4000 if index < 20 else 400
        timed.append(TimedWord(word, at, at + length, Quality.MEASURED))
        at += length
    sentence = Sentence("s01-001", text, text, Kind.PARAGRAPH, 1, Place(1), "en")
    timeline = Timeline(22050, 0, (Placed(sentence, 0, at + 60_000, 60_000, tuple(timed)),))
    cues = list(cut(timeline, Profile()))

    assert len(cues) > 3
    assert [cue.start for cue in cues[1:]] == [cue.lines[0][0].start for cue in cues[1:]]
