"""What captions show: the cues of a file, and all of their text without white space."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from captioner.captions.srt import read_srt
from captioner.captions.vtt_reader import ReadCue, Unshown, read_vtt
from captioner.check.script import add_text, with_blanks
from captioner.errors import DocumentError
from captioner.text.source import load


class CaptionFile(msgspec.Struct, frozen=True):
    """The cues of a file, in its order, the text in it that belongs to none, and its language."""

    name: str
    cues: tuple[ReadCue, ...]
    unshown: tuple[Unshown, ...] = ()
    lang: str = ""


#: SubRip has no markup, but players take these for it: HTML's tags for type, and those of SSA.
_SRT_TAGS = re.compile(
    r"</?(?:i|b|u|s|font)\b[^<>]*>|\{\\[^{}]*\}|\{/?[biuy](?::[^{}]*)?\}", re.IGNORECASE
)


def read_captions(path: Path, *, verbatim: bool = False) -> CaptionFile:
    """Read a file of SRT or WebVTT. `verbatim` text has no markup: what looks like it is text.

    Raises DocumentError for what is neither.
    """
    text = load(path)
    suffix = path.suffix.lower()
    if suffix not in (".srt", ".vtt"):
        raise DocumentError(path, "captioner check reads .srt and .vtt; convert this file")
    if suffix == ".vtt":
        read = read_vtt(text, path)
        return CaptionFile(path.name, read.cues, read.unshown, read.head.get("Language", ""))
    cues = tuple(
        ReadCue(start, end, lines if verbatim else tuple(_untagged(lines)))
        for start, end, lines in read_srt(text, path)
    )
    return CaptionFile(path.name, cues)


def _untagged(lines: Iterable[str]) -> Iterator[str]:
    """Take the tags out of some lines, and what is nothing but tags altogether."""
    for line in lines:
        shown = _SRT_TAGS.sub("", line).strip()
        if shown or not line:
            yield shown


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

    def shown(self, start: int, end: int) -> str:
        """Give a stretch of the text, with its blanks."""
        return with_blanks(self.text, start, end, self.blanks | self.breaks)


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
