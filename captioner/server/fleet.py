"""Server processes that end the WebSockets themselves, and how a client gets to them."""

from __future__ import annotations

import itertools
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import trio

from captioner.errors import SpeechInterrupted, SpeechRefused
from captioner.server.blocking import CLIENT, FAILURE, READY
from captioner.server.child import Child, start

#: A process is ready after a few tenths of a second.
_PATIENCE_SECONDS = 30.0
_LONGEST_FAILURE = 2000
#: As much as most sentences come to on the wire; a system that allows less gives less.
_SEND_BUFFER = 2**19


def can_hand_over() -> bool:
    """Tell whether a connection can be handed to another process here."""
    return hasattr(socket, "send_fds")


@asynccontextmanager
async def open_fleet(count: int, max_text: int) -> AsyncIterator[Fleet]:
    """Run up to `count` server processes for the length of a block.

    None speaks more than `max_text` code points at once.
    """
    fleet = Fleet(count, max_text)
    try:
        yield fleet
    finally:
        with trio.CancelScope(shield=True):
            await fleet.aclose()


class Fleet:
    """At most `count` processes, each started when it is first needed and again if it dies."""

    def __init__(self, count: int, max_text: int) -> None:
        self._places = [_Place(max_text) for _ in range(count)]
        self._turns = itertools.cycle(self._places)

    async def open_stream(self, room: int | None = None) -> socket.socket:
        """Connect to the process whose turn it is, by a socket that does not block; `room` is
        memory to be shared with it, by its descriptor.

        Raises SpeechInterrupted where another try may help, SpeechRefused where not.
        """
        return await next(self._turns).open_stream(room)

    async def aclose(self) -> None:
        """Have all of them leave."""
        async with trio.open_nursery() as nursery:
            for place in self._places:
                nursery.start_soon(place.aclose)


class _Place:
    """A place for a process: the one that is there, and the socket that gives it orders."""

    def __init__(self, max_text: int) -> None:
        self._max_text = max_text
        self._child: Child | None = None
        self._orders = socket.socket()
        self._lock = trio.Lock()

    async def open_stream(self, room: int | None) -> socket.socket:
        async with self._lock:
            if self._child is None or not self._child.is_alive:
                await self.aclose()
                await self._start()
        ours, theirs = _pair()
        try:
            with theirs:
                theirs.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _SEND_BUFFER)
                handed = [theirs.fileno(), *([] if room is None else [room])]
                socket.send_fds(self._orders, [CLIENT], handed)
        except OSError as exc:
            ours.close()
            raise SpeechInterrupted("the synthesizer's process died; it is started anew") from exc
        ours.setblocking(False)
        return ours

    async def aclose(self) -> None:
        """Have the process leave, if there is one."""
        self._orders.close()
        child, self._child = self._child, None
        if child is not None:
            await child.end()

    async def _start(self) -> None:
        self._orders, theirs = _pair()
        self._orders.setblocking(False)
        with theirs:
            child = await start("blocking", str(self._max_text), stdin=theirs.fileno())
        self._child = child
        try:
            await self._welcome()
        except BaseException:
            await self.aclose()
            raise

    async def _welcome(self) -> None:
        """Wait until the process is ready."""
        said = b""
        with trio.move_on_after(_PATIENCE_SECONDS):
            await trio.lowlevel.wait_readable(self._orders)
            said = self._orders.recv(_LONGEST_FAILURE)
        if said.startswith(FAILURE):
            raise SpeechRefused(said.removeprefix(FAILURE).decode())
        if said != READY:
            raise SpeechInterrupted("the synthesizer's process does not start; it is tried anew")


def _pair() -> tuple[socket.socket, socket.socket]:
    """Give two sockets that are connected. Raises SpeechInterrupted where the system has none left:
    another try may help.
    """
    try:
        return socket.socketpair()
    except OSError as exc:
        raise SpeechInterrupted(f"no connection can be opened ({exc.strerror or exc})") from exc
