"""The lines of a PDF become paragraphs.

A paragraph ends where the next line is indented, farther away, of another size, or begins with a
mark of a list; and where its last line had room for the word that begins the next one.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import quantiles

import msgspec

from captioner.document import Kind, LeftOut, Place
from captioner.text.paragraph import Paragraph, Unwrapper
from captioner.text.pdf_headings import Bookmark, Heading, headings_of
from captioner.text.pdf_hyphens import Vocabulary, spelled
from captioner.text.pdf_lines import Line, ListMark, list_mark
from captioner.text.pdf_notes import without_notes

#: An indent is at least this many letter heights.
_INDENT = 0.7
#: Lines farther apart than this many times the usual are of two paragraphs.
_FARTHER = 1.18
#: Where nothing can be measured, lines are so many letter heights apart.
_USUAL_PITCH = 1.2
#: Sizes that differ by no more belong together.
_SAME_SIZE = 0.08
#: A first letter so much larger than the text reaches down several lines.
_DROPPED = 1.7

#: These may begin a line of a text, too.
_DOUBTFUL = "-–*o"
_ENDS = re.compile(r"[.!?…:]['\"”’»)\]]*$")
_LIST_MARK = "mark of a list"


class _Column(msgspec.Struct, frozen=True):
    """Where the lines of a column begin and end, on one page."""

    left: float
    right: float


class _Spot(msgspec.Struct, frozen=True):
    """A line among its neighbours: its column, whether it is a cell of a table, or a heading."""

    line: Line
    column: _Column
    cell: bool
    heading: Heading | None

    @property
    def indent(self) -> float:
        """How far it begins from the left, in letter heights."""
        return (self.line.x0 - self.column.left) / self.line.size

    @property
    def mark(self) -> ListMark:
        """What it begins with, if it is an item of a list."""
        return ListMark.NONE if self.line.alone else list_mark(self.line.first)


class Read(msgspec.Struct):
    """What was read: paragraphs, notes, and what was left out. `columns` counts the characters read
    on each page.
    """

    paragraphs: list[Paragraph] = msgspec.field(default_factory=list)
    notes: list[Paragraph] = msgspec.field(default_factory=list)
    left_out: list[LeftOut] = msgspec.field(default_factory=list)
    columns: Counter[int] = msgspec.field(default_factory=Counter)


def paragraphs_of(lines: list[Line], bookmarks: Sequence[Bookmark]) -> Read:
    """Find the paragraphs and the notes, and what is left out of them."""
    body = _body(lines)
    parted = without_notes(lines, body)
    read = Read(left_out=parted.left_out)
    words = Vocabulary.of(parted.text)
    lines = list(_with_first_letters(parted.text, body, words))
    pitch = _pitch(lines, body)
    headings = headings_of(lines, bookmarks, body, pitch)
    for group in _groups(_spots(lines, headings), _Breaks(pitch)):
        paragraph = _paragraph(group, words, read)
        if paragraph is not None:
            read.paragraphs.append(paragraph)
    for note in parted.notes:
        spots = [_Spot(line, _Column(line.x0, line.x1), False, None) for line in note]
        paragraph = _paragraph(spots, words, read)
        if paragraph is not None:
            read.notes.append(paragraph)
    return read


def _body(lines: Sequence[Line]) -> float:
    """Give the size of most letters."""
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[round(line.size * 4) / 4] += len(line.text)
    return max(sizes, key=lambda size: (sizes[size], size), default=12.0)


def _pitch(lines: Sequence[Line], body: float) -> float:
    """Give how far lines of the text are apart, in letter heights."""
    apart = [
        (before.y - line.y) / line.size
        for before, line in pairwise(lines)
        if before.page == line.page and abs(line.size - body) < _SAME_SIZE * body
    ]
    usual = [ratio for ratio in apart if 0.8 < ratio < 3.0]
    return quantiles(usual, n=4)[0] if len(usual) > 3 else min(usual, default=_USUAL_PITCH)


def _with_first_letters(lines: list[Line], body: float, words: Vocabulary) -> Iterator[Line]:
    """Put large first letters, which reach down several lines, before the words they belong to."""
    cap: Line | None = None
    begun = False
    for line in lines:
        if len(line.text) <= 2 and line.text[-1:].isalpha() and line.size > _DROPPED * body:
            if cap is not None and not begun:
                yield cap
            cap, begun = line, False
        elif cap is not None and line.page == cap.page and _is_beside(cap, line, body):
            if not begun:
                blank = "" if words.glues(cap.text, line.text) else " "
                line.text = f"{cap.text}{blank}{line.text}"
            line.x0 = cap.x0
            begun = True
            yield line
        else:
            if cap is not None and not begun:
                yield cap
            cap = None
            yield line
    if cap is not None and not begun:
        yield cap


def _is_beside(cap: Line, line: Line, body: float) -> bool:
    """Tell whether a line stands to the right of a large first letter."""
    return cap.y - 0.4 * body < line.y < cap.y + cap.size and 0 <= line.x0 - cap.x1 < 2 * body


def _spots(lines: list[Line], headings: dict[int, Heading]) -> list[_Spot]:
    pages: dict[tuple[int, int], list[Line]] = defaultdict(list)
    for line in lines:
        pages[line.page, line.column].append(line)
    ends: dict[int, list[float]] = defaultdict(list)
    for here in pages.values():
        ends[_about(min(line.x0 for line in here))] += [line.x1 for line in here]
    usual = {about: _usual_end(here) for about, here in ends.items()}
    columns = {
        key: _Column(
            left := min(line.x0 for line in here),
            max(*(line.x1 for line in here), usual[_about(left)]),
        )
        for key, here in pages.items()
    }
    cells = {id(line) for here in pages.values() for line in _cells(here)}
    return [
        _Spot(line, columns[line.page, line.column], id(line) in cells, headings.get(at))
        for at, line in enumerate(lines)
    ]


def _cells(column: list[Line]) -> Iterator[Line]:
    """Find the cells of tables: parts of a row that stand under those of others, or over them.

    White alone does not make two cells: to fill a line words may be set far apart.
    """
    rows: dict[int, list[Line]] = defaultdict(list)
    for line in column:
        rows[round(line.y)].append(line)
    split = [row for _, row in sorted(rows.items()) if len(row) > 1]
    for at, row in enumerate(split):
        others = [
            line for other in split[max(0, at - 2) : at + 3] if other is not row for line in other
        ]
        if len(row) > 2 or any(_is_aligned(line, one) for line in row[1:] for one in others):
            yield from row


def _is_aligned(one: Line, other: Line) -> bool:
    """Tell whether two cells can be of one column of a table; numbers may end at one place."""
    centre = abs(one.x0 + one.x1 - other.x0 - other.x1) / 2
    both = one.text[-1:].isdigit() and other.text[-1:].isdigit()
    right = abs(one.x1 - other.x1) if both else centre
    return min(abs(one.x0 - other.x0), right, centre) < 2


def _about(x: float) -> int:
    return round(x / 12)


def _usual_end(ends: list[float]) -> float:
    """Give where the longer lines end that begin at the same place on other pages."""
    return quantiles(ends, n=10)[-1] if len(ends) > 20 else max(ends)


def _groups(spots: list[_Spot], breaks: _Breaks) -> Iterator[list[_Spot]]:
    """Yield the lines of each paragraph."""
    group: list[_Spot] = []
    for at, spot in enumerate(spots):
        after = spots[at + 1] if at + 1 < len(spots) else None
        if group and breaks.between(group, spot, after):
            yield group
            group = []
        group.append(spot)
    if group:
        yield group


class _Breaks(msgspec.Struct, frozen=True):
    """Where a paragraph ends; `pitch` is how far lines are apart, in letter heights."""

    pitch: float

    def between(self, group: list[_Spot], spot: _Spot, after: _Spot | None) -> bool:
        """Tell whether a line begins another paragraph than those before it."""
        before = group[-1]
        if before.heading or spot.heading:
            one, other = before.heading, spot.heading
            return one is None or other is None or one.number != other.number
        if group[0].cell or spot.cell:
            return not (group[0].cell and _is_under(before.line, spot.line, self.pitch))
        larger = max(before.line.size, spot.line.size)
        if abs(before.line.size - spot.line.size) > _SAME_SIZE * larger:
            return True
        if before.line.text[-1:] == "\u00ad" or _are_side_by_side(before.line, spot.line):
            return False
        if spot.mark and _begins_item(spot, before, after):
            return True
        same = before.line.page == spot.line.page and before.line.y > spot.line.y
        if not same:
            return self._between_columns(before, spot, after)
        down = (before.line.y - spot.line.y) / spot.line.size
        if down > self.pitch * _FARTHER:
            return True
        return self._is_indented(group, spot, after) or self._had_room(before, spot)

    def _between_columns(self, before: _Spot, spot: _Spot, after: _Spot | None) -> bool:
        """Tell whether a paragraph ends at the foot of a column, or of a page."""
        if spot.line.text[:1].islower():
            return False
        first = spot.indent > _INDENT and (after is None or after.line.x0 < spot.line.x0 - 1)
        return first or self._had_room(before, spot)

    def _is_indented(self, group: list[_Spot], spot: _Spot, after: _Spot | None) -> bool:
        before = group[-1]
        by = (spot.line.x0 - before.line.x0) / spot.line.size
        if by > _INDENT and spot.indent > _INDENT:
            # The second line of an item hangs under the first, which begins with a mark.
            return not (len(group) == 1 and before.mark)
        if by < -_INDENT and len(group) > 1:
            return abs(group[-2].line.x0 - before.line.x0) < 1
        return (
            abs(by) < 0.1
            and spot.indent > _INDENT
            and len(group) == 1
            and bool(_ENDS.search(before.line.text))
            and after is not None
            and after.line.page == spot.line.page
            and spot.line.x0 - after.line.x0 > _INDENT * spot.line.size
        )

    def _had_room(self, before: _Spot, spot: _Spot) -> bool:
        """Tell whether the first word of a line would have stood in the line before."""
        if spot.line.text[:1].islower():
            return False
        room = before.column.right - before.line.x1
        return room > spot.line.first_width + 0.5 * spot.line.size


def _are_side_by_side(before: Line, line: Line) -> bool:
    """Tell whether a line was parted for no more than much white in it."""
    return (
        before.page == line.page
        and abs(before.y - line.y) < 0.3 * line.size
        and line.x0 > before.x1
    )


def _is_under(before: Line, line: Line, pitch: float) -> bool:
    """Tell whether a line goes on in the same cell."""
    down = (before.y - line.y) / line.size
    return before.page == line.page and 0.5 < down < pitch * _FARTHER and _is_aligned(before, line)


def _begins_item(spot: _Spot, before: _Spot, after: _Spot | None) -> bool:
    """Tell whether a line that begins with what may be the mark of a list is an item."""
    if spot.mark is ListMark.BULLET and spot.line.first not in _DOUBTFUL:
        return True
    hangs = after is not None and after.line.x0 > spot.line.x0 + 0.5 * spot.line.size
    ended = bool(_ENDS.search(before.line.text)) or bool(before.mark)
    return ended or hangs or spot.indent > _INDENT


def _paragraph(group: list[_Spot], words: Vocabulary, read: Read) -> Paragraph | None:
    """Join the lines of a paragraph."""
    first, columns = group[0], read.columns
    kind = _kind(group)
    if kind is Kind.ITEM and first.mark is ListMark.BULLET:
        read.left_out.append(LeftOut(first.line.first, _LIST_MARK, Place(first.line.page)))
        first.line.drop(len(first.line.first))
    unwrapper = Unwrapper()
    texts = [spelled(spot.line.text) for spot in group]
    for at, (spot, text) in enumerate(zip(group, texts, strict=True)):
        line, blank = text, False
        if at + 1 < len(group):
            line, blank = words.join(text, texts[at + 1])
        line = line.replace("\u00ad", "")
        page = spot.line.page
        unwrapper.add(line, Place(page, columns[page] + 1), bold=_is_strong(spot, kind))
        columns[page] += len(line) + blank
        if blank:
            unwrapper.end_line()
    columns[group[-1].line.page] += 1
    level = first.heading.level if first.heading else 1
    return unwrapper.paragraph(kind, level)


def _is_strong(spot: _Spot, kind: Kind) -> bool:
    return kind is not Kind.HEADING and spot.line.bold


def _kind(group: list[_Spot]) -> Kind:
    first = group[0]
    if first.heading:
        return Kind.HEADING
    if first.cell:
        return Kind.CELL
    return Kind.ITEM if first.mark else Kind.PARAGRAPH
