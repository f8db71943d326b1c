"""The words of a sentence as they are laid on lines: its whole text.

Marks between two words cling to the one before, opening ones to the one after; runs of white space
become one blank, but no-break spaces stay what they are. A word wider than a line comes in parts,
one for each place where it may be broken (`wide_word`).
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate, groupby, pairwise

import msgspec
import regex

from captioner.captions.cue import Word
from captioner.captions.wide_word import is_inside, parts_of
from captioner.captions.width import width
from captioner.timeline.fit import Quality
from captioner.timeline.layout import Placed

#: White space that is not one plain or one no-break blank between two words.
_ODD_BLANKS = regex.compile(r"[^\S \u00a0\u202f]|\s\s|^\s")
_BLANKS = regex.compile(r"\s+")
#: Opening marks that stand apart from the word they open, at the end of what lies before it.
_OPENING = regex.compile(r"(?<=\s)[\p{Ps}\p{Pi}¿¡„]+\s*$")
_LONG_ENOUGH = 2


class Tokens(msgspec.Struct):
    """Words of a sentence, or parts of them: `parts` are the indices of those that another part of
    the same word follows, `shared` of those whose times are a share of what was told for others.
    """

    words: list[Word] = msgspec.field(default_factory=list)
    parts: set[int] = msgspec.field(default_factory=set)
    shared: set[int] = msgspec.field(default_factory=set)

    def add(self, other: Tokens) -> None:
        """Add those of the next sentence."""
        at = len(self.words)
        self.words += other.words
        self.parts.update([at + number for number in other.parts])
        self.shared.update([at + number for number in other.shared])

    def inside(self) -> dict[int, int]:
        """Give the boundaries between them that are inside of a word: how many are before each, and
        how wide that word is.
        """
        words = self.words
        found = [at + 1 for at in self.parts if is_inside(words[at].text, words[at + 1].text)]
        inside: dict[int, int] = {}
        for _, run in groupby(enumerate(sorted(found)), lambda pair: pair[1] - pair[0]):
            of_one_word = [boundary for _, boundary in run]
            whole = words[of_one_word[0] - 1 : of_one_word[-1] + 1]
            cells = width("".join([word.text for word in whole]).rstrip())
            inside.update(dict.fromkeys(of_one_word, cells))
        return inside

    def line(self, first: int, end: int) -> tuple[Word, ...]:
        """Give a line of them, parts of one word joined."""
        if not self.parts:
            return tuple(self.words[first:end])
        joined: list[Word] = []
        for at in range(first, end):
            word = self.words[at]
            if at > first and at - 1 in self.parts:
                before = joined.pop()
                text = before.text + word.text
                word = Word(text, before.start, word.end, word.quality, word.context)
            joined.append(word)
        return tuple(joined)


def tokens_of(placed: Placed, line_cells: int) -> Tokens:
    """Divide the whole text of a sentence among its words, each with the blank that follows it."""
    sentence = placed.sentence
    text, context = sentence.text, sentence.context
    timed = placed.words
    tokens = Tokens()
    if not timed:
        shown = _BLANKS.sub(_one_blank, text).lstrip()
        _add(tokens, Word(shown, placed.start, placed.end, Quality.ESTIMATED, context), line_cells)
        return tokens
    tidy = _ODD_BLANKS.search(text) is None
    words = tokens.words
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
        if len(shown) * 2 > line_cells:
            _add(tokens, word, line_cells)
        else:
            words.append(word)
    _spread(tokens, placed, line_cells)
    return tokens


def _one_blank(match: regex.Match[str]) -> str:
    """Keep a no-break space that stands alone; all else becomes a plain blank."""
    return match[0][0] if set(match[0]) <= {"\u00a0", "\u202f"} else " "


def _add(tokens: Tokens, word: Word, line_cells: int) -> None:
    """Add a word; if it is wider than a line, in parts, its time shared among them by length."""
    if width(word.text.rstrip()) <= line_cells:
        tokens.words.append(word)
        return
    parts = [msgspec.structs.replace(word, text=text) for text in parts_of(word.text, line_cells)]
    first = len(tokens.words)
    tokens.words += _shared(parts, word.start, word.end)
    tokens.parts.update(range(first, len(tokens.words) - 1))


def _spread(tokens: Tokens, placed: Placed, line_cells: int) -> None:
    """Share the time of words that were all told at one moment, if no line could hold them.

    Otherwise no cue that breaks them could begin with its first word.
    """
    words = tokens.words
    if all(before.start < word.start for before, word in pairwise(words)):
        return
    end = max(placed.end, words[-1].end)
    at = 0
    while at < len(words):
        stop = at + 1
        while stop < len(words) and words[stop].start <= words[at].start:
            stop += 1
        if stop - at > 1 and sum(width(word.text) for word in words[at:stop]) > line_cells:
            until = words[stop].start if stop < len(words) else end
            first, start = _with_time(words, at, stop, until, placed)
            tokens.shared.update(range(first + (start == words[first].start), stop))
            words[first:stop] = _shared(words[first:stop], start, until)
        at = stop


def _with_time(
    words: Sequence[Word], at: int, stop: int, until: int, placed: Placed
) -> tuple[int, int]:
    """Tell from which word on, and from when, words up to `stop` have time enough to be shared:
    half as much as their length would have in all of the sentence.
    """
    lengths = [0, *accumulate(len(word.text) for word in words)]
    span = placed.end - placed.start
    for first in range(at, -1, -1):
        start = words[first].start
        if 2 * (until - start) * lengths[-1] >= span * (lengths[stop] - lengths[first]):
            return first, start
    return 0, placed.start


def _shared(run: Sequence[Word], start: int, end: int) -> list[Word]:
    """Share some time among words, by their length."""
    edges = [0, *accumulate(len(word.text) for word in run)]
    total = max(1, edges[-1])
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
