"""A cast and a timed script, by the real command: spoken, resumed, retaken, published again."""

from __future__ import annotations

import json
import shutil
import wave
from itertools import pairwise
from pathlib import Path

import pytest
import webvtt

from captioner.publish.kept import find_kept, load_timeline
from captioner.timeline.record import SentenceLine
from tests.end_to_end.counted import Here, counted, made

TALK = """\
---
title: The harbour
script: true
---

It was early.

ANNA: Where is the map? I left it [looking around] on the table.

Frau Müller: Guten Morgen!

CARL: Good morning.

ANNA: Nobody said a word.
"""
CAST = """\
narrator = { speaker = "en-us", speed = 0.95 }
ANNA = "en-gb-x-rp"
["FRAU MÜLLER"]
lang = "de"
rate = 16000
"""
NARRATE = ("narrate", "talk.md", "--cast", "cast.toml", "--format", "wav,srt,vtt")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "talk.md").write_text(TALK, "utf-8")
    (tmp_path / "cast.toml").write_text(CAST, "utf-8")
    return tmp_path


def sentences(timeline: Path) -> dict[str, SentenceLine]:
    return {line.context: line for line in find_kept(timeline).sentences()}


def test_each_speaker_has_a_voice_and_what_is_kept_is_not_asked_for_again(
    run: Here, folder: Path
) -> None:
    planned = run("plan", *NARRATE[1:4], "--price-per-1k", "1000")
    done = run(*NARRATE)
    assert done.returncode == 0, done.stderr
    assert planned.stdout.splitlines()[-4:] == [
        "  narrator (en-us, en): 1 sentence, 13 characters, of them new 1 sentence, 13 characters, "
        "cost 13.00",
        "  ANNA (en-gb-x-rp, en): 3 sentences, 59 characters, of them new 3 sentences, "
        "59 characters, cost 59.00",
        "  Frau Müller (de, de): 1 sentence, 13 characters, of them new 1 sentence, 13 characters, "
        "cost 13.00",
        "  CARL (en-us, en): 1 sentence, 13 characters, of them new 1 sentence, 13 characters, "
        "cost 13.00",
    ]
    told = "captioner: --cast: CARL has no row and is spoken by the default voice"
    assert done.stderr.splitlines().count(told) == planned.stderr.splitlines().count(told) == 1

    out = folder / "out/talk"
    head = find_kept(out).head
    assert {name: voice["speaker"] for name, voice in head.cast.items()} == {
        "ANNA": "en-gb-x-rp", "Frau Müller": "de", "CARL": "en-us",
    }  # fmt: skip
    timeline = load_timeline(out / "talk.timeline.jsonl")
    with wave.open(str(out / "talk.wav")) as sound:
        assert (sound.getframerate(), sound.getnframes()) == (22050, timeline.frames)
    assert {p.sentence.speaker: p.sentence.lang for p in timeline.placed} == {
        "": "en", "ANNA": "en", "Frau Müller": "de", "CARL": "en",
    }  # fmt: skip
    cues = webvtt.read(str(out / "talk.vtt")).captions
    spoken = [cue.voice for cue in cues]
    assert list(dict.fromkeys(spoken)) == [None, "ANNA", "Frau Müller", "CARL"]
    assert "ANNA: Where is the map?" in (out / "talk.srt").read_text("utf-8")

    before = made(out)
    assert "nothing was spoken" in run(*NARRATE).stderr
    (out / "talk.wav").unlink()
    assert run("publish", "out/talk", "--format", "wav").returncode == 0
    assert (out / "talk.wav").read_bytes() == before["talk.wav"]
    other = run(*NARRATE, "--cast", "Carl=en-029")
    assert "asked for 1 sentence in 1 request, 13 characters" in other.stderr
    changed = sentences(out)
    assert [c for c, line in changed.items() if line.take != _take(before, c)] == ["s01-005"]


def _take(files: dict[str, bytes], context: str) -> str:
    lines = map(json.loads, files["talk.timeline.jsonl"].splitlines())
    return str(next(line["take"] for line in lines if line.get("context") == context))


def test_a_second_take_is_asked_of_the_voice_that_spoke(run: Here, folder: Path) -> None:
    (folder / "cast.toml").write_text('default = "en-us"\nANNA = "en"\n"Frau Müller" = "en-029"')
    with counted(varies=True) as voice:
        options = (*NARRATE[:4], "--url", voice.url, "--format", "wav,srt")
        first = run(*options)
        assert first.returncode == 0, first.stderr
        before = sentences(folder / "out/talk")
        done = run("retake", "out/talk", "s01-003", "s01-004")
        assert done.returncode == 0, done.stderr
        after = sentences(folder / "out/talk")
        shutil.rmtree(folder / "out")
        again = run(*options)

    changed = [context for context, line in after.items() if line.take != before[context].take]
    assert changed == ["s01-003", "s01-004"]
    assert voice.asked.total() == 8
    assert again.returncode == 0
    assert {c: line.take for c, line in sentences(folder / "out/talk").items()} == {
        context: line.take for context, line in after.items()
    }


SCRIPT = """\
1
00:00:00,500 --> 00:00:01,000
ANNA: Where did you put the map of the old harbour?

2
00:00:02,200 --> 00:00:03,000
BEN: On the table.

3
00:00:04,000 --> 00:00:05,500
[A door slams]

4
00:00:05,500 --> 00:00:07,000
- Who is it?
- ANNA: Nobody.
"""


def test_a_timed_script_is_spoken_at_its_times_and_what_does_not_fit_is_told(
    run: Here, tmp_path: Path
) -> None:
    (tmp_path / "play.srt").write_text(SCRIPT, "utf-8")
    narrate = ("narrate", "play.srt", "--cast", "ANNA=en", "--format", "wav,vtt")
    plain = run(*narrate, "--progress", "json")
    assert plain.returncode == 0, plain.stderr
    events = [json.loads(line) for line in plain.stderr.splitlines()]
    lines = sentences(tmp_path / "out/play")
    (misfit, late) = [event for event in events if event["event"] == "misfit"]
    assert (misfit["context"], misfit["line"], misfit["slot_seconds"]) == ("s01-001", 3, 1.7)
    assert misfit["over_seconds"] == round(lines["s01-001"].over / 22050, 3) > 0.3
    assert late["context"] == "s01-002"
    assert late["late_seconds"] == round(lines["s01-002"].start / 22050 - 2.2, 3)
    assert [lines[f"s01-00{n}"].start / 22050 for n in (1, 3, 4)] == [0.5, 4.0, 5.5]
    for before, after in pairwise(lines.values()):
        assert before.end <= after.start

    fitted = run(*narrate, "--fit", "-o", "fit")
    assert fitted.returncode == 0, fitted.stderr
    now = sentences(tmp_path / "fit/play")
    assert "now than 0; 1 sentence spoken faster" in fitted.stderr
    assert [now[f"s01-00{n}"].start / 22050 for n in (1, 2, 3, 4)] == [0.5, 2.2, 4.0, 5.5]
    assert now["s01-001"].take != lines["s01-001"].take
    done = run("retake", "fit/play", "s01-001")
    assert "the new take is the same as the old one" in done.stderr
    assert run("check", "fit/play").returncode == 0
