"""A second take: asked for, heard, and nothing else touched."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from captioner.publish.kept import load_timeline
from captioner.store import Ledger
from captioner.timeline import Placed
from tests.end_to_end.command import store_beside
from tests.end_to_end.counted import Here, counted, made, text


def placed(folder: Path) -> dict[str, Placed]:
    timeline = load_timeline(folder / "out/a/a.timeline.jsonl")
    return {one.sentence.context: one for one in timeline.placed}


def test_a_second_take_is_asked_for_and_heard_and_all_else_stays(run: Here, tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(text(9))
    with counted(varies=True) as voice:
        first = run("narrate", "a.md", *voice.options)
        before = placed(tmp_path)
        (tmp_path / "a.md").rename(tmp_path / "b.md")  # The timeline is enough.
        done = run("retake", "out/a", "s01-005")
        (tmp_path / "b.md").rename(tmp_path / "a.md")
        after = placed(tmp_path)
        same = run("narrate", "a.md", *voice.options)
        again = run("narrate", "a.md", "-o", "again", *voice.options)

    assert (first.returncode, done.returncode) == (0, 0), first.stderr + done.stderr
    assert voice.asked.total() == 10
    assert voice.order[9] == "Line 4 of the tide."
    total = Ledger(store_beside(tmp_path)).account().total
    assert (total.requests, total.kept) == (10, 10)
    assert done.stdout == "out/a: 1 sentence changed, 9 sentences, 0:21 of audio, wav srt\n"
    assert done.stderr.splitlines()[-2:] == [
        "captioner: s01-005: 3.10 s, before 1.60 s",
        "captioner: asked for 1 sentence in 1 request, 19 characters; 136.7 kB of sound came back",
    ]
    longer = {
        context: (one.end - one.start) - (before[context].end - before[context].start)
        for context, one in after.items()
    }
    assert longer.pop("s01-005") == pytest.approx(1.5 * 22050, abs=2)
    assert set(longer.values()) == {0}
    assert same.last == "captioner: out/a is there as it would be made; nothing was spoken"
    assert again.returncode == 0
    assert made(tmp_path / "out") == made(tmp_path / "again")


def test_going_back_brings_back_what_was_and_the_new_take_is_not_paid_for_twice(
    run: Here, tmp_path: Path
) -> None:
    (tmp_path / "a.md").write_text(text(3))
    with counted(varies=True) as voice:
        run("narrate", "a.md", *voice.options)
        first = made(tmp_path / "out")
        run("retake", "out/a", "s01-002")
        second = made(tmp_path / "out")
        back = run("retake", "out/a", "s01-002", "--undo")
        assert made(tmp_path / "out") == first
        too_far = run("retake", "out/a", "s01-002", "--undo")
        forth = run("retake", "out/a", "s01-002")
        assert made(tmp_path / "out") == second
        third = run("retake", "out/a", "s01-002")
        listed = run("store", "ls", "--each")

    assert back.returncode == 0
    assert "s01-002: 1.60 s, before 3.10 s" in back.stderr
    assert too_far.returncode == 2
    assert "s01-002: no earlier take of it is kept" in too_far.last
    assert forth.last.endswith("s01-002: 3.10 s, before 1.60 s; another take was kept already")
    assert "s01-002: 4.60 s, before 3.10 s" in third.stderr
    assert voice.asked.total() == 5
    assert listed.stdout.count("Line 1 of the tide.") == 3


def test_what_says_the_same_has_the_same_take(run: Here, tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("Never. Ever. Never. Never.")
    with counted(varies=True) as voice:
        run("narrate", "a.md", *voice.options)
        done = run("retake", "out/a", "s01-003")

    assert voice.asked == {"Never.": 2, "Ever.": 1}
    assert (
        "captioner: s01-003: s01-001, s01-004 say the same, and have the same take" in done.stderr
    )
    assert done.stdout.startswith("out/a: 3 sentences changed, 4 sentences")


def test_those_that_are_suspect_are_asked_for_again(run: Here, tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(text(6) + text(2, "moon"))
    with counted(swallows="moon") as voice:
        first = run("narrate", "a.md", *voice.options)
        done = run("retake", "out/a", "--suspect")
        none = run("retake", "out/a", "--suspect")

    assert first.stderr.count("worth a second listen (silent") == 2
    assert done.returncode == 0, done.stderr
    assert "second listen" not in done.stderr
    assert sorted(voice.order[8:]) == ["Line 0 of the moon.", "Line 1 of the moon."]
    assert none.stdout == "out/a: no take in it is suspect; nothing was asked for\n"
    assert none.returncode == 0


#: What is asked for, the exit code, and what is said.
FAULTS = (
    ("s01-004", 2, "s01-004: no sentence of a.md is called that; they go from s01-001 to s01-003"),
    ("s01-001 x", 2, "x: no sentence of a.md is called that"),
    ("", 2, "name the sentences that are to be asked for again, such as s02-014, or else say"),
    ("--suspect s01-001", 2, "name the sentences that are to be asked for again"),
    ("s01-001 --undo", 2, "s01-001: no earlier take of it is kept"),
    ("s01-002 --store empty", 1, "empty: 2 takes of a.md are not there (s01-001, s01-003);"),
    ("s01-001 --url http://x", 2, "--url http://x: it must look like"),
)


def test_what_cannot_be_asked_for_is_said_and_changes_nothing(run: Here, tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(text(3))
    with counted(varies=True) as voice:
        run("narrate", "a.md", *voice.options)
        before = made(tmp_path / "out")
        for options, code, told in FAULTS:
            done = run("retake", "out/a", *options.split())
            assert (done.returncode, done.stdout) == (code, ""), options
            assert done.last.startswith(f"captioner: {told}")

    assert voice.asked.total() == 3
    assert made(tmp_path / "out") == before


def test_a_service_may_have_moved(run: Here, tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(text(3))
    with counted(varies=True) as voice:
        options = voice.options
        run("narrate", "a.md", *options)
    with counted(varies=True) as moved:
        moved.asked["Line 0 of the tide."] = 1
        done = run("retake", "out/a", "s01-001", "--url", moved.url)
    same = run("narrate", "a.md", *options)

    assert "s01-001: 3.10 s, before 1.60 s" in done.stderr
    assert same.last == "captioner: out/a is there as it would be made; nothing was spoken"


def test_the_embedded_voice_says_a_sentence_always_alike(run: Here, tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("Hello there. It is late.")
    run("narrate", "a.md", "--format", "srt")
    before = (tmp_path / "out/a/a.srt").stat().st_ino
    done = run("retake", "out/a", "s01-002")

    assert done.returncode == 0
    same = "s01-002: the new take is the same as the old one, since the embedded voice says a sent"
    assert f"captioner: {same}ence always alike" in done.stderr.splitlines()
    assert done.stdout.startswith("out/a: unchanged, 2 sentences")
    assert (tmp_path / "out/a/a.srt").stat().st_ino == before
    assert len(list(store_beside(tmp_path).rglob("*.take"))) == 2


def test_what_was_not_kept_or_is_not_whole_cannot_be_asked_for_again(
    run: Here, tmp_path: Path
) -> None:
    (tmp_path / "a.md").write_text(text(3))
    with counted() as voice:
        run("narrate", "a.md", "--no-store", *voice.options)
        unkept = run("retake", "out/a", "s01-001")
        shutil.rmtree(tmp_path / "out")
        run("narrate", "a.md", "--budget", 20, *voice.options)
        partial = run("retake", "out/a", "s01-001")

    assert (unkept.returncode, partial.returncode) == (1, 1)
    assert "s01-001: its take was not kept" in unkept.last
    assert "could not be spoken; captioner narrate asks for them" in partial.last
