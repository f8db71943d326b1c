"""The sound of a mastered narration: of takes, through the gains that its timeline tells."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from typing import TYPE_CHECKING

import msgspec

from captioner.publish.kept.narration import Kept
from captioner.timeline import record

if TYPE_CHECKING:
    from captioner.audio.limiter import Limiter, Source


class SpokenPart(msgspec.Struct, frozen=True):
    """Frames [start, end) in which a speaker is heard, with the silence after that."""

    start: int
    end: int
    speaker: str

    @property
    def span(self) -> tuple[int, int]:
        """Its frames."""
        return self.start, self.end


def spoken_parts(kept: Kept) -> list[SpokenPart]:
    """Gather what one speaker says without another; together they are all of the sound."""
    found: list[SpokenPart] = []
    start, speaker = 0, None
    for line in kept.sentences():
        if speaker is not None and line.speaker != speaker:
            found.append(SpokenPart(start, line.start, speaker))
            start = line.start
        speaker = line.speaker
    if kept.end.frames > start:
        found.append(SpokenPart(start, kept.end.frames, speaker or ""))
    return found


def gained(kept: Kept, source: Source, mastering: record.Mastering) -> Limiter:
    """Give a sound with the gains, and below the ceiling, that somebody mastered it with."""
    from captioner.audio.limiter import Limiter  # It takes its time to be loaded.

    starts, factors = _factors(kept, mastering)

    def within(start: int, end: int) -> Iterator[tuple[int, float]]:
        at = max(0, bisect_right(starts, start) - 1)
        while at + 1 < len(starts) and starts[at + 1] < end:
            yield starts[at + 1], factors[at]
            at += 1
        yield end, factors[at]

    ceiling = 10 ** (mastering.ceiling / 20)
    return Limiter(source, kept.end.frames, kept.head.rate, within, ceiling)


def _factors(kept: Kept, mastering: record.Mastering) -> tuple[list[int], list[float]]:
    """Give the frames from which on a sound has other gains, the first of them 0, and those."""
    speakers = {part.start: part.speaker for part in spoken_parts(kept)}
    lifts = dict(mastering.lifts)
    starts = sorted({0, *speakers, *lifts})
    factors = []
    speaker, lift = "", 0.0
    for start in starts:
        speaker, lift = speakers.get(start, speaker), lifts.get(start, lift)
        factors.append(10 ** ((mastering.gains.get(speaker, 0.0) + lift) / 20))
    return starts, factors
