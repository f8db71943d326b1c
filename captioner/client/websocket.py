"""A connection to a speech service over a WebSocket: one sentence at a time, with a deadline for
every wait.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress

import trio
from trio_websocket import ConnectionClosed, WebSocketConnection

from captioner.audio.take import Take
from captioner.client.asking import Asking, Deadlines, Gathering, Tally, heard_take
from captioner.client.handshake import shake_hands, translating, why
from captioner.client.service import Service, quoted
from captioner.client.times import LateTimes
from captioner.document import Sentence
from captioner.errors import RemoteProtocolError, SpeechInterrupted
from captioner.protocol import (
    ClientConversation,
    Failed,
    Finished,
    Heard,
    Voice,
    Words,
    dialect_of,
)

#: Idle sockets of the cloud die within seconds unless pinged.
_PING_EVERY_SECONDS = 5.0
_PONG_SECONDS = 30.0
_GOODBYE_SECONDS = 1.0
#: As many messages as may lie unread while a sentence is asked for.
_INBOX = 64


class WebSocketed:
    """An open connection. Made by `open_websocket`."""

    def __init__(
        self,
        websocket: WebSocketConnection,
        service: Service,
        voice: Voice,
        deadlines: Deadlines,
        late_times: LateTimes,
    ) -> None:
        self._websocket = websocket
        self._service = service
        self._voice = voice
        self._deadlines = deadlines
        self._late_times = late_times
        self._dialect = dialect_of(service.path)
        self._conversation = ClientConversation(self._dialect, voice.audio_format)
        self._arriving, self._inbox = trio.open_memory_channel[str | bytes](_INBOX)
        self._closed: ConnectionClosed | None = None
        self._spoilt = ""
        self._opened_at = trio.current_time()
        self.is_idle = True

    @property
    def age(self) -> float:
        """For how many seconds it has been open."""
        return trio.current_time() - self._opened_at

    @property
    def is_usable(self) -> bool:
        """Whether another sentence can be asked for over it, as far as is known."""
        alive = self._closed is None and not self._spoilt
        return self.is_idle and alive and not self._conversation.is_spent

    async def speak(
        self, sentence: Sentence, tally: Tally, heard: Callable[[int], None] = lambda size: None
    ) -> Take:
        """Ask for a sentence and wait for all of it, as `Connection.speak` says."""
        gathering = Gathering(sentence, self._voice, tally, heard)
        try:
            with Asking(self._deadlines, self._conversation, tally):
                await self._exchange(sentence, tally, gathering)
        except ConnectionClosed as exc:
            raise SpeechInterrupted(
                f"the server closed the connection{why(exc, self._service)}"
            ) from exc
        except RemoteProtocolError as exc:
            raise RemoteProtocolError(quoted(str(exc), self._service)) from exc
        return await heard_take(gathering, self._voice, self._service)

    async def _exchange(self, sentence: Sentence, tally: Tally, gathering: Gathering) -> None:
        """Ask, and gather what comes. Only when all of it came is the connection idle again."""
        if self._spoilt:
            raise SpeechInterrupted(quoted(self._spoilt, self._service))
        self.is_idle = False
        text, end = self._conversation.ask(sentence.context, sentence.spoken)
        await self._websocket.send_message(text)
        tally.characters += len(sentence.spoken)
        await self._websocket.send_message(end)
        await self._gather(gathering)
        if not gathering.said and not self._dialect.plain and self._late_times.expected:
            gathering.said += await self._late_words()
        self._clear_inbox()
        self.is_idle = True

    async def _gather(self, gathering: Gathering) -> None:
        while True:
            heard = await self._hear(sounded=bool(gathering.sound))
            if isinstance(heard, Finished):
                return
            self._raise_if_failed(heard)
            gathering.add(heard)

    async def _hear(self, *, sounded: bool) -> Heard | None:
        patience = self._deadlines.silence if sounded else self._deadlines.first_sound
        with trio.move_on_after(patience):
            return await self._next()
        stray = self._conversation.ignored["stale"]
        raise SpeechInterrupted(
            (
                f"the server fell silent for {patience:g} s"
                if sounded
                else f"the server sent no sound within {patience:g} s"
            )
            + (f"; {stray} messages were of other sentences" if stray else "")
        )

    async def _next(self) -> Heard | None:
        """Wait for the next message and tell what it means; so does the end of them."""
        try:
            return self._conversation.receive(await self._inbox.receive())
        except trio.EndOfChannel:
            closed = self._closed
        reason = closed.reason if closed else None
        heard = self._conversation.closed(reason.code if reason else None)
        if isinstance(heard, Failed) and closed:
            return Failed(heard.message + why(closed, self._service))
        return heard

    async def _late_words(self) -> list[Words]:
        """Give times that come after `done` a moment.

        Raises SpeechInterrupted if sound comes instead: then it was done too early.
        """
        with trio.move_on_after(self._deadlines.late_times), suppress(trio.EndOfChannel):
            while True:
                heard = self._conversation.receive(await self._inbox.receive())
                if heard is not None:
                    self._late_times.waited(in_vain=False)
                    self._raise_if_failed(heard)
                if isinstance(heard, Words):
                    return [heard]
        self._late_times.waited(in_vain=True)
        return []

    def _clear_inbox(self) -> None:
        """Look at what came along with the end of the sentence, before it can pass for the next."""
        with suppress(trio.WouldBlock, trio.EndOfChannel):
            while True:
                self._raise_if_failed(self._conversation.receive(self._inbox.receive_nowait()))

    def _raise_if_failed(self, heard: Heard | None) -> None:
        if isinstance(heard, Failed):
            raise SpeechInterrupted(quoted(heard.message, self._service))

    async def listen(self) -> None:
        """Take messages in as they come, for as long as the connection lasts.

        They may not queue up while nothing is asked: unread messages keep pings unanswered, and
        what came before a sentence was asked for must not pass for it.
        """
        async with self._arriving:
            try:
                while True:
                    frame = await self._websocket.get_message()
                    if self.is_idle:
                        self._overhear(frame)
                    else:
                        await self._arriving.send(frame)
            except ConnectionClosed as exc:
                self._closed = exc

    def _overhear(self, frame: str | bytes) -> None:
        """Note what comes while nothing is asked. All that it can tell is not to ask here again."""
        try:
            heard = self._conversation.receive(frame)
        except RemoteProtocolError as exc:
            self._spoilt = str(exc)
            return
        if isinstance(heard, Failed):
            self._spoilt = heard.message
        elif heard is not None:
            self._conversation.ignored["late"] += 1

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
async def open_websocket(
    service: Service, voice: Voice, deadlines: Deadlines, late_times: LateTimes
) -> AsyncIterator[WebSocketed]:
    """Open a connection for the length of a block.

    Raises SpeechRefused if the service says no, SpeechLimited if it has too many already,
    SpeechInterrupted if it cannot be reached, does not answer in time, or does not speak WebSocket.
    """
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
            connection = WebSocketed(websocket, service, voice, deadlines, late_times)
            nursery.start_soon(connection.listen)
            nursery.start_soon(connection.keep_alive)
            try:
                yield connection
            finally:
                # In the middle of a sentence there is nothing to be said that would stop a server:
                # `clear` does not, and a goodbye is only read when all has been sent.
                if connection.is_idle:
                    with trio.move_on_after(_GOODBYE_SECONDS, shield=True):
                        await websocket.aclose()
                await trio.aclose_forcefully(stream)
                nursery.cancel_scope.cancel()
