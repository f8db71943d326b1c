"""Bytes on their way to the disk: written in one go, and let go of by the system in time.

What is written the system holds in memory, and writes to the disk some half a minute later. A book
has gigabytes of sound: whoever makes sure of its file then waits for all that is still to be
written, and where memory has to be got first, as in a virtual machine, getting it takes more time
than all else that is done to write: 2.5 s a gigabyte, and 0.5 s where the same memory is used over
again (Linux 6.18). So only a little is held, and the same memory is used over again.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import suppress

#: POSIX lets so many be written at once on every system that has `writev`; most take more.
_MOST_PARTS = 16 if not hasattr(os, "sysconf") else max(16, os.sysconf("SC_IOV_MAX"))
#: Whether this system can be asked to.
CAN_WRITE_BACK = hasattr(os, "posix_fadvise")


def write_all(descriptor: int, parts: Sequence[bytes | memoryview]) -> None:
    """Write all parts, one behind the other. Raises OSError where the disk fails: one that is
    nearly full takes less than all at first, and says so softly.
    """
    left = [memoryview(part) for part in reversed(parts)]
    while left:
        size = _write(descriptor, left[: -_MOST_PARTS - 1 : -1])
        while left and size >= len(left[-1]):
            size -= len(left.pop())
        if size:
            left[-1] = left[-1][size:]


def _write(descriptor: int, parts: Sequence[memoryview]) -> int:
    """Write some of the parts; tell how many bytes."""
    if hasattr(os, "writev"):
        return os.writev(descriptor, parts)
    return os.write(descriptor, parts[0])


def write_back(descriptor: int, begin: int = 0, size: int = 0) -> None:
    """Have the system begin to write to the disk what of a file, or of `size` bytes of it, is not
    there yet, and no longer hold in memory what is. Nothing is waited for.
    """
    if CAN_WRITE_BACK:
        with suppress(OSError):  # Nothing is lost where a file system takes no advice.
            os.posix_fadvise(descriptor, begin, size, os.POSIX_FADV_DONTNEED)
