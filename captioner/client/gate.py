"""The gate before a service: connections are opened no faster than it bears.

Services limit how many connections an account may have, and how fast it opens them; those that
are turned away (HTTP 429, or nobody there) come back together if each waits for itself. So there
is one gate a service. It closes when an opening fails, for longer each time, and then lets one
through at a time until one succeeds.
"""

from __future__ import annotations

import math
import random

import trio

#: A service that asks for more patience than this is asked a little early, in seconds.
_LONGEST_RETRY_AFTER = 60.0


class Gate:
    """Whether a connection may be opened now. The waits are as PoolSettings describes."""

    def __init__(self, backoff_seconds: float, longest_backoff_seconds: float) -> None:
        self._backoff = backoff_seconds
        self._longest = longest_backoff_seconds
        self._failures = 0
        self._opens_at = -math.inf
        self._lot = trio.lowlevel.ParkingLot()

    def admit(self) -> int | None:
        """Admit an opening, or None. What is given must be handed to `opened` or `failed`."""
        if trio.current_time() < self._opens_at:
            return None
        if self._failures:
            self._opens_at = math.inf  # Until the one admitted now reports.
        return self._failures

    async def wait(self) -> None:
        """Wait until an opening may be admitted."""
        while trio.current_time() < self._opens_at:
            with trio.CancelScope(deadline=self._opens_at):
                await self._lot.park()

    def opened(self, admitted: int) -> None:
        """Note that an opening succeeded. One from before the gate closed says nothing of now."""
        if admitted == self._failures:
            self._failures = 0
            self._set(-math.inf)

    def failed(self, admitted: int, retry_after: float | None = None) -> None:
        """Close the gate for a while. Of several that failed at once one counts."""
        opens_at = self._opens_at
        if admitted == self._failures:
            self._failures += 1
            opens_at = trio.current_time() + backoff(self._failures, self._backoff, self._longest)
        if retry_after is not None:
            asked = trio.current_time() + min(retry_after, _LONGEST_RETRY_AFTER)
            opens_at = max(opens_at, asked)
        self._set(opens_at)

    def retire(self) -> None:
        """Let whoever waits pass, since nothing is opened any more."""
        self._set(-math.inf)

    def _set(self, opens_at: float) -> None:
        self._opens_at = opens_at
        self._lot.unpark_all()


def backoff(failures: int, first: float, longest: float) -> float:
    """Give how long to wait after so many failures: growing, bounded, and slightly random."""
    wait = min(first * 2.0 ** min(failures - 1, 60), longest)
    return wait * (1 + random.random() / 2)  # noqa: S311 - no secret
