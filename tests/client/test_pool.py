"""Many sentences over several connections: real frames, a virtual clock, services on bad days."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator

import pytest
import trio
import trio.testing
from msgspec.structs import replace
from trio_websocket import WebSocketConnection

from captioner.audio import Take
from captioner.client import Outcome, PoolSettings, Unspoken, speak
from captioner.document import Sentence, context_of
from captioner.errors import SpeechInterrupted
from tests.client.services import (
    ONE,
    SOUND,
    VOICE,
    Guarded,
    answer,
    answer_all,
    chunk,
    failing_always,
    failing_once,
    guarded,
    http,
    outcomes_of,
    sentence,
    sentences,
    takes,
)
from tests.fakes import flushed, scripted


async def test_sentences_come_back_in_order_whole_and_once(
    autojump_clock: trio.testing.MockClock,
) -> None:
    async with scripted(answer_all) as service:
        outcomes = await outcomes_of(service, 50, PoolSettings(connections=5, look_ahead=8))

    assert [o.sentence.context for o in outcomes] == [context_of(1, n) for n in range(1, 51)]
    assert all(isinstance(o.result, Take) and o.result.pcm == SOUND for o in outcomes)
    assert {o.attempts for o in outcomes} == {1}


async def report_error(websocket: WebSocketConnection, context: str) -> None:
    await websocket.send_message('{"type":"error","message":"out of breath"}')
    await trio.sleep(3600)


async def test_a_service_that_is_down_from_the_start_is_an_error(
    autojump_clock: trio.testing.MockClock,
) -> None:
    async with scripted(failing_always(report_error)) as service:
        with pytest.raises(ExceptionGroup) as caught:
            await outcomes_of(service, 200)

    assert caught.group_contains(SpeechInterrupted, match="out of breath")


async def test_a_service_that_goes_down_is_not_asked_for_every_sentence_that_is_left(
    autojump_clock: trio.testing.MockClock,
) -> None:
    asked: Counter[str] = Counter()

    async def handler(websocket: WebSocketConnection) -> None:
        while True:
            context = await flushed(websocket)
            asked[context] += 1
            if int(context[4:]) > 10:
                return
            await answer(websocket, context)

    async with scripted(handler) as service:
        outcomes = await outcomes_of(service, 500)

    assert [isinstance(o.result, Take) for o in outcomes] == [True] * 10 + [False] * 490
    assert len(asked) < 30
    assert isinstance(outcomes[-1].result, Unspoken)
    assert "not asked for any more" in outcomes[-1].result.reason


@pytest.mark.parametrize(("characters", "most"), [(10, 7), (500, 7), (650, 6), (2000, 6)])
async def test_not_more_than_the_look_ahead_is_ever_asked_for(
    autojump_clock: trio.testing.MockClock, characters: int, most: int
) -> None:
    """Of long sentences it is less, but never less than two for each connection."""
    handed = 0

    def source() -> Iterator[Sentence]:
        nonlocal handed
        for one in sentences(100):
            handed += 1
            yield replace(one, spoken=one.spoken.ljust(characters, "."))

    async with scripted(answer_all) as service:
        send, receive = trio.open_memory_channel[Outcome](0)
        settings = PoolSettings(connections=3, look_ahead=7)
        async with trio.open_nursery() as nursery:
            nursery.start_soon(speak, source(), service, VOICE, settings, send)
            taken = 0
            async for _ in receive:
                taken += 1
                await trio.testing.wait_all_tasks_blocked()
                assert handed <= taken + most + 1


async def test_one_sentence_at_a_time_is_asked_for_over_a_connection_by_a_text_and_a_flush(
    autojump_clock: trio.testing.MockClock,
) -> None:
    heard: list[list[str | bytes]] = []

    async def handler(websocket: WebSocketConnection) -> None:
        mine: list[str | bytes] = []
        heard.append(mine)
        while True:
            text, flush = await websocket.get_message(), await websocket.get_message()
            mine += [text, flush]
            context = json.loads(text)["contextId"]
            with trio.move_on_after(3):  # Nothing more comes before this is answered.
                mine.append(await websocket.get_message())
            await answer(websocket, context)

    async with scripted(handler) as service:
        outcomes = await outcomes_of(service, 6, PoolSettings(connections=3))

    takes(outcomes)
    assert len(heard) == 3
    assert sorted(str(frame) for frames in heard for frame in frames) == sorted(
        ['{"operation":"flush"}'] * 6
        + [f'{{"text":"Number {n}. ","contextId":"s01-00{n}"}}' for n in range(1, 7)]
    )


async def test_as_many_sentences_are_under_way_as_there_are_connections_and_no_more(
    autojump_clock: trio.testing.MockClock,
) -> None:
    now = most = 0

    async def handler(websocket: WebSocketConnection) -> None:
        nonlocal now, most
        while True:
            context = await flushed(websocket)
            now += 1
            most = max(most, now)
            await trio.sleep(1)
            now -= 1
            await answer(websocket, context)

    async with scripted(handler) as service:
        started = trio.current_time()
        await outcomes_of(service, 40, PoolSettings(connections=4))

    assert most == 4
    assert trio.current_time() - started == pytest.approx(10, abs=1.5)


@pytest.mark.parametrize("spoken", ["", " \n"])
async def test_a_sentence_without_words_is_never_sent(
    spoken: str, autojump_clock: trio.testing.MockClock
) -> None:
    """No server would answer it."""
    asked: list[str] = []

    async def handler(websocket: WebSocketConnection) -> None:
        while True:
            asked.append(await flushed(websocket))
            await answer(websocket, asked[-1])

    wanted = [*sentences(2), sentence(spoken, 3), sentence("Number 4.", 4)]
    async with scripted(handler) as service:
        outcomes = await outcomes_of(service, wanted, ONE)

    assert asked == ["s01-001", "s01-002", "s01-004"]
    assert outcomes[2] == Outcome(wanted[2], Unspoken("there is nothing in it to be said"), 0)


async def test_a_sentence_that_failed_is_asked_for_by_whichever_connection_is_free(
    autojump_clock: trio.testing.MockClock,
) -> None:
    """The connection that failed cannot be replaced, and the one that is left does it all."""
    opened = 0

    async def handler(websocket: WebSocketConnection) -> None:
        while True:
            context = await flushed(websocket)
            await trio.sleep(1)
            if context == "s01-002" and context not in failed:
                failed.append(context)
                return
            await answer(websocket, context)

    def turn_away(seen: Guarded) -> bytes | None:
        nonlocal opened
        opened += 1
        return http(429, b"Currently at websocket limit") if opened > 2 else None

    failed: list[str] = []
    async with guarded(turn_away, handler) as seen:
        outcomes = await outcomes_of(seen.service, 8)

    takes(outcomes)
    assert [outcome.attempts for outcome in outcomes] == [1, 2, 1, 1, 1, 1, 1, 1]


async def test_what_was_sent_and_received_is_counted_over_all_tries(
    autojump_clock: trio.testing.MockClock,
) -> None:
    async def fail(websocket: WebSocketConnection, context: str) -> None:
        await websocket.send_message(chunk(SOUND[:1001], context))
        await websocket.send_message('{"type":"progress"}')
        await trio.sleep(3600)

    async with scripted(failing_once(fail)) as service:
        outcomes = await outcomes_of(service, [sentence("Öl für 5 €.", 1)])

    assert [o.attempts for o in outcomes] == [2]
    assert [o.characters for o in outcomes] == [2 * len("Öl für 5 €.")]
    assert [o.received for o in outcomes] == [1000 + len(SOUND)]
    assert [o.ignored for o in outcomes] == [{"unknown progress": 1}]


async def test_what_was_sent_for_a_sentence_that_is_lost_is_counted_too(
    autojump_clock: trio.testing.MockClock,
) -> None:
    async def handler(websocket: WebSocketConnection) -> None:
        while True:
            context = await flushed(websocket)
            if context == "s01-002":
                await websocket.send_message(chunk(SOUND[:1000], context))
                return
            await answer(websocket, context)

    async with scripted(handler) as service:
        outcomes = await outcomes_of(service)

    assert [o.characters for o in outcomes] == [9, 36, 9]
    assert [o.received for o in outcomes] == [len(SOUND), 4000, len(SOUND)]


async def test_nobody_waits_for_anything_once_all_is_spoken(
    autojump_clock: trio.testing.MockClock,
) -> None:
    """Not one connection for its next try, nor another for leave to be opened."""

    async def handler(websocket: WebSocketConnection) -> None:
        while True:
            context = await flushed(websocket)
            if context == "s01-001" and context not in failed:
                failed.append(context)
                return
            await answer(websocket, context)

    def turn_away(seen: Guarded) -> bytes | None:
        return http(429, b"busy", b"retry-after: 50") if len(seen.opened_at) > 2 else None

    failed: list[str] = []
    settings = PoolSettings(connections=4, backoff_seconds=10)
    async with guarded(turn_away, handler) as seen:
        started = trio.current_time()
        takes(await outcomes_of(seen.service, 3, settings))

    assert 10 <= trio.current_time() - started <= 16
