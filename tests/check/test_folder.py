"""A folder that captioner made: every damage to it is named, and the rest is checked."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
import srt

from captioner.check import Report, check_captions
from captioner.errors import DocumentError, OutputError
from tests.publish.making import narrated

FORMATS = ("wav", "m4a", "opus", "srt", "vtt", "words.vtt")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return narrated(tmp_path_factory.mktemp("made"), formats=FORMATS).folder


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "x"))


def found(report: Report) -> dict[str, list[str]]:
    """What is said by rule."""
    told: dict[str, list[str]] = {}
    for finding in [
        *report.findings,
        *(finding for checked in report.captions for finding in checked.findings),
    ]:
        told.setdefault(finding.rule, []).append(finding.says)
    return told


def edited(folder: Path, change: Callable[[list[srt.Subtitle]], None]) -> dict[str, list[str]]:
    """What is found after a change to the cues of the SRT; that it was changed goes without."""
    path = folder / "x.srt"
    cues = list(srt.parse(path.read_text("utf-8")))
    change(cues)
    text = "".join(cue.to_srt() for cue in cues)
    path.write_text(text, "utf-8")
    report = check_captions(folder)
    assert not report.ok
    told = found(report)
    assert told.pop("file-changed")[0].startswith("x.srt was changed since captioner made it")
    return told


def test_a_folder_of_folders_is_told_with_one_of_them(folder: Path) -> None:
    out = folder.parent
    with pytest.raises(DocumentError, match="captioner did not make it; name a folder") as caught:
        check_captions(out)
    assert str(caught.value).endswith(f"such as {folder}, or a .srt or .vtt file")


def test_a_whole_folder_is_right_in_every_format(made: Path) -> None:
    report = check_captions(made)
    assert report.ok, found(report)
    # The three files show the same, so they are told together.
    (checked,) = report.captions
    assert checked.files == ("x.srt", "x.vtt", "x.words.vtt")
    assert all(cue.identifier.startswith("s0") for cue in checked.cues)
    assert checked.covered is not None
    assert checked.covered.sentences_covered == checked.covered.sentences == 6
    assert [sound.path.name for sound in report.sounds] == ["x.wav", "x.m4a", "x.opus"]
    by_words, by_sound = checked.onsets
    assert abs(by_words.worst_ms) <= 1
    assert abs(by_sound.median_ms) <= 50


def test_a_cue_that_is_gone_is_missed(folder: Path) -> None:
    def drop(cues: list[srt.Subtitle]) -> None:
        (at,) = [at for at, cue in enumerate(cues) if cue.content.startswith("Goodbye")]
        del cues[at]

    told = edited(folder, drop)
    assert told["missing"] == [
        "s02-002 is not shown: “Goodbye, then, until the tide is out again.”"
    ]
    assert re.fullmatch(
        r"for 2\.\d s something is heard, and no cue is shown", told["uncaptioned"][0]
    )


def test_a_cue_that_was_moved_is_told_word_by_word(folder: Path) -> None:
    def move(cues: list[srt.Subtitle]) -> None:
        cues[-1].start += timedelta(seconds=2)
        cues[-1].end += timedelta(seconds=2)

    told = edited(folder, move)
    assert told["word-time"][0] == "s02-002: “Goodbye,” is said 2,000 ms before its cue is shown"
    assert "past-end" in told


def test_a_changed_letter_is_told_with_its_word(folder: Path) -> None:
    def change(cues: list[srt.Subtitle]) -> None:
        for cue in cues:
            cue.content = cue.content.replace("12,353", "12,335")

    assert edited(folder, change)["changed"] == ["s01-002: “12,353” is shown as “12,335”"]


def test_three_lines_and_a_cue_that_is_too_fast_are_told(folder: Path) -> None:
    def squeeze(cues: list[srt.Subtitle]) -> None:
        words = cues[1].content.split()
        cues[1].content = "\n".join([words[0], words[1], " ".join(words[2:])])
        cues[1].end = cues[1].start + timedelta(milliseconds=200)

    told = edited(folder, squeeze)
    assert told["lines"] == ["it has 3 lines, at most 2 are allowed"]
    assert re.match(r"it takes \d{3}\.\d characters a second", told["reading-speed"][0])


def test_an_overlap_is_told(folder: Path) -> None:
    def stay(cues: list[srt.Subtitle]) -> None:
        cues[0].end = cues[1].start + timedelta(milliseconds=300)

    assert edited(folder, stay)["overlap"] == ["it overlaps the next cue by 300 ms"]


def test_a_sound_that_was_cut_short_is_told(folder: Path) -> None:
    path = folder / "x.wav"
    whole = path.read_bytes()
    # Behind the sound stands what is told of it.
    path.write_bytes(whole[: whole.rindex(b"LIST") - 20_000])
    told = found(check_captions(folder))
    (says,) = told["sound-length"]
    assert re.fullmatch(
        r"x\.wav has [\d,]+ frames, 10,000 less than the timeline \(0\.454 s\)", says
    )
    assert told["file-changed"][0].startswith("x.wav was changed")


def test_what_cannot_be_read_is_named_and_the_rest_is_checked(folder: Path) -> None:
    (folder / "x.srt").write_bytes(b"")
    (folder / "x.vtt").write_bytes(b"\xff\xfe\x00")
    (folder / "x.m4a").write_text("no sound")
    (folder / "x.opus").unlink()
    report = check_captions(folder)

    told = found(report)
    assert [re.sub(r"\S*/", "", says)[:22] for says in told["unreadable"]] == [
        "x.srt: it is empty; th",
        "x.vtt: it is UTF-16, n",
        "x.m4a: no sound can be",
    ]
    assert told["file-missing"] == ["x.opus is not there any more"]
    assert [checked.files for checked in report.captions] == [("x.words.vtt",)]
    assert [sound.path.name for sound in report.sounds] == ["x.wav"]
    assert not report.ok


def test_a_timeline_that_was_changed_is_not_believed(folder: Path) -> None:
    path = folder / "x.timeline.jsonl"
    text = path.read_text("utf-8")
    path.write_text(text.replace("12,353", "12,354"), "utf-8")
    with pytest.raises(OutputError, match=r"x\.timeline\.jsonl: the timeline is damaged, or was"):
        check_captions(folder)
    path.write_text(text[: len(text) // 2], "utf-8")
    with pytest.raises(OutputError, match=r"x\.timeline\.jsonl: "):
        check_captions(folder)
    path.write_bytes(b"\xff\xfe\xff")
    with pytest.raises(OutputError, match=r"x\.timeline\.jsonl: the timeline is damaged"):
        check_captions(folder)


def test_a_folder_without_captions_or_with_two_timelines_is_told(folder: Path) -> None:
    shutil.copy(folder / "x.timeline.jsonl", folder / "y.timeline.jsonl")
    with pytest.raises(DocumentError, match="more than one timeline"):
        check_captions(folder)
    assert check_captions(folder / "x.timeline.jsonl").ok
    (folder / "y.timeline.jsonl").unlink()
    for name in ("x.srt", "x.vtt", "x.words.vtt"):
        (folder / name).unlink()
    with pytest.raises(DocumentError, match=r"it has no \.srt or \.vtt to check"):
        check_captions(folder)


def test_another_text_may_be_what_should_be_shown(folder: Path) -> None:
    text = folder.parent / "new.md"
    text.write_text("# One & two\n\nHello there.\n", "utf-8")
    report = check_captions(folder, text=text)
    told = found(report)
    assert "word-time" not in told
    assert "extra" in told or "changed" in told
    (checked,) = report.captions
    assert next(one.judged for one in checked.outcomes if one.rule == "word-time") > 10
