"""Files of publications, such as chapters: is each as long as its part of the timeline, and are its
captions those of the whole?

A cue of a part, and when the part begins, is a cue of the whole, but for what reaches beyond the
part; and every cue of the whole is in one.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from fractions import Fraction
from pathlib import Path

import msgspec

from captioner.captions.rules import ROUNDING_MS
from captioner.check.agreement import sound_findings
from captioner.check.folder import Kept
from captioner.check.report import Finding
from captioner.check.shown import CAPTION_SUFFIXES, CaptionFile, read_captions
from captioner.check.sound import SOUND_SUFFIXES, Length, listen
from captioner.document import as_text
from captioner.errors import AudioError, DocumentError
from captioner.text.vtt_reader import ReadCue


class _Part(msgspec.Struct, frozen=True):
    """A file with frames [start, end) of the timeline."""

    path: Path
    name: str
    publication: str
    start: int
    end: int


class PartsChecked(msgspec.Struct):
    """What was found, and how many things were judged by rule."""

    findings: list[Finding] = msgspec.field(default_factory=list)
    judged: dict[str, int] = msgspec.field(default_factory=lambda: defaultdict(int))


def check_parts(kept: Kept, whole: Sequence[CaptionFile]) -> PartsChecked:
    """Check the files of parts, against the timeline and the captions of the whole."""
    found = PartsChecked()
    parts = list(_parts(kept))
    for part in parts:
        if part.path.suffix in SOUND_SUFFIXES:
            _check_sound(part, kept.head.rate, found)
    for file in whole:
        suffix = file.name.removeprefix(as_text(kept.stem))
        same = [part for part in parts if _is_like(part, suffix, whole, kept)]
        _check_captions(same, file, kept, found)
    return found


def _parts(kept: Kept) -> Iterator[_Part]:
    for name, line in kept.files.items():
        path = kept.path_of(name)
        if line.of is None or line.earlier or not path.is_file():
            continue
        span = line.of.span
        if span is None and path.suffix in SOUND_SUFFIXES and kept.end is not None:
            span = 0, kept.end.frames
        if span is not None:
            yield _Part(path, name, line.of.publication, *span)


def _is_like(part: _Part, suffix: str, whole: Sequence[CaptionFile], kept: Kept) -> bool:
    """Tell whether a part's file is of the format that ends like that, and of none that ends in
    more letters.
    """
    ends = [file.name.removeprefix(as_text(kept.stem)) for file in whole]
    fitting = [end for end in ends if part.name.endswith(end)]
    return part.path.suffix in CAPTION_SUFFIXES and max(fitting, key=len, default="") == suffix


def _check_sound(part: _Part, rate: int, found: PartsChecked) -> None:
    found.judged["unreadable"] += 1
    try:
        sound = listen(part.path, Length(part.end - part.start, rate))
    except (AudioError, DocumentError) as exc:
        found.findings.append(Finding("unreadable", str(exc)))
        return
    found.judged["sound-length"] += 1
    found.judged["sound-damaged"] += 1
    found.findings += sound_findings(sound)


# ---------------------------------------------------------------- captions


def _check_captions(
    parts: Sequence[_Part], whole: CaptionFile, kept: Kept, found: PartsChecked
) -> None:
    """Compare parts with the whole that they are of, in one format."""
    rate, made = kept.head.rate, kept.files[whole.name].captions
    offset_ms = float(Fraction(made.offset_ms)) if made is not None else 0.0
    met: dict[str, set[int]] = defaultdict(set)
    for part in parts:
        found.judged["unreadable"] += 1
        try:
            cues = read_captions(part.path, verbatim=True).cues
        except DocumentError as exc:
            found.findings.append(Finding("unreadable", str(exc)))
            continue
        for number, cue in enumerate(cues, start=1):
            found.judged["part"] += 1
            there = _counterpart(cue, part, whole.cues, rate, offset_ms)
            if there is None:
                found.findings.append(_finding(part, number, cue, whole))
            else:
                met[part.publication].add(there)
    for publication in {part.publication for part in parts if part.publication == "chapters"}:
        lost = sorted(set(range(len(whole.cues))) - met[publication])
        found.findings += [
            Finding("part", f"cue {number + 1} of {whole.name} is in none of its {publication}")
            for number in lost
        ]


def _counterpart(
    cue: ReadCue, part: _Part, whole: Sequence[ReadCue], rate: int, offset_ms: float
) -> int | None:
    """Find the cue of the whole that a cue of a part is, as far as it reaches in the part. The
    clock of both is ahead by an offset.
    """
    begin, end = (offset_ms + frame * 1000 / rate for frame in (part.start, part.end))
    start_ms, end_ms = (time + part.start * 1000 / rate for time in (cue.start_ms, cue.end_ms))
    first = max(0, bisect_left(whole, start_ms - ROUNDING_MS, key=lambda each: each.start_ms) - 1)
    for number in range(first, min(first + 3, len(whole))):
        other = whole[number]
        reaches = other.start_ms < begin or other.end_ms > end
        if (
            abs(max(other.start_ms, begin) - start_ms) <= _close(begin)
            and abs(min(other.end_ms, end) - end_ms) <= _close(begin, end)
            and (cue.lines == other.lines or (reaches and _text(cue) in _text(other)))
        ):
            return number
    return None


def _close(*edges: float) -> float:
    """Tell how far off a time may be: not at all where a part's edges are whole milliseconds."""
    return 0 if all(edge.is_integer() for edge in edges) else ROUNDING_MS


def _text(cue: ReadCue) -> str:
    return " ".join(" ".join(cue.lines).split())


def _finding(part: _Part, number: int, cue: ReadCue, whole: CaptionFile) -> Finding:
    return Finding(
        "part",
        f"{part.name}: cue {number} is none of {whole.name}, shifted to where the part begins",
        identifier=cue.identifier,
        text=_text(cue),
    )
