"""Captions with one thing wrong with them: it is found, named and put in its place."""

from __future__ import annotations

import json
import re
import wave
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from captioner.check import Report, check_captions
from captioner.check.machine import as_json
from captioner.check.table import table, verdict
from captioner.errors import AudioError, DocumentError

RATE = 8000
SENTENCES = [
    "The tide came in at noon.",
    "Nobody on the quay had seen it.",
    "It rose to the third step.",
    "The cats moved to the wall.",
    "Then it went out again.",
    "By six the sand was dry.",
]
LENGTH_MS, REST_MS = 2000, 600


def beeps(path: Path, count: int = len(SENTENCES)) -> Path:
    """A sound that is heard while a sentence is said, and rests between two."""
    tone = np.sin(np.arange(LENGTH_MS * RATE // 1000) * 0.5) * 8000
    rest = np.zeros(REST_MS * RATE // 1000)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        for _ in range(count):
            file.writeframes(np.concatenate([tone, rest]).astype("<i2").tobytes())
    return path


def stamp(ms: int) -> str:
    seconds, thousandths = divmod(ms, 1000)
    minutes, seconds = divmod(seconds, 60)
    return f"{minutes // 60:02}:{minutes % 60:02}:{seconds:02},{thousandths:03}"


@dataclass
class Made:
    """A sound, its text, and captions as cues of [start, end, text]."""

    folder: Path
    cues: list[list[object]]

    def report(self, offset_ms: int | None = None) -> Report:
        blocks = [
            f"{number}\n{stamp(int(str(start)))} --> {stamp(int(str(end)))}\n{text}\n"
            for number, (start, end, text) in enumerate(self.cues, start=1)
        ]
        captions = self.folder / "talk.srt"
        captions.write_text("\n".join(blocks), "utf-8")
        text = self.folder / "talk.txt"
        text.write_text("\n\n".join(SENTENCES), "utf-8")
        return check_captions(
            captions,
            audio=self.folder / "talk.wav",
            text=text,
            offset_ms=offset_ms,
        )


@pytest.fixture
def made(tmp_path: Path) -> Made:
    beeps(tmp_path / "talk.wav")
    step = LENGTH_MS + REST_MS
    return Made(
        tmp_path, [[n * step, n * step + LENGTH_MS, text] for n, text in enumerate(SENTENCES)]
    )


def broken(report: Report) -> dict[str, int]:
    outcomes = [*report.outcomes, *(one for done in report.captions for one in done.outcomes)]
    return {one.rule: one.broken for one in outcomes if one.broken}


def test_captions_that_are_right_have_no_flaw(made: Made) -> None:
    report = made.report()

    assert broken(report) == {}
    assert report.ok
    assert verdict(report) == "no hard rule is broken; 0 remarks on what may have to give way"
    (checked,) = report.captions
    assert checked.covered is not None
    assert checked.covered.sentences_covered == checked.covered.sentences == len(SENTENCES)
    assert checked.covered.characters == sum(len(text.replace(" ", "")) for text in SENTENCES)
    (onsets,) = checked.onsets
    assert (onsets.judged, abs(onsets.median_ms) <= 10) == (len(SENTENCES), True)


def drop(cues: list[list[object]]) -> None:
    del cues[2]


def reword(cues: list[list[object]]) -> None:
    cues[1][2] = "Nobody on the key had seen it."


def swap(cues: list[list[object]]) -> None:
    cues[1][2], cues[2][2] = cues[2][2], cues[1][2]


def overlap(cues: list[list[object]]) -> None:
    cues[3][1] = int(str(cues[4][0])) + 500


def three_lines(cues: list[list[object]]) -> None:
    cues[0][2] = "The tide\ncame in\nat noon."


def too_wide(cues: list[list[object]]) -> None:
    cues[0][2] = "The tide came in at noon. " + "And that is more than any line can hold."


def too_fast(cues: list[list[object]]) -> None:
    cues[4][1] = int(str(cues[4][0])) + 900


def late(cues: list[list[object]]) -> None:
    for cue in cues:
        cue[0], cue[1] = int(str(cue[0])) + 2000, int(str(cue[1])) + 2000


def one_late(cues: list[list[object]]) -> None:
    cues[2][0], cues[2][1] = int(str(cues[2][0])) + 2000, int(str(cues[2][1])) + 2000


def past_end(cues: list[list[object]]) -> None:
    cues[5][1] = int(str(cues[5][1])) + 5000


def backwards(cues: list[list[object]]) -> None:
    cues[5][1] = int(str(cues[5][0])) - 1


def glued(cues: list[list[object]]) -> None:
    cues[3][2] = "The cats movedto the wall."


@pytest.mark.parametrize(
    ("damage", "rule", "says"),
    [
        (drop, "missing", r"s01-003 is not shown: “It rose to the third step\.”"),
        (drop, "uncaptioned", r"for 2\.2 s something is heard, and no cue is shown"),
        (reword, "changed", "s01-002: “quay” is shown as “key”"),
        (swap, "changed", "s01-00[23]: .* is not shown|is shown as"),
        (overlap, "overlap", "it overlaps the next cue by 500 ms"),
        (three_lines, "lines", "it has 3 lines, at most 2 are allowed"),
        (too_wide, "line-width", "a line has 66 characters, at most 42 are allowed"),
        (too_fast, "reading-speed", r"it takes 25\.\d characters a second, at most 20 are wanted"),
        (late, "shift", r"cues come 2\.0\d? s late"),
        (one_late, "late", r"it is shown 2\.0 s after something begins to be heard"),
        (one_late, "overlap", "it overlaps the next cue by 1,400 ms"),
        (past_end, "past-end", r"it stays 4\.400 s longer than the sound lasts"),
        (backwards, "order", "it ends -1 ms after it begins"),
        (glued, "blanks", "“moved to” is shown as “movedto”"),
    ],
)
def test_what_is_wrong_is_found_named_and_put_in_its_place(
    made: Made, damage: Callable[[list[list[object]]], None], rule: str, says: str
) -> None:
    damage(made.cues)
    if rule == "uncaptioned":
        # Heard a little longer, so that it is over the BBC's two seconds.
        made.cues[2][0] = int(str(made.cues[2][0])) + 200
    report = made.report()
    findings = [*report.findings, *(one for done in report.captions for one in done.findings)]

    assert rule in broken(report)
    found = [one for one in findings if one.rule == rule]
    assert any(re.search(says, one.says) for one in found), [one.says for one in found]
    assert report.ok is (rule == "reading-speed")
    told = "\n".join(table(report))
    assert rule in told
    if rule != "shift":
        assert any(one.says in told for one in found)


def test_the_sound_may_begin_at_another_time_than_the_captions_clock(made: Made) -> None:
    for cue in made.cues:
        cue[0], cue[1] = int(str(cue[0])) + 3_600_000, int(str(cue[1])) + 3_600_000
    report = made.report(offset_ms=3_600_000)

    assert broken(report) == {}
    assert report.captions[0].cues[1].start_ms == LENGTH_MS + REST_MS


def test_a_sound_that_was_cut_short_leaves_cues_past_its_end(made: Made) -> None:
    beeps(made.folder / "talk.wav", 4)
    found = broken(made.report())

    assert found["past-end"] == 2
    assert found["silent"] == 2


def test_json_has_all_of_it_and_can_be_read_back(made: Made) -> None:
    reword(made.cues)
    told = json.loads(as_json(made.report()))

    assert told["ok"] is False
    assert told["captions"][0]["covered"]["sentences_covered"] == len(SENTENCES) - 1
    (finding,) = [one for one in told["captions"][0]["findings"] if one["rule"] == "changed"]
    assert (finding["sentence"], finding["cue"]) == ("s01-002", 2)
    assert finding["start_ms"] == LENGTH_MS + REST_MS
    for outcome in told["captions"][0]["outcomes"]:
        count = sum(one["rule"] == outcome["rule"] for one in told["captions"][0]["findings"])
        assert outcome["broken"] == count


@pytest.mark.parametrize(
    ("name", "data", "error", "says"),
    [
        ("a.srt", b"", DocumentError, "empty|no cue"),
        ("a.srt", b"\x00\x01\x02\xff" * 50, DocumentError, "a.srt"),
        ("a.vtt", b"1\n00:00 --> 00:01\nHello\n", DocumentError, "WEBVTT"),
        ("a.ass", b"[Script Info]\n", DocumentError, "reads .srt and .vtt"),
    ],
)
def test_what_is_no_caption_file_is_one_clear_sentence(
    tmp_path: Path, name: str, data: bytes, error: type[Exception], says: str
) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(error, match=says) as caught:
        check_captions(path)
    assert "\n" not in str(caught.value)


def test_a_missing_file_and_a_sound_that_is_none_are_named(tmp_path: Path, made: Made) -> None:
    with pytest.raises(DocumentError, match="there is no such"):
        check_captions(tmp_path / "nowhere.srt")
    (made.folder / "talk.wav").write_bytes(b"RIFF nothing")
    with pytest.raises(AudioError, match=r"talk\.wav"):
        made.report()
