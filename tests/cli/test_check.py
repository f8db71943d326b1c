"""captioner check: what goes to stdout and to stderr, and with which exit code it ends."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.end_to_end.command import captioner

GOOD = "1\n00:00:01,000 --> 00:00:03,000\nThe tide came in.\n"


@pytest.fixture
def captions(tmp_path: Path) -> Path:
    path = tmp_path / "a.srt"
    path.write_text(GOOD, "utf-8")
    return path


def test_a_table_ends_with_its_verdict(captions: Path) -> None:
    done = captioner("check", "a.srt", "--html", "a.html", cwd=captions.parent)
    assert done.returncode == 0
    assert done.stdout.splitlines()[0] == "a.srt: a.srt (en)"
    assert done.stdout.splitlines()[-1].startswith("no hard rule is broken; 0 remarks")
    assert done.stderr == "captioner: a.html: a page to look at and listen to\n"


def test_json_is_alone_on_stdout_and_the_verdict_beside_it(captions: Path) -> None:
    captions.write_text(GOOD * 2, "utf-8")
    done = captioner("check", "a.srt", "--json", cwd=captions.parent)
    assert done.returncode == 1
    assert json.loads(done.stdout)["ok"] is False
    (said,) = done.stderr.splitlines()
    assert said.startswith("captioner: a.srt: 1 hard rule broken, 1 time (")


@pytest.mark.parametrize(
    ("options", "code", "says"),
    [
        (("--max-chars", "10"), 1, "a line has 17 characters, at most 10 are allowed"),
        (("--profile", "bbc"), 0, "1 cue by bbc"),
        (("--profile", "nope"), 2, "there is no such profile"),
        (("--max-chars", "0"), 2, "--max-chars 0"),
        (("--gap", "900", "--min-duration", "100"), 2, "contradicts"),
        (("--offset", "soon"), 2, "--offset"),
        (("--html", "a.srt"), 1, "it is no page of captioner check"),
        (("--html", "no/where.html"), 1, "cannot be written"),
        (("--audio", "a.srt"), 1, "a.srt: there is no sound in it"),
        (("--text", "nowhere.txt"), 1, "nowhere.txt: there is no such file"),
    ],
)
def test_options_are_heeded_or_refused_in_a_sentence(
    captions: Path, options: tuple[str, ...], code: int, says: str
) -> None:
    done = captioner("check", "a.srt", *options, cwd=captions.parent)
    assert done.returncode == code
    assert says in done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    assert captions.read_text("utf-8") == GOOD
