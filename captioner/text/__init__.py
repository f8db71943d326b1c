"""A file becomes a Document.

One row a format in `READERS`; a reader turns the text of a file into paragraphs, and what follows
(sentences, contexts, the spoken form) is the same for all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
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
from captioner.errors import DocumentError
from captioner.markup import PLAIN, Marked, Markup, Unmarked, take_out
from captioner.text.markdown import read_markdown
from captioner.text.paragraph import Paragraph, Reading
from captioner.text.plain import read_plain
from captioner.text.sentences import Slice, shorten, split
from captioner.text.source import load
from captioner.text.spoken import is_speakable, say

READERS: dict[str, Callable[[str], Reading]] = {
    ".md": read_markdown,
    ".markdown": read_markdown,
    ".txt": read_plain,
    ".text": read_plain,
}

#: Rime's documented limit for one request is 500 characters where its pages name one, 1,000 in
#: later ones; the smaller keeps a retry cheap as well.
MAX_SENTENCE = 500

_MUTE = "nothing in it can be said"
_ONLY_MARKS = "it holds marks only"


def read(
    path: Path | str,
    *,
    lang: str | None = None,
    max_sentence: int = MAX_SENTENCE,
    markup: Markup = PLAIN,
) -> Document:
    """Read a text or Markdown file.

    `lang`, a BCP 47 tag, overrides what the document says of itself; without either it is English.
    `max_sentence` is the most code points that one sentence may have, what is longer is split.
    The marks that `markup` names, such as `<200>`, are said and not shown; without it they are
    text. Raises DocumentError for what cannot be read aloud.
    """
    path = Path(path)
    reader = READERS.get(path.suffix.lower())
    if reader is None and path.is_file():
        known = ", ".join(READERS)
        raise DocumentError(path, f"captioner reads {known}; convert or rename this file")
    reading = (reader or read_plain)(load(path))
    lang = lang if lang is not None else reading.lang or "en"
    sections = _Sections(lang, max_sentence)
    for number, paragraph in enumerate(reading.paragraphs, start=1):
        sections.add(number, paragraph, take_out(paragraph.text, markup))
    sections.end()
    if not sections.ended:
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
    )


@dataclass
class _Sections:
    """Paragraphs are split into sentences, and a section begins at each heading."""

    lang: str
    max_sentence: int
    ended: list[Section] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    _sentences: list[Sentence] = field(default_factory=list)
    _title: str = ""

    def add(self, number: int, paragraph: Paragraph, written: Marked | Unmarked) -> None:
        """Add a paragraph by its number in the document."""
        if not is_speakable(written.shown):
            reason = _ONLY_MARKS if is_speakable(paragraph.text) else _MUTE
            self.left_out.append(LeftOut(paragraph.text, reason, paragraph.place(0)))
            return
        if paragraph.kind is Kind.HEADING:
            self.end()
            self._title = written.shown
        offset = 0
        for piece in self._pieces(written):
            self._add(number, paragraph, written, piece, offset)
            offset += len(piece.text)

    def end(self) -> None:
        """End the section, if there is anything in it."""
        if self._sentences:
            number = len(self.ended) + 1
            self.ended.append(Section(number, self._title, tuple(self._sentences)))
        self._sentences, self._title = [], ""

    def _pieces(self, written: Marked | Unmarked) -> Iterator[Slice]:
        """Cut a paragraph so that no piece is too long, shown or said."""
        offset = 0
        for piece in split(written.shown, self.lang, self.max_sentence):
            yield from shorten(
                piece, offset, lambda a, b: len(written.spoken(a, b)), self.max_sentence
            )
            offset += len(piece.text)

    def _add(
        self,
        number: int,
        paragraph: Paragraph,
        written: Marked | Unmarked,
        piece: Slice,
        offset: int,
    ) -> None:
        def place(at: int) -> Place:
            return paragraph.place(written.origin(offset + at))

        if not is_speakable(piece.text):
            # Marks of punctuation that go on for longer than a sentence may be.
            self.left_out.append(LeftOut(piece.text, _MUTE, place(0)))
            return
        said = written.spoken(offset, offset + len(piece.text))
        spoken, machinery = say(said)
        if said != piece.text:
            _, machinery = say(piece.text)
        self._sentences.append(
            Sentence(
                context=context_of(len(self.ended) + 1, len(self._sentences) + 1),
                text=piece.text,
                spoken=spoken,
                kind=paragraph.kind,
                paragraph=number,
                place=place(_indent(piece.text)),
                lang=self.lang,
                continues=piece.continues,
            )
        )
        self.left_out += [
            LeftOut(text, "address: only its host is said", place(at)) for at, text in machinery
        ]


def _indent(text: str) -> int:
    return len(text) - len(text.lstrip())
