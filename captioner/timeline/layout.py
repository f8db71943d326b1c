"""Placing takes and silences one after the other.

`lay_out` is the only statement of *when*. The sound (`render`) and the captions
(`captioner.captions`) are both read from its result, which is why they agree: neither measures the
other. It works on any run of sentences, a whole document or a paragraph of one: each run begins
where the one before it ended, so a book is laid out in pieces without ever being held.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from math import gcd, isfinite
from types import MappingProxyType

import msgspec

from captioner.audio.pcm import ms_to_frames, seconds_to_frames
from captioner.document import Sentence
from captioner.errors import OptionError
from captioner.timeline.fit import Quality, TimedWord
from captioner.timeline.pauses import Pauses

#: No rests but the pauses.
_NO_RESTS: Mapping[str, int] = MappingProxyType({})


class Measure(msgspec.Struct, frozen=True):
    """What laying out needs to know of a take, in frames: its length, the silence at its two
    edges, and its words from its own beginning.
    """

    frames: int
    lead: int = 0
    tail: int = 0
    words: tuple[TimedWord, ...] = ()

    @property
    def sounding(self) -> int:
        """The frames from the first sound to the last."""
        return self.frames - self.lead - self.tail


class Placed(msgspec.Struct, frozen=True):
    """A sentence with its take in place: frames [start, end), and `tail` of them silent at the
    end. Its words count from the timeline's beginning too.
    """

    sentence: Sentence
    start: int
    end: int
    tail: int
    words: tuple[TimedWord, ...]


class WordAt(msgspec.Struct, frozen=True):
    """A word, its times counted from the timeline's beginning, and the sentence it is in."""

    sentence: Sentence
    word: TimedWord

    @property
    def text(self) -> str:
        """The word as shown, with its punctuation."""
        return self.sentence.text[self.word.word.start : self.word.word.end]


class Timeline(msgspec.Struct, frozen=True):
    """Where every take of a run of sentences lies; between them is silence.

    `start` is where the run before it ended, 0 for the first.
    """

    rate: int
    start: int
    placed: tuple[Placed, ...]

    @property
    def end(self) -> int:
        """The frame after the last one."""
        return self.placed[-1].end if self.placed else self.start

    @property
    def frames(self) -> int:
        """Its length, the silence before its first sentence included."""
        return self.end - self.start

    def word_at(self, seconds: float) -> WordAt | None:
        """Tell which word was heard last, or is being heard, at a moment; None before the first.

        A moment counts as the frame nearest to it. Takes time logarithmic in the length. Raises
        OptionError for what is no moment.
        """
        if not isfinite(seconds):
            raise OptionError(f"{seconds} is no moment; name one in seconds")
        frame = seconds_to_frames(seconds, self.rate)
        at = bisect_right(self.placed, frame, key=lambda placed: placed.start)
        # Only a sentence that has just begun, or in which nothing is said, sends us further back.
        for index in range(at - 1, -1, -1):
            placed = self.placed[index]
            begun = bisect_right(placed.words, frame, key=lambda word: word.start)
            for word in reversed(placed.words[:begun]):
                if word.quality is not Quality.UNSAID:
                    return WordAt(placed.sentence, word)
        return None


def lay_out(
    sentences: Sequence[Sentence],
    measures: Sequence[Measure],
    *,
    rate: int,
    pauses: Pauses,
    after: Placed | None = None,
    rests: Mapping[str, int] = _NO_RESTS,
) -> Timeline:
    """Place each sentence after the one before it and the pause between them.

    The silence that the takes bring along at their edges counts as part of the pause. A sentence
    with a fixed start waits for it; a section without one for the next moment that every caption
    format can tell exactly (`moment_step`), so that what stands before changes nothing within: its
    cues move by a time that can be written. `after` is the last sentence of the run before this
    one. `rests` are frames of silence that come on top of the pause after a sentence, by its
    context.
    """
    step = moment_step(rate)
    start = after.end if after else 0
    placed: list[Placed] = []
    for sentence, measure in zip(sentences, measures, strict=True):
        now = 0
        if after:
            now = after.end + _rest(after, sentence, measure, rate, pauses)
            now += rests.get(after.sentence.context, 0)
            if after.sentence.section != sentence.section and sentence.start_ms is None:
                now = -(-now // step) * step
        if sentence.start_ms is not None:
            now = max(now, ms_to_frames(sentence.start_ms, rate))
        words = tuple(
            TimedWord(word.word, now + word.start, now + word.end, word.quality)
            for word in measure.words
        )
        after = Placed(sentence, now, now + measure.frames, measure.tail, words)
        placed.append(after)
    return Timeline(rate, start, tuple(placed))


def moment_step(rate: int) -> int:
    """Tell in how many frames a whole number of hundredths of a second goes by: the moments of all
    clocks by which captions are written are among those.
    """
    return rate // gcd(rate, 100)


def _rest(before: Placed, after: Sentence, measure: Measure, rate: int, pauses: Pauses) -> int:
    pause = ms_to_frames(pauses.between(before.sentence, after), rate)
    return max(0, pause - before.tail - measure.lead)
