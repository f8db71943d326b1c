"""What a reader makes of a file: paragraphs of plain text that know where they come from."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

from captioner.document import Kind, LeftOut, Place


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A block of text, unwrapped to one line.

    `anchors` are (offset in `text`, place in the source) pairs in order: from that offset on the
    text runs along the source, column by column, until the next anchor.
    """

    kind: Kind
    text: str
    anchors: tuple[tuple[int, Place], ...]

    def place(self, offset: int) -> Place:
        """Tell where in the source the character at `offset` stands."""
        at = max(0, bisect_right(self.anchors, offset, key=lambda anchor: anchor[0]) - 1)
        start, place = self.anchors[at]
        return Place(place.line, place.column + max(0, offset - start))


@dataclass(frozen=True, slots=True)
class Reading:
    """All that a reader found; `title` and `lang` are None where the file does not say."""

    paragraphs: tuple[Paragraph, ...]
    title: str | None = None
    lang: str | None = None
    left_out: tuple[LeftOut, ...] = ()


class Unwrapper:
    """Joins the lines of a paragraph into one, keeping their anchors."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0
        self._anchors: list[tuple[int, Place]] = []
        self._breaks = False

    def add(self, text: str, place: Place) -> None:
        """Append text that stands at `place`, after a blank if a line ended before it."""
        if self._breaks:
            text = text.lstrip()
            if not text:
                return
            self._breaks = False
            if self._parts and not joins_without_blank(self._parts[-1][-1] + text[0]):
                self._append(" ")
        if text:
            self._anchors.append((self._length, place))
            self._append(text)

    def end_line(self) -> None:
        """Note that the source line ends here; blanks at its end are dropped."""
        self._breaks = True
        while self._parts:
            last = self._parts.pop()
            self._length -= len(last)
            if last := last.rstrip():
                self._append(last)
                break

    def paragraph(self, kind: Kind) -> Paragraph | None:
        """Give what was added, without blanks at its ends, or None where there is none."""
        text = "".join(self._parts)
        if not text.strip():
            return None
        lead = len(text) - len(text.lstrip())
        anchors = [(max(0, offset - lead), place) for offset, place in self._anchors]
        return Paragraph(kind, text.strip(), tuple(anchors))

    def _append(self, text: str) -> None:
        self._parts.append(text)
        self._length += len(text)


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
