"""Ctrl-C, SIGTERM, and a terminal that is closed, while much is under way."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import trio

from captioner.errors import CaptionerError

_SIGNALS = [
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)
]


class Interrupted(CaptionerError):
    """The run was told to stop, and has tidied up."""


@contextmanager
def interruptible(run: trio.CancelScope) -> Iterator[None]:
    """Give up the run at Ctrl-C, SIGTERM or a terminal that is closed, and let it tidy up.

    From the first signal on all others are ignored: one that came while the process ends would
    take the last word from it. (trio's receiver of signals would send it to us once more.)
    """
    token = trio.lowlevel.current_trio_token()

    def give_up(number: int, frame: object) -> None:
        for each in _SIGNALS:
            signal.signal(each, signal.SIG_IGN)
        with suppress(trio.RunFinishedError):
            token.run_sync_soon(run.cancel)

    before = {number: signal.signal(number, give_up) for number in _SIGNALS}
    try:
        yield
    finally:
        if not run.cancel_called:
            for number, handler in before.items():
                signal.signal(number, handler or signal.SIG_DFL)
