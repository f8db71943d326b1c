"""The processes that speak, kept by the server: all cores work, and its loop never waits."""

from __future__ import annotations

import math
import shutil
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Protocol

import msgspec
import trio

from captioner.errors import SpeechInterrupted, SpeechRefused
from captioner.server.order import Order, Timing
from captioner.server.worker import BLOCK, FAILURE, HEADER, ORDER, READY, TIMING

#: A text at the limit takes a tenth of a second. A worker that needs this long is stuck.
_PATIENCE_SECONDS = 30.0
#: How long a worker may take to leave once its orders end.
_FAREWELL_SECONDS = 2.0


class Synthesizer(Protocol):
    """Something that speaks. Tests bring voices of their own."""

    async def synthesize(self, order: Order, on_block: Callable[[bytes], None]) -> Timing:
        """Speak a text: give samples (16-bit little-endian mono) to `on_block`, then its words.

        Raises SpeechInterrupted where another try may help, SpeechRefused where not.
        """
        ...


@asynccontextmanager
async def open_workers(count: int) -> AsyncIterator[Synthesizer]:
    """Start worker processes, and end them with the block."""
    workers = _Workers(count)
    try:
        yield workers
    finally:
        with trio.CancelScope(shield=True):
            await workers.aclose()


class _Workers:
    """At most `count` processes, each started when it is first needed and again if it dies."""

    def __init__(self, count: int) -> None:
        self._places_in, self._places = trio.open_memory_channel[trio.Process | None](math.inf)
        self._running: dict[trio.Process, str] = {}
        for _ in range(count):
            self._places_in.send_nowait(None)

    async def synthesize(self, order: Order, on_block: Callable[[bytes], None]) -> Timing:
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
            # Shielded, because half an answer left in the pipe would be heard by the next order.
            with trio.fail_after(_PATIENCE_SECONDS, shield=True):
                worker = worker or await self._start()
                await _send(worker, ORDER, msgspec.json.encode(order))
                return await _answer(worker, on_block)
        except (trio.BrokenResourceError, trio.ClosedResourceError, trio.TooSlowError) as exc:
            if worker is not None:
                await self._end(worker)
                worker = None
            raise SpeechInterrupted("the synthesizer's process died; it is started anew") from exc
        finally:
            self._places_in.send_nowait(worker)

    async def _start(self) -> trio.Process:
        # Without -P a file in the user's folder could stand in for a module of ours. A session of
        # its own keeps Ctrl-C for us: the worker ends when its orders do.
        program = "import sys; from captioner.server.worker import main; main(sys.argv[1])"
        folder = ""
        try:
            folder = tempfile.mkdtemp(prefix="captioner-")
            process = await trio.lowlevel.open_process(
                [sys.executable, "-P", "-c", program, folder],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                start_new_session=sys.platform != "win32",
            )
        except OSError as exc:
            shutil.rmtree(folder, ignore_errors=True)
            raise SpeechInterrupted(f"no process can be started ({exc})") from exc
        self._running[process] = folder
        try:
            kind, payload = await _receive(process)
        except BaseException:
            await self._end(process)
            raise
        if kind != READY:
            await self._end(process)
            raise SpeechRefused(payload.decode())
        return process

    async def aclose(self) -> None:
        async with trio.open_nursery() as nursery:
            for worker in list(self._running):
                nursery.start_soon(self._end, worker)

    async def _end(self, worker: trio.Process) -> None:
        folder = self._running.pop(worker, None)
        with trio.CancelScope(shield=True):
            if worker.stdin:
                await worker.stdin.aclose()
            if worker.stdout:
                await worker.stdout.aclose()
            with trio.move_on_after(_FAREWELL_SECONDS):
                await worker.wait()
            if worker.returncode is None:
                worker.kill()
                await worker.wait()
        if folder is not None:
            # It takes its folder along, unless it was killed.
            shutil.rmtree(folder, ignore_errors=True)


async def _send(worker: trio.Process, kind: bytes, payload: bytes) -> None:
    assert worker.stdin is not None  # noqa: S101 - it was opened with a pipe
    await worker.stdin.send_all(HEADER.pack(kind, len(payload)) + payload)


async def _answer(worker: trio.Process, on_block: Callable[[bytes], None]) -> Timing:
    while True:
        kind, payload = await _receive(worker)
        if kind == BLOCK:
            on_block(payload)
        elif kind == TIMING:
            return msgspec.json.decode(payload, type=Timing)
        elif kind == FAILURE:
            raise SpeechRefused(payload.decode())


async def _receive(worker: trio.Process) -> tuple[bytes, bytes]:
    kind, length = HEADER.unpack(await _exactly(worker, HEADER.size))
    return kind, await _exactly(worker, length)


async def _exactly(worker: trio.Process, count: int) -> bytes:
    assert worker.stdout is not None  # noqa: S101 - it was opened with a pipe
    parts = []
    while count:
        part = await worker.stdout.receive_some(count)
        if not part:
            raise trio.BrokenResourceError("the worker's output ended")
        parts.append(part)
        count -= len(part)
    return b"".join(parts)
