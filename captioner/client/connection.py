"""One connection to a speech service: one sentence at a time, with a deadline for every wait."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass

import trio
from trio_websocket import (
    ConnectionClosed,
    ConnectionRejected,
    HandshakeError,
    WebSocketConnection,
    wrap_client_stream,
)
from wsproto.utilities import ProtocolError as WebSocketError

from captioner.audio.edit import edge_silence
from captioner.audio.take import Take
from captioner.client.service import Service
from captioner.client.times import take_of
from captioner.document import Sentence
from captioner.errors import (
    CaptionerError,
    RemoteProtocolError,
    SpeechInterrupted,
    SpeechRefused,
    leaves,
)
from captioner.protocol import ClientConversation, Failed, Finished, Sound, Voice, Words

#: With trio-websocket's own 4 KiB, receiving takes four times as long.
_RECEIVE_BUFFER = 65536
#: With its queue of 1, pings go unanswered while a message waits to be read.
_MESSAGE_QUEUE = 64
#: Its own 1 MiB is 16 seconds of speech; beyond the limit the connection is lost.
_MAX_MESSAGE = 16 * 2**20
#: Idle sockets of the cloud die within seconds unless pinged.
_PING_EVERY_SECONDS = 5.0
_PONG_SECONDS = 30.0
_GOODBYE_SECONDS = 1.0

#: Statuses that another try will not change: a wrong request, key or account, or place.
_FINAL_STATUSES = frozenset({400, 401, 402, 403, 404, 405, 410})


_TRANSLATED = (CaptionerError, HandshakeError, WebSocketError, ConnectionClosed)


@dataclass(frozen=True, slots=True)
class Deadlines:
    """How long to wait, in seconds: to connect, for the first sound of a sentence, for the next
    message, and for a whole take, which also bounds a server that trickles.
    """

    connect: float = 10.0
    first_sound: float = 20.0
    silence: float = 15.0
    take: float = 180.0


class Connection:
    """An open connection. Made by `open_connection`."""

    def __init__(self, websocket: WebSocketConnection, voice: Voice, deadlines: Deadlines) -> None:
        self._websocket = websocket
        self._conversation = ClientConversation()
        self._rate = voice.rate
        self._deadlines = deadlines

    async def speak(self, sentence: Sentence) -> Take:
        """Ask for a sentence and wait for all of it.

        Raises SpeechInterrupted if it did not come whole, RemoteProtocolError if what came makes
        no sense. After either the connection is of no more use.
        """
        deadlines = self._deadlines
        try:
            with trio.fail_after(deadlines.take):
                for frame in self._conversation.ask(sentence.context, sentence.spoken):
                    await self._websocket.send_message(frame)
                return await self._take()
        except ConnectionClosed as exc:
            raise SpeechInterrupted(f"the server closed the connection{_why(exc)}") from exc
        except trio.TooSlowError as exc:
            raise SpeechInterrupted(
                f"the server took more than {deadlines.take:g} s for one sentence"
            ) from exc

    async def _take(self) -> Take:
        sound: list[bytes] = []
        said: list[Words] = []
        while True:
            match self._conversation.receive(await self._message(sounded=bool(sound))):
                case Sound(data=data):
                    sound.append(data)
                case Words() as words:
                    said.append(words)
                case Failed(message=message):
                    raise SpeechInterrupted(f"the server reported: {message}")
                case Finished():
                    return self._finished(b"".join(sound), said)

    def _finished(self, pcm: bytes, said: list[Words]) -> Take:
        bare = Take(pcm, self._rate)
        _, tail = edge_silence(bare)
        return take_of(pcm, self._rate, said, bare.frames - tail)

    async def _message(self, *, sounded: bool) -> str | bytes:
        patience = self._deadlines.silence if sounded else self._deadlines.first_sound
        with trio.move_on_after(patience):
            return await self._websocket.get_message()
        raise SpeechInterrupted(
            f"the server fell silent for {patience:g} s"
            if sounded
            else f"the server sent no sound within {patience:g} s"
        )

    async def keep_alive(self) -> None:
        """Ping for as long as the connection lasts. Raises SpeechInterrupted if nobody answers."""
        while True:
            await trio.sleep(_PING_EVERY_SECONDS)
            try:
                with trio.fail_after(_PONG_SECONDS):
                    await self._websocket.ping()
            except ConnectionClosed:
                return  # Whoever waits for a message is told why.
            except trio.TooSlowError as exc:
                raise SpeechInterrupted(
                    f"the server did not answer a ping within {_PONG_SECONDS:g} s"
                ) from exc


@asynccontextmanager
async def open_connection(
    service: Service, voice: Voice, deadlines: Deadlines | None = None
) -> AsyncIterator[Connection]:
    """Open a connection for the length of a block.

    Raises SpeechRefused if the service says no, SpeechInterrupted if it cannot be reached, does
    not answer in time, or does not speak WebSocket.
    """
    deadlines = deadlines or Deadlines()
    with _translating(service):
        async with trio.open_nursery() as nursery:
            # The library's own timeout hangs for ever with a server that accepts and never answers.
            with trio.move_on_after(deadlines.connect) as opening:
                stream = await service.open_stream()
                websocket = await _shake_hands(nursery, stream, service, voice)
            if opening.cancelled_caught:
                raise SpeechInterrupted(
                    f"{service.name} did not answer within {deadlines.connect:g} s"
                )
            connection = Connection(websocket, voice, deadlines)
            nursery.start_soon(connection.keep_alive)
            try:
                yield connection
            finally:
                # Not long: a server in full flow only reads the goodbye when it is done.
                with trio.move_on_after(_GOODBYE_SECONDS, shield=True):
                    await websocket.aclose()
                await trio.aclose_forcefully(stream)
                nursery.cancel_scope.cancel()


async def _shake_hands(
    nursery: trio.Nursery, stream: trio.abc.Stream, service: Service, voice: Voice
) -> WebSocketConnection:
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
            watched.on_end = _nothing
            return websocket
    except BaseException:
        with trio.CancelScope(shield=True):
            await trio.aclose_forcefully(stream)
        raise
    await trio.aclose_forcefully(stream)
    raise SpeechInterrupted(
        f"{service.name} hung up while shaking hands; check that a speech service runs there"
    )


def _nothing() -> None:
    """Do nothing."""


class _Watched(trio.abc.Stream):
    """A stream that tells when it ends, however it ends."""

    def __init__(self, stream: trio.abc.Stream) -> None:
        self._stream = stream
        self.on_end: Callable[[], None] = _nothing

    async def send_all(self, data: bytes | bytearray | memoryview) -> None:
        await self._stream.send_all(data)

    async def wait_send_all_might_not_block(self) -> None:
        await self._stream.wait_send_all_might_not_block()

    async def receive_some(self, max_bytes: int | None = None) -> bytes | bytearray:
        try:
            data = await self._stream.receive_some(max_bytes)
        except trio.BrokenResourceError:
            self.on_end()
            raise
        if not data:
            self.on_end()
        return data

    async def aclose(self) -> None:
        self.on_end()
        await self._stream.aclose()


@contextmanager
def _translating(service: Service) -> Iterator[None]:
    """Turn what comes out of the connection's nursery into the one error that says what to do."""
    try:
        yield
    except BaseExceptionGroup as group:
        cancelled, failed = group.split(trio.Cancelled)
        errors = leaves(failed) if failed else []
        if not all(isinstance(error, _TRANSLATED) for error in errors):
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
            body = " ".join((error.body or b"").decode("utf-8", "replace").split())[:200]
            said = f"{service.name} answered {error.status_code}" + (f": {body}" if body else "")
            if error.status_code in _FINAL_STATUSES:
                return SpeechRefused(said)
            return SpeechInterrupted(said)
        case ConnectionClosed():
            return SpeechInterrupted(f"{service.name} closed the connection{_why(error)}")
        case _:
            return SpeechInterrupted(f"{service.name} does not speak WebSocket ({error})")


def _why(closed: ConnectionClosed) -> str:
    if closed.reason is None:
        return ""
    code, reason = closed.reason.code, closed.reason.reason
    return f" ({code}{f': {reason}' if reason else ''})"


def unusable(error: CaptionerError) -> bool:
    """Tell whether asking the same service again is pointless."""
    return not isinstance(error, SpeechInterrupted | RemoteProtocolError)
