"""The beginning of a document, and no more: it asks for as many sentences as that needs.

How long a sentence is shows when it was spoken. Until then it is expected to take as long as others
did for their characters, so what is asked for beyond the end is about as much as that is wrong by.
Few are on their way at a time, so that it is soon known how fast the voice speaks.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from itertools import takewhile

import trio

from captioner.audio import Take, ms_to_frames
from captioner.audio.edit import edge_silence
from captioner.client import Outcome
from captioner.client.sounds import silent_take
from captioner.document import Document, Kind, Sentence
from captioner.narrate.casting import Cast
from captioner.narrate.pieces import edited, usage_of
from captioner.narrate.plan import USUAL_CHARACTERS_PER_SECOND
from captioner.narrate.settings import Settings
from captioner.timeline import Measure, Pauses, Placed, lay_out
from captioner.usage import Usage


class Beginning:
    """Sentences up to the first that ends at or after a time, in milliseconds.

    One that cannot be spoken counts with the length that was expected of it. No more than `most`
    are handed out before an earlier one has come. `spent` is what those after the end took.
    """

    def __init__(
        self, document: Document, cast: Cast, settings: Settings, first_ms: int, most: int
    ) -> None:
        self._document = document
        self._markup, self._rate = cast.narrator.markup, cast.narrator.rate
        self._settings = settings
        self._first = ms_to_frames(first_ms, self._rate)
        self._most = most
        self._waiting: deque[Sentence] = deque()
        self._last: Placed | None = None
        self._lost = 0
        self._passed = 0
        self._heard = (0, 0)
        self._changed = trio.lowlevel.ParkingLot()
        self.is_over = False
        self.spent = Usage()

    @property
    def sentences(self) -> int:
        """How many sentences it has, as far as they have been asked for."""
        return self._passed + (0 if self.is_over else len(self._waiting))

    async def feed(self, sentences: trio.MemorySendChannel[Sentence]) -> None:
        """Hand out sentences for as long as those that were handed out are not enough."""
        async with sentences:
            for sentence in self._document.sentences:
                while not self.is_over and self._is_enough():
                    await self._changed.park()
                if self.is_over:
                    return
                self._waiting.append(sentence)
                await sentences.send(sentence)

    async def pass_on(
        self,
        outcomes: trio.MemoryReceiveChannel[Outcome],
        wanted: trio.MemorySendChannel[Outcome],
    ) -> None:
        """Pass on what became of the sentences in it, and drop the others, which are kept."""
        async with wanted:
            async for outcome in outcomes:
                if self.is_over:
                    self.spent += usage_of(outcome)
                    continue
                measure = await trio.to_thread.run_sync(self._measure, outcome)
                self._count(outcome.sentence, measure)
                self._changed.unpark_all()
                await wanted.send(outcome)

    def _is_enough(self) -> bool:
        """Tell whether no more is to be handed out for now."""
        return len(self._waiting) >= self._most or self._expected() >= self._first

    def _expected(self) -> int:
        """Expect where the last of those that were handed out ends, in frames."""
        lengths = ((sentence, self._length(sentence)) for sentence in tuple(self._waiting))
        before = self._last.sentence if self._last else None
        end = self._last.end if self._last else 0
        ends = _ends(lengths, self._settings.pauses, self._rate, before, end)
        return max(ends, default=end) + self._lost

    def _length(self, sentence: Sentence) -> int:
        if sentence.kind is Kind.SOUND:
            return silent_take(sentence, self._rate).frames
        frames, characters = self._heard
        if not characters:
            return len(sentence.spoken) * self._rate // USUAL_CHARACTERS_PER_SECOND
        return len(sentence.spoken) * frames // characters

    def _measure(self, outcome: Outcome) -> Measure | None:
        """Measure a take as it will be laid out; None if there is none."""
        take, sentence = outcome.result, outcome.sentence
        if not isinstance(take, Take):
            return None
        if sentence.kind is Kind.SOUND:
            return Measure(take.frames)
        take = edited(sentence, take, self._markup, self._settings.edits, self._rate)
        return Measure(take.frames, *edge_silence(take))

    def _count(self, sentence: Sentence, measure: Measure | None) -> None:
        """Add a sentence, and see whether it is the last."""
        if measure is not None:
            rate, pauses = self._rate, self._settings.pauses
            timeline = lay_out([sentence], [measure], rate=rate, pauses=pauses, after=self._last)
            self._last = timeline.placed[0]
            if sentence.kind is not Kind.SOUND:
                frames, characters = self._heard
                self._heard = frames + measure.frames, characters + len(sentence.spoken)
        else:
            self._lost += self._length(sentence)
        self._waiting.popleft()
        self._passed += 1
        end = self._last.end if self._last else 0
        self.is_over = end + self._lost >= self._first


def sentences_in_first(document: Document, first_ms: int, pauses: Pauses) -> int:
    """Expect how many sentences the beginning of a document has, whoever speaks it."""
    lengths = (
        (sentence, 1000 * len(sentence.spoken) // USUAL_CHARACTERS_PER_SECOND)
        for sentence in document.sentences
    )
    too_early = takewhile(lambda end: end < first_ms, _ends(lengths, pauses, 1000))
    return min(document.sentence_count, 1 + sum(1 for _ in too_early))


def _ends(
    lengths: Iterable[tuple[Sentence, int]],
    pauses: Pauses,
    rate: int,
    before: Sentence | None = None,
    end: int = 0,
) -> Iterator[int]:
    """Tell in frames when each of some sentences would end that are so long."""
    for sentence, length in lengths:
        start = end + (ms_to_frames(pauses.between(before, sentence), rate) if before else 0)
        if sentence.start_ms is not None:
            start = max(start, ms_to_frames(sentence.start_ms, rate))
        end, before = start + length, sentence
        yield end
