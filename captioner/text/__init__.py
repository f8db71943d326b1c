"""A file becomes a Document.

One row a format in `READERS`; a reader turns the text of a file into paragraphs, and what follows
(sentences, contexts, the spoken form) is the same for all of them.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from captioner.document import Document, Kind, LeftOut, Section, Sentence, as_text, context_of
from captioner.errors import DocumentError
from captioner.text.markdown import read_markdown
from captioner.text.paragraph import Paragraph, Reading
from captioner.text.plain import read_plain
from captioner.text.sentences import split
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


def read(
    path: Path | str, *, lang: str | None = None, max_sentence: int = MAX_SENTENCE
) -> Document:
    """Read a text or Markdown file.

    `lang`, a BCP 47 tag, overrides what the document says of itself; without either it is English.
    `max_sentence` is the most code points that one sentence may have, what is longer is split.
    Raises DocumentError for what cannot be read aloud.
    """
    path = Path(path)
    reader = READERS.get(path.suffix.lower())
    if reader is None and path.is_file():
        known = ", ".join(READERS)
        raise DocumentError(path, f"captioner reads {known}; convert or rename this file")
    reading = (reader or read_plain)(load(path))
    lang = lang if lang is not None else reading.lang or "en"
    sections, left_out = _sections(reading.paragraphs, lang, max_sentence)
    if not sections:
        raise DocumentError(path, "there is nothing to read aloud in it")
    return Document(
        path=path,
        title=reading.title
        or next(
            (s.title for s in sections if s.title),
            as_text(path.stem),
        ),
        lang=lang,
        sections=sections,
        left_out=tuple(sorted((*reading.left_out, *left_out), key=lambda left: left.place)),
    )


def _sections(
    paragraphs: tuple[Paragraph, ...], lang: str, max_sentence: int
) -> tuple[tuple[Section, ...], list[LeftOut]]:
    """Split paragraphs into sentences, and begin a section at each heading."""
    sections: list[Section] = []
    sentences: list[Sentence] = []
    left_out: list[LeftOut] = []
    title = ""
    for number, paragraph in enumerate(paragraphs, start=1):
        if not is_speakable(paragraph.text):
            left_out.append(LeftOut(paragraph.text, _MUTE, paragraph.place(0)))
            continue
        if paragraph.kind is Kind.HEADING:
            if sentences:
                sections.append(Section(len(sections) + 1, title, tuple(sentences)))
            sentences, title = [], paragraph.text
        offset = 0
        for piece in split(paragraph.text, lang, max_sentence):
            if not is_speakable(piece.text):
                # Marks that go on for longer than a sentence may be.
                left_out.append(LeftOut(piece.text, _MUTE, paragraph.place(offset)))
                offset += len(piece.text)
                continue
            spoken, machinery = say(piece.text)
            sentences.append(
                Sentence(
                    context=context_of(len(sections) + 1, len(sentences) + 1),
                    text=piece.text,
                    spoken=spoken,
                    kind=paragraph.kind,
                    paragraph=number,
                    place=paragraph.place(offset + _indent(piece.text)),
                    lang=lang,
                    continues=piece.continues,
                )
            )
            left_out += [
                LeftOut(text, "address: only its host is said", paragraph.place(offset + at))
                for at, text in machinery
            ]
            offset += len(piece.text)
    if sentences:
        sections.append(Section(len(sections) + 1, title, tuple(sentences)))
    return tuple(sections), left_out


def _indent(text: str) -> int:
    return len(text) - len(text.lstrip())
