"""A report for machines: JSON. Keys may be added to it; none goes or changes its meaning."""

from __future__ import annotations

from typing import Any

import msgspec

from captioner.captions.own_profile import settings_of
from captioner.check.report import VERSION, Checked, Report
from captioner.document import as_text


def as_json(report: Report) -> bytes:
    """Give a report as JSON, times in milliseconds of the sound."""
    told = {
        "version": VERSION,
        "path": as_text(str(report.path)),
        "title": report.title,
        "lang": report.lang,
        "ok": report.ok,
        "broken": report.broken,
        "remarks": report.remarks,
        "sounds": [
            {
                "file": as_text(str(sound.path)),
                "rate": sound.rate,
                "frames": sound.frames,
                "damaged": sound.damaged,
                "wanted": sound.wanted_frames,
            }
            for sound in report.sounds
        ],
        "outcomes": report.outcomes,
        "findings": report.findings,
        "captions": [_captions(checked) for checked in report.captions],
        "left_out": [
            {"text": left.text, "reason": left.reason, "line": left.place.line}
            for left in report.left_out
        ],
    }
    return msgspec.json.format(msgspec.json.encode(told), indent=2) + b"\n"


def _captions(checked: Checked) -> dict[str, Any]:
    return {
        "files": checked.files,
        "profile": {"name": checked.profile.name, **settings_of(checked.profile)},
        "offset_ms": checked.offset_ms,
        "cues": len(checked.cues),
        "covered": checked.covered,
        "onsets": checked.onsets,
        "outcomes": checked.outcomes,
        "findings": checked.findings,
    }
