"""Channels between tasks, gone through without a turn of the loop for each value.

Trio lets others have a turn with every value that is sent or received. Where a sentence takes a few
thousandths of a second that is felt; as much as a channel holds is handed on in one turn instead.
"""

from __future__ import annotations

from typing import Generic, TypeVar

import trio

T = TypeVar("T")


async def send(channel: trio.MemorySendChannel[T], value: T) -> None:
    """Send a value at once if there is room for it, and else when there is."""
    try:
        channel.send_nowait(value)
    except trio.WouldBlock:
        await channel.send(value)


class Each(Generic[T]):
    """The values of a channel, one after the other, at once where they are there."""

    def __init__(self, channel: trio.MemoryReceiveChannel[T]) -> None:
        self._channel = channel

    def __aiter__(self) -> Each[T]:
        return self

    async def __anext__(self) -> T:
        try:
            try:
                return self._channel.receive_nowait()
            except trio.WouldBlock:
                return await self._channel.receive()
        except trio.EndOfChannel:
            raise StopAsyncIteration from None
