"""Which moment of a take belongs to which word of the author's text.

A service names the words it timed in its own way. The text must stay as it is, so its words are
aligned with the service's (`align`), in order, within one sentence: an error cannot spread.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from enum import StrEnum
from heapq import merge
from itertools import pairwise

import msgspec
from msgspec.structs import replace

from captioner.audio.take import HeardWord, Take
from captioner.timeline.align import Block, align, fold, fold_text
from captioner.timeline.respelled import SaidAs, Unit, units
from captioner.timeline.words import TextWord, words_of

#: The time of a word, in frames, and how it was found.
Span = tuple[int, int, "Quality"]


class Quality(StrEnum):
    """How the time of a word was found, best first."""

    MEASURED = "measured"
    """The service timed this very word, in agreement with the sound."""
    NOMINAL = "nominal"
    """The service timed it, but its times did not fit the sound and were stretched or repaired."""
    SHARED = "shared"
    """The service timed a group of words; this is its part by length."""
    ESTIMATED = "estimated"
    """No time came for it; it has its part, by length, of the time between its neighbours."""
    UNSAID = "unsaid"
    """It is shown, not said: it has a moment beside its neighbour, or its part of a silence."""


class TimedWord(msgspec.Struct, frozen=True, gc=False):
    """A slice of a sentence's text, and when it is heard.

    `start` and `end` are frames, from the take's beginning as `fit` gives them, from the
    timeline's once laid out.
    """

    word: TextWord
    start: int
    end: int
    quality: Quality


def fit(
    text: str,
    take: Take,
    sounding: tuple[int, int],
    unsaid: Sequence[tuple[int, int]] = (),
    said_as: Sequence[SaidAs] = (),
) -> tuple[TimedWord, ...]:
    """Give every word of a text its time in the take.

    `sounding` is the first frame that sounds and the one after the last. The times are in order,
    inside the take, and do not overlap. Words in the `unsaid` slices of the text, in order and
    apart, last no time: they have the moment at which the word before them ends, or the first one
    begins. Where no word is said at all they share the sounding time by length. `said_as` are other
    slices, in order and apart, and what is said for them: it is by those words that theirs are
    found.
    """
    said, shown = apart(text, unsaid)
    source = [text[word.start : word.end] for word in said]
    if not said_as and source == [word.text for word in take.words]:
        timed = tuple(
            [
                TimedWord(word, heard.start, heard.end, Quality.MEASURED)
                for word, heard in zip(said, take.words, strict=True)
            ]
        )
    else:
        source = [fold(word) for word in source]
        spans = _spans(text, said, source, take, said_as)
        timed = in_order(said, source, spans, sounding, take.frames)
    if take.estimated or take.nominal or take.repaired:
        timed = tuple(replace(word, quality=_marked(word.quality, take)) for word in timed)
    return beside(text, shown, timed, sounding) if shown else timed


def words_agree(text: str, words: Sequence[HeardWord]) -> bool:
    """Tell whether words have the letters of a text, in order, or there are none: `fit` need then
    weigh nothing, and is done at once. What disagrees takes it 0.1 s in a sentence, or more.
    """
    told = [word.text for word in words]
    return not told or told == text.split() or fold_text(" ".join(told)) == fold_text(text)


def apart(
    text: str, unsaid: Sequence[tuple[int, int]]
) -> tuple[Sequence[TextWord], Sequence[TextWord]]:
    """Find the words that are said, and those in slices that are not; no word is in both."""
    if not unsaid:
        return words_of(text), ()
    found: tuple[list[TextWord], list[TextWord]] = [], []
    edges = [0, *(edge for piece in unsaid for edge in piece), len(text)]
    for number, (start, end) in enumerate(pairwise(edges)):
        found[number % 2].extend(
            TextWord(start + word.start, start + word.end) for word in words_of(text[start:end])
        )
    return found


def beside(
    text: str,
    shown: Sequence[TextWord],
    timed: Sequence[TimedWord],
    sounding: tuple[int, int],
) -> tuple[TimedWord, ...]:
    """Join words that are said, with their times, and words that are only shown.

    Those last no time: they have the moment of the word before them, or of the first one. Where
    nothing is said they share the sounding time.
    """
    if timed:
        moments = _moments(shown, timed)
        return tuple(merge(timed, moments, key=lambda word: word.word.start))
    spans = shares([fold(text[word.start : word.end]) for word in shown], *sounding)
    return tuple(
        TimedWord(word, start, end, Quality.UNSAID)
        for word, (start, end) in zip(shown, spans, strict=True)
    )


def _moments(shown: Sequence[TextWord], timed: Sequence[TimedWord]) -> Iterator[TimedWord]:
    for word in shown:
        before = bisect_left(timed, word.start, key=lambda other: other.word.start)
        now = timed[before - 1].end if before else timed[0].start
        yield TimedWord(word, now, now, Quality.UNSAID)


# ---------------------------------------------------------------- times


def _spans(
    text: str,
    said: Sequence[TextWord],
    source: Sequence[str],
    take: Take,
    said_as: Sequence[SaidAs],
) -> Sequence[Span | None]:
    """Find the times of words, which `source` holds as folded, among those that the take tells."""
    heard = [word for word in take.words if fold(word.text)]
    told = list(units(text, said, said_as)) if said_as else []
    asked = [word for unit in told for word in unit.spoken] if told else source
    spans: list[Span | None] = [None] * len(asked)
    for block in align(asked, [fold(word.text) for word in heard]):
        _time_block(block, asked, heard, spans)
    return list(_in_units(told, spans, source)) if told else spans


def _time_block(
    block: Block,
    source: Sequence[str],
    said: Sequence[HeardWord],
    spans: list[Span | None],
) -> None:
    if block.c == block.d:
        return
    start, end = said[block.c].start, said[block.d - 1].end
    if block.a == block.b:
        _absorb(block.a, start, end, spans)
    elif block.b - block.a == 1:
        spans[block.a] = (start, end, Quality.MEASURED)
    else:
        for index, (begin, stop) in zip(
            range(block.a, block.b), shares(source[block.a : block.b], start, end), strict=True
        ):
            spans[index] = (begin, stop, Quality.SHARED)


def _absorb(at: int, start: int, end: int, spans: list[Span | None]) -> None:
    """Give time in which no word of the text is said to the word before it."""
    before = spans[at - 1] if at else None
    if before is not None:
        spans[at - 1] = (before[0], end, before[2])


def _in_units(
    told: Sequence[Unit], spans: Sequence[Span | None], source: Sequence[str]
) -> Iterator[Span | None]:
    """Give the times of the words that are said to the words that are written for them."""
    at = first = 0
    for unit in told:
        own = spans[at : at + len(unit.spoken)]
        at += len(unit.spoken)
        words = source[first : first + unit.words]
        first += unit.words
        known = [span for span in own if span is not None]
        if len(own) == len(words) or not known:
            yield from own if len(own) == len(words) else [None] * len(words)
        elif len(words) == 1:
            shared = any(span[2] is Quality.SHARED for span in known)
            yield known[0][0], known[-1][1], Quality.SHARED if shared else Quality.MEASURED
        else:
            for start, end in shares(words, known[0][0], known[-1][1]):
                yield start, end, Quality.SHARED


def weight(folded: str) -> int:
    """Tell how long a word takes to be said, in letters."""
    # A digit is about a word: "7" is said as "seven".
    return sum(4 if char.isdigit() else 1 for char in folded) + 1


def shares(source: Sequence[str], start: int, end: int) -> list[tuple[int, int]]:
    """Divide a time among words by the length of what is said."""
    total = 0
    edges = [0]
    for folded in source:
        total += weight(folded)
        edges.append(total)
    return [
        (start + (end - start) * a // total, start + (end - start) * b // total)
        for a, b in pairwise(edges)
    ]


def in_order(
    words: Sequence[TextWord],
    source: Sequence[str],
    spans: Sequence[Span | None],
    sounding: tuple[int, int],
    frames: int,
) -> tuple[TimedWord, ...]:
    """Fill what has no time, by the words as folded in `source`, and put all in order.

    No time is past `frames`, none of those filled in outside of `sounding`.
    """
    filled = _filled(source, spans, sounding)
    timed: list[TimedWord] = []
    now = 0
    for index, (word, (begin, stop, quality)) in enumerate(zip(words, filled, strict=True)):
        follows = filled[index + 1][0] if index + 1 < len(filled) else frames
        start = min(max(begin, now), frames)
        end = max(start, min(stop, follows, frames))
        timed.append(TimedWord(word, start, end, quality))
        now = end
    return tuple(timed)


def _marked(quality: Quality, take: Take) -> Quality:
    if take.estimated:
        return Quality.ESTIMATED
    if quality is Quality.MEASURED and (take.nominal or take.repaired):
        return Quality.NOMINAL
    return quality


def _filled(
    source: Sequence[str],
    spans: Sequence[Span | None],
    sounding: tuple[int, int],
) -> list[Span]:
    """Let words without a time share the time between their neighbours."""
    filled: list[Span] = []
    index = 0
    while index < len(spans):
        span = spans[index]
        if span is not None:
            filled.append(span)
            index += 1
            continue
        stop = index
        while stop < len(spans) and spans[stop] is None:
            stop += 1
        before = filled[-1][1] if filled else min(sounding[0], _start_of(spans, stop, sounding[1]))
        after = max(before, _start_of(spans, stop, sounding[1]))
        if filled and before == after:
            # No time between: a word swallowed its follower, so both lie in what the first one has.
            before = filled.pop()[0]
            index -= 1
        parts = shares(source[index:stop], before, after)
        filled += [(start, end, Quality.ESTIMATED) for start, end in parts]
        index = stop
    return filled


def _start_of(spans: Sequence[Span | None], index: int, otherwise: int) -> int:
    span = spans[index] if index < len(spans) else None
    return span[0] if span is not None else otherwise
