"""Looking after a store: what is in it, whether it is whole, and what may go.

All of it may be done while others use the store. Whatever is moved or removed is so under the lock
of its key, and left alone if somebody holds that. Nothing is touched that no store has written,
so a folder that was named by mistake comes to no harm.

Times come from a clock that may have been wrong. A take that seems to have been used in the future
counts as used now.
"""

from __future__ import annotations

import re
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

import msgspec

from captioner.errors import OutputError, writing
from captioner.store.disk import PASSING
from captioner.store.encoded import EncodedPieces
from captioner.store.takefile import DamagedTake, Header, OtherVersion, name_of
from captioner.store.takes import TakeStore, read_header, set_aside_if_damaged

_NAME = re.compile(r"([0-9a-f]{64})(?:\.([0-9]{1,6}))?\.take")
#: What a kill leaves: a file under its passing name, a lock; and what was set aside.
_STRAY = re.compile(
    rf"([0-9a-f]{{64}})(?:\.[0-9]{{1,6}})?(?:\.[0-9a-f]{{8}}{re.escape(PASSING)}|\.take\.bad|\.lock)"
)
_SHARD = re.compile(r"[0-9a-f]{2}")
#: Nobody takes this long to write a take; a damaged one may be looked at for as long.
STRAY_SECONDS = 24 * 60 * 60


class Entry(msgspec.Struct, frozen=True):
    """A take's file: its size in bytes, and when it was used last, in seconds since 1970."""

    path: Path
    key: str
    number: int
    bytes: int
    used: float

    @property
    def name(self) -> str:
        """The name of the take."""
        return name_of(self.key, self.number)

    def age(self, now: float) -> float:
        """Tell for how many seconds it has not been used; its use is noted once a day."""
        return max(0.0, now - self.used)


class Shelf(msgspec.Struct):
    """The takes of one voice: how many, in bytes and in seconds of sound, and last used when."""

    takes: int = 0
    bytes: int = 0
    seconds: float = 0.0
    used: float = 0.0


class Checked(msgspec.Struct, frozen=True):
    """What a check found: how many takes are whole, and why each other one was set aside.

    `other` counts those of another version of captioner, which are left alone.
    """

    whole: int
    bytes: int
    damaged: dict[Path, str]
    other: int


class Removed(msgspec.Struct, frozen=True):
    """What was removed, or would be, and what is left, in takes and bytes; `in_use` stayed.

    `names` are those of the takes that were removed.
    """

    takes: int
    bytes: int
    left: int
    left_bytes: int
    in_use: int
    names: frozenset[str] = frozenset()


def entries(store: TakeStore) -> Iterator[Entry]:
    """List the takes in a store, without reading them. Raises OutputError if it cannot be read."""
    for path, found in _files(store.folder / "takes", _NAME):
        with suppress(FileNotFoundError):  # Removed meanwhile.
            stat = path.stat()
            yield Entry(path, found[1], int(found[2] or 0), stat.st_size, stat.st_mtime)


def headers(store: TakeStore) -> Iterator[tuple[Entry, Header]]:
    """List the takes in a store with what is told of them; those that cannot be read are not."""
    for entry in entries(store):
        with suppress(DamagedTake, OtherVersion, FileNotFoundError):
            yield entry, read_header(entry.path)


def shelves(store: TakeStore) -> dict[str, Shelf]:
    """Sum up a store by voice, each described to people; the one with the most comes first."""
    found: dict[str, Shelf] = defaultdict(Shelf)
    for entry, header in headers(store):
        shelf = found[header.origin.title]
        shelf.takes += 1
        shelf.bytes += entry.bytes
        shelf.seconds += header.seconds
        shelf.used = max(shelf.used, entry.used)
    return dict(sorted(found.items(), key=lambda item: -item[1].bytes))


