"""The words of a sentence as they are laid on lines: its whole text, none wider than a line.

Marks between two words cling to the one before, opening ones to the one after; runs of white space
become one blank, but no-break spaces stay what they are.
"""

from __future__ import annotations

from itertools import pairwise

import regex

from captioner.captions.cue import Word
from captioner.captions.width import graphemes, width
from captioner.timeline.fit import Quality
from captioner.timeline.layout import Placed

#: White space that is not one plain or one no-break blank between two words.
_ODD_BLANKS = regex.compile(r"[^\S \u00a0\u202f]|\s\s|^\s")
_BLANKS = regex.compile(r"\s+")
#: Opening marks that stand apart from the word they open, at the end of what lies before it.
_OPENING = regex.compile(r"(?<=\s)[\p{Ps}\p{Pi}¿¡„]+\s*$")
_LONG_ENOUGH = 2


def tokens_of(placed: Placed, line_cells: int) -> list[Word]:
    """Divide the whole text of a sentence among its words, each with the blank that follows it."""
    sentence = placed.sentence
    text, context = sentence.text, sentence.context
    timed = placed.words
    if not timed:
        shown = _BLANKS.sub(_one_blank, text).lstrip()
        return _split(Word(shown, placed.start, placed.end, Quality.ESTIMATED, context), line_cells)
    tidy = _ODD_BLANKS.search(text) is None
    words: list[Word] = []
    at = 0
    edges = [following.word.start for following in timed[1:]]
    for now, following in zip(timed, [*edges, len(text)], strict=True):
        shown = text[at:following]
        if " " in shown[:-_LONG_ENOUGH] and following < len(text):
            shown = _OPENING.sub("", shown)
        at += len(shown)
        if not tidy:
            shown = _BLANKS.sub(_one_blank, shown)
            shown = shown if words else shown.lstrip()
        word = Word(shown, now.start, now.end, now.quality, context)
        if len(shown) * 2 > line_cells and width(shown.rstrip()) > line_cells:
            words += _split(word, line_cells)
        else:
            words.append(word)
    return _spread(words, placed.end, line_cells)


def _one_blank(match: regex.Match[str]) -> str:
    """Keep a no-break space that stands alone; all else becomes a plain blank."""
    return match[0][0] if set(match[0]) <= {"\u00a0", "\u202f"} else " "


def _spread(words: list[Word], end: int, line_cells: int) -> list[Word]:
    """Share the time of words that were all told at one moment, if no line could hold them.

    Otherwise no cue that breaks them could begin with its first word.
    """
    if all(before.start < word.start for before, word in pairwise(words)):
        return words
    spread: list[Word] = []
    at = 0
    while at < len(words):
        stop = at + 1
        while stop < len(words) and words[stop].start <= words[at].start:
            stop += 1
        run = words[at:stop]
        if stop - at > 1 and sum(width(word.text) for word in run) > line_cells:
            until = words[stop].start if stop < len(words) else max(end, words[stop - 1].end)
            run = _shared(run, words[at].start, until)
        spread += run
        at = stop
    return spread


def _shared(run: list[Word], start: int, end: int) -> list[Word]:
    total = sum(len(word.text) for word in run)
    edges = [0]
    for word in run:
        edges.append(edges[-1] + len(word.text))
    return [
        Word(
            word.text,
            start + (end - start) * a // total,
            start + (end - start) * b // total,
            word.quality,
            word.context,
        )
        for word, (a, b) in zip(run, pairwise(edges), strict=True)
    ]


_BREAKS_AFTER = " /?&=-_.,:;@"


def _split(word: Word, line_cells: int) -> list[Word]:
    """Cut a word wider than a line, its time by length."""
    parts = _parts(word.text, line_cells)
    length, total = word.end - word.start, max(1, len(word.text))
    cut, at = [], 0
    for part in parts:
        start = word.start + length * at // total
        at += len(part)
        end = word.start + length * at // total
        cut.append(Word(part, start, end, word.quality, word.context))
    return cut


def _parts(shown: str, line_cells: int) -> list[str]:
    """Cut what is wider than a line (an address, a compound, a word with a row of marks after it),
    after a mark or a blank where there is one; a blank may hang over the end of its line.
    """
    parts = []
    while width(shown.rstrip()) > line_cells:
        fitting = cells = after_mark = 0
        for grapheme in graphemes(shown):
            cells += width(grapheme)
            if cells > line_cells and grapheme != " ":
                break
            fitting += len(grapheme)
            if grapheme in _BREAKS_AFTER:
                after_mark = fitting
        at = after_mark if after_mark * 2 > fitting else max(fitting, 1)
        parts.append(shown[:at])
        shown = shown[at:]
    return [*parts, shown]
