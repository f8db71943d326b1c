"""WebVTT with a timestamp before each word, so that a player can light up what is being said.

Every word stands in an element of its own, since `::cue(:past)` and `::cue(:future)` match nothing
else; the first has no timestamp, and the others lie strictly inside the cue in strict order, as
the standard demands. A file of its own, because some readers lose cues with timestamps in them.
"""

from __future__ import annotations

from collections.abc import Iterable

from captioner.captions.cues import Cue
from captioner.captions.vtt import escape, timestamp, timing
from captioner.captions.writer import About

_STYLE = "STYLE\n::cue(:future) { color: silver }\n\n"


class WordsVtt:
    """Writes cues as word-timed WebVTT."""

    def __init__(self, about: About) -> None:
        self._about = about

    def head(self) -> str:
        """Give what stands before the first cue."""
        return "WEBVTT\n\n" + _STYLE

    def cues(self, cues: Iterable[Cue]) -> str:
        """Give the text of the next cues."""
        return "".join(map(self._cue, cues))

    def end(self) -> str:
        """Give what stands after the last cue."""
        return ""

    def warnings(self) -> list[str]:
        """Tell what of the text the format cannot carry: nothing."""
        return []

    def _cue(self, cue: Cue) -> str:
        now, end = self._about.span_ms(cue)
        parts = [f"{cue.identifier}\n{timing(now, end)}\n"]
        for number, line in enumerate(cue.lines):
            for word in line:
                at = self._about.ms(word.start)
                if now < at < end and (number or word is not line[0]):
                    parts.append(f"<{timestamp(at)}>")
                    now = at
                text = word.text.rstrip()
                parts.append(
                    f"<c>{escape(text)}</c>{word.text[len(text) :] if word is not line[-1] else ''}"
                )
            parts.append("\n")
        return "".join(parts) + "\n"
