"""A file becomes a Document.

One row a format in `READERS`; a reader turns a file into paragraphs, and what follows
(sentences, contexts, the spoken form) is the same for all of them.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from msgspec.structs import replace

from captioner.document import Document, LeftOut, as_text, in_order
from captioner.errors import DocumentError, OptionError
from captioner.markup import PLAIN, Marked, Markup, Unmarked, take_out
from captioner.text.audit import audit, audit_markdown, audit_srt, audit_vtt
from captioner.text.editing import edited, with_notes
from captioner.text.edition import AS_IT_IS, Edition
from captioner.text.paragraph import Paragraph, Reading
from captioner.text.plain import read_plain
from captioner.text.script import PROSE, Speech, literal, speech_of, speeches
from captioner.text.sections import Sections, Speaking
from captioner.text.source import load
from captioner.text.timed import CueSpeakers, beside_dash, dash_of, read_srt, read_timed_vtt

#: Lists what of a file is neither spoken nor left out in its document.
Auditor = Callable[[Path, Document], tuple[LeftOut, ...]]
#: Reads a file. Raises DocumentError for one that it cannot read.
Reader = Callable[[Path], Reading]


def _read_plain(path: Path) -> Reading:
    return read_plain(load(path))


def _read_markdown(path: Path) -> Reading:
    from captioner.text.markdown import read_markdown

    return read_markdown(load(path))


def _read_docx(path: Path) -> Reading:
    from captioner.text.docx import read_docx  # lxml takes its time

    return read_docx(path)


def _read_pdf(path: Path) -> Reading:
    from captioner.text.pdf import read_pdf

    return read_pdf(path)


def _read_html(path: Path) -> Reading:
    from captioner.text.html import read_html_file

    return read_html_file(path)


def _read_epub(path: Path) -> Reading:
    from captioner.text.epub import read_epub

    return read_epub(path)


READERS: dict[str, Reader] = {
    ".md": _read_markdown,
    ".markdown": _read_markdown,
    ".txt": _read_plain,
    ".text": _read_plain,
    ".srt": read_srt,
    ".vtt": read_timed_vtt,
    ".docx": _read_docx,
    ".docm": _read_docx,
    ".pdf": _read_pdf,
    ".html": _read_html,
    ".htm": _read_html,
    ".xhtml": _read_html,
    ".epub": _read_epub,
}


def _beside_text(find: Callable[[str, Document], tuple[LeftOut, ...]]) -> Auditor:
    return lambda path, document: find(load(path), document)


def _audit_html(path: Path, document: Document) -> tuple[LeftOut, ...]:
    from captioner.text.audit_markup import audit_html

    return audit_html(path, document)


def _audit_epub(path: Path, document: Document) -> tuple[LeftOut, ...]:
    from captioner.text.audit_markup import audit_epub

    return audit_epub(path, document)


def _audit_docx(path: Path, document: Document) -> tuple[LeftOut, ...]:
    from captioner.text.audit_office import audit_docx

    return audit_docx(path, document)


def _audit_pdf(path: Path, document: Document) -> tuple[LeftOut, ...]:
    from captioner.text.pdf import audit_pdf

    return audit_pdf(path, document)


#: How a document of a format is held beside its file, to prove that nothing of that is lost.
AUDITORS: dict[str, Auditor] = {
    ".md": _beside_text(audit_markdown),
    ".markdown": _beside_text(audit_markdown),
    ".txt": _beside_text(audit),
    ".text": _beside_text(audit),
    ".srt": _beside_text(audit_srt),
    ".vtt": _beside_text(audit_vtt),
    ".html": _audit_html,
    ".htm": _audit_html,
    ".xhtml": _audit_html,
    ".epub": _audit_epub,
    ".docx": _audit_docx,
    ".docm": _audit_docx,
    ".pdf": _audit_pdf,
}

#: Rime's documented limit for one request is 500 characters where its pages name one, 1,000 in
#: later ones; the smaller keeps a retry cheap as well.
MAX_SENTENCE = 500


def read(
    path: Path | str,
    *,
    lang: str | None = None,
    max_sentence: int = MAX_SENTENCE,
    markup: Markup = PLAIN,
    script: bool | None = None,
    lang_of: Callable[[str], str | None] | None = None,
    edition: Edition = AS_IT_IS,
) -> Document:
    """Read a document.

    `lang`, a BCP 47 tag, overrides what the document says of itself; without either it is English.
    `max_sentence` is the most code points that may be said in one sentence, what is longer is
    split. The marks that `markup` names, such as `<200>`, are said and not shown; without it they
    are text. In a `script`, which a front matter may say it is, labels, directions and sounds are
    shown and not said. `lang_of` tells the language of a speaker, the narrator's by an empty name,
    where it is not the document's; with it a document is a script unless it says otherwise.
    `edition` is what else is asked for. Raises DocumentError for what cannot be read aloud;
    OptionError where marks and directions are written alike, and for an edition that cannot be made
    of this document.
    """
    path = Path(path)
    reading = _reader(path)(path)
    lang = lang if lang is not None else reading.lang or "en"
    reading = with_notes(reading, lang, wanted=edition.notes)
    script = next((told for told in (script, reading.script) if told is not None), bool(lang_of))
    if script and markup.speeds:
        raise OptionError(
            f"{path}: in a script [square brackets] are directions, and inlineSpeedAlpha takes "
            "them for speeds; leave one of the two out"
        )
    lexicon = reading.lexicon + edition.lexicon
    speaking = Speaking(lang, max_sentence, markup, lexicon, lang_of or (lambda speaker: None))
    sections = Sections(speaking)
    cues = CueSpeakers()
    paragraphs = speeches(reading.paragraphs) if script else reading.paragraphs
    for number, paragraph in enumerate(paragraphs, start=1):
        written = take_out(paragraph.text, markup)
        speech = _speech(paragraph, written) if script else PROSE
        sections.add(number, paragraph, written, cues.of(paragraph, written.shown, speech))
    sections.end()
    if not sections.speak:
        raise DocumentError(path, "there is nothing to read aloud in it")
    left_out = (*reading.left_out, *sections.left_out)
    document = Document(
        path=path,
        title=edition.title
        or reading.title
        or next((s.title for s in sections.ended if s.title), as_text(path.stem)),
        lang=lang,
        sections=tuple(sections.ended),
        left_out=in_order(left_out, reading.files),
        markup=markup,
        authors=edition.authors or reading.authors,
        cover=reading.cover,
        files=reading.files,
        narrator=edition.narrator,
    )
    if auditor := AUDITORS.get(path.suffix.lower()):
        document = replace(document, lost=auditor(path, document))
    return edited(document, edition, sections)


def _reader(path: Path) -> Reader:
    """Find the reader of a file. What it is called decides, and a file that is not there is told
    of by any.
    """
    reader = READERS.get(path.suffix.lower())
    if reader is None and path.is_file():
        known = ", ".join(READERS)
        raise DocumentError(path, f"captioner reads {known}; convert or rename this file")
    return reader or READERS[".txt"]


def _speech(paragraph: Paragraph, written: Marked | Unmarked) -> Speech:
    """Tell who speaks in a paragraph of a script, and what of it is not said."""
    bold = paragraph.bold_at(0)
    shown = next(
        (at for at in range(len(written.shown)) if written.origin(at) >= bold), len(written.shown)
    )
    text = literal(paragraph)
    text = "".join([text[written.origin(at)] for at in range(len(written.shown))])
    dash = dash_of(paragraph, text)
    return beside_dash(speech_of(paragraph.kind, text[dash:], max(0, shown - dash)), dash)
