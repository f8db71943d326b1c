"""How other tools group the same words at the same times: their rules, written from descriptions.

Each takes the words of a narration and gives cues. Where a tool leaves something open, it is given
what serves it best: true ends of sentences, and words that no line is too short for.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, groupby, pairwise

from captioner.captions import Profile


@dataclass(frozen=True, slots=True)
class Heard:
    """A word with the blank that follows it, when it is heard, and the name of its sentence."""

    text: str
    start_ms: int
    end_ms: int
    sentence: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A cue: its times, and the numbers of the words at which its lines begin and it ends."""

    start_ms: int
    end_ms: int
    breaks: tuple[int, ...]

    @property
    def first(self) -> int:
        """The number of its first word."""
        return self.breaks[0]

    @property
    def end(self) -> int:
        """The number of the word after its last one."""
        return self.breaks[-1]


Words = Sequence[Heard]
Writer = Callable[[Words, Profile], list[Shown]]

_LONG_PAUSE_MS = 3000
_WORDS_A_CUE = 6


def lines_of(words: Words, cue: Shown) -> list[str]:
    """Give the lines of a cue as they are shown."""
    return [joined(words, a, b) for a, b in pairwise(cue.breaks)]


def joined(words: Words, first: int, end: int) -> str:
    """Join some words."""
    return "".join(word.text for word in words[first:end]).rstrip()


def _cue(words: Words, *breaks: int) -> Shown:
    return Shown(words[breaks[0]].start_ms, words[breaks[-1] - 1].end_ms, breaks)


def _sentences(words: Words) -> Iterator[tuple[int, int]]:
    """Find where each sentence begins and ends."""
    at = 0
    for _, group in groupby(words, key=lambda word: word.sentence):
        end = at + sum(1 for _ in group)
        yield at, end
        at = end


# ---------------------------------------------------------------- Whisper


def greedy(words: Words, profile: Profile) -> list[Shown]:
    """Fill line after line and cue after cue, as Whisper's writer does.

    With a width and a line count set it lets sentences run on, and begins a cue early only where
    two words start more than three seconds apart.
    """
    return list(_filled(words, 0, len(words), profile))


def greedy_by_sentence(words: Words, profile: Profile) -> list[Shown]:
    """The same, were it told to begin a cue with every sentence, which it cannot be."""
    return [cue for span in _sentences(words) for cue in _filled(words, *span, profile)]


def _filled(words: Words, first: int, end: int, profile: Profile) -> Iterator[Shown]:
    breaks = [first]
    length = 0
    for at in range(first, end):
        text = words[at].text.rstrip()
        pause = at > first and words[at].start_ms - words[at - 1].start_ms > _LONG_PAUSE_MS
        if at > first and (pause or length + len(text) > profile.max_chars):
            if pause or len(breaks) >= profile.max_lines:
                yield _cue(words, *breaks, at)
                breaks = [at]
            else:
                breaks.append(at)
            length = 0
        length += len(words[at].text)
    if breaks[0] < end:
        yield _cue(words, *breaks, end)


# ---------------------------------------------------------------- so many words


def fixed_words(words: Words, profile: Profile) -> list[Shown]:
    """Show six words at a time, on one line, as tools for short videos do."""
    count = len(words)
    return [_cue(words, at, min(at + _WORDS_A_CUE, count)) for at in range(0, count, _WORDS_A_CUE)]


# ---------------------------------------------------------------- stable-ts

#: The times and lengths of its default rules.
_SPLIT_GAP_MS, _COMMA_CHARS, _MOST_CHARS = 500, 50, 70
#: Full stops that end no sentence.
_SPECIAL = re.compile(r"(?:\b[A-Z]|\b(?:Mr|Mrs|Ms|Dr|Prof|St|No|Co|Ltd|vs|etc|e\.g|i\.e))\.$")


def regrouped(words: Words, profile: Profile) -> list[Shown]:
    """Cut as the default rules of stable-ts do, one line a cue.

    At the end of a sentence as punctuation shows it; at a silence of half a second; at a comma in
    what has 50 characters; and evenly what has more than 70.
    """
    spans = [(0, len(words))]
    for rule in (_at_stops, _at_gaps, _at_commas, _evenly):
        spans = [part for first, end in spans for part in pairwise(rule(words, first, end))]
    return [_cue(words, *span) for span in spans]


def _at_stops(words: Words, first: int, end: int) -> list[int]:
    def stops(text: str) -> bool:
        return text.endswith(("?", "? ", ". ", ".")) and not _SPECIAL.search(text.rstrip())

    return [first, *(at for at in range(first + 1, end) if stops(words[at - 1].text)), end]


def _at_gaps(words: Words, first: int, end: int) -> list[int]:
    def rests(at: int) -> bool:
        return words[at].start_ms - words[at - 1].end_ms >= _SPLIT_GAP_MS

    return [first, *(at for at in range(first + 1, end) if rests(at)), end]


