"""A script read aloud by the real command: what is only shown, read back from its files."""

from __future__ import annotations

import re
import wave
from pathlib import Path

import numpy as np
import pytest
import srt
import webvtt

from captioner.document import Kind
from captioner.publish.kept import load_timeline
from captioner.timeline import Quality, Timeline
from tests.end_to_end.command import SAMPLES, captioner

FERRY = SAMPLES / "ferry.md"
#: The script without its front matter, a paragraph a line.
PARAGRAPHS = (
    re.sub(r"\A---.*?---\n", "", FERRY.read_text("utf-8"), flags=re.DOTALL)
    .replace("# ", "")
    .split("\n\n")
)


@pytest.fixture(scope="module")
def ferry(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    folder = tmp_path_factory.mktemp("ferry")
    done = captioner("narrate", FERRY, "--format", "wav,srt,vtt", cwd=folder)
    assert done.returncode == 0, done.stderr
    return folder / "out" / "ferry", done.stderr


@pytest.fixture(scope="module")
def timeline(ferry: tuple[Path, str]) -> Timeline:
    return load_timeline(ferry[0] / "ferry.timeline.jsonl")


def squeezed(text: str) -> str:
    return " ".join(text.split())


def shown(path: Path) -> str:
    return squeezed(" ".join(cue.content for cue in srt.parse(path.read_text("utf-8"))))


def test_labels_directions_and_sounds_are_shown_in_their_places(ferry: tuple[Path, str]) -> None:
    assert shown(ferry[0] / "ferry.srt") == squeezed(" ".join(PARAGRAPHS))


def test_each_cue_is_said_by_whoever_has_the_label_of_its_paragraph(
    ferry: tuple[Path, str],
) -> None:
    text = (ferry[0] / "ferry.vtt").read_text("utf-8")
    captions = webvtt.from_string(text).captions
    for cue in captions:
        (paragraph,) = [p for p in PARAGRAPHS if squeezed(cue.text.split(":")[-1]) in squeezed(p)]
        label = re.match(r"([A-Z. ]+)(?: \(.*?\))?:", paragraph)
        assert (cue.voice or "") == (label[1] if label else "")
    assert {cue.voice for cue in captions} == {None, "ANNA", "DR. OAKES", "OLD TOM"}


def test_a_voice_is_asked_for_the_speeches_alone(
    ferry: tuple[Path, str], timeline: Timeline
) -> None:
    said = [p.sentence for p in timeline.placed if p.sentence.kind is not Kind.SOUND]
    sounds = [p.sentence.text for p in timeline.placed if p.sentence.kind is Kind.SOUND]
    characters = sum(len(sentence.spoken) for sentence in said)

    assert f"asked for {len(said)} sentences in {len(said)} requests, {characters:,}" in ferry[1]
    assert "♪ an accordion, not quite in tune ♪" in sounds
    assert "[The door bangs open.]" in sounds
    for sentence in said:
        assert not re.search(r"[\[\]♪]|ANNA:|OAKES:|TOM|whisper|proudly", sentence.spoken)
    assert sum("ANNA" in sentence.spoken for sentence in said) == 0


def test_a_sound_is_a_silence_in_which_its_cue_is_shown(
    ferry: tuple[Path, str], timeline: Timeline
) -> None:
    with wave.open(str(ferry[0] / "ferry.wav")) as file:
        sound = np.frombuffer(file.readframes(file.getnframes()), np.int16)
    cues = list(srt.parse((ferry[0] / "ferry.srt").read_text("utf-8")))
    for placed in timeline.placed:
        silent = placed.sentence.kind is Kind.SOUND
        assert sound[placed.start : placed.end].any() != silent
        if silent:
            inside = [
                cue.content
                for cue in cues
                if placed.start <= cue.start.total_seconds() * timeline.rate + 12 <= placed.end
            ]
            assert squeezed(" ".join(inside)) == squeezed(placed.sentence.text)


def test_what_is_unsaid_takes_no_time_from_the_words_beside_it(timeline: Timeline) -> None:
    (aside,) = [p for p in timeline.placed if "[to DR. OAKES]" in p.sentence.text]
    unsaid = [word for word in aside.words if word.quality is Quality.UNSAID]
    said = [word for word in aside.words if word.quality is not Quality.UNSAID]

    assert len(unsaid) >= 3
    assert all(word.start == word.end for word in unsaid)
    assert {word.quality for word in said} == {Quality.MEASURED}


def test_without_the_option_it_is_prose_and_all_of_it_is_said(
    ferry: tuple[Path, str], timeline: Timeline, tmp_path: Path
) -> None:
    done = captioner("narrate", FERRY, "--no-script", "--format", "srt", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    made = tmp_path / "out" / "ferry"
    placed = load_timeline(made / "ferry.timeline.jsonl").placed

    assert shown(made / "ferry.srt") == shown(ferry[0] / "ferry.srt")
    assert {p.sentence.kind for p in placed} == {Kind.HEADING, Kind.PARAGRAPH}
    assert all(p.sentence.speaker == "" and p.sentence.unsaid == () for p in placed)
    assert "".join(p.sentence.spoken for p in placed).count("[") == 9


def test_a_plain_text_is_a_script_if_the_option_says_so(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("ANNA: Come in.\nTOM (coughs): Thank you.\n\n[rain]\n", "utf-8")
    done = captioner("narrate", "a.txt", "--script", "--format", "srt", cwd=tmp_path)

    assert "asked for 2 sentences in 2 requests, 18 characters" in done.stderr
    assert shown(tmp_path / "out/a/a.srt") == "ANNA: Come in. TOM (coughs): Thank you. [rain]"


def test_speeds_in_square_brackets_are_refused_and_pauses_are_not(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("ANNA: Come <300> in [softly].\n", "utf-8")
    speeds = captioner("narrate", "a.md", "--script", "--set", "inlineSpeedAlpha=0.5", cwd=tmp_path)
    pauses = captioner(
        "narrate", "a.md", "--script", "--set", "pauseBetweenBrackets=true", "--format", "srt",
        cwd=tmp_path,
    )  # fmt: skip

    assert speeds.returncode == 2
    assert speeds.stderr == (
        "captioner: a.md: in a script [square brackets] are directions, and inlineSpeedAlpha "
        "takes them for speeds; leave one of the two out\n"
    )
    assert pauses.returncode == 0, pauses.stderr
    assert shown(tmp_path / "out/a/a.srt") == "ANNA: Come in [softly]."


def test_a_script_in_which_nothing_is_said_cannot_be_narrated(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("[rain]\n\n♪\n", "utf-8")
    done = captioner("narrate", "a.md", "--script", cwd=tmp_path)

    assert done.returncode == 1
    assert done.stderr == "captioner: a.md: there is nothing to read aloud in it\n"
