"""Whether captions and sound belong together: nothing said without a cue, no cue without sound."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from captioner.audio.pcm import ms_of
from captioner.captions.rules import ROUNDING_MS
from captioner.check.coverage import finding_at
from captioner.check.report import Finding
from captioner.check.shown import is_empty
from captioner.check.sound import Sound
from captioner.text.vtt_reader import ReadCue

#: A sound shorter than this is not what a cue is about.
_AUDIBLE_MS = 50
#: From the BBC's guidelines: a cue comes no more than 1.5 s before what it shows, and never more
#: than 2 s after.
EARLY_MS, UNCAPTIONED_MS = 1500, 2000
#: What is off by half a second is seen by anybody.
LATE_MS = 500

#: What is no speech, in brackets or between notes, may be shown over silence. In so many characters
#: a bracket that is opened is closed again, or was no bracket.
_ASIDE = re.compile(
    r"\[[^\]]{0,500}\]|\([^)]{0,500}\)|（[^）]{0,500}）|［[^］]{0,500}］|【[^】]{0,500}】"
    r"|[♪♫][^♪♫\n]*[♪♫]?"
)
_WORD = re.compile(r"\w")


def sound_findings(sound: Sound) -> Iterator[Finding]:
    """Tell what is wrong with the sound itself."""
    name = sound.name
    if sound.damaged:
        yield Finding(
            "sound-damaged",
            f"{name}: {sound.damaged:,} packets cannot be decoded",
            value=sound.damaged,
            limit=0,
        )
    if off := sound.frames_off:
        wanted = sound.frames - off
        yield Finding(
            "sound-length",
            f"{name} has {sound.frames:,} frames, {abs(off):,} {'more' if off > 0 else 'less'} "
            f"than the timeline ({abs(off) / sound.rate:.3f} s)",
            start_ms=min(sound.ms, ms_of(wanted, sound.rate)),
            value=sound.frames,
            limit=wanted,
        )


def said_in(cues: Sequence[ReadCue]) -> set[int]:
    """Tell which cues, from 0, show something that is said.

    An aside may go on in the next one, and a name in capitals with a colon tells who speaks.
    """
    text = "\n".join(" ".join(" ".join(cue.lines).split()) for cue in cues)
    plain = _ASIDE.sub(lambda aside: "\n" * aside[0].count("\n"), text)
    return {number for number, shown in enumerate(plain.split("\n")) if _is_said(shown)}


def _is_said(shown: str) -> bool:
    label, colon, rest = shown.partition(":")
    return bool(_WORD.search(rest if colon and label.isupper() else shown))


def cue_findings(
    cues: Sequence[ReadCue], sound: Sound, is_said: Callable[[int], bool]
) -> Iterator[Finding]:
    """Compare each cue with the sound. `is_said` tells of a cue whether it shows what is said."""
    for number, cue in enumerate(cues):
        over = cue.end_ms - sound.ms
        if over > ROUNDING_MS:
            says = f"it stays {over / 1000:.3f} s longer than the sound lasts"
            yield finding_at(cues, number, "past-end", says, value=cue.end_ms, limit=sound.ms)
        if sound.heard is None or not is_said(number) or cue.end_ms <= cue.start_ms:
            continue
        heard = sound.heard_between(cue.start_ms, cue.end_ms)
        length = sum(end - start for start, end in heard)
        if length < _AUDIBLE_MS:
            says = f"for its {(cue.end_ms - cue.start_ms) / 1000:.1f} s nothing is heard"
            yield finding_at(cues, number, "silent", says, value=length, limit=_AUDIBLE_MS)
        elif (wait := heard[0][0] - cue.start_ms) > EARLY_MS:
            says = f"it is shown {wait / 1000:.1f} s before anything is heard"
            yield finding_at(cues, number, "early", says, value=wait, limit=EARLY_MS)


def uncaptioned(cues: Sequence[ReadCue], sound: Sound) -> Iterator[Finding]:
    """Tell where something is heard while no cue is shown: for long, or until one is shown late.

    A cue without a text shows nothing.
    """
    shown_until = 0
    by_time = sorted(
        (cue.start_ms, cue.end_ms, number) for number, cue in enumerate(cues) if not is_empty(cue)
    )
    for start_ms, end_ms, number in [*by_time, (sound.ms, sound.ms, -1)]:
        heard = sound.heard_between(shown_until, start_ms) if start_ms > shown_until else []
        length = sum(end - start for start, end in heard)
        if length > UNCAPTIONED_MS:
            yield Finding(
                "uncaptioned",
                f"for {length / 1000:.1f} s something is heard, and no cue is shown",
                start_ms=heard[0][0],
                end_ms=heard[-1][1],
                value=length,
                limit=UNCAPTIONED_MS,
            )
        elif number >= 0 and heard and heard[-1][1] == start_ms:
            wait = start_ms - heard[-1][0]
            if wait > LATE_MS:
                says = f"it is shown {wait / 1000:.1f} s after something begins to be heard"
                yield finding_at(cues, number, "late", says, value=wait, limit=LATE_MS)
        shown_until = max(shown_until, end_ms)
