"""What a cue lacks that cannot be read in its time: a longer pause after it, or slower speech.

Where speech is too fast for a profile no way of cutting it helps, but one of two things does: a
pause after a sentence, in which its last cue may stay; or a voice that takes longer. What either
would have to be is told here, of a cue as it is; `captioner.narrate` sees to it.

A pause cannot do everything: however long it is, a cue stays no longer after its last word than the
profile's lag, to be read (`timing`).
"""

from __future__ import annotations

from math import ceil, inf

from captioner.captions.cue import Cue
from captioner.captions.profiles import Profile
from captioner.captions.rules import Flaw
from captioner.captions.timing import Limits, limits_of
from captioner.captions.width import width

#: The rules that a cue breaks by going too soon.
_TOO_BRIEF = ("reading-speed", "min-duration")


def too_fast(cue: Cue, profile: Profile) -> Flaw | None:
    """Tell by how much a cue holds more characters, or words, than can be read in its time."""
    return next(
        (
            flaw
            for flaw in reversed(cue.relaxed)
            if flaw.rule == "reading-speed"
            # What is longer than the least time of any cue is so for the number of its words.
            or (flaw.rule == "min-duration" and flaw.limit > profile.min_ms)
        ),
        None,
    )


def missing_pause(
    cue: Cue, onset: int, profile: Profile, rate: int, *, is_last: bool = False
) -> int:
    """Tell how many frames longer the pause after a cue must be, that it can be read and seen.

    `onset` is that of the next word; or the end of the sound, if the cue `is_last` of all. 0 if the
    cue lacks nothing, or what no pause can give it.
    """
    if not any(flaw.rule in _TOO_BRIEF for flaw in cue.relaxed):
        return 0
    limits = limits_of(profile, rate)
    reading = _reading(cue, limits)
    stay = max(limits.least, reading)
    end = cue.lines[-1][-1].end
    if cue.start + reading - end > limits.lag or stay > limits.most:
        return 0
    pause = cue.start + stay - end
    if not is_last:
        pause += limits.lead + limits.gap
    if limits.grid is not None:
        # Where the frames of the video fall: a step at either end of the cue.
        pause += 2 * ceil(limits.grid)
    return max(0, pause - (onset - end))


def times_slower(cue: Cue, profile: Profile, rate: int) -> float:
    """Tell how many times as long its words must last, that a cue can be read; 1 if they need not.

    Infinite if that cannot help, since nothing is said in it.
    """
    limits = limits_of(profile, rate)
    first, last = cue.lines[0][0], cue.lines[-1][-1]
    said = last.end - first.start
    # What it stays before its first word and after its last is the same at any speed; in running
    # speech it is less than nothing.
    beside = cue.end - cue.start - said
    missing = _reading(cue, limits) - beside
    if said <= 0:
        return inf if missing > said else 1.0
    return max(1.0, missing / said)


def _reading(cue: Cue, limits: Limits) -> int:
    """Tell how long a cue takes to be read, at most."""
    cells = sum(width(text) for text in cue.texts)
    words = sum(len(text.split()) for text in cue.texts)
    return max(ceil(cells * limits.cell), limits.a_word * words)
