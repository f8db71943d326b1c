"""Services that allow fewer connections than asked for, or none (HTTP 429)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from itertools import pairwise

import pytest
import trio
import trio.testing
from trio_websocket import WebSocketConnection

from captioner.audio import Take
from captioner.client import PoolSettings, Service, Unspoken, open_connection
from captioner.client.gate import Gate
from captioner.errors import SpeechInterrupted, SpeechLimited, leaves
from tests.client.services import (
    VOICE,
    Guarded,
    answer,
    guarded,
    http,
    outcomes_of,
    sentences,
    takes,
)
from tests.fakes import flushed

BUSY = http(429, b"Currently at websocket limit")


NOT_NOW = http(503, b"away")


async def slowly(websocket: WebSocketConnection) -> None:
    while True:
        context = await flushed(websocket)
        await trio.sleep(1)
        await answer(websocket, context)


def at_most(count: int, refusal: bytes = BUSY) -> Callable[[Guarded], bytes | None]:
    return lambda seen: refusal if seen.open >= count else None


@pytest.mark.parametrize("refusal", [BUSY, NOT_NOW], ids=["429", "503"])
async def test_a_service_that_allows_two_of_four_connections_gives_every_sentence_at_once(
    refusal: bytes, autojump_clock: trio.testing.MockClock
) -> None:
    async with guarded(at_most(2, refusal), slowly) as seen:
        started = trio.current_time()
        outcomes = await outcomes_of(seen.service, 40, PoolSettings(connections=4))
        lasted = trio.current_time() - started

    takes(outcomes)
    assert [o.sentence.context for o in outcomes] == [s.context for s in sentences(40)]
    assert {o.attempts for o in outcomes} == {1}
    assert seen.most_open == 2
    assert lasted == pytest.approx(20, abs=2)


async def test_connections_that_were_turned_away_come_again_one_by_one_and_ever_less_often(
    autojump_clock: trio.testing.MockClock,
) -> None:
    async with guarded(at_most(1), slowly) as seen:
        await outcomes_of(seen.service, 60, PoolSettings(connections=5))

    assert [at for at in seen.opened_at if at == seen.opened_at[0]] == seen.opened_at[:5]
    waits = [later - at for at, later in pairwise(seen.opened_at[4:])]
    assert all(0.5 <= wait <= 30 for wait in waits)
    assert waits[:5] == sorted(waits[:5])
    assert len(waits) < 10


async def test_a_limit_that_is_lifted_is_noticed(autojump_clock: trio.testing.MockClock) -> None:
    async with guarded(
        lambda seen: BUSY if seen.open >= (1 if trio.current_time() - begun < 20 else 4) else None,
        slowly,
    ) as seen:
        begun = trio.current_time()
        takes(await outcomes_of(seen.service, 200, PoolSettings(connections=4)))

    assert seen.most_open == 4
    assert trio.current_time() - begun < 90


async def test_a_connection_that_is_lost_can_be_opened_again_when_the_service_allows(
    autojump_clock: trio.testing.MockClock,
) -> None:
    """Every connection ends after one sentence, and the next is at first one too many."""
    turned: list[float] = []

    def turn_away(seen: Guarded) -> bytes | None:
        if len(seen.opened_at) % 2 == 0:
            turned.append(trio.current_time())
            return BUSY
        return None

    async with guarded(turn_away) as seen:
        settings = PoolSettings(connections=2, connection_seconds=0)
        outcomes = await outcomes_of(seen.service, 10, settings)

    takes(outcomes)
    assert {o.attempts for o in outcomes} == {1}
    assert len(turned) >= 8


async def test_a_service_that_allows_no_connection_is_given_up_in_bounded_time(
    autojump_clock: trio.testing.MockClock,
) -> None:
    retries: list[str] = []
    settings = PoolSettings(connections=4, on_retry=lambda context, why: retries.append(why))
    async with guarded(lambda seen: BUSY) as seen:
        started = trio.current_time()
        with pytest.raises(ExceptionGroup) as caught:
            await outcomes_of(seen.service, 200, settings)
        lasted = trio.current_time() - started

    (error,) = leaves(caught.value)
    assert isinstance(error, SpeechLimited)
    assert "answered 429: Currently at websocket limit; it has allowed no connection for" in str(
        error
    )
    assert 120 <= lasted <= 155
    assert len(seen.opened_at) < 20
    assert 0 < len(retries) < 20


async def test_a_service_that_goes_away_for_good_is_given_up_in_bounded_time(
    autojump_clock: trio.testing.MockClock,
) -> None:
    """However long the document is; what was spoken before is kept."""
    settings = PoolSettings(connections=4, connection_seconds=5)
    async with guarded(lambda seen: NOT_NOW if trio.current_time() > 10 else None, slowly) as seen:
        outcomes = await outcomes_of(seen.service, 500, settings)
        lasted = trio.current_time()

    spoken = [outcome for outcome in outcomes if isinstance(outcome.result, Take)]
    assert len(outcomes) == 500
    assert len(spoken) > 20
    assert lasted < 10 + 120 + 60
    assert "not asked for any more" in str(outcomes[-1].result)


async def test_one_that_allows_none_any_more_leaves_what_was_spoken(
    autojump_clock: trio.testing.MockClock,
) -> None:
    async def twice(websocket: WebSocketConnection) -> None:
        for _ in range(2):
            await answer(websocket, await flushed(websocket))
        await websocket.aclose()

    async with guarded(lambda seen: BUSY if len(seen.opened_at) > 2 else None, twice) as seen:
        outcomes = await outcomes_of(seen.service, 100)

    takes(outcomes[:4])
    for outcome in outcomes[4:]:
        assert isinstance(outcome.result, Unspoken)
        assert "not asked for any more" in outcome.result.reason
        assert "allowed no connection" in outcome.result.reason
        assert outcome.characters == 0


@pytest.mark.parametrize(
    ("said", "least", "most"),
    [
        (b"7", 7, 7.8),
        (b" 30 ", 30, 31),
        (b"86400", 60, 61),  # More than is waited for.
        (b"0", 0.5, 0.75),  # Less than we would wait ourselves.
        (b"soon", 0.5, 0.75),
        (b"-5", 0.5, 0.75),
    ],
)
async def test_what_a_service_says_of_when_to_come_again_is_heeded(
    said: bytes, least: float, most: float, autojump_clock: trio.testing.MockClock
) -> None:
    busy = http(429, b"busy", b"Retry-After: " + said)
    async with guarded(lambda seen: busy if len(seen.opened_at) == 1 else None) as seen:
        takes(await outcomes_of(seen.service, 1, PoolSettings(connections=1)))

    first, second = seen.opened_at
    assert least <= second - first <= most


@pytest.mark.parametrize("hangs_up", [False, True], ids=["with a length", "ended by hanging up"])
async def test_a_date_to_come_again_is_told_in_seconds(
    hangs_up: bool, autojump_clock: trio.testing.MockClock
) -> None:
    date = format_datetime(datetime.now(UTC) + timedelta(seconds=45), usegmt=True)
    busy = http(429, b"busy", b"Retry-After: " + date.encode())
    if hangs_up:
        busy = busy.replace(b"content-length: 4\r\n", b"")
    async with guarded(lambda seen: busy) as seen:
        with pytest.raises(SpeechLimited) as caught:
            async with open_connection(seen.service, VOICE):
                pass

    assert caught.value.retry_after == pytest.approx(45, abs=5)


async def test_a_service_that_is_nowhere_costs_a_few_openings_and_little_time(
    autojump_clock: trio.testing.MockClock,
) -> None:
    opened = 0

    async def open_stream() -> trio.abc.Stream:
        nonlocal opened
        opened += 1
        raise SpeechInterrupted("nobody there")

    service = Service("the missing server", "test", "/ws3", open_stream)
    started = trio.current_time()
    with pytest.raises(ExceptionGroup) as caught:
        await outcomes_of(service, 200, PoolSettings(connections=4))

    assert caught.group_contains(SpeechInterrupted, match="nobody there")
    assert opened <= 8
    assert trio.current_time() - started < 6


async def test_the_gate_counts_failures_at_once_as_one_and_lets_one_in_after_them(
    autojump_clock: trio.testing.MockClock,
) -> None:
    gate = Gate(1.0, 20.0)
    admitted = [gate.admit() for _ in range(5)]
    for each in admitted:
        assert each is not None
        gate.failed(each)

    assert gate.admit() is None
    started = trio.current_time()
    await gate.wait()
    assert 1.0 <= trio.current_time() - started <= 1.5
    probe = gate.admit()
    assert probe is not None
    assert gate.admit() is None
    gate.opened(probe)
    assert gate.admit() is not None
    assert gate.admit() is not None
