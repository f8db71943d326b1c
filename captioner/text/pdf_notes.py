"""Notes at the foot of the pages of a PDF, their marks in the text, and tables of contents."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

import msgspec

from captioner.document import LeftOut, Place
from captioner.text.pdf_lines import Line

#: Notes are set in letters at most so large, of those of the text.
_SMALL = 0.93

_MARK = re.compile(r"\[?(\d{1,4}|[*†‡§¶]{1,4})\]?[.)]?")
_LEADERS = re.compile(r"(?:\.\s?){4,}\s*(?:\d{1,4}|[ivxlc]{1,7})?\s*$|…{2,}\s*\d{0,4}\s*$")
#: After these a raised number is part of what is said: `m²`.
_UNITS = frozenset({"m", "cm", "mm", "km", "ft", "in", "s", "x", "y", "r", "n", "e", "a", "b", "c"})

_NOTE_MARK, _CONTENTS = "note mark", "line of a table of contents"


class Parted(msgspec.Struct):
    """The lines of a PDF: those of the text, those of each note, and what is left out."""

    text: list[Line] = msgspec.field(default_factory=list)
    notes: list[list[Line]] = msgspec.field(default_factory=list)
    left_out: list[LeftOut] = msgspec.field(default_factory=list)

    def add_note(self, line: Line, *, begins: bool) -> None:
        """Add a line of a note, without the mark that it begins with."""
        if not begins and self.notes:
            self.notes[-1].append(line)
            return
        if mark := _MARK.match(line.text):
            self.left_out.append(LeftOut(mark[0], _NOTE_MARK, Place(line.page)))
            line.drop(len(mark[0]))
        if line.text:
            self.notes.append([line])


def without_notes(lines: list[Line], body: float) -> Parted:
    """Part the text, set in letters of size `body`, from notes, their marks, and contents."""
    parted = Parted()
    open_note = False
    for _, page in groupby(lines, key=lambda line: line.page):
        here = list(page)
        marks = set(_raised(here, body))
        notes = _notes(here, body, marks, open_note=open_note)
        if notes:
            open_note = not re.search(r"[.!?”\"')\]]\s*$", notes[-1].text)
        noted = {id(line) for line in notes}
        numbers = {mark for line in notes if (mark := _mark_of(line))}
        for line in notes:
            parted.add_note(line, begins=_begins_note(line, marks))
        for line in here:
            if id(line) in noted:
                continue
            if _LEADERS.search(line.text) and re.search(r"\w", line.text):
                parted.left_out.append(LeftOut(line.text, _CONTENTS, Place(line.page)))
                continue
            parted.left_out += _unmarked(line, numbers)
            parted.text.append(line)
    return parted


def _notes(page: Sequence[Line], body: float, marks: set[str], *, open_note: bool) -> list[Line]:
    """Find the notes of a page: at the end of each column, small, and begun with a mark."""
    found: list[Line] = []
    for column in _columns(page):
        tail: list[Line] = []
        for line in reversed(column):
            if line.size > _SMALL * body:
                break
            tail.insert(0, line)
        begins = [at for at, line in enumerate(tail) if _begins_note(line, marks)]
        if begins:
            found += tail if open_note else tail[begins[0] :]
        elif open_note:
            found += tail
    return found


def _columns(page: Sequence[Line]) -> Iterator[list[Line]]:
    """Part the lines of a page where they go up again."""
    column: list[Line] = []
    for line in page:
        if column and line.y > column[-1].y + 0.5 * line.size:
            yield column
            column = []
        column.append(line)
    if column:
        yield column


def _raised(page: Sequence[Line], body: float) -> Iterator[str]:
    """Yield the marks in the text of a page that stand for a note."""
    for line in page:
        if line.size > _SMALL * body:
            yield from filter(None, (_bare(raised.text) for raised in line.raised))


def _bare(text: str) -> str:
    match = _MARK.fullmatch(text)
    return match[1] if match else ""


def _mark_of(line: Line) -> str:
    """Give the mark with which a note begins, glued to it or not; empty for none."""
    match = _MARK.match(line.text)
    return match[1] if match else ""


def _begins_note(line: Line, marks: set[str]) -> bool:
    mark = _mark_of(line)
    return bool(mark) and (mark in marks or (line.raised_first and bool(_bare(line.first))))


def _unmarked(line: Line, numbers: set[str]) -> Iterator[LeftOut]:
    """Take the marks of notes out of a line."""
    for raised in reversed(line.raised):
        mark = _bare(raised.text)
        if mark and (mark in numbers or _is_mark_after(raised.before)):
            yield LeftOut(raised.text, _NOTE_MARK, Place(line.page))
            line.take_out(raised)


def _is_mark_after(before: str) -> bool:
    """Tell whether a raised number after a word is no power, such as that of a unit."""
    return before.casefold() not in _UNITS and not before[-1:].isdigit()
