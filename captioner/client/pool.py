"""Many sentences over several connections to one service and voice.

Sentences are asked for in order and given back in order. How many are under way or wait for an
earlier one is bounded (`ahead`), and so is memory, whatever the document's length. A sentence
that fails is asked for again, after a growing and slightly random wait, by whichever connection is
free. A connection is opened when a sentence needs one, and replaced between two when it is old.
"""

from __future__ import annotations

from collections.abc import AsyncIterable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial

import trio

from captioner.audio.take import Take
from captioner.client import turns
from captioner.client.asking import Connection
from captioner.client.connection import open_connection, unusable
from captioner.client.gate import Gate, backoff
from captioner.client.keeper import Keeper, TakeClaim
from captioner.client.requests import Outcome, Request, Requests, UnderWay, Unspoken, hand_on
from captioner.client.service import Service
from captioner.client.settings import PoolSettings
from captioner.client.share import share_of
from captioner.client.sounds import silent_take
from captioner.client.times import LateTimes
from captioner.document import Kind, Sentence
from captioner.errors import (
    BudgetSpent,
    CaptionerError,
    OutputError,
    SpeechInterrupted,
    SpeechLimited,
    one_error,
)
from captioner.protocol import Voice


async def speak(
    sentences: Iterable[Sentence] | AsyncIterable[Sentence],
    service: Service,
    voice: Voice,
    settings: PoolSettings,
    outcomes: trio.MemorySendChannel[Outcome],
) -> None:
    """Ask for every sentence, send what became of each to `outcomes`, in order, and close it.

    Sounds have a silent take without being asked for.
    Raises what the first tries met with if the service refuses, or cannot be had at all. Once a
    sentence was spoken nothing is raised: what cannot be had any more is Unspoken.
    """
    pool = _Pool(service, voice, settings)
    with one_error(), pool.line, pool.letting_go():
        async with outcomes, trio.open_nursery() as nursery:
            nursery.start_soon(pool.feed, sentences, nursery)
            for _ in range(pool.connections):
                nursery.start_soon(pool.serve)
            while (request := await pool.under_way.first()) is not None:
                if pool.failure is not None and not pool.spoken:
                    await pool.paid_for()
                if pool.failure is not None and not pool.spoken:
                    raise pool.failure
                await turns.send(outcomes, request.outcome())
                pool.handed_on(request)
            if pool.first_loss is not None and not pool.spoken:
                raise pool.first_loss
            # Not by cancelling: a connection that is cancelled cannot hear its goodbye returned.
            pool.finish()


