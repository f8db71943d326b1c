"""What was done so that speech fits a profile, and what could not be done."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice

import msgspec

from captioner.captions import Flaw
from captioner.captions.relaxed import amount

#: How many cues that are too fast still are named one by one.
_NAMED = 20


class Unmet(msgspec.Struct, frozen=True):
    """A cue that is too fast still: by how much, and why."""

    flaw: Flaw
    reason: str


class Fitted(msgspec.Struct, frozen=True):
    """How speech was made to fit, over some pieces of a narration.

    Of `cues` cues `before` were too fast to be read as the sentences were first spoken. `slower`
    sentences were spoken anew, and `added` frames of silence put after sentences. `unmet` are the
    cues that are too fast still, by identifier.
    """

    cues: int = 0
    before: int = 0
    slower: int = 0
    added: int = 0
    unmet: Mapping[str, Unmet] = msgspec.field(default_factory=dict)

    def __add__(self, other: Fitted) -> Fitted:
        return Fitted(
            self.cues + other.cues,
            self.before + other.before,
            self.slower + other.slower,
            self.added + other.added,
            {**self.unmet, **other.unmet},
        )

    def told(self, rate: int) -> Iterator[str]:
        """Say it for people, a line each: what was done, then what is too fast still."""
        found = "no cue is too fast to be read"
        if self.before or self.unmet:
            found = (
                f"{_many(self.before, 'cue')} of {self.cues:,} could not be read in time, now "
                f"{len(self.unmet):,}"
            )
        yield (
            f"--fit: {found}; {_many(self.slower, 'sentence')} spoken slower, "
            f"{self.added / rate:,.1f} s of pauses added"
        )
        for identifier, unmet in islice(self.unmet.items(), _NAMED):
            yield f"{identifier}: {amount(unmet.flaw)} in spite of --fit ({unmet.reason})"
        if len(self.unmet) > _NAMED:
            yield f"… and {len(self.unmet) - _NAMED:,} more"


def _many(number: int, thing: str) -> str:
    return f"{number:,} {thing}" + ("" if number == 1 else "s")
