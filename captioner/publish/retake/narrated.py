"""What was narrated into a folder, read back from its timeline: enough to do it again.

The sentences are those of the record, not of a document, which may have been edited or moved since.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path

import msgspec

from captioner.captions.own_profile import profile_with
from captioner.document import Document, LeftOut, Place, Section, Sentence
from captioner.errors import OptionError, OutputError, reading
from captioner.narrate import Cast, Fit, FitBy, Settings
from captioner.protocol import Voice, voice_of
from captioner.publish.kept import Kept
from captioner.publish.kept.cover import kept_cover
from captioner.store.takefile import parts_of
from captioner.timeline import record


class Heard(msgspec.Struct, frozen=True):
    """The take of a sentence as it is heard: its name in the store, empty if none keeps it, its
    length in frames, and what makes it suspect.
    """

    take: str
    frames: int
    suspect: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """The key under which the store keeps it; empty if none does."""
        return parts_of(self.take)[0] if self.take else ""


class Narrated(msgspec.Struct, frozen=True):
    """A document that was narrated, how, and what is heard of each sentence, by context."""

    document: Document
    voice: Voice
    settings: Settings
    heard: Mapping[str, Heard]

    @property
    def cast(self) -> Cast:
        """Who spoke what."""
        return Cast(self.voice, self.settings.cast)


def read_narrated(kept: Kept) -> Narrated:
    """Read back what was narrated, all of it.

    Raises OutputError where a sentence of it is unspoken, where nobody here has spoken it, or an
    earlier captioner; and for a timeline that is damaged, or not what it was.
    """
    speaking = speaking_of(kept)
    if kept.end.unspoken:
        raise OutputError(
            f"{kept.folder}: {_named(kept.unspoken)} could not be spoken; captioner narrate asks "
            "for them, and then others can be asked for again"
        )
    found = _Lines()
    with reading(kept.timeline), kept.opened() as lines:
        for line in record.verified(lines):
            found.add(line)
        if found.last != kept.end:
            raise OutputError("another run changed it meanwhile; run the same command again")
    head = kept.head
    where = f"{kept.timeline}"
    try:
        voice = voice_of(head.voice)
        cast = {name: voice_of(settings) for name, settings in head.cast.items()}
        fit = _fit(speaking.fit, where)
    except (OptionError, ValueError) as exc:
        raise OutputError(f"{where}: how it was narrated is not known here ({exc})") from exc
    sections = [
        Section(line.number, line.title, tuple(found.sentences[line.number]), line.level)
        for line in found.sections
    ]
    document = Document(
        Path(head.source), head.title, head.lang, tuple(sections), tuple(found.left_out),
        voice.markup, head.authors, kept_cover(kept),
        address=head.source if "://" in head.source else "",
    )  # fmt: skip
    settings = Settings(speaking.pauses, speaking.edits, fit=fit, cast=cast)
    return Narrated(document, voice, settings, found.heard)


def speaking_of(kept: Kept) -> record.Speaking:
    """Tell how a narration was spoken. Raises OutputError where nobody here has spoken it, or an
    earlier captioner.
    """
    if kept.head.mastering is not None:
        raise OutputError(
            f"{kept.folder}: it is a mastered copy; change the narration that it was made of, and "
            "master that again"
        )
    if not kept.head.voice:
        raise OutputError(f"{kept.folder}: it was not spoken here, so no voice can be asked again")
    if kept.head.speaking is None:
        raise OutputError(
            f"{kept.folder}: an earlier captioner made it, and did not note how; narrate the "
            "document again, which asks for nothing that is kept"
        )
    return kept.head.speaking


def _fit(told: record.Fitting | None, where: str) -> Fit | None:
    if told is None:
        return None
    return Fit(FitBy(told.by), profile_with(told.profile, where))


def _named(contexts: Iterable[str]) -> str:
    names = list(contexts)
    more = f" and {len(names) - 3:,} more" if len(names) > 3 else ""
    return ", ".join(names[:3]) + more


class _Lines(msgspec.Struct):
    """The lines of a timeline, sorted."""

    sections: list[record.SectionLine] = msgspec.field(default_factory=list)
    sentences: dict[int, list[Sentence]] = msgspec.field(default_factory=lambda: defaultdict(list))
    left_out: list[LeftOut] = msgspec.field(default_factory=list)
    heard: dict[str, Heard] = msgspec.field(default_factory=dict)
    last: record.Line | None = None

    def add(self, line: record.Line) -> None:
        """Sort a line in."""
        self.last = line
        match line:
            case record.SectionLine():
                self.sections.append(line)
            case record.SentenceLine():
                sentence = record.placed_of(line).sentence
                self.sentences[sentence.section].append(sentence)
                self.heard[line.context] = Heard(line.take, line.end - line.start, line.suspect)
            case record.LeftOutLine():
                place = Place(line.line, line.column)
                self.left_out.append(LeftOut(line.text, line.reason, place, line.anchor))
