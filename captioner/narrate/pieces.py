"""A piece of a narration: takes that were listened to, edited, measured and laid out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from types import MappingProxyType

import msgspec
from msgspec.structs import replace

from captioner.audio import Edits, Take, edit, silence
from captioner.audio.edit import edge_silence
from captioner.audio.resample import at_rate
from captioner.audio.suspect import Listener
from captioner.client import Outcome, Unspoken
from captioner.document import Kind, Sentence
from captioner.markup import Markup
from captioner.narrate.casting import Cast
from captioner.narrate.fitted import Fitted
from captioner.narrate.settings import Settings
from captioner.narrate.slots import Timing
from captioner.text.spoken import aloud
from captioner.timeline import Measure, Placed, Timeline, fit, lay_out, words_agree
from captioner.usage import Usage

#: Longer sound than this, half a minute at 22,050 Hz, takes a while to be listened to.
_LONG_FRAMES = 30 * 22050


class Piece(msgspec.Struct, frozen=True):
    """Some sentences laid out, with their sound, and those that could not be spoken.

    `pcm` holds the samples of each take by its context, `suspect` what makes one doubtful,
    `kept_as` by which name a store keeps it, if one does. `fitted` is what was done to fit a
    profile, if anything was to be. Of a timed script `timing` tells how it lies in its slots, and
    `over` by how many frames what ends with a sentence is longer than its slot, by context.
    """

    timeline: Timeline
    pcm: dict[str, bytes]
    unspoken: tuple[tuple[Sentence, str], ...]
    suspect: dict[str, tuple[str, ...]]
    usage: Usage
    fitted: Fitted | None = None
    timing: Timing | None = None
    over: Mapping[str, int] = msgspec.field(default_factory=dict)
    kept_as: Mapping[str, str] = msgspec.field(default_factory=dict)


class Heard(msgspec.Struct, frozen=True):
    """A sentence with its take, edited and measured, and what makes it suspect."""

    sentence: Sentence
    take: Take
    measure: Measure
    doubts: tuple[str, ...]


class Group(msgspec.Struct, frozen=True):
    """What became of the sentences of a piece, and of the one that follows them, if one does.

    `heard` are those that were spoken, if they were heard by now.
    """

    outcomes: Sequence[Outcome]
    following: Outcome | None
    heard: Sequence[Heard] = ()


class Draft(msgspec.Struct, frozen=True):
    """The takes of a piece before it is laid out for good.

    `rests` are frames of silence on top of the pause after a sentence, by context; so is `ending`,
    after the last one of all.
    """

    heard: Sequence[Heard]
    rests: Mapping[str, int] = msgspec.field(default_factory=dict)
    ending: int = 0

    def sounding(self) -> Sequence[Heard]:
        """Give the takes, the last one with the silence that the document is to end with."""
        if not self.ending or not self.heard:
            return self.heard
        last = self.heard[-1]
        measure = last.measure
        longer = replace(
            last,
            take=replace(last.take, pcm=last.take.pcm + silence(self.ending)),
            measure=replace(
                measure, frames=measure.frames + self.ending, tail=measure.tail + self.ending
            ),
        )
        return [*self.heard[:-1], longer]


class Layer:
    """Makes pieces out of outcomes, each after the one before it."""

    def __init__(self, cast: Cast, settings: Settings) -> None:
        self._cast = cast
        self._rate = cast.narrator.rate
        self._settings = settings
        self._ahead: Heard | None = None
        self.last: Placed | None = None
        # Languages and speakers differ in how much they say in a second, and so do speeds.
        self._listeners: dict[tuple[str, str, float], Listener] = defaultdict(Listener)

    def hear(self, outcomes: Sequence[Outcome]) -> list[Heard]:
        """Listen to the takes among some outcomes, in reading order, edit and measure them."""
        return [
            self._ahead
            if self._ahead is not None and self._ahead.sentence is outcome.sentence
            else self.heard(outcome.sentence, outcome.result)
            for outcome in outcomes
            if isinstance(outcome.result, Take)
        ]

    def hears_at_once(self, outcome: Outcome) -> bool:
        """Tell whether an outcome is soon heard, nearly always within a millisecond: sound that is
        not long and has the right rate, and words that are those of the text.
        """
        take, sentence = outcome.result, outcome.sentence
        if not isinstance(take, Take):
            return True
        return (
            take.rate == self._rate
            and take.frames <= _LONG_FRAMES
            and not sentence.unsaid
            and not sentence.said_as
            and words_agree(sentence.text, take.words)
        )

    def look_ahead(self, following: Outcome | None) -> Heard | None:
        """Hear the first sentence of the next piece before its turn."""
        self._ahead = next(iter(self.hear([following])), None) if following else None
        return self._ahead

    def heard(self, sentence: Sentence, take: Take, slower: float = 1.0) -> Heard:
        """Edit a take, keeping the rests that its text asks for, and say what makes it suspect.

        It was asked to be so many times `slower` than the voice is.
        """
        if sentence.kind is Kind.SOUND:
            return Heard(sentence, take, measure(sentence, take), ())
        markup = self._cast.narrator.markup
        said = aloud(sentence.spoken, markup)
        listener = self._listeners[sentence.lang, sentence.speaker, slower]
        doubts = listener.doubts(take, said.text, said.between_ms)
        take = edited(sentence, take, markup, self._settings.edits, self._rate)
        return Heard(sentence, take, measure(sentence, take), doubts)

    def lay_out(self, draft: Draft, following: Heard | None = None) -> Timeline:
        """Tell where the takes of a piece lie, after those of the piece before it."""
        heard = [*draft.sounding(), *([following] if following else [])]
        return self.place(heard, self.last, draft.rests)

    def place(
        self,
        heard: Sequence[Heard],
        after: Placed | None,
        rests: Mapping[str, int] = MappingProxyType({}),
    ) -> Timeline:
        """Tell where some takes lie that follow another one."""
        return lay_out(
            [one.sentence for one in heard],
            [one.measure for one in heard],
            rate=self._rate,
            pauses=self._settings.pauses,
            after=after,
            rests=rests,
        )

    def piece(
        self, group: Group, draft: Draft, again: Usage | None = None, fitted: Fitted | None = None
    ) -> Piece:
        """Lay out a piece for good. `again` is what was asked beyond its outcomes."""
        timeline = self.lay_out(draft)
        self.last = timeline.placed[-1] if timeline.placed else self.last
        usage = again or Usage()
        for outcome in group.outcomes:
            usage += usage_of(outcome)
        return Piece(
            timeline,
            {one.sentence.context: one.take.pcm for one in draft.sounding()},
            tuple(
                (outcome.sentence, outcome.result.reason)
                for outcome in group.outcomes
                if isinstance(outcome.result, Unspoken)
            ),
            {one.sentence.context: one.doubts for one in draft.heard if one.doubts},
            usage,
            fitted,
            kept_as={one.sentence.context: one.take.kept_as for one in draft.heard},
        )


def edited(sentence: Sentence, take: Take, markup: Markup, edits: Edits, rate: int) -> Take:
    """Bring a take to the rate of the timeline and edit it, keeping the rests that its text asks
    for by the marks that the voice heeds.
    """
    take = at_rate(take, rate)
    said = aloud(sentence.spoken, markup)
    return edit(take, edits, (said.before_ms, said.after_ms))


def measure(sentence: Sentence, take: Take) -> Measure:
    """Measure a take and fit its words to the sentence's text. The silence of a sound is whole."""
    lead, tail = edge_silence(take) if sentence.kind is not Kind.SOUND else (0, 0)
    words = fit(sentence.text, take, (lead, take.frames - tail), sentence.unsaid, sentence.said_as)
    return Measure(take.frames, lead, tail, words)


def usage_of(outcome: Outcome) -> Usage:
    """Tell what a sentence took."""
    retries = max(0, outcome.attempts - 1)
    kept = (1, len(outcome.sentence.spoken)) if outcome.kept else (0, 0)
    return Usage(outcome.characters, outcome.attempts, retries, outcome.received, *kept)
