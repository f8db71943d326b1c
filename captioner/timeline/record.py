"""The timeline as a file: JSON Lines, written section by section as it is laid out.

The first line describes the narration, the last closes it; in between stand sections, sentences
with their words, what was left unspoken on purpose, and what could not be spoken. All times are
frames at the rate of the first line.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from types import MappingProxyType

import msgspec

from captioner.audio import Edits
from captioner.document import Document, Kind, LeftOut, Place, Section, Sentence
from captioner.errors import OutputError
from captioner.protocol import Voice
from captioner.timeline.fit import Quality, TimedWord
from captioner.timeline.layout import Placed, Timeline
from captioner.timeline.pauses import Pauses
from captioner.timeline.words import TextWord

VERSION = 4


class Fitting(msgspec.Struct, frozen=True):
    """By what speech was made to fit which profile, by the names of its settings."""

    by: str
    profile: dict[str, str | int | float | bool | None]


class Speaking(msgspec.Struct, frozen=True, omit_defaults=True):
    """How a voice was asked and its takes were laid out, so that it can be done again.

    `service` names what spoke, `url` its address if it has one; no key is ever in it.
    """

    service: str
    pauses: Pauses
    edits: Edits
    url: str = ""
    fit: Fitting | None = None


class Mastering(msgspec.Struct, frozen=True, omit_defaults=True):
    """For which `target` sound was mastered: the gains of speakers, in decibels, by their names,
    and the `ceiling` that no peak of it passes, in dBTP. `lifts` are added to them, each from a
    frame on. So much of the silence before its heading belongs to a chapter, if not as much as
    usual.
    """

    target: str
    gains: dict[str, float]
    ceiling: float
    lead_ms: int = 0
    lifts: tuple[tuple[int, float], ...] = ()


class Head(msgspec.Struct, frozen=True, tag_field="record", tag="timeline", omit_defaults=True):
    """The first line. `voice` holds the settings that were asked for, `speaking` how; there is
    neither where somebody else has spoken. `cast` holds those of speakers with other voices, by
    name. `mastering` tells how the sound of takes was changed, if it was. `is_under_title` as in
    the document.
    """

    version: int
    title: str
    lang: str
    source: str
    rate: int
    voice: dict[str, str | int]
    speaking: Speaking | None = None
    authors: tuple[str, ...] = ()
    cast: dict[str, dict[str, str | int]] = {}
    mastering: Mastering | None = None
    is_under_title: bool = True

    @property
    def edits(self) -> Edits | None:
        """How takes were edited, where that is told."""
        return self.speaking.edits if self.speaking is not None else None


class SectionLine(
    msgspec.Struct, frozen=True, tag_field="record", tag="section", omit_defaults=True
):
    """A section begins; the sentences that follow are in it. Its heading is of a `level`."""

    number: int
    title: str
    level: int = 1


class WordLine(msgspec.Struct, frozen=True):
    """A word: code points [from, to) of its sentence's text, heard in frames [start, end)."""

    text_from: int = msgspec.field(name="from")
    text_to: int = msgspec.field(name="to")
    start: int
    end: int
    quality: Quality


class SentenceLine(
    msgspec.Struct, frozen=True, tag_field="record", tag="sentence", omit_defaults=True
):
    """A sentence, heard in frames [start, end), the last `tail` of them silent.

    `line` and `column` tell where it stands in the source, from 1. A fixed start, a speaker and
    what is unsaid, in slices of the text, are there only where the source gives them, and so is the
    `anchor`, the name of an element; `said_as`, what a lexicon has said for slices of the text, and
    that it comes `after_break`; `take`, the name of the take that is heard, where a store keeps it;
    `suspect`, what makes that doubtful; and `over`, by how many frames what ends with it is longer
    than its slot in a timed script.
    """

    context: str
    text: str
    spoken: str
    kind: Kind
    paragraph: int
    line: int
    column: int
    lang: str
    continues: bool
    start: int
    end: int
    tail: int
    words: list[WordLine]
    start_ms: int | None = None
    speaker: str = ""
    unsaid: tuple[tuple[int, int], ...] = ()
    take: str = ""
    suspect: tuple[str, ...] = ()
    anchor: str = ""
    said_as: tuple[tuple[int, int, str], ...] = ()
    after_break: bool = False
    over: int = 0


