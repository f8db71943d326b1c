"""How many files this process may have open: each connection is one or two."""

from __future__ import annotations

import sys
from contextlib import suppress

if sys.platform != "win32":
    import resource

#: What macOS grants at most (OPEN_MAX), whatever it tells; more is refused as a whole.
_SOMETIMES_MOST = 10240


def allow_open_files(count: int) -> None:
    """Ask the system for so many open files, if it allows fewer by now; it may not grant them."""
    if sys.platform != "win32":
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        granted = count if hard == resource.RLIM_INFINITY else min(count, hard)
        for wanted in (granted, min(granted, _SOMETIMES_MOST)):
            if soft == resource.RLIM_INFINITY or soft >= wanted:
                return
            with suppress(OSError, ValueError):
                resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
                return
