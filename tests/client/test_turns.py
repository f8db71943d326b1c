"""Channels that are gone through without a turn of the loop for each value."""

from __future__ import annotations

import trio

from captioner.client import turns


async def test_what_a_channel_holds_is_handed_on_in_one_turn() -> None:
    sender, receiver = trio.open_memory_channel[int](4)
    others = 0

    async def other() -> None:
        nonlocal others
        while True:
            others += 1
            await trio.lowlevel.checkpoint()

    async with trio.open_nursery() as nursery:
        nursery.start_soon(other)
        await trio.lowlevel.checkpoint()
        before = others
        for value in range(4):
            await turns.send(sender, value)
        sender.close()
        got = [value async for value in turns.Each(receiver)]
        assert others == before
        nursery.cancel_scope.cancel()

    assert got == [0, 1, 2, 3]


async def test_whoever_finds_no_room_or_nothing_waits() -> None:
    sender, receiver = trio.open_memory_channel[int](1)

    async def send_all() -> None:
        async with sender:
            for value in range(100):
                await turns.send(sender, value)
                assert sender.statistics().current_buffer_used <= 1

    async with trio.open_nursery() as nursery:
        nursery.start_soon(send_all)
        got = [value async for value in turns.Each(receiver)]

    assert got == list(range(100))
