"""A run that is killed while it publishes: files stay whole ones, and the next run goes on."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import pytest
from msgspec.structs import replace

from captioner.errors import OutputError
from captioner.publish.again import publish_folder
from captioner.publish.files import OutputFolder
from captioner.publish.kept import find_kept
from tests.publish.making import BBC, end_of, files_in


class Killed(BaseException):
    """What a run dies of."""


def steps(folder: Path, monkeypatch: pytest.MonkeyPatch, after: int) -> None:
    """Let a run die before the so many-th renaming, without a chance to tidy up."""
    count = iter(range(1000))
    rename = Path.replace

    def replace_or_die(path: Path, target: Path) -> Path:
        if next(count) == after:
            raise Killed
        return rename(path, target)

    monkeypatch.setattr(Path, "replace", replace_or_die)


@pytest.fixture
def untidied(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """Runs that are killed do not put away what they leave."""
    with monkeypatch.context() as patched:
        leave = OutputFolder.__exit__

        def exit_(self: OutputFolder, kind: object, error: object, trace: object) -> None:
            if kind is Killed:
                if self._lock is not None:
                    self._lock.close()
                return
            leave(self, None, None, None)

        patched.setattr(OutputFolder, "__exit__", exit_)
        yield patched


@pytest.mark.parametrize("after", range(4))
def test_a_run_killed_between_two_renamings_leaves_what_the_next_one_finishes(
    folder: Path, bbc: Path, untidied: pytest.MonkeyPatch, after: int
) -> None:
    old, new = files_in(folder), files_in(bbc)
    profile, formats = replace(BBC, fps=Fraction(25)), ("srt", "vtt", "ass")
    with untidied.context() as dying:
        steps(folder, dying, after)
        with pytest.raises(Killed):
            publish_folder(folder, formats=formats, profile=profile, offset_ms=36_000_000)

    left = {name: data for name, data in files_in(folder).items() if not name.startswith(".")}
    # Every file is a whole one, old or new; and the timeline can be read.
    assert set(left) == set(old)
    for name, data in left.items():
        assert data == old[name] or (data == new[name] and name != "x.timeline.jsonl")
    assert find_kept(folder).end == find_kept(folder).end

    published = publish_folder(folder, formats=("lrc",))
    assert published.formats == ("lrc",)
    assert not list(folder.glob(".*"))
    for name in ("x.srt", "x.vtt", "x.ass"):
        assert (folder / name).read_bytes() == new[name]
        assert end_of(folder).files[name] == end_of(bbc).files[name]


def test_a_file_changed_by_hand_after_a_run_was_killed_is_not_overwritten(
    folder: Path, untidied: pytest.MonkeyPatch
) -> None:
    with untidied.context() as dying:
        steps(folder, dying, 1)
        with pytest.raises(Killed):
            publish_folder(folder, formats=("srt", "vtt"), profile=BBC)
    (folder / "x.vtt").write_text("My own words.")
    with pytest.raises(OutputError, match=r"x\.vtt: it is in the way"):
        publish_folder(folder)
    assert (folder / "x.vtt").read_text() == "My own words."


def test_a_run_killed_while_it_wrote_leaves_all_as_it_was(
    folder: Path, bbc: Path, untidied: pytest.MonkeyPatch
) -> None:
    before = files_in(folder)
    with untidied.context() as dying:

        def die(self: OutputFolder, *more: object, **named: object) -> None:
            raise Killed

        dying.setattr(OutputFolder, "close_timeline", die)
        with pytest.raises(Killed):
            publish_folder(folder, profile=BBC)
    left = files_in(folder)
    assert {name: data for name, data in left.items() if not name.startswith(".")} == before
    assert set(left) > set(before)

    publish_folder(folder, profile=replace(BBC, fps=Fraction(25)), offset_ms=36_000_000)
    assert files_in(folder) == files_in(bbc)


def test_a_run_killed_after_one_that_was_killed_before_it_costs_nothing_either(
    folder: Path, bbc: Path, untidied: pytest.MonkeyPatch
) -> None:
    for after in (1, 5, 2):
        with untidied.context() as dying:
            steps(folder, dying, after)
            with pytest.raises(Killed):
                publish_folder(folder, profile=BBC)

    publish_folder(folder, profile=replace(BBC, fps=Fraction(25)), offset_ms=36_000_000)
    assert files_in(folder) == files_in(bbc)


def test_a_file_that_is_in_the_way_can_be_moved_after_a_run_was_killed(
    folder: Path, untidied: pytest.MonkeyPatch
) -> None:
    with untidied.context() as dying:
        steps(folder, dying, 1)
        with pytest.raises(Killed):
            publish_folder(folder, formats=("srt", "vtt"), profile=BBC)
    (folder / "x.vtt").write_text("My own words.")
    for _ in range(2):
        with pytest.raises(OutputError, match=r"x\.vtt: it is in the way"):
            publish_folder(folder)
    (folder / "x.vtt").unlink()

    publish_folder(folder, profile=BBC)
    assert not list(folder.glob(".*"))
