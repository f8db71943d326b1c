"""The words on a page of a PDF become lines in the order in which they are read.

A PDF says where each letter stands and nothing of lines or columns. Most programs write the letters
in the order of reading, so that order is kept; only where it jumps from column to column at every
line are the columns found by the white between them.

Lengths are in points, 1/72 of an inch; x grows to the right and y upwards.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from enum import StrEnum
from itertools import pairwise
from statistics import median, median_low

import msgspec

#: White wider than this many letter heights parts two cells of a table, or two columns.
_CELL_GAP = 1.8
#: To fill a line the white in it is made equally wide, give or take so many letter heights.
_UNEVEN = 0.3
#: White at least this wide runs down between two columns.
_GUTTER = 0.7
#: Columns of prose have more words a line than cells of a table.
_PROSE_WORDS = 3
#: Fewer lines than this are no column.
_COLUMN_LINES = 5
#: No page is wider: five metres.
_WIDEST = 14_400


_BULLETS = "•◦▪▫■□●○‣⁃∙·–➢➤►✓✔❖◆◇*-"
_BULLET = re.compile(rf"[{re.escape(_BULLETS)}\uf0b7\uf0a7\uf0d8\uf076o]$")
_NUMBER = re.compile(r"\(?(?:\d{1,3}|[a-z]|[ivx]{1,5})[.)]$")


class ListMark(StrEnum):
    """What a word is that may begin an item of a list."""

    NONE = ""
    BULLET = "bullet"
    NUMBER = "number"


def list_mark(text: str) -> ListMark:
    """Tell whether a word may be the mark of an item of a list."""
    if _BULLET.match(text):
        return ListMark.BULLET
    return ListMark.NUMBER if _NUMBER.match(text) else ListMark.NONE


class Word(msgspec.Struct, frozen=True):
    """Letters that stand together, on the line `y` from `x0` to `x1`; `glued` if there is no blank
    before them. `aside` are those that the file itself says are not part of the text.
    """

    text: str
    x0: float
    x1: float
    y: float
    size: float
    bold: bool = False
    glued: bool = False
    aside: bool = False

    def raised_over(self, other: Word) -> bool:
        """Tell whether it is written small and high beside another word."""
        lift = self.y - other.y
        return self.size < 0.9 * other.size and 0.12 < lift / other.size < 0.8


class Raised(msgspec.Struct, frozen=True):
    """A word written small and high, from an offset of its line on, after the word `before`."""

    text: str
    start: int
    before: str
    glued: bool


class Line(msgspec.Struct):
    """Words on one line of a column, the first of which is 0; -1 if it reaches across several.

    `first` is the first word, `first_width` how wide it is; it stands `alone` if no blank comes
    after it. `raised` are the words that may be marks of notes; with `raised_first` it begins with
    one. `aside` lines are no part of the text, as the file itself says.
    """

    page: int
    text: str
    x0: float
    x1: float
    y: float
    size: float
    bold: bool
    aside: bool
    first: str
    first_width: float
    alone: bool
    raised: tuple[Raised, ...] = ()
    raised_first: bool = False
    column: int = 0

    def drop(self, letters: int) -> None:
        """Take out what it begins with."""
        self.text = self.text[letters:].lstrip()

    def take_out(self, raised: Raised) -> None:
        """Take out a raised word; the last of several first."""
        start = raised.start if raised.glued else max(0, raised.start - 1)
        self.text = self.text[:start] + self.text[raised.start + len(raised.text) :]


def _line_of(page: int, words: list[Word]) -> Line:
    main = max(words, key=lambda word: (len(word.text), word.size))
    first = words[0]
    second = words[1] if len(words) > 1 else None
    parts: list[str] = []
    raised: list[Raised] = []
    length = 0
    for at, word in enumerate(words):
        blank = bool(at) and not word.glued
        if at and word.raised_over(max(words[max(0, at - 3) : at], key=lambda one: one.size)):
            before = words[at - 1].text
            raised.append(Raised(word.text, length + blank, before, word.glued))
        parts.append(f" {word.text}" if blank else word.text)
        length += len(parts[-1])
    return Line(
        page,
        "".join(parts),
        min(word.x0 for word in words),
        max(word.x1 for word in words),
        main.y,
        main.size,
        all(word.bold for word in words),
        all(word.aside for word in words),
        first.text,
        first.x1 - first.x0,
        second is None or second.glued,
        tuple(raised),
        second is not None and first.raised_over(second),
    )


def lines_of(page: int, words: Sequence[Word]) -> list[Line]:
    """Find the lines of a page, in the order in which they are read."""
    rows = list(_rows(words))
    gutters = _gutters(rows)
    lines: list[Line] = []
    for row in rows:
        for part in _parted(row, gutters):
            line = _line_of(page, part)
            wide = _is_wide(line, gutters)
            line.column = -1 if wide else sum(line.x0 > gutter for gutter in gutters)
            lines.append(line)
    return _ordered(lines, gutters) if gutters else lines


def _rows(words: Sequence[Word]) -> Iterator[list[Word]]:
    """Part the words where the file goes on to another line, or back to the left on the same."""
    row: list[Word] = []
    for word in words:
        if row and not _goes_on(row, word):
            yield row
            row = []
        row.append(word)
    if row:
        yield row


def _goes_on(row: list[Word], word: Word) -> bool:
    last = row[-1]
    main = max(row[-8:], key=lambda other: other.size)
    size = max(main.size, word.size)
    if abs(word.y - main.y) > (0.3 if word.size > 0.9 * main.size else 0.6) * size:
        return False
    back = last.x0 - word.x0
    return back < 0.5 * size or (_right_to_left(word.text) and _right_to_left(last.text))


def _right_to_left(text: str) -> bool:
    return any("\u0590" <= char <= "\u08ff" or "\ufb1d" <= char <= "\ufefc" for char in text)


def _parted(row: list[Word], gutters: Sequence[float]) -> Iterator[list[Word]]:
    """Part a row where columns or cells end."""
    gaps = _gaps(row)
    stretched = len(gaps) > 1 and max(gaps) - min(gaps) < _UNEVEN * row[0].size
    part = [row[0]]
    for gap, before, word in zip(gaps, row, row[1:], strict=False):
        size = min(before.size, word.size)
        whole = stretched or (len(part) == 1 and bool(list_mark(part[0].text)))
        if gap > _CELL_GAP * size and not whole:
            ends = True
        else:
            between = (min(before.x1, word.x1), max(before.x0, word.x0))
            crossed = any(between[0] <= gutter <= between[1] for gutter in gutters)
            ends = crossed and gap > max(_GUTTER * size, 1.5 * median_low(gaps))
        if ends:
            yield part
            part = []
        part.append(word)
    yield part


def _gaps(row: list[Word]) -> list[float]:
    """Measure the white between the words of a row, in tenths of points."""
    return [
        round(max(before.x0, word.x0) - min(before.x1, word.x1), 1)
        for before, word in pairwise(row)
    ]


def _gutters(rows: list[list[Word]]) -> list[float]:
    """Find where white runs down between columns of prose: the middles of it."""
    rows = [row for row in rows if not all(word.aside for word in row)]
    if len(rows) < _COLUMN_LINES:
        return []
    size = median(word.size for row in rows for word in row)
    return [
        (start + end) / 2
        for start, end in _whites(rows)
        if end - start >= _GUTTER * size and _is_between_prose(rows, (start + end) / 2)
    ]


def _whites(rows: list[list[Word]]) -> Iterator[tuple[float, float]]:
    """Yield where, from left to right, next to nothing stands; a title may reach across."""
    words = [word for row in rows for word in row]
    left, right = min(word.x0 for word in words), max(word.x1 for word in words)
    steps = min(max(1, int(right - left)), _WIDEST)
    changes = [0] * (steps + 2)
    for word in words:
        changes[min(steps, int(word.x0 - left))] += 1
        changes[min(steps, int(word.x1 - left)) + 1] -= 1
    covered, most, start = 0, len(rows) // 12, -1
    for x in range(steps + 1):
        covered += changes[x]
        if covered <= most:
            start = x if start < 0 else start
        elif start >= 0:
            yield left + start, left + x
            start = -1


def _is_between_prose(rows: list[list[Word]], gutter: float) -> bool:
    """Tell whether prose stands on both sides of a place, and side by side."""
    heights = []
    for side in (-1, 1):
        parts = [[word for word in row if side * (word.x0 - gutter) > 0] for row in rows]
        parts = [part for part in parts if part]
        if len(parts) < _COLUMN_LINES or median(map(len, parts)) < _PROSE_WORDS:
            return False
        heights.append((min(part[0].y for part in parts), max(part[0].y for part in parts)))
    (low, high), (other_low, other_high) = heights
    return min(high, other_high) - max(low, other_low) > 0.4 * min(
        high - low, other_high - other_low
    )


def _ordered(lines: list[Line], gutters: Sequence[float]) -> list[Line]:
    """Give the lines column by column, if the file has them line by line across the columns."""
    inner = [line.column for line in lines if line.column >= 0]
    switches = sum(one != other for one, other in pairwise(inner))
    wide = len(lines) - len(inner)
    if switches <= 2 * len(gutters) + 2 * wide + 2:
        return lines
    ordered: list[Line] = []
    columns: dict[int, list[Line]] = defaultdict(list)
    for line in sorted(lines, key=lambda line: -line.y):
        if line.column < 0:
            ordered += [one for column in sorted(columns) for one in columns[column]]
            columns.clear()
            ordered.append(line)
        else:
            columns[line.column].append(line)
    return ordered + [one for column in sorted(columns) for one in columns[column]]


def _is_wide(line: Line, gutters: Sequence[float]) -> bool:
    return any(line.x0 < gutter < line.x1 for gutter in gutters)
