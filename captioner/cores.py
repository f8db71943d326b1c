"""The cores that there are for us, and how we share them."""

from __future__ import annotations

import os
import sys
from contextlib import suppress


def cores() -> int:
    """Count the cores that this process may use, which may be fewer than the machine has."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def work_in_batch() -> None:
    """Have this thread, and all threads and processes that it starts, wait for a core until their
    turn comes, instead of interrupting what works there (SCHED_BATCH, see sched(7)). Only Linux can
    be asked to.

    Where every core speaks or encodes, the loop would interrupt that for each sentence that comes.
    So it has more to do at once, and a narration takes a hundredth less time.
    """
    if sys.platform == "linux":
        with suppress(OSError):  # A sandbox may forbid it, and nothing is lost.
            if os.sched_getscheduler(0) == os.SCHED_OTHER:
                os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0))