class _Pool:
    """Requests on their way, and what was learned of the service.

    `failure` is set once asking has become pointless: the service refused, or so many sentences in
    a row failed with all their tries that it must be down.
    """

    def __init__(self, service: Service, voice: Voice, settings: PoolSettings) -> None:
        self._service = service
        self._voice = voice
        self._settings = settings
        self.connections = settings.at_once(service)
        self.ahead = settings.ahead(service)
        self._requests = Requests()
        self.under_way = UnderWay()
        self._gate = Gate(settings.backoff_seconds, settings.longest_backoff_seconds)
        self._late_times = LateTimes()
        self.line = (settings.share or share_of(service, self.connections)).line()
        self.failure: CaptionerError | None = None
        self.first_loss: SpeechInterrupted | None = None
        self.spoken = 0
        self._failed_in_a_row = 0
        self._open = 0
        self._asked = 0
        self._answered = trio.lowlevel.ParkingLot()
        self._limited_since: float | None = None

    async def feed(
        self, sentences: Iterable[Sentence] | AsyncIterable[Sentence], nursery: trio.Nursery
    ) -> None:
        """Hand sentences to the connections, never more than is looked ahead for."""
        try:
            await hand_on(sentences, partial(self._feed, nursery))
        finally:
            self.under_way.end()

    async def _feed(self, nursery: trio.Nursery, sentence: Sentence) -> None:
        await self.ahead.enter(sentence)
        request = self.under_way.add(sentence)
        if sentence.kind is Kind.SOUND:
            request.settle(silent_take(sentence, self._voice.rate))
        elif self.failure is not None:
            self._give_up(request)
        elif not sentence.spoken.strip():
            request.settle(Unspoken("there is nothing in it to be said"))
        elif self._settings.keeper is None:
            self._requests.add(request)
        else:
            self._claim(request, self._settings.keeper, nursery)
            if request.kept:  # It took a while to be read.
                await trio.lowlevel.checkpoint()

    def _claim(self, request: Request, keeper: Keeper, nursery: trio.Nursery) -> None:
        """Claim a sentence: at once, if that need not wait."""
        try:
            claim = keeper.claim_at_once(self._service, self._voice, request.sentence)
        except CaptionerError as error:
            self._fail_at(request, error)
            return
        if claim is None:
            nursery.start_soon(self._wait_for_claim, request, keeper)
        else:
            self._claimed(request, claim)

    async def _wait_for_claim(self, request: Request, keeper: Keeper) -> None:
        try:
            claim = await keeper.claim(self._service, self._voice, request.sentence)
        except CaptionerError as error:
            self._fail_at(request, error)
        else:
            self._claimed(request, claim)

    def _claimed(self, request: Request, claim: TakeClaim) -> None:
        """Settle a request with the take that is kept, or have it asked for under its claim."""
        request.claim = claim
        if claim.take is not None:
            request.kept = True
            self.spoken += 1
            request.settle(claim.take)
        elif self.failure is not None:
            self._give_up(request)
        else:
            self._requests.add(request)

    def handed_on(self, request: Request) -> None:
        """Make room for another: what became of this one, the first, is in other hands."""
        self.under_way.leave()
        self.ahead.leave(request.sentence)

    @contextmanager
    def letting_go(self) -> Iterator[None]:
        """Let go of what is claimed when a block ends, however suddenly."""
        try:
            yield
        finally:
            for request in self.under_way:
                request.let_go()

    def finish(self) -> None:
        """Let all who wait for more to ask, or to open a connection, go home."""
        self._requests.close()
        self._gate.retire()
        self.line.leave()

    async def serve(self) -> None:
        """Take requests, over one connection after another, until all are settled."""
        while (request := await self._requests.take()) is not None:
            # What is put back is for those that have a connection, while this one waits for leave
            # to open its own.
            if not self.line.take():
                self._requests.put_back(request)
                await self.line.wait()
                continue
            try:
                admitted = self._gate.admit()
                if admitted is not None:
                    await self._converse(request, admitted)
            finally:
                self.line.give_back()
            if admitted is None:
                self._requests.put_back(request)
                await self._gate.wait()

    async def _converse(self, request: Request, admitted: int) -> None:
        """Open a connection and ask over it, this request first, for as long as it is good."""
        current: Request | None = request
        opened = False
        try:
            async with open_connection(
                self._service, self._voice, self._settings.deadlines, self._late_times
            ) as connection:
                opened = True
                self._gate.opened(admitted)
                self._limited_since = None
                self._open += 1
                try:
                    while current is not None:
                        self._asked += 1
                        try:
                            await self._ask(connection, current)
                        finally:
                            self._asked -= 1
                            self._answered.unpark_all()
                        current = None  # Settled, whatever becomes of the connection meanwhile.
                        current = await self._next(connection)
                finally:
                    self._open -= 1
        except CaptionerError as error:
            if not opened:
                self._gate.failed(admitted, getattr(error, "retry_after", None))
            if current is None:
                return
            if not opened and self._is_turned_away(error):
                self._turned_away(current, error)
            else:
                await self._requests.rest(self._failed(current, error, opened=opened))

    async def _next(self, connection: Connection) -> Request | None:
        """Wait for a request; None if there is none, or the connection is no good for another."""
        if not self._is_good(connection) or self.line.gives_one_up():
            return None
        request = self._requests.take_nowait()
        if request is None:
            with self.line.resting():
                request = await self._requests.take()
        if request is None or self._is_good(connection):
            return request
        self._requests.put_back(request)
        return None

    def _is_good(self, connection: Connection) -> bool:
        is_young = connection.age < self._settings.connection_seconds
        return connection.is_usable and is_young and not self.line.has_too_many

    async def _ask(self, connection: Connection, request: Request) -> None:
        """Ask for a sentence, and keep what comes. Raises what the connection does."""
        claim = request.claim
        if claim is None:
            take = await self._spoken(connection, request)
        else:
            try:
                claim.asked(retry=request.attempts > 0)
            except CaptionerError as error:
                self._fail_at(request, error)
                return
            try:
                take = await self._spoken(connection, request)
            except CaptionerError:
                claim.failed()
                raise
            try:
                take = await claim.keep(take)
            except CaptionerError as error:
                self._fail(error)  # What has come is published all the same.
        request.attempts += 1
        request.settle(take)
        self.spoken += 1
        self._failed_in_a_row = 0

    async def paid_for(self) -> None:
        """Wait for what is under way, if it is not the service that failed."""
        while self._asked and isinstance(self.failure, BudgetSpent | OutputError):
            await self._answered.park()

    async def _spoken(self, connection: Connection, request: Request) -> Take:
        began = trio.current_time()
        before = request.tally.characters, request.tally.received
        failure = "it was broken off"
        try:
            with self.line.asking() as heard:
                take = await connection.speak(request.sentence, request.tally, heard)
                _check_length(request.sentence, take)
            failure = ""
        except CaptionerError as error:
            failure = str(error)
            raise
        finally:
            seconds = trio.current_time() - began
            self._settings.on_attempt(request.attempt(before, seconds, failure))
        return take

    def _is_turned_away(self, error: CaptionerError) -> bool:
        """Tell whether it is no sentence's fault that no connection could be opened for it."""
        others = self._open > 0 and not unusable(error)
        return others or isinstance(error, SpeechLimited)

    def _turned_away(self, request: Request, error: CaptionerError) -> None:
        """Put a request back that found no connection. It was not asked for, so it lost no try.

        As long as others are open all goes on; a service that allows none is given up in the end.
        """
        self.line.turned_away()
        limited = self._limited_for()
        if limited >= self._settings.limited_seconds:
            self._fail(
                SpeechLimited(
                    f"{error}; it has allowed no connection for {limited:.0f} s: try again later, "
                    "or see what else uses the account"
                )
            )
        if self.failure is not None:
            self._give_up(request)
            return
        if not self._open:
            self._settings.on_retry(request.sentence.context, str(error))
        self._requests.put_back(request)

    def _limited_for(self) -> float:
        """Tell for how many seconds no connection at all has been allowed."""
        now = trio.current_time()
        if self._open:
            self._limited_since = None
            return 0.0
        if self._limited_since is None:
            self._limited_since = now
        return now - self._limited_since

    def _failed(self, request: Request, error: CaptionerError, *, opened: bool) -> float:
        """Decide about a request that failed: ask again, or settle it.

        Gives how long to wait before another connection takes the place of the one that failed;
        without that a service that goes down would be asked for all that waits.
        """
        settings = self._settings
        request.attempts += 1
        if unusable(error):
            self._fail(error)
        elif (
            self.failure is None
            and request.attempts < settings.attempts
            and (opened or self._limited_for() < settings.limited_seconds)
        ):
            settings.on_retry(request.sentence.context, str(error))
            wait = 0.0
            if opened:  # Otherwise the gate has it wait.
                wait = backoff(
                    request.attempts, settings.backoff_seconds, settings.longest_backoff_seconds
                )
            request.ready_at = trio.current_time() + wait
            self._requests.put_back(request)
            return wait
        request.settle(Unspoken(str(error)))
        self._failed_in_a_row += 1
        said = f"{request.sentence.context}: {error} (asked {request.attempts} times)"
        self.first_loss = self.first_loss or SpeechInterrupted(said)
        never_there = not opened and not self.spoken
        if not opened and self._limited_for() >= self._settings.limited_seconds:
            self._fail(SpeechInterrupted(f"{said}, and could not be reached for long"))
        if never_there or self._failed_in_a_row >= max(_PATIENCE, 2 * self.connections):
            self._fail(SpeechInterrupted(said))
        return 0.0

    def _fail(self, failure: CaptionerError) -> None:
        """Give up on the service, and on all that is not being asked for right now."""
        self.failure = self.failure or failure
        for request in self._requests.take_all():
            self._give_up(request)

    def _fail_at(self, request: Request, failure: CaptionerError) -> None:
        """Give up on the service for what was met with at a request, and on that too."""
        self._fail(failure)
        self._give_up(request)

    def _give_up(self, request: Request) -> None:
        request.settle(Unspoken(f"not asked for any more: {self.failure}"))


def _check_length(sentence: Sentence, take: Take) -> None:
    letters = sum(map(str.isalnum, sentence.said))
    if take.frames < letters * take.rate // _MOST_LETTERS_PER_SECOND:
        raise SpeechInterrupted(
            f"the server sent {take.seconds:.3f} s of sound, too short to be {letters} letters"
        )


#: Nobody speaks this fast; a shorter take lost sound on the way.
_MOST_LETTERS_PER_SECOND = 100
#: So many sentences lost in a row with all their tries, two a connection or more, mean that the
#: service is down.
_PATIENCE = 6
