"""WebVTT, read back by webvtt-py and ttconv."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from captioner.captions import About, Cue, Vtt
from captioner.captions.vtt import timestamp
from tests.captions.making import captions, cue_of, warned, written
from tests.captions.readers import by_ttconv, by_webvtt
from tests.strategies import ADVERSARIES, tried

TIMESTAMP = re.compile(r"\d{2,}:[0-5]\d:[0-5]\d\.\d{3}")


@tried
@given(captions())
def test_vtt_read_back_has_every_cue_with_exact_text_times_identifier_and_speaker(
    made: tuple[About, list[Cue]],
) -> None:
    about, cues = made
    text = written(Vtt, cues, about)
    wanted = [(*about.span_ms(cue), cue.texts) for cue in cues]
    read = by_webvtt(text)
    assert [(cue.start, cue.end, cue.lines) for cue in read] == wanted
    assert [(cue.identifier, cue.speaker) for cue in read] == [
        (cue.identifier, cue.speaker) for cue in cues
    ]
    assert [(cue.start, cue.end, cue.lines) for cue in by_ttconv(text)] == wanted


@pytest.mark.parametrize("text", ADVERSARIES)
def test_text_that_looks_like_something_else_is_read_back_as_it_is(text: str) -> None:
    text = " ".join(text.split())
    for lines in ((text,), ("before", text), (text, "after"), ("7", text)):
        for speaker in ("", text):
            file = written(Vtt, [cue_of(*lines, speaker=speaker)])
            assert [(cue.lines, cue.speaker) for cue in by_webvtt(file)] == [(lines, speaker)]
            assert [cue.lines for cue in by_ttconv(file)] == [lines]


@tried
@given(captions())
def test_only_timing_lines_hold_an_arrow_and_only_our_own_markup_stands_raw(
    made: tuple[About, list[Cue]],
) -> None:
    about, cues = made
    for line in written(Vtt, cues, about).split("\n"):
        if "-->" in line:
            start, end = line.split(" --> ")
            assert TIMESTAMP.fullmatch(start)
            assert TIMESTAMP.fullmatch(end)
        else:
            text = re.sub(r"^(<v Ada>)?(<lang [\w-]+>)?|(</lang>)?(</v>)?$", "", line)
            assert not re.search(r"[<>]|&(?!(amp|lt|gt);)", text)


@tried
@given(st.integers(0, 10**10))
def test_timestamps_are_well_formed_and_tell_the_time(ms: int) -> None:
    text = timestamp(ms)
    assert TIMESTAMP.fullmatch(text)
    hours, minutes, seconds = text.split(":")
    total = int(hours) * 3_600_000 + int(minutes) * 60_000 + int(seconds.replace(".", ""))
    assert total == ms


@pytest.mark.parametrize(
    ("frames", "rate", "written_as"),
    [
        (599_996, 10_000, "00:01:00.000"),
        (599_994, 10_000, "00:00:59.999"),
        (35_999_999, 10_000, "01:00:00.000"),
        (360_000 * 8000, 8000, "100:00:00.000"),
        (3_600_000 * 8000 + 8, 8000, "1000:00:00.001"),
    ],
)
def test_no_rounding_makes_a_minute_of_sixty_seconds(
    frames: int, rate: int, written_as: str
) -> None:
    text = written(Vtt, [cue_of("x", start=frames, end=frames + rate)], About(rate))
    assert f"\n{written_as} --> " in text


def test_a_cue_beyond_a_hundred_hours_is_read_back() -> None:
    text = written(Vtt, [cue_of("late", start=360_000_000, end=360_001_000)])
    (one,), (other,) = by_webvtt(text), by_ttconv(text)
    assert (one.start, one.end) == (other.start, other.end) == (360_000_000, 360_001_000)


def test_a_speaker_has_a_voice_span_and_another_language_one_of_its_own() -> None:
    cues = [
        cue_of("Good", "morning", speaker="Ada & Bob"),
        cue_of("Guten", "Tag", speaker="Carl", lang="de"),
        cue_of("Hej", lang="da"),
        cue_of("Bye", speaker=" \n "),
    ]
    blocks = written(Vtt, cues).split("\n\n")[1:-1]
    assert [block.split("\n", 2)[2] for block in blocks] == [
        "<v Ada &amp; Bob>Good\nmorning</v>",
        "<v Carl><lang de>Guten\nTag</lang></v>",
        "<lang da>Hej</lang>",
        "Bye",
    ]


def test_vtt_has_nothing_to_warn_of() -> None:
    assert warned(Vtt, [cue_of("<i> --> {x}", speaker="Ada")]) == []
