"""The letters on a page of a PDF, as PDFium has them, become words with their places."""

from __future__ import annotations

import ctypes
import math
from collections import Counter
from collections.abc import Iterator
from typing import Any, TypeAlias

import msgspec

from captioner.text.pdf_lines import Word

#: Letters that begin so many heights apart may have white between them; if it is as wide as _GAP,
#: they are of two words, such as those of two cells.
_DOUBTFUL, _GAP = 0.61, 0.22

_BOLD_NAMES = ("bold", "black", "heavy", "demi")
_FORCE_BOLD = 1 << 18

#: What PDFium gives for a hyphen at the end of a line; we keep it as a soft hyphen.
_LINE_END_HYPHENS = (0x02, 0xAD, 0xFFFE)

#: A word, and how many quarters of a turn it is turned by; None if it is aslant.
Turned: TypeAlias = tuple[Word, int | None]


def upright(words: list[Turned]) -> tuple[list[Word], list[Word]]:
    """Part the words that stand as most do from those that do not."""
    turns: Counter[int | None] = Counter()
    for word, turn in words:
        turns[turn] += len(word.text)
    most = max((turn for turn in turns if turn is not None), key=lambda t: turns[t], default=0)
    return (
        [word for word, turn in words if turn == most],
        [word for word, turn in words if turn != most],
    )


class _Look(msgspec.Struct, frozen=True):
    """How the letters look that were written at once: how large, turned by how many quarters,
    whether bold, and whether the file says that they are no part of the text.
    """

    size: float
    turn: int | None
    bold: bool
    aside: bool


