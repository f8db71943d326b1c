"""The check itself: captions, the sound and the document they belong to, put side by side."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple, TypeVar

import msgspec

from captioner.captions.own_profile import Own, check_profile, profile_from, profile_with
from captioner.captions.profiles import Profile
from captioner.captions.relaxed import beyond
from captioner.captions.rules import NOT_SEEN, RULES, Flaw, flaws_of
from captioner.check.agreement import cue_findings, said_in, sound_findings, uncaptioned
from captioner.check.coverage import cover, finding_at, quoted
from captioner.check.folder import (
    Kept,
    file_findings,
    is_timeline,
    read_kept,
    timeline_in,
    unspoken_findings,
)
from captioner.check.parts import check_parts
from captioner.check.relaxed import broken_words, shared_times
from captioner.check.report import Checked, Covered, Finding, Onsets, Report, outcomes_of
from captioner.check.script import Script, script_of
from captioner.check.shown import (
    CAPTION_SUFFIXES,
    CaptionFile,
    beside,
    is_empty,
    read_captions,
    shown_by,
)
from captioner.check.sound import SOUND_SUFFIXES, Length, Sound, listen
from captioner.check.sync import onsets_by_sound, onsets_by_words
from captioner.check.words import Begun
from captioner.document import as_text
from captioner.errors import AudioError, DocumentError
from captioner.text import read
from captioner.text.vtt_reader import ReadCue, Unshown

_T = TypeVar("_T")


class Subject(msgspec.Struct, frozen=True):
    """What is to be checked: caption files, and the timeline if captioner made them."""

    path: Path
    lang: str
    files: tuple[CaptionFile, ...]
    kept: Kept | None = None
    unread: tuple[Finding, ...] = ()


def check_captions(
    path: Path | str,
    *,
    audio: Path | str | None = None,
    text: Path | str | None = None,
    profile: Profile | Own | None = None,
    lang: str | None = None,
    offset_ms: int | Fraction | None = None,
) -> Report:
    """Tell what is wrong with captions: with their text, their times and how they can be read.

    `path` is a folder that captioner made, or anybody's SRT or WebVTT file. `audio` is the sound to
    compare with, in place of the folder's own; `text` the document that should be covered. Without
    a `profile` that counts which the captions were made by, or else the language's; the language is
    `lang`, or what the file says, or English. So it is with `offset_ms`, which tells when the sound
    begins by the clock of the captions. Raises DocumentError, AudioError or OutputError for what
    cannot be read, and OptionError for a profile that contradicts itself.
    """
    subject = subject_of(Path(path), lang)
    kept = subject.kept
    document = None if text is None else read(text, lang=subject.lang)
    script = script_of(document.sentences) if document else kept.script if kept else None
    sounds, unheard = _sounds(kept, None if audio is None else Path(audio))
    checking = _Checking(kept, script, sounds[0] if sounds else None)
    findings = [finding for sound in sounds for finding in sound_findings(sound)]
    findings += [*subject.unread, *unheard]
    judged = {"sound-damaged": len(sounds)} if sounds else {}
    if kept:
        findings += [*unspoken_findings(kept), *file_findings(kept)]
        parts = check_parts(kept, subject.files)
        findings += parts.findings
        vouched = len(kept.files)
        judged |= {
            "unspoken": len(kept.script.starts) + len(kept.unspoken),
            "file-changed": vouched,
            "file-missing": vouched,
            "file-earlier": vouched,
            "unreadable": len(subject.files) + len(sounds) + len(subject.unread) + len(unheard),
            "sound-length": len(sounds),
        }
        for rule, count in parts.judged.items():
            judged[rule] = judged.get(rule, 0) + count
    captions = [
        checking.checked(files, _asked(subject, files[0], profile, offset_ms))
        for files in _alike([beside(file, script) if script else file for file in subject.files])
    ]
    return Report(
        path=subject.path,
        title=kept.head.title if kept else as_text(subject.path.name),
        lang=subject.lang,
        sounds=tuple(sounds),
        left_out=tuple(document.left_out if document else kept.left_out if kept else ()),
        captions=tuple(captions),
        outcomes=outcomes_of(judged, findings),
        findings=tuple(findings),
    )


class _Asked(NamedTuple):
    """By which profile a file is to be judged, when its sound begins by its clock, and by which
    profile captioner made it, if it did.
    """

    profile: Profile
    offset_ms: Fraction
    made: Profile | None


def _asked(
    subject: Subject,
    file: CaptionFile,
    profile: Profile | Own | None,
    offset_ms: int | Fraction | None,
) -> _Asked:
    """Tell how a file is to be judged."""
    line = subject.kept.files.get(file.name) if subject.kept else None
    made = line.captions if line else None
    usual = profile_with(made.profile, file.name) if made else None
    if offset_ms is None:
        offset_ms = Fraction(made.offset_ms) if made else 0
    if not isinstance(profile, Profile):
        profile = profile_from(profile or Own(), subject.lang, usual)
    check_profile(profile)
    return _Asked(profile, Fraction(offset_ms), usual)


def subject_of(path: Path, lang: str | None = None) -> Subject:
    """Read what is to be checked. Raises DocumentError or OutputError for what cannot be."""
    if not path.is_dir() and not is_timeline(path):
        file = read_captions(path)
        return Subject(path, lang or file.lang or "en", (file,))
    timeline = timeline_in(path) if path.is_dir() else path
    kept = read_kept(timeline)
    there = [file for file in _there(kept) if file.suffix in CAPTION_SUFFIXES]
    if not there:
        raise DocumentError(
            path, "it has no .srt or .vtt to check; make one: captioner publish DIR --format srt"
        )
    files, unread = _each(there, lambda file: read_captions(file, verbatim=True))
    return Subject(path, lang or kept.head.lang, tuple(files), kept, tuple(unread))


def _sounds(kept: Kept | None, audio: Path | None) -> tuple[list[Sound], list[Finding]]:
    """Listen to a file; or to those of a folder, and tell which cannot be read."""
    wanted = Length(kept.end.frames, kept.head.rate) if kept and kept.end else None
    if audio is not None:
        return [listen(audio, wanted)], []
    there = [path for path in _there(kept) if path.suffix in SOUND_SUFFIXES]
    return _each(there, lambda path: listen(path, wanted))


def _there(kept: Kept | None) -> list[Path]:
    """List the files of a folder that are still there, and were made with its timeline."""
    if kept is None:
        return []
    made = {name: line for name, line in kept.files.items() if not line.earlier and not line.of}
    return [path for path in map(kept.path_of, made) if path.is_file()]


def _each(paths: Sequence[Path], read: Callable[[Path], _T]) -> tuple[list[_T], list[Finding]]:
    """Read each of some files, and tell which cannot be: the others are checked all the same."""
    done: list[_T] = []
    unread: list[Finding] = []
    for path in paths:
        try:
            done.append(read(path))
        except (AudioError, DocumentError) as exc:
            unread.append(Finding("unreadable", str(exc)))
    return done, unread


def _alike(files: Sequence[CaptionFile]) -> list[list[CaptionFile]]:
    """Group files that show the same at the same times; the first has identifiers, if one has."""
    groups: dict[object, list[CaptionFile]] = {}
    for file in files:
        shown = tuple(
            (cue.start_ms, cue.end_ms, *(" ".join(line.split()) for line in cue.lines))
            for cue in file.cues
        )
        groups.setdefault((shown, file.unshown), []).append(file)
    return [
        sorted(group, key=lambda file: not any(cue.identifier for cue in file.cues))
        for group in groups.values()
    ]


class _Checking(msgspec.Struct, frozen=True):
    """What caption files are checked against."""

    kept: Kept | None
    script: Script | None
    sound: Sound | None

    def checked(self, files: Sequence[CaptionFile], asked: _Asked) -> Checked:
        """Check files that show the same."""
        file = files[0]
        cues = tuple(_moved(file.cues, round(asked.offset_ms)))
        findings = [Finding("unshown", _lost(lost), text=lost.text) for lost in file.unshown]
        findings += [
            finding_at(cues, number, "empty", "it shows no text")
            for number, cue in enumerate(cues)
            if is_empty(cue)
        ]
        judged = dict.fromkeys([rule for rule in RULES if rule not in NOT_SEEN], len(cues))
        judged |= {"unshown": len(cues) + len(file.unshown), "empty": len(cues)}
        covered, onsets = self._text(cues, asked, findings, judged)
        findings += _flaws(cues, asked.profile)
        return Checked(
            tuple(sorted(file.name for file in files)),
            asked.profile,
            float(asked.offset_ms),
            cues,
            covered,
            tuple(onsets),
            outcomes_of(judged, findings),
            tuple(findings),
        )

    def _text(
        self,
        cues: Sequence[ReadCue],
        asked: _Asked,
        findings: list[Finding],
        judged: dict[str, int],
    ) -> tuple[Covered | None, list[Onsets]]:
        """Compare cues with the document and with the sound; adds to what was found and judged."""
        shown = shown_by(cues)
        covered = None
        begun = None
        if self.script is not None:
            covered, found, runs = cover(self.script, shown, cues)
            findings += [*found, *broken_words(self.script, shown, runs, cues, asked.profile)]
            judged |= dict.fromkeys(("missing", "changed", "blanks"), covered.sentences)
            judged |= {"extra": len(cues), "broken-word": len(cues)}
            if self.kept:
                if self.script is not self.kept.script:
                    _, _, runs = cover(self.kept.script, shown, cues)
                begun = Begun(self.kept.words, self.kept.script, shown, runs, cues)
                judged["word-time"] = begun.judged
                if asked.made:
                    judged["shared-time"] = len(cues)
                if asked.made and begun.findings:
                    # Whatever has a share of others' time is seen to be beside its words.
                    shared = list(shared_times(self.kept, asked.made, cues))
                    begun.forget({one.cue - 1 for one in shared if one.cue})
                    findings += shared
                findings += begun.findings
        return covered, list(self._times(cues, begun, findings, judged))

    def _times(
        self,
        cues: Sequence[ReadCue],
        begun: Begun | None,
        findings: list[Finding],
        judged: dict[str, int],
    ) -> Iterator[Onsets]:
        off: list[Finding] = []
        if begun is not None:
            late = [begun.late_ms[number] for number in sorted(begun.late_ms)]
            onsets, off = onsets_by_words(late)
            if onsets:
                judged |= {"shift": onsets.judged, "drift": onsets.judged}
                yield onsets
        if self.sound is not None:
            said = begun.said if begun else said_in(cues)
            findings += cue_findings(cues, self.sound, said.__contains__)
            judged["past-end"] = len(cues)
            if self.sound.heard is not None:
                findings += uncaptioned(cues, self.sound)
                judged |= {"silent": len(said), "early": len(said)}
                judged |= {"late": len(cues), "uncaptioned": len(cues) + 1}
                onsets, heard_off = onsets_by_sound(cues, self.sound.heard)
                off = off or heard_off
                if onsets:
                    judged |= {"shift": onsets.judged, "drift": onsets.judged}
                    yield onsets
        findings += off


def _lost(lost: Unshown) -> str:
    """Say of a text that belongs to no cue where it stands, and why."""
    why = f"{lost.why}, and " if lost.why else ""
    return f"line {lost.line}: {why}no player shows {quoted(lost.text)}"


def _moved(cues: Sequence[ReadCue], offset_ms: int) -> Iterator[ReadCue]:
    for cue in cues:
        yield msgspec.structs.replace(
            cue, start_ms=cue.start_ms - offset_ms, end_ms=cue.end_ms - offset_ms
        )


def _flaws(cues: Sequence[ReadCue], profile: Profile) -> Iterator[Finding]:
    """Measure each cue by the rules of a profile."""
    for number, cue in enumerate(cues):
        following = cues[number + 1].start_ms if number + 1 < len(cues) else None
        lines = [line.strip() for line in cue.lines]
        for flaw in flaws_of(lines, cue.start_ms, cue.end_ms, following, 1000, profile):
            says = _says(flaw)
            if flaw.rule == "overlap" and following is not None and following < cue.start_ms:
                before_ms = cue.start_ms - following
                says = f"the next cue begins {before_ms / 1000:.3f} s before this one does"
            yield finding_at(cues, number, flaw.rule, says, value=flaw.value, limit=flaw.limit)


#: What a rule of a profile says of a cue that breaks it.
_SAYS = {
    "overlap": "it overlaps the next cue by {value:,.0f} ms",
    "order": "it ends {value:,.0f} ms after it begins",
    "lines": "it has {value:.0f} lines, at most {limit:.0f} are allowed",
    "line-width": "a line has {value:g} characters, at most {limit:g} are allowed",
    "wide-word": "a word that cannot be broken has {value:g} characters, a line {limit:g}",
    "gap": "the gap to the next cue is {value:.0f} ms, at least {limit:.0f} ms are wanted",
    "chain": "the gap to the next cue is {value:.0f} ms, neither closed nor {limit:.0f} ms long",
    "max-duration": "it stays {value:,.0f} ms, at most {limit:,.0f} ms are wanted",
    "min-duration": "it stays {value:,.0f} ms, at least {limit:,.0f} ms are wanted",
    "reading-speed": "it takes {value:.1f} characters a second, at most {limit:g} are wanted",
}


def _says(flaw: Flaw) -> str:
    usual = f"it has {flaw.value:g} {RULES[flaw.rule].unit}, and the limit is {flaw.limit:g}"
    return _SAYS.get(flaw.rule, usual).format(value=beyond(flaw), limit=flaw.limit)
