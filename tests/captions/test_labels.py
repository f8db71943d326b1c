"""Audacity's labels, read back."""

from __future__ import annotations

import pytest
from hypothesis import given

from captioner.captions import About, Cue, Labels, Word
from captioner.timeline import Quality
from tests.captions.making import captions, cue_of, warned, written
from tests.captions.readers import by_labels
from tests.strategies import ADVERSARIES, tried


@tried
@given(captions())
def test_labels_read_back_are_the_cues_with_exact_text_and_times_to_the_microsecond(
    made: tuple[About, list[Cue]],
) -> None:
    about, cues = made
    for cue, back in zip(cues, by_labels(written(Labels, cues, about)), strict=True):
        assert back[:2] == about.span(cue, 1_000_000)
        assert back[2].split() == "".join(
            word.text for line in cue.lines for word in line
        ).split()  # fmt: skip


@pytest.mark.parametrize("text", ADVERSARIES)
def test_text_that_looks_like_something_else_is_read_back_as_it_is(text: str) -> None:
    text = " ".join(text.split())
    assert by_labels(written(Labels, [cue_of(text, text)])) == [(0, 8_000_000, f"{text} {text}")]


def test_tabs_and_line_breaks_that_came_from_elsewhere_are_blanks() -> None:
    cue = Cue("s01-001", 0, 1000, ((Word("a\tb\nc", 0, 1000, Quality.MEASURED),),))
    assert by_labels(written(Labels, [cue])) == [(0, 1_000_000, "a b c")]


def test_a_speaker_who_is_not_named_in_the_text_is_told_to_be_lost() -> None:
    assert warned(Labels, [cue_of("Hello", speaker="Ada"), cue_of("Again", speaker="Ada")]) == [
        "labels do not tell who speaks (in s01-001)"
    ]
