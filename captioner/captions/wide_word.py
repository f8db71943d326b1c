"""What is done with a word that is wider than a line: three rungs, each worse than the one before.

It may be parted after a mark inside of it, as an address is (the Unicode line breaking algorithm,
UAX #14, has such places too). What has none stands on a line of its own, wider than the others by a
quarter at most. What is wider still is parted between any two characters, evenly.
"""

from __future__ import annotations

from bisect import bisect_left
from itertools import accumulate, pairwise

import regex

from captioner.captions.width import graphemes, width
from captioner.timeline.words import words_of

#: Among them the soft hyphen and the blank without width, which are there to be broken at.
_MARKS = r"/?&=\-_.,:;@#~+|\\…–—‐\u00ad\u200b"
_SAID = r"\p{L}\p{N}"
#: Something said, up to a mark after which there is more. What clings to what is before it, such as
#: a closing mark, is not parted from that.
_PART = regex.compile(
    rf"[^{_SAID}]*[{_SAID}]\X*?[{_MARKS}](?=[{_SAID}\p{{Ps}}\p{{Pi}}\p{{Sc}}\p{{So}}<*&@#~])|\X+"
)


#: As much of a text on either side of a place tells whether a word begins there.
_NEAR = 8


def parts_of(text: str, line_cells: int) -> list[str]:
    """Part a text wider than a line at every place where its lines may be broken.

    The parts join to the text. A blank at the end of one may hang over the end of a line.
    """
    parts: list[str] = []
    for run in _between_blanks(text):
        if width(run.rstrip()) <= line_cells:
            parts.append(run)
        else:
            for word in _words(run):
                parts += _parts_of_word(word, line_cells)
    return parts


def is_inside(before: str, after: str) -> bool:
    """Tell whether a break between two texts is inside of a word."""
    near = before[-_NEAR:]
    edges = [word.start for word in words_of(near + after[:_NEAR])]
    return not before[-1:].isspace() and len(near) not in edges


def may_be_wide(line: str, line_cells: int) -> bool:
    """Tell whether a line may be wider than the others: one word that has no place to break it."""
    return (
        width(line) <= _widest(line_cells)
        and len(_between_blanks(line)) == 1
        and all(len(words_of(run)) <= 1 for run in line.split())
        and len(_PART.findall(line)) == 1
    )


def _parts_of_word(word: str, line_cells: int) -> list[str]:
    if width(word.rstrip()) <= line_cells:
        return [word]
    parts: list[str] = []
    for part in _PART.findall(word):
        fits = width(part.rstrip()) <= _widest(line_cells)
        parts += [part] if fits else _evenly(part, line_cells)
    return parts


def _words(run: str) -> list[str]:
    """Part a text into its words, where its script writes no blanks between them."""
    edges = [0, *(word.start for word in words_of(run)[1:]), len(run)]
    return [run[a:b] for a, b in pairwise(edges)]


def _between_blanks(text: str) -> list[str]:
    starts, at, blank = [0], 0, False
    for character in graphemes(text):
        if blank and character != " ":
            starts.append(at)
        at += len(character)
        blank = character == " "
    return [text[a:b] for a, b in pairwise([*starts, at])]


def _widest(line_cells: int) -> int:
    return line_cells * 5 // 4


def _evenly(text: str, line_cells: int) -> list[str]:
    """Part a text between any two characters, into as few parts of like width as fit on lines."""
    characters = graphemes(text)
    edges = [0, *accumulate(map(width, characters))]
    seen = width(text.rstrip())
    for count in range(-(-seen // line_cells), len(characters)):
        cuts = [bisect_left(edges, seen * number / count) for number in range(count)]
        cells = [edges[b] - edges[a] for a, b in pairwise(cuts)]
        if max([*cells, seen - edges[cuts[-1]]]) <= line_cells:
            return ["".join(characters[a:b]) for a, b in pairwise([*cuts, len(characters)])]
    return characters
