"""What a reader makes of a file: paragraphs of plain text that know where they come from."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from itertools import pairwise
from operator import itemgetter

import msgspec
from msgspec.structs import replace

from captioner.document import Kind, LeftOut, Picture, Place
from captioner.text.lexicon import NO_LEXICON, Lexicon

#: A slice of a text.
Span = tuple[int, int]


class Paragraph(msgspec.Struct, frozen=True):
    """A block of text, unwrapped to one line.

    `anchors` are (offset in `text`, place in the source) pairs in order: from that offset on the
    text runs along the source, column by column, until the next anchor. `bold` are the slices that
    stand out, `code` those to be taken literally. `level` is that of a heading, 1 for the highest,
    0 for one that goes on with the heading before it. `opens` is the title of the section that it
    begins; a heading with a level begins one without that, too. `element` names the element of the
    source that the paragraph is, if that has a name. `after_break` tells that a rule or another
    break of the scene stands before it. A cue of a timed script begins at `start_ms` at the
    earliest; `speaker` is who says it, where markup tells.
    """

    kind: Kind
    text: str
    anchors: tuple[tuple[int, Place], ...]
    bold: tuple[Span, ...] = ()
    code: tuple[Span, ...] = ()
    level: int = 1
    element: str = ""
    after_break: bool = False
    start_ms: int | None = None
    speaker: str = ""
    opens: str | None = None

    def place(self, offset: int) -> Place:
        """Tell where in the source the character at `offset` stands."""
        at = max(0, bisect_right(self.anchors, offset, key=lambda anchor: anchor[0]) - 1)
        start, place = self.anchors[at]
        return Place(place.line, place.column + max(0, offset - start))

    @property
    def lines(self) -> list[int]:
        """The offsets at which its lines began in the source; the first is 0."""
        later = (
            offset
            for (_, before), (offset, place) in pairwise(self.anchors)
            if place.line > before.line
        )
        return [0, *(offset for offset in later if 0 < offset < len(self.text))]

    def bold_at(self, offset: int) -> int:
        """Tell how many characters from an offset on stand out."""
        at = bisect_right(self.bold, offset, key=itemgetter(0)) - 1
        return max(0, self.bold[at][1] - offset) if at >= 0 else 0

    def part(self, start: int, end: int) -> Paragraph:
        """Give a part of it, that begins where a line began, as a paragraph."""
        first, last = (bisect_left(self.anchors, at, key=itemgetter(0)) for at in (start, end))
        anchors = tuple((offset - start, place) for offset, place in self.anchors[first:last])
        text = self.text[start:end].rstrip()
        bold, code = _within(self.bold, start, end), _within(self.code, start, end)
        return replace(self, text=text, anchors=anchors, bold=bold, code=code)


class Reading(msgspec.Struct, frozen=True):
    """All that a reader found; `title`, `lang` and whether it is a `script` are None where the file
    does not say, and there are no `authors` and no `cover`.

    `notes` are the footnotes and endnotes, in the order in which they stand there, and
    `notes_title` what the author calls them: a document is read with them at its end, or they are
    left out of it. `lexicon` is what the file itself says of how its words are pronounced.
    `files` are the names of the files that a book is of, in order, which elements are named by.
    """

    paragraphs: tuple[Paragraph, ...]
    title: str | None = None
    lang: str | None = None
    left_out: tuple[LeftOut, ...] = ()
    script: bool | None = None
    authors: tuple[str, ...] = ()
    cover: Picture | None = None
    notes: tuple[Paragraph, ...] = ()
    notes_title: str = ""
    lexicon: Lexicon = NO_LEXICON
    files: tuple[str, ...] = ()


def names_in(text: str) -> tuple[str, ...]:
    """Read the names of authors that programs write in one field, with semicolons between them."""
    return tuple(name for each in text.split(";") if (name := " ".join(each.split())))


class Unwrapper:
    """Joins the lines of a paragraph into one, keeping their anchors."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0
        self._anchors: list[tuple[int, Place]] = []
        self._bold: list[Span] = []
        self._code: list[Span] = []
        self._breaks = False
        self._gap = False

    def add(self, text: str, place: Place, *, bold: bool = False, code: bool = False) -> None:
        """Append text that stands at `place`, after a blank if a line ended before it."""
        if self._breaks or self._gap:
            text, place = _begun(text, place)
            if not text:
                return
            breaks, self._breaks, self._gap = self._breaks, False, False
            if breaks and self._parts and not joins_without_blank(self._parts[-1][-1] + text[0]):
                self._append(" ")
        if text:
            self._anchors.append((self._length, place))
            for spans in (*[self._bold] * bold, *[self._code] * code):
                extend(spans, self._length, self._length + len(text))
            self._append(text)

    @property
    def end(self) -> str:
        """The last two characters, to which what comes next is joined; none if it is not."""
        return "" if self._breaks else "".join(self._parts[-2:])[-2:]

    def leave_out(self) -> None:
        """Note that something is left out here: of the blanks on both its sides one stays."""
        self._gap = self.end[-1:].isspace()

    def end_line(self) -> None:
        """Note that the source line ends here; blanks at its end are dropped."""
        self._breaks = True
        while self._parts:
            last = self._parts.pop()
            self._length -= len(last)
            if last := last.rstrip():
                self._append(last)
                break

    def paragraph(self, kind: Kind, level: int = 1, element: str = "") -> Paragraph | None:
        """Give what was added, without blanks at its ends, or None where there is none."""
        text = "".join(self._parts)
        if not text.strip():
            return None
        lead = len(text) - len(text.lstrip())
        anchors = [
            (max(0, offset - lead), _moved(place, max(0, lead - offset)))
            for offset, place in self._anchors
        ]
        bold, code = (
            tuple((max(0, start - lead), max(0, end - lead)) for start, end in spans)
            for spans in (self._bold, self._code)
        )
        return Paragraph(kind, text.strip(), tuple(anchors), bold, code, level, element)

    def _append(self, text: str) -> None:
        self._parts.append(text)
        self._length += len(text)


def _begun(text: str, place: Place) -> tuple[str, Place]:
    """Drop the blanks at the beginning of a text, and tell where the rest stands."""
    begun = text.lstrip()
    return begun, _moved(place, len(text) - len(begun))


def _moved(place: Place, columns: int) -> Place:
    return Place(place.line, place.column + columns) if columns else place


def extend(spans: list[Span], start: int, end: int) -> None:
    """Add a slice to others, as part of the last one if it follows that directly."""
    if spans and spans[-1][1] == start:
        start, _ = spans.pop()
    spans.append((start, end))


def _within(spans: tuple[Span, ...], start: int, end: int) -> tuple[Span, ...]:
    """Give the slices that begin between two offsets, counted from the first of them."""
    first, last = (bisect_left(spans, at, key=itemgetter(0)) for at in (start, end))
    return tuple((a - start, min(b, end) - start) for a, b in spans[first:last])


def joins_without_blank(pair: str) -> bool:
    """Tell whether a line that ends in pair[0] and one that begins with pair[1] join directly.

    True between two Chinese or Japanese characters, which write no blanks; Korean does.
    """
    return all(
        "\u2e80" <= char <= "\u9fff"
        or "\uf900" <= char <= "\ufaff"
        or "\uff00" <= char <= "\uff65"
        or "\U00020000" <= char <= "\U0003ffff"
        for char in pair
    )
