"""ASS, read back as libass reads it, and by pysubs2 where it is right."""

from __future__ import annotations

from itertools import pairwise

import pysubs2
import pytest
from hypothesis import given

from captioner.captions import About, Ass, Cue, Profile
from captioner.timeline import Quality
from tests.captions.making import captions, cue_of, warned, word, written
from tests.captions.readers import by_ass
from tests.strategies import ADVERSARIES, tried


def shown(text: str) -> str:
    """What is seen of a text; a word joiner is not."""
    return text.replace("\u2060", "")


@tried
@given(captions())
def test_ass_read_back_has_every_cue_with_exact_text_and_times_to_the_centisecond(
    made: tuple[About, list[Cue]],
) -> None:
    about, cues = made
    for cue, back in zip(cues, by_ass(written(Ass, cues, about)), strict=True):
        assert (back.start, back.end) == about.span(cue, 100)
        assert tuple(map(shown, back.lines)) == tuple(map(shown, cue.texts))
        assert back.speaker == cue.speaker


@tried
@given(captions())
def test_every_word_is_sung_at_its_own_time_with_no_error_added_up(
    made: tuple[About, list[Cue]],
) -> None:
    about, cues = made
    for cue, back in zip(cues, by_ass(written(Ass, cues, about)), strict=True):
        said = [word for line in cue.lines for word in line if word.quality != Quality.UNSAID]
        assert len(back.sung) == len(said)
        now = back.start
        for word_, (start, end, text) in zip(said, back.sung, strict=True):
            assert shown(text).startswith(shown(word_.text.rstrip()))
            assert start == min(max(about.ticks(word_.start, 100), now), back.end)
            assert end == min(max(about.ticks(word_.end, 100), start), back.end)
            now = end


def test_rounded_lengths_do_not_drift() -> None:
    line = tuple(word("la ", n * 296, (n + 1) * 296) for n in range(12))
    (back,) = by_ass(written(Ass, [Cue("s01-001", 0, 3552, (line,))]))
    assert [start for start, _, _ in back.sung] == [round(n * 29.6) for n in range(12)]
    assert back.sung[-1][1] == 355


def test_a_pause_between_words_is_a_syllable_without_text() -> None:
    line = (word("one ", 500, 1000), word("two", 2000, 3000))
    text = written(Ass, [Cue("s01-001", 0, 4000, (line,))])
    assert text.endswith(r",,{\k50}{\k50}one {\k100}{\k100}two" + "\n")


def test_what_is_shown_and_not_said_has_no_syllable() -> None:
    line = (word("ANNA: ", 0, 0, Quality.UNSAID), word("Hello ", 0, 1000),
            word("[bows] ", 1000, 1000, Quality.UNSAID), word("there", 1500, 2000))  # fmt: skip
    text = written(Ass, [Cue("s01-001", 0, 2000, (line,))])
    assert text.endswith(r",,ANNA: {\k100}Hello [bows] {\k50}{\k50}there" + "\n")
    sound = cue_of("[door slams]", quality=Quality.UNSAID)
    assert written(Ass, [sound]).endswith(",,[door slams]\n")


@pytest.mark.parametrize("text", ADVERSARIES)
def test_text_that_looks_like_something_else_is_read_back_as_it_is(text: str) -> None:
    text = " ".join(text.split())
    for lines in ((text,), ("before", text), (text, "after"), (f"{text}{{x}}", text)):
        (back,) = by_ass(written(Ass, [cue_of(*lines)]))
        assert tuple(map(shown, back.lines)) == lines


@pytest.mark.parametrize("text", ["\\", "a\\", "\\{x}", "\\\\", "\\n", "}", "{", "}{", "\\}"])
def test_a_backslash_or_a_brace_is_no_escape_wherever_it_stands(text: str) -> None:
    for lines in ((text, text), (f"{text} {text}", "x"), (f"N{text}", f"{text}N")):
        (back,) = by_ass(written(Ass, [cue_of(*lines)]))
        assert tuple(map(shown, back.lines)) == lines
    assert warned(Ass, [cue_of(f"{text} x", f"{text}N")])[:1] != [] or text == "}"


def test_a_reader_that_knows_no_escaped_brace_loses_the_brace_alone() -> None:
    (event,) = pysubs2.SSAFile.from_string(written(Ass, [cue_of("see {all of} it")]))
    assert event.plaintext == "see \\all of} it"


@pytest.mark.parametrize(
    ("text", "style"),
    [
        ("plain", "Default"), ("你好", "Default"), ("שלום 123", "RightToLeft"),
        ("123 عربي", "RightToLeft"), ("say שלום", "RightToLeft"),
    ],
)  # fmt: skip
def test_a_text_from_right_to_left_has_the_style_that_lays_out_whole_lines(
    text: str, style: str
) -> None:
    file = written(Ass, [cue_of(text)])
    assert by_ass(file)[0].style == style
    assert pysubs2.SSAFile.from_string(file).styles["RightToLeft"].encoding == -1


def test_the_head_is_read_by_pysubs2() -> None:
    file = pysubs2.SSAFile.from_string(written(Ass, [cue_of("x")], About(1000, "Two\nlines")))
    assert file.info["Title"] == "Two lines"
    assert (file.info["PlayResX"], file.info["PlayResY"]) == ("1920", "1080")
    assert file.info["WrapStyle"] == "2"
    style = file.styles["Default"]
    assert 0.07 <= style.fontsize / 1080 <= 0.08
    assert (style.alignment, style.marginv) == (pysubs2.Alignment.BOTTOM_CENTER, 54)


def test_a_profile_for_upright_pictures_gets_one() -> None:
    head = Ass(About(1000, profile=Profile(max_chars=24))).head()
    assert "PlayResX: 1080\nPlayResY: 1920\n" in head
    japanese = Ass(About(1000, profile=Profile(max_chars=13, wide=True))).head()
    assert "PlayResX: 1920\nPlayResY: 1080\n" in japanese


def test_hours_have_all_their_digits() -> None:
    hours = (0, 9, 10, 24, 100, 1000)
    cues = [
        cue_of("x", start=h * 3_600_000 + 59_996, end=h * 3_600_000 + 61_234, name=f"s{h:02}-001")
        for h in hours
    ]
    read = by_ass(written(Ass, cues))
    assert [cue.start for cue in read] == [h * 360_000 + 6000 for h in hours]
    assert all(before.end < cue.start for before, cue in pairwise(read))
    assert "from 10 hours on (in 4 cues" in warned(Ass, cues)[0]


def test_a_cue_shorter_than_the_clock_can_tell_is_not_empty() -> None:
    (back,) = by_ass(written(Ass, [cue_of("Quick!", start=4800, end=4801)], About(48000)))
    assert (back.start, back.end) == (10, 11)


def test_a_speaker_is_named_but_for_the_comma() -> None:
    cue = cue_of("Hello", speaker="Ada, Lady")
    assert by_ass(written(Ass, [cue]))[0].speaker == "Ada Lady"
    assert warned(Ass, [cue]) == [
        "ASS cannot carry the comma in the name of a speaker (in s01-001)"
    ]
