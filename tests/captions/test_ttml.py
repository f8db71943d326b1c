"""TTML, read back by ttconv and checked by it against the text profile of IMSC 1.1."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest
from hypothesis import given

from captioner.captions import About, Cue, Profile, Ttml
from tests.captions.making import captions, cue_of, warned, written
from tests.captions.readers import by_imsc
from tests.strategies import ADVERSARIES, tried

TT = "{http://www.w3.org/ns/ttml}"
TTS = "{http://www.w3.org/ns/ttml#styling}"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
UNFIT = dict.fromkeys((0xFFFE, 0xFFFF))


def paragraphs(text: str) -> list[ET.Element]:
    return list(ET.fromstring(text).iter(f"{TT}p"))


@tried
@given(captions())
def test_ttml_read_back_has_every_cue_with_exact_text_times_identifier_and_speaker(
    made: tuple[About, list[Cue]],
) -> None:
    about, cues = made
    text = written(Ttml, cues, about)
    for cue, back in zip(cues, by_imsc(text), strict=True):
        assert (back.start, back.end) == about.span_ms(cue)
        assert back.lines == tuple(line.translate(UNFIT) for line in cue.texts)
        assert (back.identifier, back.speaker) == (cue.identifier, cue.speaker)
    for cue, node in zip(cues, paragraphs(text), strict=True):
        assert node.get(LANG, about.lang) == cue.lang


@pytest.mark.parametrize("text", ADVERSARIES)
def test_text_that_looks_like_something_else_is_read_back_as_it_is(text: str) -> None:
    text = " ".join(text.split())
    for lines in ((text,), ("before", text), (text, "after"), (f"]]>{text}", text)):
        (back,) = by_imsc(written(Ttml, [cue_of(*lines)]))
        assert back.lines == lines


def test_what_xml_cannot_hold_is_left_out_and_told() -> None:
    cue = cue_of("a\x01b\ufffec", speaker="A\x02da", lang="x\x03y")
    (back,) = by_imsc(written(Ttml, [cue], About(1000, "T\x04itle", "e\x05n")))
    assert (back.lines, back.speaker) == (("abc",), "Ada")
    (warning,) = warned(Ttml, [cue])
    assert "left out" in warning


@pytest.mark.parametrize(
    ("text", "direction"),
    [("plain", None), ("שלום abc", "rtl"), ("«عربي»", "rtl"), ("abc שלום", None), ("42", None)],
)
def test_the_direction_of_a_cue_is_that_of_its_first_letter(
    text: str, direction: str | None
) -> None:
    (node,) = paragraphs(written(Ttml, [cue_of(text)]))
    assert node.get(f"{TTS}direction") == direction


def test_title_and_language_are_told_and_escaped() -> None:
    root = ET.fromstring(written(Ttml, [], About(1000, '<i> & "x"', 'd"e')))
    assert root.get(LANG) == 'd"e'
    assert root.findtext(f".//{TT}metadata/") == '<i> & "x"'


def test_each_speaker_is_described_once_before_the_first_word() -> None:
    cues = [
        cue_of("x", start=n * 1000, end=n * 1000 + 900, name=f"s01-{n:03}", speaker=speaker)
        for n, speaker in enumerate(("", "Ada & Co", "", "Bob", "Ada & Co"))
    ]
    text = written(Ttml, cues)
    assert [cue.speaker for cue in by_imsc(text)] == ["", "Ada & Co", "", "Bob", "Ada & Co"]
    assert text.count("<ttm:agent ") == 2


def test_a_profile_for_upright_pictures_gets_smaller_letters() -> None:
    cells = "{http://www.w3.org/ns/ttml#parameter}cellResolution"
    for profile, wanted in ((Profile(), "32 15"), (Profile(max_chars=24), "16 28")):
        root = ET.fromstring(written(Ttml, [], About(1000, profile=profile)))
        assert root.get(cells) == wanted


def test_a_cue_beyond_a_hundred_hours_is_read_back() -> None:
    (back,) = by_imsc(written(Ttml, [cue_of("late", start=360_000_000, end=360_001_234)]))
    assert (back.start, back.end) == (360_000_000, 360_001_234)
