"""What captions show: the cues of a file, and all of their text without white space."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from pathlib import Path

import msgspec

from captioner.check.align import Run, agreeing
from captioner.check.script import Script, add_text, with_blanks
from captioner.document import as_text
from captioner.errors import DocumentError
from captioner.text.source import load
from captioner.text.srt_reader import srt_parts
from captioner.text.vtt_reader import ReadCue, Unshown, read_vtt


class CaptionFile(msgspec.Struct, frozen=True):
    """The cues of a file, in its order, the text in it that belongs to none, and its language.

    `written` are the cues with what was taken for markup, where nothing but a document can tell.
    """

    name: str
    cues: tuple[ReadCue, ...]
    unshown: tuple[Unshown, ...] = ()
    lang: str = ""
    written: tuple[ReadCue, ...] = ()


#: What can be read.
CAPTION_SUFFIXES = (".srt", ".vtt")

#: SubRip has no markup, but players take these for it: HTML's tags for type, and those of SSA.
_SRT_TAGS = re.compile(
    r"</?(?:i|b|u|s|font)\b[^<>]*>|\{\\[^{}]*\}|\{/?[biuy](?::[^{}]*)?\}", re.IGNORECASE
)


def read_captions(path: Path, *, verbatim: bool = False) -> CaptionFile:
    """Read a file of SRT or WebVTT. `verbatim` text has no markup: what looks like it is text.

    Raises DocumentError for what is neither, or has not one cue that can be read and shows a text.
    """
    suffix = path.suffix.lower()
    if suffix not in CAPTION_SUFFIXES and path.is_file():
        raise DocumentError(path, "captioner check reads .srt and .vtt; convert this file")
    text = load(path, "check")
    if suffix == ".vtt":
        vtt = read_vtt(text, path)
        file = CaptionFile(as_text(path.name), vtt.cues, vtt.unshown, vtt.head.get("Language", ""))
    else:
        parts = srt_parts(text)
        cues = parts.cues if verbatim else tuple(_untagged(cue, _Agree()) for cue in parts.cues)
        written = () if verbatim else parts.cues
        file = CaptionFile(as_text(path.name), cues, parts.unshown, written=written)
    if all(map(is_empty, file.cues)):
        raise _nothing_in(path, file)
    return file


def _nothing_in(path: Path, file: CaptionFile) -> DocumentError:
    lost = next((lost for lost in file.unshown if lost.why), None)
    if file.cues:
        return DocumentError(path, "no cue in it shows a text; there is nothing to check")
    if lost:
        return DocumentError(path, f"there is no cue in it ({lost.why})", line=lost.line)
    return DocumentError(path, "there is no cue in it; there is nothing to check")


def is_empty(cue: ReadCue) -> bool:
    """Tell whether a cue shows nothing at all."""
    return not any(map(str.strip, cue.lines))


def beside(file: CaptionFile, script: Script) -> CaptionFile:
    """Give a file with those of what looks like tags that are text, since the document has the same
    characters in the same place.
    """
    if not file.written or not any(map(_SRT_TAGS.search, script.sentences)):
        return file
    shown = shown_by(file.written)
    agree = _Agree(agreeing(script.text, shown.text))
    cues = zip(file.written, shown.starts, strict=True)
    return msgspec.structs.replace(
        file, cues=tuple([_untagged(cue, agree, start) for cue, start in cues])
    )


class _Agree:
    """Tells whether a stretch of what is shown, without white space, is in the document too."""

    def __init__(self, runs: Sequence[Run] = ()) -> None:
        self._runs = runs

    def __call__(self, start: int, end: int) -> bool:
        at = bisect_right(self._runs, start, key=lambda run: run.there) - 1
        return at >= 0 and end <= self._runs[at].there + self._runs[at].length


def _untagged(cue: ReadCue, agree: _Agree, start: int = 0) -> ReadCue:
    """Take the tags out of a cue that begins at a place in all that is shown, and lines that are
    nothing but tags altogether; but none that is in the document.
    """
    lines = []
    for line in cue.lines:
        bits, at = [], 0
        for tag in _SRT_TAGS.finditer(line):
            begins = start + _length(line[: tag.start()])
            literal = agree(begins, begins + _length(tag[0]))
            bits.append(line[at : tag.end() if literal else tag.start()])
            at = tag.end()
        lines.append("".join([*bits, line[at:]]).strip())
        start += _length(line)
    return msgspec.structs.replace(cue, lines=tuple(filter(None, lines)))


def _length(text: str) -> int:
    """Count the characters of a text that are no white space."""
    return sum(map(len, text.split()))


class Shown(msgspec.Struct):
    """The text of all cues without white space. `starts` tells where that of each cue begins.

    `blanks` are the places before which there is white space in a line, `breaks` those at which a
    line or a cue begins.
    """

    text: str = ""
    starts: list[int] = msgspec.field(default_factory=list)
    blanks: set[int] = msgspec.field(default_factory=set)
    breaks: set[int] = msgspec.field(default_factory=set)

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