class Letters:
    """The letters of a page, as PDFium has them. `pdfium` are its functions."""

    def __init__(self, pdfium: Any, text: Any, end: int) -> None:
        self._pdfium = pdfium
        self._text = text
        self._end = end
        self._x, self._y = ctypes.c_double(), ctypes.c_double()
        self._sides = [ctypes.c_double() for _ in range(4)]
        self._looks: dict[int | None, _Look] = {}
        self.count = 0
        self.unknown = 0

    def words(self) -> Iterator[Turned]:
        """Yield the words, in the order of the file."""
        text, start, end = "", 0, 0
        look, glued, blank = _Look(0, 0, False, False), False, True
        last = here = (0.0, 0.0)
        for at in range(self._end):
            letter = self._letter(at)
            if not letter:
                continue
            if is_blank := letter.isspace():
                near = False
            else:
                here = self._origin(at)
                near = bool(text) and self._is_near(last, here, look.size, end - 1)
            if text and not near:
                yield self._word(text, start, end, look, glued=glued)
                text, blank = "", is_blank or not self._is_beside(end - 1, last, here, look.size)
            if is_blank:
                blank = True
                continue
            if not text:
                start, look, glued = at, self._look(at), not blank
            text, end, last, blank = text + letter, at + 1, here, False
            self.count += 1
        if text:
            yield self._word(text, start, end, look, glued=glued)

    def _letter(self, at: int) -> str:
        code = self._pdfium.FPDFText_GetUnicode(self._text, at)
        if 0x20 <= code < 0x7F:
            return chr(code)
        if code in _LINE_END_HYPHENS:
            return "\u00ad"
        if code < 0xA0:
            return " " if code in (9, 10, 13) else ""
        if 0xD800 <= code < 0xE000:
            return self._astral(at, code)
        if 0xE000 <= code < 0xF900 or code == 0xFFFD:
            self.unknown += 1
        return chr(code)

    def _astral(self, at: int, code: int) -> str:
        """Put together a letter that PDFium gives in two halves."""
        if code >= 0xDC00 or at + 1 == self._end:
            return ""
        low = self._pdfium.FPDFText_GetUnicode(self._text, at + 1)
        if not 0xDC00 <= low < 0xE000:
            return ""
        return chr(0x10000 + ((code - 0xD800) << 10) + low - 0xDC00)

    def _origin(self, at: int) -> tuple[float, float]:
        self._pdfium.FPDFText_GetCharOrigin(self._text, at, self._x, self._y)
        return self._x.value, self._y.value

    def _is_near(
        self, last: tuple[float, float], here: tuple[float, float], size: float, at: int
    ) -> bool:
        """Tell whether two letters can be of one word: on one line, or on one that runs upwards."""
        across, up = here[0] - last[0], abs(here[1] - last[1])
        if min(abs(across), up) >= 0.1 * size or max(abs(across), up) >= 2 * size:
            return False
        return across < _DOUBTFUL * size or here[0] - self._right(at) < _GAP * size

    def _is_beside(
        self, at: int, last: tuple[float, float], here: tuple[float, float], size: float
    ) -> bool:
        """Tell whether a letter follows another directly, if higher or lower."""
        return (
            0 <= here[0] - last[0] < 2 * size
            and abs(here[1] - last[1]) < 0.8 * size
            and here[0] - self._right(at) < _GAP * size
        )

    def _word(self, text: str, start: int, end: int, look: _Look, *, glued: bool) -> Turned:
        x0, low, x1, high = self._box(start)
        if end - 1 > start:
            left, bottom, right, top = self._box(end - 1)
            x0, x1 = min(x0, left), max(x1, right)
            low, high = min(low, bottom), max(high, top)
        x, y = self._origin(start)
        if look.turn:
            corners = [_turned(*corner, look.turn) for corner in ((x0, low), (x1, high))]
            x0, x1 = (side(corner[0] for corner in corners) for side in (min, max))
            _, y = _turned(x, y, look.turn)
        return Word(text, x0, x1, y, look.size, look.bold, glued, look.aside), look.turn

    def _box(self, at: int) -> tuple[float, float, float, float]:
        """Give the left, the bottom, the right and the top of a letter."""
        left, right, bottom, top = self._sides
        self._pdfium.FPDFText_GetCharBox(self._text, at, left, right, bottom, top)
        return left.value, bottom.value, right.value, top.value

    def _right(self, at: int) -> float:
        return self._box(at)[2]

    def _look(self, at: int) -> _Look:
        """Tell how a letter looks: as all that were written at once with it do."""
        thing = self._pdfium.FPDFText_GetTextObject(self._text, at)
        key = ctypes.cast(thing, ctypes.c_void_p).value
        if key is None or key not in self._looks:
            matrix = self._pdfium.FS_MATRIX(1, 0, 0, 1, 0, 0)
            self._pdfium.FPDFText_GetMatrix(self._text, at, matrix)
            size = abs(self._pdfium.FPDFText_GetFontSize(self._text, at))
            quarters = math.atan2(matrix.b, matrix.a) / (math.pi / 2)
            self._looks[key] = _Look(
                max(0.1, size * math.hypot(matrix.c, matrix.d)),
                round(quarters) % 4 if abs(quarters - round(quarters)) < 0.06 else None,
                self._is_bold(at),
                key is not None and self._is_aside(thing),
            )
        return self._looks[key]

    def _is_bold(self, at: int) -> bool:
        name, flags = ctypes.create_string_buffer(96), ctypes.c_int()
        self._pdfium.FPDFText_GetFontInfo(self._text, at, name, 96, flags)
        called = name.value.decode("utf-8", "replace").lower()
        return (
            self._pdfium.FPDFText_GetFontWeight(self._text, at) >= 600
            or bool(flags.value & _FORCE_BOLD)
            or any(bold in called for bold in _BOLD_NAMES)
        )

    def _is_aside(self, thing: Any) -> bool:
        """Tell whether the file marks what was written as no part of the text."""
        marks = self._pdfium.FPDFPageObj_CountMarks(thing)
        return any(self._mark(thing, at) == "Artifact" for at in range(max(0, min(marks, 16))))

    def _mark(self, thing: Any, number: int) -> str:
        mark = self._pdfium.FPDFPageObj_GetMark(thing, number)
        name, length = (ctypes.c_ushort * 32)(), ctypes.c_ulong()
        self._pdfium.FPDFPageObjMark_GetName(mark, name, ctypes.sizeof(name), length)
        return utf16(name)


def _turned(x: float, y: float, turn: int) -> tuple[float, float]:
    """Give the place of a point on a page that is turned until its text is upright."""
    return ((x, y), (y, -x), (-x, -y), (-y, x))[turn]


def utf16(buffer: Any) -> str:
    return bytes(buffer).decode("utf-16-le", "replace").partition("\0")[0]
