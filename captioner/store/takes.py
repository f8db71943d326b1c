"""The store of takes: one immutable file each, by what is heard in it.

    takes/ab/abcdef….take      the take of a key
    takes/ab/abcdef….1.take    the next one, asked for because the first came out badly; then .2
    takes/ab/abcdef….chosen    the number of the one that counts, where that is not 0
    takes/ab/abcdef….take.bad  one that was damaged, set aside
    locks/abcdef….lock         held by whoever asks for a take of the key, or moves one

A take that was put is there for good: after a kill, and, unless it cost nothing, after a power cut.
What is damaged counts as absent. Readers need no lock, since a file never changes; whoever moves
one aside or removes it holds the key's.
"""

from __future__ import annotations

import errno
import os
import re
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from captioner.audio.take import Take
from captioner.errors import CaptionerError, OutputError
from captioner.store import takefile
from captioner.store.disk import (
    PASSING,
    cannot_keep,
    keeping,
    make_folder,
    sync_folder,
    write_new,
    write_over,
)
from captioner.store.lately import Lately
from captioner.store.locks import KeyLock, take_lock
from captioner.store.place import default_folder
from captioner.store.takefile import (
    Asked,
    DamagedTake,
    Header,
    Kept,
    Kind,
    OtherVersion,
    name_of,
    parts_of,
)

#: A take's use is noted so often: its file's time tells when it was used last, to the day.
USE_NOTED_SECONDS = 24 * 60 * 60
#: Most headers are shorter: so much is read at first.
_HEADER_GUESS = 4096
_CHOSEN = re.compile(rb"[0-9]{1,6}\n")


