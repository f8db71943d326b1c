"""Sentences and words are marked in a chapter of a book: an element with an id around each.

What an author marked up stays whole. A sentence gets one span, which takes in the elements that are
all its own (`<em>No!</em> he said.`); where it runs over the edge of one that others share, it gets
a span on each side. A picture whose text is said gets no span but an id. Pure.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import islice

import msgspec
from msgspec.structs import replace

from captioner.publish.epub.splice import Spliced
from captioner.text.collapsed import TAIL, TEXT, Stretch
from captioner.text.dom import Block
from captioner.text.tags import BLOCKS
from captioner.text.tree import Element, name_of

#: Elements of other vocabularies, or in which text has its own order.
_CLOSED = frozenset({"math", "picture", "ruby", "svg"})

_PARTING = BLOCKS | {"br"}

#: Characters [start, end) of a block's text, or of the source.
Span = tuple[int, int]


class Marked(msgspec.Struct, frozen=True):
    """A piece that is marked: its id, and which characters of the block's text are in it.

    It stands at a `place` of the source. `words` are those that are marked within it.
    """

    id: str
    text: Span
    place: int
    words: tuple[Marked, ...] = ()


class Wanted(msgspec.Struct, frozen=True):
    """A sentence that is to be marked: its name, where its text is in that of the block, and where
    the words are that are to be marked in it.
    """

    name: str
    text: Span
    words: Sequence[Span] = ()


@dataclass
class Marker:
    """Marks the blocks of one chapter, in any order; `taken` are the ids that are in it."""

    spliced: Spliced
    taken: set[str]
    _pictures: dict[int, str] = field(default_factory=dict)
    #: The elements that take in no span, for each element within them.
    _closed: dict[Element, Element] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for element in self.spliced.elements:
            if name_of(element) in _CLOSED and element not in self._closed:
                self._closed |= dict.fromkeys(element.iter("*"), element)

    def mark(self, block: Block, wanted: Sequence[Wanted]) -> list[list[Marked]]:
        """Mark the sentences of a block, which are in order; tell the pieces of each."""
        texts = [self._trimmed(block, each.text) for each in wanted]
        places = [self._between(block, text) for text in texts]
        low, end = 0, len(self.spliced.source)
        found: list[list[Marked]] = []
        for at, (each, text, place) in enumerate(zip(wanted, texts, places, strict=True)):
            high = next((later[0] for later in islice(places, at + 1, None) if later), end)
            if place and place[1] <= low and found and found[-1]:
                # It is within what can only be marked whole, and is marked already.
                found.append([replace(found[-1][-1], text=text, words=())])
                continue
            pieces = self._nested((max(place[0], low), place[1]), low, high) if place else []
            found.append(list(self._marked(block, each, self._runs(block, text), pieces)))
            low = max([low, *(behind for _, behind in pieces)])
        return found

    def _marked(
        self,
        block: Block,
        wanted: Wanted,
        runs: Sequence[tuple[Span, Span]],
        pieces: Sequence[Span],
    ) -> list[Marked]:
        held = [
            (piece, text) for piece in pieces if (text := _text_within(piece, runs)) is not None
        ]
        if len(held) == 1 and (picture := self._lone_picture(block, held[0][1])):
            return [Marked(picture, held[0][1], held[0][0][0])]
        names = [wanted.name, *(f"{wanted.name}-{number}" for number in range(2, len(held) + 1))]
        marked = []
        number = 0
        for name, (piece, text) in zip(names, held, strict=False):
            known = self.free(name)
            self._wrap(piece, known, 0)
            inside = [word for word in wanted.words if text[0] <= word[0] and word[1] <= text[1]]
            words: list[Marked] = []
            low = piece[0]
            for word in inside:
                number += 1
                if (one := self._word(block, word, f"{name}-w{number}", (low, piece[1]))) is None:
                    continue
                words.append(one[0])
                low = one[1]
            marked.append(Marked(known, text, piece[0], tuple(words)))
        return marked

    def _word(self, block: Block, word: Span, name: str, within: Span) -> tuple[Marked, int] | None:
        """Mark a word, or the longest piece of it; tell where that ends, too."""
        text = self._trimmed(block, word)
        place = self._between(block, text)
        if place is None or place[0] < within[0] or place[1] > within[1]:
            return None
        runs = self._runs(block, text)
        pieces = [
            (inside[1] - inside[0], piece)
            for piece in self._nested(place, *within)
            if (inside := _text_within(piece, runs)) is not None
        ]
        if not pieces:
            return None
        _, piece = max(pieces, key=lambda one: one[0])
        known = self.free(name)
        self._wrap(piece, known, 1)
        return Marked(known, word, piece[0]), piece[1]

    def _wrap(self, piece: Span, known: str, depth: int) -> None:
        self.spliced.insert(piece[0], f'<{self.spliced.prefix}span id="{known}">', depth=depth)
        self.spliced.insert(piece[1], f"</{self.spliced.prefix}span>", closes=True, depth=depth)

    def free(self, name: str) -> str:
        """Give a name that no element has; a book may have any."""
        known, number = name, 1
        while known in self.taken:
            number += 1
            known = f"{name}.{number}"
        self.taken.add(known)
        return known

    def _lone_picture(self, block: Block, text: Span) -> str:
        """Give the id of the element of which some text is an attribute, if it is nothing else."""
        first = bisect_right(block.stretches, text[0], key=lambda one: one.end)
        own = block.stretches[first : first + 1]
        if not own or not _is_said(own[0]) or own[0].end < text[1]:
            return ""
        node = own[0].node
        if known := node.get("id"):
            return known
        start = self.spliced.tag(node).start
        if start not in self._pictures:
            self._pictures[start] = self.free("picture")
            self.spliced.add_attribute(node, f'id="{self._pictures[start]}"')
        return self._pictures[start]

    # ------------------------------------------------------------ texts and places

    @staticmethod
    def _trimmed(block: Block, text: Span) -> Span:
        """Leave out the blanks at the edges of some text."""
        shown = block.text[text[0] : text[1]]
        start = text[0] + len(shown) - len(shown.lstrip())
        return start, max(start, text[1] - len(shown) + len(shown.rstrip()))

    def _runs(self, block: Block, text: Span) -> list[tuple[Span, Span]]:
        """Give the stretches of some text: which characters, and where they are in the source."""
        runs = []
        first = bisect_right(block.stretches, text[0], key=lambda one: one.end)
        for one in islice(block.stretches, first, None):
            start, end = max(one.start, text[0]), min(one.end, text[1])
            if start >= end:
                break
            runs.append(((start, end), self._place(one, start, end)))
        return runs

    def _place(self, one: Stretch, start: int, end: int) -> Span:
        if (whole := self._whole(one)) is not None:
            return self.spliced.tag(whole).start, self.spliced.end(whole).end
        first = self.spliced.at(one.node, one.where, one.at + start - one.start)
        last = self.spliced.at(one.node, one.where, one.at + end - 1 - one.start)
        return first[0], last[1]

    def _whole(self, one: Stretch) -> Element | None:
        """Give the element that can only be marked whole for a stretch that is in it."""
        if _is_said(one):
            return self._closed.get(one.node, one.node)
        around = one.node if one.where == TEXT else one.node.getparent()
        return None if around is None else self._closed.get(around)

    def _between(self, block: Block, text: Span) -> Span | None:
        """Tell from where to where in the source some text goes."""
        places = [place for _, place in self._runs(block, text)]
        if not places:
            return None
        return min(start for start, _ in places), max(end for _, end in places)

    # ------------------------------------------------------------ well-nested pieces

    def _nested(self, place: Span, low: int, high: int) -> list[Span]:
        """Cut a stretch of the source into as few pieces as can be elements.

        It may take in tags before and behind it, between two places.
        """
        start, end = self._widened(place, low, high)
        tags = self.spliced.tags
        first, last = self.spliced.tags_from(start), self.spliced.tags_from(end)
        pieces: list[Span] = []
        at = start
        for number in range(first, last):
            if not first <= tags[number].partner < last:
                pieces.append((at, tags[number].start))
                at = tags[number].end
        pieces.append((at, end))
        return [piece for each in pieces if (piece := self._bare(each))]

    def _widened(self, place: Span, low: int, high: int) -> Span:
        """Take in elements that begin or end within, if there is nothing else in them."""
        tags = self.spliced.tags
        start, end = place
        while True:
            first, last = self.spliced.tags_from(start), self.spliced.tags_from(end)
            cut = [
                tags[number].partner
                for number in range(first, last)
                if not first <= tags[number].partner < last
            ]
            before = [tag for tag in cut if tag < first and tags[tag].start >= low]
            behind = [tag for tag in cut if tag >= last and tags[tag].end <= high]
            if before and self._is_within(max(before), first):
                start = tags[max(before)].start
            elif behind and self._is_within(last - 1, min(behind)):
                end = tags[min(behind)].end
            else:
                return start, end

    def _is_within(self, after: int, until: int) -> bool:
        """Tell whether the tags between two are those of elements between them, and none of them
        parts paragraphs, as an element of its own or as the end of an empty line.
        """
        tags = self.spliced.tags
        return all(
            after < tags[at].partner < until and self.spliced.name(tags[at]) not in _PARTING
            for at in range(after + 1, until)
        )

    def _bare(self, piece: Span) -> Span | None:
        """Leave out blanks at the edges."""
        inside = self.spliced.source[piece[0] : piece[1]]
        start = piece[0] + len(inside) - len(inside.lstrip())
        end = piece[1] - len(inside) + len(inside.rstrip())
        return (start, end) if start < end else None


def _is_said(one: Stretch) -> bool:
    """Tell whether a stretch is of an attribute."""
    return one.where not in (TEXT, TAIL)


def _text_within(piece: Span, runs: Sequence[tuple[Span, Span]]) -> Span | None:
    """Tell which text stands in a piece of the source: its runs never reach over an edge."""
    inside = [text for text, place in runs if piece[0] <= place[0] and place[1] <= piece[1]]
    return (inside[0][0], inside[-1][1]) if inside else None
