"""Cutting sentences into cues: at most two lines of 42, the author's text, times of its words.

A sentence that fits is one cue. A longer one is cut where it hurts least: the cheapest way through
all places where it may break, a cue costing more than a line and a bad break more than an
unbalanced pair of lines. The pieces of a sentence join, but for runs of white space, to its text.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

import msgspec
import regex

from captioner.audio.pcm import ms_to_frames
from captioner.captions.profiles import Profile
from captioner.captions.rules import Flaw
from captioner.captions.width import graphemes, width
from captioner.document import Kind
from captioner.timeline.fit import Quality
from captioner.timeline.layout import Placed, Timeline


class Word(msgspec.Struct, frozen=True, gc=False):
    """Text as it stands in a line, and when it is heard, in frames; `context` names its sentence.

    The blank that follows it in the document is part of it, at the end of a line too: the words of
    a paragraph join to its text, white space collapsed.
    """

    text: str
    start: int
    end: int
    quality: Quality
    context: str = ""


class Cue(msgspec.Struct, frozen=True):
    """One caption, shown in frames [start, end). `identifier` is the context of its first
    sentence, numbered from the second cue of a sentence on: `s02-014`, `s02-014-2`.

    `relaxed` lists the rules of the profile that it could not keep.
    """

    identifier: str
    start: int
    end: int
    lines: tuple[tuple[Word, ...], ...]
    kind: Kind = Kind.PARAGRAPH
    paragraph: int = 0
    speaker: str = ""
    lang: str = "en"
    relaxed: tuple[Flaw, ...] = ()

    @property
    def texts(self) -> tuple[str, ...]:
        """Its lines of text."""
        return tuple("".join([word.text for word in line]).rstrip() for line in self.lines)


def cut(timeline: Timeline, profile: Profile) -> Iterator[Cue]:
    """Yield the cues of a whole timeline, in order; they do not overlap."""
    cutter = Cutter(profile, timeline.rate)
    yield from cutter.cues(timeline)
    yield from cutter.end()


class Cutter:
    """Cuts a timeline that comes in pieces, the same way as it would cut it whole.

    What follows a cue decides how long it may stay, so the last of what came is held back.
    """

    def __init__(self, profile: Profile, rate: int) -> None:
        self._profile = profile
        self._rate = rate

    def cues(self, timeline: Timeline) -> Iterator[Cue]:
        """Yield the cues of the next piece, and those held back from the one before it."""
        for placed in timeline.placed:
            yield from _cut_sentence(placed, self._profile, ms_to_frames(_SHORTEST_MS, self._rate))

    def end(self) -> Iterator[Cue]:
        """Yield the cues that were held back."""
        yield from ()


#: Below it, rounding to milliseconds could leave a cue no time of its own.
_SHORTEST_MS = 2


def _cut_sentence(placed: Placed, style: Profile, least: int) -> Iterator[Cue]:
    words = _screen_words(placed, style.line_cells)
    cues = _cheapest_cut(words, style)
    starts = _starts(placed, [words[cue[0][0]] for cue in cues], least)
    for number, (lines, (start, end)) in enumerate(
        zip(cues, pairwise([*starts, placed.end]), strict=True), start=1
    ):
        identifier = placed.sentence.context + (f"-{number}" if number > 1 else "")
        sentence = placed.sentence
        yield Cue(
            identifier,
            start,
            end,
            tuple(tuple(words[a:b]) for a, b in lines),
            sentence.kind,
            sentence.paragraph,
            sentence.speaker,
            sentence.lang,
        )


def _starts(placed: Placed, firsts: Sequence[Word], least: int) -> list[int]:
    """Tell when each cue begins: the first with the take, the others with their first word.

    Words whose time the service did not tell may lie so close together that a cue would be over
    before it is seen; then all share the sentence alike. So they do if a cue would be shorter than
    `least` frames.
    """
    length = placed.end - placed.start
    starts = [placed.start, *(word.start for word in firsts[1:])]
    shortest = min(b - a for a, b in pairwise([*starts, placed.end]))
    told = all(word.quality in (Quality.MEASURED, Quality.NOMINAL) for word in firsts[1:])
    if shortest < least or (not told and shortest * 4 * len(starts) < length):
        return [placed.start + length * number // len(starts) for number in range(len(starts))]
    return starts


def _screen_words(placed: Placed, line_width: int) -> list[Word]:
    """Divide the whole text among its words, white space collapsed, none wider than a line."""
    text = placed.sentence.text
    edges = [0, *(timed.word.start for timed in placed.words[1:]), len(text)]
    words: list[Word] = []
    for (start, end), timed in zip(pairwise(edges), placed.words, strict=True):
        shown = regex.sub(r"\s+", " ", text[start:end])
        shown = shown.lstrip() if not words else shown
        at, length = 0, timed.end - timed.start
        for part in _parts(shown, line_width):
            start_frame = timed.start + length * at // len(shown)
            at += len(part)
            end_frame = timed.start + length * at // len(shown)
            words.append(Word(part, start_frame, end_frame, timed.quality, placed.sentence.context))
    return words


_BREAKS_AFTER = " /?&=-_.,:;@"


def _parts(shown: str, line_width: int) -> list[str]:
    """Cut a word wider than a line (an address, a compound, a word with a row of marks after it),
    after a mark or a blank where there is one; a blank may hang over the end of its line.
    """
    parts = []
    while width(shown.rstrip()) > line_width:
        fitting = cells = after_mark = 0
        for grapheme in graphemes(shown):
            cells += width(grapheme)
            if cells > line_width and grapheme != " ":
                break
            fitting += len(grapheme)
            if grapheme in _BREAKS_AFTER:
                after_mark = fitting
        at = after_mark if after_mark * 2 > fitting else max(fitting, 1)
        parts.append(shown[:at])
        shown = shown[at:]
    return [*parts, shown]


# ---------------------------------------------------------------- where to break

_CUE_COST = 60
_LINE_COST = 15
_BALANCE_COST = 30
# A full stop inside a sentence mostly belongs to an abbreviation or an ordinal: "d. h.", "am 3."
_SENTENCE_END = regex.compile(r"""([!?…。！？]|\p{L}{4}\.)["'”’»)\]」』）]*\s*$""")
_CLAUSE_END = regex.compile(r"""[;:；：—–]["'”’»)\]」』）]*\s*$""")
#: Thai, Lao, Khmer and Burmese write a blank where a phrase ends, and none between words.
_PHRASE_BLANK = regex.compile(r"[\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]\S*\s$")
_PHRASE_END = regex.compile(r"""[,)\]，、،؛）」』]["'”’»]*\s*$""")

