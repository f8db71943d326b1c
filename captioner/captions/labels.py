"""Labels for Audacity: start, end and text of each cue, in a line, parted by tabs.

Seconds have six decimals, as Audacity writes them.
"""

from __future__ import annotations

from captioner.captions.cue import Cue
from captioner.captions.writer import About, CaptionWriter, Speakers, joined, seconds

_DIGITS = 6


class Labels(CaptionWriter):
    """Writes cues as a track of labels."""

    def __init__(self, about: About) -> None:
        super().__init__(about)
        self._speakers = Speakers()

    def _cue(self, cue: Cue) -> str:
        if self._speakers.silent(cue):
            self._lose("labels do not tell who speaks", cue.identifier)
        start, end = (seconds(at, _DIGITS) for at in self._about.span(cue, 10**_DIGITS))
        # Words hold neither tabs nor line breaks, but cues may come from anywhere.
        return f"{start}\t{end}\t{' '.join(joined(cue).split())}\n"
