"""How wide a text is on a screen, in half-width cells."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

import regex

_GRAPHEME = regex.compile(r"\X")
_INVISIBLE = frozenset({"Cc", "Cf", "Mn", "Me"})


def graphemes(text: str) -> list[str]:
    """Split a text into what a reader takes for one character (extended grapheme clusters)."""
    return _GRAPHEME.findall(text)


def width(text: str) -> int:
    """Count the cells: a wide or full-width grapheme takes two, an invisible one none."""
    return len(text) if text.isascii() else _width(text)


@lru_cache(maxsize=8192)
def _width(text: str) -> int:
    return sum(map(_cells, graphemes(text)))


@lru_cache(maxsize=4096)
def _cells(grapheme: str) -> int:
    if all(unicodedata.category(char) in _INVISIBLE for char in grapheme):
        return 0
    wide = any(unicodedata.east_asian_width(char) in "WF" for char in grapheme)
    # A flag is two letters, each of them narrow to the tables; an emoji of many parts is one.
    return 2 if wide or "\U0001f1e6" <= grapheme[0] <= "\U0001f1ff" else 1
