"""Where in the source of a page its text stands, to the column.

A parser of HTML tells at most the line of an element. So the source is read a second time, for its
text alone: what is left when tags, comments, scripts and styles are taken out, with references
replaced by what they mean. In it the texts of a tree are found again one after another. Pure.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from html import unescape

from captioner.document import Place

_TAG = re.compile(r"""</?([A-Za-z][^\s/>]*+)(?:[^>"'=]++|=\s*+(?:"[^"]*+"|'[^']*+')?|["'])*+>""")
_REFERENCE = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][\w.-]{1,40});?")
_ANY = re.compile(r"<[A-Za-z/!?]|&[#A-Za-z]")
#: What ends each kind of markup that is no tag.
_ASIDES = (("<!--", "-->"), ("<![CDATA[", "]]>"), ("<?", ">"), ("<!", ">"), ("</", ">"))
#: Elements whose text is none.
_MUTE = frozenset({"script", "style"})
#: A source with more beginnings of tags that end nowhere is none that columns matter in: each of
#: them costs a look through all the rest.
_MOST_UNENDED = 20
#: How far on a text is looked for: what was not found in between is markup that a parser moved.
_FARTHEST = 1 << 16


class Flat:
    """The text of a source in one piece, and where each part of it stands in the source.

    `own` are the entities of the source itself.
    """

    def __init__(self, source: str, own: Mapping[str, str | None] | None = None) -> None:
        self._source = source
        self._own = own or {}
        self._starts: list[int] = []
        self._origins: list[int] = []
        self._length = 0
        self._cursor = 0
        self._lines = [0, *(found.end() for found in re.finditer("\n", source))]
        self.text = "".join(self._parts())

    def find(self, text: str) -> int | None:
        """Find the text that comes next, and tell where in the flat text it begins."""
        farthest = self._cursor + len(text) + _FARTHEST
        at = self.text.find(text, self._cursor, farthest)
        if at < 0:
            return None
        self._cursor = at + len(text)
        return at

    def place(self, at: int) -> Place:
        """Tell where in the source a character of the flat text stands."""
        if not self._starts:
            return Place(1)
        part = max(0, bisect_right(self._starts, at) - 1)
        origin = self._origins[part] + at - self._starts[part]
        line = bisect_right(self._lines, origin)
        return Place(line, origin - self._lines[line - 1] + 1)

    @property
    def here(self) -> Place:
        """The place of what was found last."""
        return self.place(max(0, self._cursor - 1))

    def breaks(self, start: int, end: int) -> Iterator[int]:
        """Yield the offsets within a stretch at which it does not run on column by column."""
        first = bisect_right(self._starts, start)
        while first < len(self._starts) and self._starts[first] < end:
            yield self._starts[first]
            first += 1

    def _parts(self) -> Iterator[str]:
        source, at, unended = self._source, 0, 0
        while (found := _ANY.search(source, at)) and unended < _MOST_UNENDED:
            start = found.start()
            yield self._part(source[at:start], at)
            if found[0][0] == "&":
                text, at = self._reference(start)
                yield self._part(text, start)
            else:
                text, at = self._markup(start)
                unended += at <= start
                yield self._part(text, max(0, at - len(text) - 3))
                at = max(at, start + 1)
        if unended < _MOST_UNENDED:
            yield self._part(source[at:], at)

    def _part(self, text: str, origin: int) -> str:
        if text:
            self._starts.append(self._length)
            self._origins.append(origin)
            self._length += len(text)
        return text

    def _reference(self, start: int) -> tuple[str, int]:
        """Give what a reference means, and where it ends."""
        found = _REFERENCE.match(self._source, start)
        if found is None:
            return "&", start + 1
        if (own := self._own.get(found[0][1:].rstrip(";"))) is not None:
            return own, found.end()
        return unescape(found[0]), found.end()

    def _markup(self, start: int) -> tuple[str, int]:
        """Tell where markup ends, `start` if nowhere, and give the text that is hidden in it."""
        source = self._source
        if tag := _TAG.match(source, start):
            name = tag[1].lower()
            end = tag.end()
            if name in _MUTE and source[start + 1] != "/" and source[end - 2] != "/":
                closing = re.compile(rf"</{name}\b", re.IGNORECASE).search(source, end)
                end = closing.start() if closing else len(source)
            return "", end
        for opening, closing_mark in _ASIDES:
            if source.startswith(opening, start):
                at = source.find(closing_mark, start + len(opening))
                if at < 0:
                    return "", start
                inner = source[start + len(opening) : at] if opening == "<![CDATA[" else ""
                return inner, at + len(closing_mark)
        return "", start
