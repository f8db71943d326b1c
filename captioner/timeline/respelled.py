"""What is said for the words of a text where a lexicon has something else said than is written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from captioner.timeline.align import fold
from captioner.timeline.words import TextWord, words_of

#: A slice [start, end) of a text, and what is said for it.
SaidAs = tuple[int, int, str]


class Unit(msgspec.Struct, frozen=True):
    """So many `words` of a text, one after the other, and the words that are said for them, folded.

    There is one word for one but where a lexicon has more or fewer, or joins what it parts.
    """

    words: int
    spoken: tuple[str, ...]


def units(text: str, words: Sequence[TextWord], said_as: Sequence[SaidAs]) -> Iterator[Unit]:
    """Cut the words of a text into units, by slices that are in order and apart."""
    at = number = 0
    while at < len(words):
        first = at
        end = words[at].end
        own: list[SaidAs] = []
        at += 1
        while number < len(said_as) and said_as[number][0] < end:
            if said_as[number][1] > words[first].start:
                own.append(said_as[number])
                while at < len(words) and words[at].start < said_as[number][1]:
                    end = words[at].end
                    at += 1
            number += 1
        yield Unit(at - first, tuple(_folded(text, words[first].start, end, own)))


def _folded(text: str, start: int, end: int, own: Sequence[SaidAs]) -> Iterator[str]:
    """Give the words that are said for a slice of a text."""
    if not own:
        yield fold(text[start:end])
        return
    parts: list[str] = []
    for begin, stop, said in own:
        parts += [text[start:begin], said]
        start = stop
    said = "".join([*parts, text[start:end]])
    yield from filter(None, (fold(said[word.start : word.end]) for word in words_of(said)))
