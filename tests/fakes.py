"""Voices and servers to test against: real frames, scripted behaviour."""

from __future__ import annotations

import json
import random
import struct
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from functools import partial

import trio
import trio.testing
from trio_websocket import ConnectionClosed, WebSocketConnection, wrap_server_stream

from captioner.client import Service
from captioner.server.endpoint import Server, ServerSettings
from captioner.server.order import Order, Timing
from captioner.server.workers import Synthesizer

RATE = 22050

#: 3 ms of noise that resembles nothing else, so that a correlation finds it to the sample.
MARKER_FRAMES = 66
_noise = random.Random(7)
MARKER = tuple(_noise.choice((-20000, 20000)) for _ in range(MARKER_FRAMES))

Handler = Callable[[WebSocketConnection], Awaitable[None]]


class MarkedVoice:
    """A voice whose sound marks the onset of each word, and which knows those onsets exactly.

    Each word lasts as its letters want it, a marker followed by a soft tone; a take begins and ends
    with silence of a length that differs from sentence to sentence.
    """

    async def synthesize(self, order: Order, on_block: Callable[[bytes], None]) -> Timing:
        await trio.lowlevel.checkpoint()
        words = order.text.split()
        lead = 200 + 37 * (len(order.text) % 11)
        samples = [0] * lead
        starts, ends = [], []
        for word in words:
            starts.append(len(samples) / order.rate)
            samples += MARKER
            samples += [400 if i // 50 % 2 else -400 for i in range(1500 + 211 * len(word))]
            ends.append(len(samples) / order.rate)
        samples += [0] * (150 + 53 * (len(order.text) % 7))
        pcm = struct.pack(f"<{len(samples)}h", *samples)
        for at in range(0, len(pcm), 30000):
            on_block(pcm[at : at + 30000])
        return Timing(words, starts, ends, length=len(samples) / order.rate)


def websocket_handler(handler: Handler) -> Callable[[trio.abc.Stream], Awaitable[None]]:
    """Make a server of streams: each connection is accepted, given to `handler` and closed."""

    async def serve(stream: trio.abc.Stream) -> None:
        async with trio.open_nursery() as connection:
            try:
                request = await wrap_server_stream(connection, stream)
                websocket = await request.accept()
                await handler(websocket)
                await websocket.aclose()
            except (ConnectionClosed, trio.BrokenResourceError):
                pass
            connection.cancel_scope.cancel()
        await trio.aclose_forcefully(stream)

    return serve


@asynccontextmanager
async def scripted(handler: Handler, path: str = "/ws3") -> AsyncIterator[Service]:
    """Serve in memory, each connection by `handler`."""
    async with serving_streams(websocket_handler(handler), path) as service:
        yield service


@asynccontextmanager
async def serving_streams(
    serve: Callable[[trio.abc.Stream], Awaitable[None]], path: str = "/ws3"
) -> AsyncIterator[Service]:
    """Serve in memory, each stream by `serve`."""
    async with trio.open_nursery() as nursery:

        async def open_stream() -> trio.abc.Stream:
            ours, theirs = trio.testing.memory_stream_pair()
            nursery.start_soon(serve, theirs)
            return ours

        yield Service("the test server", "test", path, open_stream)
        nursery.cancel_scope.cancel()


@contextmanager
def served(
    speaking: AbstractAsyncContextManager[Synthesizer], settings: ServerSettings | None = None
) -> Iterator[str]:
    """Serve a voice on a real port, in a thread of its own, and give the address. What the voice is
    opened by is entered in that thread.
    """
    ready = threading.Event()
    urls: list[str] = []
    ends: list[Callable[[], None]] = []

    async def serve() -> None:
        token = trio.lowlevel.current_trio_token()
        async with speaking as voice, trio.open_nursery() as nursery:
            server = Server(voice, settings)
            listen = partial(trio.serve_tcp, server.serve_stream, 0, host="127.0.0.1")
            (listener,) = await nursery.start(listen)
            urls.append(f"ws://127.0.0.1:{listener.socket.getsockname()[1]}")
            ends.append(partial(token.run_sync_soon, nursery.cancel_scope.cancel))
            ready.set()

    thread = threading.Thread(target=trio.run, args=(serve,))
    thread.start()
    ready.wait()
    try:
        yield urls[0]
    finally:
        ends[0]()
        thread.join()


async def flushed(websocket: WebSocketConnection) -> str:
    """Read messages up to a flush and give the context ID that was asked for."""
    context = ""
    while True:
        message = json.loads(await websocket.get_message())
        context = message.get("contextId", context)
        if message.get("operation") == "flush":
            return str(context)
