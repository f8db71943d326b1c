"""A Document: what is to be read aloud, sentence by sentence, each with its one name.

Values only. Reading a file into a Document is the work of `captioner.text`.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

import msgspec

from captioner.markup import PLAIN, Markup


class Place(msgspec.Struct, frozen=True, order=True):
    """A place in the source file; line and column count from 1, the column in code points."""

    line: int
    column: int = 1


class Kind(StrEnum):
    """What a paragraph is, which decides the pauses around it; or a sound: shown, not said.

    A figure is what is said of a picture: its caption, or the text that stands for it.
    """

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    QUOTE = "quote"
    CELL = "cell"
    FIGURE = "figure"
    SOUND = "sound"


class Sentence(msgspec.Struct, frozen=True):
    """The smallest thing asked of a voice.

    `text` is what is shown, an exact slice of its paragraph: the texts of a paragraph's sentences
    join to the paragraph's text. `spoken` is what is said. `paragraph` counts from 1 within the
    document. `continues` marks a piece of a sentence too long for the service: no pause before it.
    `start_ms`, where a timed script gives one, is the earliest moment it may begin. `speaker` is
    who says it, empty for the narrator. `unsaid` are the slices of `text`, in order and apart, that
    are shown and not said, as a script's directions and labels are; a sentence of Kind.SOUND is
    wholly unsaid, its `spoken` is empty and no voice is asked for it. `anchor` names the element of
    the source that the paragraph is, `chapter.xhtml#p12` or `#p12`; empty where the source has no
    such names. `said_as` are slices of `text`, in order and apart, and what is said for them, as a
    lexicon has it or as figures are raised. `after_break` tells that a break of the scene, such as
    a rule, stands before it.
    """

    context: str
    text: str
    spoken: str
    kind: Kind
    paragraph: int
    place: Place
    lang: str
    continues: bool = False
    start_ms: int | None = None
    speaker: str = ""
    unsaid: tuple[tuple[int, int], ...] = ()
    anchor: str = ""
    said_as: tuple[tuple[int, int, str], ...] = ()
    after_break: bool = False

    @property
    def said(self) -> str:
        """Its text without what is unsaid."""
        edges = [0, *(edge for piece in self.unsaid for edge in piece), len(self.text)]
        return "".join(self.text[a:b] for a, b in zip(edges[::2], edges[1::2], strict=True))

    @property
    def is_voiced(self) -> bool:
        """Whether a voice is asked for it."""
        return self.kind is not Kind.SOUND and bool(self.spoken.strip())

    @property
    def section(self) -> int:
        """The number of the section it is in, from 1; 0 for opening credits."""
        return int(self.context[1 : self.context.index("-")])

    @property
    def number(self) -> int:
        """Its number within the section, from 1."""
        return int(self.context[self.context.index("-") + 1 :])


class Overview(msgspec.Struct, frozen=True):
    """What some sentences come to.

    `characters` are said in them, and a voice is asked for `voiced` of them. `speakers` are named
    in the order in which they speak, the narrator is not. `is_headed` tells that one of them is a
    heading, `is_timed` that one has an earliest moment.
    """

    characters: int = 0
    voiced: int = 0
    speakers: tuple[str, ...] = ()
    is_headed: bool = False
    is_timed: bool = False


class Summed(Sequence[Sentence]):
    """Sentences that have their `overview` at hand, so that nobody need go through them for it."""

    overview: Overview


class Summing:
    """Sums sentences up, one after the other, to their overview."""

    def __init__(self) -> None:
        self._characters = self._voiced = 0
        self._speakers: dict[str, None] = {}
        self._is_headed = self._is_timed = False

    def add(self, sentence: Sentence) -> None:
        """Add a sentence."""
        self._characters += len(sentence.spoken)
        self._voiced += sentence.is_voiced
        self._is_headed |= sentence.kind is Kind.HEADING
        self._is_timed |= sentence.start_ms is not None
        if sentence.speaker:
            self._speakers[sentence.speaker] = None

    def end(self) -> Overview:
        """Give the overview of those that were added."""
        return Overview(
            self._characters,
            self._voiced,
            tuple(self._speakers),
            self._is_headed,
            self._is_timed,
        )


def overview_of(sentences: Sequence[Sentence]) -> Overview:
    """Give the overview of some sentences, in one pass over them where it is not at hand."""
    if isinstance(sentences, Summed):
        return sentences.overview
    summing = Summing()
    for sentence in sentences:
        summing.add(sentence)
    return summing.end()


#: Codes that clients of Rime send, and others that name the same language.
_SAME_LANGUAGE = {
    "ara": "ar", "cmn": "zh", "deu": "de", "eng": "en", "fra": "fr", "fre": "fr", "ger": "de",
    "heb": "he", "hin": "hi", "ita": "it", "iw": "he", "jpn": "ja", "kor": "ko", "nld": "nl",
    "no": "nb", "pol": "pl", "por": "pt", "rus": "ru", "spa": "es", "tur": "tr", "zho": "zh",
}  # fmt: skip


@lru_cache(maxsize=2**8)
def primary_language(tag: str) -> str:
    """Reduce a language tag to its language: `en-GB`, `en_us` and `eng` to `en`."""
    code = re.split(r"[-_]", tag.lower())[0]
    return _SAME_LANGUAGE.get(code, code)


def as_text(name: str) -> str:
    """Give a file's name as text: on disk it is bytes, which need not be any."""
    return os.fsencode(name).decode("utf-8", "replace")


