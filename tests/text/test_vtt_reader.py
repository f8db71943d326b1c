"""Anybody's WebVTT, read back; and our own, to the character and the millisecond."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from captioner.captions import About, Cue, Vtt, WordsVtt
from captioner.errors import DocumentError
from captioner.text.vtt_reader import ReadCue, Unshown, read_vtt
from captioner.timeline import Quality
from tests.captions.making import captions, cue_of, written
from tests.captions.readers import by_webvtt
from tests.strategies import ADVERSARIES, tried

HEAD = "WEBVTT\n\n"


@tried
@given(captions())
def test_our_own_files_are_read_back_as_they_were_written(made: tuple[About, list[Cue]]) -> None:
    about, cues = made
    wanted = [
        (*about.span_ms(cue), cue.texts, cue.identifier, " ".join(cue.speaker.split()))
        for cue in cues
    ]
    for writer in (Vtt, WordsVtt):
        read = read_vtt(written(writer, cues, about))
        assert not read.unshown
        assert [
            (cue.start_ms, cue.end_ms, cue.lines, cue.identifier, cue.speaker) for cue in read.cues
        ] == wanted


@tried
@given(captions())
def test_times_inside_the_text_are_told_with_the_words_that_they_stand_before(
    made: tuple[About, list[Cue]],
) -> None:
    about, cues = made
    for cue, read in zip(cues, read_vtt(written(WordsVtt, cues, about)).cues, strict=True):
        text = "\n".join(read.lines)
        onsets: dict[int, set[int]] = {}
        at = 0
        for line in cue.lines:
            for word in line:
                if word.quality is not Quality.UNSAID:
                    onsets.setdefault(about.ms(word.start), set()).add(at)
                at += len(word.text)
            at += 1 - (len(line[-1].text) - len(line[-1].text.rstrip()))
        for moment, place in read.times:
            assert place in onsets[moment]
            assert not text[place : place + 1].isspace()


@pytest.mark.parametrize("text", ADVERSARIES)
def test_escaped_text_is_read_as_an_independent_reader_reads_it(text: str) -> None:
    file = written(Vtt, [cue_of("before", " ".join(text.split()), speaker=text)])
    assert [(c.lines, c.speaker) for c in read_vtt(file).cues] == [
        (c.lines, c.speaker) for c in by_webvtt(file)
    ]


@pytest.mark.parametrize(
    "text",
    [
        "WEBVTT\n\n1\n00:00:01.000 --> 00:00:02.500\nOne\n\n00:03.000 --> 00:04.000\nTwo\n\n",
        "\ufeffWEBVTT - made by hand\r\n\r\n1\r\n00:01.000 --> 00:02.500 align:start line:0\r\n"
        "One\r\n\r\n\r\n0:3.0 --> 0:4.0\r\nTwo",
        "WEBVTT\r\r1\r00:00:01,000-->00:00:02,500\rOne\r00:00:03.0 --> 00:00:04.000\rTwo",
        "WEBVTT\n1\n00:00:01.000 --> 00:00:02.500\nOne\n\n\n\n00:03.000 --> 00:04.000\nTwo",
    ],
    ids=["plain", "windows", "careless", "no blank after the head"],
)
def test_vtt_is_read_however_it_was_written(text: str) -> None:
    first, second = read_vtt(text).cues
    assert (first.start_ms, first.end_ms, first.lines) == (1000, 2500, ("One",))
    assert (second.start_ms, second.end_ms, second.lines) == (3000, 4000, ("Two",))


def test_the_head_is_read_and_styles_comments_and_regions_are_passed_over() -> None:
    text = (
        "WEBVTT\nKind: captions\nLanguage: de-AT\nand a word\n\n"
        "STYLE\n::cue { color: red }\n\nREGION\nid:a\n\n"
        "NOTE a --> b\nof two lines\n\n00:01.000 --> 00:02.000\nEins\n\nNOTE\nlast\n"
    )
    read = read_vtt(text)
    assert read.head == {"Kind": "captions", "Language": "de-AT"}
    assert read.cues == (ReadCue(1000, 2000, ("Eins",), line=15),)
    assert read.unshown == ()


def test_markup_becomes_text_and_voices_become_speakers() -> None:
    text = (
        "one\n00:01.000 --> 00:05.000\n"
        "<v.loud Ada  Byron><b>Fish</b> &amp; <c.red>chips</c>, <00:02.500>5 &lt; 6&nbsp;km</v>\n"
        "<v Bob>&copy; <ruby>漢<rt>kan</rt></ruby><i>字"
    )
    (cue,) = read_vtt(HEAD + text).cues
    assert cue.lines == ("Fish & chips, 5 < 6\u00a0km", "© 漢字")
    assert cue.speaker == "Ada Byron, Bob"
    assert cue.times == ((2500, 14),)
    assert "\n".join(cue.lines)[14:].startswith("5 <")


def test_what_belongs_to_no_cue_is_told_with_its_line() -> None:
    text = "00:01.000 --> 00:02.000\nOne\n\nlost after\na blank line\n\n00:03.000 --> 00:04.000\n"
    read = read_vtt(HEAD + text)
    assert read.unshown == (Unshown("lost after\na blank line", 6),)
    assert [cue.lines for cue in read.cues] == [("One",), ()]


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("Dear reader,\n\nthis is a letter.\n", 1, "begins with 'Dear reader,', not with WEBVTT"),
        ("", 1, "begins with '', not with WEBVTT"),
        ("WEBVTTX\n", 1, "not with WEBVTT"),
        ("1\n00:00:01,000 --> 00:00:02,000\nOne\n", 1, "begins with '1'"),
    ],
)
def test_what_is_no_vtt_is_told_with_its_line(text: str, line: int, says: str) -> None:
    with pytest.raises(DocumentError, match=says) as caught:
        read_vtt(text, "talk.vtt")
    assert str(caught.value).startswith(f"talk.vtt:{line}: ")


@pytest.mark.parametrize(
    ("text", "lost"),
    [
        ("soon --> later\nOne\n", Unshown("One", 3, "'soon --> later' is no timing of WebVTT")),
        ("7\n00:61.000 --> 01:02.000\n1\n", Unshown("1", 4, "'00:61.000 --> 01:02.000' is no")),
        ("00:01.000 --> 00:02.0000\na\nb", Unshown("a\nb", 3, "'00:01.000 --> 00:02.0000' is")),
    ],
)
def test_a_cue_whose_timing_cannot_be_read_is_told_and_the_others_are_read(
    text: str, lost: Unshown
) -> None:
    read = read_vtt(f"{HEAD}{text}\n\n00:03.000 --> 00:04.000\nTwo\n")
    assert [cue.lines for cue in read.cues] == [("Two",)]
    (told,) = read.unshown
    assert (told.text, told.line) == (lost.text, lost.line)
    assert told.why.startswith(lost.why)


def test_an_arrow_inside_of_a_cue_ends_it() -> None:
    read = read_vtt(HEAD + "00:01.000 --> 00:02.000\nOne\na --> b\nTwo\n")
    assert [cue.lines for cue in read.cues] == [("One",)]
    assert read.unshown == (Unshown("Two", 5, "'a --> b' is no timing of WebVTT"),)


@tried
@given(st.text(st.sampled_from("ab<>&;\n-: .v/c0123") | st.characters()))
def test_any_text_is_read_or_refused(text: str) -> None:
    with suppress(DocumentError):
        for cue in read_vtt(HEAD + text).cues:
            assert cue.start_ms >= 0
            assert all(0 <= place <= len("\n".join(cue.lines)) for _, place in cue.times)
