"""What the C library keeps of the memory that was freed. Only glibc is asked to keep less."""

from __future__ import annotations

import ctypes
import sys

#: M_ARENA_MAX of mallopt(3).
_ARENA_MAX = -8


def keep_little() -> None:
    """Have all threads of this process share one heap, for as long as it lives.

    Each thread would have one of its own, and keep what was freed in it: a seventh of the memory of
    a long narration, whose sound is freed in another thread than the one that it came to. To be
    called before there are threads.
    """
    if sys.platform == "linux":
        _call("mallopt", _ARENA_MAX, 1)


def give_back() -> None:
    """Give the system what was freed, as much of it as after a book was read."""
    if sys.platform == "linux":
        _call("malloc_trim", 0)


def _call(name: str, *arguments: int) -> None:
    function = getattr(ctypes.CDLL(None), name, None)  # Another C library may have none.
    if function is not None:
        function(*arguments)
