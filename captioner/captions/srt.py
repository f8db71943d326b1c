"""SubRip, composed by the srt library."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

import srt

from captioner.captions.cues import Cue
from captioner.captions.writer import About

#: SubRip has no escape: what some readers take for markup, and what they make of it.
_FRAGILE = {"<": "formatting", "{": "an override", "\\N": "a line break", "-->": "a timing line"}


class Srt:
    """Writes cues as SubRip, numbering them from 1. Times are rounded to the millisecond here,
    since the library cuts off what is below it.
    """

    def __init__(self, about: About) -> None:
        self._about = about
        self._count = 0
        self.fragile: set[str] = set()

    def head(self) -> str:
        """Give what stands before the first cue."""
        return ""

    def cues(self, cues: Iterable[Cue]) -> str:
        """Give the text of the next cues."""
        parts = []
        for cue in cues:
            self._count += 1
            content = "\n".join(cue.texts)
            self.fragile.update(mark for mark in _FRAGILE if mark in content)
            start, end = self._about.span_ms(cue)
            parts.append(
                srt.Subtitle(
                    self._count, timedelta(milliseconds=start), timedelta(milliseconds=end), content
                ).to_srt()
            )
        return "".join(parts)

    def end(self) -> str:
        """Give what stands after the last cue."""
        return ""

    def warnings(self) -> list[str]:
        """Tell what of the text some readers of the format will not show as it is."""
        return [
            f"SRT cannot escape {mark}, which some players take for {_FRAGILE[mark]}"
            for mark in sorted(self.fragile)
        ]
