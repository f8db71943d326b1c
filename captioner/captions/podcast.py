"""The transcript of the podcast namespace, as JSON (version 1.0.0): one part a cue, in a line.

Seconds are written as decimals from whole milliseconds, so that every reader gets the same ones.
"""

from __future__ import annotations

import json

from captioner.captions.cue import Cue
from captioner.captions.writer import About, CaptionWriter, joined, seconds


class PodcastJson(CaptionWriter):
    """Writes cues as a podcast's transcript."""

    def __init__(self, about: About) -> None:
        super().__init__(about)
        self._between = ""

    def head(self) -> str:
        """Give what stands before the first cue."""
        return '{"version":"1.0.0","segments":[\n'

    def end(self) -> str:
        """Give what stands after the last cue."""
        return "\n]}\n"

    def _cue(self, cue: Cue) -> str:
        start, end = (seconds(ms, 3) for ms in self._about.span_ms(cue))
        speaker = f'"speaker":{_quoted(cue.speaker)},' if cue.speaker else ""
        body = _quoted(joined(cue).rstrip())
        text = f'{self._between}{{{speaker}"startTime":{start},"endTime":{end},"body":{body}}}'
        self._between = ",\n"
        return text


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
