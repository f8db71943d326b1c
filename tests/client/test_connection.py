"""The life of a connection: opened when needed, kept alive, replaced, closed or abandoned."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import trio
import trio.testing
from trio_websocket import ConnectionClosed, WebSocketConnection

from captioner.client import Outcome, PoolSettings, Tally, open_connection, speak
from captioner.document import Sentence
from captioner.errors import SpeechInterrupted
from tests.client.services import (
    SOUND,
    VOICE,
    answer,
    answer_all,
    chunk,
    guarded,
    outcomes_of,
    sentence,
    sentences,
    takes,
)
from tests.fakes import flushed, scripted


async def test_an_idle_connection_is_kept_alive_by_pings(
    autojump_clock: trio.testing.MockClock,
) -> None:
    """One slow sentence must not cost the other connection its life."""

    async def handler(websocket: WebSocketConnection) -> None:
        while True:
            context = await flushed(websocket)
            await trio.sleep(14)
            await answer(websocket, context)

    async with scripted(handler) as service:
        outcomes = await outcomes_of(service, 6, PoolSettings(connections=2))

    assert {o.attempts for o in outcomes} == {1}


async def test_pings_go_out_every_five_seconds(autojump_clock: trio.testing.MockClock) -> None:
    """Read as frames, from beneath the library that answers them."""
    came: list[float] = []

    async def handler(websocket: WebSocketConnection) -> None:
        await trio.sleep_forever()

    async with scripted(handler) as service:
        stream = await service.open_stream()
        spied = _Spied(stream, came)

        async def open_stream() -> trio.abc.Stream:
            return spied

        began = trio.current_time()
        watched = type(service)(service.name, service.host, service.path, open_stream)
        async with open_connection(watched, VOICE):
            await trio.sleep(31)

    assert [round(at - began) for at in came] == [5, 10, 15, 20, 25, 30]


class _Spied(trio.abc.HalfCloseableStream):
    """A stream that notes when a ping is sent: the second byte 0x89, as masks hide the rest."""

    def __init__(self, stream: trio.abc.Stream, pings: list[float]) -> None:
        self._stream = stream
        self._pings = pings

    async def send_all(self, data: bytes | bytearray | memoryview) -> None:
        if bytes(data[:1]) == b"\x89":
            self._pings.append(trio.current_time())
        await self._stream.send_all(data)

    async def wait_send_all_might_not_block(self) -> None:
        await self._stream.wait_send_all_might_not_block()

    async def receive_some(self, max_bytes: int | None = None) -> bytes | bytearray:
        return await self._stream.receive_some(max_bytes)

    async def send_eof(self) -> None:
        await self._stream.aclose()

    async def aclose(self) -> None:
        await self._stream.aclose()


async def test_a_connection_that_answers_no_ping_is_given_up(
    autojump_clock: trio.testing.MockClock,
) -> None:
    """A stream that swallows everything after the handshake."""
    opened = 0

    async with scripted(answer_all) as service:

        async def open_stream() -> trio.abc.Stream:
            nonlocal opened
            opened += 1
            return (
                _Deaf(await service.open_stream()) if opened == 1 else await service.open_stream()
            )

        half_dead = type(service)(service.name, service.host, service.path, open_stream)
        with pytest.raises(SpeechInterrupted, match="did not answer a ping within 30 s"):
            async with open_connection(half_dead, VOICE):
                await trio.sleep(100)


class _Deaf(_Spied):
    def __init__(self, stream: trio.abc.Stream) -> None:
        super().__init__(stream, [])
        self._received = 0

    async def receive_some(self, max_bytes: int | None = None) -> bytes | bytearray:
        if self._received:
            await trio.sleep_forever()
        self._received += 1
        return await super().receive_some(max_bytes)


async def test_no_connection_is_opened_before_a_sentence_needs_it(
    autojump_clock: trio.testing.MockClock,
) -> None:
    send, receive = trio.open_memory_channel[Outcome](0)
    async with guarded(lambda seen: None) as seen, trio.open_nursery() as nursery:
        settings = PoolSettings(connections=4)
        nursery.start_soon(speak, sentences(1), seen.service, VOICE, settings, send)
        async for _ in receive:
            pass

    assert len(seen.opened_at) == 1


async def test_without_sentences_there_is_no_connection(
    autojump_clock: trio.testing.MockClock,
) -> None:
    async with guarded(lambda seen: None) as seen:
        assert await outcomes_of(seen.service, 0) == []

    assert seen.opened_at == []


async def test_an_old_connection_is_replaced_between_sentences(
    autojump_clock: trio.testing.MockClock,
) -> None:
    async def handler(websocket: WebSocketConnection) -> None:
        while True:
            context = await flushed(websocket)
            await websocket.send_message(chunk(SOUND, context))
            await trio.sleep(10)
            await answer(websocket, context)

    async with guarded(lambda seen: None, handler) as seen:
        outcomes = await outcomes_of(seen.service, 12, PoolSettings(1, connection_seconds=35))

    takes(outcomes)
    assert {o.attempts for o in outcomes} == {1}
    ages = [later - at for at, later in zip(seen.opened_at, seen.opened_at[1:], strict=False)]
    assert ages == pytest.approx([40, 40], abs=2)


async def test_a_connection_that_the_server_closed_meanwhile_costs_no_try(
    autojump_clock: trio.testing.MockClock,
) -> None:
    """The cloud drops idle sockets; a document that is slow to come must not pay for it."""

    opened = 0

    async def handler(websocket: WebSocketConnection) -> None:
        nonlocal opened
        opened += 1
        while True:
            with trio.move_on_after(1) as idle:
                context = await flushed(websocket)
            if idle.cancelled_caught:
                return
            await answer(websocket, context)

    outcomes: list[Outcome] = []
    send, receive = trio.open_memory_channel[Outcome](0)
    settings = PoolSettings(connections=1, look_ahead=1)
    async with scripted(handler) as service, trio.open_nursery() as nursery:
        nursery.start_soon(speak, sentences(6), service, VOICE, settings, send)
        async for outcome in receive:
            outcomes.append(outcome)
            await trio.sleep(3)

    takes(outcomes)
    assert [o.attempts for o in outcomes] == [1] * 6
    assert opened == 4


async def test_what_comes_while_nothing_is_asked_is_dropped_and_does_not_block_pings(
    autojump_clock: trio.testing.MockClock,
) -> None:
    """Without contexts it could pass for the next sentence."""

    async def handler(websocket: WebSocketConnection) -> None:
        while True:
            await answer(websocket, await flushed(websocket))
            await trio.sleep(1)
            for _ in range(500):
                await websocket.send_message('{"type":"timestamps"}')
                await websocket.send_message('{"type":"done"}')

    tally = Tally()
    async with scripted(handler) as service, open_connection(service, VOICE) as connection:
        first = await connection.speak(sentence("One."), tally)
        await trio.sleep(100)
        assert connection.is_usable
        second = await connection.speak(sentence("Two.", 2), tally)

    assert first.pcm == second.pcm == SOUND
    assert tally.ignored == {"unreadable timestamps": 500, "stale": 500}


async def test_on_cancellation_the_connection_is_abandoned_at_once_without_a_word(
    autojump_clock: trio.testing.MockClock,
) -> None:
    heard: list[str | bytes] = []
    ends: list[int | None] = []

    async def handler(websocket: WebSocketConnection) -> None:
        context = await flushed(websocket)
        try:
            while True:
                with trio.move_on_after(1):
                    heard.append(await websocket.get_message())
                await websocket.send_message(chunk(SOUND, context))
        except ConnectionClosed as closed:
            ends.append(closed.reason.code if closed.reason else None)

    async with scripted(handler) as service:
        started = trio.current_time()
        with trio.move_on_after(7.5):
            await outcomes_of(service, 10, PoolSettings(connections=3))
        assert trio.current_time() - started == 7.5
        await trio.sleep(2)

    assert heard == []  # Neither clear nor eos,
    assert ends == [1006] * 3  # nor a goodbye.


async def test_on_cancellation_an_idle_connection_says_goodbye_but_not_for_long(
    autojump_clock: trio.testing.MockClock,
) -> None:
    ends: list[int | None] = []

    async def handler(websocket: WebSocketConnection) -> None:
        await answer(websocket, await flushed(websocket))
        with pytest.raises(ConnectionClosed) as closed:
            await websocket.get_message()
        ends.append(closed.value.reason.code if closed.value.reason else None)

    def source() -> Iterator[Sentence]:
        yield from sentences(1)

    async with scripted(handler) as service:
        with trio.move_on_after(5):
            async with open_connection(service, VOICE) as connection:
                await connection.speak(next(source()), Tally())
                await trio.sleep_forever()
        assert trio.current_time() <= 6

    assert ends == [1000]


async def test_a_failed_connection_is_not_waited_for(
    autojump_clock: trio.testing.MockClock,
) -> None:
    """A server in full flow, or hung, would only keep the next try waiting."""

    async def fall_silent(websocket: WebSocketConnection) -> None:
        context = await flushed(websocket)
        await websocket.send_message(chunk(SOUND[:10], context))
        await trio.sleep(3600)

    async with scripted(fall_silent) as service:
        async with open_connection(service, VOICE) as connection:
            with pytest.raises(SpeechInterrupted, match="fell silent"):
                await connection.speak(sentence("One."), Tally())
            ended = trio.current_time()
            assert not connection.is_usable
        assert trio.current_time() == ended
