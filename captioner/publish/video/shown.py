"""Captions as a video holds them: cues in milliseconds, in the markup of each kind of track.

They are of a kept timeline, or of anybody's SRT and WebVTT.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from html import unescape
from itertools import pairwise
from pathlib import Path

import msgspec

from captioner.captions import About, Cue
from captioner.captions.vtt import escape
from captioner.captions.writer import is_labelled
from captioner.errors import DocumentError, OptionError
from captioner.text.source import load
from captioner.text.srt_reader import srt_parts
from captioner.text.vtt_reader import ReadCue, Unshown, read_vtt

#: The language in the name of a file of captions: `talk.de.srt`, `talk.pt-BR.vtt`.
_IN_NAME = re.compile(r".*\.([a-z]{2,3}(?:-[a-z0-9]{2,8})*)", re.IGNORECASE)
_TAG = re.compile(r"</?(?:i|b|u|s|font)\b[^>]*>|\{\\[^}]*\}", re.IGNORECASE)
_MARK = re.compile(r"<[^>]*>")
_UTF_16 = (b"\xfe\xff", b"\xff\xfe")
#: The codecs of tracks that are text alone.
TEXTS = ("subrip", "webvtt", "mov_text")
_SUFFIXES = (".srt", ".vtt")


class ShownCue(msgspec.Struct, frozen=True):
    """A cue as it is seen, between two moments in milliseconds; `speaker` is not in its lines."""

    start_ms: int
    end_ms: int
    lines: tuple[str, ...]
    speaker: str = ""

    @property
    def text(self) -> str:
        """Its lines, joined by line ends."""
        return "\n".join(self.lines)


@dataclass(frozen=True, slots=True)
class CaptionTrack:
    """A track of captions in a language, by its BCP 47 tag; empty if nobody says which."""

    cues: Iterable[ShownCue]
    lang: str = ""
    title: str = ""
    notes: tuple[str, ...] = field(default=(), compare=False)


def shown(cues: Iterable[Cue], about: About) -> Iterator[ShownCue]:
    """Give cues of a timeline as they are seen."""
    for cue in cues:
        start, end = about.span_ms(cue)
        speaker = "" if is_labelled(cue) else " ".join(cue.speaker.split())
        yield ShownCue(start, end, cue.texts, speaker)


def read_captions(path: Path, lang: str | None = None) -> CaptionTrack:
    """Read a file of captions, SRT or WebVTT by its name, in which a language may stand.

    Italics and the like are left out. Raises OptionError for a file of another kind, DocumentError
    for what cannot be read, and for a file without cues.
    """
    suffix = path.suffix.lower()
    if suffix not in _SUFFIXES:
        raise OptionError(f"{path}: captions are read from {' or '.join(_SUFFIXES)}")
    text = load(path, to="be shown")
    notes: list[str] = []
    if suffix == ".vtt":
        read = read_vtt(text, path)
        cues, unshown = list(map(_plain, read.cues)), read.unshown
        lang = lang or read.head.get("Language")
    else:
        parts = srt_parts(text)
        cues, unshown = [_untagged(cue) for cue in parts.cues], parts.unshown
        if any(_TAG.search(line) for cue in parts.cues for line in cue.lines):
            notes.append(f"{path}: italics, colours and the like are left out")
    kept = sorted(
        (cue for cue in cues if cue.lines and cue.end_ms > cue.start_ms),
        key=lambda cue: cue.start_ms,
    )
    if not kept:
        raise DocumentError(path, "there are no captions in it")
    notes += _lost(path, unshown, len(cues) - len(kept))
    return CaptionTrack(tuple(one_at_a_time(kept)), lang or _lang_in(path), notes=tuple(notes))


def _lost(path: Path, unshown: Iterable[Unshown], empty: int) -> Iterator[str]:
    for each in unshown:
        if each.text.strip() or each.why:
            why = each.why or "it belongs to no cue"
            yield f"{path}:{each.line}: {' '.join(each.text.split())[:40]!r} is left out; {why}"
    if empty:
        yield f"{path}: {empty:,} cues without text or time are left out"


def _lang_in(path: Path) -> str:
    found = _IN_NAME.fullmatch(path.stem)
    return found[1] if found else ""


def _plain(cue: ReadCue) -> ShownCue:
    return ShownCue(cue.start_ms, cue.end_ms, _without_blank(cue.lines), cue.speaker)


def _untagged(cue: ReadCue) -> ShownCue:
    lines = _without_blank(unescape(_TAG.sub("", line)) for line in cue.lines)
    return ShownCue(cue.start_ms, cue.end_ms, lines)


def _without_blank(lines: Iterable[str]) -> tuple[str, ...]:
    return tuple(line for line in (line.strip() for line in lines) if line)


def one_at_a_time(cues: Sequence[ShownCue]) -> Iterator[ShownCue]:
    """Make cues that are seen together, as in a dialogue, cues one after the other: a track of MP4
    shows one text at a time. Where several are due their lines stand below each other.
    """
    moments = sorted({cue.start_ms for cue in cues} | {cue.end_ms for cue in cues})
    if all(before.end_ms <= after.start_ms for before, after in pairwise(cues)):
        yield from cues
        return
    at = 0
    due: list[ShownCue] = []
    for start, end in pairwise(moments):
        due = [cue for cue in due if cue.end_ms > start]
        while at < len(cues) and cues[at].start_ms <= start:
            due.append(cues[at])
            at += 1
        if due:
            speakers = {cue.speaker for cue in due}
            speaker = due[0].speaker if len(speakers) == 1 else ""
            yield ShownCue(start, end, tuple(line for cue in due for line in cue.lines), speaker)


# ---------------------------------------------------------------- as tracks hold them


def payload(cue: ShownCue, codec: str) -> bytes:
    """Give a cue as a packet of a track of captions, by FFmpeg's name of its codec."""
    if codec == "mov_text":
        data = cue.text.encode()
        return len(data).to_bytes(2, "big") + data
    if codec == "webvtt":
        text = "\n".join(map(escape, cue.lines))
        return (f"<v {escape(cue.speaker)}>{text}</v>" if cue.speaker else text).encode()
    return cue.text.encode()


def read_payload(data: bytes, codec: str) -> tuple[str, ...]:
    """Give the lines of a cue that is a packet of a track of one of the `TEXTS`, without italics
    and the like: the inverse of `payload`.
    """
    if codec == "mov_text":
        data = data[2 : 2 + int.from_bytes(data[:2], "big")]
        text = data.decode("utf-16" if data[:2] in _UTF_16 else "utf-8", "replace")
        return _without_blank(text.splitlines())
    text = data.decode("utf-8", "replace")
    marks = _MARK if codec == "webvtt" else _TAG
    return _without_blank(unescape(marks.sub("", line)) for line in text.splitlines())


#: From this mov_text takes how text looks: FFmpeg wants it as the head of an ASS file. White, at
#: the bottom, in the middle; most players have their own idea.
MOV_TEXT_LOOK = b"""[Script Info]
ScriptType: v4.00+
PlayResX: 384
PlayResY: 288

[V4+ Styles]
Format: Name, Fontname, Fontsize, PrimaryColour, SecondaryColour, OutlineColour, BackColour, Bold, \
Italic, Underline, StrikeOut, ScaleX, ScaleY, Spacing, Angle, BorderStyle, Outline, Shadow, \
Alignment, MarginL, MarginR, MarginV, Encoding
Style: Default,Arial,16,&Hffffff,&Hffffff,&H0,&H0,0,0,0,0,100,100,0,0,1,1,0,2,10,10,10,0

[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
"""
