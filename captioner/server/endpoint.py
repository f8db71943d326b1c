"""The server's connections: taken, refused, kept in bounds, and ended together."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import h11
import trio
from trio_websocket import (
    ConnectionClosed,
    HandshakeError,
    WebSocketConnection,
    WebSocketRequest,
    wrap_server_stream,
)
from wsproto.utilities import ProtocolError as WebSocketError

from captioner.protocol import Limits
from captioner.protocol.server import MAX_TEXT
from captioner.server.connection import Backlog, Connection
from captioner.server.faults import Fault, Faults
from captioner.server.handshake import PLAIN_TEXT, Agreed, Refusal, agree, by_name
from captioner.server.workers import Synthesizer

#: Framing costs about the same for a message of any size, so a batch wants few and large ones.
LARGE_CHUNK = 192 * 1024
#: A client that plays while it listens wants the first sound soon: 93 ms at 22,050 Hz.
SMALL_CHUNK = 4096

#: trio-websocket's own 4 KiB costs four times the speed.
_RECEIVE_BUFFER = 65536
_MESSAGE_QUEUE = 16
_HANDSHAKE_SECONDS = 10.0
_GOODBYE_SECONDS = 2.0
#: Headers that are no text are not checked by the library before it decodes them.
_RULES_BROKEN = (HandshakeError, WebSocketError, h11.ProtocolError, UnicodeError)
#: What the cloud says with each status.
_REFUSALS = {
    400: "speaker is required", 401: "invalid api key", 403: "access forbidden",
    429: "Currently at websocket limit", 500: "internal error",
}  # fmt: skip
#: So many clients may be on their way in besides those that are served; others are cut off.
_MOST_ARRIVING = 100


@dataclass(frozen=True, slots=True)
class ServerSettings:
    """How the server answers.

    `key` is what clients must present, None for none. `chunk_bytes` is the most sound in one
    message, in bytes. `max_text` is the most code points in one synthesis, `max_waiting` in all
    that a connection has sent and that is not being spoken yet; `max_message` is the longest
    message in bytes, and `max_connections` how many there may be at once. `max_unsent` is the most
    sound, in bytes, that all clients together may leave untaken. `faults` are met by clients that
    rehearse them.
    """

    key: str | None = field(default=None, repr=False)
    chunk_bytes: int = SMALL_CHUNK
    max_text: int = MAX_TEXT
    max_waiting: int = 64 * MAX_TEXT
    max_message: int = 2**18
    max_connections: int = 1000
    max_unsent: int = 2**29
    faults: Sequence[Fault] = ()


class Server:
    """Serves connections with one synthesizer, for as long as whoever runs it likes."""

    def __init__(self, synthesizer: Synthesizer, settings: ServerSettings | None = None) -> None:
        self._synthesizer = synthesizer
        self._settings = settings or ServerSettings()
        self._faults = Faults(self._settings.faults)
        self._backlog = Backlog(self._settings.max_unsent)
        self._connections: set[Connection] = set()
        self._streams = 0
        self._places_taken = 0
        self._all_gone = trio.Event()
        self._is_ending = False

    async def serve_stream(self, stream: trio.abc.Stream) -> None:
        """Serve one client over an open stream until either side ends it.

        A client that breaks the rules of HTTP or WebSocket, or leaves, just ends it.
        """
        self._streams += 1
        try:
            if self._streams > self._settings.max_connections + _MOST_ARRIVING:
                return
            async with trio.open_nursery() as nursery:
                await self._serve(nursery, stream)
                with trio.move_on_after(_GOODBYE_SECONDS, shield=True):
                    await stream.aclose()
                nursery.cancel_scope.cancel()
        except* (ConnectionClosed, trio.BrokenResourceError, *_RULES_BROKEN):
            pass
        finally:
            self._streams -= 1
            with trio.CancelScope(shield=True):
                await trio.aclose_forcefully(stream)

    async def shut_down(self, seconds: float) -> None:
        """Let every connection finish what it was asked for and close it; wait no longer than
        `seconds` for that. New ones are refused meanwhile.
        """
        self._is_ending = True
        for connection in self._connections:
            connection.wind_down()
        if self._connections:
            with trio.move_on_after(seconds):
                await self._all_gone.wait()
                return
            async with trio.open_nursery() as nursery:
                for connection in list(self._connections):
                    nursery.start_soon(connection.leave)

    async def _serve(self, nursery: trio.Nursery, stream: trio.abc.Stream) -> None:
        fault = self._faults.at_handshake()
        if fault is not None and fault.name != "refuse":
            if fault.name == "hang":
                await trio.sleep_forever()
            return
        with trio.move_on_after(_HANDSHAKE_SECONDS) as shaking:
            request = await wrap_server_stream(
                nursery,
                stream,
                message_queue_size=_MESSAGE_QUEUE,
                max_message_size=self._settings.max_message,
                receive_buffer_size=_RECEIVE_BUFFER,
            )
            match self._refusal(fault) or self._agree(request):
                case Refusal(status=status, body=body):
                    await request.reject(status, extra_headers=[*PLAIN_TEXT], body=body.encode())
                case Agreed() as agreed:
                    # Taken before anything is waited for, or a crowd would come in at once.
                    self._places_taken += 1
                    try:
                        websocket = await request.accept()
                        shaking.deadline = math.inf
                        await self._run(websocket, stream, agreed)
                    finally:
                        self._places_taken -= 1

    def _agree(self, request: WebSocketRequest) -> Agreed | Refusal:
        return agree(request.path, by_name(request.headers), self._settings.key)

    def _refusal(self, fault: Fault | None) -> Refusal | None:
        if fault is not None:
            status = int(fault.value)
            return Refusal(status, _REFUSALS.get(status, "refused"))
        if self._is_ending:
            return Refusal(503, "the server is shutting down")
        if self._places_taken >= self._settings.max_connections:
            return Refusal(429, _REFUSALS[429])
        return None

    async def _run(
        self, websocket: WebSocketConnection, stream: trio.abc.Stream, agreed: Agreed
    ) -> None:
        settings = self._settings
        limits = Limits(settings.max_text, settings.max_waiting, self._faults.merges_flushes)
        connection = Connection(
            websocket,
            stream,
            agreed,
            self._synthesizer,
            limits,
            settings.chunk_bytes,
            self._faults,
            self._backlog,
        )
        self._connections.add(connection)
        if self._is_ending:
            connection.wind_down()
        try:
            await connection.run()
        finally:
            self._connections.discard(connection)
            if self._is_ending and not self._connections:
                self._all_gone.set()
