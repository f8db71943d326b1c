"""The pool with a store behind it: nothing is asked for twice, and what comes is kept first."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
import trio
from msgspec.structs import replace
from trio_websocket import WebSocketConnection

from captioner.audio import Take
from captioner.client import Outcome, PoolSettings, Unspoken
from captioner.errors import BudgetSpent, OutputError
from captioner.store import Claims, Keeping, Ledger, Run, TakeStore
from captioner.store.locks import KeyLock
from captioner.store.takefile import Asked, Kept
from captioner.writeback import CAN_WRITE_BACK
from tests.client.services import (
    SOUND,
    answer,
    failing_once,
    outcomes_of,
    sentence,
    sentences,
    takes,
)
from tests.fakes import Handler, flushed, scripted


def counting(asked: Counter[str]) -> Handler:
    async def handler(websocket: WebSocketConnection) -> None:
        while True:
            context = await flushed(websocket)
            asked[context] += 1
            await answer(websocket, context)

    return handler


def pool(store: TakeStore, run: Run, budget: int | None = None) -> PoolSettings:
    keeper = Keeping(Claims(store), run, budget=budget)
    return PoolSettings(connections=2, keeper=keeper, attempts=3, backoff_seconds=0.001)


async def test_what_was_kept_is_not_asked_for_again_and_is_the_same(tmp_path: Path) -> None:
    asked: Counter[str] = Counter()
    store = TakeStore(tmp_path)
    found: list[list[Outcome]] = []
    async with scripted(counting(asked)) as service:
        for _ in range(2):
            with Ledger(tmp_path).begin("test") as run:
                found.append(await outcomes_of(service, 20, pool(store, run)))

    assert asked.total() == 20
    assert takes(found[0]) == takes(found[1])
    assert [outcome.kept for outcome in found[0] + found[1]] == [False] * 20 + [True] * 20
    assert {outcome.attempts for outcome in found[1]} == {0}
    total = Ledger(tmp_path).account().total
    assert (total.requests, total.kept, total.saved) == (20, 20, 20)
    assert total.saved_characters == total.characters


@pytest.mark.skipif(not CAN_WRITE_BACK, reason="the system cannot be asked to")
async def test_takes_that_cost_nothing_are_given_to_the_disk_once_they_are_noted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = TakeStore(tmp_path)
    noted: list[tuple[int, int]] = []

    def see_to(paths: list[str]) -> None:
        there = sum(Path(path).is_file() for path in paths)
        noted.append((there, Ledger(tmp_path).account().total.kept))

    monkeypatch.setattr("captioner.store.claims.see_to", see_to)
    async with scripted(counting(Counter())) as service:
        with Ledger(tmp_path).begin("test") as run:
            one = replace(pool(store, run), connections=1)  # Another would go on meanwhile.
            await outcomes_of(replace(service, is_free=True), 40, one)
            assert noted == [(32, 32)]
            await outcomes_of(service, 80, pool(store, run))
    assert noted == [(32, 32)]


@pytest.mark.parametrize("is_free", [True, False])
async def test_a_sentence_that_stands_twice_is_spoken_once(tmp_path: Path, is_free: bool) -> None:
    asked: Counter[str] = Counter()
    twice = [sentence("Never.", 1), sentence("Never.", 2), sentence("Ever.", 3)]
    async with scripted(counting(asked)) as service:
        with Ledger(tmp_path).begin("test") as run:
            service = replace(service, is_free=is_free)
            found = await outcomes_of(service, twice, pool(TakeStore(tmp_path), run))

    assert asked.total() == 2
    assert [outcome.sentence for outcome in found] == twice
    assert takes(found)[0] == takes(found)[1]


async def test_two_runs_on_one_store_ask_for_each_sentence_once(tmp_path: Path) -> None:
    asked: Counter[str] = Counter()
    found: list[list[Outcome]] = []

    async def one_run() -> None:
        with Ledger(tmp_path).begin("test") as run:
            found.append(await outcomes_of(service, 30, pool(TakeStore(tmp_path), run)))

    async with scripted(counting(asked)) as service, trio.open_nursery() as nursery:
        nursery.start_soon(one_run)
        nursery.start_soon(one_run)

    assert asked.total() == 30
    assert takes(found[0]) == takes(found[1])


@pytest.mark.parametrize("is_free", [True, False])
async def test_what_a_run_that_is_broken_off_had_claimed_is_asked_for_by_one_that_waits(
    tmp_path: Path, is_free: bool
) -> None:
    found: list[Outcome] = []
    asked = trio.Event()

    async def silent_at_first(websocket: WebSocketConnection) -> None:
        if not asked.is_set():
            await flushed(websocket)
            asked.set()
            await trio.sleep_forever()
        await counting(Counter())(websocket)

    async with scripted(silent_at_first) as service:
        service = replace(service, is_free=is_free)
        with Ledger(tmp_path).begin("test") as run:
            shared = replace(pool(TakeStore(tmp_path), run), connections=1)
            async with trio.open_nursery() as nursery:
                with trio.CancelScope() as first:
                    async with trio.open_nursery() as broken_off:
                        broken_off.start_soon(outcomes_of, service, 3, shared)
                        await asked.wait()

                        async def waiting() -> None:
                            found.extend(await outcomes_of(service, 3, shared))

                        nursery.start_soon(waiting)
                        await trio.testing.wait_all_tasks_blocked(0.01)
                        assert found == []
                        first.cancel()

    assert [take.pcm for take in takes(found)] == [SOUND] * 3


async def test_a_sentence_that_fails_keeps_its_claim_and_is_counted(tmp_path: Path) -> None:
    async def hang_up(websocket: WebSocketConnection, context: str) -> None:
        await websocket.aclose()

    async with scripted(failing_once(hang_up)) as service:
        with Ledger(tmp_path).begin("test") as run:
            found = await outcomes_of(service, 4, pool(TakeStore(tmp_path), run))

    assert [take.pcm for take in takes(found)] == [SOUND] * 4
    total = Ledger(tmp_path).account().total
    assert (total.requests, total.kept, total.failed, total.retries) == (8, 4, 4, 4)
    assert total.unanswered == 0


async def test_a_budget_stops_before_it_is_exceeded_and_the_next_run_goes_on(
    tmp_path: Path,
) -> None:
    asked: Counter[str] = Counter()
    store = TakeStore(tmp_path)
    length = len(sentences(1)[0].spoken)
    async with scripted(counting(asked)) as service:
        with Ledger(tmp_path).begin("test") as run:
            found = await outcomes_of(service, 9, pool(store, run, budget=5 * length + 3))
            assert run.totals.characters <= 5 * length + 3
        assert asked.total() == 5
        assert sum(isinstance(outcome.result, Take) for outcome in found) == 5
        lost = [outcome.result for outcome in found if isinstance(outcome.result, Unspoken)]
        assert all("the budget of" in result.reason for result in lost)
        with Ledger(tmp_path).begin("test") as run:
            takes(await outcomes_of(service, 9, pool(store, run)))
    assert asked.total() == 9


async def test_a_budget_for_nothing_is_an_error(tmp_path: Path) -> None:
    async with scripted(counting(Counter())) as service:
        with (
            Ledger(tmp_path).begin("test") as run,
            pytest.RaisesGroup(BudgetSpent, flatten_subgroups=True, allow_unwrapped=True),
        ):
            await outcomes_of(service, 3, pool(TakeStore(tmp_path), run, budget=1))


class FullStore(TakeStore):
    """A store whose disk is full after so many takes."""

    room = 3

    def put(
        self, asked: Asked, take: Take, *, lock: KeyLock | None = None, synced: bool = True
    ) -> Kept:
        self.room -= 1
        if self.room < 0:
            raise OutputError("the disk is full")
        return super().put(asked, take, lock=lock, synced=synced)


async def test_a_full_disk_loses_nothing_that_came_and_nothing_more_is_asked_for(
    tmp_path: Path,
) -> None:
    asked: Counter[str] = Counter()
    async with scripted(counting(asked)) as service:
        with Ledger(tmp_path).begin("test") as run:
            found = await outcomes_of(service, 50, pool(FullStore(tmp_path), run))

    spoken = [outcome for outcome in found if isinstance(outcome.result, Take)]
    assert len(spoken) == asked.total() <= 3 + 2
    lost = [outcome.result for outcome in found if isinstance(outcome.result, Unspoken)]
    assert all("the disk is full" in result.reason for result in lost)
