"""The text of a paragraph of HTML, blanks collapsed, and where each stretch comes from. Pure."""

from __future__ import annotations

import re

import msgspec

from captioner.document import Place
from captioner.text.paragraph import Span, extend, joins_without_blank
from captioner.text.tree import Element

#: The strings of a node: what stands in it, and what stands behind it.
TEXT, TAIL = "text", "tail"

#: What is not taken over as it stands: blanks, but for single ones between words, and characters
#: that are not seen; a blank of no width is one where no others are written.
_ALTERED = re.compile(
    r"(?P<blanks>[ \t\n\r\f]{2,}|[\t\n\r\f]|^ | $)"
    r"|[\u00ad\u2060\ufeff]|(?<![\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff])\u200b"
)


class Stretch(msgspec.Struct):
    """A stretch of a block's text: its characters [start, end) are those of a string of `node` from
    `at` on. `where` says which string: `text`, `tail`, or else the name of an attribute, such as
    `alt`. `found` is where the stretch begins in the flat text of the source, if it was found
    there, `place` what is known of it otherwise.
    """

    start: int
    end: int
    node: Element
    where: str
    at: int
    found: int | None
    place: Place


class Collapsed(msgspec.Struct):
    """The text of a paragraph as it comes together: single blanks, and none at its ends."""

    parts: list[str] = msgspec.field(default_factory=list)
    length: int = 0
    stretches: list[Stretch] = msgspec.field(default_factory=list)
    bold: list[Span] = msgspec.field(default_factory=list)
    code: list[Span] = msgspec.field(default_factory=list)
    #: The blank that comes before the next word, if one comes: of a string, or the end of a line.
    _blank: Stretch | None = None
    _wraps: bool = False
    _ends_line: bool = False
    _ends_word: bool = False

    @property
    def end(self) -> str:
        """The last two characters, to which what comes next is joined; none if it is not."""
        apart = self._ends_line or self._ends_word or self._blank is not None
        return "" if apart else "".join(self.parts[-2:])[-2:]

    def end_line(self) -> bool:
        """Note that a line ends here; True if it is empty, and ends a paragraph."""
        if self._ends_line:
            return True
        self._ends_line = bool(self.parts)
        return False

    def end_word(self) -> None:
        """Note that the next word is another one."""
        self._ends_word = bool(self.parts)

    def add(self, origin: Stretch, text: str, marks: tuple[bool, bool]) -> None:
        """Add a string; `origin` tells whose, `marks` if it stands out, and if it is code."""
        at = 0
        for found in _ALTERED.finditer(text):
            self._add(origin, text, at, found.start(), marks)
            at = found.end()
            if found["blanks"] and self.parts and self._blank is None:
                self._blank = _from(origin, found.start())
                self._wraps = "\n" in found["blanks"]
        self._add(origin, text, at, len(text), marks)

    def _add(
        self, origin: Stretch, text: str, start: int, end: int, marks: tuple[bool, bool]
    ) -> None:
        if start == end:
            return
        self._add_blank(text[start], marks)
        self._append(_from(origin, start), text[start:end], marks)

    def _add_blank(self, after: str, marks: tuple[bool, bool]) -> None:
        blank, line, word = self._blank, self._ends_line, self._ends_word
        self._blank, self._ends_line, self._ends_word = None, False, False
        wraps = line or (blank is not None and self._wraps)
        if wraps and joins_without_blank(self.parts[-1][-1] + after):
            return
        if line or (word and blank is None):
            self._append(None, " ", marks)
        elif blank is not None:
            self._append(blank, " ", marks)

    def _append(self, origin: Stretch | None, text: str, marks: tuple[bool, bool]) -> None:
        start, end = self.length, self.length + len(text)
        self.parts.append(text)
        self.length = end
        for spans, is_marked in zip((self.bold, self.code), marks, strict=True):
            if is_marked:
                extend(spans, start, end)
        if origin is not None:
            origin.start, origin.end = start, end
            self.stretches.append(origin)


def _from(origin: Stretch, at: int) -> Stretch:
    """Give the stretch that begins at an offset of a string."""
    found = None if origin.found is None else origin.found + at
    return Stretch(0, 0, origin.node, origin.where, at, found, origin.place)
