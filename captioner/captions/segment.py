"""Which words share a cue, and which a line: the cheapest way through all places to break.

Exact dynamic programming (Viterbi) over the boundaries between words. What a cue costs depends on
its two ends alone (see `timing`), so the cheapest cut of the words before a boundary is the
cheapest, over all cues that may end there, of the cut before it plus that cue; inside a cue the
best breaks between its lines are found for each pair of ends, by the same means where there are
more than two. Breaks between cues and between lines are therefore chosen together, in time linear
in the number of words.

Nothing is guessed and nothing is left out: an option is skipped only where what it costs already
is no less than the best one found.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Sequence
from functools import lru_cache
from itertools import accumulate, pairwise

import msgspec

from captioner.captions.breaks import NEVER
from captioner.captions.timing import Boundaries, Limits, stays_into_silence

#: What things cost; the units are those of a break (from 0 where a sentence ends to `FORBIDDEN`),
#: which counts six times between cues and four times between lines.
_CUE = 50
_LINE = 15
_BETWEEN_CUES, _BETWEEN_LINES = 6, 4
_UNBALANCED, _TOP_HEAVY, _HALF = 80, 10, 60
_TOO_FAST, _FASTER = 150, 3000
_HURRIED = 30
#: A cue of a sentence said too fast is held to this much of its pace: some of its words are longer.
_LENIENT = 0.75
_TOO_SHORT, _SHORTER = 200, 1500
_ORPHAN = 120
#: From six seconds on, the old rule for two full lines, each second costs.
_LONG_SECONDS, _A_SECOND_LONGER = 6, 40
_ANOTHER_SENTENCE = 75
#: A cue narrower than this part of a line, that is no whole sentence, is an orphan: 35 %.
_ORPHAN_NUMERATOR, _ORPHAN_DENOMINATOR = 35, 100
#: A pause inside a sentence invites a break: 0.2 a millisecond, up to 60.
_PAUSE_A_SECOND, _MOST_FOR_PAUSE = 200, 60
#: Hard: only where there is no other way.
_FORBIDDEN = 1_000_000
_SQUEEZED = 5_000
#: What parts a word between two cues costs beside the break; it had better be between two lines.
_BROKEN_WORD = 1_500
_NO_WAY = float("inf")


class Words(msgspec.Struct, frozen=True):
    """Some words to be cut, as parallel lists: how wide each is with its blank and without, when it
    ends, what a break after it costs, and at which of them a sentence begins.

    One wider than a line is to stand on a line of its own. `inside` are the boundaries that are
    inside of a word: there are so many of these words before them.
    """

    cells: Sequence[int]
    bare: Sequence[int]
    ends: Sequence[int]
    breaks: Sequence[int]
    sentences: Sequence[int]
    inside: Collection[int] = ()


class Pace(msgspec.Struct, frozen=True):
    """How fast a cue may have to be read, in frames: a cell at most and at ease, the least time of
    a cue, and of a word in it.
    """

    cell: float
    target: float
    least: float
    a_word: float


class Shape(msgspec.Struct, frozen=True):
    """How a cue may look, and the sampling rate."""

    line: int
    lines: int
    rate: int

    @property
    def capacity(self) -> int:
        """The most cells that a cue can hold; a blank between two lines is not seen."""
        return (self.line + 1) * self.lines - 1


def segment(
    words: Words, bounds: Boundaries, limits: Limits, shape: Shape
) -> list[tuple[int, ...]]:
    """Cut words into cues: for each the indices at which its lines begin, and its end.

    Sentences share a cue only if all of each is in it. A cue of one word is always possible, so
    there is always a cut.
    """
    return _Search(words, bounds, limits, shape).cut()


class _Search:
    """The search for the best cut, and what it looks up again and again."""

    def __init__(self, words: Words, bounds: Boundaries, limits: Limits, shape: Shape) -> None:
        self._words = words
        self._bounds = bounds
        self._limits = limits
        self._shape = shape
        self._left = [0, *accumulate(words.cells)]
        # Where a line that ends at boundary j ends: the blank there is not seen.
        self._right = [
            0,
            *(a + bare for a, bare in zip(self._left, words.bare, strict=False)),
        ]
        blanks = (size - bare for size, bare in zip(words.cells, words.bare, strict=True))
        self._written = [0, *accumulate(blanks)]
        self._line_costs = [0, *(_LINE + _weighed(cost, _BETWEEN_LINES) for cost in words.breaks)]
        widest = max(shape.line, *words.bare)
        self._has_wide = widest > shape.line
        self._capacity = shape.capacity + shape.lines * (widest - shape.line)
        self._balance = balances(widest)
        self._long = _LONG_SECONDS * shape.rate
        self._a_frame_longer = _A_SECOND_LONGER / shape.rate
        self._wanted = Pace(limits.cell, limits.target, limits.least, limits.a_word)
        self._pace = self._wanted
        self._best: list[float] = [0.0] * len(self._left)
        self._back = [0] * len(self._left)

    def cut(self) -> list[tuple[int, ...]]:
        node = self._node_costs()
        starts = [*self._words.sentences, len(self._left) - 1]
        for number, (first, end) in enumerate(pairwise(starts)):
            haste, self._pace = self._haste(first, end)
            self._sentence(first, end, node, haste)
            self._pace = self._wanted
            if number:
                self._whole_sentences(starts[: number + 2], node)
        cues = []
        j = len(self._left) - 1
        while j:
            i = self._back[j]
            cues.append((i, *self._lines(i, j)[1], j))
            j = i
        return cues[::-1]

    def _node_costs(self) -> list[float]:
        """Tell for each boundary what it costs to end a cue there, whatever the cue."""
        begin, ends = self._bounds.begin, self._words.ends
        node = [0.0]
        a_frame = _PAUSE_A_SECOND / self._shape.rate
        for number, cost in enumerate(self._words.breaks, start=1):
            pause = begin[number] - ends[number - 1]
            total: float = _weighed(cost, _BETWEEN_CUES)
            if pause > 0 and cost:
                total -= min(_MOST_FOR_PAUSE, pause * a_frame)
            node.append(total)
        for number in self._bounds.squeezed:
            node[number] += _SQUEEZED
        for number in self._words.inside:
            node[number] += _BROKEN_WORD
        node[-1] = 0.0
        return node

    def _haste(self, first: int, end: int) -> tuple[float, Pace]:
        """Tell what it costs that a sentence is said too fast for the profile, however it is cut,
        and the pace that its cues are then held to.
        """
        wanted, cells = self._wanted, self._right[end] - self._left[first]
        written = self._written[end - 1] - self._written[first] + 1
        bounds, lag = self._bounds, self._limits.lag
        until = max(bounds.last[end], min(bounds.closed[end], self._words.ends[end - 1] + lag))
        time = max(1, until - bounds.begin[first])
        speed, least = cells * wanted.cell / time, max(wanted.least, wanted.a_word * written)
        if speed <= 1 and least <= time:
            return 0.0, wanted
        cost = _too_fast(speed) + _too_short(time / max(1, least))
        ease = _LENIENT * time
        return cost, Pace(
            min(wanted.cell, ease / cells),
            wanted.target,
            min(wanted.least, ease),
            min(wanted.a_word, ease / written),
        )

    def _sentence(self, first: int, end: int, node: Sequence[float], haste: float) -> None:
        """Find the cheapest cut before each boundary of a sentence, from cues inside of it."""
        left, best, price, lines = self._left, self._best, self._price, self._lines
        begin, most = self._bounds.begin, self._limits.most
        line, capacity = self._shape.line, self._capacity
        orphan = line * _ORPHAN_NUMERATOR // _ORPHAN_DENOMINATOR
        low = first
        before, best[first] = best[first], best[first] + haste
        for j in range(first + 1, end + 1):
            wide, over = self._right[j], self._words.ends[j - 1]
            while low < j - 1 and (wide - left[low] > capacity or over - begin[low] > most):
                low += 1
            cheapest, at = _NO_WAY, j - 1
            for i in range(low, j):
                cost = best[i] + _CUE
                if cost >= cheapest:
                    continue
                cells = wide - left[i]
                cost += price(i, j, cells)
                if cells < orphan and (i > first or j < end):
                    cost += _ORPHAN
                if cells > line and cost < cheapest:
                    cost += lines(i, j)[0]
                if cost < cheapest:
                    cheapest, at = cost, i
            best[j] = cheapest + node[j]
            self._back[j] = at
        best[first] = before

    def _whole_sentences(self, starts: Sequence[int], node: Sequence[float]) -> None:
        """See whether the last sentence is cheaper in one cue with whole ones before it."""
        j = starts[-1]
        for number in range(len(starts) - 3, -1, -1):
            i = starts[number]
            cells = self._right[j] - self._left[i]
            if cells > self._capacity:
                return
            if self._words.ends[j - 1] - self._bounds.begin[i] > self._limits.most:
                return
            cost = self._best[i] + _CUE + (len(starts) - 2 - number) * _ANOTHER_SENTENCE
            cost += self._price(i, j, cells) + self._lines(i, j)[0] + node[j]
            if cost < self._best[j]:
                self._best[j], self._back[j] = cost, i

    def _price(self, i: int, j: int, cells: int) -> float:
        """Tell what it costs that a cue can be read in its time only in haste, or not at all."""
        pace, now = self._pace, self._bounds.begin[i]
        need, least = cells * pace.target, pace.least
        if pace.a_word:
            # Words as they are written, between blanks: a character of Chinese is none.
            least = max(least, pace.a_word * (self._written[j - 1] - self._written[i] + 1))
        stay = max(self._words.ends[j - 1] - now, least, need)
        bounds = self._bounds
        if now + stay > bounds.edge[j]:
            out = bounds.last[j]
            if out < bounds.closed[j]:
                reading, end = cells * self._limits.cell, self._words.ends[j - 1]
                out = stays_into_silence(bounds, j, now, reading, least, end, self._limits)
            stay = out - now
        stay = max(1, min(stay, self._limits.most))
        cost = 0.0
        if stay < need:
            speed = cells * pace.cell / stay
            cost = _too_fast(speed) if speed > 1 else _HURRIED * (need / stay - 1)
        if stay < least:
            cost += _too_short(stay / least)
        elif stay > self._long:
            cost += (stay - self._long) * self._a_frame_longer
        return cost

    def _lines(self, i: int, j: int) -> tuple[float, tuple[int, ...]]:
        """Find the cheapest breaks between the lines of a cue, no more of them than it takes."""
        left, right, line = self._left, self._right, self._shape.line
        wide = right[j]
        if wide - left[i] <= line:
            return 0.0, ()
        if self._has_wide:
            return self._any_lines(i, j)
        costs, balance = self._line_costs, self._balance
        cheapest, at = _NO_WAY, j
        k = bisect_left(left, wide - line, i + 1, j)
        begin = left[i]
        while k < j and right[k] - begin <= line:
            cost = costs[k] + balance[right[k] - begin][wide - left[k]]
            if cost <= cheapest:
                cheapest, at = cost, k
            k += 1
        if at == j and self._shape.lines > 2:
            return self._any_lines(i, j)
        return cheapest, (at,)

    def _any_lines(self, i: int, j: int) -> tuple[float, tuple[int, ...]]:
        """Find them for any number of lines, and for words wider than one.

        A line costs by what is above it, so of the ways to lay the same last line the cheapest will
        do: so many are compared as a line has places to begin and to end at.
        """
        places = self._places(i, j)
        if not places:
            return _NO_WAY, ()
        left, right, line = self._left, self._right, self._shape.line
        costs, balance = self._line_costs, self._balance
        (low, high), *others = places
        ways: dict[tuple[int, int], tuple[float, tuple[int, ...]]]
        ways = {(i, k): (0.0, ()) for k in range(low, high + 1)}
        for low, high in others:
            longer: dict[tuple[int, int], tuple[float, tuple[int, ...]]] = {}
            for (above, begin), (so_far, breaks) in ways.items():
                upper, before = right[begin] - left[above], so_far + costs[begin]
                for end in range(max(low, begin + 1), high + 1):
                    lower = right[end] - left[begin]
                    if lower > line and end > begin + 1:
                        break
                    cost = before + balance[upper][lower]
                    if (begin, end) not in longer or cost < longer[begin, end][0]:
                        longer[begin, end] = cost, (*breaks, begin)
            ways = longer
        return min(ways.values())

    def _places(self, i: int, j: int) -> list[tuple[int, int]]:
        """Tell for each line of a cue where it may end, first and last: so that those below it can
        hold the rest, and those above it what is before. Empty if there are not lines enough.
        """
        left, right, line = self._left, self._right, self._shape.line
        at, last = i, list[int]()
        while at < j:
            if len(last) == self._shape.lines:
                return []
            at = max(at + 1, bisect_right(right, left[at] + line, at + 1, j + 1) - 1)
            last.append(at)
        first = []
        for _ in last:
            first.append(at)
            at = min(at - 1, bisect_left(left, right[at] - line, i, at))
        return list(zip(first[::-1], last, strict=True))


def _too_fast(speed: float) -> float:
    return _TOO_FAST + _FASTER * (speed - 1) if speed > 1 else 0.0


def _too_short(share: float) -> float:
    return _TOO_SHORT + _SHORTER * (1 - share) if share < 1 else 0.0


def _weighed(cost: int, weight: int) -> int:
    return weight * cost if cost < NEVER else _FORBIDDEN


@lru_cache(maxsize=32)
def balances(line: int) -> list[list[float]]:
    """Tell what an upper line of so many cells above a lower one of so many costs."""
    return [[_balance(a, b) for b in range(line + 1)] for a in range(line + 1)]


def _balance(upper: int, lower: int) -> float:
    longer, shorter = max(upper, lower, 1), min(upper, lower)
    cost = _UNBALANCED * ((upper - lower) / longer) ** 2
    cost += _TOP_HEAVY if upper > lower else 0
    return cost + (_HALF if shorter * 2 < longer else 0)
