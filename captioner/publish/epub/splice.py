"""A source of XML, the places of its elements and texts in it, and what is put between.

What is put in is put into the source as it stands, so that everything else of it stays as its
author wrote it, to the character. Pure.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from html.entities import html5
from xml.sax.saxutils import escape

import msgspec

from captioner.text.collapsed import TAIL, TEXT
from captioner.text.tree import Element, entities_of, name_of

_CDATA = re.compile(r"<!\[CDATA\[(.*?)\]\]>", re.DOTALL)
_PIECE = re.compile(
    r"""(?P<aside><!--.*?-->|<\?.*?\?>)
      | (?P<type><![A-Za-z][^\[>]*(?:\[.*?\]\s*)?>)
      | (?P<end></[^<>]*>)
      | (?P<start><[^\s<>/!?](?:[^<>"']++|"[^"]*"|'[^']*')*>)""",
    re.DOTALL | re.VERBOSE,
)
_REFERENCE = re.compile(r"&(?:\#[0-9]+|\#[xX][0-9A-Fa-f]+|([\w.-]+));")
_NAME = re.compile(r"([^\s/>:]+:)?([^\s/>:]+)")
_NOT_AS_READ = "it is not well-formed"


class Tag(msgspec.Struct, frozen=True):
    """A tag of the source: where it stands, the number of the one that ends or begins what it
    begins or ends (its own if nothing does), and whether it begins an element.
    """

    start: int
    end: int
    partner: int
    begins: bool


def without_cdata(source: str) -> str:
    """Write sections of plain characters as other text is written: nothing can be put into them."""
    return _CDATA.sub(lambda found: escape(found[1]), source)


class Spliced:
    """A source, and what is put into it. Its elements are those of the tree that it was parsed to.

    Raises ValueError, for a person, if the source is not what the tree was made of.
    """

    def __init__(self, source: str, root: Element) -> None:
        self.source = source
        self.tags: list[Tag] = []
        self.own = entities_of(source)
        self._tag_of: dict[Element, int] = {}
        self._strings: dict[tuple[Element, str], tuple[int, int]] = {}
        self._steps: dict[tuple[Element, str], tuple[list[int], list[int]]] = {}
        self._put: list[tuple[int, int, int, int, str]] = []
        # All nodes in order; a proxy of one is the same as long as somebody holds it.
        self.elements = list(root.iter())
        self._align()
        self._starts = [tag.start for tag in self.tags]

    def tag(self, element: Element) -> Tag:
        """Give the tag that begins an element."""
        return self.tags[self._tag_of[element]]

    def end(self, element: Element) -> Tag:
        """Give the tag that ends an element, which may be the one that begins it."""
        return self.tags[self.tag(element).partner]

    def at(self, node: Element, where: str, offset: int) -> tuple[int, int]:
        """Tell where a character of a string stands in the source, and where it ends."""
        values, places = self._stepped(node, where)
        step = bisect_right(values, offset) - 1
        begin = places[step] + offset - values[step]
        if self.source[begin] == "&":
            return begin, places[step + 1]
        return begin, begin + 1

    @property
    def prefix(self) -> str:
        """Give what stands before the names of elements, such as `h:`; usually nothing."""
        written = _NAME.match(self.source, self.tags[0].start + 1)
        return written[1] or "" if written else ""

    def name(self, tag: Tag) -> str:
        """Give the name of the element that a tag begins or ends."""
        written = _NAME.match(self.source, tag.start + (1 if tag.begins else 2))
        return written[2].lower() if written else ""

    def tags_from(self, place: int) -> int:
        """Give the number of the first tag that stands at a place or behind it."""
        return bisect_left(self._starts, place)

    def insert(self, place: int, text: str, *, closes: bool = False, depth: int = 0) -> None:
        """Put a text in. At one place what `closes` stands first, the deepest before the others,
        and then what opens, the deepest last.
        """
        order = -depth if closes else depth
        self._put.append((place, 0 if closes else 1, order, place, text))

    def replace(self, start: int, end: int, text: str) -> None:
        """Put a text in the place of another."""
        self._put.append((start, 2, 0, end, text))

    def add_attribute(self, element: Element, text: str) -> None:
        """Add an attribute, as it is written, to an element."""
        self.insert(self._behind_name(element), f" {text}")

    def set_attribute(self, element: Element, name: str, value: str | None) -> None:
        """Write another value of an attribute, which is written with this name, or none."""
        tag = self.tag(element)
        found = _attribute(self.source[tag.start : tag.end], name)
        written = "" if value is None else f' {name}="{_quoted(value)}"'
        if found is not None:
            self.replace(tag.start + found[0], tag.start + found[1], written)
        elif written:
            self.insert(self._behind_name(element), written)

    def text(self) -> str:
        """Give the source with what was put into it."""
        parts, at = [], 0
        for place, _, _, end, text in sorted(self._put, key=lambda put: put[:3]):
            parts += [self.source[at:place], text]
            at = max(at, end)
        return "".join([*parts, self.source[at:]])

    def _behind_name(self, element: Element) -> int:
        found = _NAME.match(self.source, self.tag(element).start + 1)
        assert found is not None  # noqa: S101 - it is a tag
        return found.end()

    def _align(self) -> None:
        """Go through source and tree side by side."""
        nodes = iter(self.elements)
        opened: list[tuple[Element, int]] = []
        last: tuple[Element, str] | None = None
        begun = 0
        for piece in _PIECE.finditer(self.source):
            if last is not None:
                self._strings[last] = begun, piece.start()
            begun = piece.end()
            if piece["start"]:
                last = self._begin(piece, next(nodes, None), opened)
            elif piece["end"] and opened:
                element, number = opened.pop()
                self._finish(number, piece.start(), piece.end())
                last = (element, TAIL)
                if not opened:
                    break
            elif piece["aside"] and opened:
                node = next(nodes, None)
                if node is None or name_of(node):
                    raise ValueError(_NOT_AS_READ)
                last = (node, TAIL)
        if opened or next(nodes, None) is not None or not self.tags:
            raise ValueError(_NOT_AS_READ)

    def _begin(
        self, piece: re.Match[str], node: Element | None, opened: list[tuple[Element, int]]
    ) -> tuple[Element, str]:
        written = _NAME.match(piece[0], 1)
        if node is None or written is None or name_of(node) != written[2].lower():
            raise ValueError(_NOT_AS_READ)
        number = len(self.tags)
        self._tag_of[node] = number
        self.tags.append(Tag(piece.start(), piece.end(), number, begins=True))
        if piece[0].endswith("/>"):
            return node, TAIL
        opened.append((node, number))
        return node, TEXT

    def _finish(self, number: int, start: int, end: int) -> None:
        begun = self.tags[number]
        self.tags[number] = Tag(begun.start, begun.end, len(self.tags), begins=True)
        self.tags.append(Tag(start, end, number, begins=False))

    def _stepped(self, node: Element, where: str) -> tuple[list[int], list[int]]:
        """Give where in a string and in the source characters begin that are written as references,
        and those behind them.
        """
        key = (node, where)
        if key not in self._steps:
            start, end = self._strings[key]
            values, places, value, at = [0], [start], 0, start
            for reference in _REFERENCE.finditer(self.source, start, end):
                value += reference.start() - at
                values.append(value)
                places.append(reference.start())
                value += self._length(reference)
                at = reference.end()
                values.append(value)
                places.append(at)
            if value + end - at != len((node.text if where == TEXT else node.tail) or ""):
                raise ValueError(_NOT_AS_READ)
            self._steps[key] = values, places
        return self._steps[key]

    def _length(self, reference: re.Match[str]) -> int:
        name = reference[1]
        if name is None:
            return 1
        meant = self.own.get(name) or html5.get(f"{name};")
        if meant is None:
            raise ValueError(_NOT_AS_READ)
        return len(meant)


_ATTRIBUTE = re.compile(r"""\s+([^\s=/>]+)\s*=\s*("[^"]*"|'[^']*')""")


def _attribute(tag: str, name: str) -> tuple[int, int] | None:
    """Find an attribute in a tag, with the blanks before it."""
    for found in _ATTRIBUTE.finditer(tag):
        if found[1] == name:
            return found.span()
    return None


def attributes_in(tag: str) -> list[tuple[str, str]]:
    """Give the attributes in a tag, and their values, as they are written."""
    return [(found[1], found[2][1:-1]) for found in _ATTRIBUTE.finditer(tag)]


def _quoted(value: str) -> str:
    return escape(value, {'"': "&quot;"})
