"""Anybody's SubRip: what can be read is read, and what nobody sees is told with its line."""

from __future__ import annotations

from datetime import timedelta

import pytest
import srt
from hypothesis import given
from hypothesis import strategies as st

from captioner.text.srt_reader import SrtParts, srt_parts
from captioner.text.vtt_reader import ReadCue, Unshown
from tests.strategies import tried

LETTERS = st.text("abc <>&{}é漢", min_size=1, max_size=20).map(str.strip).filter(bool)


@tried
@given(st.lists(st.tuples(st.integers(0, 10**8), st.integers(0, 10**4), st.lists(LETTERS))))
def test_what_another_library_composes_is_read_back(
    made: list[tuple[int, int, list[str]]],
) -> None:
    text = "".join(
        srt.Subtitle(
            number,
            timedelta(milliseconds=start),
            timedelta(milliseconds=start + length),
            "\n".join(lines),
        ).to_srt()
        for number, (start, length, lines) in enumerate(made, start=1)
    )
    read = srt_parts(text)
    assert read.unshown == ()
    assert [(cue.start_ms, cue.end_ms, list(cue.lines)) for cue in read.cues] == [
        (start, start + length, lines) for start, length, lines in made
    ]


def test_each_cue_tells_the_line_of_its_timing() -> None:
    text = "\n1\n00:00:01,000 --> 00:00:02,000\nOne\n\n00:00:03,000 --> 00:00:04,000\nTwo\n"
    assert srt_parts(text).cues == (
        ReadCue(1000, 2000, ("One",), line=3),
        ReadCue(3000, 4000, ("Two",), line=6),
    )


@pytest.mark.parametrize(
    ("text", "lost"),
    [
        (
            "1\n00:00:0x,000 --> 00:00:02,000\nOne\nline\n",
            Unshown("One\nline", 2, "'00:00:0x,000 --> 00:00:02,000' is no timing of SRT"),
        ),
        ("00:01,000 --> soon\n", Unshown("", 1, "'00:01,000 --> soon' is no timing of SRT")),
        (
            "Made by me\n\nat home\n",
            Unshown("Made by me\nat home", 1, "'Made by me' stands where SRT has a timing"),
        ),
    ],
)
def test_what_belongs_to_no_cue_is_told_and_the_others_are_read(text: str, lost: Unshown) -> None:
    read = srt_parts(f"{text}\n2\n00:00:03,000 --> 00:00:04,000\nTwo\n")
    assert [cue.lines for cue in read.cues] == [("Two",)]
    assert read.unshown == (lost,)


@tried
@given(st.text(st.sampled_from("01:,.-> \n\rab") | st.characters()))
def test_any_text_is_read(text: str) -> None:
    read = srt_parts(text)
    assert isinstance(read, SrtParts)
    lines = text.count("\n") + text.count("\r") + 1
    assert all(0 < cue.line <= lines for cue in read.cues)
    assert all(0 < lost.line <= lines and lost.why for lost in read.unshown)
