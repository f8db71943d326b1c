"""A file becomes a Document.

One row a format in `READERS`; a reader turns a file into paragraphs, and what follows
(sentences, contexts, the spoken form) is the same for all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from captioner.document import (
    Document,
    Kind,
    LeftOut,
    Place,
    Section,
    Sentence,
    as_text,
    context_of,
)
from captioner.errors import DocumentError, OptionError
from captioner.markup import PLAIN, Marked, Markup, Unmarked, take_out
from captioner.text.markdown import read_markdown
from captioner.text.paragraph import Paragraph, Reading
from captioner.text.plain import read_plain
from captioner.text.said import Piece, Said, pauses, pieces
from captioner.text.script import PROSE, Speech, is_music, literal, speech_of, speeches
from captioner.text.source import load
from captioner.text.spoken import is_speakable, say

#: Reads a file. Raises DocumentError for one that it cannot read.
Reader = Callable[[Path], Reading]


def _of_text(find: Callable[[str], Reading]) -> Reader:
    return lambda path: find(load(path))


READERS: dict[str, Reader] = {
    ".md": _of_text(read_markdown),
    ".markdown": _of_text(read_markdown),
    ".txt": _of_text(read_plain),
    ".text": _of_text(read_plain),
}

#: Rime's documented limit for one request is 500 characters where its pages name one, 1,000 in
#: later ones; the smaller keeps a retry cheap as well.
MAX_SENTENCE = 500

_MUTE = "nothing in it can be said"
_ONLY_MARKS = "it holds marks only"
_BESIDE_A_SOUND = "pause mark: a sound has a silence of its own"


def read(
    path: Path | str,
    *,
    lang: str | None = None,
    max_sentence: int = MAX_SENTENCE,
    markup: Markup = PLAIN,
    script: bool | None = None,
) -> Document:
    """Read a text or Markdown file.

    `lang`, a BCP 47 tag, overrides what the document says of itself; without either it is English.
    `max_sentence` is the most code points that may be said in one sentence, what is longer is
    split. The marks that `markup` names, such as `<200>`, are said and not shown; without it they
    are text. In a `script`, which a front matter may say it is, labels, directions and sounds are
    shown and not said. Raises DocumentError for what cannot be read aloud, OptionError where marks
    and directions are written alike.
    """
    path = Path(path)
    reader = READERS.get(path.suffix.lower())
    if reader is None and path.is_file():
        known = ", ".join(READERS)
        raise DocumentError(path, f"captioner reads {known}; convert or rename this file")
    reading = (reader or READERS[".txt"])(path)
    lang = lang if lang is not None else reading.lang or "en"
    script = script if script is not None else reading.script or False
    if script and markup.speeds:
        raise OptionError(
            f"{path}: in a script [square brackets] are directions, and inlineSpeedAlpha takes "
            "them for speeds; leave one of the two out"
        )
    sections = _Sections(lang, max_sentence)
    paragraphs = speeches(reading.paragraphs) if script else reading.paragraphs
    for number, paragraph in enumerate(paragraphs, start=1):
        written = take_out(paragraph.text, markup)
        sections.add(number, paragraph, written, _speech(paragraph, written) if script else PROSE)
    sections.end()
    if not sections.speak:
        raise DocumentError(path, "there is nothing to read aloud in it")
    left_out = (*reading.left_out, *sections.left_out)
    return Document(
        path=path,
        title=reading.title
        or next((s.title for s in sections.ended if s.title), as_text(path.stem)),
        lang=lang,
        sections=tuple(sections.ended),
        left_out=tuple(sorted(left_out, key=lambda left: left.place)),
        markup=markup,
        authors=reading.authors,
        cover=reading.cover,
    )


def _speech(paragraph: Paragraph, written: Marked | Unmarked) -> Speech:
    """Tell who speaks in a paragraph of a script, and what of it is not said."""
    bold = paragraph.bold_at(0)
    shown = next(
        (at for at in range(len(written.shown)) if written.origin(at) >= bold), len(written.shown)
    )
    text = literal(paragraph)
    text = "".join([text[written.origin(at)] for at in range(len(written.shown))])
    return speech_of(paragraph.kind, text, shown)


@dataclass
class _Sections:
    """Paragraphs are split into sentences, and a section begins at each heading.

    They `speak` if there is anything to say in them.
    """

    lang: str
    max_sentence: int
    ended: list[Section] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    speak: bool = False
    _sentences: list[Sentence] = field(default_factory=list)
    _title: str = ""
    _level: int = 1

    def add(
        self, number: int, paragraph: Paragraph, written: Marked | Unmarked, speech: Speech
    ) -> None:
        """Add a paragraph by its number in the document."""
        if not _is_shown(written.shown, speech):
            reason = _ONLY_MARKS if is_speakable(paragraph.text) else _MUTE
            self.left_out.append(LeftOut(paragraph.text, reason, paragraph.place(0)))
            return
        if paragraph.kind is Kind.HEADING:
            self.end()
            self._title, self._level = written.shown, paragraph.level
        said = Said(written, speech.unsaid)
        rests = "" if is_speakable(said.text) else pauses(written, 0, len(written.shown))
        if rests:
            self.left_out.append(LeftOut(rests, _BESIDE_A_SOUND, paragraph.place(0)))
        for piece in pieces(said, self.lang, self.max_sentence):
            self._add(number, paragraph, written, speech, piece)

    def end(self) -> None:
        """End the section, if there is anything in it."""
        if self._sentences:
            number = len(self.ended) + 1
            sentences = tuple(self._sentences)
            self.ended.append(Section(number, self._title, sentences, self._level))
        self._sentences, self._title, self._level = [], "", 1

    def _add(
        self,
        number: int,
        paragraph: Paragraph,
        written: Marked | Unmarked,
        speech: Speech,
        piece: Piece,
    ) -> None:
        def place(at: int) -> Place:
            return paragraph.place(written.origin(piece.start + at))

        text = written.shown[piece.start : piece.end]
        if not _is_shown(text, speech):
            # Marks of punctuation that go on for longer than a sentence may be.
            self.left_out.append(LeftOut(text, _MUTE, place(0)))
            return
        unsaid = speech.within(piece.start, piece.end)
        kind = paragraph.kind
        spoken, machinery = say(piece.spoken)
        if not piece.spoken:
            kind, unsaid = Kind.SOUND, ((0, len(text)),)
        elif piece.spoken != text:
            _, machinery = say(_blanked(text, unsaid))
        self.speak = self.speak or bool(spoken)
        self._sentences.append(
            Sentence(
                context=context_of(len(self.ended) + 1, len(self._sentences) + 1),
                text=text,
                spoken=spoken,
                kind=kind,
                paragraph=number,
                place=place(_indent(text)),
                lang=self.lang,
                continues=piece.continues,
                speaker=speech.speaker,
                unsaid=unsaid,
                anchor=paragraph.element,
            )
        )
        self.left_out += [
            LeftOut(text, "address: only its host is said", place(at)) for at, text in machinery
        ]


def _is_shown(text: str, speech: Speech) -> bool:
    """Tell whether there is anything to say in a text, or music in a script."""
    return is_speakable(text) or (bool(speech.unsaid) and is_music(text))


def _blanked(text: str, unsaid: Iterable[tuple[int, int]]) -> str:
    """Put blanks in the place of what is not said."""
    parts, at = [], 0
    for start, end in unsaid:
        parts += [text[at:start], " " * (end - start)]
        at = end
    return "".join([*parts, text[at:]])


def _indent(text: str) -> int:
    return len(text) - len(text.lstrip())