class TakeStore:
    """Takes in a folder, that of the user if none is named. Any thread may use it.

    The folder is made when the first take is put. `kind` is how samples are written: as they are,
    or as FLAC, which takes half the room and as long to make as the embedded voice to speak. Either
    is read whatever `kind` says.
    """

    def __init__(self, folder: Path | str | None = None, *, kind: Kind = "pcm_s16le") -> None:
        self.folder = default_folder() if folder is None else Path(folder)
        self._kind = kind
        # A take a few thousandths of a second: Path objects would be a tenth of that.
        self._takes = os.fspath(self.folder / "takes")
        #: The folders that were made, and whether for good.
        self._made: dict[str, bool] = {}
        self._lately = Lately()

    def path_of(self, key: str, number: int = 0) -> Path:
        """Tell where a take is, or would be."""
        return Path(self._take(key, number))

    def chosen(self, key: str) -> int:
        """Tell the number of the take that counts for a key, whether it is there or not."""
        path = self._file(key, f"{key}.chosen")
        if not os.access(path, os.F_OK):
            return 0  # Nearly always; and an exception takes longer than this does.
        try:
            with open(path, "rb") as file:
                text = file.read()
        except FileNotFoundError:
            return 0
        except OSError as exc:
            raise _unreadable(path, exc) from exc
        # A mark that cannot be read would bring back a take that somebody rejected.
        return int(text) if _CHOSEN.fullmatch(text) else max(self.numbers(key), default=0)

    def numbers(self, key: str) -> list[int]:
        """List the numbers of a key's takes, from the least."""
        names = (path.name for path in self.path_of(key).parent.glob(f"{key}*.take"))
        return sorted(int(name.removesuffix(".take")[len(key) + 1 :] or 0) for name in names)

    def get(
        self, key: str, number: int | None = None, *, lock: KeyLock | None = None
    ) -> Kept | None:
        """Give a take, by default the chosen one; None if it is not there, or damaged.

        `lock` is the key's, if the caller holds it. Raises OutputError if it cannot be read at all.
        """
        path = self._take(key, self.chosen(key) if number is None else number)
        try:
            kept = read_take(path)
        except DamagedTake:
            self._set_aside(path, key, lock)
            return None
        except (OtherVersion, FileNotFoundError):
            return None
        _note_use(path)
        return kept

    def named(self, name: str) -> Path:
        """Tell where the take of a name is, or would be. Raises OutputError for what is no name."""
        return self.path_of(*parts_of(name))

    def get_named(self, name: str) -> Kept | None:
        """Give the take of a name; None if it is not there, or damaged. Raises as `get` does."""
        return self.get(*parts_of(name))

    def header(self, key: str, number: int | None = None) -> Header | None:
        """Give what is told of a take, without reading its sound; None if it is not there.

        Its use is not noted. Raises OutputError if it cannot be read at all.
        """
        path = self._take(key, self.chosen(key) if number is None else number)
        try:
            return read_header(path)
        except (DamagedTake, OtherVersion, FileNotFoundError):
            return None

    def put(
        self, asked: Asked, take: Take, *, lock: KeyLock | None = None, synced: bool = True
    ) -> Kept:
        """Keep a take for good and give what is kept: another's, if that was there first.

        One that is not `synced` may be lost in a power cut, and no lock is taken for it, which
        saves most of what it costs. `lock` is the key's, if the caller holds it. Raises OutputError
        if there is no room, or the disk fails; nothing half written counts, and the same take can
        be put again.
        """
        kept, parts = takefile.write(asked, take, self._kind, int(time.time()))
        try:  # Once a sentence: `keeping` would take as long as much else here.
            if not synced:
                return self._put(asked, kept, parts, lock, synced=False)
            with self._holding(asked.key, lock) as held:
                return self._put(asked, kept, parts, held, synced=True)
        except OSError as exc:
            raise cannot_keep(self.folder, exc) from exc

    def _put(
        self,
        asked: Asked,
        kept: Kept,
        parts: Sequence[bytes],
        lock: KeyLock | None,
        *,
        synced: bool,
    ) -> Kept:
        path = self._take(asked.key, asked.number)
        while not self._write(path, parts, synced=synced):
            with suppress(DamagedTake, OtherVersion, FileNotFoundError):
                return read_take(path)
            with self._holding(asked.key, lock):
                _make_way(path)
        return kept

    def _write(self, path: str, parts: Sequence[bytes], *, synced: bool) -> bool:
        """Write a take's file unless there is one: tell whether it was written."""
        folder = os.path.dirname(path)
        if synced or folder not in self._made:
            self._make(folder, synced=synced)
        try:
            return write_new(path, parts, synced=synced)
        except FileNotFoundError:  # Somebody has removed the folder since it was made.
            self._make(folder, synced=synced)
            return write_new(path, parts, synced=synced)

    def written(self, asked: Asked) -> list[str]:
        """Note that a take was put that was not synced; give those that it is time to `see_to`."""
        return self._lately.add(self._take(asked.key, asked.number))

    def choose(self, key: str, number: int, *, lock: KeyLock | None = None) -> None:
        """Have a take count from now on, for good.

        `lock` is the key's, if the caller holds it. Raises OutputError if the disk fails.
        """
        path = self._file(key, f"{key}.chosen")
        with keeping(self.folder), self._holding(key, lock):
            self._make(os.path.dirname(path))
            write_over(Path(path), b"%d\n" % number)

    def lock(self, key: str, *, wait: bool) -> KeyLock | None:
        """Take the lock of a key; None if another holds it and `wait` is false.

        Raises OutputError if the store cannot be written.
        """
        with keeping(self.folder):
            locks = self.folder / "locks"
            self._make(os.fspath(locks))
            lock = take_lock(locks / f"{key}.lock", wait=wait)
            if lock is not None and lock.was_left:
                # Nobody else writes there, so what is half written is that of who was killed.
                for path in self.path_of(key).parent.glob(f"{key}*{PASSING}"):
                    path.unlink(missing_ok=True)
            return lock

    @contextmanager
    def _holding(self, key: str, lock: KeyLock | None) -> Iterator[KeyLock | None]:
        if lock is not None:
            yield lock
            return
        own = self.lock(key, wait=True)
        try:
            yield own
        finally:
            if own is not None:
                own.release()

    def _set_aside(self, path: str, key: str, lock: KeyLock | None) -> None:
        """Set a damaged take aside, unless another process is at that key: it will see to it."""
        if lock is not None:
            _move_aside(path)
            return
        with suppress(OutputError):  # A store that cannot be written can still be read.
            own = self.lock(key, wait=False)
            if own is not None:
                with own, suppress(OtherVersion, FileNotFoundError):
                    set_aside_if_damaged(path)

    def _take(self, key: str, number: int) -> str:
        return self._file(key, f"{name_of(key, number)}.take")

    def _file(self, key: str, name: str) -> str:
        return f"{self._takes}{os.sep}{key[:2]}{os.sep}{name}"

    def _make(self, folder: str, *, synced: bool = True) -> None:
        """Make a folder, for good if it is `synced`."""
        is_safe = self._made.get(folder)
        if is_safe is None or is_safe < synced or not os.path.isdir(folder):
            make_folder(Path(folder), synced=synced)
            self._made[folder] = synced


