"""Bytes on disk become text, or one clear sentence about why they cannot."""

from __future__ import annotations

import codecs
import re
from pathlib import Path

from captioner.errors import DocumentError, readable

#: War and Peace is 3 MB. A "text" of hundreds is a log or a dump, and would be held in memory.
MAX_BYTES = 64 * 2**20

#: Controls are neither shown nor said. One blank for each, so that columns hold.
_CONTROLS = re.compile("[\x01-\x08\x0b\x0c\x0e-\x1f\x7f]")

_OTHER_BOMS = (
    (codecs.BOM_UTF32_LE, "UTF-32"),
    (codecs.BOM_UTF32_BE, "UTF-32"),
    (codecs.BOM_UTF16_LE, "UTF-16"),
    (codecs.BOM_UTF16_BE, "UTF-16"),
)


def load(path: Path, to: str = "read aloud") -> str:
    """Read a UTF-8 file, with or without BOM, `to` do something with it; line ends become LF.

    Raises DocumentError for what is missing, no file, too large, empty, binary or not UTF-8.
    """
    data = load_bytes(path)
    for bom, name in _OTHER_BOMS:
        if data.startswith(bom):
            raise DocumentError(path, f"it is {name}, not UTF-8; save it as UTF-8")
    if b"\0" in data:
        raise DocumentError(path, "it is not a text file (it holds binary data)")
    try:
        text = data.removeprefix(codecs.BOM_UTF8).decode("utf-8")
    except UnicodeDecodeError as exc:
        raise _not_utf8(path, data, exc.start) from exc
    text = clean(text)
    if not text.strip():
        raise DocumentError(path, f"it is empty; there is nothing to {to}")
    return text


def clean(text: str) -> str:
    """End lines with LF, and put blanks in the place of controls."""
    return _CONTROLS.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n"))


def load_bytes(path: Path) -> bytes:
    """Read a file of at most MAX_BYTES. Raises DocumentError for what is missing or no file."""
    with readable(path):
        if path.is_dir():
            raise DocumentError(path, "it is a directory; name a file in it")
        if path.exists() and not path.is_file():
            raise DocumentError(path, "it is no ordinary file; save it as one")
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise DocumentError(
                path,
                f"it has {size / 2**20:,.0f} MB; split it into documents of at most "
                f"{MAX_BYTES // 2**20} MB",
            )
        return path.read_bytes()


def _not_utf8(path: Path, data: bytes, at: int) -> DocumentError:
    controls = sum(byte < 32 and byte not in b"\t\n\f\r\x1b" for byte in data[:4096])
    if controls > len(data[:4096]) // 50:
        return DocumentError(path, "it is not a text file (it holds binary data)")
    line = data.count(b"\n", 0, at) + 1
    return DocumentError(
        path,
        f"it is not UTF-8 (byte 0x{data[at]:02X}); save it as UTF-8, "
        "or convert it, for example with: iconv -f windows-1252 -t utf-8",
        line=line,
    )
