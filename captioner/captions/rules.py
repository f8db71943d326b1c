"""What a cue must keep to, measured on the cue as it is: the same for ours and for anybody's."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from captioner.captions.profiles import Profile
from captioner.captions.wide_word import may_be_wide
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
    "wide-word": Rule(False, "characters", "no word that cannot be broken is longer than a line"),
    "broken-word": Rule(False, "characters", "no word is broken between two lines or two cues"),
    "shared-time": Rule(False, "ms", "every cue has its time from its own words"),
    "gap": Rule(False, "ms", "the gap to the next cue is not shorter than the profile's"),
    "chain": Rule(False, "ms", "a gap is as short as the profile's, or long enough to be seen"),
    "max-duration": Rule(False, "ms", "no cue stays longer than the profile allows"),
    "min-duration": Rule(False, "ms", "every cue stays long enough to be seen"),
    "reading-speed": Rule(False, "characters/s", "every cue can be read in its time"),
}


#: What a cue does not show, only that which it was cut from.
NOT_SEEN = frozenset({"broken-word", "shared-time"})

#: Formats round both ends of a cue to the millisecond.
ROUNDING_MS = 1


def flaws_of(
    lines: Sequence[str], start: int, end: int, following: int | None, rate: int, profile: Profile
) -> tuple[Flaw, ...]:
    """Tell which rules a cue is seen to break. `following` is where the next one begins, if any.

    Times are frames at `rate`; what a file's clock rounds off is not held against a cue, nor what
    the frames of a video add to a gap that is not counted in them. A break between lines is not
    counted among the characters to be read.
    """
    cells = [width(line) for line in lines]
    unit = 2 if profile.wide else 1
    stays = (end - start) * 1000 / rate
    flaws = [*_shape_flaws(lines, cells, profile), *_order_flaws(start, end, following, rate)]
    if stays <= 0:
        return tuple(flaws)
    gap = profile.gap_ms
    if following is not None:
        rest = (following - end) * 1000 / rate
        if 0 <= rest < gap - ROUNDING_MS:
            flaws.append(Flaw("gap", rest, gap))
        elif gap + _added_ms(profile) < rest < profile.chain_ms - ROUNDING_MS:
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


def _added_ms(profile: Profile) -> float:
    """Tell how much longer than the profile's a gap may come out that was closed."""
    rounding = ROUNDING_MS + 1
    if profile.fps is None or profile.gap_frames:
        return rounding
    return rounding + float(1000 / profile.fps)


def _shape_flaws(lines: Sequence[str], cells: Sequence[int], profile: Profile) -> Iterator[Flaw]:
    if len(cells) > profile.max_lines:
        yield Flaw("lines", len(cells), profile.max_lines)
    most, unit = profile.line_cells, 2 if profile.wide else 1
    if max(cells, default=0) <= most:
        return
    words, others = [0], [0]
    for line, size in zip(lines, cells, strict=True):
        (words if may_be_wide(line, most) else others).append(size)
    for rule, widest in (("line-width", max(others)), ("wide-word", max(words))):
        if widest > most:
            yield Flaw(rule, widest / unit, profile.max_chars)


def _order_flaws(start: int, end: int, following: int | None, rate: int) -> Iterator[Flaw]:
    if end <= start:
        yield Flaw("order", (end - start) * 1000 / rate, 0)
    if following is not None and following < end:
        yield Flaw("overlap", (end - following) * 1000 / rate, 0)
