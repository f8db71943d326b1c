"""One connection to a speech service: one sentence at a time, with a deadline for every wait."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

import trio
from trio_websocket import ConnectionClosed, WebSocketConnection

from captioner.audio.edit import edge_silence
from captioner.audio.pcm import SAMPLE_BYTES
from captioner.audio.take import Take
from captioner.audio.wire import decode
from captioner.client.handshake import shake_hands, translating, why
from captioner.client.service import Service, quoted
from captioner.client.times import LateTimes, take_of
from captioner.document import Sentence
from captioner.errors import AudioError, CaptionerError, RemoteProtocolError, SpeechInterrupted
from captioner.protocol import (
    ClientConversation,
    Failed,
    Finished,
    Heard,
    Sound,
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
#: No voice takes longer for a sentence, in seconds and seconds a character: what is beyond will
#: not end at all, and memory does.
_LONGEST_TAKE_SECONDS = 600
_LONGEST_CHARACTER_SECONDS = 1
#: Formats whose decoding would hold up every other connection.
_HEAVY_FORMATS = frozenset({"mp3"})
#: Formats that move the sound by a delay that nobody states, and words with it.
_SHIFTING_FORMATS = frozenset({"mp3"})


@dataclass(frozen=True, slots=True)
class Deadlines:
    """How long to wait, in seconds.

    To connect, for the first sound of a sentence, for the next message, and for a whole take, which
    also bounds a server that trickles. `late_times` is for word times after the end of the sound.
    """

    connect: float = 10.0
    first_sound: float = 20.0
    silence: float = 15.0
    take: float = 180.0
    late_times: float = 0.25


@dataclass(slots=True)
class Tally:
    """What went over the wire for one sentence, in all of its attempts.

    `characters` sent to be spoken, as services bill them, and bytes of sound `received`. `ignored`
    counts, by kind, what came and was of no use.
    """

    characters: int = 0
    received: int = 0
    ignored: Counter[str] = field(default_factory=Counter)


class Connection:
    """An open connection. Made by `open_connection`."""

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
        """Ask for a sentence and wait for all of it; `tally` hears what that cost, come what may.

        `heard` is told how many bytes of sound come, as they come.
        Raises SpeechInterrupted if it did not come whole, RemoteProtocolError if what came makes
        no sense. After either the connection is of no more use.
        """
        deadlines = self._deadlines
        try:
            with trio.fail_after(deadlines.take):
                sound, said = await self._exchange(sentence, tally, heard)
        except ConnectionClosed as exc:
            raise SpeechInterrupted(
                f"the server closed the connection{why(exc, self._service)}"
            ) from exc
        except RemoteProtocolError as exc:
            raise RemoteProtocolError(quoted(str(exc), self._service)) from exc
        except trio.TooSlowError as exc:
            raise SpeechInterrupted(
                f"the server took more than {deadlines.take:g} s for one sentence"
            ) from exc
        finally:
            tally.ignored.update(self._conversation.ignored)
            self._conversation.ignored.clear()
        return await self._finished(sound, said)

    async def _exchange(
        self, sentence: Sentence, tally: Tally, heard: Callable[[int], None]
    ) -> tuple[bytes, list[Words]]:
        """Ask, and gather what comes. Only when all of it came is the connection idle again."""
        if self._spoilt:
            raise SpeechInterrupted(quoted(self._spoilt, self._service))
        self.is_idle = False
        text, end = self._conversation.ask(sentence.context, sentence.spoken)
        await self._websocket.send_message(text)
        tally.characters += len(sentence.spoken)
        await self._websocket.send_message(end)
        sound, said = await self._gather(sentence, tally, heard)
        if not said and not self._dialect.plain and self._late_times.expected:
            said = await self._late_words()
        self._clear_inbox()
        self.is_idle = True
        return sound, said

    async def _gather(
        self, sentence: Sentence, tally: Tally, heard: Callable[[int], None]
    ) -> tuple[bytes, list[Words]]:
        sound: list[bytes] = []
        said: list[Words] = []
        longest = _LONGEST_TAKE_SECONDS + _LONGEST_CHARACTER_SECONDS * len(sentence.spoken)
        room = longest * self._voice.rate * SAMPLE_BYTES
        while True:
            match await self._hear(sounded=bool(sound)):
                case Sound(data=data):
                    sound.append(data)
                    tally.received += len(data)
                    heard(len(data))
                    room -= len(data)
                case Words() as words:
                    said.append(words)
                case Finished():
                    return b"".join(sound), said
                case other:
                    self._raise_if_failed(other)
            if room < 0:
                raise SpeechInterrupted(f"the server sent more than {longest} s of sound for it")

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

    async def _finished(self, sound: bytes, said: list[Words]) -> Take:
        voice = self._voice
        try:
            if voice.audio_format in _HEAVY_FORMATS:
                pcm = await trio.to_thread.run_sync(decode, voice.audio_format, sound, voice.rate)
            else:
                pcm = decode(voice.audio_format, sound, voice.rate)
        except AudioError as exc:
            raise RemoteProtocolError(
                f"format not honoured: {quoted(str(exc), self._service)}"
            ) from exc
        bare = Take(pcm, voice.rate)
        _, tail = edge_silence(bare)
        return take_of(
            pcm,
            voice.rate,
            said,
            bare.frames - tail,
            shifted=voice.audio_format in _SHIFTING_FORMATS,
            pauses=voice.markup.pauses,
        )

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
async def open_connection(
    service: Service,
    voice: Voice,
    deadlines: Deadlines | None = None,
    late_times: LateTimes | None = None,
) -> AsyncIterator[Connection]:
    """Open a connection for the length of a block.

    Raises SpeechRefused if the service says no, SpeechLimited if it has too many already,
    SpeechInterrupted if it cannot be reached, does not answer in time, or does not speak WebSocket.
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
            connection = Connection(websocket, service, voice, deadlines, late_times or LateTimes())
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


def unusable(error: CaptionerError) -> bool:
    """Tell whether asking the same service again is pointless."""
    return not isinstance(error, SpeechInterrupted | RemoteProtocolError)
