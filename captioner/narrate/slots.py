"""The slots of a timed script, and how what is said lies in them.

A slot is what begins at one time, up to the next time at which something begins. Speech that is
longer than its slot pushes what follows; that begins late, and catches up in later gaps.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice, zip_longest

import msgspec

from captioner.audio import ms_to_frames
from captioner.document import Document
from captioner.timeline import Placed

#: Half a frame of video: speech that is longer by less than this is not told of.
_LONGER_MS = 20
#: Nor is what begins late by less than this: viewers notice an eighth of a second (ITU-R BT.1359).
_LATE_MS = 100
#: So many misfits are named one by one.
_NAMED = 20


class Slot(msgspec.Struct, frozen=True):
    """A slot, in milliseconds; the last one has no end. `last` is its last sentence's context."""

    start_ms: int
    end_ms: int | None
    last: str


def slots_of(document: Document) -> Mapping[str, Slot]:
    """Tell in which slot each sentence is, by context; none are, if it is no timed script."""
    if not document.is_timed:
        return {}
    runs: list[tuple[int, list[str]]] = []
    for sentence in document.sentences:
        start_ms = sentence.start_ms
        if start_ms is not None and (not runs or start_ms > runs[-1][0]):
            runs.append((start_ms, []))
        if runs:
            runs[-1][1].append(sentence.context)
    ends = [start_ms for start_ms, _ in runs[1:]]
    found: dict[str, Slot] = {}
    for (start_ms, contexts), end_ms in zip_longest(runs, ends):
        found |= dict.fromkeys(contexts, Slot(start_ms, end_ms, contexts[-1]))
    return found


class Misfit(msgspec.Struct, frozen=True):
    """A slot that does not hold what is said in it, in frames.

    It begins with the sentence `context`, which stands in a `line` of the source, and is `frames`
    long, None for the last one. What is said in it is `over` frames longer, and begins `late`.
    """

    context: str
    line: int
    frames: int | None
    over: int
    late: int


class Timing(msgspec.Struct, frozen=True):
    """How speech lies in the slots of a timed script, over some pieces of it.

    Of so many `slots`, `before` were too short for what was said as it was first spoken; `faster`
    sentences were spoken anew, where that was asked for by a `fit`; `why` says why no more were, if
    it was given up.
    """

    slots: int = 0
    before: int = 0
    faster: int = 0
    misfits: tuple[Misfit, ...] = ()
    fit: bool = False
    why: str = ""

    def __add__(self, other: Timing) -> Timing:
        return Timing(
            self.slots + other.slots,
            self.before + other.before,
            self.faster + other.faster,
            self.misfits + other.misfits,
            self.fit or other.fit,
            self.why or other.why,
        )

    def told(self, rate: int) -> Iterator[str]:
        """Say it for people, a line each."""
        over = [misfit.over for misfit in self.misfits if misfit.over]
        late = [misfit.late for misfit in self.misfits if misfit.late]
        if self.fit:
            faster = f"{self.faster:,} sentence" + ("" if self.faster == 1 else "s")
            yield (
                f"--fit: speech was longer than {self.before:,} of {self.slots:,} slots of the "
                f"script, now than {len(over):,}; {faster} spoken faster"
                + (f"; then given up ({self.why})" if self.why else "")
            )
        elif over:
            yield (
                f"speech is longer than {len(over):,} of {self.slots:,} slots of the script, by up "
                f"to {max(over) / rate:.2f} s; --fit speaks such sentences faster"
            )
        if late:
            yield f"{len(late):,} begin late, by up to {max(late) / rate:.2f} s"
        yield from (_said(misfit, rate) for misfit in islice(self.misfits, _NAMED))
        if len(self.misfits) > _NAMED:
            yield f"… and {len(self.misfits) - _NAMED:,} more, which the timeline tells"


def _said(misfit: Misfit, rate: int) -> str:
    told = []
    if misfit.over and misfit.frames is not None:
        told.append(
            f"{misfit.over / rate:.2f} s longer than its slot of {misfit.frames / rate:.2f} s"
        )
    if misfit.late:
        told.append(f"begins {misfit.late / rate:.2f} s late")
    return f"{misfit.context} (line {misfit.line}): {', '.join(told)}"


class SlotClock:
    """Measures how what is placed lies in the slots, one sentence after the other."""

    def __init__(self, slots: Mapping[str, Slot], rate: int) -> None:
        self._slots = slots
        self._rate = rate
        self._first: Placed | None = None

    def measure(self, placed: Placed) -> Misfit | None:
        """Take the next sentence; with the last one of a slot, tell how that is filled."""
        slot = self._slots.get(placed.sentence.context)
        if slot is None:
            return None
        if self._first is None or self._slots[self._first.sentence.context] is not slot:
            self._first = placed
        if placed.sentence.context != slot.last:
            return None
        first, self._first = self._first, None
        late = first.start - ms_to_frames(slot.start_ms, self._rate)
        over, frames = 0, None
        if slot.end_ms is not None:
            frames = ms_to_frames(slot.end_ms, self._rate) - ms_to_frames(slot.start_ms, self._rate)
            over = placed.end - placed.tail - first.start - frames
        return Misfit(
            first.sentence.context,
            first.sentence.place.line,
            frames,
            self.if_longer(over),
            late if late >= ms_to_frames(_LATE_MS, self._rate) else 0,
        )

    def if_longer(self, frames: int) -> int:
        """Give the frames by which speech is longer than its slot, or 0 if nobody would notice."""
        return frames if frames > ms_to_frames(_LONGER_MS, self._rate) else 0
