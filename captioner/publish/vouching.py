"""What the last line of a timeline vouches for, and whether files are as it says."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path, PurePosixPath

import msgspec

from captioner.digest import digest_of, matches
from captioner.errors import OutputError, reading
from captioner.timeline import record


class Ends(msgspec.Struct, frozen=True):
    """The first and the last line of a timeline."""

    head: record.Head
    end: record.End


def ends_of(timeline: Path) -> Ends | None:
    """Read the ends of a timeline whose last line vouches for all others, if it is one. Raises
    OutputError for one that cannot be read.
    """
    first: record.Line | None = None
    digest = hashlib.sha256()
    last = b""
    with reading(timeline):
        try:
            with timeline.open("rb") as lines:
                for line in lines:
                    first = first or next(_lines(line))
                    digest.update(last)
                    last = line
            end = next(_lines(last), None)
        except (OutputError, UnicodeDecodeError, FileNotFoundError, IsADirectoryError):
            return None
    if isinstance(first, record.Head) and isinstance(end, record.End):
        if not all(map(_is_inside, end.files)):
            return None
        return Ends(first, end) if end.sha256 == digest.hexdigest() else None
    return None


def check_version(timeline: Path) -> None:
    """Raise OutputError for what is there if it is a timeline of another version of captioner."""
    with (
        reading(timeline),
        suppress(FileNotFoundError, IsADirectoryError),
        timeline.open("rb") as lines,
    ):
        record.check_version(lines.readline())


def _lines(line: bytes) -> Iterator[record.Line]:
    return record.read([line.decode()] if line else [])


def _is_inside(name: str) -> bool:
    """Tell whether a name is that of a file in a folder, or in one of its folders."""
    path = PurePosixPath(name)
    return not path.is_absolute() and bool(path.name) and ".." not in path.parts


def described(
    path: Path,
    captions: record.Captions | None = None,
    of: record.Of | None = None,
    digest: str = "",
) -> record.FileLine:
    """Describe a file for the last line of a timeline; by its `digest`, where that is known."""
    with reading(path):
        return record.FileLine(path.stat().st_size, digest or digest_of(path), captions, of=of)


def is_as(path: Path, line: record.FileLine | None) -> bool:
    """Tell whether a file is, byte for byte, the one that a line of the timeline describes. Raises
    OutputError for one that cannot be read.
    """
    return line is not None and path.is_file() and matches(path, line.bytes, line.digest)