def read_header(path: Path | str) -> Header:
    """Read the header of a take's file.

    Raises DamagedTake, OtherVersion or FileNotFoundError; OutputError if it cannot be read at all.
    """
    try:
        with open(path, "rb") as file:
            data = file.read(_HEADER_GUESS)
            missing = takefile.header_length(data) - len(data)
            size = os.fstat(file.fileno()).st_size
            if 0 < missing <= size:
                data += file.read(missing)
    except FileNotFoundError:
        raise
    except OSError as exc:
        raise _not_read(path, exc) from exc
    header = takefile.read_header(data)
    _check_name(path, header)
    return header


def read_take(path: Path | str) -> Kept:
    """Read a take's file. Raises as `read_header` does."""
    try:
        with open(path, "rb") as file:
            data = file.read()
    except FileNotFoundError:
        raise
    except OSError as exc:
        raise _not_read(path, exc) from exc
    kept = takefile.read(data)
    _check_name(path, kept.header)
    return kept


def set_aside_if_damaged(path: Path | str) -> str:
    """Read a take's file, under its key's lock, and set it aside if it is damaged: tell why.

    Without the lock a whole one might have come in its place meanwhile. Raises OtherVersion or
    FileNotFoundError.
    """
    try:
        read_take(path)
    except DamagedTake as exc:
        _move_aside(path)
        return str(exc)
    return ""


def _make_way(path: str) -> None:
    """Move aside what is no take of ours, under its key's lock, as `set_aside_if_damaged` does."""
    with suppress(FileNotFoundError):
        try:
            set_aside_if_damaged(path)
        except OtherVersion:
            _move_aside(path)


def _check_name(path: Path | str, header: Header) -> None:
    if os.path.basename(path) != f"{header.name}.take":
        raise DamagedTake("it is the take of something else")


def _not_read(path: Path | str, exc: OSError) -> CaptionerError:
    """Say why a take's file, which is there, cannot be read."""
    if exc.errno == errno.EIO:  # That of a disk that has lost what it held.
        return DamagedTake("the disk cannot read it")
    return _unreadable(path, exc)


def _unreadable(path: Path | str, exc: OSError) -> OutputError:
    return OutputError(
        f"{path}: this take cannot be read ({exc.strerror or exc}); mend that, or choose another "
        "store with --store"
    )


def _move_aside(path: Path | str) -> None:
    with suppress(FileNotFoundError):
        os.replace(path, f"{path}.bad")
        sync_folder(Path(path).parent)


def _note_use(path: str) -> None:
    """Note that a take was used. A clock that was wrong is put right too."""
    with suppress(OSError):  # A store that cannot be written can still be read.
        if abs(time.time() - os.stat(path).st_mtime) > USE_NOTED_SECONDS:
            os.utime(path)
