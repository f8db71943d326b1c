"""Locks between processes: who asks for a take, and who may move one.

One file a key, locked by `flock`, which the kernel lets go of when the process ends, however it
does. The file is removed by whoever holds the lock. So a lock counts only if its file is still the
one of that name; otherwise another was made meanwhile, and the lock is to be taken on that.

Windows has no `flock`: there, and on file systems that refuse it, processes are not kept apart. At
worst two then pay for the same take; the first to be kept counts for both.
"""

from __future__ import annotations

import errno
import os
import sys
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

if sys.platform != "win32":
    import fcntl

#: What file systems without locks say.
_NO_LOCKS = {errno.ENOLCK, errno.EOPNOTSUPP, errno.ENOSYS, errno.EINVAL}


class KeyLock:
    """A lock that is held. Made by `take_lock`; let go of by `release`, or use it in a `with`.

    `was_left`: whoever held it before did not let go of it, but was killed.
    """

    def __init__(self, path: Path, descriptor: int, *, was_left: bool) -> None:
        self.was_left = was_left
        self._path = path
        self._descriptor: int | None = descriptor

    def release(self) -> None:
        """Let go. May be called again."""
        descriptor, self._descriptor = self._descriptor, None
        if descriptor is None:
            return
        if sys.platform == "win32":
            os.close(descriptor)  # What is open cannot be removed.
        with suppress(OSError):
            self._path.unlink(missing_ok=True)
        if sys.platform != "win32":
            os.close(descriptor)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.release()


def take_lock(path: Path, *, wait: bool) -> KeyLock | None:
    """Take the lock of a file, whose folder must be there. None if it is held and `wait` is false.

    Waiting blocks the thread for as long as another holds the lock.
    """
    while True:
        was_there = path.exists()
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            locked = _locked(descriptor, wait=wait)
            if locked is False:
                os.close(descriptor)
                return None
            if _is_still(descriptor, path):
                return KeyLock(path, descriptor, was_left=was_there and locked is True)
        except BaseException:
            os.close(descriptor)
            raise
        os.close(descriptor)


def _locked(descriptor: int, *, wait: bool) -> bool | None:
    """Tell whether a file is locked now: None where there are no locks."""
    if sys.platform == "win32":
        return None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except BlockingIOError:
        return False
    except OSError as exc:
        if exc.errno not in _NO_LOCKS:
            raise
        return None
    return True


def _is_still(descriptor: int, path: Path) -> bool:
    """Tell whether an open file is the one of that name."""
    try:
        return os.path.samestat(os.fstat(descriptor), path.stat())
    except FileNotFoundError:
        return False
