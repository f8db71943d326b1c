"""Anybody's WebVTT read back, as a player understands it, and told what no player would show.

Markup becomes plain text: tags are dropped, references decoded, ruby annotations left out; voice
spans give the speaker and timestamps inside the text the moments at which it appears. Places on
the screen, styles and comments say nothing about text or time and are passed over.
"""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import msgspec

from captioner.errors import DocumentError


class ReadCue(msgspec.Struct, frozen=True):
    """A cue as it stands in a file, times in milliseconds.

    `times` are those inside its text: a moment, and where what appears then begins in the lines,
    joined by line ends. `line` is that of its timing in the file, from 1, or 0.
    """

    start_ms: int
    end_ms: int
    lines: tuple[str, ...]
    identifier: str = ""
    speaker: str = ""
    times: tuple[tuple[int, int], ...] = ()
    line: int = 0


class Unshown(msgspec.Struct, frozen=True):
    """Text in a file that belongs to no cue, so that no player shows it; `line` counts from 1.

    `why` tells what is wrong there, if not only that it stands apart.
    """

    text: str
    line: int
    why: str = ""


class ReadVtt(msgspec.Struct, frozen=True):
    """A WebVTT file: what its head says, such as `Language`, its cues, and what nobody sees.

    `comments` are not meant to be seen, and neither are styles and regions, which are among them.
    """

    head: dict[str, str]
    cues: tuple[ReadCue, ...]
    unshown: tuple[Unshown, ...] = ()
    comments: tuple[Unshown, ...] = ()


_TIME = r"(?:(\d{1,9}):)?([0-5]?\d):([0-5]?\d)[.,](\d{1,3})"
_TIMING = re.compile(rf"\s*{_TIME}\s*-->\s*{_TIME}(?:\s.*)?")
_SIGNATURE = re.compile(r"WEBVTT(?:[ \t].*)?")
_NO_CUES = re.compile(r"(?:(NOTE)(?:[ \t].*)?|(STYLE|REGION)\s*)")
_WHY = {"NOTE": "comment", "STYLE": "style sheet", "REGION": "region of the screen"}


def read_vtt(text: str, path: Path | str = "WebVTT") -> ReadVtt:
    """Read anybody's WebVTT.

    Tolerated are a BOM, any line ends, a comma before the milliseconds, hours of any length and
    hours left out, a blank line left out between two cues, and tags that are not closed. A cue
    whose timing cannot be read is passed over, as players do, and told. Raises DocumentError, which
    names `path` and the line, for what does not begin as WebVTT does.
    """
    lines = re.split(r"\r\n|\r|\n", text.removeprefix("\ufeff"))
    if not _SIGNATURE.fullmatch(lines[0]):
        raise DocumentError(path, f"it begins with {lines[0][:40]!r}, not with WEBVTT", line=1)
    number = 1
    head: dict[str, str] = {}
    while number < len(lines) and lines[number].strip() and "-->" not in lines[number]:
        name, colon, value = lines[number].partition(":")
        if colon:
            head[name.strip()] = value.strip()
        number += 1
    found = _Blocks()
    while number < len(lines):
        number = _block(lines, number, found)
    return ReadVtt(head, tuple(found.cues), tuple(found.unshown), tuple(found.comments))


class _Blocks(msgspec.Struct):
    """The blocks of a file, as they are found."""

    cues: list[ReadCue] = []
    unshown: list[Unshown] = []
    comments: list[Unshown] = []


def _block(lines: list[str], number: int, found: _Blocks) -> int:
    """Read the block that begins at a line, and tell where the next one does."""
    if not lines[number].strip():
        return number + 1
    if kind := _NO_CUES.fullmatch(lines[number]):
        end = number
        while end < len(lines) and lines[end].strip():
            end += 1
        why = _WHY[kind[1] or kind[2]]
        found.comments.append(Unshown("\n".join(lines[number:end]), number + 1, why))
        return end
    timing = number if "-->" in lines[number] else number + 1
    if timing < len(lines) and "-->" in lines[timing]:
        end = _end(lines, timing + 1)
        identifier = lines[number].strip() if timing > number else ""
        payload = "\n".join(lines[timing + 1 : end])
        if times := _TIMING.fullmatch(lines[timing]):
            found.cues.append(_cue(times, payload, identifier, timing + 1))
        else:
            why = f"{lines[timing].strip()[:60]!r} is no timing of WebVTT"
            found.unshown.append(Unshown(payload, timing + 1, why))
        return end
    end = _end(lines, number + 1)
    found.unshown.append(Unshown("\n".join(lines[number:end]), number + 1))
    return end


def _end(lines: list[str], number: int) -> int:
    """Tell where a block ends that goes on at a line: at a blank one, or where a cue begins."""
    while number < len(lines) and lines[number].strip() and "-->" not in lines[number]:
        number += 1
    return number


def _cue(found: re.Match[str], payload: str, identifier: str, line: int) -> ReadCue:
    start_ms, end_ms = _ms(*found.groups()[:4]), _ms(*found.groups()[4:])
    shown, speaker, times = _shown(payload)
    texts = tuple(shown.split("\n")) if shown else ()
    return ReadCue(start_ms, end_ms, texts, identifier, speaker, times, line)


def _ms(hours: str | None, minutes: str, seconds: str, fraction: str) -> int:
    whole = (int(hours or 0) * 60 + int(minutes)) * 60 + int(seconds)
    return whole * 1000 + int(fraction.ljust(3, "0"))


_RUBY = re.compile(r"<rt\b[^>]*>.*?(?:</rt\s*>|(?=</ruby)|\Z)", re.DOTALL)
_TAG = re.compile(r"<([^>]*)(?:>|\Z)")
_STAMP = re.compile(_TIME)
_VOICE = re.compile(r"v(?:\.[^\s]*)?\s+(.*)", re.DOTALL)


def _shown(payload: str) -> tuple[str, str, tuple[tuple[int, int], ...]]:
    """Take the markup out of a cue: its text, who speaks, and the times in it."""
    shown = ""
    speakers: list[str] = []
    times: list[tuple[int, int]] = []
    at = 0
    payload = _RUBY.sub("", payload)
    for tag in _TAG.finditer(payload):
        shown += unescape(payload[at : tag.start()])
        at = tag.end()
        if stamp := _STAMP.fullmatch(tag[1]):
            times.append((_ms(*stamp.groups()), len(shown)))
        elif voice := _VOICE.fullmatch(tag[1]):
            speakers.append(" ".join(unescape(voice[1]).split()))
    shown += unescape(payload[at:])
    return shown, ", ".join(dict.fromkeys(speakers)), tuple(times)
