"""In which encoding a page or a chapter is written. Pure."""

from __future__ import annotations

import codecs
import re

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED = re.compile(
    rb"""<(?:meta\b[^>]*?\bcharset\s*=\s*["']?|\?xml\b[^>]*?\bencoding\s*=\s*["'])\s*([\w:.-]+)""",
    re.IGNORECASE,
)
#: How far into a page its encoding may be declared.
_PRESCAN = 4096
#: Encodings of text that Python knows, by the names that pages use.
_KNOWN = re.compile(
    r"utf-?8|utf-?16(?:[lb]e)?|(?:iso-?8859|windows|cp|ibm)-?\d+(?:-\d+)?|koi8-[ru]|gb(?:k|2312|18030)"
    r"|big5(?:-hkscs)?|euc-(?:jp|kr)|shift_jis|iso-2022-jp|macintosh|tis-620"
)
#: What browsers take for a larger encoding that has the same beginning.
_MEANT = {
    "ascii": "windows-1252",
    "us-ascii": "windows-1252",
    "iso-8859-1": "windows-1252",
    "iso8859-1": "windows-1252",
    "latin1": "windows-1252",
    "latin-1": "windows-1252",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "x-sjis": "shift_jis",
    "sjis": "shift_jis",
}


def decode(data: bytes, charset: str | None = None) -> str:
    """Decode a page: by its byte order mark, `charset` (as a server named it), its own `meta`, else
    as UTF-8, else as windows-1252.

    Raises ValueError, one sentence for a person, for what is no text.
    """
    for bom, name in _BOMS:
        if data.startswith(bom):
            return data[len(bom) :].decode(name, "replace")
    if b"\0" in data:
        raise ValueError("it is not a text file (it holds binary data)")
    declared = _DECLARED.search(data, 0, _PRESCAN)
    own = declared[1].decode("ascii", "replace") if declared else None
    for known in map(_encoding, filter(None, (charset, own))):
        if known:
            return data.decode(known, "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("windows-1252", "replace")


def _encoding(name: str) -> str:
    """Give the name that Python has for an encoding of text; empty if it has none."""
    name = name.strip().lower()
    name = _MEANT.get(name, name)
    if not _KNOWN.fullmatch(name):
        return ""
    if name.startswith(("utf-16", "utf16")):
        # What was read as ASCII so far is not that.
        return "utf-8"
    try:
        return codecs.lookup(name).name
    except LookupError:
        return ""
