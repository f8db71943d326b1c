"""A timeline with room around its chapters: the silence that files of sound begin and end with."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec
from msgspec.structs import replace

from captioner.timeline.record import Line, SectionLine, SentenceLine


class Room(msgspec.Struct, frozen=True):
    """So many frames of silence a chapter has before it, `head`, and after it, `tail`, at least;
    chapters begin with the sections `firsts`, by their numbers.
    """

    head: int
    tail: int
    firsts: frozenset[int]


def with_room(lines: Iterable[Line], room: Room) -> Iterator[Line]:
    """Give the lines of a timeline with room in it; whatever is after silence that is too short
    comes later, and the last sentence ends with the silence that is left of the last chapter.
    """
    moved = silent = 0
    begins = is_first = True
    # The last sentence, and what stands behind it: whether it is the last one is not known yet.
    waiting: list[Line] = []
    for line in lines:
        if isinstance(line, SectionLine):
            begins = begins or line.number in room.firsts
        elif isinstance(line, SentenceLine):
            yield from waiting
            waiting.clear()
            if begins:
                needed = room.head if is_first else room.tail + room.head
                moved += max(0, needed - (line.start - silent))
            begins = is_first = False
            silent = line.end - line.tail
            waiting.append(_later(line, moved))
            continue
        waiting.append(line)
    for line in waiting:
        if isinstance(line, SentenceLine):
            rest = max(0, room.tail - line.tail)
            yield replace(line, end=line.end + rest, tail=line.tail + rest)
        else:
            yield line


def _later(line: SentenceLine, frames: int) -> SentenceLine:
    words = [replace(word, start=word.start + frames, end=word.end + frames) for word in line.words]
    return replace(line, start=line.start + frames, end=line.end + frames, words=words)
