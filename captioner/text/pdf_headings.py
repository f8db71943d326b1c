"""Which lines of a PDF are headings: those that its outline names, and those that stand out."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence

import msgspec

from captioner.text.pdf_lines import Line

#: Letters this much larger than those of the text make a heading.
_LARGE = 1.14
#: What is longer is no heading, however large.
_MOST_LINES, _LONGEST = 5, 300
#: A bold line that ends in one of these begins a text, or ends it.
_NO_END = tuple(".,;:")
_LOWEST = 6


class Bookmark(msgspec.Struct, frozen=True):
    """What the outline names: a title, the page where it begins, and its level, from 1."""

    title: str
    page: int
    level: int


class Heading(msgspec.Struct, frozen=True):
    """That a line is a heading: lines of the same `number` are one."""

    number: int
    level: int


def headings_of(
    lines: Sequence[Line], bookmarks: Sequence[Bookmark], body: float, pitch: float
) -> dict[int, Heading]:
    """Find the headings, by the index of their lines."""
    named = _named(lines, bookmarks)
    groups = [
        group for group in _standing_out(lines, body, pitch) if not any(at in named for at in group)
    ]
    levels = _levels(lines, named, groups)
    found = dict(named)
    for number, group in enumerate(groups, start=len(bookmarks)):
        for at in group:
            found[at] = Heading(number, levels[_style(lines[group[0]])])
    return found


def _named(lines: Sequence[Line], bookmarks: Sequence[Bookmark]) -> dict[int, Heading]:
    """Find the lines that the outline names."""
    pages: dict[int, list[int]] = defaultdict(list)
    for at, line in enumerate(lines):
        pages[line.page].append(at)
    named: dict[int, Heading] = {}
    for number, mark in enumerate(bookmarks):
        wanted = _letters(mark.title)
        here = [at for at in pages.get(mark.page, []) if at not in named]
        for at in _same(lines, here, wanted) if wanted else ():
            named[at] = Heading(number, min(mark.level, _LOWEST))
    return named


def _same(lines: Sequence[Line], here: Sequence[int], wanted: str) -> list[int]:
    """Give the first lines that together say what is wanted, of those that are largest."""
    found: list[list[int]] = []
    for first in range(len(here)):
        said = ""
        for last in range(first, min(first + _MOST_LINES, len(here))):
            said += _letters(lines[here[last]].text)
            if said == wanted or (said.endswith(wanted) and len(said) - len(wanted) <= 4):
                found.append(list(here[first : last + 1]))
            if len(said) > len(wanted) + 4:
                break
    return max(found, key=lambda group: lines[group[0]].size, default=[])


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).casefold()


def _standing_out(lines: Sequence[Line], body: float, pitch: float) -> list[list[int]]:
    """Find the groups of lines that are larger than the text, or bold and apart from it."""
    groups: list[list[int]] = []
    group: list[int] = []
    for at, line in enumerate(lines):
        if group and not _continues(lines[group[-1]], line):
            groups.append(group)
            group = []
        if line.size > _LARGE * body or (line.bold and line.size > 0.97 * body):
            group.append(at)
    groups += [group] if group else []
    return [group for group in groups if _is_heading(lines, group, body, pitch)]


def _continues(before: Line, line: Line) -> bool:
    """Tell whether a line goes on as the one before it, and right under it."""
    down = before.y - line.y
    return (
        _style(before) == _style(line)
        and before.page == line.page
        and 0.3 * line.size < down < 2.0 * line.size
    )


def _is_heading(lines: Sequence[Line], group: list[int], body: float, pitch: float) -> bool:
    text = " ".join(lines[at].text for at in group)
    if not re.search(r"\w", text) or len(group) > _MOST_LINES or len(text) > _LONGEST:
        return False
    if lines[group[0]].size > _LARGE * body:
        return True
    first, last = group[0], group[-1]
    above = lines[first - 1] if first else None
    below = lines[last + 1] if last + 1 < len(lines) else None
    apart = above is None or not _is_close(above, lines[first], pitch)
    return (
        len(group) <= 2
        and apart
        and below is not None
        and below.x0 < lines[last].x1
        and abs(below.y - lines[last].y) > 0.5 * body
        and not text.endswith(_NO_END)
    )


def _is_close(above: Line, below: Line, pitch: float) -> bool:
    """Tell whether two lines are as close as those of a text are."""
    return above.page == below.page and 0 <= above.y - below.y < 1.25 * pitch * below.size


def _style(line: Line) -> tuple[float, bool]:
    return round(line.size * 2) / 2, line.bold


def _levels(
    lines: Sequence[Line], named: dict[int, Heading], groups: list[list[int]]
) -> dict[tuple[float, bool], int]:
    """Give each style of heading its level: the outline's, or else by how large it is."""
    told: dict[tuple[float, bool], Counter[int]] = defaultdict(Counter)
    for at, heading in named.items():
        told[_style(lines[at])][heading.level] += 1
    styles = sorted({_style(lines[group[0]]) for group in groups} | told.keys(), reverse=True)
    levels: dict[tuple[float, bool], int] = {}
    level = 0
    for style in styles:
        level = told[style].most_common(1)[0][0] if style in told else min(level + 1, _LOWEST)
        levels[style] = level
    return levels
