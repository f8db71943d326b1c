"""The takes that are kept, looked after by the command."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from tests.end_to_end.command import store_beside
from tests.end_to_end.counted import Here, counted, text


@pytest.fixture
def narrated(run: Here, tmp_path: Path) -> Here:
    """A store with six takes of two rates."""
    (tmp_path / "a.md").write_text(text(4))
    with counted() as voice:
        run("narrate", "a.md", *voice.options)
        (tmp_path / "a.md").write_text(text(2))
        run("narrate", "a.md", "-o", "low", "--rate", "8000", *voice.options)
    return run


def takes(folder: Path) -> list[Path]:
    return sorted(store_beside(folder).rglob("*.take"))


def test_takes_are_listed_by_voice_and_one_by_one(narrated: Here, tmp_path: Path) -> None:
    shelves = narrated("store", "ls").stdout.splitlines()
    each = narrated("store", "ls", "--each").stdout.splitlines()

    assert re.fullmatch(
        r" +4 +\d+\.\d kB +0:06 +now  en-us, coda, en, 22050 Hz, .*/ws3", shelves[0]
    )
    assert re.fullmatch(r" +2 +\d+\.\d kB +0:03 +now  en-us, coda, en, 8000 Hz, .*/ws3", shelves[1])
    assert shelves[2].startswith("6 takes, ")
    assert shelves[2].endswith(f"0:10 of sound in {store_beside(tmp_path)}")
    assert len(each) == 6
    assert sum("Line 1 of the tide." in line for line in each) == 2


def test_a_damaged_take_is_named_set_aside_and_asked_for_again(run: Here, tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(text(4))
    with counted() as voice:
        run("narrate", "a.md", *voice.options)
        bad = takes(tmp_path)[1]
        data = bytearray(bad.read_bytes())
        data[-100] ^= 4
        bad.write_bytes(data)
        checked = run("store", "check")
        again = run("store", "check")
        run("narrate", "a.md", "-o", "again", *voice.options)

    assert checked.returncode == 1
    assert checked.stdout.startswith(f"{bad}: ")
    assert "1 take damaged and set aside; each will be asked for again" in checked.stderr
    assert (again.returncode, again.stdout[:13]) == (0, "3 takes whole")
    assert voice.asked.total() == 5


def test_takes_that_were_not_used_for_long_are_pruned(narrated: Here, tmp_path: Path) -> None:
    for path in takes(tmp_path)[:2]:
        os.utime(path, (1, 1))
    dry = narrated("store", "prune", "--older", "30d", "--dry-run")
    assert len(takes(tmp_path)) == 6
    done = narrated("store", "prune", "--older", "30d")

    assert dry.stdout.startswith("2 takes would be removed, ")
    assert re.match(r"2 takes removed, [\d.]+ kB; 4 takes left, ", done.stdout)
    assert "narrated again, those sentences are asked for again" in done.stderr
    assert len(takes(tmp_path)) == 4
    assert narrated("store", "prune", "--older", "30d").stderr == ""


def test_takes_are_pruned_to_a_size(narrated: Here, tmp_path: Path) -> None:
    done = narrated("store", "prune", "--keep", "100kB")

    assert done.returncode == 0
    assert sum(path.stat().st_size for path in takes(tmp_path)) <= 100_000


def test_narrations_that_lose_takes_are_named_with_what_to_run(
    narrated: Here, tmp_path: Path
) -> None:
    (tmp_path / "low/a/a.wav").unlink()
    cut_short = store_beside(tmp_path) / "publications.jsonl"
    cut_short.write_bytes(cut_short.read_bytes() + b'\n{"timeline": "/nowhe')
    dry = narrated("store", "clear").stderr.splitlines()
    done = narrated("store", "clear", "--yes").stderr.splitlines()
    missing = narrated("publish", "low/a", "--format", "mp3")

    assert dry[1:-1] == done[1:] == [
        f"captioner: {tmp_path / 'out/a'} loses the takes of 4 of its 4 sentences (s01-001, "
        "s01-002, s01-003, …); captioner narrate a.md as before asks for them again; it has a WAV, "
        "of which other sound can be made all the same",
        f"captioner: {tmp_path / 'low/a'} loses the takes of 2 of its 2 sentences (s01-001, "
        "s01-002); captioner narrate a.md as before asks for them again; it has no WAV, so until "
        "then no other sound can be made of it",
    ]  # fmt: skip
    assert missing.returncode == 1
    assert "2 of the 2 takes that it was made of are not in" in missing.stderr
    assert narrated("publish", "out/a", "--format", "flac").returncode == 0


def test_narrations_that_are_gone_or_lose_nothing_are_not_named(
    narrated: Here, tmp_path: Path
) -> None:
    (tmp_path / "out/a/a.timeline.jsonl").unlink()
    for path in takes(tmp_path):
        if b'samplingRate":"22050' in path.read_bytes():
            os.utime(path, (1, 1))
    done = narrated("store", "prune", "--older", "30d")

    assert done.stdout.startswith("4 takes removed")
    assert len(done.stderr.splitlines()) == 1


def test_all_takes_go_only_if_that_is_confirmed(narrated: Here, tmp_path: Path) -> None:
    asked = narrated("store", "clear")
    assert len(takes(tmp_path)) == 6
    done = narrated("store", "clear", "--yes")
    ledger = narrated("store", "ledger")

    assert "nothing was removed; say --yes to remove them" in asked.last
    assert done.stdout.startswith("6 takes removed")
    assert takes(tmp_path) == []
    assert "in all            asked 6 (114), kept 6 (114)" in ledger.stdout
    assert ledger.stdout.count("a.md") == 2


def test_a_store_that_is_not_there_is_empty(run: Here) -> None:
    assert run("store", "ls").stdout.startswith("0 takes, 0 B, 0:00 of sound in ")
    assert run("store", "check").stdout.startswith("0 takes whole")
    assert run("store", "clear", "--yes").stdout.startswith("0 takes removed")
    assert run("store", "ledger").stdout == "in all            nothing asked\n"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["prune"], "say what is to go: --older 30d, or --keep 5GB, or both"),
        (["prune", "--older", "soon"], "--older soon: it must be an age such as 30d, 12h or 8w"),
        (["prune", "--keep", "little"], "--keep little: it must be a size such as 5GB or 500MB"),
    ],
)
def test_what_cannot_be_meant_is_one_sentence(run: Here, arguments: list[str], says: str) -> None:
    done = run("store", *arguments)

    assert done.returncode == 2
    assert done.stderr == f"captioner: {says}\n"
