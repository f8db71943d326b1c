"""Connections shared out among several askers."""

from __future__ import annotations

from collections import Counter

import trio
import trio.testing
from trio_websocket import WebSocketConnection

from captioner.audio import Take
from captioner.client import PoolSettings, Share
from tests.client.services import Guarded, answer, guarded, outcomes_of, sentence
from tests.fakes import flushed


async def answer_in_a_second(websocket: WebSocketConnection) -> None:
    while True:
        context = await flushed(websocket)
        await trio.sleep(1)
        await answer(websocket, context)


async def ask(guard: Guarded, share: Share, count: int, ended: dict[int, float]) -> None:
    wanted = [sentence(f"Number {n} of {count}.", n) for n in range(1, count + 1)]
    settings = PoolSettings(connections=share.connections, share=share)
    outcomes = await outcomes_of(guard.service, wanted, settings)
    assert all(isinstance(outcome.result, Take) for outcome in outcomes)
    ended[count] = trio.current_time()


async def test_together_they_have_no_more_than_there_are_and_the_short_one_does_not_wait(
    autojump_clock: trio.testing.MockClock,
) -> None:
    ended: dict[int, float] = {}
    began = trio.current_time()
    async with guarded(lambda seen: None, answer_in_a_second) as guard:
        share = Share(4)
        async with trio.open_nursery() as nursery:
            nursery.start_soon(ask, guard, share, 100, ended)
            await trio.testing.wait_all_tasks_blocked()
            nursery.start_soon(ask, guard, share, 10, ended)

    assert guard.most_held == 4
    # Two connections for ten sentences, after the first two are given up.
    assert ended[10] - began <= 7
    assert ended[100] - began <= 110 / 4 + 3
    assert share.free == 4


async def test_more_askers_than_connections_all_come_to_an_end(
    autojump_clock: trio.testing.MockClock,
) -> None:
    ended: dict[int, float] = {}
    async with guarded(lambda seen: None, answer_in_a_second) as guard:
        share = Share(2)
        async with trio.open_nursery() as nursery:
            for count in (5, 6, 7, 8, 9):
                nursery.start_soon(ask, guard, share, count, ended)

    assert set(ended) == {5, 6, 7, 8, 9}
    assert guard.most_held == 2
    assert share.free == 2


async def test_what_is_idle_is_given_up_for_one_that_waits(
    autojump_clock: trio.testing.MockClock,
) -> None:
    share = Share(1)
    idler, other = share.line(), share.line()
    assert idler.take()
    found: list[str] = []

    async def rest() -> None:
        with idler.resting():
            await trio.sleep(3600)
        found.append("given up")
        idler.give_back()

    async with trio.open_nursery() as nursery:
        nursery.start_soon(rest)
        await trio.testing.wait_all_tasks_blocked()
        await other.wait()
        assert other.take()

    assert found == ["given up"]
    assert Counter([idler.held, other.held]) == Counter([0, 1])


async def test_who_leaves_waits_no_more(autojump_clock: trio.testing.MockClock) -> None:
    share = Share(1)
    holder, other = share.line(), share.line()
    assert holder.take()
    async with trio.open_nursery() as nursery:
        nursery.start_soon(other.wait)
        await trio.testing.wait_all_tasks_blocked()
        other.leave()
    holder.give_back()
    holder.leave()

    assert share.free == 1
