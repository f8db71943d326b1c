"""Files that nobody would call captions: told in a sentence, or checked as far as that goes."""

from __future__ import annotations

import json
import os
import sys
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from captioner.check import check_captions
from captioner.check.machine import as_json
from captioner.check.page import page_of, write_page
from captioner.check.table import table
from captioner.errors import DocumentError, OutputError
from tests.check.test_page import told

GOOD = "1\n00:00:01,000 --> 00:00:02,000\nHello there.\n\n"


def written(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.srt", b"", "it is empty; there is nothing to check"),
        ("a.vtt", b"", "it is empty; there is nothing to check"),
        ("a.srt", bytes(range(256)) * 40, "it is not a text file"),
        ("a.srt", GOOD.encode("utf-16"), "it is UTF-16, not UTF-8"),
        ("a.srt", GOOD.encode() + b"Caf\xe9\n", "5: it is not UTF"),
        ("a.srt", "Dear reader,\n", "1: there is no cue in it"),
        ("a.srt", f"1\n00:00:01,000 --> {'9' * 5000}:00:02,000\nHi\n", "2: there is no cue in it"),
        ("a.vtt", "WEBVTT\n", "there is no cue in it; there is nothing to check"),
        ("a.srt", "1\n00:00:01,000 --> 00:00:02,000\n<i></i>\n", "no cue in it shows a text"),
        ("a.vtt", "WEBVTT\n\n00:01.000 --> 00:02.000\n \n", "no cue in it shows a text"),
        ("a.vtt", f"WEBVTT\n\n00:01.000 --> {'9' * 5000}:00:02.000\nHi\n", "3: there is no cue"),
        ("a.vtt", GOOD, "1: it begins with '1', not with WEBVTT"),
        ("a.ttml", "<tt/>", "captioner check reads .srt and .vtt"),
        ("a.mp3", bytes(range(256)), "captioner check reads .srt and .vtt"),
    ],
)  # fmt: skip
def test_what_is_no_captions_is_one_sentence_with_file_and_line(
    tmp_path: Path, name: str, content: str | bytes, says: str
) -> None:
    path = written(tmp_path, name, content)
    with pytest.raises(DocumentError) as caught:
        check_captions(path)
    assert str(caught.value).startswith(str(path))
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 300 + len(str(path))


def test_a_time_that_cannot_be_read_loses_its_cue_and_no_other(tmp_path: Path) -> None:
    bad = "2\n00:00:xx,000 --> 00:00:04,000\nLost\n\n3\n00:00:05,000 --> 00:00:06,000\nBack\n"
    report = check_captions(written(tmp_path, "a.srt", GOOD + bad))
    (checked,) = report.captions
    assert [cue.lines for cue in checked.cues] == [("Hello there.",), ("Back",)]
    (finding,) = checked.findings
    assert finding.rule == "unshown"
    assert finding.says == (
        "line 6: '00:00:xx,000 --> 00:00:04,000' is no timing of SRT, and no player shows “Lost”"
    )
    assert not report.ok


@pytest.mark.parametrize(
    ("name", "begins"), [("a.srt", GOOD), ("a.vtt", f"WEBVTT\n\n{GOOD.replace(',', '.')}")]
)
@pytest.mark.parametrize("text", ["", "<i></i>\n"])
def test_a_cue_without_a_text_is_told_of(tmp_path: Path, name: str, begins: str, text: str) -> None:
    empty = f"2\n00:00:03.000 --> 00:00:04.000\n{text}\n3\n00:00:05.000 --> 00:00:06.000\nBack\n"
    report = check_captions(written(tmp_path, name, begins + empty))
    (finding,) = report.captions[0].findings
    assert (finding.rule, finding.cue, finding.says) == ("empty", 2, "it shows no text")
    assert report.ok


def test_cues_that_go_backwards_are_told_and_still_checked(tmp_path: Path) -> None:
    more = "2\n00:00:00,500 --> 00:00:00,400\nBackward\n\n"
    report = check_captions(written(tmp_path, "a.srt", GOOD + more))
    says = {finding.rule: finding.says for finding in report.captions[0].findings}
    assert says["order"] == "it ends -100 ms after it begins"
    assert says["overlap"] == "the next cue begins 0.500 s before this one does"


@pytest.mark.skipif(sys.platform == "darwin", reason="its file names are always UTF-8")
def test_a_name_that_is_not_utf8_is_a_name(tmp_path: Path) -> None:
    path = written(tmp_path, os.fsdecode(b"b\xff.srt"), GOOD)
    report = check_captions(path)
    assert json.loads(as_json(report))["captions"][0]["files"] == ["b\ufffd.srt"]
    assert "b\ufffd.srt" in page_of(report, tmp_path / "page.html")
    assert "b\ufffd.srt: 1 cue" in "\n".join(table(report))


def test_only_a_page_is_replaced_by_a_page(tmp_path: Path) -> None:
    captions, page = written(tmp_path, "a.srt", GOOD), tmp_path / "a.html"
    report = check_captions(captions)
    write_page(report, page)
    write_page(report, page)
    with pytest.raises(OutputError, match="it is no page of captioner check"):
        write_page(report, captions)
    assert captions.read_text("utf-8") == GOOD
    assert sorted(tmp_path.iterdir()) == [page, captions]


def test_a_page_that_cannot_be_is_told_by_its_own_name(tmp_path: Path) -> None:
    report = check_captions(written(tmp_path, "a.srt", GOOD))
    with pytest.raises(OutputError) as caught:
        write_page(report, tmp_path)
    assert str(caught.value) == f"{tmp_path}: it is a directory; name a file in it"
    missing = tmp_path / "nowhere" / "page.html"
    with pytest.raises(OutputError) as caught:
        write_page(report, missing)
    assert str(caught.value) == f"{missing}: there is no folder {missing.parent}; make it first"


BITS = st.sampled_from(
    ["1", "\n", "\n\n", "00:00:01,000", " --> ", "00:00:02.500", "NOTE x", "STYLE", "<i>", "</i>",
     "{\\an8}", "<v Ada>", "&amp;", "&#xD800;", "<00:00:01.200>", "</script>", "<!--", "\u202e",
     "漢字", "\U0001f1e6", "-1", ":", "١٢:٠٠", "[x]", "♪", "\u0000"]
) | st.text(max_size=8)  # fmt: skip


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.sampled_from(("srt", "vtt")), st.lists(BITS, max_size=40))
def test_any_text_is_refused_or_told_as_table_json_and_page(
    tmp_path: Path, suffix: str, bits: list[str]
) -> None:
    begins = GOOD if suffix == "srt" else "WEBVTT\n\n00:01.000 --> 00:02.000\nHello\n\n"
    text = begins + "".join(bits)
    with suppress(UnicodeEncodeError):
        path = written(tmp_path, f"a.{suffix}", text)
        with suppress(DocumentError):
            report = check_captions(path, text=written(tmp_path, "a.txt", "Hello there."))
            assert json.loads(as_json(report))["ok"] is report.ok
            assert told(page_of(report, tmp_path / "a.html"))["captions"]
            assert all("\n" not in line for line in table(report))
