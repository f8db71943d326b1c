"""LRC, as music players show it, with a time before each word (the enhanced form, A2).

A line is a whole cue, since the format has no line breaks inside of one. It has no end either: the
moment at which the last word is over stands behind it, and an empty line where a pause is long
enough to be seen. A word's time stands before every text, so that no text can be taken for a tag of
its line. The clock counts minutes, which may pass 59, and hundredths of a second.
"""

from __future__ import annotations

import re

from captioner.captions.cue import Cue
from captioner.captions.writer import About, CaptionWriter, Speakers
from captioner.timeline.fit import Quality

_FRAGILE = (
    (re.compile("<"), "<", "the time of a word"),
    (re.compile(r"\[[\d:]"), "[", "the time of a line"),
)
_HUNDRED_MINUTES = 100 * 6000


class Lrc(CaptionWriter):
    """Writes cues as enhanced LRC."""

    def __init__(self, about: About) -> None:
        super().__init__(about)
        self._speakers = Speakers()
        self._ended: int | None = None

    def head(self) -> str:
        """Give what stands before the first cue: the title, if a tag can hold it."""
        title = " ".join(self._about.title.split())
        if "]" in title:
            self._lose("LRC cannot hold a ] there, so it was left out", "the title")
            return ""
        return f"[ti:{title}]\n" if title else ""

    def end(self) -> str:
        """Give what stands after the last cue: the moment at which it goes."""
        return "" if self._ended is None else f"[{_time(self._ended)}]\n"

    def _cue(self, cue: Cue) -> str:
        start, end = self._about.span(cue, 100)
        self._look_for_losses(cue, end)
        gone = ""
        if self._ended is not None and self._is_seen(start - self._ended):
            gone = f"[{_time(self._ended)}]\n"
        self._ended = end
        return f"{gone}[{_time(start)}]{self._words(cue, start, end)}\n"

    def _is_seen(self, pause: int) -> bool:
        """Tell whether a pause is one that the profile does not close; a hundredth is rounding."""
        return pause > 0 and (pause + 1) * 10 >= self._about.profile.chain_ms

    def _words(self, cue: Cue, now: int, end: int) -> str:
        words = [word for line in cue.lines for word in line]
        parts: list[str] = []
        over = None
        for word in words:
            said = word.quality is not Quality.UNSAID
            if said:
                now = min(max(self._about.ticks(word.start, 100), now), end)
                over = min(max(self._about.ticks(word.end, 100), now), end)
            if said or not parts:
                parts.append(f"<{_time(now)}>")
            parts.append(word.text)
        text = "".join(parts).rstrip()
        return text if over is None else f"{text}<{_time(over)}>"

    def _look_for_losses(self, cue: Cue, end: int) -> None:
        text = " ".join(cue.texts)
        for pattern, mark, taken_for in _FRAGILE:
            if pattern.search(text):
                what = f"LRC cannot escape {mark}, which some players take for {taken_for}"
                self._lose(what, cue.identifier)
        if self._speakers.silent(cue):
            self._lose("LRC does not tell who speaks", cue.identifier)
        if end >= _HUNDRED_MINUTES:
            self._lose("some players read no LRC times from 100 minutes on", cue.identifier)


def _time(hundredths: int) -> str:
    seconds, hundredths = divmod(hundredths, 100)
    minutes, seconds = divmod(seconds, 60)
    return f"{minutes:02}:{seconds:02}.{hundredths:02}"
