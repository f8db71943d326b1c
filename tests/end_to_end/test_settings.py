"""What is asked of a voice by --set and --speed, by the real command."""

from __future__ import annotations

import json
import re
import wave
from pathlib import Path
from typing import Any

import pytest

from tests.end_to_end.command import captioner
from tests.end_to_end.conftest import Narrated


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "hello.md").write_text("Hello there. <1500> How are you? See [1] and {x}.\n")
    return tmp_path


def seconds(folder: Path) -> float:
    with wave.open(str(folder / "out" / "hello" / "hello.wav")) as file:
        rate: int = file.getframerate()
        frames: int = file.getnframes()
    return frames / rate


def head(folder: Path) -> dict[str, Any]:
    with (folder / "out" / "hello" / "hello.timeline.jsonl").open(encoding="utf-8") as lines:
        first: dict[str, Any] = json.loads(next(lines))
    return first


def test_speed_is_faster_above_one_and_slower_below(folder: Path) -> None:
    took = {}
    for speed in ("0.6", "1", "1.8"):
        done = captioner("narrate", "hello.md", "--format", "wav", "--speed", speed, cwd=folder)
        assert done.returncode == 0, done.stderr
        took[speed] = seconds(folder)
        assert head(folder)["voice"]["speedAlpha"] == speed

    assert took["0.6"] > 1.25 * took["1"] > 1.5 * took["1.8"]


def test_marks_are_text_unless_they_are_asked_for(folder: Path) -> None:
    captions = {}
    for setting in ("false", "true"):
        done = captioner(
            "narrate", "hello.md", "--format", "srt,wav",
            "--set", f"pauseBetweenBrackets={setting}", cwd=folder,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        text = (folder / "out" / "hello" / "hello.srt").read_text("utf-8")
        captions[setting] = " ".join(re.findall(r"^(?!\d)(.+)$", text, re.MULTILINE))
        assert head(folder)["voice"]["pauseBetweenBrackets"] == setting

    assert captions["false"] == "Hello there. <1500> How are you? See [1] and {x}."
    assert captions["true"] == "Hello there. How are you? See [1] and {x}."


def test_every_setting_is_kept_with_the_timeline(folder: Path) -> None:
    done = captioner(
        "narrate", "hello.md", "--format", "srt", "--set", "speaker=en-gb-scotland",
        "--set", "sampling_rate=24000", "--set", "timeScaleFactor=0.8",
        "--set", "inlineSpeedAlpha=0.5, 2", cwd=folder,
    )  # fmt: skip

    assert done.returncode == 0, done.stderr
    assert head(folder)["rate"] == 24000
    assert head(folder)["voice"] == {
        "speaker": "en-gb-scotland",
        "modelId": "espeak-ng",
        "lang": "en",
        "audioFormat": "pcm",
        "samplingRate": 24000,
        "timeScaleFactor": "0.8",
        "inlineSpeedAlpha": "0.5,2",
    }


def test_the_language_may_be_set_like_any_other_parameter(folder: Path) -> None:
    done = captioner("narrate", "hello.md", "--format", "srt", "--set", "lang=de", cwd=folder)

    assert done.returncode == 0, done.stderr
    assert head(folder)["voice"]["lang"] == head(folder)["lang"] == "de"
    assert head(folder)["voice"]["speaker"] == "de"


CLOUD = ("--url", "ws://127.0.0.1:9", "--speaker", "luna")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--speed", "0"], "--speed 0: it must be from 0.1 to 10"),
        (["--speed", "10.5"], "--speed 10.5: it must be from 0.1 to 10"),
        (["--speed", "nan"], "--speed nan: it must be from 0.1 to 10"),
        (["--speed", "fast"], "--speed"),
        (["--speed", "2", "--set", "speedAlpha=2"], "--speed and --set speedAlpha say the same"),
        (["--speaker", "de", "--set", "speaker=de"], "--speaker and --set speaker say the same"),
        (["--rate", "8000", "--set", "samplingRate=8000"], "--rate and --set samplingRate say"),
        (["--lang", "de", "--set", "lang=de"], "--lang and --set lang say the same thing"),
        ([*CLOUD, "--model", "coda", "--set", "modelId=coda"], "--model and --set modelId say"),
        (["--set", "modelId=coda"], "so does --set modelId: the embedded server has a model"),
        (["--set", "speedAlpha"], "--set speedAlpha: it must look like speedAlpha=1.2"),
        (["--set", "tempo=2"], "--set tempo=2: there is nothing of that name to be set, but there"),
        (["--speed", "3"], "the embedded voice speaks from 0.46 to 2.56 times as fast"),
        (["--set", "timeScaleFactor=2.5"], "as usual, not 0.4 times; choose another --speed"),
        (
            ["--lang", "de", "--set", "phonemizeBetweenBrackets=true"],
            "Rime's phonetic alphabet is for English, not for de",
        ),
        (["--set", "segment=never"], "captioner says itself when to speak"),
        (["--set", "temperature=2"], "--set temperature=2: it must be a number from 0 to 1"),
        (["--set", "temperature=1"], "temperature=1: espeak-ng does not heed it"),
        (["--set", "audioFormat=ogg"], "audioFormat=ogg is for files"),
        (["--set", "audioFormat=gramophone"], "--set audioFormat=gramophone: it must be one of"),
        (["--set", "speaker=bob"], "there is no such voice"),
        (["--set", "samplingRate=30000"], "mp3 cannot carry 30000 Hz"),
        ([*CLOUD, "--set", "pauseBetweenBrackets=true"], "coda does not heed it"),
        ([*CLOUD, "--set", "modelId=nova"], "nova is none that captioner knows"),
        (["--url", "ws://127.0.0.1:9", "--set", "speaker="], "--set speaker=: it must be a name"),
    ],
)
def test_a_setting_that_is_unknown_or_out_of_range_is_one_sentence_before_anything_is_asked(
    folder: Path, arguments: list[str], says: str
) -> None:
    done = captioner("narrate", "hello.md", *arguments, cwd=folder)

    assert done.returncode == 2
    assert says in done.stderr.strip().split("\n")[-1]
    assert "Traceback" not in done.stderr
    assert done.stdout == ""
    assert not (folder / "out").exists()


def test_in_no_sample_is_any_take_suspect_and_the_last_line_says_what_was_asked(
    narrated: Narrated,
) -> None:
    sentences = [sentence for sentence in narrated.document.sentences if sentence.spoken]
    *before, last = narrated.told.strip().split("\n")

    assert not [line for line in before if "second listen" in line]
    characters = sum(len(sentence.spoken) for sentence in sentences)
    assert re.fullmatch(
        rf"captioner: asked for {len(sentences)} sentences in {len(sentences)} requests, "
        rf"{characters:,} characters; [\d.,]+ MB of sound came back",
        last,
    )


@pytest.mark.parametrize("speed", ["0.5", "2"])
def test_at_half_and_double_speed_no_take_is_suspect(speed: str, tmp_path: Path) -> None:
    (tmp_path / "samples").symlink_to(Path(__file__).parents[2] / "samples")
    for sample in ("lantern", "chahu"):
        done = captioner(
            "narrate", f"samples/{sample}.md", "--format", "srt", "--speed", speed, cwd=tmp_path
        )
        assert done.returncode == 0, done.stderr
        assert "second listen" not in done.stderr
