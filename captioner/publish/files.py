"""Files that appear whole or not at all, beside files that are not ours.

Each is written under a temporary name in its folder and renamed once all of them are complete, the
timeline last, since its closing line vouches for the others and for itself. A file in the way is
replaced only if it is, byte for byte, one that captioner made of the same document; whatever else
stands there, or was changed since, stops the run before anything is spoken.

A run that is killed while it renames has left a complete timeline under its temporary name, and
every file either there or in its place: the next run finishes what that one began.

Files may be in folders of that folder: their names are written with `/`, on every system. What an
earlier run has made there, and has no place in the new timeline, goes when that comes.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import sys
from collections.abc import Callable, Iterable, Mapping
from io import TextIOWrapper
from pathlib import Path
from types import MappingProxyType, TracebackType
from typing import Self

import msgspec

from captioner.document import as_text
from captioner.errors import OutputError, reading, writing
from captioner.publish.vouching import check_version, described, ends_of, is_as
from captioner.timeline import record

if sys.platform != "win32":
    import fcntl

#: How a disk says that a folder is not for this user to write in.
_FORBIDDEN = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})


class OutputFolder:
    """The files of one narration in the making: `claim`, write the parts, then `commit`.

    `names` are the files to be made beside the one of the timeline, `source` is the document's
    file name; `or_else` is what a user may do about a folder that is taken, beside making room.
    `staying` are files of this narration that need not be made again, since they would come out
    the same, and `dropping` tells which of those there are, by name, it has no place for any more.
    `later` tells that publications are made afterwards: those that are there may be replaced then,
    and those `foreseen` must find nothing in their way.
    `earlier` tells, once the timeline is closed, which files that stay are of an earlier one. Use
    as a context manager: left without a commit, nothing of them remains.
    """

    def __init__(
        self,
        folder: Path,
        source: str,
        timeline: str,
        names: Iterable[str],
        *,
        or_else: str = ", or choose another folder with -o",
        staying: Iterable[str] = (),
        dropping: Callable[[str, record.FileLine], bool] = lambda name, line: False,
        later: bool = False,
        foreseen: Iterable[str] = (),
    ) -> None:
        self.folder = folder
        self._or_else = or_else
        self._source = source
        self._timeline = timeline
        self._names = (*names, timeline)
        self._staying = frozenset(map(as_text, staying))
        self._dropping = dropping
        self._later = later
        self._foreseen = tuple(foreseen)
        self._made_folders: list[Path] = []
        self._known: dict[str, list[record.FileLine]] = {}
        self._before: record.End | None = None
        self.earlier: tuple[str, ...] = ()
        self._lock: TextIOWrapper | None = None
        self._claimed = self._committed = False

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
            for name in self._given_up():
                with contextlib.suppress(OSError):
                    self.part(name).unlink(missing_ok=True)
        for folder in self._made_folders:
            with contextlib.suppress(OSError):
                folder.rmdir()  # Fails, as it should, for one that holds something.

    def _given_up(self) -> tuple[str, ...]:
        """Tell of which files nothing is to remain. Until all is claimed what is there, but for our
        lock, is what a killed run left, and may still be needed.
        """
        if self._committed:
            return ()
        if self._claimed:
            return self._names
        part = self.part(self._timeline)
        return (self._timeline,) if part.is_file() and not part.stat().st_size else ()

    def claim(self) -> None:
        """Make the folder ours, and check that nothing is in the way.

        Raises OutputError where it, or a folder in it, cannot be written, is being written by
        another run, or holds a file in the way. Reads the files there, so it may take a while.
        """
        with writing(self.folder):
            self.finish_killed()
            for name in (self._timeline, self.part(self._timeline).name):
                self._learn(self.folder / name)
            replaced = [name for name, lines in self._known.items() if lines[0].of and self._later]
            awaited = (*self._names, *replaced, *self._foreseen)
            for name in awaited:
                self._check_way(name)
            for folder in dict.fromkeys((self.folder / name).parent for name in awaited):
                self._check_open(folder)
            self._claimed = True
            for name in self._names:
                self._make_folder_of(name)

    def part(self, name: str) -> Path:
        """Tell under which temporary name a file is written."""
        path = self.folder / name
        return path.with_name(f".{path.name}.part")

    def close_timeline(
        self,
        frames: int,
        sentences: int,
        unspoken: int,
        captions: Mapping[str, record.Captions] = MappingProxyType({}),
        made_from: str = "",
        beyond: int = 0,
        of: Mapping[str, record.Of] = MappingProxyType({}),
        published: record.Published | None = None,
        digests: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        """Write the timeline's last line, which describes all files; `captions` tells by their
        names how those with cues were made, `of` which are of a publication, `made_from` what they
        all were made from, `beyond` how many sentences come after them, and `published` how
        publications were made: as before, if nothing is said and the timeline is the same.
        `digests` are those of files that were found while they were written.
        """
        with writing(self.folder):
            made = {
                as_text(name): described(
                    self.part(name), captions.get(name), of.get(name), digests.get(name, "")
                )
                for name in self._names[:-1]
            }
            timeline = self.part(self._timeline)
            with reading(timeline), timeline.open("rb") as lines:
                itself = hashlib.file_digest(lines, "sha256").hexdigest()
            kept = {name: self._kept(name, itself, of) for name in self.kept()}
            self.earlier = tuple(name for name, line in kept.items() if line.earlier)
            # In the order of the timeline before, so that the same files are told in the same way.
            files = {name: line for name in self._known if (line := (kept | made).get(name))}
            if published is None and self._before is not None and self._is_before(itself):
                published = self._before.published
            end = record.End(
                frames, sentences, unspoken, files | made, itself, made_from, beyond, published
            )
            with timeline.open("a", encoding="utf-8", newline="\n") as file:
                file.write(record.write([end]))

    def kept(self) -> list[str]:
        """List the files of earlier runs that stay beside those of this one."""
        making = {as_text(name) for name in self._names}
        return [
            name
            for name, lines in self._known.items()
            if name not in making
            and (name in self._staying or not self._dropping(name, lines[0]))
            and (self.folder / name).is_file()
        ]

    def _kept(self, name: str, timeline: str, of: Mapping[str, record.Of]) -> record.FileLine:
        """Describe a file that stays, which is of an earlier timeline if this is another."""
        line = self._known[name][0]
        if name in self._staying:
            return msgspec.structs.replace(line, earlier=False, of=of.get(name, line.of))
        return line if self._is_before(timeline) else msgspec.structs.replace(line, earlier=True)

    def _is_before(self, timeline: str) -> bool:
        """Tell whether a timeline is the one before, by the digest of its lines."""
        return self._before is not None and self._before.sha256 == timeline

    def commit(self) -> None:
        """Give all files their names."""
        with writing(self.folder):
            for name in self._names:
                _sync(self.part(name))
            # From here on a run that is stopped leaves what the next one finishes.
            self._committed = True
            self._rename(self._names, self._dropped())
        self._made_folders = []

    def _dropped(self) -> dict[str, record.FileLine]:
        """Give what was there before and has no place any more."""
        staying = {*map(as_text, self._names), *self.kept()}
        before = self._before.files if self._before is not None else {}
        return {name: line for name, line in before.items() if name not in staying}

    def _make_folder_of(self, name: str) -> None:
        folder = (self.folder / name).parent
        self._made_folders = self._made(folder) + self._made_folders

    def _make_folder(self) -> None:
        if self.folder.exists() and not self.folder.is_dir():
            raise self._in_the_way(self.folder)
        self._made_folders = self._made(self.folder)

    def _made(self, folder: Path) -> list[Path]:
        """Make a folder; tell which were missing up to it."""
        missing = [path for path in (folder, *folder.parents) if not path.exists()]
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as exc:
            if exc.errno in _FORBIDDEN:
                raise self._closed(missing[-1].parent) from exc
            raise
        return missing

    def _take_lock(self) -> None:
        """Claim the folder by the timeline's temporary file; a killed run's claim lapses."""
        try:
            lock = self.part(self._timeline).open("a", encoding="utf-8")
        except OSError as exc:
            if exc.errno in _FORBIDDEN:
                raise self._closed(self.folder) from exc
            raise
        if sys.platform != "win32":
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as exc:
                lock.close()
                raise OutputError(
                    f"{self.folder}: another run is writing there; wait for it{self._or_else}"
                ) from exc
        self._lock = lock

    def finish_killed(self) -> None:
        """Make the folder ours, and finish what a run that was killed while it renamed has left, if
        all is as it left it.
        """
        with writing(self.folder):
            self._make_folder()
            self._take_lock()
            self._finish()

    def _finish(self) -> None:
        killed = ends_of(self.part(self._timeline))
        if killed is None or killed.head.source != self._source:
            return
        timeline = self.folder / self._timeline
        before = ends_of(timeline)
        if before is None and os.path.lexists(timeline):
            return
        stood = before.end.files if before else {}
        files = {
            self._named(name): (line, stood.get(name)) for name, line in killed.end.files.items()
        }
        if all(self._was_left(name, line, old) for name, (line, old) in files.items()):
            waiting = [name for name, (line, _) in files.items() if is_as(self.part(name), line)]
            dropped = {name: line for name, line in stood.items() if name not in killed.end.files}
            self._rename([*waiting, self._timeline], dropped)
            self._take_lock()

    def _named(self, told: str) -> str:
        """Give the name of a file that the timeline tells of: one of ours need not be text."""
        return next((name for name in self._names if as_text(name) == told), told)

    def _was_left(self, name: str, line: record.FileLine, old: record.FileLine | None) -> bool:
        """Tell whether a file is as a killed run left it: renamed, or about to be, or kept."""
        path = self.folder / name
        if is_as(self.part(name), line):
            return not os.path.lexists(path) or is_as(path, line) or is_as(path, old)
        return is_as(path, line) or (old is not None and old.digest == line.digest)

    def _rename(self, names: Iterable[str], dropped: Mapping[str, record.FileLine]) -> None:
        """Remove files and give others names; with the last, the timeline's, the lock goes."""
        for name, line in dropped.items():
            if is_as(self.folder / name, line):
                (self.folder / name).unlink()
                with contextlib.suppress(OSError):
                    (self.folder / name).parent.rmdir()  # Fails where something else is in it.
        if self._lock is not None and sys.platform == "win32":
            self._lock.close()
        for name in names:
            self.part(name).replace(self.folder / name)
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def _learn(self, timeline: Path) -> None:
        """Read from a timeline which files captioner made with it.

        The temporary one too: a run that was killed while it renamed has left it complete.
        """
        ends = ends_of(timeline)
        if timeline.name == self._timeline and os.path.lexists(timeline):
            check_version(timeline)
            if ends is None:
                raise self._in_the_way(timeline)
            if ends.head.source != self._source:
                raise OutputError(
                    f"{self.folder}: it holds the narration of {ends.head.source}; choose another "
                    f"folder for {self._source} with -o"
                )
            self._before = ends.end
        if ends is not None:
            for name, line in ends.end.files.items():
                self._known.setdefault(name, []).append(line)

    def _check_way(self, name: str) -> None:
        path = self.folder / name
        if name != self._timeline and os.path.lexists(path):
            known = self._known.get(as_text(name), [])
            if not any(is_as(path, line) for line in known):
                raise self._in_the_way(path)

    def _check_open(self, folder: Path) -> None:
        """Raise OutputError for a folder in which no files can be made."""
        if folder.is_dir() and not may_write(folder):
            raise self._closed(folder)

    def _closed(self, folder: Path) -> OutputError:
        return read_only(folder, self._or_else)

    def _in_the_way(self, path: Path) -> OutputError:
        return OutputError(
            f"{path}: it is in the way, and captioner did not make it, or it was changed since; "
            f"move it{self._or_else}"
        )


def may_write(folder: Path) -> bool:
    """Tell whether files may be made in a folder."""
    # As whom files are made, where that can be told apart from who has begun it all.
    effective = os.access in os.supports_effective_ids
    return os.access(folder, os.W_OK | os.X_OK, effective_ids=effective)


def read_only(folder: Path, or_else: str) -> OutputError:
    """Say that no files may be made in a folder, and what to do."""
    return OutputError(f"{folder}: this folder is read-only for you; make it writable{or_else}")


def append(path: Path, text: str | bytes, mode: str = "a") -> None:
    """Write text at the end of a file, as it is. Raises OutputError where the disk fails."""
    with writing(path), path.open(f"{mode}b") as file:
        file.write(text if isinstance(text, bytes) else text.encode())


def finish_killed(timeline: Path, source: str) -> bool:
    """Finish what a run that was killed while it renamed has left; tell if there may be any."""
    with OutputFolder(timeline.parent, source, timeline.name, (), or_else="") as files:
        if not files.part(timeline.name).exists():
            return False
        files.finish_killed()
    return True


def _sync(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())
