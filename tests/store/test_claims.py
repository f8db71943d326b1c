"""Who asks for a take: one at a time, and nobody who need not."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from unittest.mock import Mock

import pytest
import trio
import trio.testing

from captioner.errors import OutputError
from captioner.store.claims import Claim, Claims
from captioner.store.takefile import Asked
from captioner.store.takes import TakeStore
from tests.store.making import ORIGIN, TEXT, files, put, take

KEY = ORIGIN.key(TEXT)


@pytest.fixture
def claims(tmp_path: Path) -> Claims:
    return Claims(TakeStore(tmp_path / "store"))


@pytest.fixture
def others(tmp_path: Path) -> Claims:
    """Those of another process: locks tell no difference."""
    return Claims(TakeStore(tmp_path / "store"))


@asynccontextmanager
async def claimed(
    claims: Claims, text: str = TEXT, *, again: bool = False, synced: bool = True
) -> AsyncIterator[Claim]:
    """Claim a take for the length of a block."""
    claim = await claims.claim(ORIGIN, text, again=again, synced=synced)
    try:
        yield claim
    finally:
        claim.end()


async def test_a_take_is_asked_for_once_and_then_kept(claims: Claims, others: Claims) -> None:
    async with claimed(claims) as claim:
        assert claim.kept is None
        kept = await claim.keep(take())
    async with claimed(others) as again:
        assert again.kept is not None
        assert again.kept == kept

    assert kept.take == take()
    assert files(claims.store.folder) == [f"{KEY[:4]}….take"]


@pytest.mark.parametrize("in_one_process", [True, False])
async def test_who_wants_the_same_meanwhile_waits_and_finds_it(
    claims: Claims, others: Claims, in_one_process: bool
) -> None:
    asked: list[int] = []
    found: list[bytes] = []

    async def want(who: int) -> None:
        async with claimed(claims if in_one_process or who % 2 else others) as claim:
            if claim.kept is None:
                asked.append(who)
                await trio.testing.wait_all_tasks_blocked(0.01)
                await claim.keep(take(who))
            assert claim.kept is not None
            found.append(claim.kept.take.pcm)

    async with trio.open_nursery() as nursery:
        for who in range(6):
            nursery.start_soon(want, who)

    assert len(asked) == 1
    assert found == [take(asked[0]).pcm] * 6


async def test_what_costs_nothing_is_locked_for_nobody_and_the_first_take_counts(
    claims: Claims, others: Claims
) -> None:
    one = claims.claim_at_once(ORIGIN, TEXT)
    two = others.claim_at_once(ORIGIN, TEXT)
    assert one is not None
    assert two is not None
    assert one.kept is two.kept is None
    kept = [await two.keep(take(2)), await one.keep(take(1))]
    async with claimed(claims, synced=False) as later:
        assert later.kept is not None

    assert [each.take for each in kept] == [take(2), take(2)]
    assert files(claims.store.folder) == [f"{KEY[:4]}….take"]


async def test_what_cannot_be_looked_up_is_claimed_by_nobody(
    claims: Claims, monkeypatch: pytest.MonkeyPatch
) -> None:
    for failure in (OutputError("it cannot be read"), KeyboardInterrupt()):
        with monkeypatch.context() as broken:
            broken.setattr(claims.store, "get", Mock(side_effect=failure))
            with pytest.raises(type(failure)):
                claims.claim_at_once(ORIGIN, TEXT)
        claim = claims.claim_at_once(ORIGIN, TEXT)
        assert claim is not None
        claim.end()


async def test_nobody_waits_at_once_for_what_is_claimed_and_what_is_kept_is_found(
    claims: Claims,
) -> None:
    async with claimed(claims, synced=False) as claim:
        assert claims.claim_at_once(ORIGIN, TEXT) is None
        await claim.keep(take())
        at_once = claims.claim_at_once(ORIGIN, TEXT)

    assert at_once is not None
    assert at_once.kept is not None


async def test_a_damaged_take_that_costs_nothing_is_set_aside_and_made_again(
    claims: Claims,
) -> None:
    put(claims.store)
    claims.store.path_of(KEY).write_bytes(b"TAKE1\n and rubbish")
    async with claimed(claims, synced=False) as claim:
        assert claim.kept is None
        kept = await claim.keep(take(3))

    assert kept.take == take(3)
    assert claims.store.get(KEY) == kept


async def test_a_claim_that_came_to_nothing_is_the_next_ones(
    claims: Claims, others: Claims
) -> None:
    for each in (claims, others, claims):
        async with claimed(each) as claim:
            assert claim.kept is None

    assert files(claims.store.folder) == []


async def test_what_is_kept_is_free_before_the_block_ends(claims: Claims, others: Claims) -> None:
    async with claimed(claims) as claim:
        await claim.keep(take())
        for each in (claims, others):
            async with claimed(each) as other:
                assert other.kept is not None


async def test_other_texts_do_not_wait(claims: Claims) -> None:
    async with claimed(claims) as one, claimed(claims, "Another.") as two:
        assert one.kept is two.kept is None


async def test_a_take_that_has_come_is_kept_though_all_is_cancelled(claims: Claims) -> None:
    with trio.CancelScope() as scope:
        async with claimed(claims) as claim:
            scope.cancel()
            await claim.keep(take())
            await trio.lowlevel.checkpoint()
    kept = claims.store.get(KEY)

    assert scope.cancelled_caught
    assert kept is not None


async def test_a_claim_that_is_cancelled_is_the_next_ones(claims: Claims, others: Claims) -> None:
    with trio.CancelScope() as scope:
        async with claimed(claims):
            scope.cancel()
            await trio.lowlevel.checkpoint()
    async with claimed(others) as claim:
        assert claim.kept is None

    assert files(claims.store.folder) == []


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such locks")
async def test_a_wait_for_another_process_can_be_cancelled_and_holds_nothing_afterwards(
    claims: Claims, others: Claims, tmp_path: Path
) -> None:
    third = Claims(TakeStore(tmp_path / "store"))
    async with claimed(claims), trio.open_nursery() as nursery:
        for _ in range(3):
            nursery.start_soon(claim_once, others)
            nursery.start_soon(claim_once, third)
        await trio.testing.wait_all_tasks_blocked(0.05)
        nursery.cancel_scope.cancel()
    async with claimed(third) as claim:
        assert claim.kept is None
        await claim.keep(take())

    assert claims.store.get(KEY) is not None


async def claim_once(claims: Claims) -> None:
    async with claimed(claims):
        # A busy machine may look for it only when it was let go of, and this was cancelled.
        await trio.lowlevel.checkpoint()
        raise AssertionError("nobody let go of it")


async def test_another_take_counts_once_it_is_kept_and_the_first_stays(
    claims: Claims, others: Claims
) -> None:
    put(claims.store, seed=1)
    async with claimed(claims, again=True) as claim:
        assert claim.kept is None
        assert claim.former is not None
        assert claim.former.take == take(1)
        await claim.keep(take(2))
    async with claimed(others) as later:
        assert later.kept is not None
        assert later.kept.take == take(2)
        assert later.asked.number == 1
    async with claimed(others, again=True) as third:
        assert third.asked.number == 2

    old = claims.store.get(KEY, 0)
    assert old is not None
    assert old.take == take(1)
    assert claims.store.chosen(KEY) == 1


async def test_another_take_that_a_killed_run_had_kept_and_not_chosen_is_not_paid_for_twice(
    claims: Claims,
) -> None:
    put(claims.store, seed=1)
    put(claims.store, seed=2, number=1)
    async with claimed(claims, again=True) as claim:
        assert claim.kept is not None
        assert claim.kept.take == take(2)

    assert claims.store.chosen(KEY) == 1


async def test_another_take_that_is_the_same_is_not_kept_beside_it(claims: Claims) -> None:
    put(claims.store, seed=1)
    async with claimed(claims, again=True) as claim:
        assert (await claim.keep(take(1))).header.number == 0

    assert claims.store.numbers(KEY) == [0]
    assert claims.store.chosen(KEY) == 0


async def test_a_damaged_take_is_asked_for_again(claims: Claims) -> None:
    put(claims.store)
    claims.store.path_of(KEY).write_bytes(b"TAKE1\n and rubbish")
    async with claimed(claims) as claim:
        assert claim.kept is None
        await claim.keep(take(2))

    assert claims.store.put(Asked(ORIGIN, TEXT), take(3)).take == take(2)


async def test_a_store_that_cannot_be_used_says_so_and_holds_up_nobody(tmp_path: Path) -> None:
    (tmp_path / "store").write_text("a file")
    claims = Claims(TakeStore(tmp_path / "store"))
    for _ in range(2):
        with pytest.raises(OutputError, match="cannot be"):
            await claims.claim(ORIGIN, TEXT)
