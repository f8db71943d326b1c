"""captioner check, called as people do."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.check.test_check import beeps
from tests.end_to_end.command import captioner

GOOD = (
    "1\n00:00:00,000 --> 00:00:02,000\nThe tide came in at noon.\n\n"
    "2\n00:00:02,600 --> 00:00:04,600\nNobody had seen it.\n"
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "talk.srt").write_text(GOOD, "utf-8")
    (tmp_path / "talk.txt").write_text("The tide came in at noon. Nobody had seen it.", "utf-8")
    beeps(tmp_path / "talk.wav", 2)
    return tmp_path


def test_good_captions_end_in_0_and_the_last_line_says_so(folder: Path) -> None:
    done = captioner(
        "check", "talk.srt", "--audio", "talk.wav", "--text", "talk.txt", "--html", "talk.html",
        cwd=folder,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.splitlines()[0] == "talk.srt: talk.srt (en)"
    assert "  coverage: 2 of 2 sentences, 36 of 36 characters" in done.stdout.splitlines()
    assert done.stdout.splitlines()[-1].startswith("no hard rule is broken; ")
    assert done.stderr == "captioner: talk.html: a page to look at and listen to\n"
    assert (folder / "talk.html").read_text("utf-8").startswith("<!doctype html>")


def test_bad_captions_end_in_1_and_the_last_line_names_the_rules(folder: Path) -> None:
    (folder / "talk.srt").write_text(GOOD.replace("noon", "moon"), "utf-8")
    done = captioner("check", "talk.srt", "--text", "talk.txt", cwd=folder)
    assert done.returncode == 1
    assert "cue 1 at 0:00:00.000: s01-001: “noon.” is shown as “moon.”" in done.stdout
    last = done.stdout.splitlines()[-1]
    assert last.startswith("1 hard rule broken, 1 time (changed); ")
    assert done.stderr == ""


def test_json_is_all_there_is_on_stdout_and_stderr_has_the_verdict(folder: Path) -> None:
    (folder / "talk.srt").write_text(GOOD.replace("02,600", "01,600"), "utf-8")
    done = captioner("check", "talk.srt", "--json", cwd=folder)
    told = json.loads(done.stdout)
    assert done.returncode == 1
    assert (told["version"], told["ok"], told["broken"]) == (1, False, 1)
    assert told["captions"][0]["findings"][0]["rule"] == "overlap"
    assert done.stderr.startswith("captioner: talk.srt: 1 hard rule broken, 1 time (overlap); ")
    assert len(done.stderr.splitlines()) == 1


def test_the_profile_decides_what_is_too_much(folder: Path) -> None:
    usual = captioner("check", "talk.srt", cwd=folder)
    assert usual.returncode == 0
    assert "by netflix" in usual.stdout
    strict = captioner("check", "talk.srt", "--profile", "bbc", "--max-chars", "20", cwd=folder)
    assert strict.returncode == 1
    assert "a line has 25 characters, at most 20 are allowed" in strict.stdout
    (folder / "mine.toml").write_text('base = "bbc"\nmax-chars = 20\n', "utf-8")
    mine = captioner("check", "talk.srt", "--profile", "mine.toml", cwd=folder)
    assert mine.returncode == 1
    assert "at most 20 are allowed" in mine.stdout


def test_captions_may_begin_by_another_clock_than_the_sound(folder: Path) -> None:
    (folder / "talk.srt").write_text(GOOD.replace("00:00:0", "10:00:0"), "utf-8")
    done = captioner("check", "talk.srt", "--audio", "talk.wav", cwd=folder)
    assert done.returncode == 1
    assert "past-end" in done.stdout.splitlines()[-1]
    done = captioner(
        "check", "talk.srt", "--audio", "talk.wav", "--offset", "10:00:00.000", cwd=folder
    )
    assert done.returncode == 0, done.stdout
    assert "from 10:00:00.000" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--profile", "nope"], "--profile"),
        (["--max-chars", "0"], "--max-chars"),
        (["--max-chars", "many"], "--max-chars"),
        (["--offset", "soon"], "--offset"),
        (["--fps", "0"], "--fps"),
        (["--html"], "--html"),
        (["--html", "-"], "--html -: the page plays sound that lies beside it; name a file"),
        ([], "PATH"),
    ],
)
def test_wrong_options_end_in_2(folder: Path, arguments: list[str], says: str) -> None:
    path = ["talk.srt"] if arguments else []
    done = captioner("check", *path, *arguments, cwd=folder)
    assert done.returncode == 2
    assert done.stdout == ""
    last = done.stderr.splitlines()[-1]
    assert last.startswith("captioner: ")
    assert says in last
    assert "Traceback" not in done.stderr
