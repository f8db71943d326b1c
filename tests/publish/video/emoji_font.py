"""A small font of emoji in colours, made here: each is the same picture, a square of one colour.

It has them as fonts of Android and Linux do: as PNGs of one size, in the tables CBLC and CBDT.
"""

from __future__ import annotations

import zlib
from pathlib import Path
from struct import pack

#: The side of the square, which is the size of the font too.
SIDE = 20


def emoji_font(path: Path, chars: str, colour: bytes = b"\xff\x00\x00\xff") -> Path:
    """Write it, for some characters; they are red, in bytes of RGBA, if nothing else is said."""
    codes = sorted(map(ord, chars))
    tables = {
        b"CBDT": (pictures := _pictures(len(codes), colour))[0],
        b"CBLC": _places(pictures[1]),
        b"OS/2": pack(">HhHHH", 0, SIDE, 400, 5, 0).ljust(78, b"\0"),
        b"cmap": _cmap(codes),
        b"head": pack(
            ">IIIIHHQQhhhhHHhhh", 0x10000, 0, 0, 0x5F0F3CF5, 0, SIDE, 0, 0, 0, 0, SIDE, SIDE, 0, 8,
            2, 0, 0
        ),
        b"hhea": pack(">Ihhh", 0x10000, SIDE, 0, 0).ljust(34, b"\0") + pack(">H", 1),
        b"hmtx": pack(">Hh", SIDE, 0) + pack(">h", 0) * len(codes),
        b"maxp": pack(">IH", 0x5000, len(codes) + 1),
        b"name": pack(">HHH6H", 0, 1, 18, 3, 1, 0x409, 1, 20, 0) + "Red Square".encode("utf-16-be"),
        b"post": pack(">I", 0x30000).ljust(32, b"\0"),
    }  # fmt: skip
    at = 12 + 16 * len(tables)
    directory, body = pack(">IHHHH", 0x10000, len(tables), 0, 0, 0), b""
    for tag, data in tables.items():
        directory += tag + pack(">III", 0, at + len(body), len(data))
        body += data + b"\0" * (-len(data) % 4)
    path.write_bytes(directory + body)
    return path


def _cmap(codes: list[int]) -> bytes:
    groups = b"".join(pack(">III", code, code, glyph) for glyph, code in enumerate(codes, start=1))
    return (
        pack(">HHHHI", 0, 1, 3, 10, 12)
        + pack(">HHIII", 12, 0, 16 + len(groups), 0, len(codes))
        + groups
    )


def _pictures(count: int, colour: bytes) -> tuple[bytes, list[int]]:
    """Give the pictures of the glyphs, and where each begins and ends."""
    rows = (b"\0" + colour * SIDE) * SIDE
    png = b"\x89PNG\r\n\x1a\n" + b"".join(
        pack(">I", len(data)) + name + data + pack(">I", zlib.crc32(name + data))
        for name, data in (
            (b"IHDR", pack(">IIBBBBB", SIDE, SIDE, 8, 6, 0, 0, 0)),
            (b"IDAT", zlib.compress(rows)),
            (b"IEND", b""),
        )
    )
    data, begins = pack(">HH", 3, 0), []
    for _ in range(count):
        begins.append(len(data))
        data += pack(">BBbbBI", SIDE, SIDE, 0, SIDE, SIDE, len(png)) + png
    return data, [*begins, len(data)]


def _places(begins: list[int]) -> bytes:
    """Tell where the pictures are (OpenType, CBLC: one size, its glyphs in one table of form 1)."""
    count = len(begins) - 1
    table = pack(">HHI", 1, 17, 0) + b"".join(pack(">I", begin) for begin in begins)
    array = pack(">HHI", 1, count, 8) + table
    line = pack(">bbB9x", SIDE, 0, SIDE)
    size = pack(">IIII", 8 + 48, len(array), 1, 0) + line + line
    size += pack(">HHBBBb", 1, count, SIDE, SIDE, 32, 1)
    return pack(">HHI", 3, 0, 1) + size + array
