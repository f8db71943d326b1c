"""What a reader makes of a file: paragraphs of plain text that know where they come from."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field

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


@dataclass(slots=True)
class Unwrapper:
    """Joins the lines of a paragraph into one, keeping their anchors."""

    text: str = ""
    anchors: list[tuple[int, Place]] = field(default_factory=list)
    _breaks: bool = False

    def add(self, text: str, place: Place) -> None:
        """Append text that stands at `place`, after a blank if a line ended before it."""
        if self._breaks:
            text = text.lstrip()
            self.text = self.text.rstrip()
            if text and self.text and not (joins_without_blank(self.text[-1] + text[0])):
                self.text += " "
            self._breaks = not text
        if text:
            self.anchors.append((len(self.text), place))
            self.text += text

    def end_line(self) -> None:
        """Note that the source line ends here."""
        self._breaks = True

    def paragraph(self, kind: Kind) -> Paragraph | None:
        """Give what was added, without blanks at its ends, or None where there is none."""
        if not self.text.strip():
            return None
        lead = len(self.text) - len(self.text.lstrip())
        anchors = [(max(0, offset - lead), place) for offset, place in self.anchors]
        return Paragraph(kind, self.text.strip(), tuple(anchors))


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
