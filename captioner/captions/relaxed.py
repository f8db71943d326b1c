"""What cues could not keep of their profile, told in a line for each rule: how many, and the worst.

Nothing is kept of the cues but that, so a book is tallied in as little memory as a page.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from math import ceil, floor
from typing import NamedTuple

from captioner.captions.cue import Cue
from captioner.captions.rules import RULES, Flaw
from captioner.captions.writer import hms

#: For each rule: what a cue is that breaks it, and many are, and what it is counted in.
_IS = {
    "overlap": ("is", "are", "still there when the next one begins", "ms"),
    "order": ("has", "have", "no duration", "ms"),
    "lines": ("has", "have", "more lines than the profile allows", "lines"),
    "line-width": ("has", "have", "a line longer than the profile allows", "characters"),
    "wide-word": ("has", "have", "a word without a break longer than a line", "characters"),
    "broken-word": ("breaks", "break", "a word that is longer than a line", "characters"),
    "shared-time": ("has", "have", "a share of the time of others", "ms"),
    "gap": ("is", "are", "too close to the next one", "ms"),
    "chain": ("is", "are", "followed by a gap too short to be seen", "ms"),
    "max-duration": ("stays", "stay", "too long", "ms"),
    "min-duration": ("is", "are", "gone too soon", "ms"),
    "reading-speed": ("is", "are", "too fast to read", "characters a second"),
}
_SPEED = "reading-speed"


class _Worst(NamedTuple):
    """How many cues break a rule, and where the worst of them is."""

    cues: int
    flaw: Flaw
    identifier: str
    start: int


class Relaxed:
    """Tallies the flaws of cues as they come, at a rate in Hz."""

    def __init__(self, rate: int) -> None:
        self._rate = rate
        self._cues = 0
        self._found: dict[str, _Worst] = {}

    def add(self, cues: Iterable[Cue]) -> None:
        """Count some more cues."""
        for cue in cues:
            self._cues += 1
            for flaw in cue.relaxed:
                self._add(flaw, cue)

    def _add(self, flaw: Flaw, cue: Cue) -> None:
        before = self._found.get(flaw.rule)
        if before is None:
            self._found[flaw.rule] = _Worst(1, flaw, cue.identifier, cue.start)
        elif _distance(flaw) > _distance(before.flaw):
            self._found[flaw.rule] = _Worst(before.cues + 1, flaw, cue.identifier, cue.start)
        else:
            self._found[flaw.rule] = before._replace(cues=before.cues + 1)

    def told(self, *, fitted: bool = False) -> Iterator[str]:
        """Say it for people, a line a rule; `fitted` if speech was made to fit the profile."""
        for rule in RULES:
            if worst := self._found.get(rule):
                remedy = (
                    "captioner narrate --fit makes speech fit, "
                    if rule == _SPEED and not fitted
                    else ""
                )
                yield f"{self._said(rule, worst)}; {remedy}captioner check lists all"

    def _said(self, rule: str, worst: _Worst) -> str:
        one, many, what, _ = _IS[rule]
        hours, minutes, seconds, _ = hms(worst.start, self._rate)
        return (
            f"{worst.cues:,} of {self._cues:,} cues {one if worst.cues == 1 else many} {what}: "
            f"worst {worst.identifier} at {hours}:{minutes:02}:{seconds:02}, "
            f"{amount(worst.flaw)}"
        )


def amount(flaw: Flaw) -> str:
    """Write what a cue has beside what it should keep to: `33 of 20 characters a second`."""
    return f"{beyond(flaw):.10g} of {flaw.limit:g} {_IS[flaw.rule][-1]}"


def _distance(flaw: Flaw) -> float:
    """Tell how far a value is from its limit, above or below."""
    if flaw.limit <= 0 or flaw.value <= 0:
        return abs(flaw.value - flaw.limit)
    return max(flaw.value / flaw.limit, flaw.limit / flaw.value)


def beyond(flaw: Flaw) -> float:
    """Round a value away from its limit, so that it does not look as if it were that: milliseconds
    to whole ones, what else is counted to a tenth.
    """
    rounded = ceil if flaw.value > flaw.limit else floor
    parts = 1 if _IS[flaw.rule][-1] == "ms" else 10
    return rounded(flaw.value * parts) / parts
