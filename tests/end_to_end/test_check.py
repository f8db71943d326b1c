"""captioner check, on what captioner narrate has made, and on what became of it."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
import srt

from tests.end_to_end.command import SAMPLES, captioner

Cues = list[srt.Subtitle]
#: “The captain had a feeling.”
AT = 9


@pytest.fixture(scope="module")
def narrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One narration for all of it: speaking takes the time."""
    folder = tmp_path_factory.mktemp("narrated")
    done = captioner(
        "narrate", SAMPLES / "ferry.md", "-o", "out", "--format", "wav,mp3,srt,vtt,words.vtt",
        cwd=folder,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return folder / "out" / "ferry"


@pytest.fixture
def folder(narrated: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(narrated, tmp_path / "ferry"))


def test_what_captioner_makes_breaks_no_hard_rule(narrated: Path) -> None:
    page = narrated.parent / "page.html"
    good = captioner("check", narrated, "--html", page, cwd=narrated.parent)
    assert good.returncode == 0, good.stdout + good.stderr
    assert good.stdout.splitlines()[-1].startswith("no hard rule is broken; ")
    (sentences,) = re.findall(r"coverage: (\d+) of (\d+) sentences", good.stdout)
    assert sentences[0] == sentences[1]
    assert page.read_text("utf-8").startswith("<!doctype html>")
    assert list(narrated.parent.glob("*page*")) == [page]


def test_its_srt_alone_is_right_for_its_sound_and_its_document(narrated: Path) -> None:
    done = captioner(
        "check", "ferry.srt", "--audio", "ferry.mp3", "--text", SAMPLES / "ferry.md", "--json",
        cwd=narrated,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    (captions,) = json.loads(done.stdout)["captions"]
    covered = captions["covered"]
    assert covered["sentences_covered"] == covered["sentences"] > 20
    assert covered["characters_covered"] == covered["characters"]


def drop(cues: Cues) -> None:
    del cues[AT]


def shift(cues: Cues) -> None:
    for cue in cues[AT : AT + 1]:
        cue.start += timedelta(seconds=2)
        cue.end += timedelta(seconds=2)


def shift_all(cues: Cues) -> None:
    for cue in cues:
        cue.start += timedelta(seconds=2)
        cue.end += timedelta(seconds=2)


def reword(cues: Cues) -> None:
    cues[AT].content = cues[AT].content.replace("e", "a", 1)


def hurry(cues: Cues) -> None:
    cues[AT].end = cues[AT].start + timedelta(milliseconds=300)


def stack(cues: Cues) -> None:
    words = cues[AT].content.split()
    cues[AT].content = "\n".join([words[0], words[1], " ".join(words[2:])])


def stay(cues: Cues) -> None:
    cues[AT].end = cues[AT + 1].start + timedelta(milliseconds=400)


def swap(cues: Cues) -> None:
    cues[AT], cues[AT + 1] = cues[AT + 1], cues[AT]


@pytest.mark.parametrize(
    ("damage", "rule", "with_timeline", "says"),
    [
        (drop, "missing|changed", True, r"is not shown"),
        (drop, "missing|changed", False, r"is not shown"),
        (shift, "word-time", True, r"is said 2,000 ms before its cue is shown"),
        (shift, "overlap|late|uncaptioned|silent", False, r"."),
        (shift_all, "shift", True, r"cues come 2\.0\d s late, from beginning to end"),
        (shift_all, "shift", False, r"cues come (1\.9|2\.0)\d s late, from beginning to end"),
        (reword, "changed", True, r"“.*” is shown as “.*”"),
        (reword, "changed", False, r"“.*” is shown as “.*”"),
        (hurry, "reading-speed", True, r"it takes \d+\.\d characters a second, at most \d+ are"),
        (stack, "lines", False, r"it has 3 lines, at most 2 are allowed"),
        (stay, "overlap", False, r"it overlaps the next cue by 400 ms"),
        (swap, "overlap", False, r"the next cue begins \d+\.\d{3} s before this one does"),
    ],
)
def test_damage_is_found_named_and_in_its_place(
    folder: Path,
    damage: Callable[[Cues], None],
    rule: str,
    with_timeline: bool,
    says: str,
) -> None:
    path = folder / "ferry.srt"
    cues = list(srt.parse(path.read_text("utf-8")))
    at_ms = cues[AT].start // timedelta(milliseconds=1)
    damage(cues)
    path.write_text("".join(cue.to_srt() for cue in cues), "utf-8")
    with_what = (
        [folder]
        if with_timeline
        else [path, "--audio", folder / "ferry.mp3", "--text", SAMPLES / "ferry.md"]
    )
    done = captioner("check", *with_what, "--json", cwd=folder)

    told = json.loads(done.stdout)
    assert done.returncode == 1
    (captions,) = [one for one in told["captions"] if "ferry.srt" in one["files"]]
    found = [one for one in captions["findings"] if re.fullmatch(rule, one["rule"])]
    assert any(re.search(says, one["says"]) for one in found), found
    if "shift" not in rule:
        near = [abs(one["start_ms"] - at_ms) for one in found if re.search(says, one["says"])]
        assert min(near) < 10_000


def test_sound_that_was_cut_short_is_found(folder: Path) -> None:
    sound = folder / "ferry.wav"
    data = sound.read_bytes()
    sound.write_bytes(data[: len(data) * 3 // 4])
    short = captioner("check", folder, cwd=folder)

    assert short.returncode == 1
    assert "less than the timeline" in short.stdout
    assert "longer than the sound lasts" in short.stdout
    assert "ferry.wav was changed since captioner made it" in short.stdout
    assert re.match(r"\d+ hard rules broken", short.stdout.splitlines()[-1])


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["nowhere.srt"], 1, "nowhere.srt"),
        (["."], 1, "captioner did not make it"),
        (["a.srt", "--profile", "nope"], 2, "--profile"),
        (["a.srt", "--audio", "nowhere.mp3"], 1, "nowhere.mp3"),
        (["a.srt", "--text", "a.pdf"], 1, "a.pdf"),
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
