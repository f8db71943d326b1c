"""What a cue must keep to, measured on the cue as it is: the same for ours and for anybody's."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from captioner.captions.profiles import Profile


class Flaw(msgspec.Struct, frozen=True):
    """A rule that a cue does not keep: what it has, and the limit it should keep to.

    `rule` is a name of `RULES`; `value` and `limit` are in the rule's unit.
    """

    rule: str
    value: float
    limit: float


class Rule(msgspec.Struct, frozen=True):
    """A rule: `hard` if captions that break it are broken; the unit of its values; what it says."""

    hard: bool
    unit: str
    says: str


RULES: dict[str, Rule] = {
    "overlap": Rule(True, "ms", "a cue ends before the next one begins"),
    "order": Rule(True, "ms", "a cue ends after it begins"),
    "lines": Rule(True, "lines", "no cue has more lines than the profile allows"),
    "line-width": Rule(True, "characters", "no line is longer than the profile allows"),
    "gap": Rule(False, "ms", "the gap to the next cue is not shorter than the profile's"),
    "chain": Rule(False, "ms", "a gap is as short as the profile's, or long enough to be seen"),
    "max-duration": Rule(False, "ms", "no cue stays longer than the profile allows"),
    "min-duration": Rule(False, "ms", "every cue stays long enough to be seen"),
    "reading-speed": Rule(False, "characters/s", "every cue can be read in its time"),
}


def flaws_of(
    lines: Sequence[str], start: int, end: int, following: int | None, rate: int, profile: Profile
) -> tuple[Flaw, ...]:
    """Tell which rules a cue breaks. `following` is where the next cue begins, if there is one.

    Times are frames at `rate`.
    """
    return ()
