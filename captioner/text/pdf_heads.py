"""What stands at the edges of the pages of a PDF and is not part of the text: running heads, page
numbers. They are known by standing in the same place on many pages and by being alike.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import groupby

import msgspec

from captioner.document import LeftOut, Place
from captioner.text.pdf_lines import Line

#: So many rows at the top of a page, and at its foot, may be no part of the text.
_DEEPEST = 3
#: Fewer pages than this tell nothing by being alike.
_FEW = 3
#: Rows whose height differs by less are at the same height.
_SAME_HEIGHT = 5.0

#: So many letter heights away from all else a number at the foot of its page needs no others.
_ALONE = 2.5

#: Longer lines are of the text, unless they are the same to the letter.
_LONGEST = 80

_HEAD, _NUMBER = "running head", "page number"

_ROMAN = r"m{0,3}(?:cm|cd|d?c{0,3})(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})"
#: What is written before the number of a page.
_PAGE = "page|pages|pg|p|seite|s|página|pagina|pág|pag|side|sida|strona|str|стр|страница"
_NUMBERED = re.compile(
    rf"\W*(?:(?:{_PAGE})\.?\s*)?(\d{{1,5}}|{_ROMAN})(?:\s*(?:/|of|von|de|sur|di|из)\s*\d{{1,5}})?\W*",
    re.IGNORECASE,
)


class _Row(msgspec.Struct, frozen=True):
    """The lines at one height of a page. `depth` counts the rows to the edge of the page, from 0;
    `top` tells which edge that is, and `apart` how many letter heights are between it and the rest.
    """

    page: int
    lines: tuple[Line, ...]
    top: bool
    depth: int
    apart: float

    @property
    def text(self) -> str:
        return " ".join(line.text for line in self.lines)

    @property
    def y(self) -> float:
        return self.lines[0].y

    @property
    def likeness(self) -> str:
        """Its text, as far as it is the same on other pages."""
        if len(self.text) > _LONGEST:
            return self.text
        return re.sub(r"\d+", "#", self.text).casefold()


def take_out_heads(lines: list[Line], pages: int) -> tuple[list[Line], list[LeftOut]]:
    """Part the text of `pages` pages from what stands around it, which is left out."""
    heads: dict[int, str] = {}
    for line in lines:
        if line.aside:
            heads[id(line)] = _NUMBER if _NUMBERED.fullmatch(line.text) else _HEAD
    rest = [line for line in lines if id(line) not in heads]
    for row, reason in _heads(list(_edges(rest)), pages):
        for line in row.lines:
            heads[id(line)] = reason
    left_out = [
        LeftOut(line.text, heads[id(line)], Place(line.page)) for line in lines if id(line) in heads
    ]
    return [line for line in lines if id(line) not in heads], left_out


def _edges(lines: list[Line]) -> Iterator[_Row]:
    """Yield the rows at the edges of each page, from outside inwards."""
    for page, here in groupby(lines, key=lambda line: line.page):
        rows = _rows(here)
        for top, order in ((True, rows), (False, rows[::-1])):
            for depth, row in enumerate(order[:_DEEPEST]):
                inner = order[depth + 1] if depth + 1 < len(order) else None
                apart = abs(row[0].y - inner[0].y) / max(row[0].size, 1.0) if inner else 9.0
                yield _Row(page, tuple(row), top, depth, apart)


def _rows(lines: Iterable[Line]) -> list[list[Line]]:
    """Give the lines of a page by their height, from the top."""
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda line: (-line.y, line.x0)):
        if rows and abs(rows[-1][0].y - line.y) < 0.3 * line.size:
            rows[-1].append(line)
        else:
            rows.append([line])
    return rows


def _heads(edges: list[_Row], pages: int) -> Iterator[tuple[_Row, str]]:
    """Find the rows that are no part of the text, and say what they are."""
    alike: dict[tuple[bool, str], list[_Row]] = defaultdict(list)
    for row in edges:
        alike[row.top, row.likeness].append(row)
    repeated = [row for rows in alike.values() for row in _at_one_height(rows, pages)]
    found = {id(row): (row, _HEAD) for row in repeated if not _is_number(row)}
    for row in _numbers(edges):
        found[id(row)] = (row, _NUMBER)
    places = _places([row for row, _ in found.values()], pages)
    for row in edges:
        if id(row) not in found and _stands_in(row, places):
            found[id(row)] = (row, _HEAD)
    yield from _outermost(edges, found)


def _at_one_height(rows: list[_Row], pages: int) -> Iterator[_Row]:
    """Yield those of rows that are alike of which enough stand at the same height."""
    heights = Counter(round(row.y / _SAME_HEIGHT) for row in rows)
    for row in rows:
        height = round(row.y / _SAME_HEIGHT)
        if sum(heights[height + by] for by in (-1, 0, 1)) >= min(_FEW, max(2, pages - 1)):
            yield row


def _places(heads: list[_Row], pages: int) -> Counter[tuple[bool, int, int]]:
    """Give where heads stand that most pages have: at which edge, how high, and how large."""
    counted = Counter(_place(row) for row in heads)
    return Counter({place: n for place, n in counted.items() if n >= max(_FEW, pages // 3)})


def _place(row: _Row) -> tuple[bool, int, int]:
    return row.top, round(row.y / _SAME_HEIGHT), round(row.lines[0].size)


def _stands_in(row: _Row, places: Counter[tuple[bool, int, int]]) -> bool:
    """Tell whether a row stands apart where others have a head, as that of a short chapter may."""
    return row.apart > 1.6 and _place(row) in places


def _is_number(row: _Row) -> bool:
    return bool(_NUMBERED.fullmatch(row.text))


def _numbers(edges: list[_Row]) -> Iterator[_Row]:
    """Yield the rows that count the pages: the numbers grow as the pages do."""
    by_start: dict[tuple[bool, int, int], list[_Row]] = defaultdict(list)
    for row in edges:
        match = _NUMBERED.fullmatch(row.text)
        if match and match[1]:
            value = _value(match[1])
            by_start[row.top, round(row.y), value - row.page].append(row)
            if value == row.page and not row.top and row.apart > _ALONE:
                yield row
    for rows in by_start.values():
        if len({row.page for row in rows}) >= 2:
            yield from rows


def _value(number: str) -> int:
    """Give the value of a number in figures or in Roman ones."""
    if number.isdecimal():
        return int(number)
    values = [{"i": 1, "v": 5, "x": 10, "l": 50, "c": 100, "d": 500, "m": 1000}[c]
              for c in number.lower()]  # fmt: skip
    return sum(
        -value if value < after else value
        for value, after in zip(values, [*values[1:], 0], strict=True)
    )


def _outermost(edges: list[_Row], found: dict[int, tuple[_Row, str]]) -> Iterator[tuple[_Row, str]]:
    """Keep those that nothing of the text stands outside of."""
    for _, rows in groupby(edges, key=lambda row: (row.page, row.top)):
        for row in rows:
            if id(row) not in found:
                break
            yield found[id(row)]
