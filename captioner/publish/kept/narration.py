"""What was kept of a narration, read back."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

import msgspec

from captioner.errors import DocumentError, OutputError, reading
from captioner.timeline import Placed, Timeline, record

_SUFFIX = ".timeline.jsonl"
#: So many sentences are handed on at a time: enough to be quick, few enough to be nothing.
_PIECE_SENTENCES = 128


def load_timeline(path: Path | str) -> Timeline:
    """Read a kept timeline (`NAME.timeline.jsonl`) whole.

    Raises OutputError where there is none, and for one that is damaged or unfinished.
    """
    with reading(Path(path)):
        return record.whole(Path(path).read_bytes().splitlines(keepends=True))


def stem_of_timeline(name: str) -> str:
    """Give what all files of a narration are called, by the name of its timeline."""
    return name.removesuffix(_SUFFIX)


class Kept(msgspec.Struct, frozen=True):
    """A kept narration: the ends of its timeline, and what could not be spoken, by context."""

    timeline: Path
    head: record.Head
    end: record.End
    unspoken: dict[str, str]

    @property
    def folder(self) -> Path:
        """Where its files are."""
        return self.timeline.parent

    def opened(self) -> BinaryIO:
        """Open the timeline, for `pieces`."""
        with reading(self.timeline):
            return self.timeline.open("rb")

    def lines(self) -> Iterator[record.Line]:
        """Read it, a line at a time. Raises OutputError as `pieces` does."""
        with self.opened() as lines, reading(self.timeline):
            yield from record.verified(lines)

    def sentences(self) -> Iterator[record.SentenceLine]:
        """Read the sentences in it, one at a time. Raises OutputError as `pieces` does."""
        return (line for line in self.lines() if isinstance(line, record.SentenceLine))

    def file(self, suffix: str) -> str:
        """Name its file of a format."""
        return f"{stem_of_timeline(self.timeline.name)}.{suffix}"

    def pieces(self, lines: Iterable[bytes]) -> Iterator[tuple[bytes, Timeline]]:
        """Read the timeline's lines bit by bit: yield them as they stand, all but the last, and
        what is laid out in them. Raises OutputError if they are no longer what they were.
        """
        raw: list[bytes] = []
        placed: list[Placed] = []
        at = 0
        end = None
        with reading(self.timeline):
            for line in record.verified(_noted(lines, raw)):
                end = line
                if isinstance(line, record.SentenceLine):
                    placed.append(record.placed_of(line))
                if len(placed) == _PIECE_SENTENCES:
                    yield b"".join(raw), Timeline(self.head.rate, at, tuple(placed))
                    at = placed[-1].end
                    placed.clear()
                    raw.clear()
            if end != self.end:
                raise OutputError("another run changed it meanwhile; run the same command again")
        yield b"".join(raw[:-1]), Timeline(self.head.rate, at, tuple(placed))


def _noted(lines: Iterable[bytes], noted: list[bytes]) -> Iterator[bytes]:
    for line in lines:
        noted.append(line)
        yield line


def find_kept(path: Path) -> Kept:
    """Find the narration that is kept in a folder, or by a timeline.

    All of the timeline is read. Raises DocumentError where there is none, or more than one, and
    OutputError for one that is damaged, unfinished or of another version.
    """
    timeline = _timeline_at(path)
    head = end = None
    unspoken: dict[str, str] = {}
    with reading(timeline), timeline.open("rb") as lines:
        for line in record.verified(lines):
            head = head or line
            end = line
            if isinstance(line, record.UnspokenLine):
                unspoken[line.context] = line.reason
    assert isinstance(head, record.Head)  # noqa: S101 - what is verified has both ends
    assert isinstance(end, record.End)  # noqa: S101
    return Kept(timeline, head, end, unspoken)


def finished(timeline: Path, made_from: str) -> record.End | None:
    """Give the last line of a timeline if a run like this one has made all of it, and no file has
    been touched since; None otherwise.
    """
    end = untouched(timeline)
    return end if end is not None and end.made_from == made_from else None


def untouched(timeline: Path) -> record.End | None:
    """Give the last line of a timeline if no sentence is missing, and none of its files was touched
    since they were made with it; None otherwise.

    Nothing is read but that line: a file counts as untouched that has its size, and is no younger
    than the timeline, which is the last to get its name.
    """
    try:
        end = _last_line(timeline)
        if end is None or end.unspoken:
            return None
        closed = timeline.stat().st_mtime_ns
        for name, line in end.files.items():
            stat = (timeline.parent / name).stat()
            if stat.st_size != line.bytes or stat.st_mtime_ns > closed or line.earlier:
                return None
    except OSError:
        return None
    return end


#: A last line mostly names a dozen files, with how their captions were made. That of a book by
#: chapters has hundreds.
_USUAL_END = 1 << 16


def _last_line(timeline: Path) -> record.End | None:
    with timeline.open("rb") as file:
        size = file.seek(0, os.SEEK_END)
        length = _USUAL_END
        while True:
            file.seek(max(0, size - length))
            lines = file.read().splitlines()
            if len(lines) > 1 or length >= size:
                break
            length *= 4
    try:
        (end,) = record.read([lines[-1].decode()])
    except (IndexError, OutputError, UnicodeDecodeError):
        return None
    return end if isinstance(end, record.End) else None


def _timeline_at(path: Path) -> Path:
    try:
        if path.name.endswith(_SUFFIX) and not path.is_dir():
            return path
        if not path.is_dir():
            missing = "it is no folder" if path.exists() else "there is no such folder"
            raise DocumentError(path, f"{missing}; name one that captioner narrate made")
        found = sorted(path.glob(f"*{_SUFFIX}"))
        if len(found) == 1:
            return found[0]
        inside = sorted(path.glob(f"*/*{_SUFFIX}"))
    except OSError as exc:
        raise DocumentError(path, f"it cannot be read ({exc.strerror or exc})") from exc
    if found:
        names = ", ".join(timeline.name for timeline in found)
        raise DocumentError(path, f"there is more than one timeline in it ({names}); name one")
    such_as = f", such as {inside[0].parent}" if inside else ""
    raise DocumentError(
        path, f"there is no timeline in it; name a folder that captioner narrate made{such_as}"
    )
