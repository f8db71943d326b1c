"""Times for words that were not heard, between those that were.

They are estimated by the pace of the words around them. The rest of a sentence follows at once what
was heard of it, its beginning comes just before the rest; whole sentences lie in between. Where
there is too little time all of it is shared out by length. But a passage of some length for which
there is hardly any time was not said: it gets none, for captions that flash by help nobody.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from captioner.timeline.fit import Quality, Span, shares, weight
from captioner.timeline.told.flat import Flat

#: With no pace to go by: letters a second.
_USUAL_PACE = 15
#: A passage of more words than that which has less than that share of its time was not said.
_FEW_WORDS, _LEAST_TIME = 12, 0.4
#: With less than this share of its time a run takes some of the word before it.
_TIGHT = 0.25
#: What was not heard is taken to be said at once, and not to last longer than so many times usual.
_SLOWEST = 2


def fill(text: Flat, spans: list[Span | None], rate: int, frames: int | None) -> set[int]:
    """Give words without a time an estimated one, but for whole sentences that were not said.

    Those are told, by their indices. `frames` is the length of the sound, where that is known.
    """
    filling = _Filling(text, spans, _pace(text.folded, spans, rate), frames)
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


def _pace(folded: Sequence[str], spans: Sequence[Span | None], rate: int) -> float:
    """Tell what a letter usually takes, in frames."""
    paces = [
        (span[1] - span[0]) / weight(word)
        for word, span in zip(folded, spans, strict=True)
        if span is not None and span[2] is Quality.MEASURED and span[1] > span[0]
    ]
    return median(paces) if paces else rate / _USUAL_PACE


@dataclass
class _Filling:
    text: Flat
    spans: list[Span | None]
    pace: float
    frames: int | None

    def __post_init__(self) -> None:
        self.gone: set[int] = set()

    def fill(self, start: int, end: int) -> None:
        """Fill a run of words that were not heard."""
        head, tail = self._edges(start, end)
        begin, stop = self._room(start, end, head, tail)
        need = self._need(start, end)
        if tail - head > _FEW_WORDS and stop - begin < _LEAST_TIME * need:
            self.gone |= set(self.text.owners[head:tail])
            said = self._need(start, head) + self._need(tail, end)
            middle = begin + (stop - begin) * self._need(start, head) // max(1, said)
            self._share(start, head, begin, middle)
            self._share(tail, end, middle, stop)
        elif stop - begin < need:
            self._squeeze(start, end, begin, stop)
        else:
            after, before = begin + self._need(start, head), stop - self._need(tail, end)
            longest = _SLOWEST * self._need(head, tail)
            self._share(start, head, begin, after)
            self._share(head, tail, after, min(before, after + longest))
            self._share(tail, end, before, stop)

    def _edges(self, start: int, end: int) -> tuple[int, int]:
        """Tell which of the words are in sentences of which nothing was heard: [head, tail).

        The whole of a run inside one sentence counts as the rest of what was heard.
        """
        firsts, owners = self.text.firsts, self.text.owners
        head = min(end, firsts[owners[start] + 1]) if start != firsts[owners[start]] else start
        last = owners[end - 1]
        tail = max(head, firsts[last]) if end != firsts[last + 1] else end
        return head, tail

    def _room(self, start: int, end: int, head: int, tail: int) -> tuple[int, int]:
        before = self.spans[start - 1] if start else None
        begin = before[1] if before else 0
        if end < len(self.spans) and (after := self.spans[end]):
            return begin, max(begin, after[0])
        if self.frames is not None:
            return begin, max(begin, self.frames)
        # Nobody knows what follows the last word heard: the rest of it does.
        few = tail - head <= _FEW_WORDS
        return begin, begin + self._need(start, end if few else head)

    def _need(self, start: int, end: int) -> int:
        return int(self.pace * sum(map(weight, self.text.folded[start:end])))

    def _squeeze(self, start: int, end: int, begin: int, stop: int) -> None:
        """Share what little time there is, or that of the word before or after as well."""
        tight = stop - begin < _TIGHT * self._need(start, end)
        if tight and start and (before := self.spans[start - 1]):
            start, begin = start - 1, before[0]
        elif tight and end < len(self.spans) and (after := self.spans[end]):
            end, stop = end + 1, max(stop, after[1])
        self._share(start, end, begin, stop)

    def _share(self, start: int, end: int, begin: int, stop: int) -> None:
        if start < end:
            parts = shares(self.text.folded[start:end], begin, max(begin, stop))
            self.spans[start:end] = [(a, b, Quality.ESTIMATED) for a, b in parts]
