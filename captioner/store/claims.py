"""Who asks for a take: one at a time, in this process and in all others on this machine.

A claim on what would be heard gives the take that is kept, or else the sole right to ask for it
until the claim ends. Whoever wants the same meanwhile waits, and finds the take that was kept: the
same sentence is paid for once, be it twice in a document or in two runs at the same time. A process
that is killed lets go of its claims.

The disk is met in threads, beside the loop; but what is not synced is written sooner than a thread
is begun for it. What is not synced costs nothing, so two processes may ask for it at once, and the
first take to be kept counts for both: a lock would cost more than it saves.

Waiting for another process blocks a thread in the kernel, not the loop. If the wait is cancelled
the thread is left to itself: should it get the lock after all, it lets go of it at once.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Callable
from typing import TypeVar

import msgspec
import trio

from captioner.audio.take import Take
from captioner.store.lately import see_to
from captioner.store.locks import KeyLock
from captioner.store.origin import Origin
from captioner.store.takefile import Asked, Kept
from captioner.store.takes import TakeStore

T = TypeVar("T")
R = TypeVar("R")


class _Found(msgspec.Struct, frozen=True):
    """What there is for a claim: the number of the take it is on, that take, and the one before
    it where another was wanted.
    """

    number: int
    kept: Kept | None
    former: Kept | None = None


_beside = trio.to_thread.run_sync


async def _to_its_end(function: Callable[[T], R], value: T) -> R:
    """Call a function beside the loop, and give what it does, whatever is cancelled meanwhile."""
    with trio.CancelScope(shield=True):
        result = await _beside(function, value)
    return result  # noqa: RET504 - from within, it would seem that a scope swallowed it


class Claim:
    """The right to ask for a take, until it is kept or the claim is ended; or the take itself, in
    `kept`. Made by `Claims`.

    `former` is the take that has counted so far, where another was wanted.
    """

    def __init__(
        self, store: TakeStore, asked: Asked, found: _Found, turn: _Turn, *, synced: bool
    ) -> None:
        self.asked = asked
        self._synced = synced
        self.kept = found.kept
        self.former = found.former
        self._store = store
        self._turn = turn

    async def keep(self, take: Take) -> Kept:
        """Keep what was asked for and give what counts from now on; the claim is then over.

        Another take that is the same as the one that counts is not kept beside it. Once the sound
        has come, a cancellation waits until it is kept. Raises OutputError if it cannot be kept;
        the claim then goes on, and the take may be offered again.
        """
        kept = await _to_its_end(self._put, take) if self._synced else self._put(take)
        self.kept = kept
        self._turn.end()
        return kept

    async def see_to_disk(self) -> None:
        """Have the disk begin with what was kept and not synced, now and then: once it is noted."""
        if not self._synced and (due := self._store.written(self.asked)):
            await _to_its_end(see_to, due)

    def end(self) -> None:
        """Let the next one have it, whatever came of it. May be called again."""
        self._turn.end()

    def _put(self, take: Take) -> Kept:
        if self.former is not None and take == self.former.take:
            return self.former
        lock = self._turn.lock
        kept = self._store.put(self.asked, take, lock=lock, synced=self._synced)
        if self._turn.again:
            self._store.choose(self.asked.key, self.asked.number, lock=lock)
        return kept


class Claims:
    """Claims on the takes of a store. One object for all that this process does with it."""

    def __init__(self, store: TakeStore) -> None:
        self.store = store
        self._under_way: dict[str, trio.Event] = {}
        # A wait holds a thread for as long as it lasts, so it may not use up those of others.
        self._waits = trio.CapacityLimiter(math.inf)

    def claim_at_once(self, origin: Origin, spoken: str) -> Claim | None:
        """Claim the take of a text that is not to be synced; None if it is claimed in this process.

        Raises OutputError if the store cannot be used.
        """
        asked = Asked(origin, spoken)
        if asked.key in self._under_way:
            return None
        turn = _Turn(self._under_way, asked.key, again=False)
        try:
            return self._claim(asked, self._find(asked.key), turn, synced=False)
        except BaseException:
            turn.end()
            raise

    async def claim(
        self, origin: Origin, spoken: str, *, again: bool = False, synced: bool = True
    ) -> Claim:
        """Claim the take of a text, until it is kept or the claim is ended.

        `again` wants the next take after the one that counts now, which stays; it counts once it is
        kept. What is not `synced` may be lost in a power cut. Raises OutputError if the store
        cannot be used.
        """
        asked = Asked(origin, spoken)
        while (other := self._under_way.get(asked.key)) is not None:
            await other.wait()
        turn = _Turn(self._under_way, asked.key, again=again)
        try:
            found = await self._begin(asked.key, turn, synced=synced)
            return self._claim(asked, found, turn, synced=synced)
        except BaseException:
            turn.end()
            raise

    def _claim(self, asked: Asked, found: _Found, turn: _Turn, *, synced: bool) -> Claim:
        if found.kept is not None:
            turn.end()
        if found.number:
            asked = Asked(asked.origin, asked.spoken, found.number)
        return Claim(self.store, asked, found, turn, synced=synced)

    async def _begin(self, key: str, turn: _Turn, *, synced: bool) -> _Found:
        """Find the take, or lock its key: once it is locked nobody else can bring it."""
        if not synced and not turn.again:
            return self._find(key)
        found = await _beside(self._look, key, turn)
        if found is None:
            turn.lock = await self._wait(key)
            found = await _beside(self._look_locked, key, turn)
        return found

    def _find(self, key: str) -> _Found:
        """Find the take, if there is one."""
        number = self.store.chosen(key)
        return _Found(number, self.store.get(key, number))

    def _look(self, key: str, turn: _Turn) -> _Found | None:
        """Find the take, or else lock its key if nobody holds it; None if somebody does."""
        if not turn.again:
            found = self._find(key)
            if found.kept is not None:
                return found
        turn.lock = self.store.lock(key, wait=False)
        return None if turn.lock is None else self._look_locked(key, turn)

    def _look_locked(self, key: str, turn: _Turn) -> _Found:
        chosen = self.store.chosen(key)
        kept = self.store.get(key, chosen, lock=turn.lock)
        if not turn.again:
            return _Found(chosen, kept)
        following = self.store.get(key, chosen + 1, lock=turn.lock)
        if following is not None:
            # A run that was killed had asked for it already.
            self.store.choose(key, chosen + 1, lock=turn.lock)
        return _Found(chosen + 1, following, former=kept)

    async def _wait(self, key: str) -> KeyLock | None:
        wait = _Wait(self.store, key)
        try:
            return await trio.to_thread.run_sync(
                wait.take, abandon_on_cancel=True, limiter=self._waits
            )
        except BaseException:
            wait.give_up()
            raise


class _Turn:
    """One asker's turn at a key, from its claim until it is over."""

    def __init__(self, under_way: dict[str, trio.Event], key: str, *, again: bool) -> None:
        self.lock: KeyLock | None = None
        self.again = again
        self._under_way = under_way
        self._key = key
        self._over = under_way[key] = trio.Event()

    def end(self) -> None:
        """Let the next one have it. May be called again."""
        if self._over.is_set():
            return
        if self.lock is not None:
            self.lock.release()
        del self._under_way[self._key]
        self._over.set()


class _Wait:
    """A wait for a lock in a thread that may be left to itself."""

    def __init__(self, store: TakeStore, key: str) -> None:
        self._store = store
        self._key = key
        self._mutex = threading.Lock()
        self._given_up = False
        self._lock: KeyLock | None = None

    def take(self) -> KeyLock | None:
        lock = self._store.lock(self._key, wait=True)
        with self._mutex:
            self._lock = lock
            if self._given_up and lock is not None:
                lock.release()
        return lock

    def give_up(self) -> None:
        with self._mutex:
            self._given_up = True
            if self._lock is not None:
                self._lock.release()
