"""Files that are there whole and for good once a call returns, or not at all.

A file is written without a name, synced, given its name, and the folder is synced: without the
last, a power cut may take back the name of a file that is safe itself. What has no name is gone
after a kill. Where files cannot be without one, it is written under a passing name beside its own.
A name is given by a link, since a second link fails where a rename would put another take under
times that somebody has used already. File systems without links get the rename.
"""

from __future__ import annotations

import errno
import os
import secrets
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from captioner.errors import OutputError
from captioner.writeback import write_all

#: The end of a passing name; before it comes something that no other writer has.
PASSING = ".tmp"

#: What file systems without hard links say: exFAT, and some over a network or in user space.
_NO_LINKS = {
    errno.EPERM,
    errno.EACCES,
    errno.EINVAL,
    errno.EOPNOTSUPP,
    errno.ENOTSUP,  # On macOS another number.
    errno.ENOSYS,
}
#: A store holds the text of its user's documents.
_OWNER_ONLY = 0o700


@contextmanager
def keeping(folder: Path) -> Iterator[None]:
    """Translate what the disk says to OutputError, naming the store."""
    try:
        yield
    except OSError as exc:
        raise cannot_keep(folder, exc) from exc


def cannot_keep(folder: Path, exc: OSError) -> OutputError:
    """Say what keeps takes from being kept in a store."""
    reason = exc.strerror or str(exc)
    full = exc.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
    remedy = "make room there" if full else "mend that"
    return OutputError(
        f"{folder}: takes cannot be kept there ({reason}); {remedy}, or choose another store "
        "with --store"
    )


def make_folder(folder: Path, *, synced: bool = True) -> None:
    """Make a folder and those above it, for good; but the last one only until a power cut, if it is
    not `synced`. Of those above nobody who finds them later can know who made them.

    One that is there may have been made this moment by another process, and not be safe yet.
    """
    missing = [path for path in folder.parents if not path.exists()]
    for path in (*reversed(missing), folder):
        path.mkdir(mode=_OWNER_ONLY, exist_ok=True)
        if synced or path != folder:
            sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Have the disk hold what names a folder has. Windows does so by itself."""
    if sys.platform != "win32":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def write_new(path: Path | str, parts: Sequence[bytes], *, synced: bool = True) -> bool:
    """Write a file unless there is one: tell whether it was written. Its folder must be there.

    One that is not `synced` is there after a kill, but a power cut may take it back, or half.
    Where there are no links, only the caller's lock keeps two writers apart.
    """
    name = os.fspath(path)
    is_new = _link_nameless(name, parts, synced=synced)
    if is_new is None:
        is_new = _link_passing(Path(path), parts, synced=synced)
    if is_new and synced:
        sync_folder(Path(path).parent)
    return is_new


def _link_nameless(path: str, parts: Sequence[bytes], *, synced: bool) -> bool | None:
    """Write a file that has no name, and give it one unless that is taken: tell whether it was.

    None where that cannot be had: there are no such files, or no links, or no /proc to link from.
    Each system says so in its own way; what else is wrong, a passing name meets too.
    """
    if sys.platform != "linux":
        return None
    try:
        descriptor = os.open(os.path.dirname(path), os.O_TMPFILE | os.O_WRONLY, 0o600)
    except OSError:
        return None
    try:
        _fill(descriptor, parts, synced=synced)
        try:
            # Only with a folder's descriptor, though it is not used, is the link itself followed.
            os.link(f"/proc/self/fd/{descriptor}", path, src_dir_fd=descriptor)
        except FileExistsError:
            return False
        except OSError:
            return None
    finally:
        os.close(descriptor)
    return True


def _link_passing(path: Path, parts: Sequence[bytes], *, synced: bool) -> bool:
    """Write a file under a passing name, and then link or rename it."""
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
    return True


def write_over(path: Path, data: bytes) -> None:
    """Write a small file in place of what is there."""
    with _written(path, [data]) as passing:
        passing.replace(path)
    sync_folder(path.parent)


@contextmanager
def _written(path: Path, parts: Sequence[bytes], *, synced: bool = True) -> Iterator[Path]:
    """Write a file under a passing name, which does not outlive the block."""
    passing = path.with_name(f"{path.stem}.{secrets.token_hex(4)}{PASSING}")
    try:
        with passing.open("xb", buffering=0) as file:
            _fill(file.fileno(), parts, synced=synced)
        yield passing
    finally:
        with suppress(OSError):
            passing.unlink(missing_ok=True)


def _fill(descriptor: int, parts: Sequence[bytes], *, synced: bool) -> None:
    """Write all of a file."""
    write_all(descriptor, parts)
    if synced:
        os.fsync(descriptor)
