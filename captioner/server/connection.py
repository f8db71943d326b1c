"""One connection of a client, from the handshake to its end."""

from __future__ import annotations

import math
from collections import deque

import msgspec
import trio
from msgspec import UNSET
from msgspec.structs import replace
from trio_websocket import ConnectionClosed, WebSocketConnection

from captioner.errors import CaptionerError, SpeechInterrupted, SpeechRefused
from captioner.protocol import (
    Action,
    Chunk,
    Close,
    Limits,
    Rest,
    SaidEvent,
    Send,
    ServerConversation,
    Synthesize,
    Timestamps,
    encode_event,
)
from captioner.protocol.server import INTERNAL_ERROR, REST_SECONDS
from captioner.server.faults import Change, Drop, Faults, Raw, Stall, Step, Wait
from captioner.server.handshake import Agreed
from captioner.server.punctuation import words_on_the_wire
from captioner.server.workers import Synthesizer

#: A client that plays while it listens takes a chunk of a second in a second. One that takes none
#: for so long does not listen any more.
_DEAF_SECONDS = 60.0
_GOING_AWAY = 1001
#: How long a client may take to say goodbye when there is no more time.
_LEAVE_SECONDS = 0.5

_Order = Synthesize | Rest | Close


class Backlog(msgspec.Struct):
    """The sound that all clients together have not taken yet, in bytes, and how much may be."""

    most: int
    total: int = 0


#: A client that has less than this waiting is not who fills the server.
_MODEST_BYTES = 2**20


class Connection:
    """Carries out what the conversation says: one task listens, another speaks."""

    def __init__(
        self,
        websocket: WebSocketConnection,
        stream: trio.abc.Stream,
        agreed: Agreed,
        synthesizer: Synthesizer,
        limits: Limits,
        chunk_bytes: int,
        faults: Faults,
        backlog: Backlog,
    ) -> None:
        self._websocket = websocket
        self._stream = stream
        self._agreed = agreed
        self._synthesizer = synthesizer
        self._chunk_bytes = chunk_bytes - chunk_bytes % 2
        self._faults = faults
        self._backlog = backlog
        self._unsent = 0
        self._change: Change = lambda event: (event,)
        self._conversation = ServerConversation(agreed.segment, agreed.dialect, limits)
        self._sounded = False
        self._is_resting = False
        #: Set, and replaced, whenever a message comes.
        self._stirred = trio.Event()
        # No bound is needed: of syntheses, rests and closures there is one at a time.
        self._orders_in, self._orders = trio.open_memory_channel[_Order](math.inf)

    async def run(self) -> None:
        """Serve until the connection is closed."""
        async with trio.open_nursery() as nursery:
            nursery.start_soon(self._carry_out)
            try:
                while True:
                    frame = await self._websocket.get_message()
                    actions = self._conversation.receive(frame)
                    self._stirred.set()
                    self._stirred = trio.Event()
                    for action in actions:
                        if isinstance(action, Send):
                            await self._say(action.event)
                        elif isinstance(action, Rest) and self._is_resting:
                            continue
                        else:
                            self._orders_in.send_nowait(action)
            except ConnectionClosed:
                nursery.cancel_scope.cancel()

    def wind_down(self) -> None:
        """Close the connection once all that was asked for is spoken."""
        self._orders_in.send_nowait(Close(_GOING_AWAY, "the server is shutting down"))

    async def leave(self) -> None:
        """Close the connection, whatever is under way."""
        with trio.move_on_after(_LEAVE_SECONDS):
            await self._websocket.aclose(_GOING_AWAY, "the server is shutting down")

    async def _carry_out(self) -> None:
        try:
            async for order in self._orders:
                waiting: deque[Action] = deque([order])
                while waiting:
                    waiting.extend(await self._do(waiting.popleft()))
        except ConnectionClosed:
            pass  # The listening task sees it too, and ends the connection.

    async def _do(self, action: Action) -> list[Action]:
        match action:
            case Send(event=event):
                await self._say(event)
            case Close() as closing:
                await self._websocket.aclose(closing.code, closing.told)
            case Synthesize() as synthesis:
                return await self._speak(synthesis)
            case Rest():
                return await self._rest()
        return []

    async def _rest(self) -> list[Action]:
        """Wait until the client has been silent for long, or has given us something to speak."""
        self._is_resting = True
        try:
            with trio.move_on_after(REST_SECONDS):
                while self._conversation.is_drained:
                    await self._stirred.wait()
                return []
            return self._conversation.rested()
        finally:
            self._is_resting = False

    # ------------------------------------------------------------ speaking

    async def _speak(self, synthesis: Synthesize) -> list[Action]:
        self._change = self._faults.in_synthesis(synthesis)
        try:
            order = self._agreed.order(synthesis.text, synthesis.marks)
        except SpeechRefused as exc:
            return [Close(INTERNAL_ERROR, f"400: {exc}")]
        # No bound here: a client that listens slowly must not keep a worker from the others.
        blocks_in, blocks = trio.open_memory_channel[bytes](math.inf)
        too_slow = False

        def take(block: bytes) -> None:
            nonlocal too_slow
            full = self._backlog.total + len(block) > self._backlog.most
            too_slow |= full and self._unsent > _MODEST_BYTES
            if not too_slow:
                self._unsent += len(block)
                self._backlog.total += len(block)
                blocks_in.send_nowait(block)

        failure: CaptionerError | None = None
        try:
            async with trio.open_nursery() as nursery:
                nursery.start_soon(self._send_chunks, blocks, synthesis.context)
                with blocks_in:
                    try:
                        timing = await self._synthesizer.synthesize(
                            replace(order, begins=not self._sounded), take
                        )
                    except CaptionerError as exc:
                        failure = exc
                if too_slow:
                    failure = SpeechInterrupted("the sound is not taken fast enough")
                    nursery.cancel_scope.cancel()
        finally:
            self._backlog.total -= self._unsent
            self._unsent = 0
        if failure is not None:
            return [Close(INTERNAL_ERROR, f"500: {failure}")]
        times = words_on_the_wire(timing, self._agreed.dialect)
        await self._say(Timestamps(times, synthesis.context, timing.estimated or UNSET))
        return self._conversation.spoken()

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
        self._sounded = True
        try:
            await self._say(Chunk(data, context))
        except ConnectionClosed:
            return False
        self._unsent -= len(data)
        self._backlog.total -= len(data)
        return True

    # ------------------------------------------------------------ sending

    async def _say(self, event: SaidEvent) -> None:
        for step in self._change(event):
            await self._step(step)

    async def _step(self, step: Step) -> None:
        match step:
            case Raw(frame=frame):
                await self._send(frame)
            case Wait(seconds=seconds):
                await trio.sleep(seconds)
            case Stall():
                await trio.sleep_forever()
            case Drop():
                await trio.aclose_forcefully(self._stream)
            case Close() as closing:
                await self._websocket.aclose(closing.code, closing.told)
            case _ as event:
                if (said := encode_event(event, self._agreed.dialect)) is not None:
                    await self._send(said)

    async def _send(self, frame: str | bytes) -> None:
        """Send a frame; a client that does not take it for long loses its place."""
        with trio.move_on_after(_DEAF_SECONDS):
            await self._websocket.send_message(frame)
            return
        await trio.aclose_forcefully(self._stream)
