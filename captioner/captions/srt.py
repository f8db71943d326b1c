"""SubRip, composed by the srt library; and anybody's SubRip read back."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import srt

from captioner.captions.cue import Cue
from captioner.captions.writer import About, CaptionWriter, Speakers
from captioner.errors import DocumentError

#: SubRip has no escape: what some readers take for something else, and for what.
_FRAGILE = (
    (re.compile("<"), "<", "formatting"),
    (re.compile(r"\{"), "{", "an override"),
    (re.compile(r"\\N"), "\\N", "a line break"),
    (re.compile(r"\\h"), "\\h", "a blank"),
    (re.compile("-->"), "-->", "a timing line"),
    (re.compile(r"&#?\w+;"), "&", "a character reference"),
)
_DAY_MS = 24 * 3_600_000


class Srt(CaptionWriter):
    """Writes cues as SubRip, numbering them from 1. Times are rounded to the millisecond here,
    since the library cuts off what is below it.
    """

    def __init__(self, about: About) -> None:
        super().__init__(about)
        self._count = 0
        self._speakers = Speakers()

    def _cue(self, cue: Cue) -> str:
        self._count += 1
        content = "\n".join(cue.texts)
        start, end = self._about.span_ms(cue)
        self._look_for_losses(cue, content, end)
        times = timedelta(milliseconds=start), timedelta(milliseconds=end)
        text: str = srt.Subtitle(self._count, *times, content).to_srt()
        return text

    def _look_for_losses(self, cue: Cue, content: str, end: int) -> None:
        for pattern, mark, taken_for in _FRAGILE:
            if pattern.search(content):
                what = f"SRT cannot escape {mark}, which some players take for {taken_for}"
                self._lose(what, cue.identifier)
        if self._speakers.silent(cue):
            self._lose("SRT does not tell who speaks", cue.identifier)
        if end >= _DAY_MS:
            self._lose("some players read no SRT times from 24 hours on", cue.identifier)


_TIME = r"(?:(\d+):)?(\d{1,2}):(\d{1,2})[,.:](\d{1,3})"
_TIMING = re.compile(rf"\s*{_TIME}\s*-->\s*{_TIME}(?:\s.*)?")
_ANY_TIMING = re.compile(r"\s*\d.*-->")


def read_srt(text: str, path: Path | str = "SRT") -> list[tuple[int, int, tuple[str, ...]]]:
    """Read anybody's SubRip: start and end of each cue in milliseconds, and its lines of text.

    Tolerated are a BOM, any line ends, a dot before the milliseconds, hours or index left out,
    places on the screen behind the times, blank lines inside a cue (left out here) and a missing
    last line end. Tags stay in the text. Raises DocumentError, which names `path` and the line, for
    what is none.
    """
    lines = re.split(r"\r\n|\r|\n", text.removeprefix("\ufeff"))
    cues: list[tuple[int, int, list[str]]] = []
    number = 0
    while number < len(lines):
        line = lines[number]
        at = _timing_at(lines, number)
        if at is not None:
            found = _TIMING.fullmatch(lines[at])
            if found is None:
                raise DocumentError(path, f"{lines[at].strip()!r} is no timing of SRT", line=at + 1)
            cues.append((_ms(*found.groups()[:4]), _ms(*found.groups()[4:]), []))
            number = at
        elif line.strip():
            if not cues:
                raise DocumentError(
                    path, f"{line.strip()[:40]!r} stands where SRT has a timing", line=number + 1
                )
            cues[-1][2].append(line.strip())
        number += 1
    return [(start, end, tuple(shown)) for start, end, shown in cues]


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


def _ms(hours: str | None, minutes: str, seconds: str, fraction: str) -> int:
    whole = (int(hours or 0) * 60 + int(minutes)) * 60 + int(seconds)
    return whole * 1000 + int(fraction.ljust(3, "0"))