class LeftOutLine(
    msgspec.Struct, frozen=True, tag_field="record", tag="left_out", omit_defaults=True
):
    """Something in the source that is not spoken, and why, with the name of its element."""

    text: str
    reason: str
    line: int
    column: int
    anchor: str = ""


class UnspokenLine(msgspec.Struct, frozen=True, tag_field="record", tag="unspoken"):
    """A sentence that should have been spoken and could not be."""

    context: str
    text: str
    reason: str
    line: int
    column: int


class Captions(msgspec.Struct, frozen=True, omit_defaults=True):
    """How captions were made: the profile by the names of its settings, and when they begin.

    `offset_ms` is a number or a fraction, `3600000` or `125125/3`.
    """

    profile: dict[str, str | int | float | bool | None]
    offset_ms: str = "0"


class Of(msgspec.Struct, frozen=True, omit_defaults=True):
    """The publication that a file is of: its name, and the format of the file, where it has one of
    its own. The file holds frames `span` of the timeline, if not all, or none. `made_of` is the
    same for files that come out the same.
    """

    publication: str
    format: str = ""
    span: tuple[int, int] | None = None
    made_of: str = ""


class FileLine(msgspec.Struct, frozen=True, omit_defaults=True):
    """A file that was published beside the timeline, and how its captions were made, if it has any.

    `digest` is as `captioner.digest` gives it. It is `earlier` if it was made of an earlier
    timeline, with which this one may not agree. One `of` a publication was made when the others
    were there.
    """

    bytes: int
    digest: str
    captions: Captions | None = None
    earlier: bool = False
    of: Of | None = None


class Published(msgspec.Struct, frozen=True, omit_defaults=True):
    """Of which formats publications were made, and by which settings, by their names."""

    formats: tuple[str, ...]
    settings: dict[str, object]


class End(msgspec.Struct, frozen=True, tag_field="record", tag="end"):
    """The last line: how long the sound is, how many sentences it holds, and the files made.

    `sha256` is that of all lines before it. `made_from`, if it is told, is the same for every run
    that would make the same files. `beyond` counts the sentences of the document that come after
    the beginning, where no more than that was wanted.
    """

    frames: int
    sentences: int
    unspoken: int
    files: dict[str, FileLine]
    sha256: str
    made_from: str = ""
    beyond: int = 0
    published: Published | None = None


Line = Head | SectionLine | SentenceLine | LeftOutLine | UnspokenLine | End

_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(Line).decode


def write(lines: Iterable[Line]) -> str:
    """Give the text for some lines of the file."""
    return "".join(_encode(line).decode() + "\n" for line in lines)


def read(text: Iterable[str]) -> Iterator[Line]:
    """Read the lines of the file, one at a time. Raises OutputError for what is none."""
    for number, line in enumerate(text, start=1):
        try:
            yield _decode(line)
        except msgspec.DecodeError as exc:
            raise OutputError(f"line {number} of the timeline is damaged ({exc})") from exc


class _Opening(msgspec.Struct, frozen=True):
    """What is read of the first line before it is known that the rest can be."""

    record: str = ""
    version: int = 0


def verified(lines: Iterable[bytes]) -> Iterator[Line]:
    """Read a kept timeline, one line at a time, and see that it is whole.

    Raises OutputError for one of another version, at once; and for one that is damaged or
    unfinished, which may not be known before the last line.
    """
    digest = hashlib.sha256()
    last = b""

    def passing() -> Iterator[str]:
        nonlocal last
        for raw in lines:
            if not last:
                check_version(raw)
            digest.update(last)
            last = raw
            yield raw.decode()

    first = line = None
    try:
        for line in read(passing()):
            first = first or line
            yield line
    except UnicodeDecodeError as exc:
        raise OutputError(f"the timeline is damaged ({exc})") from exc
    is_closed = isinstance(line, End) and line.sha256 == digest.hexdigest()
    if not isinstance(first, Head) or not is_closed:
        raise OutputError("the timeline is damaged, or was changed since captioner made it")


