"""Files that appear whole or not at all, beside files that are not ours.

Each is written under a temporary name in its folder and renamed once all of them are complete, the
timeline last, since its closing line vouches for the others and for itself. A file in the way is
replaced only if it is, byte for byte, one that captioner made of the same document; whatever else
stands there, or was changed since, stops the run before anything is spoken.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import sys
from collections.abc import Iterable, Iterator
from io import TextIOWrapper
from pathlib import Path
from types import TracebackType
from typing import Self

from captioner.document import as_text
from captioner.errors import OutputError, writing
from captioner.timeline import record

if sys.platform != "win32":
    import fcntl

_HASH_BLOCK = 2**20


class OutputFolder:
    """The files of one narration in the making: `claim`, write the parts, then `commit`.

    `names` are the files to be made beside the one of the timeline, `source` is the document's
    file name. Use as a context manager: left without a commit, nothing of them remains.
    """

    def __init__(self, folder: Path, source: str, timeline: str, names: Iterable[str]) -> None:
        self.folder = folder
        self._source = source
        self._timeline = timeline
        self._names = (*names, timeline)
        self._made_folders: list[Path] = []
        self._known: dict[str, list[record.FileLine]] = {}
        self._lock: TextIOWrapper | None = None
        self._committed = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._lock is not None:
            # Closed first: not every system removes what is open.
            self._lock.close()
            for name in () if self._committed else self._names:
                with contextlib.suppress(OSError):
                    self.part(name).unlink(missing_ok=True)
        for folder in self._made_folders:
            with contextlib.suppress(OSError):
                folder.rmdir()  # Fails, as it should, for one that holds something.

    def claim(self) -> None:
        """Make the folder ours, and check that nothing is in the way.

        Raises OutputError where it cannot be written, is being written by another run, or holds a
        file in the way. Reads the files there, so it may take a while.
        """
        with writing(self.folder):
            self._make_folder()
            self._take_lock()
            for name in (self._timeline, self.part(self._timeline).name):
                self._learn(self.folder / name)
            for name in self._names:
                self._check_way(name)

    def part(self, name: str) -> Path:
        """Tell under which temporary name a file is written."""
        return self.folder / f".{name}.part"

    def close_timeline(self, frames: int, sentences: int, unspoken: int) -> None:
        """Write the timeline's last line, which describes all files."""
        with writing(self.folder):
            made = {as_text(name): _digest(self.part(name)) for name in self._names[:-1]}
            kept = {name: self._known[name][0] for name in self.kept()}
            timeline = self.part(self._timeline)
            itself = _digest(timeline).sha256
            end = record.End(frames, sentences, unspoken, kept | made, itself)
            with timeline.open("a", encoding="utf-8", newline="\n") as file:
                file.write(record.write([end]))

    def kept(self) -> list[str]:
        """List the files of earlier runs that stay beside those of this one."""
        making = {as_text(name) for name in self._names}
        return [
            name for name in self._known if name not in making and (self.folder / name).is_file()
        ]

    def commit(self) -> None:
        """Give all files their names."""
        with writing(self.folder):
            for name in self._names:
                _sync(self.part(name))
            if self._lock is not None and sys.platform == "win32":
                self._lock.close()
            for name in self._names:
                self.part(name).replace(self.folder / name)
        self._made_folders = []
        self._committed = True

    def _make_folder(self) -> None:
        missing = [path for path in (self.folder, *self.folder.parents) if not path.exists()]
        if not missing and not self.folder.is_dir():
            raise self._in_the_way(self.folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self._made_folders = missing

    def _take_lock(self) -> None:
        """Claim the folder by the timeline's temporary file; a killed run's claim lapses."""
        lock = self.part(self._timeline).open("a", encoding="utf-8")
        if sys.platform != "win32":
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as exc:
                lock.close()
                raise OutputError(
                    f"{self.folder}: another run is writing there; wait for it, or choose another "
                    "folder with -o"
                ) from exc
        self._lock = lock

    def _learn(self, timeline: Path) -> None:
        """Read from a timeline which files captioner made with it.

        The temporary one too: a run that was killed while it renamed has left it complete.
        """
        try:
            head, end, digest = _ends_of(timeline)
        except FileNotFoundError:
            return
        except (OutputError, UnicodeDecodeError, IsADirectoryError):
            head = end = None
        whole = end is not None and head is not None and end.sha256 == digest
        if timeline.name == self._timeline:
            if not whole:
                raise self._in_the_way(timeline)
            if head is not None and head.source != self._source:
                raise OutputError(
                    f"{self.folder}: it holds the narration of {head.source}; choose another "
                    f"folder for {self._source} with -o"
                )
        if end is not None and whole:
            for name, line in end.files.items():
                self._known.setdefault(name, []).append(line)

    def _check_way(self, name: str) -> None:
        path = self.folder / name
        if name != self._timeline and os.path.lexists(path):
            known = self._known.get(as_text(name), [])
            if not path.is_file() or _digest(path) not in known:
                raise self._in_the_way(path)

    def _in_the_way(self, path: Path) -> OutputError:
        return OutputError(
            f"{path}: it is in the way, and captioner did not make it, or it was changed since; "
            "move it, or choose another folder with -o"
        )


def _ends_of(timeline: Path) -> tuple[record.Head | None, record.End | None, str]:
    """Read the first and the last line of a timeline, and the digest of all but the last."""
    head: record.Line | None = None
    digest = hashlib.sha256()
    last = b""
    with timeline.open("rb") as lines:
        for line in lines:
            head = head or next(_lines(line))
            digest.update(last)
            last = line
    end = next(_lines(last), None)
    return (
        head if isinstance(head, record.Head) else None,
        end if isinstance(end, record.End) else None,
        digest.hexdigest(),
    )


def _lines(line: bytes) -> Iterator[record.Line]:
    return record.read([line.decode()] if line else [])


def _digest(path: Path) -> record.FileLine:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_HASH_BLOCK):
            digest.update(block)
    return record.FileLine(path.stat().st_size, digest.hexdigest())


def _sync(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())
