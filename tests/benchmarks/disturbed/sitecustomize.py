"""What befalls a run, from inside it: Python loads this as it starts where PYTHONPATH names its
folder.

    DISTURB_KILL=os.link:3      kill -9 just before the third time that it does so, of those that
                                auditing tells of: os.link keeps a take, os.rename publishes a file
    DISTURB_CLOCK=-86400@5      after five seconds the clock goes back by a day
"""

from __future__ import annotations

import os
import signal
import sys
import time
from itertools import count


def _kill_at(what: str, number: int) -> None:
    times = count(1)

    def hear(event: str, arguments: tuple[object, ...]) -> None:
        if event == what and next(times) == number:
            os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(hear)


def _jump(seconds: float, after: float) -> None:
    told, begun = time.time, time.monotonic()

    def jumped() -> float:
        return told() + (seconds if time.monotonic() - begun >= after else 0.0)

    time.time = jumped


if _kill := os.environ.get("DISTURB_KILL"):
    _what, _number = _kill.split(":")
    _kill_at(_what, int(_number))
if _clock := os.environ.get("DISTURB_CLOCK"):
    _jump(*map(float, _clock.split("@")))
