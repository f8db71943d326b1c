"""What a cue must keep to, measured on the cue as it is: the same for ours and for anybody's."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from captioner.captions.profiles import Profile
from captioner.captions.width import width


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


#: Formats round both ends of a cue to the millisecond.
ROUNDING_MS = 1


def flaws_of(
    lines: Sequence[str], start: int, end: int, following: int | None, rate: int, profile: Profile
) -> tuple[Flaw, ...]:
    """Tell which rules a cue breaks. `following` is where the next cue begins, if there is one.

    Times are frames at `rate`; what a file's clock rounds off is not held against a cue. A break
    between lines is not counted among the characters to be read.
    """
    cells = [width(line) for line in lines]
    unit = 2 if profile.wide else 1
    stays = (end - start) * 1000 / rate
    flaws = [*_shape_flaws(cells, unit, profile), *_order_flaws(start, end, following, rate)]
    if stays <= 0:
        return tuple(flaws)
    gap = profile.gap_ms
    if following is not None:
        rest = (following - end) * 1000 / rate
        if 0 <= rest < gap - ROUNDING_MS:
            flaws.append(Flaw("gap", rest, gap))
        elif gap + ROUNDING_MS + 1 < rest < profile.chain_ms - ROUNDING_MS:
            flaws.append(Flaw("chain", rest, profile.chain_ms))
    if stays > profile.max_ms + ROUNDING_MS:
        flaws.append(Flaw("max-duration", stays, profile.max_ms))
    least = profile.min_ms
    if profile.min_ms_per_word:
        least = max(least, profile.min_ms_per_word * sum(len(line.split()) for line in lines))
    if stays < least - ROUNDING_MS:
        flaws.append(Flaw("min-duration", stays, least))
    speed = sum(cells) * 1000 / unit / (stays + ROUNDING_MS)
    if speed > profile.max_cps:
        flaws.append(Flaw("reading-speed", speed, profile.max_cps))
    return tuple(flaws)


def _shape_flaws(cells: Sequence[int], unit: int, profile: Profile) -> Iterator[Flaw]:
    if len(cells) > profile.max_lines:
        yield Flaw("lines", len(cells), profile.max_lines)
    if max(cells, default=0) > profile.line_cells:
        yield Flaw("line-width", max(cells) / unit, profile.max_chars)


def _order_flaws(start: int, end: int, following: int | None, rate: int) -> Iterator[Flaw]:
    if end <= start:
        yield Flaw("order", (end - start) * 1000 / rate, 0)
    if following is not None and following < end:
        yield Flaw("overlap", (end - following) * 1000 / rate, 0)
