"""Store and ledger as one who speaks a document meets them: a claim for each sentence.

A claim on a sentence either has its take, or is told what is asked for and what came of it. It is
held from before the first request for the sentence until its take is safe, over all tries.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from captioner.audio.pcm import ms_of
from captioner.audio.take import Take
from captioner.client import Service
from captioner.document import Sentence
from captioner.errors import BudgetSpent
from captioner.protocol import Voice
from captioner.store.claims import Claim, Claims
from captioner.store.encoded import EncodedPieces
from captioner.store.ledger import Run
from captioner.store.origin import Origin, origin_of
from captioner.store.takes import TakeStore


class KeptClaim:
    """A claim on a sentence: its `take`, if that is kept, or the right to ask for it."""

    def __init__(self, claim: Claim, run: Run, budget: int | None) -> None:
        self._claim = claim
        self._run = run
        self._budget = budget

    @property
    def take(self) -> Take | None:
        """The take that counts, if there is one by now."""
        return self._claim.kept.take if self._claim.kept is not None else None

    @property
    def former(self) -> Take | None:
        """The take that has counted so far, where another was wanted: better than none."""
        return self._claim.former.take if self._claim.former is not None else None

    @property
    def number(self) -> int:
        """Which take of its sentence it is, from 0: what a timeline remembers beside the text."""
        return self._claim.asked.number

    def asked(self, *, retry: bool) -> None:
        """Note a request, before it is sent.

        Raises BudgetSpent if it would be too much, and OutputError if it cannot be noted.
        """
        spent = self._run.totals.characters
        if self._budget is not None and spent + self._characters > self._budget:
            raise BudgetSpent(
                f"the budget of {self._budget:,} characters allows no more: {spent:,} were sent, "
                f"and the next sentence has {self._characters:,}; run it again with another "
                "--budget, and it goes on from here"
            )
        self._run.asked(self._characters, retry=retry)

    def failed(self) -> None:
        """Note that a request came to nothing. Raises OutputError if that cannot be noted."""
        self._run.failed(self._characters)

    async def keep(self, take: Take) -> Take:
        """Keep a take for good, whatever is cancelled, and give the one that counts.

        Raises OutputError if there is no room for it, or the disk fails.
        """
        kept = await self._claim.keep(take)
        length = ms_of(take.frames, take.rate)
        self._run.kept(self._characters, length, self._claim.asked.origin.tag)
        await self._claim.see_to_disk()
        return kept.take

    def end(self) -> None:
        """Let the next one have it, whatever came of it. May be called again."""
        self._claim.end()

    @property
    def _characters(self) -> int:
        return len(self._claim.asked.spoken)


class Keeping:
    """The store and the ledger, for sentences that are asked for. A `client.Keeper`.

    `claims` and `run` may be shared by many. `again` are spoken texts of which another take is
    wanted: each is asked for once, by whichever sentence that says it comes first. No more than
    `budget` characters are sent in the run, if it is given.
    """

    def __init__(
        self, claims: Claims, run: Run, *, again: Iterable[str] = (), budget: int | None = None
    ) -> None:
        self._claims = claims
        self._run = run
        self._again = set(again)
        self._budget = budget

    @property
    def store(self) -> TakeStore:
        """Where takes are kept."""
        return self._claims.store

    @property
    def encoded(self) -> EncodedPieces:
        """The sound of takes as it was encoded before."""
        return EncodedPieces(self.store.folder)

    def wanting(self, again: Iterable[str]) -> Keeping:
        """Give the same, but that wants another take of some texts."""
        return Keeping(self._claims, self._run, again=again, budget=self._budget)

    def claim_at_once(self, service: Service, voice: Voice, sentence: Sentence) -> KeptClaim | None:
        """Claim the take of a sentence if that need not wait, as for what costs nothing; None if it
        may have to.

        Raises OutputError if the store cannot be used.
        """
        spoken = sentence.spoken
        if not service.is_free or spoken in self._again:
            return None
        claim = self._claims.claim_at_once(_origin(service.speaks_as, voice), spoken)
        return None if claim is None else self._claimed(claim)

    async def claim(self, service: Service, voice: Voice, sentence: Sentence) -> KeptClaim:
        """Claim the take of a sentence, until it is kept or the claim is ended.

        Raises OutputError if the store cannot be used.
        """
        spoken = sentence.spoken
        again = spoken in self._again
        self._again.discard(spoken)
        origin = _origin(service.speaks_as, voice)
        # What cost nothing may cost it again: a power cut is no reason to wait for the disk.
        synced = not service.is_free
        return self._claimed(await self._claims.claim(origin, spoken, again=again, synced=synced))

    def _claimed(self, claim: Claim) -> KeptClaim:
        if claim.kept is not None:
            self._run.saved(len(claim.asked.spoken))
        return KeptClaim(claim, self._run, self._budget)


@lru_cache(maxsize=256)
def _origin(speaks_as: str, voice: Voice) -> Origin:
    return origin_of(speaks_as, voice)
