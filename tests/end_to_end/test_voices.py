"""Voices, listed and heard before a book is begun."""

from __future__ import annotations

import json
import wave
from pathlib import Path

import pytest

from tests.end_to_end.command import store_beside
from tests.end_to_end.counted import Here, counted


def seconds(path: Path) -> float:
    with wave.open(str(path)) as sound:
        length: float = sound.getnframes() / sound.getframerate()
    return length


def test_a_voice_is_heard_in_a_file_and_asked_once(run: Here, tmp_path: Path) -> None:
    with counted() as voice:
        asking = ("voices", "--say", "One two three. Four.", *voice.options[:4])
        first = run(*asking, "-o", "hello.wav")
        again = run(*asking, "-o", "hello.wav")
        mp3 = run(*asking, "-o", "hello.mp3")
        (tmp_path / "a.md").write_text("Four.")
        run("narrate", "a.md", *voice.options)

    # Two takes with their silent ends, and what is left of a pause between them.
    long = seconds(tmp_path / "hello.wav")
    assert long == pytest.approx(4 * 0.3 + 0.1 + 0.35, abs=0.01)
    assert first.stdout == again.stdout == f"hello.wav: {long:.1f} s, en-us, en\n"
    assert mp3.stdout == first.stdout.replace("wav", "mp3")
    assert "asked for 2 sentences in 2 requests, 19 characters" in first.last
    assert "2 sentences kept" in again.last
    # What was heard is a take like any other.
    assert voice.asked == {"One two three.": 1, "Four.": 1}
    runs = (store_beside(tmp_path) / "ledger.jsonl").read_text().splitlines()
    names = [json.loads(line).get("name") for line in runs if line]
    assert names.count("en-us: a sample") == 3


def test_several_voices_are_heard_in_a_file_each(run: Here, tmp_path: Path) -> None:
    with counted() as voice:
        done = run("voices", "en-us", "fr", "a/b", "--say", "Hello.", "--url", voice.url, "-o", "x")

    assert done.returncode == 1
    assert done.stdout == "x/en-us.wav: 0.4 s, en-us, en\n"
    assert sorted(path.name for path in (tmp_path / "x").iterdir()) == ["en-us.wav"]
    assert len([line for line in done.stderr.splitlines() if line.startswith("captioner: ")]) == 3
    assert "captioner: fr: " in done.stderr


def test_each_embedded_voice_of_a_language_speaks_its_own(run: Here, tmp_path: Path) -> None:
    done = run("voices", "--lang", "pt", "--say", "Bom dia.")

    assert done.returncode == 0, done.stderr
    files = sorted(path.name for path in (tmp_path / "out/voices").iterdir())
    assert files == ["pt-br.wav", "pt.wav"]
    assert all(seconds(tmp_path / "out/voices" / name) > 0.3 for name in files)


def test_a_file_that_is_in_the_way_stays(run: Here, tmp_path: Path) -> None:
    (tmp_path / "hello.wav").write_text("mine")
    with counted() as voice:
        done = run("voices", "--say", "Hi.", "-o", "hello.wav", *voice.options[:4])

    assert done.returncode == 1
    assert done.last == (
        "captioner: hello.wav: another file is in the way; move it, or name another with -o"
    )
    assert {path.name for path in tmp_path.iterdir()} == {"hello.wav"}
    assert (tmp_path / "hello.wav").read_text() == "mine"


def test_voices_are_listed_by_name_too(run: Here) -> None:
    assert run("voices", "de", "fr").stdout.splitlines()[0].split() == ["de", "de", "German"]
    assert run("voices", "luna", "--cloud").stdout.startswith("luna ")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--say", "Hi."], "--say: there are 141 voices; name those to be heard, or a language"),
        (["--say", "...", "de"], "--say: there is nothing to read aloud in it"),
        (["--say", "Hi.", "nobody"], "--speaker nobody: there is no such voice here"),
        (["--say", "Hi.", "de", "fr", "-o", "x.wav"], "-o x.wav: 2 voices are to be heard; name a"),
        (["--say", "Hi.", "--url", "ws://localhost:1"], "--url: name whom to hear: a service"),
        (["--say", "Hi.", "--cloud"], "--cloud lists speakers; to hear them leave it out"),
        (["--say", "Hi.", "--lang", "xx"], "--lang xx: no embedded voice speaks it"),
        (["--lang", "fr", "de"], "--lang fr: none of these voices speaks it"),
        (["--speed", "2"], "--speed needs --say: it lists nothing"),
        (["nobody"], "nobody: there is no such voice here; see captioner voices"),
        (["nobody", "--cloud"], "nobody: no such speaker is known; see captioner voices --cloud"),
    ],
)
def test_what_cannot_be_meant_is_one_sentence(run: Here, arguments: list[str], says: str) -> None:
    done = run("voices", *arguments)

    assert done.returncode in (1, 2)
    assert done.stderr.startswith(f"captioner: {says}")
    assert len(done.stderr.splitlines()) == 1
    assert done.stdout == ""
