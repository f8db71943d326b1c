"""Files that appear whole or not at all, beside files that are not ours.

Each is written under a temporary name in its folder and renamed once all of them are complete. A
file in the way is replaced only if the timeline kept there says that captioner made it, byte for
byte; whatever else stands there, or was changed since, stops the run before anything is spoken.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import sys
from collections import deque
from collections.abc import Iterable
from io import TextIOWrapper
from pathlib import Path
from types import TracebackType
from typing import Self

from captioner.errors import OutputError, writing
from captioner.timeline import record

if sys.platform != "win32":
    import fcntl

_HASH_BLOCK = 2**20


class OutputFolder:
    """The files of one narration in the making. Use as a context manager, then `commit`.

    `names` are the files to be made beside the timeline. Left without a commit, nothing of them
    remains. Raises OutputError where the folder cannot be written, is being written by another
    run, or holds files in the way.
    """

    def __init__(self, folder: Path, timeline: str, names: Iterable[str]) -> None:
        self.folder = folder
        self._timeline = timeline
        self._names = (*names, timeline)
        self._made_folders: list[Path] = []
        self._known: dict[str, record.FileLine] = {}
        self._lock: TextIOWrapper | None = None
        self._committed = False

    def __enter__(self) -> Self:
        try:
            with writing(self.folder):
                self._make_folder()
                self._take_lock()
                self._known = self._made_before()
                for name in self._names:
                    self._check_way(name)
        except BaseException:
            self._clean()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._clean()

    def part(self, name: str) -> Path:
        """Tell under which temporary name a file is written."""
        return self.folder / f".{name}.part"

    def digests(self) -> dict[str, record.FileLine]:
        """Describe the files made so far, and those of earlier runs that are still there."""
        with writing(self.folder):
            made = {
                name: _digest(self.part(name)) for name in self._names if name != self._timeline
            }
        kept = {
            name: line
            for name, line in self._known.items()
            if name not in made and (self.folder / name).is_file()
        }
        return kept | made

    def commit(self) -> None:
        """Give all files their names, the timeline last: it vouches for the others."""
        with writing(self.folder):
            for name in self._names:
                _sync(self.part(name))
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
        self._lock = self.part(self._timeline).open("a", encoding="utf-8")
        if sys.platform != "win32":
            try:
                fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as exc:
                self._lock.close()
                self._lock = None
                raise OutputError(
                    f"{self.folder}: another run is writing there; wait for it, or choose another "
                    "folder with -o"
                ) from exc

    def _made_before(self) -> dict[str, record.FileLine]:
        """Read from the timeline kept in the folder what captioner made there."""
        path = self.folder / self._timeline
        if not path.is_file():
            return {}
        with path.open(encoding="utf-8") as lines:
            try:
                last = deque(record.read(lines), maxlen=1)
            except (OutputError, UnicodeDecodeError) as exc:
                raise self._in_the_way(path) from exc
        if not last or not isinstance(last[0], record.End):
            raise self._in_the_way(path)
        return dict(last[0].files)

    def _check_way(self, name: str) -> None:
        path = self.folder / name
        if not os.path.lexists(path) or name == self._timeline:
            if path.is_dir():
                raise self._in_the_way(path)
            return
        known = self._known.get(name)
        if known is None or not path.is_file() or _digest(path) != known:
            raise self._in_the_way(path)

    def _in_the_way(self, path: Path) -> OutputError:
        return OutputError(
            f"{path}: it is in the way, and captioner did not make it, or it was changed since; "
            "move it, or choose another folder with -o"
        )

    def _clean(self) -> None:
        if self._lock is not None:
            for name in () if self._committed else self._names:
                with contextlib.suppress(OSError):
                    self.part(name).unlink(missing_ok=True)
            self._lock.close()
            self._lock = None
        for folder in self._made_folders:
            with contextlib.suppress(OSError):
                folder.rmdir()  # Fails, as it should, for one that holds something.


def _digest(path: Path) -> record.FileLine:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_HASH_BLOCK):
            digest.update(block)
    return record.FileLine(path.stat().st_size, digest.hexdigest())


def _sync(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())
