"""A client for tests of the server: real frames over a service's stream, nothing checked."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import trio
from trio_websocket import ConnectionClosed, WebSocketConnection, wrap_client_stream

from captioner.client import Service

QUERY = "speaker=en-us&lang=en&segment=never&samplingRate=22050"
FLUSH, CLEAR, EOS = (json.dumps({"operation": name}) for name in ("flush", "clear", "eos"))


def text(content: str, context: str | None = None) -> str:
    return json.dumps({"text": content} | ({"contextId": context} if context else {}))


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
