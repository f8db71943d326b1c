"""captioner check, on what captioner narrate has made, and on what became of it."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import srt

from tests.end_to_end.command import SAMPLES, captioner


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    done = captioner(
        "narrate", SAMPLES / "suq.md", "-o", "out", "--format", "wav,srt,vtt,words.vtt",
        cwd=tmp_path,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return tmp_path / "out" / "suq"


def test_what_captioner_makes_breaks_no_hard_rule_and_damage_is_found(folder: Path) -> None:
    """One narration for all of it: speaking takes the time."""
    good = captioner("check", folder, "--html", "page.html", cwd=folder.parent)
    assert good.returncode == 0, good.stdout + good.stderr
    assert "no hard rule is broken" in good.stdout
    (sentences,) = re.findall(r"coverage: (\d+) of (\d+) sentences", good.stdout)
    assert sentences[0] == sentences[1]
    assert (folder.parent / "page.html").read_text("utf-8").startswith("<!doctype html>")
    assert not list(folder.parent.glob(".page*"))

    captions = folder / "suq.srt"
    whole = captions.read_text("utf-8")
    cues = list(srt.parse(whole))
    gone = [cue for cue in cues if cue.index != 5]
    captions.write_text(srt.compose(gone), "utf-8")
    bad = captioner("check", folder, "--json", cwd=folder.parent)
    told = json.loads(bad.stdout)
    assert bad.returncode == 1
    assert not told["ok"]
    rules = {one["rule"] for done in told["captions"] for one in done["findings"]}
    assert rules & {"missing", "changed"}
    assert "file-changed" in {one["rule"] for one in told["findings"]}

    captions.write_text(whole, "utf-8")
    sound = folder / "suq.wav"
    data = sound.read_bytes()
    sound.write_bytes(data[: len(data) * 3 // 4])
    short = captioner("check", folder, cwd=folder.parent)
    assert short.returncode == 1
    assert "less than the timeline" in short.stdout
    assert "longer than the sound lasts" in short.stdout
    assert short.stdout.splitlines()[-1].startswith(
        re.match(r"\d+ hard rules broken", short.stdout.splitlines()[-1])[0]  # type: ignore[index]
    )


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["nowhere.srt"], 1, "nowhere.srt"),
        (["."], 1, "captioner did not make it"),
        (["a.srt", "--profile", "nope"], 2, "--profile"),
        (["a.srt", "--audio", "nowhere.mp3"], 1, "nowhere.mp3"),
        (["a.srt", "--html", "no/where.html"], 1, "where.html"),
    ],
)
def test_a_mistake_is_one_clear_sentence(
    tmp_path: Path, arguments: list[str], code: int, says: str
) -> None:
    (tmp_path / "a.srt").write_text("1\n00:00:00,000 --> 00:00:02,000\nHello there.\n", "utf-8")
    done = captioner("check", *arguments, cwd=tmp_path)

    assert done.returncode == code
    assert says in done.stderr
    assert "Traceback" not in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
