"""What the sections of a book are called, and which is above which, by its contents. Pure."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from itertools import accumulate

from msgspec.structs import replace

from captioner.document import Kind
from captioner.text.dom import Block, paragraph_of
from captioner.text.package import Entry
from captioner.text.paragraph import Paragraph
from captioner.text.raised import plainly
from captioner.text.tree import Tree

#: How far behind the place that an entry leads to a heading can be the one that it means.
_NEAR = 3


class Titles:
    """Gives the paragraphs of a book's chapters, one chapter after another, the titles and levels
    that its contents have for them.
    """

    def __init__(self, contents: Sequence[Entry]) -> None:
        self._of: dict[str, list[Entry]] = {}
        for entry in contents:
            if entry.title and entry.href:
                self._of.setdefault(entry.href, []).append(entry)
        #: The depth of the last entry that was met, and the level of its heading.
        self._depth, self._level = 0, 0

    def entitled(self, href: str, tree: Tree, blocks: Sequence[Block]) -> list[Paragraph]:
        """Give the blocks of a chapter as paragraphs."""
        opened = self._opened(href, tree, blocks)
        paragraphs = []
        for at, block in enumerate(blocks):
            paragraph = paragraph_of(block, tree.flat, href)
            if entry := opened.get(at):
                paragraph = self._begun(paragraph, entry, blocks[at : at + _NEAR])
            elif block.kind is Kind.HEADING and block.level:
                paragraph = self._heading(paragraph, blocks, at, opened)
            paragraphs.append(paragraph)
        return paragraphs

    def _opened(self, href: str, tree: Tree, blocks: Sequence[Block]) -> dict[int, Entry]:
        """Tell at which block the section of each entry begins. Where two begin at the same, the
        later one counts, which is the deeper.
        """
        entries = self._of.get(href, [])
        if not entries or not blocks:
            return {}
        places = {element: at for at, element in enumerate(tree.root.iter())}
        ends = list(
            accumulate((max(places[part.node] for part in one.stretches) for one in blocks), max)
        )
        opened: dict[int, Entry] = {}
        for entry in entries:
            target = tree.ids.get(entry.id) if entry.id else tree.root
            if target is None:
                target = tree.root
            at = bisect_left(ends, places[target])
            if at < len(blocks):
                opened[at] = entry
        return opened

    def _begun(self, paragraph: Paragraph, entry: Entry, near: Sequence[Block]) -> Paragraph:
        """Begin the section of an entry with a paragraph."""
        is_heading = paragraph.kind is Kind.HEADING
        title = _bare(entry.title)
        headings = [one for one in near if one.kind is Kind.HEADING and one.level]
        own = [one for one in headings[:1] if one is near[0] or _bare(one.text) in title]
        self._depth = entry.depth
        self._level = own[0].level if own else 0
        says_more = not is_heading or _bare(paragraph.text) in title
        return replace(
            paragraph, level=entry.depth, opens=entry.title if says_more else paragraph.text
        )

    def _heading(
        self, paragraph: Paragraph, blocks: Sequence[Block], at: int, opened: dict[int, Entry]
    ) -> Paragraph:
        """Give a heading that is in no contents its level below, or beside, the last that is."""
        for before in range(max(0, at - _NEAR + 1), at):
            between = blocks[before:at]
            entry = opened.get(before)
            first = all(one.kind is not Kind.HEADING or not one.level for one in between)
            if entry and first and _bare(paragraph.text) in _bare(entry.title):
                # What the entry leads to stands before its heading, such as an ornament.
                return replace(paragraph, level=0)
        if not self._depth:
            return paragraph
        deeper = paragraph.level - self._level if self._level else 1
        return replace(paragraph, level=max(1, self._depth + deeper))


def _bare(text: str) -> str:
    return "".join(char for char in plainly(text).casefold() if char.isalnum())
