"""How many connections serve best: services that speak so many sentences at once, or fail so."""

from __future__ import annotations

import random
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from functools import partial

import pytest
import trio
import trio.testing
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from trio_websocket import WebSocketConnection

from captioner.client import PoolSettings, Share, share_of
from captioner.client.pace import Pace, Trial
from captioner.client.share import Line
from captioner.local import embedded
from tests.client.services import (
    Guarded,
    chunk,
    done,
    guarded,
    http,
    outcomes_of,
    sentence,
    sentences,
    takes,
)
from tests.fakes import Handler, flushed

BUSY = http(429, b"Currently at websocket limit")
MOST = 12
#: Until the first sound of a sentence.
WAIT = 0.3

Levels = list[int]


def length_of(number: int) -> float:
    """Give how long a sentence is spoken once it sounds, and how much sound that is."""
    return 0.7 * random.Random(number).lognormvariate(0, 0.4)


def work(count: int) -> float:
    """Give how long so many sentences take, one after the other."""
    return sum(WAIT + length_of(n) for n in range(1, count + 1))


def usual(levels: Levels) -> int:
    return sorted(levels)[len(levels) // 2]


def near(levels: Levels, count: int) -> float:
    """Tell for how much of the second half of the time there were so many, or one off."""
    half = levels[len(levels) // 2 :]
    return sum(abs(level - count) <= 1 for level in half) / len(half)


@asynccontextmanager
async def watched(share: Share) -> AsyncIterator[Levels]:
    """Note in every second how many connections there may be."""
    levels: Levels = []

    async def watch() -> None:
        while share.pace is not None:
            levels.append(share.pace.level)
            await trio.sleep(1)

    async with trio.open_nursery() as nursery:
        nursery.start_soon(watch)
        yield levels
        nursery.cancel_scope.cancel()


class Speech:
    """What speaks so many sentences at a time, and has the others wait."""

    def __init__(self, at_once: Callable[[], int]) -> None:
        self._at_once = at_once
        self._asked: list[object] = []
        self._changed = trio.lowlevel.ParkingLot()

    async def speak(self, number: int, hear: Callable[[int], Awaitable[None]]) -> None:
        me = object()
        self._asked.append(me)
        try:
            while self._asked.index(me) >= self._at_once():
                await self._changed.park()
            await trio.sleep(WAIT)
            for _ in range(4):
                await trio.sleep(length_of(number) / 4)
                await hear(int(2000 * length_of(number)))
        finally:
            self._asked.remove(me)
            self._changed.unpark_all()


@dataclass
class Run:
    """How long it took in seconds, and how many connections there might be in each of them."""

    seconds: float = 0.0
    levels: Levels = field(default_factory=list)


async def run(count: int, speech: Speech, fails: Callable[[], bool] = lambda: False) -> Run:
    """Ask for sentences as the pool does, without its messages."""
    numbers = iter(range(1, count + 1))
    share = Share(MOST, Pace(MOST, 4))
    began = trio.current_time()

    async def connection(line: Line) -> None:
        number: int | None = 0
        while number is not None:
            if not line.take():
                await line.wait()
                continue
            while not line.gives_one_up() and (number := next(numbers, None)) is not None:
                if not await _one(line, number, speech, fails):
                    break
            line.give_back()
        line.leave()

    with share.line() as line:
        async with watched(share) as levels, trio.open_nursery() as nursery:
            for _ in range(MOST):
                nursery.start_soon(connection, line)
    return Run(trio.current_time() - began, levels)


async def _one(line: Line, number: int, speech: Speech, fails: Callable[[], bool]) -> bool:
    """Ask for one sentence, or fail."""
    with suppress(ValueError), line.asking() as heard:

        async def hear(size: int) -> None:
            heard(size)

        if not fails():
            await speech.speak(number, hear)
            return True
        await trio.sleep(WAIT)
        int("failed")
    return False


@pytest.mark.parametrize("at_once", [1, 2, 4, 6])
async def test_a_service_that_speaks_so_many_at_once_is_asked_for_so_many(
    at_once: int, autojump_clock: trio.testing.MockClock
) -> None:
    found = await run(400, Speech(lambda: at_once))

    assert near(found.levels, at_once) >= 0.75
    assert found.seconds <= 1.1 * work(400) / at_once
    assert sum(found.levels) / len(found.levels) < MOST * 2 / 3


async def test_a_service_that_bears_them_all_is_asked_for_as_many_as_may_be(
    autojump_clock: trio.testing.MockClock,
) -> None:
    found = await run(400, Speech(lambda: 100))

    assert found.levels[2] == MOST
    assert found.seconds <= 1.1 * work(400) / MOST


async def test_a_service_that_speaks_fewer_for_a_while_is_followed(
    autojump_clock: trio.testing.MockClock,
) -> None:
    began = trio.current_time()

    def at_once() -> int:
        return 2 if 50 <= trio.current_time() - began < 200 else 8

    found = await run(1300, Speech(at_once))

    assert 7 <= usual(found.levels[20:50]) <= 10
    assert usual(found.levels[150:200]) <= 4
    assert 7 <= usual(found.levels[240:]) <= MOST


async def test_failures_that_are_as_usual_do_not_make_it_slower(
    autojump_clock: trio.testing.MockClock,
) -> None:
    chance = random.Random(2)

    found = await run(1000, Speech(lambda: 100), lambda: chance.random() < 1 / 3)

    assert usual(found.levels[len(found.levels) // 2 :]) >= 9


def speaking(at_once: Callable[[], int], fails_above: int = 1000) -> Handler:
    """Make a server that speaks so; it cuts connections if more than so many ask."""
    speech = Speech(at_once)
    asked = 0

    async def handler(websocket: WebSocketConnection) -> None:
        nonlocal asked
        while True:
            context = await flushed(websocket)
            send = partial(_send, websocket, context)
            asked += 1
            try:
                if asked > fails_above:
                    await trio.sleep(WAIT)
                    return
                await speech.speak(int(context[4:]), send)
            finally:
                asked -= 1
            await websocket.send_message(done(context))

    return handler


async def _send(websocket: WebSocketConnection, context: str, size: int) -> None:
    await websocket.send_message(chunk(b"\x01\x02" * size, context))


async def asked(
    count: int, handler: Handler, turn_away: Callable[[Guarded], bytes | None] = lambda seen: None
) -> Run:
    """Ask for sentences over real connections, each once in the end, and in order."""
    began = trio.current_time()
    async with guarded(turn_away, handler) as seen:
        service = replace(seen.service, at_first=4)
        share = share_of(service, MOST)
        settings = PoolSettings(connections=MOST, share=share, attempts=10)
        async with watched(share) as levels:
            outcomes = await outcomes_of(service, count, settings)
    takes(outcomes)
    assert [o.sentence.context for o in outcomes] == [s.context for s in sentences(count)]
    return Run(trio.current_time() - began, levels)


@pytest.mark.parametrize("most", [4, 8, MOST])
async def test_a_short_document_is_spoken_about_as_soon_as_by_all_at_once(
    most: int, autojump_clock: trio.testing.MockClock
) -> None:
    lasted = []
    for at_first in (4, None):
        async with guarded(lambda seen: None, speaking(lambda: 100)) as seen:
            began = trio.current_time()
            service = replace(seen.service, at_first=at_first)
            takes(await outcomes_of(service, 40, PoolSettings(connections=most)))
            lasted.append(trio.current_time() - began)

    assert seen.most_held == most
    assert lasted[0] <= 1.15 * lasted[1]


@pytest.mark.parametrize("allowed", [1, 3, 7])
async def test_a_service_that_turns_others_away_is_rarely_asked_for_more(
    allowed: int, autojump_clock: trio.testing.MockClock
) -> None:
    refused: list[float] = []

    def turn_away(seen: Guarded) -> bytes | None:
        if seen.open < allowed:
            return None
        refused.append(trio.current_time())
        return BUSY

    found = await asked(120, speaking(lambda: 100), turn_away)

    assert near(found.levels, allowed) == 1
    assert found.seconds <= 1.12 * work(120) / allowed + 1
    # Those that came at the start, and one now and then.
    assert len(refused) <= 8 + found.seconds / 20


async def test_a_limit_that_is_lifted_is_found_out(autojump_clock: trio.testing.MockClock) -> None:
    def turn_away(seen: Guarded) -> bytes | None:
        allowed = 2 if trio.current_time() - began < 12 else MOST
        return BUSY if seen.open >= allowed else None

    began = trio.current_time()
    found = await asked(220, speaking(lambda: 100), turn_away)

    assert max(found.levels[5:12]) <= 3
    assert found.levels[-1] >= 8


async def test_a_service_that_fails_if_it_is_asked_for_more_is_asked_for_less(
    autojump_clock: trio.testing.MockClock,
) -> None:
    found = await asked(150, speaking(lambda: 100, fails_above=5))

    assert usual(found.levels[len(found.levels) // 2 :]) <= 6


async def test_several_documents_have_as_many_each_at_any_pace(
    autojump_clock: trio.testing.MockClock,
) -> None:
    ended: dict[int, float] = {}

    async def ask(count: int) -> None:
        wanted = [sentence(f"Number {n} of {count}.", n) for n in range(1, count + 1)]
        takes(await outcomes_of(service, wanted, PoolSettings(connections=MOST, share=share)))
        ended[count] = trio.current_time() - began

    async with guarded(lambda seen: None, speaking(lambda: 4)) as seen:
        service = replace(seen.service, at_first=4)
        share = share_of(service, MOST)
        began = trio.current_time()
        async with trio.open_nursery() as nursery:
            for count in (100, 30, 31):
                nursery.start_soon(ask, count)

    assert share.pace is not None
    assert share.free == share.pace.level
    # Four are not shared out evenly among three: a short one has at least one all the time.
    assert max(ended[30], ended[31]) <= 1.05 * work(31)
    assert ended[100] <= 1.15 * (work(100) + work(30) + work(31)) / 4


async def test_the_embedded_server_is_asked_for_all_at_once() -> None:
    async with embedded(workers=1) as service:
        share = share_of(service)

    assert share.pace is None
    assert share.free == service.connections


class _Told:
    """A pace, and what is told to it, of up to so many sentences at a time."""

    def __init__(self, most: int, first: int) -> None:
        self.pace = Pace(most, first)
        self.trials: list[Trial] = []
        self.now = 0.0

    def tell(self, event: int, amount: float) -> None:
        pace = self.pace
        self.now += amount
        if event <= 2:
            self.trials.append(pace.began(self.now))
        elif event == 3:
            pace.turned_away(self.now, len(self.trials) - 1)
        elif event <= 5 and self.trials:
            pace.heard(self.trials[-1], self.now, int(1000 * amount))
        elif self.trials:
            pace.ended(self.trials.pop(0), self.now, failed=event == 6)
        pace.busy(self.now, len(self.trials))


@given(
    st.integers(1, 20),
    st.integers(1, 30),
    st.lists(st.tuples(st.integers(0, 9), st.sampled_from([0.0, 0.1, 1.0, 30.0])), max_size=300),
)
def test_whatever_happens_there_is_one_at_least_and_never_too_many(
    most: int, first: int, events: list[tuple[int, float]]
) -> None:
    told = _Told(most, first)
    for event, amount in events:
        told.tell(event, amount)
        assert 1 <= told.pace.level <= most