_Lines = tuple[tuple[int, int], ...]


def _break_cost(before: str) -> int:
    """Tell how much it hurts to break after a word."""
    if _SENTENCE_END.search(before):
        return 0
    if _CLAUSE_END.search(before):
        return 8
    if _PHRASE_END.search(before) or _PHRASE_BLANK.search(before):
        return 12
    # Short words, numbers and abbreviations mostly belong to what follows: "of", "$5.2" million.
    word = before.strip()
    return 50 if len(word) > 3 and not word[-1].isdigit() and word[-1] != "." else 80


def _cheapest_cut(words: Sequence[Word], style: Profile) -> list[_Lines]:
    """Choose the breaks between cues and between lines, for a whole sentence at once.

    What a cue costs depends on its two ends alone, so the cheapest path to each word (Viterbi)
    is found in time linear in the number of words.
    """
    widths = [width(word.text) for word in words]
    bare = [width(word.text.rstrip()) for word in words]
    costs = [_break_cost(word.text) for word in words]
    best: list[tuple[float, int, _Lines]] = [(0.0, 0, ())]
    for end in range(1, len(words) + 1):
        options = []
        for start in range(end - 1, -1, -1):
            total = sum(widths[start : end - 1]) + bare[end - 1]
            if total > style.line_cells * style.max_lines:
                break
            laid = _lay_lines(widths, bare, costs, start, end, style)
            if laid is not None:
                outer = costs[end - 1] if end < len(words) else 0
                options.append((best[start][0] + _CUE_COST + 2 * outer + laid[0], start, laid[1]))
        best.append(min(options, key=lambda option: option[0]))
    cues = []
    end = len(words)
    while end:
        _, start, lines = best[end]
        cues.append(lines)
        end = start
    return cues[::-1]


def _lay_lines(
    widths: Sequence[int],
    bare: Sequence[int],
    costs: Sequence[int],
    start: int,
    end: int,
    style: Profile,
) -> tuple[float, _Lines] | None:
    """Lay words [start, end) on as few lines as they need; None if they do not fit."""
    if sum(widths[start : end - 1]) + bare[end - 1] <= style.line_cells:
        return 0.0, ((start, end),)
    if style.max_lines == 1:
        return None
    options = []
    for middle in range(start + 1, end):
        upper = sum(widths[start : middle - 1]) + bare[middle - 1]
        if upper > style.line_cells:
            break
        one_less = replace(style, max_lines=style.max_lines - 1)
        rest = _lay_lines(widths, bare, costs, middle, end, one_less)
        if rest is not None:
            lower = sum(widths[middle : end - 1]) + bare[end - 1]
            imbalance = abs(upper - lower) / max(upper, lower)
            cost = _LINE_COST + costs[middle - 1] + _BALANCE_COST * imbalance + rest[0]
            options.append((cost, ((start, middle), *rest[1])))
    return min(options, key=lambda option: option[0]) if options else None
