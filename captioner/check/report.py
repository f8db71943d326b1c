"""What a check found: values, and the same as JSON.

Places are what a person can go to: the number of a cue in its file, from 1, and its identifier; a
sentence's context; a moment in milliseconds.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import msgspec

from captioner.captions.profiles import Profile
from captioner.captions.rules import RULES, Rule
from captioner.check.sound import Sound
from captioner.document import LeftOut
from captioner.text.vtt_reader import ReadCue

#: Of the JSON: keys may be added to it, and none changes its meaning or goes.
VERSION = 1

#: What is checked beside the rules of a profile, part by part.
COVERAGE: dict[str, Rule] = {
    "unspoken": Rule(True, "", "every sentence of the document could be spoken"),
    "missing": Rule(True, "", "every sentence of the document is in the captions, in order"),
    "changed": Rule(True, "characters", "every sentence is shown character for character"),
    "blanks": Rule(True, "", "blanks are shown where the document has them, and nowhere else"),
    "extra": Rule(False, "characters", "nothing is shown that is not in the document"),
    "unshown": Rule(True, "", "all text in the file belongs to a cue, which has times"),
    "empty": Rule(False, "", "every cue shows a text"),
}
AGREEMENT: dict[str, Rule] = {
    "file-changed": Rule(True, "", "the files are those that captioner made"),
    "file-missing": Rule(False, "", "the files that captioner made are there"),
    "file-earlier": Rule(False, "", "the files were made by the same run"),
    "unreadable": Rule(True, "", "the captions and the sound among them can be read"),
    "sound-damaged": Rule(True, "packets", "all of the sound can be decoded"),
    "sound-length": Rule(True, "frames", "the sound is as long as the timeline, to the frame"),
    "part": Rule(True, "", "the captions of chapters and excerpts are those of the whole"),
    "past-end": Rule(True, "ms", "no cue stays longer than the sound lasts"),
    "word-time": Rule(True, "ms", "every word begins while its own cue is shown"),
    "silent": Rule(True, "ms", "something is heard while a cue is shown"),
    "early": Rule(False, "ms", "no cue waits long for its sound"),
    "late": Rule(False, "ms", "no speech is heard before its cue is shown"),
    "uncaptioned": Rule(True, "ms", "nothing is heard for long without a cue"),
    "shift": Rule(True, "ms", "cues begin when speech does, on the whole"),
    "drift": Rule(True, "ms", "cues keep their distance from the speech to the end"),
}
PARTS: dict[str, dict[str, Rule]] = {
    "coverage": COVERAGE,
    "agreement": AGREEMENT,
    "reading": RULES,
}


class Finding(msgspec.Struct, frozen=True):
    """A rule that is broken, and where. `says` is a sentence for people.

    `value` and `limit` are in the rule's unit, `text` is what is shown there.
    """

    rule: str
    says: str
    cue: int | None = None
    identifier: str = ""
    sentence: str = ""
    start_ms: int | None = None
    end_ms: int | None = None
    value: float | None = None
    limit: float | None = None
    text: str = ""

    @property
    def hard(self) -> bool:
        """Whether captions that break it are broken."""
        return rule_of(self.rule).hard


class Outcome(msgspec.Struct, frozen=True):
    """A rule, how many things were judged by it, how many break it, and the worst of them."""

    rule: str
    part: str
    hard: bool
    says: str
    unit: str
    judged: int
    broken: int
    worst: Finding | None


class Covered(msgspec.Struct, frozen=True):
    """How much of the document is in the captions; white space is not counted."""

    sentences: int
    sentences_covered: int
    characters: int
    characters_covered: int


class Onsets(msgspec.Struct, frozen=True):
    """When cues begin, against when what they show does; later than that is more than 0.

    `judged` of them could be, `by` the timeline's words or by the sound. The 95 % and the worst are
    of the distance either way. `first_ms` and `last_ms` are the medians of the first cues and of
    the last ones.
    """

    by: str
    judged: int
    median_ms: float
    within_95_ms: float
    worst_ms: float
    first_ms: float
    last_ms: float


class Checked(msgspec.Struct, frozen=True):
    """The captions of a file, or of several that show the same at the same times.

    They were judged by a profile. Times are those of the sound, which begins at `offset_ms` by the
    clock of the files.
    """

    files: tuple[str, ...]
    profile: Profile
    offset_ms: float
    cues: tuple[ReadCue, ...]
    covered: Covered | None
    onsets: tuple[Onsets, ...]
    outcomes: tuple[Outcome, ...]
    findings: tuple[Finding, ...]


class Report(msgspec.Struct, frozen=True):
    """What was found of some captions, and of the sound and the document they belong to.

    `findings` and `outcomes` are those of no caption file in particular. All `sounds` were
    measured; the captions were judged by the first.
    """

    path: Path
    title: str
    lang: str
    sounds: tuple[Sound, ...]
    left_out: tuple[LeftOut, ...]
    captions: tuple[Checked, ...]
    outcomes: tuple[Outcome, ...]
    findings: tuple[Finding, ...]

    @property
    def broken(self) -> int:
        """How many findings there are against hard rules."""
        return sum(finding.hard for finding in self._all())

    @property
    def remarks(self) -> int:
        """How many there are against rules that may have to give way."""
        return sum(not finding.hard for finding in self._all())

    @property
    def ok(self) -> bool:
        """Whether no hard rule is broken."""
        return self.broken == 0

    def _all(self) -> Iterator[Finding]:
        yield from self.findings
        for checked in self.captions:
            yield from checked.findings


def rule_of(name: str) -> Rule:
    """Find a rule by its name."""
    return next(rules[name] for rules in PARTS.values() if name in rules)


def outcomes_of(judged: Mapping[str, int], findings: Sequence[Finding]) -> tuple[Outcome, ...]:
    """Count what was found by rule, in the order of the tables, of those that were judged by."""
    by_rule: dict[str, list[Finding]] = {name: [] for name in judged}
    for finding in findings:
        by_rule[finding.rule].append(finding)
    return tuple(
        Outcome(
            name,
            part,
            rule.hard,
            rule.says,
            rule.unit,
            judged[name],
            len(by_rule[name]),
            max(by_rule[name], key=_distance, default=None),
        )
        for part, rules in PARTS.items()
        for name, rule in rules.items()
        if name in judged
    )


def _distance(finding: Finding) -> float:
    """Tell how far a finding is from what it should be."""
    return abs((finding.value or 0) - (finding.limit or 0))
