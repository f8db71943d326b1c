"""WebVTT with a timestamp before each word, so that a player can light up what is being said.

Every word stands in an element of its own, since `::cue(:past)` and `::cue(:future)` match nothing
else; the first has no timestamp, and the others lie strictly inside the cue in strict order, as
the standard demands. What is shown and not said appears with the word before it. A file of its
own, because some readers lose cues with timestamps in them.
"""

from __future__ import annotations

from captioner.captions.cue import Cue
from captioner.captions.vtt import block, escape, timestamp
from captioner.captions.writer import CaptionWriter
from captioner.timeline.fit import Quality

_STYLE = "STYLE\n::cue(:future) { color: silver }\n\n"


class WordsVtt(CaptionWriter):
    """Writes cues as word-timed WebVTT."""

    def head(self) -> str:
        """Give what stands before the first cue."""
        return "WEBVTT\n\n" + _STYLE

    def _cue(self, cue: Cue) -> str:
        now, end = self._about.span_ms(cue)
        lines = []
        for number, line in enumerate(cue.lines):
            parts = []
            for place, word in enumerate(line):
                at = self._about.ms(word.start)
                if (number or place) and word.quality is not Quality.UNSAID and now < at < end:
                    parts.append(f"<{timestamp(at)}>")
                    now = at
                text = word.text.rstrip()
                blank = word.text[len(text) :] if word is not line[-1] else ""
                parts.append(f"<c>{escape(text)}</c>{blank}")
            lines.append("".join(parts))
        return block(cue, self._about.span_ms(cue), "\n".join(lines), self._about.lang)
