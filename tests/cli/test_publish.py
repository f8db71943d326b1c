"""captioner publish, called as people do."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from tests.end_to_end.command import captioner
from tests.publish.making import narrated


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return narrated(tmp_path_factory.mktemp("made"), formats=("wav", "srt")).folder


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "x"))


def test_what_was_made_is_told_on_stdout_and_what_was_relaxed_on_stderr(folder: Path) -> None:
    done = captioner("publish", "x", "--format", "SRT, vtt", "--max-cps", "8", cwd=folder.parent)

    assert done.returncode == 0, done.stderr
    assert re.fullmatch(r"x: 6 sentences, 0:\d\d of audio, srt vtt\n", done.stdout)
    assert re.fullmatch(
        r"(captioner: .*\n)*captioner: \d+ of \d+ cues are too fast to read: worst s01-\S+ at "
        r"0:00:\d\d, [\d.]+ of 8 characters a second; captioner narrate --fit makes speech fit, "
        r"captioner check lists all\n",
        done.stderr,
    )


def test_several_folders_are_made_and_what_fails_does_not_stop_the_others(folder: Path) -> None:
    shutil.copytree(folder, folder.parent / "y")
    (folder / "x.srt").write_text("Mine.")
    done = captioner("publish", "nowhere", "x", "y", "--profile", "bbc", cwd=folder.parent)

    assert done.returncode == 1
    assert done.stdout.startswith("y: 6 sentences")
    first, second = done.stderr.splitlines()[:2]
    assert first.startswith("captioner: nowhere: there is no such folder; name one that")
    assert second.startswith("captioner: x/x.srt: it is in the way")
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["x", "--format", "avi"], "--format: avi is not one of mp3, "),
        (["x", "y", "--format", ","], "--format names nothing; choose from mp3, "),
        (["x", "--master", "loud"], "--master loud: it is none of podcast, acx, nor a loudness"),
        (["x", "--profile", "hbo"], "--profile 'hbo': there is no such profile"),
        (["x", "--gap", "400", "--chain", "300"], "--gap 400 contradicts --chain 300: what is"),
        ([], "Missing argument 'DIR...'"),
    ],
)
def test_usage_is_an_error_of_one_sentence(folder: Path, arguments: list[str], says: str) -> None:
    before = (folder / "x.srt").read_bytes()
    done = captioner("publish", *arguments, cwd=folder.parent)

    assert done.returncode == 2
    assert f"captioner: {says}" in done.stderr
    assert done.stderr.count("captioner: ") == 1
    assert done.stdout == ""
    assert (folder / "x.srt").read_bytes() == before


def test_sound_that_cannot_be_made_is_an_error_of_one_sentence(folder: Path) -> None:
    (folder / "x.wav").unlink()
    done = captioner("publish", "x", "--format", "mp3", cwd=folder.parent)

    assert done.returncode == 1
    assert done.stderr == (
        "captioner: x: sound is made again from a WAV or from kept takes; none are kept, and x.wav "
        "is not there; narrate the document again with --format wav,mp3\n"
    )
