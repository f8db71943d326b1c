"""How far is looked ahead, so that memory is bounded and nobody rests for want of a sentence."""

from __future__ import annotations

import pytest
import trio
import trio.testing
from msgspec.structs import replace

from captioner.client import PoolSettings, Service
from tests.client.services import sentences


async def nowhere() -> trio.abc.Stream:
    raise AssertionError


async def let_in(service: Service, characters: int) -> int:
    """Count the sentences of a length that are let in before one of them is handed on."""
    count = 0

    async def feed() -> None:
        nonlocal count
        ahead = PoolSettings().ahead(service)
        for one in sentences(500):
            await ahead.enter(replace(one, spoken="a" * characters))
            count += 1

    async with trio.open_nursery() as nursery:
        nursery.start_soon(feed)
        await trio.testing.wait_all_tasks_blocked()
        nursery.cancel_scope.cancel()
    return count


@pytest.mark.parametrize(
    ("connections", "is_direct", "characters", "most"),
    [
        # On a network: two a connection, or 32 of usual length.
        (4, False, 90, 32),
        (4, False, 500, 8),
        (20, False, 90, 40),
        (20, False, 500, 40),
        # A process of ours: one a connection, with the seven that are handed on together, or four
        # of usual length.
        (16, True, 70, 64),
        (16, True, 95, 50),
        (16, True, 500, 9),
        (16, True, 5000, 9),
        (2, True, 90, 32),
    ],
)
async def test_long_sentences_are_looked_ahead_for_no_further_than_they_must(
    connections: int, is_direct: bool, characters: int, most: int
) -> None:
    service = Service(
        "one", "localhost", "/ws3", nowhere, connections=connections, is_direct=is_direct
    )
    assert await let_in(service, characters) == most
