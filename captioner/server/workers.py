"""The processes that speak, kept by the server: all cores work, and its loop never waits."""

from __future__ import annotations

import math
import subprocess
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import Protocol

import msgspec
import trio

from captioner.errors import SpeechInterrupted, SpeechRefused
from captioner.server.child import Child, start
from captioner.server.order import Order, Timing
from captioner.server.worker import BLOCK, FAILURE, HEADER, ORDER, READY, TIMING

#: A second of sound takes a millisecond. A worker that needs this long for the next is stuck.
_PATIENCE_SECONDS = 30.0
#: How long to wait for the end of an answer whose client has gone.
_AFTERMATH_SECONDS = 1.0
#: What a process that dies or hangs looks like from here.
_BROKEN = (trio.BrokenResourceError, trio.ClosedResourceError, trio.TooSlowError)


class Synthesizer(Protocol):
    """Something that speaks. Tests bring voices of their own."""

    async def synthesize(self, order: Order, on_block: Callable[[bytes], None]) -> Timing:
        """Speak a text: give samples (16-bit little-endian mono) to `on_block`, then its words.

        Raises SpeechInterrupted where another try may help, SpeechRefused where not.
        """
        ...


@asynccontextmanager
async def open_workers(count: int) -> AsyncIterator[Workers]:
    """Start worker processes, and end them with the block."""
    workers = Workers(count)
    try:
        yield workers
    finally:
        with trio.CancelScope(shield=True):
            await workers.aclose()


class _Worker:
    """A process that speaks, one order at a time."""

    def __init__(self, child: Child) -> None:
        self.child = child
        self.process = child.process
        #: Whether an answer is under way, or was broken off.
        self.is_busy = False
        self._came = bytearray()

    async def speak(self, order: Order, on_block: Callable[[bytes], None]) -> Timing:
        """Give an order and take its answer."""
        self.is_busy = True
        payload = msgspec.json.encode(order)
        assert self.process.stdin is not None  # noqa: S101 - it was opened with a pipe
        with trio.fail_after(_PATIENCE_SECONDS):
            await self.process.stdin.send_all(HEADER.pack(ORDER, len(payload)) + payload)
        return await self._answer(on_block)

    async def finish(self, seconds: float) -> None:
        """Wait for the end of an answer that nobody wants any more, so that the next one is not
        taken for it.
        """
        with trio.move_on_after(seconds), suppress(SpeechRefused, *_BROKEN):
            await self._answer(lambda block: None)

    async def receive(self) -> tuple[bytes, bytes]:
        """Wait for a frame. Nothing of it is lost if the wait is broken off."""
        with trio.fail_after(_PATIENCE_SECONDS):
            await self._gather(HEADER.size)
            kind, length = HEADER.unpack_from(self._came)
            await self._gather(HEADER.size + length)
        payload = bytes(self._came[HEADER.size : HEADER.size + length])
        del self._came[: HEADER.size + length]
        return kind, payload

    async def _answer(self, on_block: Callable[[bytes], None]) -> Timing:
        while True:
            kind, payload = await self.receive()
            if kind == BLOCK:
                on_block(payload)
            elif kind == TIMING:
                self.is_busy = False
                return msgspec.json.decode(payload, type=Timing)
            elif kind == FAILURE:
                self.is_busy = False
                raise SpeechRefused(payload.decode())

    async def _gather(self, count: int) -> None:
        assert self.process.stdout is not None  # noqa: S101 - it was opened with a pipe
        while len(self._came) < count:
            part = await self.process.stdout.receive_some()
            if not part:
                raise trio.BrokenResourceError("the worker's output ended")
            self._came += part

    async def end(self) -> None:
        """Have the process leave, by force if it is busy or takes its time."""
        with trio.CancelScope(shield=True):
            if self.is_busy:
                self.process.kill()
            if self.process.stdin:
                await self.process.stdin.aclose()
            if self.process.stdout:
                await self.process.stdout.aclose()
            await self.child.end()


class Workers:
    """At most `count` processes, each started when it is first needed and again if it dies.

    A Synthesizer. Made by `open_workers`; `running` are those that live.
    """

    def __init__(self, count: int) -> None:
        self._places_in, self._places = trio.open_memory_channel[_Worker | None](math.inf)
        self.running: set[_Worker] = set()
        for _ in range(count):
            self._places_in.send_nowait(None)

    async def synthesize(self, order: Order, on_block: Callable[[bytes], None]) -> Timing:
        """Speak, on whichever worker is free; see Synthesizer."""
        heard = False

        def count(block: bytes) -> None:
            nonlocal heard
            heard = True
            on_block(block)

        try:
            return await self._synthesize(order, count)
        except SpeechInterrupted:
            if heard:
                raise
        # Nothing of it was given away yet, so nobody need know that a process died.
        return await self._synthesize(order, on_block)

    async def _synthesize(self, order: Order, on_block: Callable[[bytes], None]) -> Timing:
        worker = await self._places.receive()
        try:
            if worker is not None and worker.process.poll() is not None:
                await self._end(worker)
                worker = None
            worker = worker or await self._start()
            return await worker.speak(order, on_block)
        except _BROKEN as exc:
            raise SpeechInterrupted("the synthesizer's process died; it is started anew") from exc
        except trio.Cancelled:
            if worker is not None and worker.is_busy:
                # Sooner done than started anew, as a rule.
                with trio.CancelScope(shield=True):
                    await worker.finish(_AFTERMATH_SECONDS)
            raise
        finally:
            if worker is not None and worker.is_busy:
                await self._end(worker)
                worker = None
            self._places_in.send_nowait(worker)

    async def _start(self) -> _Worker:
        worker = _Worker(await start("worker", stdin=subprocess.PIPE, stdout=subprocess.PIPE))
        self.running.add(worker)
        try:
            kind, payload = await worker.receive()
        except BaseException:
            await self._end(worker)
            raise
        if kind != READY:
            await self._end(worker)
            raise SpeechRefused(payload.decode())
        return worker

    async def aclose(self) -> None:
        """Have all of them leave."""
        async with trio.open_nursery() as nursery:
            for worker in list(self.running):
                nursery.start_soon(self._end, worker)

    async def _end(self, worker: _Worker) -> None:
        self.running.discard(worker)
        await worker.end()
