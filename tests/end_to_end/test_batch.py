"""Many documents in one run."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest

from tests.end_to_end.counted import Done, Here, counted, end, made, start, text


def write(folder: Path, **documents: str) -> None:
    for name, written in documents.items():
        (folder / f"{name}.md").write_text(written)


def states(done: Done) -> dict[str, str]:
    """Read what became of each document from the table."""
    rows = [line.split() for line in done.stdout.splitlines()[:-1]]
    return {row[1]: row[0] for row in rows}


def test_many_documents_are_made_as_each_would_be_alone(run: Here, tmp_path: Path) -> None:
    write(tmp_path, a=text(5), b=text(9, "moon"), c=text(2, "wind"))
    with counted() as voice:
        done = run("narrate", "a.md", "b.md", "c.md", *voice.options)
        together = made(tmp_path / "out")
        for name in ("a", "b", "c"):
            run("narrate", f"{name}.md", "-o", "alone", *voice.options)

    assert done.returncode == 0, done.stderr
    assert together == made(tmp_path / "alone")
    assert voice.asked.total() == 16
    assert done.stdout.splitlines()[1:] == [
        "done        b.md  out/b: 9 sentences, 0:19 of audio, wav srt",
        "done        c.md  out/c: 2 sentences, 0:04 of audio, wav srt",
        "3 documents: 3 done; 0:33 of audio",
    ]
    assert "asked for 16 sentences in 16 requests" in done.last


def test_what_two_documents_say_is_asked_for_once(run: Here, tmp_path: Path) -> None:
    write(tmp_path, a=text(6), b=text(8))
    with counted() as voice:
        done = run("narrate", "a.md", "b.md", *voice.options)

    assert voice.asked.total() == 8
    assert "6 sentences kept, which saved 114 characters" in done.last


def test_one_bad_document_stops_no_other(run: Here, tmp_path: Path) -> None:
    write(tmp_path, a=text(3), b=text(3, "moon"))
    (tmp_path / "bad.md").write_bytes(b"\xff\xfe")
    with counted() as voice:
        done = run("narrate", "a.md", "bad.md", "no.md", f"{'n' * 300}.md", "b.md", *voice.options)

    assert done.returncode == 1
    assert list(states(done).values()) == ["done", "failed", "failed", "failed", "done"]
    assert done.stdout.splitlines()[-1] == "5 documents: 2 done, 3 failed; 0:12 of audio"
    assert "n.md: it cannot be read (File name too long)\n" in done.stderr
    assert "captioner: no.md: there is no such file\n" in done.stderr
    assert "captioner: bad.md: it is UTF-16" in done.stderr


def test_with_fail_fast_nothing_is_asked_once_one_is_bad(run: Here, tmp_path: Path) -> None:
    write(tmp_path, a=text(3))
    with counted() as voice:
        done = run("narrate", "a.md", "no.md", "--fail-fast", *voice.options)

    assert done.returncode == 1
    assert done.stderr == "captioner: no.md: there is no such file\n"
    assert not voice.asked
    assert not (tmp_path / "out").exists()


def test_what_is_missing_is_listed_by_document_and_sentence(run: Here, tmp_path: Path) -> None:
    write(tmp_path, a=text(2), b=text(20, "wind"), c=text(2, "moon"))
    (tmp_path / "out" / "c").mkdir(parents=True)
    (tmp_path / "out" / "c" / "c.srt").write_text("mine")
    with counted() as voice:
        done = run(
            "narrate", "a.md", "b.md", "c.md", "--budget", 38 + 60, "--connections", 1,
            *voice.options,
        )  # fmt: skip

    assert done.returncode == 1
    assert states(done) == {"a.md": "done", "b.md": "incomplete", "c.md": "failed"}
    # Which three of them were asked for depends on which claims the store gave first.
    (line,) = (line for line in done.stderr.splitlines() if "b.md: s01-" in line)
    named, _, reason = line.partition("b.md: ")[2].partition(": ")
    contexts = named.split(", ")
    assert len(contexts) == 17
    assert contexts == sorted(set(contexts))
    assert reason.startswith("not asked for any more: the budget of 98 characters")
    assert "captioner: b.md: 17 of 20 sentences could not be spoken" in done.stderr
    assert "c.srt: it is in the way" in done.stderr
    assert "incomplete  b.md  out/b: 3 of 20 sentences" in done.stdout


def test_fail_fast_stops_what_is_under_way(run: Here, tmp_path: Path) -> None:
    write(tmp_path, a=text(2), b=text(400, "moon"))
    (tmp_path / "out" / "a").mkdir(parents=True)
    (tmp_path / "out" / "a" / "a.srt").write_text("mine")
    with counted(stops_after=0) as voice:
        done = run("narrate", "a.md", "b.md", "--fail-fast", *voice.options)

    assert done.returncode == 1
    assert states(done) == {"a.md": "failed", "b.md": "stopped"}


def test_two_documents_for_one_folder_are_refused_before_anything_is_asked(
    run: Here, tmp_path: Path
) -> None:
    (tmp_path / "x").mkdir()
    write(tmp_path, talk=text(3))
    write(tmp_path / "x", Talk=text(2))
    with counted() as voice:
        done = run("narrate", "talk.md", "x/Talk.md", *voice.options)

    assert done.returncode == 2
    assert done.stderr == (
        "captioner: talk.md and x/Talk.md would be written into the same folder, Talk; rename one, "
        "or narrate them into two with -o\n"
    )
    assert not voice.asked


def test_folders_and_patterns_mean_the_documents_in_them(run: Here, tmp_path: Path) -> None:
    (tmp_path / "book" / "deep").mkdir(parents=True)
    write(tmp_path / "book", one=text(1), two=text(1, "moon"))
    write(tmp_path / "book" / "deep", three=text(1, "wind"))
    (tmp_path / "book" / "cover.png").write_bytes(b"\0")
    # Captions beside a document are no documents, unless they are named.
    (tmp_path / "book" / "one.srt").write_text("1\n00:00:00,000 --> 00:00:01,000\nHi.\n")
    with counted() as voice:
        folder = run("narrate", "book", *voice.options)
        pattern = run("narrate", "book/**/t*.md", "book/two.md", *voice.options)
        nothing = run("narrate", "*.txt", *voice.options)
        empty = run("narrate", "out", *voice.options)

    assert states(folder) == {"one.md": "done", "two.md": "done"}
    assert states(pattern) == {"three.md": "done", "two.md": "done"}
    assert (nothing.returncode, nothing.stderr) == (
        2, "captioner: *.txt: no file fits this pattern\n"
    )  # fmt: skip
    assert empty.returncode == 2
    assert "out: there is no document in this folder; captioner reads .md" in empty.stderr


class Stdin:
    """Standard input that holds some bytes."""

    def __init__(self, data: bytes) -> None:
        self.buffer = io.BytesIO(data)


def test_standard_input_is_a_document_with_the_name_that_it_is_given(
    run: Here, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with counted() as voice:
        monkeypatch.setattr(sys, "stdin", Stdin(b"# Tides\n\nHello there.\n"))
        done = run("narrate", "-", "--name", "talk.md", *voice.options)
        monkeypatch.setattr(sys, "stdin", Stdin(b"\xff\xff"))
        bad = run("narrate", "-", "--name", "talk.md", *voice.options)
        nameless = run("narrate", "-", *voice.options)
        formless = run("narrate", "-", "--name", "talk", *voice.options)
        useless = run("narrate", "a.md", "--name", "talk.md", *voice.options)

    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("out/talk: 2 sentences")
    assert '"source":"talk.md"' in (tmp_path / "out/talk/talk.timeline.jsonl").read_text()
    assert bad.stderr.startswith("captioner: talk.md:1: it is not UTF-8")
    for refused in (nameless, formless):
        assert refused.returncode == 2
        assert "say with --name what standard input is called and how it is written" in (
            refused.stderr
        )
    assert useless.stderr == (
        "captioner: --name talk.md: it names standard input, which is written as -\n"
    )


def test_a_short_document_does_not_wait_for_a_long_one(run: Here, tmp_path: Path) -> None:
    write(tmp_path, book=text(200), note=text(2, "moon"))
    with counted() as voice:
        done = run("narrate", "book.md", "note.md", "--connections", 2, *voice.options)

    assert done.returncode == 0, done.stderr
    last = max(number for number, said in enumerate(voice.order) if "moon" in said)
    assert last < 100


def test_interrupted_among_many_it_says_what_is_done_and_how_to_go_on(
    run: Here, tmp_path: Path
) -> None:
    write(tmp_path, a=text(3), b=text(90, "moon"))
    with counted(stops_after=60) as voice:
        process = start(voice, "a.md", "b.md", cwd=tmp_path)
        assert voice.stopped.wait(60)
        process.terminate()
        stopped = end(process)
        voice.stops_after = None
        again = run("narrate", "a.md", "b.md", *voice.options)

    assert stopped.returncode == 1
    assert stopped.last.startswith(
        "captioner: interrupted; run the same command again: 1 of 2 documents are done, and of "
        "those begun "
    )
    assert stopped.last.endswith(" of 90 sentences are kept")
    assert again.returncode == 0
    assert voice.asked.total() <= 93 + 4
