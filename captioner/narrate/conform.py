"""Making speech fit a profile, piece by piece: longer pauses, slower sentences, never less text.

The cues of a piece are cut on trial, by a copy of a cutter that has cut all before it, so they are
those that will be published. What makes some of them too fast is mended (`captions.reading` tells
how), the piece is laid out anew and cut again, until nothing is left to mend.

Whether the last cue of a piece can be read depends on when the next piece begins, so the sentence
that follows is looked at too. The pause between them is laid out with the next piece, and found
there once more.
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from itertools import islice
from math import ceil, inf, log

import msgspec
import trio

from captioner.audio import Take
from captioner.captions import Cue, Cutter, Profile
from captioner.captions.reading import missing_pause, times_slower, too_fast
from captioner.client import Unspoken
from captioner.document import Sentence
from captioner.narrate.again import ENOUGH_UNHEEDED, STEP, Again, Heed
from captioner.narrate.fitted import Fitted, Unmet
from captioner.narrate.pieces import Draft, Group, Heard, Layer, Piece
from captioner.narrate.settings import FitBy
from captioner.timeline import Quality
from captioner.usage import Usage

#: A pause may change how a sentence is cut, which may change what it lacks; that is soon over.
_ROUNDS = 4
#: A voice that was asked to be slower is not so to the frame, nor in all words alike. What a few
#: tries do not mend will stay.
_TRIES = 3
#: A little more than needed, since not all words become slower alike: most second tries are spared.
_SPARE = 1.02
_UNHEEDED = "asked to speak slower, the voice did not"


class _Shown(msgspec.Struct, frozen=True):
    """A cue as it would be published; the sentences in it, by context; the pause that it lacks
    after it, in frames; and whether a sentence ends with it.
    """

    cue: Cue
    contexts: tuple[str, ...]
    lacks: int
    ends: bool


class _Work(msgspec.Struct):
    """A piece at work: what became of it so far."""

    following: Heard | None
    is_last: bool
    draft: Draft
    shown: list[_Shown] = msgspec.field(default_factory=list)
    steps: dict[str, int] = msgspec.field(default_factory=dict)

    @property
    def sentences(self) -> dict[str, Sentence]:
        """Its sentences, by context."""
        return {one.sentence.context: one.sentence for one in self.draft.heard}


class Fitter:
    """Makes pieces that fit a profile, each after the one before it."""

    def __init__(self, by: FitBy, profile: Profile, rate: int, layer: Layer, again: Again) -> None:
        self._by = by
        self._profile = profile
        self._rate = rate
        self._layer = layer
        self._again = again
        self._cutter = Cutter(profile, rate)
        self._why: dict[str, str] = {}
        self._heed = Heed()

    async def piece(self, group: Group) -> tuple[Piece, Usage]:
        """Make a piece, and tell what was asked for it beyond its outcomes."""
        work, before = await trio.to_thread.run_sync(self._begin, group)
        # As long as the voice has heeded nothing, a few sentences are asked for and no more.
        for _ in range(_TRIES if self._heed.heeded else 1 + _TRIES):
            wanted = self._wanted(work)
            if not wanted:
                break
            voices = {one: self._again.slower(one)[steps - 1] for one, steps in wanted.items()}
            found = await self._again.ask(voices)
            await trio.to_thread.run_sync(self._mend, work, wanted, found)
        usage = self._again.spent()
        return await trio.to_thread.run_sync(self._finish, group, work, before, usage), usage

    def _begin(self, group: Group) -> tuple[_Work, int]:
        """Hear a piece, and tell how many of its cues are too fast as it was spoken."""
        heard = self._layer.hear(group.outcomes)
        following = self._layer.look_ahead(group.following)
        work = _Work(following, group.following is None, Draft(heard))
        own = work.sentences
        shown = self._cut(work)
        before = sum(self._is_too_fast(one) for one in shown if one.contexts[0] in own)
        self._pause(work)
        return work, before

    def _is_too_fast(self, shown: _Shown) -> bool:
        return too_fast(shown.cue, self._profile) is not None

    # ------------------------------------------------------------ pauses

    def _pause(self, work: _Work) -> None:
        """Add the pauses that cues lack, anew, where they may be added and are enough."""
        work.draft = Draft(work.draft.heard)
        work.shown = self._cut(work)
        for _ in range(_ROUNDS if self._by is not FitBy.RATE else 0):
            lacking = {one.contexts[-1]: one.lacks for one in work.shown if one.lacks}
            if not lacking:
                return
            work.draft = self._longer(work, lacking)
            work.shown = self._cut(work)

    def _longer(self, work: _Work, lacking: Mapping[str, int]) -> Draft:
        """Add frames to the pauses after some sentences."""
        draft = work.draft
        last = draft.heard[-1].sentence.context if draft.heard and work.is_last else None
        rests = dict(draft.rests)
        ending = draft.ending
        for context, frames in lacking.items():
            if context == last:
                ending += frames
            else:
                rests[context] = rests.get(context, 0) + frames
        return Draft(draft.heard, rests, ending)

    def _cut(self, work: _Work) -> list[_Shown]:
        """Cut a piece on trial, with the cues held back before it; of the sentence that follows
        nothing is told but when it begins.
        """
        timeline = self._layer.lay_out(work.draft, work.following)
        trial = deepcopy(self._cutter)
        known = list(trial.cues(timeline))
        cues = [*known, *trial.end()]
        # Before a sentence that was lost there may be a longer pause yet, but nobody can tell.
        certain = known if work.following else cues
        onsets = [cue.lines[0][0].start for cue in cues[1:]]
        return [
            self._shown(work, cue, onset, following)
            for cue, onset, following in zip(
                certain, [*onsets, timeline.end], [*cues[1:], None], strict=False
            )
        ]

    def _shown(self, work: _Work, cue: Cue, onset: int, following: Cue | None) -> _Shown:
        contexts = tuple(dict.fromkeys(word.context for line in cue.lines for word in line))
        ends = self._may_rest(work, contexts[-1], following)
        lacks = missing_pause(cue, onset, self._profile, self._rate, is_last=following is None)
        return _Shown(cue, contexts, lacks if ends else 0, ends)

    def _may_rest(self, work: _Work, context: str, following: Cue | None) -> bool:
        """Tell whether the voice may rest longer after a cue: where its sentence ends, and what
        comes then has not been laid out yet.
        """
        own = work.sentences
        if following is None:
            return context in own
        after = following.lines[0][0].context
        ahead = work.following.sentence if work.following else None
        sentence = own.get(after) or (ahead if ahead and ahead.context == after else None)
        return sentence is not None and after != context and not sentence.continues

    # ------------------------------------------------------------ rate

    def _wanted(self, work: _Work) -> dict[Sentence, int]:
        """Tell which sentences are to be asked for again, and how many steps slower."""
        if self._by is FitBy.PAUSES:
            return {}
        wanted: dict[Sentence, int] = {}
        for context, times in self._times_slower(work).items():
            now = work.steps.get(context, 0)
            asked = STEP**now * times * _SPARE
            most = len(self._again.slower(work.sentences[context]))
            steps = min(max(now + 1, ceil(log(asked, STEP))), most)
            if steps <= now:
                self._why.setdefault(context, "the voice speaks no slower")
            elif self._again.given_up:
                self._why.setdefault(context, self._again.given_up)
            if context not in self._why:
                wanted[work.sentences[context]] = steps
        few = None if self._heed.heeded else ENOUGH_UNHEEDED - self._heed.unheeded
        return dict(islice(wanted.items(), few))

    def _times_slower(self, work: _Work) -> dict[str, float]:
        """Tell how many times slower sentences must be than they are, by context."""
        found: dict[str, float] = {}
        own = work.sentences
        for one in work.shown:
            if not self._is_too_fast(one):
                continue
            times = times_slower(one.cue, self._profile, self._rate)
            for context in one.contexts:
                if context in own and own[context].spoken.strip() and times < inf:
                    found[context] = max(times, found.get(context, 1.0))
        return found

    def _mend(
        self, work: _Work, wanted: Mapping[Sentence, int], found: Mapping[str, Take | Unspoken]
    ) -> None:
        """Put slower takes in the place of others, and add the pauses that are lacking now."""
        steps = {sentence.context: number for sentence, number in wanted.items()}
        work.draft = Draft(
            [
                self._slower(work, one, steps[one.sentence.context], found[one.sentence.context])
                if one.sentence.context in steps
                else one
                for one in work.draft.heard
            ]
        )
        self._pause(work)

    def _slower(self, work: _Work, before: Heard, steps: int, found: Take | Unspoken) -> Heard:
        """Give the slower take of a sentence, or the one before it if there is none."""
        context = before.sentence.context
        if isinstance(found, Unspoken):
            self._why[context] = f"it could not be spoken slower: {found.reason}"
            return before
        after = self._layer.heard(before.sentence, found, STEP**steps)
        if not self._is_slower(after, before, steps - work.steps.get(context, 0)):
            self._why[context] = _UNHEEDED
            return before
        work.steps[context] = steps
        return after

    def _is_slower(self, after: Heard, before: Heard, steps: int) -> bool:
        """Tell whether a voice heeded being asked to be slower by some steps."""
        heeded = self._heed.note(before.measure.sounding, after.measure.sounding, STEP**steps)
        if self._heed.is_in_vain:
            self._again.given_up = _UNHEEDED
        return heeded

    # ------------------------------------------------------------ the end

    def _finish(self, group: Group, work: _Work, before: int, usage: Usage) -> Piece:
        """Lay out a piece for good, and tell what became of its cues."""
        draft, own = work.draft, work.sentences
        timeline = self._layer.lay_out(draft)
        cues = list(self._cutter.cues(timeline))
        if work.is_last:
            cues += self._cutter.end()
        shown = {one.cue.identifier: one for one in work.shown}
        within = [one.sentence.context for one in draft.heard[:-1]]
        if self._layer.last is not None:
            within.append(self._layer.last.sentence.context)
        fitted = Fitted(
            cues=len(cues),
            before=before,
            slower=len(work.steps),
            added=draft.ending + sum(draft.rests.get(context, 0) for context in within),
            unmet={
                cue.identifier: Unmet(flaw, self._reason(work, shown[cue.identifier]))
                for cue in cues
                if (flaw := too_fast(cue, self._profile))
            },
        )
        # Of a cue that was held back the next piece tells what became.
        if own:
            self._why = {context: why for context, why in self._why.items() if context in own}
        return self._layer.piece(group, draft, usage, fitted)

    def _reason(self, work: _Work, shown: _Shown) -> str:
        """Say why a cue is too fast still."""
        known = [self._why[context] for context in shown.contexts if context in self._why]
        if known:
            return known[0]
        if all(word.quality is Quality.UNSAID for line in shown.cue.lines for word in line):
            return "nothing is said in it"
        if self._by is not FitBy.PAUSES:
            return f"{_TRIES} slower takes of it were too fast as well"
        if shown.ends:
            return f"with a pause it stays {self._profile.lag_ms} ms longer at most"
        return "its sentence goes on after it, where no pause may be added"
