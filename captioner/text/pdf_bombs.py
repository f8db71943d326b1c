"""Whether a small PDF unpacks to what no machine can hold, for which PDFium does not look. Pure."""

from __future__ import annotations

import mmap
import re
import zlib
from collections.abc import Iterator
from pathlib import Path

#: No page of a document has a stream that unpacks to more than this and is packed so well.
_MOST, _BEST = 48 * 2**20, 100
#: zlib packs nothing better than this.
_LIMIT = 1032
_CHUNK = 2**16
_STREAM = re.compile(rb"(?<!end)stream\r?\n")
#: Packed twice: a few bytes can be anything.
_TWICE = re.compile(
    rb"/(?:Fl(?:ateDecode)?|LZW(?:Decode)?)\s*/(?:Fl(?:ateDecode)?|LZW(?:Decode)?)\b"
)


def is_bomb(path: Path) -> bool:
    """Tell whether something in a PDF unpacks to far more than it should. Raises OSError."""
    with path.open("rb") as file:
        if not file.read(1):
            return False
        with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
            return _TWICE.search(data) is not None or any(
                _unpacks_to_much(data, start, end) for start, end in _streams(data)
            )


def _streams(data: mmap.mmap) -> Iterator[tuple[int, int]]:
    """Yield where the streams begin and end that are long enough to be dangerous."""
    for match in _STREAM.finditer(data):
        end = data.find(b"endstream", match.end())
        end = len(data) if end < 0 else end
        if (end - match.end()) * _LIMIT > _MOST:
            yield match.end(), end


def _unpacks_to_much(data: mmap.mmap, start: int, end: int) -> bool:
    unpacker = zlib.decompressobj()
    size, at = 0, start
    waiting = b""
    try:
        while (at < end or waiting) and size <= _MOST:
            packed = waiting or data[at : min(at + _CHUNK, end)]
            at += 0 if waiting else len(packed)
            size += len(unpacker.decompress(packed, _CHUNK * 16))
            waiting = unpacker.unconsumed_tail
            if unpacker.eof:
                break
    except zlib.error:
        return False  # It is packed in another way.
    return size > _MOST and size > _BEST * (at - start - len(waiting))
