"""Files that are there whole and for good once a call returns, or not at all.

A file is written under a passing name beside its own, synced, given its name, and the folder is
synced: without the last, a power cut may take back the name of a file that is safe itself. A name
is given by a link, since a second link fails where a rename would put another take under times
that somebody has used already. File systems without links get the rename.
"""

from __future__ import annotations

import errno
import os
import secrets
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from captioner.errors import OutputError

#: The end of a passing name; before it comes something that no other writer has.
PASSING = ".tmp"

#: What file systems without hard links say: exFAT, and some over a network or in user space.
_NO_LINKS = {errno.EPERM, errno.EACCES, errno.EINVAL, errno.EOPNOTSUPP, errno.ENOSYS}
#: A store holds the text of its user's documents.
_OWNER_ONLY = 0o700


@contextmanager
def keeping(folder: Path) -> Iterator[None]:
    """Translate what the disk says to OutputError, naming the store."""
    try:
        yield
    except OSError as exc:
        reason = exc.strerror or str(exc)
        full = exc.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
        remedy = "make room there" if full else "mend that"
        raise OutputError(
            f"{folder}: takes cannot be kept there ({reason}); {remedy}, or choose another store "
            "with --store"
        ) from exc


def make_folder(folder: Path) -> None:
    """Make a folder and those above it, for good.

    One that is there may have been made this moment by another process, and not be safe yet.
    """
    missing = [path for path in folder.parents if not path.exists()]
    for path in (*reversed(missing), folder):
        path.mkdir(mode=_OWNER_ONLY, exist_ok=True)
        sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Have the disk hold what names a folder has. Windows does so by itself."""
    if sys.platform != "win32":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def write_new(path: Path, parts: Iterable[bytes], *, synced: bool = True) -> bool:
    """Write a file unless there is one: tell whether it was written. Its folder must be there.

    One that is not `synced` is there after a kill, but a power cut may take it back, or half.
    Where there are no links, only the caller's lock keeps two writers apart.
    """
    with _written(path, parts, synced=synced) as passing:
        try:
            os.link(passing, path)
        except FileExistsError:
            return False
        except OSError as exc:
            if exc.errno not in _NO_LINKS:
                raise
            if os.path.lexists(path):
                return False
            passing.rename(path)
    if synced:
        sync_folder(path.parent)
    return True


def write_over(path: Path, data: bytes) -> None:
    """Write a small file in place of what is there."""
    with _written(path, [data]) as passing:
        passing.replace(path)
    sync_folder(path.parent)


@contextmanager
def _written(path: Path, parts: Iterable[bytes], *, synced: bool = True) -> Iterator[Path]:
    """Write a file under a passing name, which does not outlive the block."""
    passing = path.with_name(f"{path.stem}.{secrets.token_hex(4)}{PASSING}")
    try:
        # Buffered: a bare write to a disk that is nearly full writes less and says so softly.
        with passing.open("xb") as file:
            file.writelines(parts)
            file.flush()
            if synced:
                os.fsync(file.fileno())
        yield passing
    finally:
        with suppress(OSError):
            passing.unlink(missing_ok=True)
