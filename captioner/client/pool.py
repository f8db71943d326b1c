"""Many sentences over several connections to one service and voice.

Sentences are asked for in order and given back in order. At most `look_ahead` of them are under
way or waiting for an earlier one, which bounds memory whatever the document's length. A sentence
that fails is asked for again on a fresh connection, after a growing and slightly random wait.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import trio

from captioner.audio.take import Take
from captioner.client.connection import Connection, Deadlines, open_connection, unusable
from captioner.client.service import Service
from captioner.document import Sentence
from captioner.errors import CaptionerError, SpeechInterrupted, one_error
from captioner.protocol import Voice


@dataclass(frozen=True, slots=True)
class Unspoken:
    """Why a sentence was not spoken, after every try that made sense."""

    reason: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """A sentence and what became of it; `attempts` is how often it was asked for."""

    sentence: Sentence
    result: Take | Unspoken
    attempts: int


@dataclass(frozen=True, slots=True)
class PoolSettings:
    """How to ask.

    `connections` is how many sentences are asked for at once, as many as the service likes best if
    None. At least twice as many are looked ahead for, or `look_ahead`.
    `attempts` is how often a sentence is asked for before it counts as unspoken; before try n + 1
    the wait is `backoff_seconds` times two to the n - 1, at most `longest_backoff_seconds`, and up
    to half as much again. `on_retry` hears the context and the reason of each further try.
    """

    connections: int | None = None
    look_ahead: int = 32
    attempts: int = 4
    backoff_seconds: float = 0.5
    longest_backoff_seconds: float = 20.0
    deadlines: Deadlines = field(default_factory=Deadlines)
    on_retry: Callable[[str, str], None] = lambda context, reason: None


async def speak(
    sentences: Iterable[Sentence],
    service: Service,
    voice: Voice,
    settings: PoolSettings,
    outcomes: trio.MemorySendChannel[Outcome],
) -> None:
    """Ask for every sentence, send what became of each to `outcomes`, in order, and close it.

    Raises what the first tries met with if the service refuses, or cannot be had at all. Once a
    sentence was spoken nothing is raised: what cannot be had any more is Unspoken.
    """
    pool = _Pool(service, voice, settings)
    with one_error():
        async with outcomes, trio.open_nursery() as nursery:
            nursery.start_soon(pool.feed, sentences)
            for _ in range(pool.connections):
                nursery.start_soon(pool.serve)
            async for request in pool.ordered:
                await request.settled.wait()
                if pool.failure is not None and not pool.spoken:
                    raise pool.failure
                await outcomes.send(request.outcome())
                pool.window.release()


@dataclass(eq=False, slots=True)
class _Request:
    sentence: Sentence
    settled: trio.Event = field(default_factory=trio.Event)
    attempts: int = 0
    result: Take | Unspoken | None = None

    def settle(self, result: Take | Unspoken) -> None:
        self.result = result
        self.settled.set()

    def outcome(self) -> Outcome:
        result = self.result if self.result is not None else Unspoken("it was never asked for")
        return Outcome(self.sentence, result, self.attempts)


class _Pool:
    """Requests on their way, and what was learned of the service.

    `failure` is set once asking has become pointless: the service refused, or so many sentences in
    a row failed with all their tries that it must be down.
    """

    def __init__(self, service: Service, voice: Voice, settings: PoolSettings) -> None:
        self._service = service
        self._voice = voice
        self._settings = settings
        self.connections = settings.connections or service.connections
        self.window = trio.Semaphore(max(settings.look_ahead, 2 * self.connections))
        self._ordered_in, self.ordered = trio.open_memory_channel[_Request](math.inf)
        self._waiting_in, self._waiting = trio.open_memory_channel[_Request](0)
        self.failure: CaptionerError | None = None
        self.spoken = 0
        self._failed_in_a_row = 0

    async def feed(self, sentences: Iterable[Sentence]) -> None:
        """Hand sentences to the connections, never more than the window lets."""
        with self._ordered_in, self._waiting_in:
            for sentence in sentences:
                await self.window.acquire()
                request = _Request(sentence)
                self._ordered_in.send_nowait(request)
                await self._waiting_in.send(request)

    async def serve(self) -> None:
        """Take requests for as long as there are any, over one connection after another."""
        request: _Request | None = None
        while True:
            request = request or await self._next()
            if request is None:
                return
            if self.failure is not None:
                request.settle(Unspoken(f"not asked for any more: {self.failure}"))
                request = None
                continue
            request = await self._converse(request)

    async def _next(self) -> _Request | None:
        try:
            return await self._waiting.receive()
        except trio.EndOfChannel:
            return None

    async def _converse(self, request: _Request) -> _Request | None:
        """Open a connection and ask over it until it fails or nothing is left to ask.

        Gives the request that has to be asked again.
        """
        current: _Request | None = request
        try:
            async with open_connection(
                self._service, self._voice, self._settings.deadlines
            ) as connection:
                while current is not None and self.failure is None:
                    await self._ask(connection, current)
                    current = None  # Settled, whatever becomes of the connection while it waits.
                    current = await self._next()
        except CaptionerError as error:
            if current is None:
                return None
            return await self._failed(current, error)
        return current

    async def _ask(self, connection: Connection, request: _Request) -> None:
        take = await connection.speak(request.sentence)
        least = len(request.sentence.spoken) * take.rate // _MOST_CHARACTERS_PER_SECOND
        if take.frames < least:
            raise SpeechInterrupted(
                f"the server sent {take.frames / take.rate:.3f} s of sound, too short to be "
                f"{len(request.sentence.spoken)} characters"
            )
        request.attempts += 1
        request.settle(take)
        self.spoken += 1
        self._failed_in_a_row = 0

    async def _failed(self, request: _Request, error: CaptionerError) -> _Request | None:
        """Decide about a request that failed: None if it is settled, else it is asked again."""
        settings = self._settings
        request.attempts += 1
        if unusable(error):
            self.failure = error
        elif request.attempts < settings.attempts:
            wait = settings.backoff_seconds * 2 ** (request.attempts - 1)
            wait = min(wait, settings.longest_backoff_seconds)
            settings.on_retry(request.sentence.context, str(error))
            await trio.sleep(wait * (1 + random.random() / 2))  # noqa: S311 - no secret
            return request
        self._failed_in_a_row += 1
        if not self.spoken or self._failed_in_a_row >= max(_PATIENCE, 2 * self.connections):
            said = f"{request.sentence.context}: {error} (asked {request.attempts} times)"
            self.failure = self.failure or SpeechInterrupted(said)
        request.settle(Unspoken(str(error)))
        return None


#: Nobody speaks this fast; a shorter take lost sound on the way.
_MOST_CHARACTERS_PER_SECOND = 200
#: So many sentences lost in a row with all their tries, two a connection or more, mean that the
#: service is down.
_PATIENCE = 6
