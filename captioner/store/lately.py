"""Takes that were written lately, and what the system still holds in memory of them."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterable
from contextlib import suppress

from captioner.writeback import CAN_WRITE_BACK, write_back

#: So many are seen to at once.
_AT_ONCE = 32
#: So many stay in memory, some 60 MB: whoever publishes an article reads it from there.
_HELD = 256


class Lately:
    """The takes that a run has written, as long as something is to be done about them."""

    def __init__(self) -> None:
        self._new: list[str] = []
        self._held: deque[str] = deque()

    def add(self, path: str) -> list[str]:
        """Note that one was written; give those that it is time to `see_to`, beside the loop."""
        if not CAN_WRITE_BACK:
            return []
        self._new.append(path)
        if len(self._new) < _AT_ONCE:
            return []
        due, self._new = self._new, []
        self._held.extend(due)
        while len(self._held) > _HELD:
            due.append(self._held.popleft())
        return due


def see_to(paths: Iterable[str]) -> None:
    """Have the disk begin with takes that are not there yet, and memory end with those that are."""
    for path in paths:
        with suppress(OSError):  # It may have been pruned.
            descriptor = os.open(path, os.O_RDONLY)
            try:
                write_back(descriptor)
            finally:
                os.close(descriptor)