def _at_commas(words: Words, first: int, end: int) -> list[int]:
    if len(joined(words, first, end)) < _COMMA_CHARS:
        return [first, end]
    commas = (at for at in range(first + 1, end) if words[at - 1].text.rstrip().endswith(","))
    return [first, *commas, end]


def _evenly(words: Words, first: int, end: int) -> list[int]:
    parts = -(-len(joined(words, first, end)) // _MOST_CHARS)
    return _even_cuts(words, first, end, parts)


def _even_cuts(words: Words, first: int, end: int, parts: int) -> list[int]:
    """Cut some words into so many parts of about the same length, whatever they mean."""
    reach = [0, *accumulate(len(word.text) for word in words[first:end])]
    cuts = {first, end}
    for part in range(1, parts):
        goal = reach[-1] * part / parts
        at = bisect_left(reach, goal)
        cuts.add(first + (at - 1 if goal - reach[at - 1] < reach[at] - goal else at))
    return sorted(cuts)


# ---------------------------------------------------------------- whisperX

_X_CHARS, _X_SIDE = 45, 30
_X_BRIDGE_MS = 800
_X_CONJUNCTIONS = """and or but so for nor yet if as than that because although though since unless
    until when while where whereas whether which who what how before after once either neither"""


def halved(words: Words, profile: Profile) -> list[Shown]:
    """Cut as whisperX's own processor does, one line a cue.

    A sentence that overflows 45 characters is cut halfway back; before that, after a comma or
    before a conjunction with 30 characters on either side. A rest of up to 0.8 s is bridged.
    """
    cuts = sorted({at for first, end in _sentences(words) for at in _halves(words, first, end)})
    cues = [_cue(words, *span) for span in pairwise(cuts)]
    return [
        replace(cue, end_ms=following.start_ms)
        if 0 <= following.start_ms - cue.end_ms <= _X_BRIDGE_MS
        else cue
        for cue, following in pairwise(cues)
    ] + cues[-1:]


def _halves(words: Words, first: int, end: int) -> list[int]:
    sizes = [len(word.text.rstrip()) + 1 for word in words[first:end]]
    conjunctions = frozenset(_X_CONJUNCTIONS.split())
    cuts, last, length, ahead = [first, end], 0, 0, sum(sizes)
    for at, size in enumerate(sizes):
        text = words[first + at].text.rstrip().lower()
        before = length
        length, ahead = length + size, ahead - size
        both = min(before, ahead) >= _X_SIDE
        if length >= _X_CHARS:
            if before >= _X_SIDE:
                last = (last + at + 1) // 2
                cuts.append(first + last)
                length = sum(sizes[last : at + 1])
        elif text.endswith(",") and both:
            last, length = at + 1, 0
            cuts.append(first + last)
        elif both and text in conjunctions:
            last, length = at, size
            cuts.append(first + last)
    return cuts


# ---------------------------------------------------------------- Subtitle Edit


def balanced(words: Words, profile: Profile) -> list[Shown]:
    """Cut as Subtitle Edit's automatic breaking does: sentences shared out evenly, lines balanced.

    A sentence takes as few cues of about the same length as can hold it; where one takes two lines
    they are about as long as each other, rather a longer one below.
    """
    return [cue for span in _sentences(words) for cue in _shared_out(words, *span, profile)]


def _shared_out(words: Words, first: int, end: int, profile: Profile) -> list[Shown]:
    parts = -(-len(joined(words, first, end)) // (profile.max_chars * profile.max_lines))
    while True:
        cuts = _even_cuts(words, first, end, parts)
        cues = [_two_lines(words, a, b, profile.max_chars) for a, b in pairwise(cuts)]
        widest = max(len(line) for cue in cues for line in lines_of(words, cue))
        if widest <= profile.max_chars or parts >= end - first:
            return cues
        parts += 1


def _two_lines(words: Words, first: int, end: int, max_chars: int) -> Shown:
    if len(joined(words, first, end)) <= max_chars or end - first == 1:
        return _cue(words, first, end)

    def uneven(at: int) -> float:
        above, below = len(joined(words, first, at)), len(joined(words, at, end))
        # A little weight below: a longer upper line counts as five in a hundred worse.
        return abs(above - below) * (1.05 if above > below else 1)

    return _cue(words, first, min(range(first + 1, end), key=uneven), end)


#: The columns of the table beside ours.
WRITERS: dict[str, Writer] = {
    "Whisper's": greedy,
    "by sentence": greedy_by_sentence,
    "6 words": fixed_words,
    "stable-ts's": regrouped,
    "whisperX's": halved,
    "balanced": balanced,
}


def text_of(words: Words, cues: Iterable[Shown]) -> str:
    """Give the text that cues show, line after line."""
    return "".join(word.text for cue in cues for word in words[cue.first : cue.end])
