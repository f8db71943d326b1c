"""What the files of chapters are called: a number, and as much of the title as any system takes.

    01-the-harbour.mp3    07a-a-long-one.mp3    12.mp3

Of a title letters, digits and their marks remain, of any script, in small letters, and a hyphen for
what is between them. So no name leaves its folder, is reserved on some system, or needs to be
quoted; and since each begins with a number of its own, no two are the same.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence

#: File systems take 255 bytes, some less in UTF-8 than it seems; with the longest of our suffixes
#: and what is put around a name while the file is written it stays far below that.
_MOST_BYTES = 120
_APOSTROPHES = frozenset("'’‘ʼ＇")


def part_names(titles: Sequence[str], parts: Sequence[int]) -> Iterator[list[str]]:
    """Yield the names for each of some titles, of which the file is in so many parts."""
    digits = max(2, len(str(len(titles))))
    for number, (title, count) in enumerate(zip(titles, parts, strict=True), start=1):
        words = plain(title)
        yield [
            "-".join(filter(None, (f"{number:0{digits}}{letters}", words)))
            for letters in _letters(count)
        ]


def _letters(count: int) -> list[str]:
    """Tell parts apart, in order: a to z, or aa to zz, and so on; one alone needs no letter."""
    if count == 1:
        return [""]
    width = 1
    while 26**width < count:
        width += 1
    return [
        "".join(chr(97 + number // 26**place % 26) for place in reversed(range(width)))
        for number in range(count)
    ]


def plain(title: str) -> str:
    """Give what of a title can stand in the name of any file."""
    words: list[str] = []
    word = ""
    for char in unicodedata.normalize("NFC", title.lower()):
        kind = unicodedata.category(char)
        if kind[0] in "LN" or (kind[0] == "M" and word):
            word += char
        elif char not in _APOSTROPHES and kind != "Cf":
            words.append(word)
            word = ""
    return _short("-".join(filter(None, [*words, word])))


def _short(name: str) -> str:
    """Leave so much that it is short enough: whole words, and no letter without its marks."""
    if len(name.encode()) <= _MOST_BYTES:
        return name
    cut = name.encode()[:_MOST_BYTES].decode("utf-8", "ignore")
    if unicodedata.category(name[len(cut)])[0] == "M":
        cut = cut.rstrip("".join(char for char in cut if unicodedata.category(char)[0] == "M"))[:-1]
    at = cut.rfind("-")
    return cut[:at] if at > len(cut) // 2 else cut
