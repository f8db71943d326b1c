"""What the C library keeps of the memory that was freed. Only glibc is asked to keep less."""

from __future__ import annotations

import ctypes
import sys

#: M_ARENA_MAX and M_MMAP_THRESHOLD of mallopt(3).
_ARENA_MAX, _MMAP_THRESHOLD = -8, -3
#: What is larger than this is given back as soon as it is freed: the sound of a long sentence. By
#: itself glibc raises the mark to the size of the book's text, once that was freed, and then keeps
#: 70 MB more; at a quarter of it the system is asked so often that it is felt.
_LARGE_BYTES = 2**19


def keep_little() -> None:
    """Have all threads of this process share one heap, and large pieces be apart from it, for as
    long as it lives.

    Each thread would have one of its own, and keep what was freed in it: a seventh of the memory of
    a long narration, whose sound is freed in another thread than the one that it came to. To be
    called before there are threads.
    """
    _call("mallopt", _ARENA_MAX, 1)
    _call("mallopt", _MMAP_THRESHOLD, _LARGE_BYTES)


def give_back() -> None:
    """Give the system what was freed, as much of it as after a book was read."""
    _call("malloc_trim", 0)


def _call(name: str, *arguments: int) -> None:
    if sys.platform == "linux":
        function = getattr(ctypes.CDLL(None), name, None)  # Another C library may have none.
        if function is not None:
            function(*arguments)
