"""Files that appear whole or not at all, and never in place of what is not ours."""

from __future__ import annotations

from pathlib import Path

import pytest

from captioner.errors import OutputError
from captioner.publish.files import OutputFolder
from captioner.timeline import record

HEAD = record.Head(record.VERSION, "T", "en", "x.md", 22050, {})


def begin(folder: Path, source: str = "x.md", names: tuple[str, ...] = ("x.srt",)) -> OutputFolder:
    return OutputFolder(folder, source, "x.timeline.jsonl", names)


def fill(files: OutputFolder, content: str = "made") -> None:
    files.part("x.srt").write_text(content)
    files.part("x.timeline.jsonl").write_text(record.write([HEAD]))
    files.close_timeline(0, 0, 0)


def make(folder: Path, content: str = "made") -> None:
    with begin(folder) as files:
        files.claim()
        fill(files, content)
        files.commit()


def test_files_appear_at_the_commit_and_can_be_made_again(tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "x"
    with begin(folder) as files:
        files.claim()
        fill(files)
        assert sorted(p.name for p in folder.iterdir()) == [".x.srt.part", ".x.timeline.jsonl.part"]
        files.commit()
    assert sorted(path.name for path in folder.iterdir()) == ["x.srt", "x.timeline.jsonl"]

    make(folder, "made again")
    assert (folder / "x.srt").read_text() == "made again"


def test_without_a_commit_nothing_remains_not_even_folders(tmp_path: Path) -> None:
    with begin(tmp_path / "deep" / "x") as files:
        files.claim()
        fill(files)

    assert list(tmp_path.iterdir()) == []


def test_what_an_earlier_run_made_survives_one_that_is_given_up(tmp_path: Path) -> None:
    make(tmp_path)
    with begin(tmp_path) as files:
        files.claim()
        fill(files, "given up")

    assert sorted(path.name for path in tmp_path.iterdir()) == ["x.srt", "x.timeline.jsonl"]
    assert (tmp_path / "x.srt").read_text() == "made"


def test_a_timeline_edited_by_hand_is_kept(tmp_path: Path) -> None:
    make(tmp_path)
    timeline = tmp_path / "x.timeline.jsonl"
    timeline.write_text(timeline.read_text().replace('"T"', '"My own title"'))
    with pytest.raises(OutputError, match=r"x\.timeline\.jsonl: it is in the way"):
        make(tmp_path)

    assert "My own title" in timeline.read_text()


def test_what_another_version_made_is_kept_and_told(tmp_path: Path) -> None:
    make(tmp_path)
    timeline = tmp_path / "x.timeline.jsonl"
    old = timeline.read_text().replace(f'"version":{record.VERSION}', '"version":2', 1)
    timeline.write_text(old)
    with pytest.raises(OutputError, match=r"is of version 2; .* move its folder away and narrate"):
        make(tmp_path)

    assert timeline.read_text() == old


def test_what_a_killed_run_of_another_version_left_is_no_obstacle(tmp_path: Path) -> None:
    make(tmp_path)
    timeline = tmp_path / "x.timeline.jsonl"
    old = timeline.read_text().replace(f'"version":{record.VERSION}', '"version":2', 1)
    (tmp_path / ".x.timeline.jsonl.part").write_text(old)

    make(tmp_path)

    assert sorted(path.name for path in tmp_path.iterdir()) == ["x.srt", "x.timeline.jsonl"]


@pytest.mark.parametrize("text", ["", "{}\n", "no json", "\udcff", '{"record":"section"}\n'])
def test_a_timeline_that_is_none_of_ours_is_kept(tmp_path: Path, text: str) -> None:
    timeline = tmp_path / "x.timeline.jsonl"
    timeline.write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(OutputError, match="in the way"):
        make(tmp_path)

    assert timeline.read_bytes() == text.encode("utf-8", "surrogateescape")


def test_the_narration_of_another_document_of_the_same_name_is_kept(tmp_path: Path) -> None:
    make(tmp_path)
    refusal = pytest.raises(OutputError, match=r"narration of x\.md; .* for x\.txt with -o")
    with begin(tmp_path, source="x.txt") as files, refusal:
        files.claim()


@pytest.mark.parametrize("renamed", [0, 1])
def test_a_run_killed_while_it_renamed_its_files_is_no_obstacle(
    tmp_path: Path, renamed: int
) -> None:
    """What it left is whole, and its temporary timeline vouches for the files already renamed."""
    make(tmp_path, "first")
    killed = begin(tmp_path)
    killed.claim()
    fill(killed, "second")
    if renamed:
        killed.part("x.srt").replace(tmp_path / "x.srt")
    assert killed._lock is not None
    killed._lock.close()

    make(tmp_path, "third")
    assert (tmp_path / "x.srt").read_text() == "third"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["x.srt", "x.timeline.jsonl"]


def test_files_of_earlier_runs_stay_known(tmp_path: Path) -> None:
    make(tmp_path)
    with begin(tmp_path, names=("x.vtt",)) as files:
        files.claim()
        files.part("x.vtt").write_text("WEBVTT")
        files.part("x.timeline.jsonl").write_text(record.write([HEAD]))
        files.close_timeline(0, 0, 0)
        files.commit()

    make(tmp_path, "made again")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["x.srt", "x.timeline.jsonl", "x.vtt"]


def test_files_of_another_timeline_are_told_and_those_of_the_same_are_not(tmp_path: Path) -> None:
    make(tmp_path)
    told = []
    for title in ("T", "Another title", "Another title"):
        with begin(tmp_path, names=("x.vtt",)) as files:
            files.claim()
            files.part("x.vtt").write_text("WEBVTT")
            head = record.Head(record.VERSION, title, "en", "x.md", 22050, {})
            files.part("x.timeline.jsonl").write_text(record.write([head]))
            files.close_timeline(0, 0, 0)
            files.commit()
        told.append(files.earlier)

    # Once it is of an earlier one it stays so.
    assert told == [(), ("x.srt",), ("x.srt",)]


# ---------------------------------------------------------------- files in folders of the folder


def fill_all(files: OutputFolder, names: tuple[str, ...]) -> None:
    for name in names:
        files.part(name).write_text(name)
    files.part("x.timeline.jsonl").write_text(record.write([HEAD]))
    files.close_timeline(0, 0, 0, of={name: record.Of("chapters") for name in names})


def drops(name: str, line: record.FileLine) -> bool:
    return line.of is not None


def make_all(folder: Path, *names: str) -> None:
    with OutputFolder(folder, "x.md", "x.timeline.jsonl", names, dropping=drops) as files:
        files.claim()
        fill_all(files, names)
        files.commit()


def there(folder: Path) -> list[str]:
    return sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*"))


def test_files_may_be_in_folders_and_nothing_remains_of_one_that_is_given_up(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "x"
    names = ("chapters/01.srt", "chapters/02.srt")
    with OutputFolder(folder, "x.md", "x.timeline.jsonl", names) as files:
        files.claim()
        fill_all(files, names)
        assert (folder / "chapters" / ".01.srt.part").is_file()
    assert not folder.exists()
    make_all(folder, *names)
    assert there(folder) == ["chapters", *names, "x.timeline.jsonl"]


def test_what_has_no_place_any_more_goes_with_its_folder_but_not_what_was_changed(
    tmp_path: Path,
) -> None:
    make_all(tmp_path, "chapters/01.srt", "parts/02.srt")
    make_all(tmp_path, "chapters/01.srt")
    assert there(tmp_path) == ["chapters", "chapters/01.srt", "x.timeline.jsonl"]
    (tmp_path / "chapters" / "01.srt").write_text("mine")
    make_all(tmp_path, "02.srt")
    assert there(tmp_path) == ["02.srt", "chapters", "chapters/01.srt", "x.timeline.jsonl"]


def test_a_folder_that_is_a_file_is_in_the_way(tmp_path: Path) -> None:
    (tmp_path / "chapters").write_text("mine")
    with pytest.raises(OutputError, match="chapters"):
        make_all(tmp_path, "chapters/01.srt")
    assert (tmp_path / "chapters").read_text() == "mine"


@pytest.mark.parametrize("name", ["../mine.txt", "/tmp/mine.txt", "chapters/../../mine.txt", ""])
def test_a_timeline_that_tells_of_files_elsewhere_is_none_of_ours(
    tmp_path: Path, name: str
) -> None:
    folder = tmp_path / "x"
    make_all(folder, "01.srt")
    (tmp_path / "mine.txt").write_text("01.srt")
    timeline = folder / "x.timeline.jsonl"
    timeline.write_text(timeline.read_text().replace('"01.srt"', f'"{name}"'))
    with pytest.raises(OutputError, match="in the way"):
        make_all(folder, "02.srt")
    assert (tmp_path / "mine.txt").exists()


def test_a_folder_that_is_read_only_is_told_and_stays_as_it_was(ordinary: Path) -> None:
    make(ordinary)
    ordinary.chmod(0o555)
    with pytest.raises(OutputError) as error:
        make(ordinary)
    ordinary.chmod(0o755)
    assert str(error.value) == (
        f"{ordinary}: this folder is read-only for you; make it writable, or choose another folder "
        "with -o"
    )
    assert sorted(path.name for path in ordinary.iterdir()) == ["x.srt", "x.timeline.jsonl"]


@pytest.mark.parametrize("foreseen", [False, True])
def test_a_read_only_folder_in_it_is_found_at_the_beginning(ordinary: Path, foreseen: bool) -> None:
    inner = ordinary / "chapters"
    inner.mkdir(0o555)
    names, ahead = ("chapters/01.mp3",), ("chapters/02.mp3",)
    files = OutputFolder(
        ordinary, "x.md", "x.timeline.jsonl", () if foreseen else names,
        foreseen=ahead if foreseen else (),
    )  # fmt: skip
    with pytest.raises(OutputError, match=f"{inner}: this folder is read-only for you"), files:
        files.claim()
    assert list(ordinary.iterdir()) == [inner]


def test_read_only_files_are_replaced_like_others(ordinary: Path) -> None:
    make(ordinary)
    for path in ordinary.iterdir():
        path.chmod(0o444)
    make(ordinary, "made again")
    assert (ordinary / "x.srt").read_text() == "made again"


@pytest.mark.parametrize("name", ["x.srt", "x.timeline.jsonl"])
def test_a_file_that_cannot_be_read_is_named(ordinary: Path, name: str) -> None:
    make(ordinary)
    (ordinary / name).chmod(0)
    with pytest.raises(OutputError) as error:
        make(ordinary)
    assert str(error.value) == f"{ordinary / name}: cannot be read (Permission denied)"


def test_a_folder_that_cannot_be_made_is_told_by_the_one_it_would_be_in(ordinary: Path) -> None:
    ordinary.chmod(0o555)
    with pytest.raises(OutputError, match=f"^{ordinary}: this folder is read-only for you"):
        make(ordinary / "deep" / "x")
