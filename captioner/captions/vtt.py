"""WebVTT: escaped, uniquely identified, and with times that are never malformed."""

from __future__ import annotations

from collections.abc import Iterable

from captioner.captions.cues import Cue
from captioner.captions.writer import About

_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})


class Vtt:
    """Writes cues as WebVTT."""

    def __init__(self, about: About) -> None:
        self._about = about

    def head(self) -> str:
        """Give what stands before the first cue."""
        return "WEBVTT\n\n"

    def cues(self, cues: Iterable[Cue]) -> str:
        """Give the text of the next cues."""
        return "".join(
            f"{cue.identifier}\n{timing(*self._about.span_ms(cue))}\n"
            + "\n".join(map(escape, cue.texts))
            + "\n\n"
            for cue in cues
        )

    def end(self) -> str:
        """Give what stands after the last cue."""
        return ""

    def warnings(self) -> list[str]:
        """Tell what of the text the format cannot carry: nothing."""
        return []


def escape(text: str) -> str:
    """Escape a text for a cue. With `>` escaped, no text can hold the arrow that ends a cue."""
    return text.translate(_ESCAPES)


def timing(start: int, end: int) -> str:
    """Give the timing line for two times in milliseconds."""
    return f"{timestamp(start)} --> {timestamp(end)}"


def timestamp(ms: int) -> str:
    """Write a time in milliseconds as HH:MM:SS.mmm, with as many digits as the hours need."""
    seconds, ms = divmod(ms, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{seconds:02}.{ms:03}"
