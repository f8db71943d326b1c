"""A paragraph whose words are said as a lexicon has it, or figures as they are raised: what is
shown stays as it is. Pure.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from heapq import merge
from itertools import groupby
from operator import attrgetter, itemgetter

import msgspec

from captioner.markup import Marked, Unmarked
from captioner.text.lexicon import Lexicon, Respelled
from captioner.text.paragraph import Span
from captioner.text.raised import said_of
from captioner.text.spoken import addresses

#: Stands for what is not said. No text holds it.
_UNSAID = "\0"

#: An address: where it begins and ends, and where its host does.
_Address = tuple[int, int, int, int]


class Spelled:
    """A text without marks, some of whose words are said otherwise: each is said in the place of
    its first character.
    """

    def __init__(self, shown: str, words: Sequence[Respelled]) -> None:
        self.shown = shown
        self._words = words

    def spoken(self, start: int, end: int) -> str:
        """Give what is said for a slice of the text."""
        first = bisect_right(self._words, start, key=attrgetter("end"))
        last = bisect_left(self._words, end, key=attrgetter("start"))
        said: list[str] = []
        at = start
        for word in self._words[first:last]:
            said.append(self.shown[at : word.start])
            said.append(word.said if word.start >= start else "")
            at = word.end
        said.append(self.shown[at:end])
        return "".join(said)

    def origin(self, offset: int) -> int:
        """Give the offset back."""
        return offset


class Speller(msgspec.Struct, frozen=True):
    """Finds what is said otherwise in a language: by a lexicon, for a voice that takes `phonemes`
    or not, and else by raised and lowered figures.

    It looks at no marks, at nothing that is `unsaid`, and at no part of an address but its host.
    """

    lexicon: Lexicon
    lang: str
    phonemes: bool

    def words(self, shown: str, unsaid: Sequence[Span]) -> Iterator[Respelled]:
        """Find what is said otherwise in a text, in order and apart; in an address it is the whole.

        `said` is empty where an entry has nothing that this voice can say.
        """
        masked = _without(shown, unsaid)
        hosts: list[_Address] = []
        if "://" in shown or "www." in shown.lower():
            hosts = list(addresses(masked))
            masked = _without(masked, [edge for a, b, c, d in hosts for edge in ((a, c), (d, b))])
        found = _first(
            list(self.lexicon.find(masked, self.lang, phonemes=self.phonemes)),
            [Respelled(*said) for said in said_of(masked, self.lang)],
        )
        if not hosts:
            yield from found
            return
        for host, words in groupby(found, key=lambda word: _host_of(word, hosts)):
            own = list(words)
            yield from own if host is None else _whole(host, own, shown)


def spelled(written: Marked | Unmarked, words: Sequence[Respelled]) -> Marked | Unmarked | Spelled:
    """Give a text of which some words are said otherwise."""
    if not words:
        return written
    if isinstance(written, Marked):
        return written.with_words([(word.start, word.end, word.said) for word in words])
    return Spelled(written.shown, words)


def _first(words: Sequence[Respelled], others: Sequence[Respelled]) -> Iterator[Respelled]:
    """Give words, and of others those that are apart from them, in order."""
    edges = [word.start for word in words]
    apart = []
    for other in others:
        at = bisect_left(edges, other.end)
        if not at or words[at - 1].end <= other.start:
            apart.append(other)
    return merge(words, apart, key=attrgetter("start"))


def _without(text: str, spans: Sequence[Span]) -> str:
    parts, at = [], 0
    for start, end in spans:
        parts += [text[at:start], _UNSAID * (end - start)]
        at = end
    return "".join([*parts, text[at:]]) if spans else text


def _host_of(word: Respelled, hosts: Sequence[_Address]) -> _Address | None:
    at = bisect_right(hosts, word.start, key=itemgetter(0)) - 1
    return hosts[at] if at >= 0 and word.start < hosts[at][1] else None


def _whole(address: _Address, words: Sequence[Respelled], shown: str) -> Iterator[Respelled]:
    """Let the host of an address, with some words said otherwise, stand for all of it."""
    start, end, at, after = address
    said: list[str] = []
    for word in words:
        if word.said:
            said += [shown[at : word.start], word.said]
            at = word.end
        else:
            yield word
    if said:
        yield Respelled(start, end, "".join([*said, shown[at:after]]), words[0].entry)
