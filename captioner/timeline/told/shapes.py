"""What the files of word times have in common: JSON, lists of objects, units of time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from captioner.timeline.told.times import Told, WordFault, number_of
from captioner.timeline.words import words_of

#: Units of time, by how many are a second; a tick is 100 ns.
SECONDS, MS, TICKS = 1, 1000, 10_000_000

#: What a JSON file holds; of several values in one file, a list of all.
Data = Any


class Reading(NamedTuple):
    """Words as a file has them, how many of its units of time are a second, and what its offsets
    into the text count, if it has any.
    """

    told: list[Told]
    per_second: int = SECONDS
    encoding: str = ""


def objects(data: Data) -> Iterator[dict[str, Any]]:
    """Yield the objects of a list. Raises WordFault for anything else in it."""
    for number, value in enumerate(data if isinstance(data, list) else [data], start=1):
        if not isinstance(value, dict):
            raise WordFault(f"it is no object with its time, but {str(value)[:40]!r}", number)
        yield value


def first_of(data: Data) -> dict[str, Any]:
    """Give the first object of a list, or the object itself; an empty one for anything else."""
    value = data[0] if isinstance(data, list) and data else data
    return value if isinstance(value, dict) else {}


def text_of(value: object, keys: Iterable[str]) -> str | None:
    """Give the text under the first key that there is."""
    if isinstance(value, dict):
        for key in keys:
            if isinstance(text := value.get(key), str):
                return text
    return None


def list_in(value: object, key: str) -> list[Any]:
    """Give the list under a key; an empty one where there is none."""
    found = value.get(key) if isinstance(value, dict) else None
    return found if isinstance(found, list) else []


class Piece(NamedTuple):
    """Some characters and their time, from which words are put together."""

    text: str
    start: Any
    end: Any


def grouped(pieces: Sequence[Piece]) -> Iterator[Told]:
    """Put pieces of text together, and cut them into words.

    A word begins with the piece that its first character is in and ends with that of its last; of
    a piece cut inside each part has its share by length.
    """
    text = "".join(piece.text for piece in pieces)
    index, at = 0, 0
    for word in words_of(text):
        while at + len(pieces[index].text) <= word.start:
            at += len(pieces[index].text)
            index += 1
        last, edge = index, at
        while edge + len(pieces[last].text) < word.end:
            edge += len(pieces[last].text)
            last += 1
        yield Told(
            text[word.start : word.end],
            _inside(pieces[index], word.start - at),
            _inside(pieces[last], word.end - edge),
        )


def _inside(piece: Piece, at: int) -> Any:
    """Give the time so many characters into a piece; blanks at its edges take none of it."""
    if at == 0 or piece.text[:at].isspace():
        return piece.start
    if at == len(piece.text) or piece.text[at:].isspace():
        return piece.end
    start, end = number_of(piece.start), number_of(piece.end)
    return None if start is None or end is None else start + (end - start) * at / len(piece.text)


def bare(key: str) -> str:
    """Reduce a name to what its spellings share: `audio_offset`, `audioOffset`, `AudioOffset`."""
    return key.replace("_", "").lower()


def slice_of(start: object, end: object) -> tuple[int, int] | None:
    """Give a slice of a text, if two values can be one."""
    if isinstance(start, int) and isinstance(end, int) and 0 <= start < end:
        return start, end
    return None
