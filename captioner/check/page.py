"""A report as a page: one HTML file with a picture in which each flaw can be seen and heard.

All that is told comes as JSON inside of the page, where nothing of it can run: the page's own
policy lets its one script run and nothing else. The sound is in the page if it is small, and else
played from where it is, beside the page.
"""

from __future__ import annotations

import base64
import hashlib
import mimetypes
import os
import re
from collections import Counter
from collections.abc import Sequence
from html import escape
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import quote

import msgspec

from captioner.captions.width import width
from captioner.check.report import Checked, Finding, Report, rule_of
from captioner.check.sound import Sound
from captioner.check.table import moment, verdict
from captioner.errors import OutputError, writing

#: Sound up to this size goes into the page, which then is a third larger than that.
MOST_EMBEDDED = 8_000_000
#: What each page begins with. Captions, say, are never replaced by one.
_MADE_HERE = b'content="captioner check"'
_BLANK = re.compile(r"\{\{(\w+)\}\}")
#: A sound is drawn from so many points at most: one every 80 ms of ten hours.
MOST_POINTS = 450_000
#: And so many flaws of a rule are listed: nobody looks at more.
MOST_FLAWS = 1000
#: What browsers play, surest first.
_PLAYED = (".mp3", ".m4a", ".m4b", ".wav", ".flac", ".opus", ".ogg")


def write_page(report: Report, path: Path) -> None:
    """Write a report's page. Raises OutputError where something else is, or none can be."""
    if path.is_dir():
        raise OutputError(f"{path}: it is a directory; name a file in it")
    if not path.parent.is_dir():
        raise OutputError(f"{path}: there is no folder {path.parent}; make it first")
    with writing(path):
        if path.is_file() and _MADE_HERE not in _beginning(path):
            raise OutputError(f"{path}: it is no page of captioner check; name another file")
        page = page_of(report, path)
        part = path.with_name(f".{path.name}.part")
        try:
            part.write_text(page, encoding="utf-8", newline="\n")
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)


def _beginning(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(400)


def page_of(report: Report, path: Path) -> str:
    """Make a report's page, which is to stand at a path."""
    template = files("captioner.check").joinpath("page.html").read_text("utf-8")
    start = template.index("<script>") + len("<script>")
    script = template[start : template.index("</script>", start)]
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    filled = {
        "lang": escape(report.lang),
        "title": escape(report.title),
        "verdict": escape(verdict(report)),
        "state": "good" if report.ok else "bad",
        "digest": digest,
        "data": _harmless(msgspec.json.encode(_told(report, path)).decode()),
    }
    # In one pass: what is filled in is never filled in again.
    return _BLANK.sub(lambda found: filled[found[1]], template)


def _harmless(text: str) -> str:
    """Write JSON so that a browser finds no tag in it."""
    return text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")


def _told(report: Report, path: Path) -> dict[str, Any]:
    sound = report.sounds[0] if report.sounds else None
    last = max((cue.end_ms for one in report.captions for cue in one.cues), default=0)
    return {
        "sound": None if sound is None else _sound(sound, _played(report.sounds), path),
        "length": max(last, sound.ms if sound else 0),
        **_findings(report.findings),
        "outcomes": report.outcomes,
        "captions": [_captions(checked) for checked in report.captions],
    }


def _captions(checked: Checked) -> dict[str, Any]:
    unit = 2 if checked.profile.wide else 1
    return {
        "files": checked.files,
        "profile": checked.profile.name,
        "most": checked.profile.max_cps,
        "covered": checked.covered,
        "outcomes": checked.outcomes,
        **_findings(checked.findings),
        "cues": [
            [
                cue.start_ms,
                cue.end_ms,
                "\n".join(cue.lines),
                cue.identifier,
                round(_speed(sum(map(width, cue.lines)) / unit, cue.end_ms - cue.start_ms), 1),
            ]
            for cue in checked.cues
        ],
    }


def _speed(characters: float, ms: int) -> float:
    return 1000 * characters / ms if ms > 0 else 0.0


def _findings(findings: Sequence[Finding]) -> dict[str, Any]:
    """Give the first findings of each rule, and how many there are more."""
    counts: Counter[str] = Counter()
    told = []
    for finding in findings:
        counts[finding.rule] += 1
        if counts[finding.rule] <= MOST_FLAWS:
            told.append(_finding(finding))
    told.sort(key=lambda one: (one["at"] is not None, one["at"]))
    return {"findings": told, "cut": len(findings) - len(told)}


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "rule": finding.rule,
        "hard": rule_of(finding.rule).hard,
        "says": finding.says,
        "cue": finding.cue,
        "name": finding.identifier or finding.sentence,
        "at": finding.start_ms,
        "until": finding.end_ms,
        "when": "" if finding.start_ms is None else moment(finding.start_ms),
    }


def _played(sounds: Sequence[Sound]) -> Sound:
    """Choose what is to be heard: of those like the first one a small one, to go into the page."""
    first = sounds[0]
    alike = [
        sound
        for sound in sounds
        if sound.path.stat().st_size <= MOST_EMBEDDED
        and abs(sound.ms - first.ms) <= 1
        and not sound.damaged
        and sound.path.suffix in _PLAYED
    ]
    return min(alike, key=lambda sound: _PLAYED.index(sound.path.suffix), default=first)


def _sound(sound: Sound, played: Sound, path: Path) -> dict[str, Any]:
    """Tell of a sound how it looks, and of one like it how it is to be played."""
    kind = mimetypes.guess_type(played.path.name)[0] or "audio/mpeg"
    embedded = played.path.stat().st_size <= MOST_EMBEDDED
    if embedded:
        source = f"data:{kind};base64,{base64.b64encode(played.path.read_bytes()).decode()}"
    else:
        source = _beside(played.path, path)
    points, step = _reduced(sound.outline)
    return {
        "source": source,
        "name": played.name,
        "ms": sound.ms,
        "pointMs": 1000 * sound.point * step / sound.rate,
        "points": base64.b64encode(points).decode(),
        "embedded": embedded,
    }


def _beside(sound: Path, page: Path) -> str:
    """Give the address of a sound, from where a page is."""
    try:
        way = Path(os.path.relpath(sound.resolve(), page.resolve().parent)).as_posix()
    except ValueError:  # On another drive.
        return sound.resolve().as_uri()
    # The colon in a name is no scheme's.
    return quote(os.fsencode(way))


def _reduced(outline: bytes) -> tuple[bytes, int]:
    """Draw an outline from fewer points: give it, and how many of the old are in each."""
    count = len(outline) // 2
    step = max(1, -(-count // MOST_POINTS))
    if step == 1:
        return outline, 1
    signed = memoryview(outline).cast("b")
    reduced = bytearray()
    for at in range(0, count, step):
        end = 2 * min(at + step, count)
        reduced.append(min(signed[2 * at : end : 2]) & 0xFF)
        reduced.append(max(signed[2 * at + 1 : end : 2]) & 0xFF)
    return bytes(reduced), step
