"""What a kept timeline vouches for: its files, how they were made, and the timeline itself."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from captioner.check import Report, check_captions
from captioner.check.folder import read_kept
from captioner.errors import DocumentError, OutputError
from captioner.publish.again import publish_folder
from tests.end_to_end.command import captioner

TEXT = "The tide came in at noon.\n\nNobody had seen it, and the cats moved to the wall.\n"


@pytest.fixture(scope="module")
def narrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of sound, captions and a timeline; others are copies of it."""
    home = tmp_path_factory.mktemp("check")
    (home / "tide.txt").write_text(TEXT, "utf-8")
    done = captioner("narrate", "tide.txt", "--format", "wav,srt,vtt", cwd=home)
    assert done.returncode == 0, done.stderr
    return home / "out" / "tide"


@pytest.fixture
def folder(narrated: Path, tmp_path: Path) -> Path:
    for path in narrated.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    return tmp_path


def broken(report: Report) -> set[str]:
    findings = [*report.findings, *(one for done in report.captions for one in done.findings)]
    return {finding.rule for finding in findings if finding.hard}


def edit(path: Path, change: Callable[[str], str]) -> None:
    text = path.read_text("utf-8")
    assert change(text) != text
    path.write_text(change(text), "utf-8", newline="\n")


def test_what_captioner_made_agrees_to_the_frame(folder: Path) -> None:
    report = check_captions(folder)
    assert broken(report) == set()
    (checked,) = report.captions
    assert checked.files == ("tide.srt", "tide.vtt")
    assert checked.profile.name == "netflix"
    assert checked.covered is not None
    assert checked.covered.characters == len("".join(TEXT.split()))
    by_words, *_ = checked.onsets
    assert (by_words.by, by_words.judged) == ("words", len(checked.cues))
    assert by_words.worst_ms == 0
    assert report.sounds[0].frames == report.sounds[0].wanted_frames


def test_it_is_judged_by_the_profile_and_the_timecode_it_was_made_by(folder: Path) -> None:
    publish_folder(folder, offset_ms=3_600_000)
    checked = check_captions(folder).captions[0]
    assert checked.offset_ms == 3_600_000
    assert checked.cues[0].start_ms < 1000
    assert not broken(check_captions(folder))


def test_files_that_are_gone_are_told_and_the_rest_is_checked(folder: Path) -> None:
    (folder / "tide.wav").unlink()
    report = check_captions(folder)
    assert [finding.says for finding in report.findings] == ["tide.wav is not there any more"]
    assert report.ok
    (folder / "tide.srt").unlink()
    (folder / "tide.vtt").unlink()
    with pytest.raises(DocumentError, match=r"no \.srt or \.vtt"):
        check_captions(folder)


def test_what_an_earlier_run_made_is_not_held_against_this_one(tmp_path: Path) -> None:
    document = tmp_path / "tide.txt"
    document.write_text(TEXT, "utf-8")
    captioner("narrate", document, "--format", "wav,srt,vtt", cwd=tmp_path)
    edit(document, lambda text: text.replace("noon", "midnight"))
    captioner("narrate", document, "--format", "wav,srt", cwd=tmp_path)
    report = check_captions(tmp_path / "out" / "tide")
    assert [finding.rule for finding in report.findings] == ["file-earlier"]
    assert report.findings[0].says.startswith("tide.vtt was made by an earlier run")
    assert report.captions[0].files == ("tide.srt",)
    assert report.ok


def test_a_name_that_is_not_utf8_is_found_again(folder: Path) -> None:
    name = os.fsdecode(b"t\xff")
    document = folder / f"{name}.txt"
    try:
        document.write_text(TEXT, "utf-8")
    except OSError:  # A file system whose names are always UTF-8.
        return
    captioner("narrate", document, "-o", "other", "--format", "wav,srt", cwd=folder)
    report = check_captions(folder / "other" / name)
    assert broken(report) == set()
    assert not report.findings
    assert report.captions[0].files == ("t\ufffd.srt",)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda text: text.replace("tide", "tied", 1), "was changed since captioner made it"),
        (lambda text: text[: len(text) // 2], "is damaged"),
        (lambda text: text.replace('"version":4', '"version":9', 1), "of version 9"),
        (lambda text: "", "is damaged"),
    ],
)
def test_a_timeline_that_is_not_as_it_was_is_one_sentence(
    folder: Path, change: Callable[[str], str], says: str
) -> None:
    timeline = folder / "tide.timeline.jsonl"
    edit(timeline, change)
    with pytest.raises(OutputError, match=says) as caught:
        check_captions(folder)
    assert str(timeline) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_timeline_may_be_named_and_two_are_one_too_many(folder: Path) -> None:
    timeline = folder / "tide.timeline.jsonl"
    assert read_kept(timeline).script.sentences[0] == "The tide came in at noon."
    assert check_captions(timeline).ok
    (folder / "other.timeline.jsonl").write_bytes(timeline.read_bytes())
    with pytest.raises(DocumentError, match="more than one timeline"):
        check_captions(folder)