def check(store: TakeStore) -> Checked:
    """Read every take and set aside what is damaged: it will be asked for when it is needed."""
    whole = size = other = 0
    damaged: dict[Path, str] = {}
    for entry in entries(store):
        lock = store.lock(entry.key, wait=False)
        if lock is None:
            continue  # Somebody asks for it, and reads it first.
        with lock, suppress(FileNotFoundError):
            try:
                reason = set_aside_if_damaged(entry.path)
            except OtherVersion:
                other += 1
                continue
            if reason:
                damaged[entry.path] = reason
            else:
                whole += 1
                size += entry.bytes
    return Checked(whole, size, damaged, other)


def prune(
    store: TakeStore,
    *,
    older: float | None = None,
    keep: int | None = None,
    now: float | None = None,
    dry_run: bool = False,
) -> Removed:
    """Remove takes that have not been used for `older` seconds, then those used least recently
    until `keep` bytes are left; and what kills have left behind, and all encoded sound.

    Raises OutputError if they cannot be removed.
    """
    now = time.time() if now is None else now
    found = sorted(entries(store), key=lambda entry: min(entry.used, now))
    total = sum(entry.bytes for entry in found)
    going = []
    for entry in found:
        is_old = older is not None and entry.age(now) > older
        if not is_old and (keep is None or total <= keep):
            break  # All that follow were used later.
        going.append(entry)
        total -= entry.bytes
    if not dry_run:
        sweep(store, now)
        EncodedPieces(store.folder).sweep(0.0)
    return _remove(store, going, found, dry_run=dry_run)


def clear(store: TakeStore, *, dry_run: bool = False) -> Removed:
    """Remove every take, what kills have left behind, and all encoded sound. The ledger stays.

    Raises OutputError if they cannot be removed.
    """
    found = list(entries(store))
    removed = _remove(store, found, found, dry_run=dry_run)
    if not dry_run:
        sweep(store, time.time(), older=0.0)
        EncodedPieces(store.folder).sweep(0.0)
    return removed


def sweep(store: TakeStore, now: float, older: float = STRAY_SECONDS) -> int:
    """Remove what kills have left behind and what was set aside, and count it.

    Only what is more than `older` seconds from `now`, on either side.
    """
    swept = 0
    for folder in (store.folder / "takes", store.folder / "locks"):
        for path, found in _files(folder, _STRAY):
            with suppress(FileNotFoundError):
                if abs(now - path.stat().st_mtime) >= older:
                    swept += _remove_file(store, path, found[1])
    return swept


def _remove(
    store: TakeStore, going: Iterable[Entry], found: list[Entry], *, dry_run: bool
) -> Removed:
    size = in_use = 0
    names: set[str] = set()
    for entry in going:
        if dry_run or _remove_file(store, entry.path, entry.key, entry.used):
            names.add(entry.name)
            size += entry.bytes
        else:
            in_use += 1
    total = sum(entry.bytes for entry in found)
    takes = len(names)
    return Removed(takes, size, len(found) - takes, total - size, in_use, frozenset(names))


def _remove_file(store: TakeStore, path: Path, key: str, used: float | None = None) -> bool:
    """Remove a file under its key's lock, unless that is held or the file was used meanwhile."""
    lock = store.lock(key, wait=False)
    if lock is None:
        return False
    with lock, writing(path):
        if used is not None and path.exists() and path.stat().st_mtime != used:
            return False
        if path.suffix != ".lock":  # That goes with the lock, and with nothing else.
            path.unlink(missing_ok=True)
        _forget_choice(store, key)
    return True


def _forget_choice(store: TakeStore, key: str) -> None:
    """Remove the mark of the take that counts once there is none to choose from."""
    chosen = store.path_of(key).with_suffix(".chosen")
    if chosen.exists() and not store.numbers(key):
        chosen.unlink(missing_ok=True)


def _files(folder: Path, pattern: re.Pattern[str]) -> Iterator[tuple[Path, re.Match[str]]]:
    """Find files of ours by their names."""
    try:
        for path in folder.iterdir():
            if found := pattern.fullmatch(path.name):
                yield path, found
            elif _SHARD.fullmatch(path.name) and path.is_dir():
                yield from _files(path, pattern)
    except FileNotFoundError:
        return
    except OSError as exc:
        raise OutputError(f"{folder}: cannot be read ({exc.strerror or exc})") from exc
