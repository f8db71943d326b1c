"""A connection to a process of ours on this machine: the same conversation, without WebSocket.

Nothing can come unasked, and no network can fall silent, so nobody listens between two sentences:
that the process has died shows when it is asked.
"""

from __future__ import annotations

from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import trio

from captioner.audio.take import Take
from captioner.client.asking import Asking, Deadlines, Gathering, Tally, heard_take
from captioner.client.service import LocalStream, Service, quoted
from captioner.client.statuses import answered
from captioner.document import Sentence
from captioner.errors import RemoteProtocolError, SpeechInterrupted
from captioner.protocol import (
    Chunk,
    ClientConversation,
    Failed,
    Finished,
    Heard,
    Voice,
    decode_event,
    dialect_of,
)
from captioner.protocol import frames as framed

#: Most sentences come in two or three readings.
_RECEIVE_BUFFER = 2**18


class DirectConnection:
    """An open connection. Made by `open_direct`."""

    def __init__(
        self, stream: trio.abc.Stream, service: Service, voice: Voice, deadlines: Deadlines
    ) -> None:
        self._stream = stream
        self._room = stream.room if isinstance(stream, LocalStream) else None
        self._service = service
        self._voice = voice
        self._deadlines = deadlines
        self._dialect = dialect_of(service.path)
        self._conversation = ClientConversation(self._dialect, voice.audio_format)
        self._frames = framed.Frames()
        self._came: deque[framed.Frame] = deque()
        self._opened_at = trio.current_time()
        self._is_idle = True

    @property
    def age(self) -> float:
        """For how many seconds it has been open."""
        return trio.current_time() - self._opened_at

    @property
    def is_usable(self) -> bool:
        """Whether another sentence can be asked for over it, as far as is known."""
        return self._is_idle and not self._conversation.is_spent

    async def open(self) -> None:
        """Tell what is wanted. Raises SpeechRefused if that cannot be had."""
        target = f"{self._service.path}?{self._voice.query()}"
        await self._send(framed.frame(framed.OPEN, target.encode()))
        kind, payload = await self._next()
        if kind != framed.AGREED:
            status, text = framed.number_and_text(payload)
            raise answered(status, (), text.encode(), self._service)

    async def speak(
        self, sentence: Sentence, tally: Tally, heard: Callable[[int], None] = lambda size: None
    ) -> Take:
        """Ask for a sentence and wait for all of it, as `Connection.speak` does."""
        self._is_idle = False
        messages = self._conversation.ask(sentence.context, sentence.spoken)
        gathering = Gathering(sentence, self._voice, tally, heard)
        deadlines = self._deadlines
        with Asking(deadlines, self._conversation, tally, deadlines.first_sound) as asking:
            await self._send(
                b"".join([framed.frame(framed.MESSAGE, said.encode()) for said in messages])
            )
            tally.characters += len(sentence.spoken)
            await self._gather(gathering, asking)
        self._is_idle = True
        return await heard_take(gathering, self._voice, self._service)

    async def _gather(self, gathering: Gathering, asking: Asking) -> None:
        while True:
            heard = self._understood(*await self._next())
            if isinstance(heard, Finished):
                return
            if isinstance(heard, Failed):
                raise SpeechInterrupted(quoted(heard.message, self._service))
            gathering.add(heard)
            if not self._came:  # Most sentences come all at once.
                asking.expect(self._deadlines.silence)

    def _understood(self, kind: bytes, payload: bytes) -> Heard | None:
        if kind == framed.SOUND:
            return self._conversation.understand(Chunk(payload))
        if kind == framed.SHARED and self._room is not None:
            return self._conversation.understand(Chunk(self._room[: int(payload)]))
        if kind == framed.EVENT:
            event = decode_event(payload.decode(), self._dialect)
            return self._conversation.understand(event)
        if kind == framed.CLOSED:
            code, reason = framed.number_and_text(payload)
            heard = self._conversation.closed(code)
            told = f" ({code}: {quoted(reason, self._service)})"
            return Failed(heard.message + told) if isinstance(heard, Failed) else heard
        raise RemoteProtocolError(f"the server sent a frame of an unknown kind {kind!r}")

    async def _send(self, data: bytes) -> None:
        try:
            await self._stream.send_all(data)
        except (trio.BrokenResourceError, trio.ClosedResourceError) as exc:
            raise _gone() from exc

    async def _next(self) -> framed.Frame:
        while not self._came:
            try:
                data = await self._stream.receive_some(_RECEIVE_BUFFER)
            except (trio.BrokenResourceError, trio.ClosedResourceError) as exc:
                raise _gone() from exc
            if not data:
                raise _gone()
            self._came.extend(self._frames.feed(data))
        return self._came.popleft()


def _gone() -> SpeechInterrupted:
    return SpeechInterrupted("the synthesizer's process died; it is started anew")


@asynccontextmanager
async def open_direct(
    service: Service, voice: Voice, deadlines: Deadlines
) -> AsyncIterator[DirectConnection]:
    """Open a connection for the length of a block.

    Raises SpeechRefused if what is wanted cannot be had, SpeechInterrupted if no process answers.
    """
    stream: trio.abc.Stream | None = None
    try:
        with trio.move_on_after(deadlines.connect) as opening:
            stream = await service.open_stream()
            connection = DirectConnection(stream, service, voice, deadlines)
            await connection.open()
        if opening.cancelled_caught:
            raise SpeechInterrupted(f"{service.name} did not answer within {deadlines.connect:g} s")
        yield connection
    finally:
        if stream is not None:
            await trio.aclose_forcefully(stream)
