"""Opening a WebSocket on a stream, and what it means when that fails."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import h11
import trio
from trio_websocket import (
    ConnectionClosed,
    ConnectionRejected,
    HandshakeError,
    WebSocketConnection,
    wrap_client_stream,
)
from wsproto.utilities import ProtocolError as WebSocketError

from captioner.client.service import Service, quoted
from captioner.client.statuses import answered
from captioner.errors import CaptionerError, SpeechInterrupted, leaves
from captioner.protocol import Voice

#: With trio-websocket's own 4 KiB, receiving takes four times as long.
_RECEIVE_BUFFER = 262144
#: With its queue of 1, pings go unanswered while a message waits to be read.
_MESSAGE_QUEUE = 64
#: Its own 1 MiB is 16 seconds of speech; beyond the limit the connection is lost.
_MAX_MESSAGE = 16 * 2**20

#: As much of an answer as is kept, in case the other side hangs up before it is complete.
_MAX_ANSWER = 4096

#: Headers that are no text are not checked by the library before it decodes them.
_FOREIGN = (HandshakeError, WebSocketError, ConnectionClosed, h11.ProtocolError, UnicodeError)


async def shake_hands(
    nursery: trio.Nursery, stream: trio.abc.Stream, service: Service, voice: Voice
) -> WebSocketConnection:
    """Open a WebSocket on a stream; its background task runs in `nursery`.

    Raises SpeechRefused or SpeechInterrupted if the other side hangs up. Other failures come out
    of the nursery, around which `translating` must stand. After any of them the stream is closed.
    """
    headers = [(b"Authorization", b"Bearer " + service.key.encode())] if service.key else []
    watched = _Watched(stream)
    try:
        with trio.CancelScope() as handshake:
            # The library waits on when the other side hangs up, or never spoke HTTP.
            watched.on_end = handshake.cancel
            websocket = await wrap_client_stream(
                nursery,
                watched,  # type: ignore[arg-type]  # any stream will do, whatever it declares
                service.host,
                f"{service.path}?{voice.query()}",
                extra_headers=headers,
                message_queue_size=_MESSAGE_QUEUE,
                max_message_size=_MAX_MESSAGE,
                receive_buffer_size=_RECEIVE_BUFFER,
            )
            watched.on_end = None
            return websocket
    except BaseException:
        with trio.CancelScope(shield=True):
            await trio.aclose_forcefully(stream)
        raise
    await trio.aclose_forcefully(stream)
    raise _hung_up(bytes(watched.answer), service)


class _Watched(trio.abc.Stream):
    """A stream that tells when it ends, however it ends, for as long as `on_end` is set."""

    def __init__(self, stream: trio.abc.Stream) -> None:
        self._stream = stream
        self.on_end: Callable[[], None] | None = None
        self.answer = bytearray()

    async def send_all(self, data: bytes | bytearray | memoryview) -> None:
        await self._stream.send_all(data)

    async def wait_send_all_might_not_block(self) -> None:
        await self._stream.wait_send_all_might_not_block()

    async def receive_some(self, max_bytes: int | None = None) -> bytes | bytearray:
        try:
            data = await self._stream.receive_some(max_bytes)
        except trio.BrokenResourceError:
            self._end()
            raise
        if not data:
            self._end()
        elif self.on_end is not None and len(self.answer) < _MAX_ANSWER:
            self.answer += data
        return data

    async def aclose(self) -> None:
        self._end()
        await self._stream.aclose()

    def _end(self) -> None:
        if self.on_end is not None:
            self.on_end()


# ---------------------------------------------------------------- what a failure means


@contextmanager
def translating(service: Service) -> Iterator[None]:
    """Turn what comes out of the connection's nursery into the one error that says what to do."""
    try:
        yield
    except BaseExceptionGroup as group:
        cancelled, failed = group.split(trio.Cancelled)
        errors = leaves(failed) if failed else []
        if not all(isinstance(error, (CaptionerError, *_FOREIGN)) for error in errors):
            raise
        if cancelled:
            # We are on the way out; that the connection fails meanwhile is of no interest.
            raise cancelled from None
        raise _translated(errors[0], service) from group


def _translated(error: BaseException, service: Service) -> CaptionerError:
    match error:
        case CaptionerError():
            return error
        case ConnectionRejected():
            return answered(error.status_code, error.headers, error.body or b"", service)
        case ConnectionClosed():
            return SpeechInterrupted(f"{service.name} closed the connection{why(error, service)}")
        case _:
            said = quoted(str(error), service)
            return SpeechInterrupted(f"{service.name} does not speak WebSocket ({said})")


def _hung_up(answer: bytes, service: Service) -> CaptionerError:
    """Read the answer of a server that hung up instead of saying how long its answer is."""
    head, _, body = answer.partition(b"\r\n\r\n")
    if (status := re.match(rb"HTTP/1\.[01] (\d{3})\b", head)) and status[1] != b"101":
        lines = [line.partition(b":") for line in head.split(b"\r\n")[1:]]
        return answered(int(status[1]), [(name, value) for name, _, value in lines], body, service)
    return SpeechInterrupted(
        f"{service.name} hung up while shaking hands; check that a speech service runs there"
    )


def why(closed: ConnectionClosed, service: Service) -> str:
    """Give code and reason of a closure, in brackets, if it has any."""
    if closed.reason is None:
        return ""
    reason = quoted(closed.reason.reason or "", service)
    return f" ({closed.reason.code}{f': {reason}' if reason else ''})"
