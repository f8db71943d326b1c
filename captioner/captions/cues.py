"""A timeline becomes cues, block by block.

A block is what must be decided together: a sentence, or, where the profile lets whole short
sentences share a cue, a run of them in one paragraph by one speaker. Headings, sounds, speakers and
paragraphs always begin a block. What a block's last cue may do depends on when the next one begins,
so one block is held back; nothing else is.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate, pairwise
from operator import itemgetter

from captioner.audio.pcm import ms_to_frames
from captioner.captions.breaks import break_costs
from captioner.captions.cue import Cue, Word
from captioner.captions.profiles import Profile
from captioner.captions.rules import Flaw, flaws_of
from captioner.captions.segment import Shape, Words, segment
from captioner.captions.timing import SHORTEST_MS, Boundaries, boundaries, limits_of, out_of
from captioner.captions.tokens import Tokens, tokens_of
from captioner.captions.width import width
from captioner.document import Kind, Sentence
from captioner.timeline.layout import Placed, Timeline

__all__ = ["Cue", "Cutter", "Word", "cut"]

#: Sentences with a longer rest between them do not share a cue, in milliseconds: BBC's shortest
#: pause worth a gap.
_LONGEST_REST_MS = 1000
#: A run of short sentences without end is still cut in bounded memory.
_MOST_SENTENCES = 32


def cut(timeline: Timeline, profile: Profile) -> Iterator[Cue]:
    """Yield the cues of a whole timeline, in order; they do not overlap."""
    cutter = Cutter(profile, timeline.rate)
    yield from cutter.cues(timeline)
    yield from cutter.end()


class Cutter:
    """Cuts a timeline that comes in pieces, into the same cues as if it came whole."""

    def __init__(self, profile: Profile, rate: int) -> None:
        self._profile = profile
        self._rate = rate
        self._limits = limits_of(profile, rate)
        self._shape = Shape(profile.line_cells, profile.max_lines, rate)
        self._block: _Block | None = None
        self._before: int | None = None
        self._sound_end = 0
        self._named: tuple[str, int] = ("", 0)

    def cues(self, timeline: Timeline) -> Iterator[Cue]:
        """Yield the cues of the next piece, and those held back from the one before it."""
        for placed in timeline.placed:
            tokens = tokens_of(placed, self._shape.line)
            block = self._block
            if block is None:
                self._block = _Block(placed, tokens)
            elif not self._joins(block, placed, tokens.words):
                yield from self._cut(block, tokens.words[0].start)
                self._block = _Block(placed, tokens)
            else:
                block.add(placed, tokens)
            self._sound_end = placed.end

    def end(self) -> Iterator[Cue]:
        """Yield the cues that were held back."""
        if self._block is not None:
            yield from self._cut(self._block, None)
            self._block = None

    def _joins(self, block: _Block, placed: Placed, words: Sequence[Word]) -> bool:
        """Tell whether a sentence has to be cut together with those of a block."""
        last = block.last.sentence
        if _continues(last, placed.sentence):
            return True
        return (
            self._profile.merge
            and len(block.sentences) < _MOST_SENTENCES
            and _may_share(last, placed.sentence)
            and words[0].start - block.words[-1].end <= ms_to_frames(_LONGEST_REST_MS, self._rate)
            and block.last_cells() + sum(width(word.text) for word in words)
            <= self._shape.capacity + 1
        )

    def _cut(self, block: _Block, after: int | None) -> Iterator[Cue]:
        words = block.words
        starts, ends = [word.start for word in words], [word.end for word in words]
        sound_end = max(self._sound_end, ends[-1])
        bounds = boundaries(starts, ends, self._before, after, sound_end, self._limits)
        self._before = ends[-1]
        cells = [width(word.text) for word in words]
        bare = [size - word.text[-1:].isspace() for word, size in zip(words, cells, strict=True)]
        inside = block.tokens.inside()
        laid = Words(cells, bare, ends, block.break_costs(), block.sentences, inside)
        found = segment(laid, bounds, self._limits, self._shape)
        told = _share_if_gone(found, bounds, laid, block, self._limits.shortest)
        for breaks in found:
            following = bounds.begin[breaks[-1]]
            known = after is not None or breaks[-1] < len(words)
            relaxed: tuple[Flaw, ...] = ()
            if told or block.tokens.parts or block.tokens.shared:
                shared = self._shared(block, breaks, told.get(breaks[0]))
                relaxed = (*self._broken(inside, breaks), *shared)
            yield self._cue(block, laid, breaks, bounds, following if known else None, relaxed)

    def _broken(self, inside: Mapping[int, int], breaks: Sequence[int]) -> Iterator[Flaw]:
        """Tell of the widest word that is broken at the end of one of a cue's lines."""
        widest = max([inside.get(end, 0) for end in breaks[1:]])
        if widest:
            unit = 2 if self._profile.wide else 1
            yield Flaw("broken-word", widest / unit, self._profile.max_chars)

    def _shared(self, block: _Block, breaks: Sequence[int], told: int | None) -> Iterator[Flaw]:
        """Tell of a cue that does not begin and end as words were told: how long they would leave
        to be seen.
        """
        if told is None and not block.tokens.shared.isdisjoint((breaks[0], breaks[-1])):
            told = 0
        if told is not None:
            yield Flaw("shared-time", told * 1000 / self._rate, SHORTEST_MS)

    def _cue(
        self,
        block: _Block,
        laid: Words,
        breaks: Sequence[int],
        bounds: Boundaries,
        following: int | None,
        relaxed: tuple[Flaw, ...],
    ) -> Cue:
        words, limits = block.words, self._limits
        i, j = breaks[0], breaks[-1]
        lines = tuple([block.tokens.line(a, b) for a, b in pairwise(breaks)])
        blanks = sum([laid.cells[b - 1] - laid.bare[b - 1] for b in breaks[1:]])
        wide = sum(laid.cells[i:j]) - blanks
        texts = ["".join([word.text for word in line]).rstrip() for line in lines]
        written = sum(len(text.split()) for text in texts) if limits.a_word else 0
        least = max(limits.least, limits.a_word * written)
        start = bounds.begin[i]
        end = out_of(bounds, i, j, wide, least, words[j - 1].end, limits)
        sentence = block.sentence_at(i)
        return Cue(
            self._name(words[i].context),
            start,
            end,
            lines,
            sentence.kind,
            sentence.paragraph,
            sentence.speaker,
            sentence.lang,
            flaws_of(texts, start, end, following, self._rate, self._profile) + relaxed,
        )

    def _name(self, context: str) -> str:
        named, count = self._named
        count = count + 1 if named == context else 1
        self._named = context, count
        return context if count == 1 else f"{context}-{count}"


