"""A client for tests of the server: real frames over a service's stream, nothing checked."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import trio
from trio_websocket import ConnectionClosed, WebSocketConnection, wrap_client_stream

from captioner.client import Service
from captioner.local import serving
from captioner.protocol import frames as framed
from captioner.server.workers import open_workers

QUERY = "speaker=en-us&lang=en&segment=never&samplingRate=22050"
FLUSH, CLEAR, EOS = (json.dumps({"operation": name}) for name in ("flush", "clear", "eos"))


def text(content: str, context: str | None = None) -> str:
    return json.dumps({"text": content} | ({"contextId": context} if context else {}))


@asynccontextmanager
async def espeaking() -> AsyncIterator[Service]:
    """Serve with the real voice over WebSocket, as `captioner serve` does."""
    async with open_workers(1) as synthesizer, serving(synthesizer) as service:
        yield service


class Framed:
    """A client of a process of ours, which speaks in frames."""

    def __init__(self, stream: trio.abc.Stream) -> None:
        self._stream = stream
        self._frames = framed.Frames()
        self._came: list[framed.Frame] = []

    async def send(self, said: str, kind: bytes = framed.MESSAGE) -> None:
        await self._stream.send_all(framed.frame(kind, said.encode()))

    async def get(self) -> framed.Frame | None:
        """Give the next frame, None at the end of them."""
        while not self._came:
            data = await self._stream.receive_some()
            if not data:
                return None
            self._came += self._frames.feed(data)
        return self._came.pop(0)

    async def events(self, dones: int = 1) -> list[dict[str, Any]]:
        """Collect events up to the so many-th `done`; that there is sound is one."""
        found: list[dict[str, Any]] = []
        while dones:
            frame = await self.get()
            assert frame is not None, found
            kind, payload = frame
            found.append({"type": "sound"} if kind == framed.SOUND else json.loads(payload))
            dones -= found[-1]["type"] == "done"
        return found


@asynccontextmanager
async def framed_client(service: Service, query: str = QUERY) -> AsyncIterator[Framed]:
    """Connect to a process of ours, and have it agree."""
    stream = await service.open_stream()
    async with stream:
        client = Framed(stream)
        await client.send(f"/ws3?{query}", framed.OPEN)
        with trio.fail_after(20):
            assert await client.get() == (framed.AGREED, b"")
        yield client


@asynccontextmanager
async def connected(
    service: Service,
    query: str = QUERY,
    path: str = "/ws3",
    headers: tuple[tuple[bytes, bytes], ...] = (),
) -> AsyncIterator[WebSocketConnection]:
    stream = await service.open_stream()
    try:
        async with trio.open_nursery() as nursery:
            # The library waits for ever for one that hangs up in the middle of the handshake.
            with trio.fail_after(20):
                websocket = await wrap_client_stream(
                    nursery,
                    stream,  # type: ignore[arg-type]
                    "test",
                    f"{path}?{query}",
                    extra_headers=list(headers),
                    max_message_size=2**24,
                )
            yield websocket
            with trio.move_on_after(1):
                await websocket.aclose()
            nursery.cancel_scope.cancel()
    finally:
        await trio.aclose_forcefully(stream)


async def events(websocket: WebSocketConnection, dones: int = 1) -> list[dict[str, Any]]:
    """Collect events up to the so many-th `done`."""
    found = []
    while dones:
        found.append(json.loads(await websocket.get_message()))
        dones -= found[-1]["type"] == "done"
    return found


async def all_until_closed(websocket: WebSocketConnection) -> tuple[list[str | bytes], int, str]:
    """Collect frames until the server closes; give them with its code and reason."""
    frames: list[str | bytes] = []
    try:
        while True:
            frames.append(await websocket.get_message())
    except ConnectionClosed as closed:
        reason = closed.reason
    if reason is None:
        raise AssertionError("closed, but nobody said why")
    return frames, reason.code, reason.reason or ""
