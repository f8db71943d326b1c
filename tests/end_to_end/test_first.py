"""The beginning of a document, narrated before all of it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from captioner.publish.kept import find_kept
from tests.end_to_end.counted import Here, counted, made, text


def ends(folder: Path) -> list[float]:
    kept = find_kept(folder)
    return [line.end / kept.head.rate for line in kept.sentences()]


def test_no_more_is_asked_for_than_the_beginning_needs(run: Here, tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(text(30))
    with counted() as voice:
        done = run("narrate", "a.md", "--first", "10s", *voice.options)

        assert done.returncode == 0, done.stderr
        *before, last = ends(tmp_path / "out/a.first")
        assert before[-1] < 10 <= last
        assert len(before) + 1 <= voice.asked.total() <= len(before) + 4
        assert done.stdout == (
            f"out/a.first: {len(before) + 1} sentences, 0:{round(last)} of audio, wav srt; only "
            f"the first 10 s, without the {30 - len(before) - 1} sentences after it\n"
        )
        assert f"asked for {voice.asked.total()} sentences in " in done.last
        # Neither asks for anything twice: more of the beginning, and all of it.
        more = run("narrate", "a.md", "--first", "00:00:20", *voice.options)
        whole = run("narrate", "a.md", *voice.options)

    assert (more.returncode, whole.returncode) == (0, 0)
    assert ends(tmp_path / "out/a")[: len(before) + 1] == [*before, last]
    assert voice.asked.total() == len(voice.asked) == 30
    assert whole.stdout.startswith("out/a: 30 sentences, ")
    assert "only" not in whole.stdout


def test_a_beginning_that_is_there_is_left_alone_and_told_alike(run: Here, tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(text(9))
    with counted() as voice:
        first = run("narrate", "a.md", "--first", "5s", *voice.options)
        before = made(tmp_path / "out")
        again = run("narrate", "a.md", "--first", "5s", *voice.options)
        published = run("publish", "out/a.first", "--format", "vtt")
        end = find_kept(tmp_path / "out/a.first").end

    assert again.stdout == first.stdout
    assert "is there as it would be made; nothing was spoken" in again.stderr
    assert published.returncode == 0
    assert sorted(before) == [f"a.first/a.first.{end}" for end in ("srt", "timeline.jsonl", "wav")]
    assert (end.sentences, end.beyond) == (3, 6)


def test_each_of_several_documents_has_its_beginning_with_fit_as_without(
    run: Here, tmp_path: Path
) -> None:
    for name in "abc":
        (tmp_path / f"{name}.md").write_text(text(40, name))
    with counted() as voice:
        done = run("narrate", "a.md", "b.md", "c.md", "--first", "4s", "--fit", *voice.options)

        planned = run("plan", "a.md", "b.md", "c.md", "--first", "4s", *voice.options[:4])

    assert done.returncode == 0, done.stderr
    assert "3 documents: 9 sentences" in planned.stdout
    assert voice.asked.total() <= 3 * 5
    for name in "abc":
        assert ends(tmp_path / f"out/{name}.first")[-1] >= 4
        assert f"out/{name}.first: 3 sentences" in done.stdout


def test_a_document_that_is_shorter_is_narrated_whole(run: Here, tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(text(2))
    with counted() as voice:
        done = run("narrate", "a.md", "--first", "2m", *voice.options)

    assert done.stdout == "out/a.first: 2 sentences, 0:04 of audio, wav srt\n"


def test_what_cannot_be_had_of_a_beginning_is_named_and_nothing_after_it(
    run: Here, tmp_path: Path
) -> None:
    (tmp_path / "a.md").write_text(text(90))
    with counted() as voice:
        done = run("narrate", "a.md", "--first", "20s", "--budget", 60, *voice.options)

    assert done.returncode == 1
    assert voice.asked.total() == 3
    lost, total = (int(number) for number in done.last.split()[1:4:2])
    assert total - lost == 3
    assert total < 20
    assert "sentences could not be spoken and are missing from out/a.first" in done.last


@pytest.mark.parametrize(
    ("told", "says"),
    [
        ("soon", "--first 'soon': it is no length of time; write 30s, 2m or 00:02:00"),
        ("-5s", "--first '-5s': it is no length of time; write 30s, 2m or 00:02:00"),
        ("0", "--first 0: it must be longer"),
        ("00:61:00", "--first 00:61:00: minutes and seconds go from 00 to 59"),
    ],
)
def test_what_is_no_time_is_one_sentence(run: Here, told: str, says: str) -> None:
    done = run("narrate", "a.md", f"--first={told}")

    assert done.returncode == 2
    assert done.stderr == f"captioner: {says}\n"
