"""Long work in a thread that stops when the run is told to."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TypeVar

import trio

from captioner.errors import one_error

_T = TypeVar("_T")


class _Stopped(Exception):
    """The work was told to stop, and puts away what is half made."""


async def in_thread(work: Callable[[Callable[[], None]], _T]) -> _T:
    """Do work in a thread, handing it a checkpoint to be called again and again: once this task is
    cancelled, that raises, and the work ends. What the work raises is raised.
    """
    told = threading.Event()
    result: list[_T] = []

    def checkpoint() -> None:
        if told.is_set():
            raise _Stopped

    async def listen() -> None:
        try:
            await trio.sleep_forever()
        finally:
            told.set()

    def attempt() -> None:
        try:
            result.append(work(checkpoint))
        except _Stopped:
            return

    with one_error():
        async with trio.open_nursery() as nursery:
            nursery.start_soon(listen)
            with trio.CancelScope(shield=True):
                await trio.to_thread.run_sync(attempt)
            nursery.cancel_scope.cancel()
    if not result:
        await trio.lowlevel.checkpoint_if_cancelled()
    return result[0]
