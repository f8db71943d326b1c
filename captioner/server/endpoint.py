"""One connection of a client, from its opening request to its end."""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass

import h11
import trio
from trio_websocket import (
    ConnectionClosed,
    HandshakeError,
    WebSocketConnection,
    wrap_server_stream,
)
from wsproto.utilities import ProtocolError as WebSocketError

from captioner.errors import CaptionerError
from captioner.protocol import (
    Action,
    Chunk,
    Close,
    Send,
    ServerConversation,
    Synthesize,
    Timestamps,
    WordTimestamps,
    encode,
)
from captioner.protocol.server import INTERNAL_ERROR, MAX_TEXT
from captioner.server.handshake import Agreed, Refusal, agree
from captioner.server.worker import Order
from captioner.server.workers import Synthesizer

#: Framing costs about the same for a message of any size, so a batch wants few and large ones.
LARGE_CHUNK = 192 * 1024
#: A client that plays while it listens wants the first sound soon: 93 ms at 22,050 Hz.
SMALL_CHUNK = 4096

#: trio-websocket's own 4 KiB costs four times the speed.
_RECEIVE_BUFFER = 65536
_MESSAGE_QUEUE = 64
_MAX_MESSAGE = 2**20
_HANDSHAKE_SECONDS = 10.0
_GOODBYE_SECONDS = 2.0
_RULES_BROKEN = (HandshakeError, WebSocketError, h11.ProtocolError)
#: A close frame has room for 123 bytes of reason.
_MAX_REASON = 100


@dataclass(frozen=True, slots=True)
class ServerSettings:
    """How the server answers.

    `key` is what clients must present, None for none. `chunk_bytes` is the most sound in one
    message, in bytes of samples. `max_text` is the most code points in one synthesis.
    """

    key: str | None = None
    chunk_bytes: int = SMALL_CHUNK
    max_text: int = MAX_TEXT


class Server:
    """Serves connections, any number at once, with one synthesizer."""

    def __init__(self, synthesizer: Synthesizer, settings: ServerSettings | None = None) -> None:
        self._synthesizer = synthesizer
        self._settings = settings or ServerSettings()

    async def serve_stream(self, stream: trio.abc.Stream) -> None:
        """Serve one client over an open stream until either side ends it.

        A client that breaks the rules of HTTP or WebSocket, or leaves, just ends it.
        """
        try:
            async with trio.open_nursery() as nursery:
                connection = await self._open(nursery, stream)
                if connection is not None:
                    await connection.run()
                with trio.move_on_after(_GOODBYE_SECONDS, shield=True):
                    await stream.aclose()
                nursery.cancel_scope.cancel()
        except* (ConnectionClosed, trio.BrokenResourceError, *_RULES_BROKEN):
            pass
        finally:
            with trio.CancelScope(shield=True):
                await trio.aclose_forcefully(stream)

    async def _open(self, nursery: trio.Nursery, stream: trio.abc.Stream) -> _Connection | None:
        with trio.move_on_after(_HANDSHAKE_SECONDS):
            request = await wrap_server_stream(
                nursery,
                stream,
                message_queue_size=_MESSAGE_QUEUE,
                max_message_size=_MAX_MESSAGE,
                receive_buffer_size=_RECEIVE_BUFFER,
            )
            headers = {
                name.decode("latin-1").lower(): value.decode("latin-1")
                for name, value in request.headers
            }
            match agree(request.path, headers, self._settings.key):
                case Refusal(status=status, body=body):
                    plain = [(b"content-type", b"text/plain; charset=utf-8")]
                    await request.reject(status, extra_headers=plain, body=body.encode())
                case Agreed() as agreed:
                    websocket = await request.accept()
                    return _Connection(websocket, agreed, self._synthesizer, self._settings)
        return None


class _Connection:
    """Carries out what the conversation says: one task listens, another speaks."""

    def __init__(
        self,
        websocket: WebSocketConnection,
        agreed: Agreed,
        synthesizer: Synthesizer,
        settings: ServerSettings,
    ) -> None:
        self._websocket = websocket
        self._agreed = agreed
        self._synthesizer = synthesizer
        self._chunk_bytes = settings.chunk_bytes
        self._conversation = ServerConversation(settings.max_text)

    async def run(self) -> None:
        """Serve until the connection is closed."""
        # No bound is needed: a conversation orders its next synthesis only after the last one.
        orders_in, orders = trio.open_memory_channel[Synthesize | Close](math.inf)
        async with trio.open_nursery() as nursery:
            nursery.start_soon(self._carry_out, orders)
            try:
                while True:
                    frame = await self._websocket.get_message()
                    for action in self._conversation.receive(frame):
                        if isinstance(action, Send):
                            await self._websocket.send_message(encode(action.event))
                        else:
                            orders_in.send_nowait(action)
            except ConnectionClosed:
                nursery.cancel_scope.cancel()

    async def _carry_out(self, orders: trio.MemoryReceiveChannel[Synthesize | Close]) -> None:
        try:
            async for order in orders:
                waiting: deque[Action] = deque([order])
                while waiting:
                    match waiting.popleft():
                        case Send(event=event):
                            await self._websocket.send_message(encode(event))
                        case Close(code=code, reason=reason):
                            await self._websocket.aclose(code, reason)
                            return
                        case Synthesize() as synthesis:
                            waiting.extend(await self._speak(synthesis))
        except ConnectionClosed:
            pass  # The listening task sees it too, and ends the connection.

    async def _speak(self, synthesis: Synthesize) -> list[Action]:
        order = Order(synthesis.text, self._agreed.voice, self._agreed.rate)
        # No bound is needed: the text's limit is the sound's. A client that listens slowly must
        # not keep a worker from the others.
        blocks_in, blocks = trio.open_memory_channel[bytes](math.inf)
        failure: CaptionerError | None = None
        async with trio.open_nursery() as nursery:
            nursery.start_soon(self._send_chunks, blocks, synthesis.context)
            with blocks_in:
                try:
                    timing = await self._synthesizer.synthesize(order, blocks_in.send_nowait)
                except CaptionerError as exc:
                    failure = exc
        if failure is not None:
            return [Close(INTERNAL_ERROR, f"500: {failure}"[:_MAX_REASON])]
        times = WordTimestamps(timing.words, timing.starts, timing.ends)
        return [
            Send(Timestamps(times, synthesis.context, timing.estimated)),
            *self._conversation.spoken(),
        ]

    async def _send_chunks(
        self, blocks: trio.MemoryReceiveChannel[bytes], context: str | None
    ) -> None:
        """Send sound in chunks of the agreed size, the last one as long as it comes."""
        waiting = bytearray()
        gone = False
        async for block in blocks:
            waiting += block
            while len(waiting) >= self._chunk_bytes and not gone:
                gone = not await self._send_chunk(bytes(waiting[: self._chunk_bytes]), context)
                del waiting[: self._chunk_bytes]
        if waiting and not gone:
            await self._send_chunk(bytes(waiting), context)

    async def _send_chunk(self, data: bytes, context: str | None) -> bool:
        try:
            await self._websocket.send_message(encode(Chunk(data, context)))
        except ConnectionClosed:
            return False
        return True
