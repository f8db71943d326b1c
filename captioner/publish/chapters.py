"""The chapters of a kept narration: where each begins and ends in the one timeline.

A chapter begins at a heading, at the last whole millisecond in the silence before it. So the times
of captions cut for a chapter alone are those of the whole, less where the chapter begins, exactly,
in a format that counts milliseconds too.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from math import gcd

from captioner.publish.kept import Kept, reading
from captioner.timeline import record


@dataclass(frozen=True, slots=True)
class Chapter:
    """Frames [start, end) of the timeline, `sections` of the document, in order, by their numbers.

    `number` counts from 1; `title` is empty for what comes before the first heading.
    """

    number: int
    title: str
    sections: tuple[int, ...]
    start: int
    end: int

    @property
    def frames(self) -> int:
        """How long it is."""
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class _Begun:
    """A section in the timeline: where its first sentence starts, and the one before it ends."""

    line: record.SectionLine
    start: int
    before: int


def chapters_of(kept: Kept, level: int | None = None) -> tuple[Chapter, ...]:
    """Find the chapters; each begins at a heading of `level` or higher.

    Without one, that is the highest level of which there are at least two headings, so that the
    title above all of them stands at the beginning of the first. Sections in which nothing is
    spoken are none.
    """
    begun = _sections(kept)
    chosen = level or _usual_level(one.line.level for one in begun)
    firsts = [
        at for at, one in enumerate(begun) if at == 0 or (one.line.level <= chosen and _titled(one))
    ]
    rate, frames = kept.head.rate, kept.end.frames
    starts = [0, *(_boundary(begun[at], rate) for at in firsts[1:]), frames]
    return tuple(
        Chapter(
            number,
            begun[first].line.title,
            tuple(one.line.number for one in begun[first:last]),
            start,
            end,
        )
        for number, ((first, last), (start, end)) in enumerate(
            zip(pairwise([*firsts, len(begun)]), pairwise(starts), strict=True), start=1
        )
    )


def _titled(one: _Begun) -> bool:
    return bool(one.line.title)


def _sections(kept: Kept) -> list[_Begun]:
    found: list[_Begun] = []
    section: record.SectionLine | None = None
    end = 0
    with kept.opened() as lines, reading(kept.timeline):
        for line in record.verified(lines):
            if isinstance(line, record.SectionLine):
                section = line
            elif isinstance(line, record.SentenceLine):
                if section is not None:
                    found.append(_Begun(section, line.start, end))
                    section = None
                end = line.end
    return found


def _usual_level(levels: Iterable[int]) -> int:
    counts = Counter(levels)
    return min((level for level, count in counts.items() if count > 1), default=6)


def _boundary(one: _Begun, rate: int) -> int:
    """Cut on a whole millisecond, if there is one in the silence before a heading."""
    step = rate // gcd(rate, 1000)
    whole = one.start // step * step
    return whole if whole >= one.before else one.start