class _Block:
    """Sentences that are cut together. `sentences` are the indices of their first words."""

    def __init__(self, placed: Placed, tokens: Tokens) -> None:
        self.tokens = Tokens()
        self.words = self.tokens.words
        self.sentences: list[int] = []
        self._of: list[tuple[int, Sentence]] = []
        self.start = placed.start
        self.last = placed
        self.add(placed, tokens)

    def add(self, placed: Placed, tokens: Tokens) -> None:
        """Add a sentence, or the next part of one that was split for the service."""
        if not (self.sentences and _continues(self.last.sentence, placed.sentence)):
            self.sentences.append(len(self.words))
        self._of.append((len(self.words), placed.sentence))
        self.tokens.add(tokens)
        self.last = placed

    def last_cells(self) -> int:
        """Tell how wide its last sentence is."""
        return sum(width(word.text) for word in self.words[self.sentences[-1] :])

    def break_costs(self) -> list[int]:
        """Tell what a break after each of its words costs."""
        lang = self._of[0][1].lang
        costs: list[int] = []
        for first, end in pairwise([*self.sentences, len(self.words)]):
            costs += break_costs([word.text for word in self.words[first:end]], lang)
        return costs

    def sentence_at(self, word: int) -> Sentence:
        """Tell which sentence a word is in."""
        return self._of[bisect_right(self._of, word, key=itemgetter(0)) - 1][1]


def _share_if_gone(
    found: Sequence[tuple[int, ...]], bounds: Boundaries, laid: Words, block: _Block, shortest: int
) -> dict[int, int]:
    """Let cues that could not be seen at all share the time of those beside them, by width.

    Only times by which no voice can have spoken make that necessary. Tells of each cue that shares,
    by its first word, how long the one that made it necessary would have been there.
    """
    edges = [*(bounds.begin[cue[0]] for cue in found), bounds.last[-1]]
    stays = [b - a for a, b in pairwise(edges)]
    told: dict[int, int] = {}
    if min(stays) >= shortest:
        return told
    edges[-1] = min(block.last.end, bounds.begin[-1])
    cells = [0, *accumulate(sum(laid.cells[cue[0] : cue[-1]]) for cue in found)]
    for number, cue in enumerate(found):
        if stays[number] >= shortest or cue[0] in told:
            continue
        first, stop = _sharers(edges, cells, number, shortest)
        least = shortest * (stop - first)
        start = edges[first] if edges[stop] - edges[first] >= least else block.start
        least = min(least, edges[stop] - start)
        spare, wide = edges[stop] - start - least, cells[stop] - cells[first]
        for at in range(first, stop):
            share = least * (at - first) // (stop - first)
            edges[at] = start + share + spare * (cells[at] - cells[first]) // max(1, wide)
            told[found[at][0]] = max(0, stays[number])
    for cue, (begin, end) in zip(found, pairwise(edges), strict=True):
        if cue[0] in told:
            bounds.begin[cue[0]] = begin
            bounds.edge[cue[-1]] = bounds.last[cue[-1]] = end
            bounds.seen[cue[-1]] = bounds.closed[cue[-1]] = end
    return told


def _sharers(
    edges: Sequence[int], cells: Sequence[int], number: int, shortest: int
) -> tuple[int, int]:
    """Tell which cues around one have time enough to share: half as much as their width would have
    in all of the block; all of them, if none have.
    """
    first, stop, whole = number, number + 1, len(edges) - 1
    while first > 0 or stop < whole:
        span, wide = edges[stop] - edges[first], cells[stop] - cells[first]
        enough = (edges[-1] - edges[0]) * wide
        if span >= shortest * (stop - first) and 2 * span * cells[-1] >= enough:
            break
        before = edges[first] - edges[first - 1] if first else -1
        after = edges[stop + 1] - edges[stop] if stop < whole else -1
        first, stop = (first - 1, stop) if before > after else (first, stop + 1)
    return first, stop


def _continues(before: Sentence, after: Sentence) -> bool:
    """Tell whether a sentence is the next part of the one before it."""
    return after.continues and before.paragraph == after.paragraph


def _may_share(before: Sentence, after: Sentence) -> bool:
    """Tell whether two whole sentences may stand in one cue."""
    return (
        before.paragraph == after.paragraph
        and before.speaker == after.speaker
        and before.lang == after.lang
        and after.start_ms is None
        and not {before.kind, after.kind} & {Kind.HEADING, Kind.SOUND}
    )
