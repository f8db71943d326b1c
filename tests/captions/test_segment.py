"""The cut is the cheapest there is: every other cut of the same words costs no less."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations, pairwise
from math import ceil

from hypothesis import given, settings
from hypothesis import strategies as st

from captioner.captions import Profile, profile_of
from captioner.captions import segment as segmenting
from captioner.captions.segment import Shape, Words, balances, segment
from captioner.captions.timing import Boundaries, Limits, boundaries, limits_of, out_of
from tests.strategies import tried

RATE = 1000
PROFILES = (
    profile_of("netflix", "en"),
    profile_of("bbc", "en"),
    Profile(max_chars=20, max_lines=1, lead_ms=100),
    Profile(max_chars=14, max_lines=3),
    Profile(max_chars=14, max_lines=5),
)


@st.composite
def laid(draw: st.DrawFn) -> tuple[Words, list[int]]:
    """Up to nine words with any widths, times and break costs, in one sentence or two, some of
    them parts of one word.
    """
    count = draw(st.integers(1, 9))

    def numbers(low: int, high: int) -> list[int]:
        return draw(st.lists(st.integers(low, high), min_size=count, max_size=count))

    bare, lengths, rests = numbers(1, 17), numbers(60, 1500), numbers(0, 400)
    starts, ends, at = [], [], 0
    for length, rest in zip(lengths, rests, strict=True):
        at += rest * (rest > 300)
        starts.append(at)
        at += length
        ends.append(at)
    breaks = [*numbers(0, 110)[1:], 0]
    sentences = [0] if count == 1 or draw(st.booleans()) else [0, draw(st.integers(1, count - 1))]
    inside = {at for at, broken in enumerate(numbers(0, 3)) if at and broken == 3}
    return Words([size + 1 for size in bare], bare, ends, breaks, sentences, inside), starts


@settings(tried, max_examples=300)
@given(laid(), st.sampled_from(PROFILES))
def test_no_other_cut_costs_less(found: tuple[Words, list[int]], profile: Profile) -> None:
    words, starts = found
    limits = limits_of(profile, RATE)
    bounds = boundaries(starts, words.ends, None, None, words.ends[-1] + 500, limits)
    shape = Shape(profile.line_cells, profile.max_lines, RATE)
    best = segment(words, bounds, limits, shape)
    costs = [cost_of(cut, words, bounds, limits, shape) for cut in cuts(words, profile)]
    assert cost_of(best, words, bounds, limits, shape) <= min(costs) + 1e-6


def cost_of(
    cut: list[tuple[int, ...]], words: Words, bounds: Boundaries, limits: Limits, shape: Shape
) -> float:
    """What a cut costs, told once more and plainly, cue by cue."""
    own = segmenting
    sentences = [*words.sentences, len(words.cells)]
    total = 0.0
    for i, *breaks, j in cut:
        inside = [edge for edge in sentences if i < edge < j]
        whole = i in sentences and j in sentences
        if inside and not whole:
            return float("inf")
        if j - i > 1 and words.ends[j - 1] - bounds.begin[i] > limits.most:
            return float("inf")
        total += own._CUE + own._ANOTHER_SENTENCE * len(inside)
        pace = Pace(limits.cell, limits.least, limits.a_word)
        if not inside:
            pace = pace_of(i, sentences, words, bounds, limits)
            total += pace.cost if i in sentences else 0
        total += reading_cost(i, j, words, bounds, limits, pace)
        if wide(i, j, words) < shape.line * 35 // 100 and not whole:
            total += own._ORPHAN
        widths = [wide(a, b, words) for a, b in pairwise([i, *breaks, j])]
        for at, (upper, lower) in zip(breaks, pairwise(widths), strict=True):
            total += own._LINE + 4 * words.breaks[at - 1] + own._balance(upper, lower)
        if j < len(words.cells):
            cost, pause = words.breaks[j - 1], bounds.begin[j] - words.ends[j - 1]
            total += 6 * cost - (min(60, pause / 5) if pause > 0 and cost else 0)
            total += own._SQUEEZED * (j in bounds.squeezed)
            total += own._BROKEN_WORD * (j in words.inside)
    return total


@dataclass(frozen=True)
class Pace:
    """What a cue has to keep to, and what it costs that its sentence is said too fast for more."""

    cell: float
    least: float
    a_word: float
    cost: float = 0


def pace_of(i: int, sentences: list[int], words: Words, bounds: Boundaries, limits: Limits) -> Pace:
    first, end = next((a, b) for a, b in pairwise(sentences) if a <= i < b)
    until = max(bounds.last[end], min(bounds.closed[end], words.ends[end - 1] + limits.lag))
    time = max(1, until - bounds.begin[first])
    cells, count = wide(first, end, words), end - first
    speed, lack = cells * limits.cell / time, time / max(limits.least, limits.a_word * count)
    if speed <= 1 <= lack:
        return Pace(limits.cell, limits.least, limits.a_word)
    held = segmenting._LENIENT * time
    return Pace(
        min(limits.cell, held / cells),
        min(limits.least, held),
        min(limits.a_word, held / count),
        haste_cost(speed, lack),
    )


def haste_cost(speed: float, lack: float) -> float:
    own = segmenting
    cost = own._TOO_FAST + own._FASTER * (speed - 1) if speed > 1 else 0
    return cost + (own._TOO_SHORT + own._SHORTER * (1 - lack) if lack < 1 else 0)


def reading_cost(
    i: int, j: int, words: Words, bounds: Boundaries, limits: Limits, pace: Pace
) -> float:
    own, cells = segmenting, wide(i, j, words)
    least = max(pace.least, pace.a_word * (j - i))
    out = out_of(bounds, i, j, cells, ceil(least), words.ends[j - 1], limits)
    stay = max(1, min(out - bounds.begin[i], limits.most))
    speed, lack = cells * pace.cell / stay, stay / least
    cost = haste_cost(speed, lack)
    if speed <= 1 and stay < cells * limits.target:
        cost += own._HURRIED * (cells * limits.target / stay - 1)
    if lack >= 1 and stay > 6 * RATE:
        cost += (stay / RATE - 6) * own._A_SECOND_LONGER
    return cost


def cuts(words: Words, profile: Profile) -> Iterator[list[tuple[int, ...]]]:
    """Every way to cut some words into cues and lines that fit."""
    count = len(words.cells)
    for edges in subsets(count):
        cues = list(pairwise([0, *edges, count]))
        yield from lines_of(cues, words, profile)


def lines_of(
    cues: list[tuple[int, int]], words: Words, profile: Profile
) -> Iterator[list[tuple[int, ...]]]:
    if not cues:
        yield []
        return
    (i, j), *rest = cues
    fits = False
    for more in range(profile.max_lines):
        if fits:
            return  # No more lines than it takes.
        for breaks in combinations(range(i + 1, j), more):
            lines = list(pairwise([i, *breaks, j]))
            if all(b == a + 1 or wide(a, b, words) <= profile.line_cells for a, b in lines):
                fits = True
                for others in lines_of(rest, words, profile):
                    yield [(i, *breaks, j), *others]


def wide(a: int, b: int, words: Words) -> int:
    return sum(words.cells[a : b - 1]) + words.bare[b - 1]


def subsets(count: int) -> Iterator[tuple[int, ...]]:
    for size in range(count):
        yield from combinations(range(1, count), size)


def test_cues_of_many_short_lines_are_cut_although_there_are_no_end_of_ways() -> None:
    """Eighty letters are laid on eight lines in a billion ways."""
    count, profile = 90, Profile(max_chars=20, max_lines=8, max_ms=60_000)
    ends = [100 * number for number in range(1, count + 1)]
    breaks = [*(number * 7 % 60 for number in range(1, count)), 0]
    words = Words([2] * count, [1] * count, ends, breaks, [0])
    limits = limits_of(profile, RATE)
    bounds = boundaries([end - 100 for end in ends], ends, None, None, ends[-1], limits)
    cues = segment(words, bounds, limits, Shape(profile.line_cells, profile.max_lines, RATE))
    assert [cue[0] for cue in cues] == [0, *(cue[-1] for cue in cues[:-1])]
    assert cues[-1][-1] == count
    lines = [line for cue in cues for line in pairwise(cue)]
    assert all(wide(*line, words) <= profile.line_cells for line in lines)
    assert 2 < max(map(len, cues)) - 1 <= profile.max_lines


def test_two_lines_of_one_length_cost_less_than_a_long_one_above_a_short_one() -> None:
    balance = balances(42)
    assert balance[30][30] < balance[28][32] < balance[32][28] < balance[40][12]
