"""Connections shared out among those that ask one service at the same time.

Each asker stands in `Line`. Together they never have more connections than there are, and each has
as many as any other that wants as many: whoever has more than one that waits gives one up between
two sentences, and one that nobody speaks over is given up at once. So a short document that comes
later need not wait for a long one, and who is alone has them all.

How many there are may change meanwhile, at a `Pace`. If there are fewer, whoever has the most gives
one up between two sentences.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from types import TracebackType
from typing import Self

import trio

from captioner.client.pace import Pace
from captioner.client.service import Service

#: Follows nothing.
_UNPACED: AbstractContextManager[Callable[[int], None]] = nullcontext(lambda size: None)


class Share:
    """So many connections, for any number of askers; at most so many, where a pace is given."""

    def __init__(self, connections: int, pace: Pace | None = None) -> None:
        self.connections = connections
        self.pace = pace
        #: How many tasks of all askers wait for a connection.
        self.waiting = 0
        self._lines: list[Line] = []
        self._changed = trio.lowlevel.ParkingLot()

    def line(self) -> Line:
        """Let another asker have its share, until it leaves."""
        line = Line(self)
        self._lines.append(line)
        return line

    @property
    def free(self) -> int:
        """How many nobody has."""
        return self._allowed - self._held

    @property
    def _allowed(self) -> int:
        return self.connections if self.pace is None else self.pace.level

    @property
    def _held(self) -> int:
        return sum(line.held for line in self._lines)

    @property
    def surplus(self) -> int:
        """How many more there are than there may be by now, but for those that are being closed."""
        return self._held - sum(line.closing for line in self._lines) - self._allowed

    @property
    def most(self) -> int:
        """How many the asker has that has the most."""
        return max(line.held - line.closing for line in self._lines)

    @property
    def fewest(self) -> int | None:
        """How many the asker has that waits with the fewest; None if nobody waits."""
        return min((line.held for line in self._lines if line.waiting), default=None)

    def left(self, line: Line) -> None:
        """Forget an asker that has none."""
        if line in self._lines:
            self._lines.remove(line)

    def changed(self) -> None:
        """Have those that wait look again, and what is idle given up if one waits in vain."""
        if not self.waiting:
            return
        if self.free > 0:
            self.wake()
        closing = sum(line.closing for line in self._lines)
        if self.free > 0 or self.waiting <= closing:
            return
        # What an asker itself has idle is nothing that it waits for.
        idle = [line for line in self._lines if line.idle and line.waiting < self.waiting]
        if idle:
            max(idle, key=lambda line: line.held).idle[0].cancel()

    def wake(self) -> None:
        """Have those that wait look again."""
        self._changed.unpark_all()

    def count(self) -> None:
        """Tell the pace how many connections have something to ask."""
        if self.pace is not None:
            idle = sum(len(line.idle) for line in self._lines)
            self.pace.busy(trio.current_time(), self._held - idle)

    def turned_away(self) -> None:
        """Tell the pace that the service did not allow one of those that are held."""
        if self.pace is not None:
            self.pace.turned_away(trio.current_time(), self._held - 1)

    @contextmanager
    def trial(self, pace: Pace) -> Iterator[Callable[[int], None]]:
        """Have the pace follow a sentence that is asked for, for the length of a block.

        What is given is told how much sound comes. It has all come if the block raises nothing.
        """

        def heard(size: int) -> None:
            before = pace.level
            pace.heard(trial, trio.current_time(), size)
            if pace.level > before:
                self.changed()

        trial = pace.began(trio.current_time())
        failed = True
        try:
            yield heard
            failed = False
        finally:
            before = pace.level
            pace.ended(trial, trio.current_time(), failed=failed)
            if pace.level > before:
                self.changed()

    async def change(self) -> None:
        """Wait until something changes."""
        await self._changed.park()


class Line:
    """An asker, until its block ends: how many connections it has, how many of its tasks wait for
    one, which are idle, and how many of those are being closed for others.
    """

    def __init__(self, share: Share) -> None:
        self.held = 0
        self.waiting = 0
        self.closing = 0
        self.idle: list[trio.CancelScope] = []
        self._share = share
        self._has_left = False

    def take(self) -> bool:
        """Take a connection, if one is free and nobody waits that has fewer."""
        fewest = self._share.fewest
        if self._share.free <= 0 or (fewest is not None and fewest < self.held):
            return False
        self.held += 1
        self._share.count()
        return True

    def give_back(self) -> None:
        """Give one back that is closed."""
        self.held -= 1
        self._share.count()
        self.closing = max(0, self.closing - 1)
        self._forget()

    @property
    def has_too_many(self) -> bool:
        """Tell whether somebody waits who would still have no more if this gave one up."""
        if not self._share.waiting:
            return False
        fewest = self._share.fewest
        return self._share.free <= 0 and fewest is not None and fewest + 1 < self.held

    def gives_one_up(self) -> bool:
        """Tell whether to close a connection, since there may be fewer by now, and count on it."""
        if self._share.pace is None:
            return False  # As many as there are, and no more were taken.
        gives = self._share.surplus > 0 and self.held - self.closing == self._share.most
        self.closing += gives
        return gives

    def turned_away(self) -> None:
        """Note that the service did not allow a connection that was taken."""
        self._share.turned_away()

    def asking(self) -> AbstractContextManager[Callable[[int], None]]:
        """Ask for a sentence, for the length of a block. It fails if the block raises something.

        What is given is to be told how much sound comes, in bytes.
        """
        pace = self._share.pace
        return _UNPACED if pace is None else self._share.trial(pace)

    async def wait(self) -> None:
        """Wait until a connection may be free, or this asker has left."""
        self.waiting += 1
        self._share.waiting += 1
        try:
            self._share.changed()
            while not self._has_left and not self._may_take():
                await self._share.change()
        finally:
            self.waiting -= 1
            self._share.waiting -= 1
            self._share.changed()

    def _may_take(self) -> bool:
        return self._share.free > 0 and self.held <= (self._share.fewest or 0)

    @contextmanager
    def resting(self) -> Iterator[None]:
        """Keep a connection open without need, for the length of a block that is left early if
        somebody else needs it.
        """
        scope = trio.CancelScope()
        self.idle.append(scope)
        self._share.count()
        self._share.changed()
        try:
            with scope:
                yield
        finally:
            self.idle.remove(scope)
            self._share.count()
            self.closing += scope.cancelled_caught

    def leave(self) -> None:
        """Want no more. What it still has is given back one by one. May be called again."""
        self._has_left = True
        self._share.wake()
        self._forget()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.leave()

    def _forget(self) -> None:
        if self._has_left and not self.held:
            self._share.left(self)
        self._share.changed()


def share_of(service: Service, connections: int | None = None) -> Share:
    """Share out the connections of a service, as many as it likes best, or at most so many."""
    most = connections or service.connections
    return Share(most, None if service.at_first is None else Pace(most, service.at_first))
