"""Asking for a sentence again, of a voice that speaks slower.

How fast a voice speaks is said in a connection's URL, so each speed takes a connection of its own.
Speeds therefore differ by steps, and few of them are spoken at a time, beside all that is asked for
the first time: together they take no more connections than were allowed, or two.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import trio

from captioner.audio import Take
from captioner.client import Attempt, Outcome, PoolSettings, Service, Unspoken, speak
from captioner.document import Sentence
from captioner.errors import (
    OptionError,
    SpeechInterrupted,
    SpeechLimited,
    SpeechRefused,
    Usage,
    one_error,
)
from captioner.protocol import Voice, slowed, speed_of

#: From one speed to the next. Smaller steps are hardly heard, and each is a connection.
STEP = 1.05
#: One connection in so many is for what is asked again.
_SHARE = 4


class Again:
    """Asks for sentences again. `given_up` says why that has become pointless, once it has."""

    def __init__(self, service: Service, voice: Voice, pool: PoolSettings) -> None:
        connections = pool.connections or service.connections
        self._service = service
        self._at_once = max(1, connections // _SHARE)
        self._pool = replace(pool, connections=1, on_attempt=self._attempted)
        self._tell = pool.on_attempt
        self._voices = [voice, *slower_voices(voice, service)]
        self._usage = Usage()
        self.beside = replace(pool, connections=max(1, connections - self._at_once))
        self.given_up = ""

    @property
    def most_steps(self) -> int:
        """How many steps slower the voice can be."""
        return len(self._voices) - 1

    async def ask(self, wanted: Mapping[Sentence, int]) -> dict[str, Take | Unspoken]:
        """Ask for sentences, each so many steps slower; tell what became of each, by context."""
        by_steps: dict[int, list[Sentence]] = defaultdict(list)
        for sentence, steps in wanted.items():
            by_steps[steps].append(sentence)
        found: dict[str, Take | Unspoken] = {}
        limit = trio.CapacityLimiter(self._at_once)
        with one_error():
            async with trio.open_nursery() as nursery:
                for steps, sentences in by_steps.items():
                    nursery.start_soon(self._ask, sentences, self._voices[steps], limit, found)
        return found

    async def _ask(
        self,
        sentences: Sequence[Sentence],
        voice: Voice,
        limit: trio.CapacityLimiter,
        found: dict[str, Take | Unspoken],
    ) -> None:
        outcomes_in, outcomes = trio.open_memory_channel[Outcome](len(sentences))
        async with limit, outcomes:
            try:
                await speak(sentences, self._service, voice, self._pool, outcomes_in)
            except (SpeechRefused, SpeechInterrupted) as error:
                # There is a take of each already: that these are missing is no reason to stop.
                found |= {sentence.context: Unspoken(str(error)) for sentence in sentences}
                if isinstance(error, SpeechRefused | SpeechLimited):
                    self.given_up = str(error)
                return
            async for outcome in outcomes:
                found[outcome.sentence.context] = outcome.result

    def _attempted(self, attempt: Attempt) -> None:
        self._usage += attempt.usage
        self._tell(attempt)

    def spent(self) -> Usage:
        """Tell what was asked since this was last told."""
        spent, self._usage = self._usage, Usage()
        return spent


def slower_voices(voice: Voice, service: Service) -> Iterator[Voice]:
    """List the ever slower voices that may be asked for, as slow as the service and its parameters
    go.
    """
    times = STEP
    while speed_of(voice) / times >= service.speeds[0]:
        try:
            yield slowed(voice, times)
        except OptionError:
            return
        times *= STEP
