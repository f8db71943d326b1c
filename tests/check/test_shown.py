"""What the cues of a file show: as text without white space, and where its lines break."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from captioner.check import check_captions
from captioner.check.shown import read_captions, shown_by
from captioner.errors import DocumentError
from captioner.text.vtt_reader import ReadCue
from tests.strategies import tried

LINES = st.lists(st.text("ab 漢\u00a0,.", min_size=1, max_size=8), max_size=3)


@tried
@given(st.lists(LINES, max_size=6))
def test_nothing_of_a_cue_is_lost_but_white_space(texts: list[list[str]]) -> None:
    shown = shown_by(ReadCue(0, 1, tuple(lines)) for lines in texts)
    assert shown.text == "".join("".join("".join(lines).split()) for lines in texts)
    ends = [*shown.starts, len(shown.text)][1:]
    for lines, start, end in zip(texts, shown.starts, ends, strict=True):
        assert shown.text[start:end] == "".join("".join(lines).split())
        # With its blanks it is what a person reads.
        assert shown.shown(start, end).split() == " ".join(lines).split()
        assert all(shown.cue_at(at) >= 0 for at in range(start, end))


def test_each_place_is_in_its_cue_even_between_empty_ones() -> None:
    shown = shown_by([ReadCue(0, 1, lines) for lines in ((), ("ab",), (), ("c",), ())])
    assert [shown.cue_at(at) for at in range(3)] == [1, 1, 3]


def test_formatting_in_srt_is_no_text_but_what_only_looks_like_it_is(tmp_path: Path) -> None:
    path = tmp_path / "a.srt"
    path.write_text(
        "1\n00:00:01,000 --> 00:00:02,000\n"
        '{\\an8}<i>Hello</i>, <font color="#fff">you</font> {b}there{/b}\n<b></b>\n'
        "2 < 3 > 1 <heading> {sic}\n",
        "utf-8",
    )
    assert read_captions(path).cues[0].lines == ("Hello, you there", "2 < 3 > 1 <heading> {sic}")
    assert read_captions(path, verbatim=True).cues[0].lines[1] == "<b></b>"


def test_what_looks_like_formatting_is_text_where_the_document_has_the_same(
    tmp_path: Path,
) -> None:
    captions, text = tmp_path / "a.srt", tmp_path / "a.txt"
    text.write_text(
        "Write <i> for something like italics.\n\n{\\an8} is a place.\n\nIt is so, is it?\n",
        "utf-8",
    )
    captions.write_text(
        "1\n00:00:01,000 --> 00:00:03,000\n{\\an8}Write <i>\nfor something like <b>italics</b>.\n\n"
        "2\n00:00:04,000 --> 00:00:06,000\n{\\an8} is a place.\n\n"
        "3\n00:00:07,000 --> 00:00:09,000\nIt <i>is</i> so, is it?\n",
        "utf-8",
    )
    (checked,) = check_captions(captions, text=text).captions
    assert [one for one in checked.findings if one.hard] == []
    assert [cue.lines for cue in checked.cues] == [
        ("Write <i>", "for something like italics."),
        ("{\\an8} is a place.",),
        ("It is so, is it?",),
    ]


def test_a_vtt_tells_its_language(tmp_path: Path) -> None:
    path = tmp_path / "A.VTT"
    path.write_text("WEBVTT\nLanguage: de\n\n00:01.000 --> 00:02.000\n&lt;Hallo&gt;\n", "utf-8")
    file = read_captions(path)
    assert (file.name, file.lang, file.cues[0].lines) == ("A.VTT", "de", ("<Hallo>",))


@pytest.mark.parametrize("name", ["a.ass", "a", "a.srt.txt"])
def test_other_formats_are_told_to_be_converted(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("1\n", "utf-8")
    with pytest.raises(DocumentError, match=r"reads \.srt and \.vtt; convert this file"):
        read_captions(tmp_path / name)
