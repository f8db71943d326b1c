"""Anybody's SubRip read back, as most players understand it, and told what none of them would show.

SubRip has no standard. Tags stay in the text here, since nothing tells them from text.
"""

from __future__ import annotations

import re

import msgspec

from captioner.text.vtt_reader import ReadCue, Unshown


class SrtParts(msgspec.Struct, frozen=True):
    """A SubRip file: its cues, and what nobody sees of it."""

    cues: tuple[ReadCue, ...]
    unshown: tuple[Unshown, ...] = ()


_TIME = r"(?:(\d{1,9}):)?(\d{1,2}):(\d{1,2})[,.:](\d{1,3})"
_TIMING = re.compile(rf"\s*{_TIME}\s*-->\s*{_TIME}(?:\s.*)?")
_ANY_TIMING = re.compile(r"\s*\d.*-->")


def srt_parts(text: str) -> SrtParts:
    """Read anybody's SubRip; what is wrong in it is passed over, and told with its line.

    Tolerated are a BOM, any line ends, a dot before the milliseconds, hours or index left out,
    places on the screen behind the times, blank lines inside a cue (left out here) and a missing
    last line end.
    """
    lines = re.split(r"\r\n|\r|\n", text.removeprefix("\ufeff"))
    cues: list[ReadCue] = []
    unshown: list[Unshown] = []
    number = 0
    while number < len(lines):
        at = _timing_at(lines, number)
        if at is None and not lines[number].strip():
            number += 1
            continue
        end = _end(lines, number if at is None else at + 1)
        if at is None:
            shown = lines[number].strip()[:40]
            why = f"{shown!r} stands where SRT has a timing"
            unshown.append(Unshown(_joined(lines[number:end]), number + 1, why))
        elif found := _TIMING.fullmatch(lines[at]):
            start_ms, end_ms = _ms(*found.groups()[:4]), _ms(*found.groups()[4:])
            texts = tuple(line.strip() for line in lines[at + 1 : end] if line.strip())
            cues.append(ReadCue(start_ms, end_ms, texts, line=at + 1))
        else:
            why = f"{lines[at].strip()[:60]!r} is no timing of SRT"
            unshown.append(Unshown(_joined(lines[at + 1 : end]), at + 1, why))
        number = end
    return SrtParts(tuple(cues), tuple(unshown))


def _end(lines: list[str], number: int) -> int:
    """Tell where the next cue begins, from a line on."""
    while number < len(lines) and _timing_at(lines, number) is None:
        number += 1
    return number


def _timing_at(lines: list[str], number: int) -> int | None:
    """Tell where the timing line of a cue is that begins at a line; None if none does.

    One begins after a blank line only, with its index or its timing: text may look like both.
    """
    if number and lines[number - 1].strip():
        return None
    if _ANY_TIMING.match(lines[number]):
        return number
    following = number + 1
    if lines[number].strip().isdecimal() and following < len(lines) and "-->" in lines[following]:
        return following
    return None


def _joined(lines: list[str]) -> str:
    return "\n".join(line.strip() for line in lines if line.strip())


def _ms(hours: str | None, minutes: str, seconds: str, fraction: str) -> int:
    whole = (int(hours or 0) * 60 + int(minutes)) * 60 + int(seconds)
    return whole * 1000 + int(fraction.ljust(3, "0"))
