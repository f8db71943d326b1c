"""WebVTT: escaped, uniquely identified, and with times that are never malformed.

Who speaks stands in a voice span around the cue, and a language that is not the file's in a
language span; both are closed, since some readers look for the end tag. The header says nothing
more: no reader shows a title, and a strict one takes what stands there for a broken cue.
"""

from __future__ import annotations

from captioner.captions.cue import Cue
from captioner.captions.writer import CaptionWriter, hms

_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})


class Vtt(CaptionWriter):
    """Writes cues as WebVTT."""

    def head(self) -> str:
        """Give what stands before the first cue."""
        return "WEBVTT\n\n"

    def _cue(self, cue: Cue) -> str:
        text = "\n".join(map(escape, cue.texts))
        return block(cue, self._about.span_ms(cue), text, self._about.lang)


def block(cue: Cue, span_ms: tuple[int, int], text: str, lang: str) -> str:
    """Give a cue with its text, which is marked up already, in a file of a language."""
    for tag, name in (("lang", cue.lang if cue.lang != lang else ""), ("v", cue.speaker)):
        if name := " ".join(name.split()):
            text = f"<{tag} {escape(name)}>{text}</{tag}>"
    start, end = map(timestamp, span_ms)
    return f"{cue.identifier}\n{start} --> {end}\n{text}\n\n"


def escape(text: str) -> str:
    """Escape a text for a cue. With `>` escaped, no text can hold the arrow that ends a cue."""
    return text.translate(_ESCAPES)


def timestamp(ms: int) -> str:
    """Write a time in milliseconds as HH:MM:SS.mmm, with as many digits as the hours need."""
    hours, minutes, seconds, ms = hms(ms, 1000)
    return f"{hours:02}:{minutes:02}:{seconds:02}.{ms:03}"