def context_of(section: int, sentence: int) -> str:
    """Name a sentence by its place, both counted from 1: `s02-014`."""
    return f"s{section:02}-{sentence:03}"


class LeftOut(msgspec.Struct, frozen=True):
    """Something in the source that is not spoken, and why. `anchor` is the name of its element, as
    a sentence has one.
    """

    text: str
    reason: str
    place: Place
    anchor: str = ""


def in_order(left_out: Iterable[LeftOut], files: Sequence[str] = ()) -> tuple[LeftOut, ...]:
    """Sort what was left out by where it stands, in a book by its files in their order first."""
    order = {file: number for number, file in enumerate(files)}

    def where(left: LeftOut) -> tuple[int, Place]:
        return order.get(left.anchor.partition("#")[0], 0), left.place

    return tuple(sorted(left_out, key=where))


class Section(msgspec.Struct, frozen=True):
    """A part of the document under one heading; `title` is empty before the first heading.

    Sections count from 1. Opening credits are section 0, so that they rename nothing, and where
    sections are skipped the others keep their numbers. `level` is that of the heading, 1 for the
    highest, as in HTML.
    """

    number: int
    title: str
    sentences: Sequence[Sentence]
    level: int = 1

    @property
    def is_headed(self) -> bool:
        """Tell whether it begins with its heading, which credits have none of."""
        return self.overview.is_headed

    @property
    def overview(self) -> Overview:
        """What its sentences come to: found anew each time where they are not packed."""
        return overview_of(self.sentences)


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as its file holds it, such as a cover; `media_type` is `image/jpeg` or the like."""

    media_type: str
    data: bytes = field(repr=False)


class Document(msgspec.Struct, frozen=True):
    """A file that can be read aloud. `lang` is a BCP 47 tag, as written by the author.

    `markup` says which marks in its text were taken to be heard and not shown. `authors` and
    `cover` are there where the file tells of them, a `narrator` where one was named. `respelled`
    are the words of a lexicon that are in it. `lost` is what an audit of the source has found
    neither spoken nor left out, which is never to happen; `warnings` is what else is worth telling.
    `files` are the names of the files that a book is of, in order: places are within one of them.
    One of the web has its `address`, which tells it from another of the same name.
    """

    path: Path
    title: str
    lang: str
    sections: tuple[Section, ...]
    left_out: tuple[LeftOut, ...]
    markup: Markup = PLAIN
    authors: tuple[str, ...] = ()
    cover: Picture | None = None
    narrator: str = ""
    respelled: tuple[str, ...] = ()
    lost: tuple[LeftOut, ...] = ()
    files: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    address: str = ""

    @property
    def source(self) -> str:
        """What it is called in its narration: by its address, or by the name of its file."""
        return self.address or as_text(self.path.name)

    @property
    def is_under_title(self) -> bool:
        """Tell whether all other headings are below the one that is its title, if one is."""
        headed = [section for section in self.sections if section.is_headed]
        levels = [section.level for section in headed]
        titles = [section.level for section in headed if section.title == self.title]
        return not titles or (min(levels), levels.count(titles[0])) == (titles[0], 1)

    @property
    def sentences(self) -> Iterator[Sentence]:
        """Every sentence, in reading order."""
        for section in self.sections:
            yield from section.sentences

    @property
    def sentence_count(self) -> int:
        """How many sentences it has."""
        return sum(len(section.sentences) for section in self.sections)

    @property
    def character_count(self) -> int:
        """How many characters are said in it."""
        return sum(section.overview.characters for section in self.sections)

    @property
    def voiced_count(self) -> int:
        """For how many of its sentences a voice is asked."""
        return sum(section.overview.voiced for section in self.sections)

    @property
    def speakers(self) -> tuple[str, ...]:
        """Who speaks in it beside the narrator, in the order in which they do."""
        return tuple(
            dict.fromkeys(name for part in self.sections for name in part.overview.speakers)
        )

    @property
    def is_timed(self) -> bool:
        """Whether a sentence of it has an earliest moment, as in a timed script."""
        return any(section.overview.is_timed for section in self.sections)
