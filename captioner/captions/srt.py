"""SubRip, composed by the srt library; and anybody's SubRip read back."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import srt

from captioner.captions.cue import Cue
from captioner.captions.writer import About, CaptionWriter, Speakers
from captioner.errors import DocumentError
from captioner.text.srt_reader import srt_parts

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


def read_srt(text: str, path: Path | str = "SRT") -> list[tuple[int, int, tuple[str, ...]]]:
    """Read anybody's SubRip: start and end of each cue in milliseconds, and its lines of text.

    Tolerated is what `srt_parts` tolerates. Tags stay in the text. Raises DocumentError, which
    names `path` and the line, for what is none.
    """
    read = srt_parts(text)
    for lost in read.unshown:
        raise DocumentError(path, lost.why, line=lost.line)
    return [(cue.start_ms, cue.end_ms, cue.lines) for cue in read.cues]
