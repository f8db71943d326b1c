"""Whether mastered files are what was asked for: measured on what was encoded, decoded again.

It stands beside them as NAME.loudness.json, and tells of each file each rule of its target.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec
from msgspec.structs import asdict

from captioner.audio.pcm import frames_in
from captioner.errors import AudioError, reading
from captioner.publish.files import append
from captioner.publish.kept import stem_of_timeline
from captioner.publish.publication import Material, Share
from captioner.publish.sound.targets import Rule, Target, target_of

SUFFIX = "loudness.json"
#: Audiobook shops take no other files, so no others have to have their rates.
_SHOP = ".mp3"
_OF_SHOPS: tuple[str, ...] = ("sampling_rate", "bit_rate")
#: Nor do they take the sound of a page.
_OF_PAGE = re.compile(r"^page/|\.page\.")
#: A sample begins and ends in the middle of something.
_EXCERPT = ".excerpt."
_OF_WHOLES = ("head", "tail")
_SOUNDING = (".mp3", ".m4a", ".m4b", ".opus", ".flac", ".wav")


class Verdict(msgspec.Struct, frozen=True, omit_defaults=True):
    """What was measured for a rule, and whether it is met."""

    rule: str
    unit: str
    measured: float
    passed: bool
    least: float | None = None
    most: float | None = None

    def __str__(self) -> str:
        least = "" if self.least is None else f"{self.least:g}"
        most = "" if self.most is None else f"{self.most:g}"
        if least and most:
            asked = least if least == most else f"{least} to {most}"
        else:
            asked = f"at least {least}" if least else f"at most {most}"
        return f"{_NAMES[self.rule]} {self.measured:g} {self.unit} ({asked})"


_NAMES = {
    "integrated": "loudness",
    "true_peak": "true peak",
    "rms": "RMS",
    "peak": "peak",
    "floor": "noise floor",
    "head": "silence before",
    "tail": "silence after",
    "minutes": "length",
    "sampling_rate": "sampling rate",
    "bit_rate": "bit rate",
}


class FileVerdict(msgspec.Struct, frozen=True):
    """What was found of a file."""

    file: str
    passed: bool
    rules: tuple[Verdict, ...]


class Report(msgspec.Struct, frozen=True):
    """What was found of all files that were mastered for a target."""

    target: str
    passed: bool
    files: tuple[FileVerdict, ...]

    @property
    def failing(self) -> list[str]:
        """Name the files that are not what was asked for, and why."""
        return [
            f"{one.file}: {', '.join(str(rule) for rule in one.rules if not rule.passed)}"
            for one in self.files
            if not one.passed
        ]


def load_report(timeline: Path) -> Report | None:
    """Read the report beside a timeline; None where there is none, since nothing was mastered."""
    path = timeline.with_name(f"{stem_of_timeline(timeline.name)}.{SUFFIX}")
    if not path.is_file():
        return None
    with reading(path):
        return msgspec.json.decode(path.read_bytes(), type=Report)


def check_mastered(timeline: Path) -> None:
    """Raise AudioError if a file beside a timeline is not what it was mastered for."""
    report = load_report(timeline)
    if report is None or report.passed:
        return
    more = len(report.failing) - 1
    others = f", and {more} more files, as {timeline.parent} tells in the report" if more else ""
    raise AudioError(
        f"{timeline.parent}: not what {report.target} asks for, though it is there: "
        f"{report.failing[0]}{others}"
    )


class LoudnessReport(msgspec.Struct, frozen=True):
    """A report that is planned, of the files of `sounds`."""

    material: Material
    target: Target
    sounds: Sequence[str]

    @property
    def files(self) -> Sequence[str]:
        """The name of its file."""
        return (self.material.kept.file(SUFFIX),)

    def make(self, part: Callable[[str], Path]) -> Sequence[str]:
        """Measure files, of which some are only made now, and write it. There is nothing to warn
        of: that a file fails is no matter of this one.
        """
        folder = self.material.kept.folder
        paths = {
            name: now if (now := part(name)).exists() else folder / name for name in self.sounds
        }
        self.material.came()
        share = Share(self.material.publication, len(paths), self.material.tell)
        found = tuple(_judged(name, path, self.target, share) for name, path in paths.items())
        report = Report(self.target.name, all(one.passed for one in found), found)
        append(part(self.files[0]), msgspec.json.format(msgspec.json.encode(report)) + b"\n", "w")
        return ()


def plan(material: Material, target: str, files: Sequence[str]) -> LoudnessReport:
    """Plan a report of those among some files that are of sound."""
    sounds = tuple(dict.fromkeys(name for name in files if name.endswith(_SOUNDING)))
    return LoudnessReport(material, target_of(target), sounds)


def _judged(name: str, path: Path, target: Target, share: Share) -> FileVerdict:
    measured = _measured(path, share)
    spared = () if name.endswith(_SHOP) and not _OF_PAGE.search(name) else _OF_SHOPS
    if _EXCERPT in name:
        spared += _OF_WHOLES
    rules = tuple(
        _verdict(rule, measured[rule.key]) for rule in target.rules if rule.key not in spared
    )
    return FileVerdict(name, all(rule.passed for rule in rules), rules)


def _verdict(rule: Rule, value: float) -> Verdict:
    return Verdict(rule.key, rule.unit, round(value, 2), rule.is_met(value), rule.least, rule.most)


def _measured(path: Path, share: Share) -> dict[str, float]:
    """Measure a file, and count it, bit by bit, as one of those that `share` is of."""
    # They take their time to be loaded.
    from captioner.audio.decode import AudioReader
    from captioner.audio.loudness import LoudnessMeter

    with AudioReader(path) as sound:
        meter = LoudnessMeter(sound.rate)
        frames, whole = 0, sound.length_ms * sound.rate / 1000
        for pcm in sound.blocks():
            meter.feed(pcm)
            frames += frames_in(pcm)
            share.add(frames_in(pcm) / whole if whole else 0)
        minutes = frames / sound.rate / 60
        told = {"sampling_rate": sound.rate, "bit_rate": sound.bit_rate / 1000, "minutes": minutes}
    found = meter.end()
    return told | asdict(found)
