"""What captions show: the cues of a file, and all of their text without white space."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from captioner.captions.srt_reader import srt_parts
from captioner.captions.vtt_reader import ReadCue, Unshown, read_vtt
from captioner.check.script import add_text, with_blanks
from captioner.document import as_text
from captioner.errors import DocumentError
from captioner.text.source import load


class CaptionFile(msgspec.Struct, frozen=True):
    """The cues of a file, in its order, the text in it that belongs to none, and its language."""

    name: str
    cues: tuple[ReadCue, ...]
    unshown: tuple[Unshown, ...] = ()
    lang: str = ""


#: What can be read.
CAPTION_SUFFIXES = (".srt", ".vtt")

#: SubRip has no markup, but players take these for it: HTML's tags for type, and those of SSA.
_SRT_TAGS = re.compile(
    r"</?(?:i|b|u|s|font)\b[^<>]*>|\{\\[^{}]*\}|\{/?[biuy](?::[^{}]*)?\}", re.IGNORECASE
)


def read_captions(path: Path, *, verbatim: bool = False) -> CaptionFile:
    """Read a file of SRT or WebVTT. `verbatim` text has no markup: what looks like it is text.

    Raises DocumentError for what is neither, or has not one cue that can be read.
    """
    text = load(path)
    suffix = path.suffix.lower()
    if suffix not in CAPTION_SUFFIXES:
        raise DocumentError(path, "captioner check reads .srt and .vtt; convert this file")
    if suffix == ".vtt":
        vtt = read_vtt(text, path)
        file = CaptionFile(as_text(path.name), vtt.cues, vtt.unshown, vtt.head.get("Language", ""))
    else:
        parts = srt_parts(text)
        cues = parts.cues if verbatim else tuple(map(_untagged, parts.cues))
        file = CaptionFile(as_text(path.name), cues, parts.unshown)
    if not file.cues:
        lost = next((lost for lost in file.unshown if lost.why), None)
        raise DocumentError(
            path,
            f"there is no cue in it ({lost.why})" if lost else "there is no cue in it",
            line=lost.line if lost else None,
        )
    return file


def _untagged(cue: ReadCue) -> ReadCue:
    """Take the tags out of a cue, and lines that are nothing but tags altogether."""
    shown = (_SRT_TAGS.sub("", line).strip() for line in cue.lines)
    return msgspec.structs.replace(cue, lines=tuple(filter(None, shown)))


@dataclass
class Shown:
    """The text of all cues without white space. `starts` tells where that of each cue begins.

    `blanks` are the places before which there is white space in a line, `breaks` those at which a
    line or a cue begins.
    """

    text: str = ""
    starts: list[int] = field(default_factory=list)
    blanks: set[int] = field(default_factory=set)
    breaks: set[int] = field(default_factory=set)

    def cue_at(self, place: int) -> int:
        """Tell which cue shows what is at a place, from 0."""
        return bisect_right(self.starts, place) - 1

    def is_apart(self, place: int) -> bool:
        """Tell whether a place is apart from what is before it, by white space or a line end."""
        return place in self.blanks or place in self.breaks

    def shown(self, start: int, end: int) -> str:
        """Give a stretch of the text, with its blanks."""
        return with_blanks(self.text, start, end, self.is_apart)


def shown_by(cues: Iterable[ReadCue]) -> Shown:
    """Gather the text of some cues."""
    shown = Shown()
    bits: list[str] = []
    length = 0
    for cue in cues:
        shown.starts.append(length)
        for line in cue.lines:
            shown.breaks.add(length)
            length = add_text(line.strip(), length, bits, shown.blanks)
    shown.text = "".join(bits)
    return shown
