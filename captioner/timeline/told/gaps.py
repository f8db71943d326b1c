"""Times for words that were not heard, between those that were.

They are estimated by the pace of the words around them. The rest of a sentence follows at once what
was heard of it, its beginning comes just before the rest; where there is too little time for them
they share that of the word of theirs that was heard. Whole sentences lie in between, where nobody
speaks. If that is hardly any time they were not said: they get none, for a caption that lies over
the words of another sentence, or flashes by, helps nobody.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from statistics import median

import msgspec

from captioner.timeline.fit import Quality, Span, shares, weight
from captioner.timeline.told.flat import Flat, is_in_words

#: With no pace to go by: letters a second.
_USUAL_PACE = 15
#: Whole sentences were not said where there is less than that share of their time, and a breath.
_LEAST_TIME, _BREATH_SECONDS = 0.6, 0.3
#: With less than this share of its time a run takes some of the word beside it.
_TIGHT = 0.25
#: What was not heard is taken to be said at once, and not to last longer than so many times usual.
_SLOWEST = 2


def usual_pace(words: Iterable[tuple[str, int]], rate: int) -> float:
    """Tell what a letter usually takes, by words, folded, and how long they last: in frames."""
    paces = [frames / weight(word) for word, frames in words if frames > 0]
    return median(paces) if paces else rate / _USUAL_PACE


def fill(
    text: Flat,
    spans: list[Span | None],
    others: Sequence[tuple[int, int]],
    pace: float,
    rate: int,
    frames: int | None,
) -> set[int]:
    """Give words without a time an estimated one, but for whole sentences that were not said.

    Those are told, by their indices. `others` are the times, in order, in which something is said
    that is not in the text, `pace` what a letter takes; `frames` is the length of the sound, where
    that is known.
    """
    filling = _Filling(text, spans, others, pace, rate, frames)
    for start, end in list(_missing(spans)):
        filling.fill(start, end)
    return filling.gone


def _missing(spans: Sequence[Span | None]) -> Iterator[tuple[int, int]]:
    start = 0
    while start < len(spans):
        end = start
        while end < len(spans) and spans[end] is None:
            end += 1
        if end > start:
            yield start, end
        start = end + 1


class _Filling(msgspec.Struct):
    text: Flat
    spans: list[Span | None]
    others: Sequence[tuple[int, int]]
    pace: float
    rate: int
    frames: int | None
    gone: set[int] = msgspec.field(default_factory=set)

    def fill(self, start: int, end: int) -> None:
        """Fill a run of words that were not heard."""
        head, tail = self._edges(start, end)
        begin, stop = self._room(start, end, head)
        after, before = self._need(start, head), self._need(tail, end)
        if after + before > stop - begin:
            after = (stop - begin) * after // (after + before)
            before = stop - begin - after
        if head < tail:
            self._fill_whole(head, tail, begin + after, stop - before)
        if start < head:
            self._fill_part(start, head, begin, begin + after, start - 1)
        if tail < end:
            self._fill_part(tail, end, stop - before, stop, end)

    def _edges(self, start: int, end: int) -> tuple[int, int]:
        """Tell which of the words are in sentences of which nothing was heard: [head, tail).

        The whole of a run inside one sentence counts as the rest of what was heard.
        """
        firsts, owners = self.text.firsts, self.text.owners
        head = min(end, firsts[owners[start] + 1]) if start != firsts[owners[start]] else start
        last = owners[end - 1]
        tail = max(head, firsts[last]) if end != firsts[last + 1] else end
        return head, tail

    def _room(self, start: int, end: int, head: int) -> tuple[int, int]:
        before = self.spans[start - 1] if start else None
        begin = before[1] if before else 0
        if end < len(self.spans) and (after := self.spans[end]):
            return begin, max(begin, after[0])
        if self.frames is not None:
            return begin, max(begin, self.frames)
        # Nobody knows what follows the last word heard: the rest of its sentence does.
        return begin, begin + self._need(start, head)

    def _need(self, start: int, end: int) -> int:
        return int(self.pace * sum(map(weight, self.text.folded[start:end])))

    def _fill_whole(self, start: int, end: int, begin: int, stop: int) -> None:
        """Fill sentences of which nothing was heard."""
        need = self._need(start, end)
        begin, stop = self._quiet(begin, stop)
        if stop - begin >= _LEAST_TIME * need + _BREATH_SECONDS * self.rate:
            self._share(start, end, begin, min(stop, begin + _SLOWEST * need))
            return
        owners = set(self.text.owners[start:end])
        self.gone |= {own for own in owners if any(map(is_in_words, self.text.of(own)))}

    def _quiet(self, begin: int, stop: int) -> tuple[int, int]:
        """Find the longest time in which nothing is said that is not in the text."""
        now, longest = begin, (begin, begin)
        first = bisect_left(self.others, begin, key=lambda other: other[1])
        for start, end in [*self._others_from(first, stop), (stop, stop)]:
            longest = max(longest, (now, max(now, start)), key=lambda span: span[1] - span[0])
            now = max(now, end)
        return longest

    def _others_from(self, index: int, stop: int) -> Iterator[tuple[int, int]]:
        while index < len(self.others) and self.others[index][0] < stop:
            yield self.others[index]
            index += 1

    def _fill_part(self, start: int, end: int, begin: int, stop: int, beside: int) -> None:
        """Fill a part of a sentence, of whose other part the word `beside` it was heard."""
        tight = stop - begin < _TIGHT * self._need(start, end)
        if tight and any(map(is_in_words, self.text.folded[start:end])):
            span = self.spans[beside]
            if span is not None and beside < start:
                start, begin = beside, span[0]
            elif span is not None:
                end, stop = beside + 1, max(stop, span[1])
        self._share(start, end, begin, stop)

    def _share(self, start: int, end: int, begin: int, stop: int) -> None:
        parts = shares(self.text.folded[start:end], begin, max(begin, stop))
        self.spans[start:end] = [(a, b, Quality.ESTIMATED) for a, b in parts]
