"""SubRip, read back by the srt library; and anybody's SubRip, read."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta

import pytest
import srt
from hypothesis import given
from hypothesis import strategies as st

from captioner.captions import About, Cue, Srt, read_srt
from captioner.errors import DocumentError
from captioner.timeline import Quality
from tests.captions.making import captions, cue_of, warned, word, written
from tests.strategies import ADVERSARIES, tried


@tried
@given(captions())
def test_srt_read_back_has_every_cue_with_exact_text_and_times_to_the_millisecond(
    made: tuple[About, list[Cue]],
) -> None:
    about, cues = made
    text = written(Srt, cues, about)
    read = list(srt.parse(text))
    assert [cue.index for cue in read] == list(range(1, len(cues) + 1))
    assert [cue.content for cue in read] == ["\n".join(cue.texts) for cue in cues]
    wanted = [(*about.span_ms(cue), cue.texts) for cue in cues]
    for (start, end, _), back in zip(wanted, read, strict=True):
        assert (back.start, back.end) == (
            timedelta(milliseconds=start), timedelta(milliseconds=end),
        )  # fmt: skip
    assert read_srt(text) == wanted


@pytest.mark.parametrize("text", ADVERSARIES)
def test_text_that_looks_like_something_else_is_read_back_as_it_is(text: str) -> None:
    text = " ".join(text.split())
    for lines in ((text,), ("before", text), (text, "after"), ("7", text), (text, "7")):
        file = written(Srt, [cue_of(*lines)])
        (back,) = srt.parse(file)
        assert back.content == "\n".join(lines)
        assert read_srt(file) == [(0, 8000, lines)]


def test_a_cue_of_less_than_a_millisecond_is_not_lost() -> None:
    text = written(Srt, [cue_of("Quick!", start=4800, end=4801)], About(48000))
    assert read_srt(text) == [(100, 101, ("Quick!",))]


def test_times_are_rounded_and_not_cut_off() -> None:
    assert About(24000).span_ms(cue_of("x", start=23, end=46)) == (1, 2)


def test_more_than_99_hours_are_written_with_all_their_digits() -> None:
    text = written(Srt, [cue_of("x", start=360_000_000, end=360_001_234)])
    assert "100:00:00,000 --> 100:00:01,234" in text


def test_times_from_24_hours_on_are_told_to_be_read_by_few() -> None:
    cues = [
        cue_of("x", start=h * 3_600_000 - 900, end=h * 3_600_000, name=f"s01-{h:03}")
        for h in (23, 24, 25)
    ]
    assert warned(Srt, cues) == [
        "some players read no SRT times from 24 hours on (in 2 cues, first in s01-024)"
    ]


def test_what_some_readers_take_for_markup_is_told_once_and_changed_nowhere() -> None:
    cues = [
        cue_of("a < b {x}", "C:\\New\\hello", name="s01-001"),
        cue_of("<i> --> y &amp; z", name="s01-002"),
    ]
    text = written(Srt, cues)
    assert "a < b {x}\nC:\\New\\hello" in text
    warnings = warned(Srt, cues)
    assert len(warnings) == 6
    for mark in ("<", "{", "\\N", "\\h", "-->", "&"):
        assert sum(f"escape {mark}, " in warning for warning in warnings) == 1
    assert sum("(in 2 cues, first in s01-001)" in warning for warning in warnings) == 1


def test_plain_text_gives_no_warning() -> None:
    assert warned(Srt, [cue_of("a > b & c")]) == []


def test_a_speaker_who_is_not_named_in_the_text_is_told_to_be_lost() -> None:
    label = (word("ANNA: ", 0, 0, Quality.UNSAID), word("Hello", 0, 900))
    named = Cue("s01-001", 0, 1000, (label,), speaker="Anna")
    assert warned(Srt, [named, cue_of("again", speaker="Anna"), cue_of("then")]) == []
    assert warned(Srt, [named, cue_of("Hello", speaker="Bob")]) == [
        "SRT does not tell who speaks (in s01-001)"
    ]


@pytest.mark.parametrize(
    "text",
    [
        "1\n00:00:01,000 --> 00:00:02,500\nOne\n\n2\n00:00:03,000 --> 00:00:04,000\nTwo\n\n",
        "\ufeff1\r\n00:00:01,000 --> 00:00:02,500\r\nOne\r\n\r\n"
        "2\r\n00:00:03,000 --> 00:00:04,000\r\nTwo\r\n\r\n",
        "00:00:01.000 --> 00:00:02.500\nOne\n\n00:00:03.000 --> 00:00:04.000\nTwo",
        "\n\n 7 \n0:0:1,0 --> 0:0:2,5 X1:1 X2:2 Y1:3 Y2:4\n  One  \n\n\n\n9\n"
        "00:03,000-->00:04,000\nTwo\n\n",
        "1\r00:00:01:000 --> 00:00:02:500\rOne\r\r2\r00:00:03,000 --> 00:00:04,000\rTwo\r",
    ],
    ids=["ours", "windows", "bare", "careless", "old"],
)
def test_srt_is_read_however_it_was_written(text: str) -> None:
    assert read_srt(text) == [(1000, 2500, ("One",)), (3000, 4000, ("Two",))]


def test_numbers_arrows_and_blank_lines_in_the_text_begin_no_cue() -> None:
    text = (
        "1\n00:00:01,000 --> 00:00:02,000\n42\n\n<i>7</i>\na --> b\n\n42\n"
        "\n100:00:03,000 --> 100:00:04,000\n"
    )
    assert read_srt(text) == [
        (1000, 2000, ("42", "<i>7</i>", "a --> b", "42")),
        (360_003_000, 360_004_000, ()),
    ]


def test_nothing_is_read_as_no_cues() -> None:
    assert read_srt("") == read_srt("\ufeff\n\n") == []


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("Dear reader,\n\nthis is a letter.\n", 1, "'Dear reader,' stands where"),
        ("WEBVTT\n\n00:00:01.000 --> 00:00:02.000\nOne\n", 1, "'WEBVTT' stands where"),
        ("1\n00:00:01,000 --> soon\nOne\n", 2, "'00:00:01,000 --> soon' is no timing"),
        ("\n\n1\n00:00:01,000 --> 00:00:02,000\nOne\n\n2\nthen --> now\n", 8, "is no timing"),
        ("00:00:01,000 --> 00:00:02,0000\nOne\n", 1, "is no timing"),
    ],
)
def test_what_is_no_srt_is_told_with_its_line(text: str, line: int, says: str) -> None:
    with pytest.raises(DocumentError, match=says) as caught:
        read_srt(text, "talk.srt")
    assert str(caught.value).startswith(f"talk.srt:{line}: ")


@tried
@given(st.text())
def test_any_text_is_read_or_refused(text: str) -> None:
    with suppress(DocumentError):
        assert all(start >= 0 and end >= 0 for start, end, _ in read_srt(text))
