"""What narrating would take, told without asking anybody."""

from __future__ import annotations

import re
from pathlib import Path

from captioner.store import Ledger
from tests.end_to_end.command import SAMPLES, store_beside
from tests.end_to_end.counted import Here, counted, text

HARBOUR = SAMPLES / "harbour.md"


def audio(told: str) -> int:
    """Read how many seconds of audio are expected in all."""
    (shown,) = re.findall(r", about (\d+):(\d\d) of audio", told.splitlines()[0])
    return 60 * int(shown[0]) + int(shown[1])


def test_what_is_kept_and_what_is_new_are_told_apart_with_the_cost(
    run: Here, tmp_path: Path
) -> None:
    (tmp_path / "a.md").write_text(text(5))
    with counted() as voice:
        asked = voice.options[:4]
        new = run("plan", "a.md", *asked, "--price-per-1k", "0.5")
        run("narrate", "a.md", *voice.options)
        (tmp_path / "a.md").write_text(text(5) + "And one more. " * 3)
        changed = run("plan", "a.md", *asked, "--price-per-1k", "0.5")
        other = run("plan", "a.md", *asked, "--rate", 8000)

    assert new.stdout.splitlines() == [
        "a.md: 5 sentences, 95 characters, about 0:09 of audio",
        "  kept   0 sentences, 0 characters",
        "  new    5 sentences, 95 characters, about 0:01 to speak, cost 0.05",
    ]
    assert changed.stdout.splitlines()[1:] == [
        "  kept   5 sentences, 95 characters",
        "  twice  2 sentences, 26 characters, which are asked for once",
        "  new    1 sentence, 13 characters, about 0:00 to speak, cost 0.01",
    ]
    assert "kept   0 sentences" in other.stdout
    assert voice.asked.total() == 5


def test_how_long_it_will_be_is_learnt_from_the_voice_itself(run: Here, tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(HARBOUR.read_text("utf-8"))
    guess = run("plan", "a.md")
    learnt = run("narrate", SAMPLES / "lantern.md", "--format", "srt")
    expected = run("plan", "a.md")
    real = run("narrate", "a.md", "--format", "srt")
    known = run("plan", "a.md")

    assert learnt.returncode == real.returncode == 0
    (clock,) = re.findall(r"sentences, (\d+:\d\d) of audio", real.stdout)
    seconds = 60 * int(clock.split(":")[0]) + int(clock.split(":")[1])
    assert abs(audio(known.stdout) - seconds) <= 0.02 * seconds
    assert abs(audio(expected.stdout) - seconds) <= 0.12 * seconds
    assert "the length of the audio is a guess, from 15 characters a second" in guess.stderr
    assert "the length of the audio is a guess" not in expected.stderr
    assert known.stderr == ""


def test_several_documents_are_summed_and_count_what_they_share_once(
    run: Here, tmp_path: Path
) -> None:
    (tmp_path / "a.md").write_text(text(3))
    (tmp_path / "b.md").write_text(text(4))
    done = run("plan", "a.md", "b.md", "no.md")

    assert done.returncode == 1
    assert "captioner: no.md: there is no such file\n" in done.stderr
    whole = done.stdout.splitlines()[-4:]
    assert whole[0].startswith("2 documents: 7 sentences, 133 characters, about ")
    assert whole[2] == "  twice  3 sentences, 57 characters, which are asked for once"
    assert whole[3].startswith("  new    4 sentences, 76 characters")


def test_a_plan_makes_nothing_and_asks_nobody(run: Here, tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(text(3))
    # Nobody is there to be asked.
    done = run("plan", "a.md", "--url", "ws://127.0.0.1:9", "--speaker", "luna")

    assert done.returncode == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.md"]
    assert not store_beside(tmp_path).exists()


def test_the_ledger_tells_how_fast_a_voice_answered(run: Here, tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(text(20))
    with counted() as voice:
        asked = voice.options[:4]
        run("narrate", "a.md", *voice.options)
        ledger = Ledger(store_beside(tmp_path))
        (tag,) = {line.voice for line in ledger.lines() if line is not None and line.voice}
        # As if a run had taken ten seconds for ten seconds of sound.
        lines = (
            '{{"what":"asked","run":"r","at":100,"characters":150}}',
            '{{"what":"kept","run":"r","at":110,"characters":150,"sound_ms":10000,"voice":"{tag}"}}',
        )
        with ledger.path.open("a") as file:
            file.writelines("\n" + line.format(tag=tag) for line in lines)
        (tmp_path / "a.md").write_text(text(20, "moon"))
        done = run("plan", "a.md", *asked)

    new = done.stdout.splitlines()[2]
    seconds = int(re.findall(r"about 0:(\d\d) to speak", new)[0])
    assert 26 <= seconds <= 32
    assert "guess" not in done.stderr
