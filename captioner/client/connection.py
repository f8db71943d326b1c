"""One connection to a speech service: one sentence at a time, with a deadline for every wait."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import trio
from trio_websocket import ConnectionClosed, WebSocketConnection

from captioner.audio.edit import edge_silence
from captioner.audio.take import Take
from captioner.client.handshake import shake_hands, translating, why
from captioner.client.service import Service, quoted
from captioner.client.times import take_of
from captioner.document import Sentence
from captioner.errors import CaptionerError, RemoteProtocolError, SpeechInterrupted
from captioner.protocol import ClientConversation, Failed, Finished, Sound, Voice, Words

#: Idle sockets of the cloud die within seconds unless pinged.
_PING_EVERY_SECONDS = 5.0
_PONG_SECONDS = 30.0
_GOODBYE_SECONDS = 1.0


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

    def __init__(
        self, websocket: WebSocketConnection, service: Service, voice: Voice, deadlines: Deadlines
    ) -> None:
        self._websocket = websocket
        self._service = service
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
            said = why(exc, self._service)
            raise SpeechInterrupted(f"the server closed the connection{said}") from exc
        except RemoteProtocolError as exc:
            raise RemoteProtocolError(quoted(str(exc), self._service)) from exc
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
                    raise SpeechInterrupted(quoted(message, self._service))
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
    with translating(service):
        async with trio.open_nursery() as nursery:
            # The library's own timeout hangs for ever with a server that accepts and never answers.
            with trio.move_on_after(deadlines.connect) as opening:
                stream = await service.open_stream()
                websocket = await shake_hands(nursery, stream, service, voice)
            if opening.cancelled_caught:
                raise SpeechInterrupted(
                    f"{service.name} did not answer within {deadlines.connect:g} s"
                )
            connection = Connection(websocket, service, voice, deadlines)
            nursery.start_soon(connection.keep_alive)
            try:
                yield connection
            finally:
                # Not long: a server in full flow only reads the goodbye when it is done.
                with trio.move_on_after(_GOODBYE_SECONDS, shield=True):
                    await websocket.aclose()
                await trio.aclose_forcefully(stream)
                nursery.cancel_scope.cancel()


def unusable(error: CaptionerError) -> bool:
    """Tell whether asking the same service again is pointless."""
    return not isinstance(error, SpeechInterrupted | RemoteProtocolError)
