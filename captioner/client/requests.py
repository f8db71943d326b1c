"""Sentences on their way: who is asked for next, and what each has cost and come to."""

from __future__ import annotations

import itertools
import math
from collections import deque
from collections.abc import AsyncIterable, Awaitable, Callable, Iterable, Iterator, Mapping

import msgspec
import trio

from captioner.audio.take import Take
from captioner.client.asking import Tally
from captioner.client.keeper import TakeClaim
from captioner.document import Sentence
from captioner.usage import Usage


async def hand_on(
    sentences: Iterable[Sentence] | AsyncIterable[Sentence],
    hand: Callable[[Sentence], Awaitable[None]],
) -> None:
    """Hand on each of some sentences, whether they are all there or come one by one."""
    if isinstance(sentences, AsyncIterable):
        async for sentence in sentences:
            await hand(sentence)
    else:
        for sentence in sentences:
            await hand(sentence)


class Unspoken(msgspec.Struct, frozen=True):
    """Why a sentence was not spoken, after every try that made sense."""

    reason: str


class Outcome(msgspec.Struct, frozen=True):
    """A sentence, what became of it, and what it cost.

    `attempts` is how often it was asked for. Over all of them, `characters` is what was sent to be
    spoken, as services bill it, `received` the bytes of sound that came back, of failed attempts
    too, and `ignored` counts, by kind, what came and was of no use. `kept`: it was not asked for at
    all, since a take of it was kept.
    """

    sentence: Sentence
    result: Take | Unspoken
    attempts: int
    characters: int = 0
    received: int = 0
    ignored: Mapping[str, int] = msgspec.field(default_factory=dict)
    kept: bool = False


class Attempt(msgspec.Struct, frozen=True):
    """A sentence that was asked for once, as which of its tries, from 1: what it took in seconds
    and in all, and why it failed, if it did.
    """

    sentence: Sentence
    number: int
    seconds: float
    usage: Usage
    failure: str = ""


class Request(msgspec.Struct, eq=False):
    """A sentence on its way, by its `number` in reading order. It may be asked for from `ready_at`
    on, under its `claim`.
    """

    sentence: Sentence
    number: int
    attempts: int = 0
    tally: Tally = msgspec.field(default_factory=Tally)
    ready_at: float = -math.inf
    settled: trio.Event = msgspec.field(default_factory=trio.Event)
    result: Take | Unspoken | None = None
    claim: TakeClaim | None = None
    kept: bool = False

    def settle(self, result: Take | Unspoken) -> None:
        """Say what became of it, once, and let others claim it."""
        self.result = result
        self.settled.set()
        self.let_go()

    def let_go(self) -> None:
        """Let others claim it. May be called again."""
        if self.claim is not None:
            self.claim.end()
            self.claim = None

    def attempt(self, before: tuple[int, int], seconds: float, failure: str) -> Attempt:
        """Tell of a try that is over, before which so many characters had been sent, and bytes of
        sound received.
        """
        characters, received = before
        usage = Usage(
            self.tally.characters - characters,
            1,
            int(self.attempts > 0),
            self.tally.received - received,
        )
        return Attempt(self.sentence, self.attempts + 1, seconds, usage, failure)

    def outcome(self) -> Outcome:
        """Give what became of it."""
        result = self.result if self.result is not None else Unspoken("it was never asked for")
        tally = self.tally
        return Outcome(
            self.sentence,
            result,
            self.attempts,
            tally.characters,
            tally.received,
            dict(tally.ignored),
            self.kept,
        )


class UnderWay:
    """Requests in reading order, until what became of them is handed on."""

    def __init__(self) -> None:
        self._requests: deque[Request] = deque()
        self._numbers = itertools.count()
        self._has_ended = False
        self._lot = trio.lowlevel.ParkingLot()

    def __iter__(self) -> Iterator[Request]:
        return iter(self._requests)

    def add(self, sentence: Sentence) -> Request:
        """Make a request for the next sentence."""
        request = Request(sentence, next(self._numbers))
        self._requests.append(request)
        self._lot.unpark()
        return request

    def end(self) -> None:
        """Say that there will be no more."""
        self._has_ended = True
        self._lot.unpark()

    async def first(self) -> Request | None:
        """Wait for the first one to be settled; None if there are no more."""
        while not self._requests:
            if self._has_ended:
                return None
            await self._lot.park()
        request = self._requests[0]
        if not request.settled.is_set():
            await request.settled.wait()
        return request

    def leave(self) -> None:
        """Let go of the first one: it is in other hands."""
        self._requests.popleft()


class Requests:
    """Those that wait for a connection: first come, first served, but for those put back.

    A channel would not do: what failed must come before what was never asked for, and any
    connection may take it, not only a new one in place of the one that failed.
    """

    def __init__(self) -> None:
        self._waiting: deque[Request] = deque()
        self._closed = trio.Event()
        self._lot = trio.lowlevel.ParkingLot()

    def add(self, request: Request) -> None:
        """Put a request where it belongs in reading order: claims are not granted in that order."""
        at = len(self._waiting)
        while at and self._waiting[at - 1].number > request.number:
            at -= 1
        self._waiting.insert(at, request)
        # One is enough: who is cancelled at this moment was not waiting any more.
        self._lot.unpark()

    def put_back(self, request: Request) -> None:
        """Put a request that is to be asked for again at the front."""
        self._waiting.appendleft(request)
        self._lot.unpark_all()

    def close(self) -> None:
        """Say that all are settled."""
        self._closed.set()
        self._lot.unpark_all()

    async def rest(self, seconds: float) -> None:
        """Wait for a while, unless all are settled before."""
        with trio.move_on_after(seconds):
            await self._closed.wait()

    async def take(self) -> Request | None:
        """Wait for a request that is ready, and take it; None once all are settled."""
        while not self._closed.is_set():
            if (request := self.take_nowait()) is not None:
                return request
            soonest = min((request.ready_at for request in self._waiting), default=math.inf)
            with trio.CancelScope(deadline=soonest):
                await self._lot.park()
        return None

    def take_nowait(self) -> Request | None:
        """Take a request that is ready, if there is one."""
        now = trio.current_time()
        for at, request in enumerate(self._waiting):
            if request.ready_at <= now:
                del self._waiting[at]
                return request
        return None

    def take_all(self) -> list[Request]:
        """Take all that wait, ready or not."""
        taken = list(self._waiting)
        self._waiting.clear()
        return taken
