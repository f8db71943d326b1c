"""Laying out a timed script, piece by piece: nothing is lost, and little begins late.

What is said begins at its time, or when what comes before it has been said. A sound is shown for as
long as its slot has room for it. If speech is to fit, what is longer than its slot leaves is asked
for again, faster, but never so fast that it is hard to follow.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby, islice
from math import ceil, log

import msgspec
import trio
from msgspec import structs
from msgspec.structs import replace

from captioner.audio import Take, ms_to_frames, silence
from captioner.client import Unspoken
from captioner.document import Kind, Sentence
from captioner.narrate.again import ENOUGH_UNHEEDED, FASTEST, STEP, Again, Heed
from captioner.narrate.pieces import Draft, Group, Heard, Layer, Piece
from captioner.narrate.slots import Slot, SlotClock, Timing
from captioner.timeline import Placed, Timeline
from captioner.timeline.pauses import CATCHING_UP_MS
from captioner.usage import Usage

#: A voice is not faster to the frame; what two tries do not mend is told.
_TRIES = 2
#: A little more than needed, since not all of a take becomes shorter alike.
_SPARE = 1.01
#: A sound is shown for as long as this, however little room there is.
_SHORTEST_SOUND_MS = 500
#: Between two captions there are two frames of film, and nothing is left of a sound but that.
_AFTER_A_SOUND_MS = 84
_UNHEEDED = "asked to speak faster, the voice did not"


class _Run(msgspec.Struct):
    """The sentences of a piece that are in one slot."""

    slot: Slot | None
    heard: list[Heard]


class _Work(msgspec.Struct):
    """A piece at work: what became of it so far.

    `before` counts its slots that are too short for what was said as it was first spoken, `steps`
    tells how much faster sentences were spoken since, by context; those in `stuck` cannot be.
    """

    runs: list[_Run]
    before: int = 0
    steps: dict[str, int] = msgspec.field(default_factory=dict)
    stuck: set[str] = msgspec.field(default_factory=set)


class Timer:
    """Makes the pieces of a timed script, each after the one before it.

    Without `again` nothing is asked for to be spoken faster.
    """

    def __init__(
        self,
        slots: Mapping[str, Slot],
        rate: int,
        layer: Layer,
        again: Again | None,
    ) -> None:
        self._slots = slots
        self._rate = rate
        self._layer = layer
        self._again = again
        self._clock = SlotClock(slots, rate)
        self._heed = Heed()

    async def piece(self, group: Group) -> tuple[Piece, Usage]:
        """Make a piece, and tell what was asked for it beyond its outcomes."""
        work = await trio.to_thread.run_sync(self._begin, group)
        usage = Usage()
        if self._again is not None:
            await self._make_faster(work, self._again)
            usage = self._again.spent()
        return await trio.to_thread.run_sync(self._finish, group, work, usage), usage

    def _begin(self, group: Group) -> _Work:
        heard = self._layer.hear(group.outcomes)
        runs = groupby(heard, key=lambda one: self._slots.get(one.sentence.context))
        work = _Work([_Run(slot, list(ones)) for slot, ones in runs])
        timelines = [timeline for _, timeline in self._laid_out(work.runs)]
        work.before = sum(map(self._is_too_long, work.runs, timelines))
        return work

    def _is_too_long(self, run: _Run, timeline: Timeline) -> bool:
        """Tell whether speech is longer than its slot, whenever it begins."""
        if run.slot is None or run.slot.end_ms is None or not timeline.placed:
            return False
        first, last = timeline.placed[0], timeline.placed[-1]
        frames = ms_to_frames(run.slot.end_ms - run.slot.start_ms, self._rate)
        return self._clock.if_longer(last.end - last.tail - first.start - frames) > 0

    # ------------------------------------------------------------ laying out

    def _laid_out(self, runs: Sequence[_Run]) -> Iterator[tuple[Sequence[Heard], Timeline]]:
        """Lay out one slot after the other, the sounds in it as long as there is room for them."""
        after = self._layer.last
        for run in runs:
            heard, timeline = self._place(run, after)
            after = timeline.placed[-1] if timeline.placed else after
            yield heard, timeline

    def _place(self, run: _Run, after: Placed | None) -> tuple[Sequence[Heard], Timeline]:
        timeline = self._layer.place(run.heard, after)
        excess = self._excess(run.slot, timeline) + ms_to_frames(_AFTER_A_SOUND_MS, self._rate)
        least = ms_to_frames(_SHORTEST_SOUND_MS, self._rate)
        sounds = [one for one in run.heard if one.sentence.kind is Kind.SOUND]
        if not sounds or excess <= 0 or run.slot is None or run.slot.end_ms is None:
            return run.heard, timeline
        shorter: dict[str, Heard] = {}
        for sound in sounds:
            cut = max(0, min(sound.measure.frames - least, excess))
            excess -= cut
            shorter[sound.sentence.context] = _shown_for(sound, sound.measure.frames - cut)
        heard = [shorter.get(one.sentence.context, one) for one in run.heard]
        return heard, self._layer.place(heard, after)

    def _excess(self, slot: Slot | None, timeline: Timeline) -> int:
        """Tell by how many frames speech goes beyond the end of its slot; negative if it does not.

        That may be since it began late.
        """
        if slot is None or slot.end_ms is None or not timeline.placed:
            return 0
        last = timeline.placed[-1]
        return last.end - last.tail - ms_to_frames(slot.end_ms, self._rate)

    # ------------------------------------------------------------ faster speech

    async def _make_faster(self, work: _Work, again: Again) -> None:
        # As long as no voice has heeded anything, a few sentences are asked for and no more.
        for _ in range(_TRIES if self._heed.heeded else 1 + _TRIES):
            wanted = await trio.to_thread.run_sync(self._wanted, work, again)
            if not wanted:
                return
            voices = {one: again.faster(one)[steps - 1] for one, steps in wanted.items()}
            found = await again.ask(voices)
            steps = {sentence.context: number for sentence, number in wanted.items()}
            await trio.to_thread.run_sync(self._mend, work, steps, found, again)

    def _wanted(self, work: _Work, again: Again) -> dict[Sentence, int]:
        """Tell which sentences are to be asked for again, and how many steps faster.

        What is made faster lets what follows begin earlier, so that is expected on the way.
        """
        wanted: dict[Sentence, int] = {}
        after = self._layer.last
        for run in work.runs if not again.given_up else ():
            expected, timeline = self._place(run, after)
            if excess := self._clock.if_longer(self._excess(run.slot, timeline)):
                # What is faster anyway leaves room for the rest after it.
                excess += ms_to_frames(CATCHING_UP_MS, self._rate)
                times = _times_faster(run, excess)
                steps = {one.sentence: self._steps(work, one, times, again) for one in run.heard}
                wanted |= {one: number for one, number in steps.items() if number}
                expected = [_expected(one, steps[one.sentence]) for one in expected]
            timeline = self._layer.place(expected, after)
            after = timeline.placed[-1] if timeline.placed else after
        few = None if self._heed.heeded else ENOUGH_UNHEEDED - self._heed.unheeded
        return dict(islice(wanted.items(), few))

    def _steps(self, work: _Work, heard: Heard, times: float, again: Again) -> int:
        """Tell how many steps faster a sentence is wanted, in all; 0 if it is not."""
        context = heard.sentence.context
        if not heard.sentence.spoken.strip() or context in work.stuck:
            return 0
        now = work.steps.get(context, 0)
        steps = min(now + max(1, ceil(log(times, STEP))), len(again.faster(heard.sentence)))
        return steps if steps > now else 0

    def _mend(
        self,
        work: _Work,
        steps: Mapping[str, int],
        found: Mapping[str, Take | Unspoken],
        again: Again,
    ) -> None:
        """Put faster takes in the place of others."""
        for run in work.runs:
            run.heard = [
                self._faster(work, one, steps[one.sentence.context], found[one.sentence.context])
                if one.sentence.context in steps
                else one
                for one in run.heard
            ]
        if self._heed.is_in_vain:
            again.given_up = _UNHEEDED

    def _faster(self, work: _Work, before: Heard, steps: int, found: Take | Unspoken) -> Heard:
        """Give the faster take of a sentence, or the one before it if there is none."""
        context = before.sentence.context
        if isinstance(found, Take):
            after = self._layer.heard(before.sentence, found, STEP**-steps)
            times = STEP ** (work.steps.get(context, 0) - steps)
            if self._heed.note(before.measure.sounding, after.measure.sounding, times):
                work.steps[context] = steps
                return after
        work.stuck.add(context)
        return before

    # ------------------------------------------------------------ the end

    def _finish(self, group: Group, work: _Work, usage: Usage) -> Piece:
        """Lay out a piece for good, and tell how it lies in the slots."""
        laid_out = list(self._laid_out(work.runs))
        placed = [one for _, timeline in laid_out for one in timeline.placed]
        measured = {one.sentence.context: self._clock.measure(one) for one in placed}
        filled = [misfit for misfit in measured.values() if misfit is not None]
        timing = Timing(
            slots=len(filled),
            before=work.before,
            faster=len(work.steps),
            misfits=tuple(misfit for misfit in filled if misfit.over or misfit.late),
            fit=self._again is not None,
            why=self._again.given_up if self._again is not None else "",
        )
        over = {
            context: misfit.over for context, misfit in measured.items() if misfit and misfit.over
        }
        draft = Draft([one for heard, _ in laid_out for one in heard])
        piece = self._layer.piece(group, draft, usage)
        return replace(piece, timing=timing, over=over)


def _shown_for(sound: Heard, frames: int) -> Heard:
    """Give a sound that is shown for so long."""
    return replace(
        sound,
        take=replace(sound.take, pcm=silence(frames)),
        measure=replace(
            sound.measure,
            frames=frames,
            words=tuple(
                structs.replace(word, start=min(word.start, frames), end=min(word.end, frames))
                for word in sound.measure.words
            ),
        ),
    )


def _times_faster(run: _Run, excess: int) -> float:
    """Tell how many times as fast speech must be that is so many frames too long."""
    frames = sum(one.measure.sounding for one in run.heard if one.sentence.spoken.strip())
    return min(FASTEST, _SPARE * frames / (frames - excess)) if frames > excess else FASTEST


def _expected(heard: Heard, steps: int) -> Heard:
    """Expect how long a sentence will be that is spoken so many steps faster."""
    frames = round(heard.measure.frames / STEP**steps)
    return replace(heard, measure=replace(heard.measure, frames=frames, words=()))