def check_version(raw: bytes) -> None:
    """Raise OutputError for the first line of a timeline of another version."""
    with suppress(msgspec.DecodeError, UnicodeDecodeError):
        opening = msgspec.json.decode(raw, type=_Opening)
        if opening.record == "timeline" and opening.version != VERSION:
            raise OutputError(
                f"the timeline is of version {opening.version}; this captioner reads {VERSION}, so "
                "move its folder away and narrate again: what a store keeps is not spoken anew"
            )


def whole(lines: Sequence[bytes]) -> Timeline:
    """Read all lines of a kept timeline, with their ends.

    Raises OutputError for one that is damaged or unfinished.
    """
    found = list(verified(lines or [b""]))
    placed = tuple(placed_of(line) for line in found if isinstance(line, SentenceLine))
    rate = found[0].rate if isinstance(found[0], Head) else 0
    return Timeline(rate, 0, placed)


def head(
    document: Document,
    voice: Voice,
    speaking: Speaking | None = None,
    cast: Mapping[str, Voice] = MappingProxyType({}),
) -> Head:
    """Describe a narration. The settings of voices go by their names in the protocol."""
    title, lang, source = document.title, document.lang, document.source
    return Head(
        VERSION, title, lang, source, voice.rate, voice.settings(), speaking, document.authors,
        {name: one.settings() for name, one in cast.items()},
        is_under_title=document.is_under_title,
    )  # fmt: skip


def section_line(section: Section) -> SectionLine:
    """Describe a section."""
    return SectionLine(section.number, section.title, section.level)


def sentence_line(
    placed: Placed, take: str = "", suspect: tuple[str, ...] = (), over: int = 0
) -> SentenceLine:
    """Describe a sentence in its place, name its take if that is kept, and say what makes it
    suspect, and by how much its slot is too short.
    """
    sentence = placed.sentence
    return SentenceLine(
        context=sentence.context,
        text=sentence.text,
        spoken=sentence.spoken,
        kind=sentence.kind,
        paragraph=sentence.paragraph,
        line=sentence.place.line,
        column=sentence.place.column,
        lang=sentence.lang,
        continues=sentence.continues,
        start=placed.start,
        end=placed.end,
        tail=placed.tail,
        words=[
            WordLine(timed.word.start, timed.word.end, timed.start, timed.end, timed.quality)
            for timed in placed.words
        ],
        start_ms=sentence.start_ms,
        speaker=sentence.speaker,
        unsaid=sentence.unsaid,
        take=take,
        suspect=suspect,
        anchor=sentence.anchor,
        said_as=sentence.said_as,
        after_break=sentence.after_break,
        over=over,
    )


def placed_of(line: SentenceLine) -> Placed:
    """Give back the sentence in its place: the inverse of `sentence_line`."""
    sentence = Sentence(
        context=line.context,
        text=line.text,
        spoken=line.spoken,
        kind=line.kind,
        paragraph=line.paragraph,
        place=Place(line.line, line.column),
        lang=line.lang,
        continues=line.continues,
        start_ms=line.start_ms,
        speaker=line.speaker,
        unsaid=line.unsaid,
        anchor=line.anchor,
        said_as=line.said_as,
        after_break=line.after_break,
    )
    words = tuple(
        TimedWord(TextWord(word.text_from, word.text_to), word.start, word.end, word.quality)
        for word in line.words
    )
    return Placed(sentence, line.start, line.end, line.tail, words)


def left_out_line(left: LeftOut) -> LeftOutLine:
    """Describe something left unspoken on purpose."""
    return LeftOutLine(left.text, left.reason, left.place.line, left.place.column, left.anchor)


def unspoken_line(sentence: Sentence, reason: str) -> UnspokenLine:
    """Describe a sentence that could not be spoken."""
    place = sentence.place
    return UnspokenLine(sentence.context, sentence.text, reason, place.line, place.column)
