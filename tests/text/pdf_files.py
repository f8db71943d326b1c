"""PDF files, made letter by letter: only what a test says is in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

LEADING = 14.0
#: Each letter of Courier is so wide, in letter heights.
WIDTH = 0.6


@dataclass(frozen=True)
class Put:
    """A text at a place of a page; `wide` stretches it to so many points."""

    x: float
    y: float
    text: str
    size: float = 10.0
    bold: bool = False
    turn: float = 0.0
    mark: str = ""
    wide: float = 0.0


@dataclass
class Pdf:
    """A PDF with pages of 400 by 600 points."""

    pages: list[list[Put]] = field(default_factory=list)
    info: dict[str, str] = field(default_factory=dict)
    lang: str = ""
    bookmarks: list[tuple[str, int]] = field(default_factory=list)
    picture: bool = False

    def save(self, path: Path) -> Path:
        """Write it."""
        path.write_bytes(self.data())
        return path

    def data(self) -> bytes:
        """Give its bytes."""
        objects: list[bytes] = [b"", b""]  # the catalogue and the pages, which come last

        def add(text: bytes) -> int:
            objects.append(text)
            return len(objects)

        fonts = [
            add(b"<</Type/Font/Subtype/Type1/BaseFont/%s/Encoding/WinAnsiEncoding>>" % name)
            for name in (b"Courier", b"Courier-Bold")
        ]
        pixel = b"<</Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray"
        picture = add(_stream(pixel + b"/BitsPerComponent 8", b"\x80"))
        kids = []
        for page in self.pages:
            content = b"\n".join(map(_operators, page))
            if self.picture:
                content += b"\nq 400 0 0 600 0 0 cm /Im1 Do Q"
            stream = add(_stream(b"<<", content))
            kids.append(
                add(
                    b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 400 600]/Contents %d 0 R/Resources"
                    b"<</Font<</F1 %d 0 R/F2 %d 0 R>>/XObject<</Im1 %d 0 R>>>>>>"
                    % (stream, *fonts, picture)
                )
            )
        objects[1] = b"<</Type/Pages/Count %d/Kids[%s]>>" % (
            len(kids), b" ".join(b"%d 0 R" % kid for kid in kids),
        )  # fmt: skip
        outline = self._outline(add, len(objects), kids)
        lang = b"/Lang(%s)" % self.lang.encode() if self.lang else b""
        objects[0] = b"<</Type/Catalog/Pages 2 0 R%s%s>>" % (outline, lang)
        entries = b"".join(
            b"/%s %s" % (key.encode(), _string(value)) for key, value in self.info.items()
        )
        info = add(b"<<%s>>" % entries)
        return _file(objects, info)

    def _outline(self, add: object, count: int, kids: list[int]) -> bytes:
        if not self.bookmarks:
            return b""
        assert callable(add)
        root = count + len(self.bookmarks) + 1
        numbers = [count + 1 + at for at in range(len(self.bookmarks))]
        for at, (title, page) in enumerate(self.bookmarks):
            after = b"/Next %d 0 R" % numbers[at + 1] if at + 1 < len(numbers) else b""
            add(
                b"<</Title %s/Parent %d 0 R/Dest[%d 0 R/Fit]%s>>"
                % (_string(title), root, kids[page - 1], after)
            )
        add(b"<</First %d 0 R/Last %d 0 R>>" % (numbers[0], numbers[-1]))
        return b"/Outlines %d 0 R" % root


def prose(lines: Sequence[str], x: float = 50, y: float = 540, wide: float = 300) -> list[Put]:
    """Put lines under each other; all but the last fill a column, and two blanks indent."""
    puts = []
    for at, line in enumerate(lines):
        indent = 15 if line.startswith("  ") else 0
        fills = not line.endswith((".", "?")) and at + 1 < len(lines)
        puts.append(
            Put(x + indent, y - at * LEADING, line.strip(), wide=wide - indent if fills else 0)
        )
    return puts


def _stream(head: bytes, data: bytes) -> bytes:
    return head + b"/Length %d>>stream\n%s\nendstream" % (len(data), data)


def _string(text: str) -> bytes:
    return b"<%s>" % (b"\xfe\xff" + text.encode("utf-16-be")).hex().encode()


def _operators(put: Put) -> bytes:
    data = put.text.encode("cp1252").replace(b"\\", b"\\\\").replace(b"(", b"\\(")
    data = data.replace(b")", b"\\)")
    cos, sin = (1, 0) if not put.turn else (0.7071, 0.7071) if put.turn == 45 else (0, 1)
    # What a line lacks goes between its words.
    lacking = put.wide - WIDTH * put.size * len(put.text) if put.wide else 0
    between = max(0.0, lacking) / max(1, put.text.count(" "))
    shown = b"BT /F%d %.2f Tf %.3f Tw %.4f %.4f %.4f %.4f %.2f %.2f Tm (%s) Tj ET" % (
        2 if put.bold else 1, put.size, between, cos, sin, -sin, cos, put.x, put.y, data,
    )  # fmt: skip
    return b"/%s BMC %s EMC" % (put.mark.encode(), shown) if put.mark else shown


def _file(objects: list[bytes], info: int) -> bytes:
    data = bytearray(b"%PDF-1.7\n")
    places = []
    for number, text in enumerate(objects, start=1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, text)
    start = len(data)
    data += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    data += b"".join(b"%010d 00000 n \n" % place for place in places)
    data += b"trailer<</Size %d/Root 1 0 R/Info %d 0 R>>\nstartxref\n%d\n%%%%EOF" % (
        len(objects) + 1, info, start,
    )  # fmt: skip
    return bytes(data)
