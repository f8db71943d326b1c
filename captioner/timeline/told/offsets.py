"""Which sentence a word is in, by the offset that the program told.

Offsets count into what was sent to be spoken, which may be the file, or something made of it; so
they are believed only if nearly all of them point at the very words they belong to.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate, pairwise

from captioner.document import Sentence
from captioner.timeline.align import fold
from captioner.timeline.told.times import WordList

#: A unit of each encoding, in bytes, and its name with Python.
_UNITS = {"utf-8": (1, "utf-8"), "utf-16": (2, "utf-16-le")}
#: From this share on that points at other words, the offsets are of another text.
_MOST_WRONG = 0.05


def sentences_by_offsets(
    words: WordList, sentences: Sequence[Sentence], source: str
) -> list[int] | None:
    """Tell the index of the sentence that each word is in; None if no offsets say so.

    `source` is the text of the file, its lines ended by LF; the program may have had it with CRLF.
    A word without an offset is in the sentence of the one before it.
    """
    if not words.offsets or words.encoding not in _UNITS or not sentences:
        return None
    for text in (source, source.replace("\n", "\r\n")):
        if _verified(words, text):
            return _found(words, _starts(sentences, text, words.encoding))
    return None


def _verified(words: WordList, text: str) -> bool:
    unit, codec = _UNITS[words.encoding]
    data = text.encode(codec, "replace")
    wrong = 0
    for word, offset in zip(words.words, words.offsets, strict=True):
        if offset is not None:
            at = data[offset[0] * unit : offset[1] * unit].decode(codec, "replace")
            wrong += fold(at) != fold(word.text)
        else:
            wrong += 1
    return wrong <= _MOST_WRONG * len(words.words)


def _starts(sentences: Sequence[Sentence], text: str, encoding: str) -> list[int]:
    """Give the offset at which each sentence begins."""
    unit, codec = _UNITS[encoding]

    def size(part: str) -> int:
        return len(part.encode(codec, "replace")) // unit

    lines = text.split("\n")
    begins = [0, *accumulate(size(line) + 1 for line in lines)]
    return [
        begins[sentence.place.line - 1]
        + size(lines[sentence.place.line - 1][: sentence.place.column - 1])
        for sentence in sentences
    ]


def _found(words: WordList, starts: Sequence[int]) -> list[int] | None:
    if any(after < before for before, after in pairwise(starts)):
        return None
    found: list[int] = []
    for offset in words.offsets:
        if offset is None:
            found.append(found[-1] if found else 0)
        else:
            found.append(max(0, bisect_right(starts, offset[0]) - 1))
    in_order = all(before <= after for before, after in pairwise(found))
    return found if in_order else None
