"""The same command again: nothing is asked for twice, whatever became of the run before."""

from __future__ import annotations

import json
import signal
import tempfile
import threading
from pathlib import Path

import pytest

from tests.end_to_end.command import store_beside
from tests.end_to_end.counted import Here, counted, end, made, start, text


def test_a_second_run_asks_for_nothing_and_makes_the_same_files(run: Here, tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(text(12))
    with counted() as voice:
        first = run("narrate", "a.md", *voice.options)
        before = made(tmp_path / "out")
        second = run("narrate", "a.md", "-o", "again", *voice.options)

    assert (first.returncode, second.returncode) == (0, 0), first.stderr + second.stderr
    assert voice.asked.total() == 12
    assert made(tmp_path / "out") == made(tmp_path / "again") == before
    assert second.stdout == first.stdout.replace("out", "again")
    assert first.last.startswith("captioner: asked for 12 sentences in 12 req")
    assert second.last == (
        "captioner: asked for 0 sentences in 0 requests, 0 characters; 0 bytes of sound came back; "
        "12 sentences kept, which saved 230 characters"
    )


def test_what_is_there_as_it_would_be_made_is_left_alone(run: Here, tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(text(3))
    (tmp_path / "b.md").write_text(text(3, "moon"))
    with counted() as voice:
        first = run("narrate", "a.md", *voice.options)
        inode = (tmp_path / "out/a/a.wav").stat().st_ino
        same = run("narrate", "a.md", *voice.options)
        both = run("narrate", "a.md", "b.md", *voice.options)
        assert (tmp_path / "out/a/a.wav").stat().st_ino == inode
        other = run("narrate", "a.md", "--pause-sentence", 900, *voice.options)
        (tmp_path / "out/a/a.srt").unlink()
        lost = run("narrate", "a.md", "--pause-sentence", 900, *voice.options)

    assert same.stdout == first.stdout
    assert same.last == "captioner: out/a is there as it would be made; nothing was spoken"
    assert "captioner: a.md: out/a is there as it would be made" in both.stderr
    assert "2 documents: 2 done" in both.stdout
    assert "3 sentences kept" in other.last
    assert "3 sentences kept" in lost.last
    assert (tmp_path / "out/a/a.srt").exists()
    assert voice.asked.total() == 6


def test_the_embedded_voice_is_not_started_for_what_is_kept(run: Here, tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("Hello there. It is late.")
    first = run("narrate", "a.md")
    before = made(tmp_path / "out")
    # Without a folder to work in no process could speak.
    run.monkeypatch.setattr(tempfile, "tempdir", "/proc")
    second = run("narrate", "a.md", "-o", "again")

    assert (first.returncode, second.returncode) == (0, 0), second.stderr
    assert made(tmp_path / "again") == before


def test_an_edited_sentence_is_asked_for_and_no_other(run: Here, tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(text(9))
    with counted() as voice:
        run("narrate", "a.md", *voice.options)
        edited = "A new beginning.\n\n" + text(9).replace("Line 4 of", "Line four of")
        (tmp_path / "a.md").write_text(edited)
        done = run("narrate", "a.md", *voice.options)

    assert done.returncode == 0
    assert set(voice.order[9:]) == {"A new beginning.", "Line four of the tide."}
    assert voice.asked.total() == 11


def test_a_sentence_that_is_said_often_is_asked_for_once(run: Here, tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("Never. " * 20 + "Ever.")
    with counted() as voice:
        done = run("narrate", "a.md", *voice.options)

    assert done.returncode == 0
    assert voice.asked == {"Never.": 1, "Ever.": 1}
    assert "asked for 2 sentences in 2 requests" in done.stderr
    assert "19 sentences kept, which saved 114 characters" in done.stderr


def test_two_runs_at_once_ask_for_each_sentence_once(run: Here, tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(text(40))
    with counted() as voice:
        both = [start(voice, "a.md", "-o", out, cwd=tmp_path) for out in ("one", "two")]
        for process in both:
            done = end(process)
            assert done.returncode == 0, done.stderr

    assert voice.asked.total() == len(voice.asked) == 40
    assert made(tmp_path / "one") == made(tmp_path / "two")


def test_without_a_store_all_is_asked_for_again_and_nothing_is_kept(
    run: Here, tmp_path: Path
) -> None:
    (tmp_path / "a.md").write_text(text(3))
    with counted() as voice:
        for _ in range(2):
            assert (run("narrate", "a.md", "--no-store", *voice.options)).returncode == 0

    assert voice.asked.total() == 6
    assert not store_beside(tmp_path).exists()


def test_a_store_may_be_named(run: Here, tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(text(3))
    with counted() as voice:
        for _ in range(2):
            run("narrate", "a.md", "--store", "takes", *voice.options)

    assert voice.asked.total() == 3
    assert len(list((tmp_path / "takes" / "takes").rglob("*.take"))) == 3
    assert not store_beside(tmp_path).exists()


def test_a_budget_is_not_exceeded_and_the_next_run_goes_on(run: Here, tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(text(10))
    with counted() as voice:
        first = run("narrate", "a.md", "--budget", 100, *voice.options)
        spent = sum(len(said) * times for said, times in voice.asked.items())
        there = (tmp_path / "out/a/a.srt").read_text()
        second = run("narrate", "a.md", *voice.options)

    assert 80 < spent <= 100
    assert first.returncode == 1
    assert "the budget of 100 characters allows no more: 95 were sent" in first.stderr
    assert "5 of 10 sentences could not be spoken and are missing" in first.stderr
    assert there.count("of the tide.") == 5
    assert second.returncode == 0
    assert voice.asked.total() == len(voice.asked) == 10


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_run_says_how_to_go_on_and_the_same_command_does(
    run: Here, tmp_path: Path, sent: signal.Signals
) -> None:
    (tmp_path / "a.md").write_text(text(30))
    with counted(stops_after=10) as voice:
        process = start(voice, "a.md", "--connections", 2, cwd=tmp_path)
        voice.stopped.wait()
        process.send_signal(sent)
        stopped = end(process)
        voice.stops_after = None
        again = run("narrate", "a.md", *voice.options)

    assert (stopped.returncode, stopped.stdout) == (1, "")
    kept = int(stopped.last.split(": ")[2].split()[0])
    assert stopped.last == (
        f"captioner: interrupted; run the same command again: {kept} of 30 sentences are kept"
    )
    assert 9 <= kept <= 10
    assert again.returncode == 0
    assert voice.asked.total() <= 30 + 2
    assert f"{kept} sentences kept" in again.stderr


def test_interrupted_without_a_store_nothing_is_promised(run: Here, tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(text(30))
    with counted(stops_after=3) as voice:
        process = start(voice, "a.md", "--no-store", cwd=tmp_path)
        voice.stopped.wait()
        process.terminate()
        stopped = end(process)

    assert stopped.last == ("captioner: interrupted; no take was kept, since --no-store was said")


def test_a_run_that_is_killed_now_and_then_loses_what_was_in_flight_at_most(
    run: Here,
    tmp_path: Path,
) -> None:
    (tmp_path / "a.md").write_text(text(60))
    kills = (7, 41)
    with counted() as voice:
        run("narrate", "a.md", "-o", "whole", "--store", "other", *voice.options)
        voice.asked.clear()
        for number in kills:
            voice.stops_after, voice.stopped = number, threading.Event()
            process = start(voice, "a.md", "--connections", 3, cwd=tmp_path)
            voice.stopped.wait()
            process.kill()
            end(process)
        voice.stops_after = None
        last = run("narrate", "a.md", "--connections", 3, *voice.options)

    assert last.returncode == 0, last.stderr
    assert voice.asked.total() <= 60 + 3 * len(kills)
    assert made(tmp_path / "out") == made(tmp_path / "whole")
    checked = run("store", "check")
    assert checked.stdout.startswith("60 takes whole")


def test_a_log_has_a_line_for_each_attempt(run: Here, tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(text(4))
    with counted() as voice:
        for _ in range(2):
            run("narrate", "a.md", "--log", "log.jsonl", *voice.options)

    lines = [json.loads(line) for line in (tmp_path / "log.jsonl").read_text().splitlines()]
    assert sorted(line["context"] for line in lines) == [f"s01-00{n}" for n in (1, 2, 3, 4)]
    for line in lines:
        assert (line["document"], line["attempt"], line["result"]) == ("a.md", 1, "spoken")
        assert line["received"] > 0
        assert line["seconds"] >= 0


def test_a_log_that_cannot_be_written_is_one_sentence(run: Here, tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("Hello.")
    no_folder = run("narrate", "a.md", "--log", "no/log")
    full = run("narrate", "a.md", "--format", "srt", "--log", "/dev/full")

    assert no_folder.returncode == 1
    assert no_folder.stderr == "captioner: no/log: cannot be written (No such file or directory)\n"
    assert full.returncode == 0
    assert "captioner: /dev/full: the log ends early (No space left on device)\n" in full.stderr


@pytest.mark.parametrize(
    ("arguments", "says", "code"),
    [
        (["--store", "file"], "file: takes cannot be kept there (File exists)", 1),
        (["--store", "/proc/takes"], "/proc/takes: takes cannot be kept there", 1),
        (["--store", "x", "--no-store"], "--store and --no-store contradict each other", 2),
        (["--budget", "5", "--no-store"], "--budget needs the store", 2),
        (["--budget", "-5"], "--budget", 2),
    ],
)
def test_a_store_that_cannot_be_used_is_one_sentence(
    run: Here, tmp_path: Path, arguments: list[str], says: str, code: int
) -> None:
    (tmp_path / "a.md").write_text("Hello.")
    (tmp_path / "file").write_text("mine")
    done = run("narrate", "a.md", *arguments)

    assert done.returncode == code
    assert says in done.last
    assert "Traceback" not in done.stderr
    assert done.stdout == ""
    assert not (tmp_path / "out").exists()


def test_a_cache_that_cannot_be_used_is_one_sentence(run: Here, tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("Hello.")
    done = run("narrate", "a.md", CAPTIONER_STORE="", XDG_CACHE_HOME="/proc/none")

    assert done.returncode == 1
    assert done.last.startswith("captioner: /proc/none/captioner: takes cannot be kept there")


def test_only_sound_that_has_changed_is_encoded_again(run: Here, tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(text(160))
    encoded = store_beside(tmp_path) / "encoded"

    def pieces() -> set[str]:
        return {path.name for path in encoded.rglob("*.packets")}

    with counted() as voice:
        options = (*voice.options[:-1], "mp3,srt")
        run("narrate", "a.md", *options)
        first = pieces()
        run("narrate", "a.md", "-o", "other", "--profile", "ted", *options)
        assert pieces() == first
        (tmp_path / "a.md").write_text(text(160).replace("Line 90 of", "Line 90 or so of"))
        done = run("narrate", "a.md", *options)
        second = pieces()
        run("store", "prune", "--older", "1d")
        assert pieces() == set()

    assert done.returncode == 0, done.stderr
    assert voice.asked.total() == 161
    assert 1 <= len(second - first) < len(first)
