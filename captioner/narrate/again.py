"""Asking for a sentence again, of a voice that speaks slower or faster.

How fast a voice speaks is said in a connection's URL, so each speed takes a connection of its own.
Speeds therefore differ by steps, and few of them are spoken at a time, beside all that is asked for
the first time: together they take no more connections than were allowed, or two.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from math import inf

import trio
from msgspec.structs import replace

from captioner.audio import Take
from captioner.client import Attempt, Outcome, PoolSettings, Service, Unspoken, speak
from captioner.document import Sentence
from captioner.errors import OptionError, SpeechInterrupted, SpeechLimited, SpeechRefused, one_error
from captioner.narrate.casting import Cast
from captioner.protocol import Voice, slowed, speed_of
from captioner.usage import Usage

#: From one speed to the next. Smaller steps are hardly heard, and each is a connection.
STEP = 1.05
#: The fastest that a sentence of a timed script is asked for, in times as fast as its voice speaks:
#: listeners follow up to this without strain.
FASTEST = 1.35
#: One connection in so many is for what is asked again.
_SHARE = 4
#: Which part of what it was asked for a voice that heeds it changes by at least.
_HEEDED = 0.25
#: After so many sentences of which none was heeded, no more is asked in vain.
ENOUGH_UNHEEDED = 3


class Again:
    """Asks for sentences again. `given_up` says why that has become pointless, once it has."""

    def __init__(self, service: Service, cast: Cast, pool: PoolSettings) -> None:
        connections = pool.connections or service.connections
        self._service = service
        self._cast = cast
        self._at_once = max(1, connections // _SHARE)
        self._pool = replace(pool, connections=1, on_attempt=self._attempted)
        self._tell = pool.on_attempt
        self._usage = Usage()
        self.beside = replace(pool, connections=max(1, connections - self._at_once))
        self.given_up = ""

    def slower(self, sentence: Sentence) -> tuple[Voice, ...]:
        """List the ever slower voices by which a sentence may be asked for, a step apart."""
        return slower_voices(self._cast.of(sentence), self._service.speeds)

    def faster(self, sentence: Sentence) -> tuple[Voice, ...]:
        """List the ever faster voices by which a sentence may be asked for, a step apart."""
        return faster_voices(self._cast.of(sentence), self._service.speeds)

    async def ask(self, wanted: Mapping[Sentence, Voice]) -> dict[str, Take | Unspoken]:
        """Ask for sentences, each by its voice; tell what became of each, by context."""
        by_voice: dict[Voice, list[Sentence]] = defaultdict(list)
        for sentence, voice in wanted.items():
            by_voice[voice].append(sentence)
        found: dict[str, Take | Unspoken] = {}
        limit = trio.CapacityLimiter(self._at_once)
        with one_error():
            async with trio.open_nursery() as nursery:
                for voice, sentences in by_voice.items():
                    nursery.start_soon(self._ask, sentences, voice, limit, found)
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


@cache
def slower_voices(voice: Voice, speeds: tuple[float, float]) -> tuple[Voice, ...]:
    """List the ever slower voices that may be asked for, as slow as a service of such speeds and
    its parameters go.
    """
    return tuple(_at_speeds(voice, (speeds[0], inf), STEP))


@cache
def faster_voices(voice: Voice, speeds: tuple[float, float]) -> tuple[Voice, ...]:
    """List the ever faster voices that may be asked for, at most `FASTEST` times as fast."""
    fastest = min(speeds[1], FASTEST * speed_of(voice))
    return tuple(_at_speeds(voice, (0, fastest), 1 / STEP))


def _at_speeds(voice: Voice, speeds: tuple[float, float], step: float) -> Iterator[Voice]:
    times = step
    while speeds[0] <= speed_of(voice) / times <= speeds[1]:
        try:
            yield slowed(voice, times)
        except OptionError:
            return
        times *= step


class Heed:
    """Whether voices heed being asked to speak at another speed."""

    def __init__(self) -> None:
        self.heeded = self.unheeded = 0

    def note(self, before: int, after: int, times: float) -> bool:
        """Note that speech of `before` frames, which was to be `times` as long, is now `after`;
        tell whether that was heeded.
        """
        heeded = (after - before) / (before * (times - 1) or 1) > _HEEDED
        self.heeded += heeded
        self.unheeded += not heeded
        return heeded

    @property
    def is_in_vain(self) -> bool:
        """Tell whether it is pointless to ask."""
        return not self.heeded and self.unheeded >= ENOUGH_UNHEEDED
