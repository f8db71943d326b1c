"""What the tests of the client share: sentences, frames, and services on their bad days."""

from __future__ import annotations

import base64
import json
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import trio
import trio.testing
from trio_websocket import WebSocketConnection

from captioner.audio import Take
from captioner.client import Outcome, PoolSettings, Service, speak
from captioner.document import Kind, Place, Sentence, context_of
from captioner.protocol import Voice
from tests.fakes import Handler, flushed, websocket_handler

Fault = Callable[[WebSocketConnection, str], Awaitable[None]]

VOICE = Voice("anna", rate=8000)
#: Half a second.
SOUND = b"\x01\x02" * 4000
ONE = PoolSettings(connections=1)


def sentences(count: int) -> list[Sentence]:
    return [sentence(f"Number {n}.", n) for n in range(1, count + 1)]


def sentence(spoken: str, n: int = 1) -> Sentence:
    return Sentence(context_of(1, n), spoken, spoken, Kind.PARAGRAPH, n, Place(n), "en")


def chunk(data: bytes, context: str | None) -> str:
    return json.dumps(
        {"type": "chunk", "data": base64.b64encode(data).decode(), "contextId": context}
    )


def times(context: str | None, *words: tuple[str, float, float]) -> str:
    said, start, end = (list(part) for part in zip(*words, strict=True))
    told = {"words": said, "start": start, "end": end}
    return json.dumps({"type": "timestamps", "word_timestamps": told, "contextId": context})


def done(context: str | None) -> str:
    return json.dumps({"type": "done", "contextId": context})


async def answer(websocket: WebSocketConnection, context: str) -> None:
    await websocket.send_message(chunk(SOUND, context))
    await websocket.send_message(done(context))


async def answer_all(websocket: WebSocketConnection) -> None:
    while True:
        await answer(websocket, await flushed(websocket))


def answering(*frames: str) -> Handler:
    """Make a server that answers every sentence with these frames, which name no context."""

    async def handler(websocket: WebSocketConnection) -> None:
        while True:
            await flushed(websocket)
            for frame in frames:
                await websocket.send_message(frame)

    return handler


def failing_once(fail: Fault) -> Handler:
    """Make a server that answers the first try of each sentence by `fail`, the next well."""
    tries: Counter[str] = Counter()

    async def handler(websocket: WebSocketConnection) -> None:
        while True:
            context = await flushed(websocket)
            tries[context] += 1
            if tries[context] == 1:
                await fail(websocket, context)
                return
            await answer(websocket, context)

    return handler


def failing_always(fail: Fault) -> Handler:
    async def handler(websocket: WebSocketConnection) -> None:
        await fail(websocket, await flushed(websocket))

    return handler


async def outcomes_of(
    service: Service,
    asked: int | list[Sentence] = 3,
    settings: PoolSettings | None = None,
    voice: Voice = VOICE,
) -> list[Outcome]:
    """Ask for so many sentences, or for these, and gather what became of them."""
    send, receive = trio.open_memory_channel[Outcome](0)
    settings = settings or PoolSettings(connections=2)
    wanted = sentences(asked) if isinstance(asked, int) else asked
    found = []
    async with trio.open_nursery() as nursery:
        nursery.start_soon(speak, wanted, service, voice, settings, send)
        async for outcome in receive:
            found.append(outcome)
    return found


def takes(outcomes: list[Outcome]) -> list[Take]:
    """Give the takes; all sentences must have one."""
    found = [outcome.result for outcome in outcomes if isinstance(outcome.result, Take)]
    assert len(found) == len(outcomes), outcomes
    return found


def http(status: int, body: bytes = b"", *headers: bytes) -> bytes:
    """Write an answer to a handshake."""
    lines = [b"HTTP/1.1 %d No" % status, b"content-length: %d" % len(body), *headers]
    return b"\r\n".join([*lines, b"", body])


@dataclass
class Guarded:
    """A service that may turn connections away, and what it saw of them."""

    service: Service
    opened_at: list[float] = field(default_factory=list)
    requests: list[bytes] = field(default_factory=list)
    open: int = 0
    most_open: int = 0
    held: int = 0
    most_held: int = 0


class _Held(trio.abc.Stream):
    """A connection that is counted until the client closes it; the server may hear so later."""

    def __init__(self, stream: trio.abc.Stream, seen: Guarded) -> None:
        self._stream = stream
        self._seen: Guarded | None = seen
        seen.held += 1
        seen.most_held = max(seen.most_held, seen.held)

    async def send_all(self, data: bytes | bytearray | memoryview) -> None:
        await self._stream.send_all(data)

    async def wait_send_all_might_not_block(self) -> None:
        await self._stream.wait_send_all_might_not_block()

    async def receive_some(self, max_bytes: int | None = None) -> bytes | bytearray:
        return await self._stream.receive_some(max_bytes)

    async def aclose(self) -> None:
        if self._seen is not None:
            self._seen.held -= 1
            self._seen = None
        await self._stream.aclose()


@asynccontextmanager
async def guarded(
    turn_away: Callable[[Guarded], bytes | None], handler: Handler = answer_all
) -> AsyncIterator[Guarded]:
    """Serve in memory; `turn_away` gives the answer for a connection that may not be, or None.

    An answer that does not tell its own length is followed by hanging up.
    """
    serve = websocket_handler(handler)

    async def guard(theirs: trio.abc.Stream) -> None:
        seen.opened_at.append(trio.current_time())
        if (refusal := turn_away(seen)) is not None:
            seen.requests.append(bytes(await theirs.receive_some(65536)))
            await theirs.send_all(refusal)
            if b"content-length" not in refusal:
                await theirs.aclose()
            return
        seen.open += 1
        seen.most_open = max(seen.most_open, seen.open)
        await serve(theirs)
        seen.open -= 1

    async def open_stream() -> trio.abc.Stream:
        ours, theirs = trio.testing.memory_stream_pair()
        nursery.start_soon(guard, theirs)
        return _Held(ours, seen)

    seen = Guarded(Service("the guarded server", "test", "/ws3", open_stream, key="s3cr3t-key"))
    async with trio.open_nursery() as nursery:
        yield seen
        nursery.cancel_scope.cancel()
