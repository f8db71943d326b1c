"""PDF with a text layer (by pypdfium2, an extra) becomes paragraphs.

A PDF has letters and their places, no paragraphs: what belongs together is concluded from where it
stands. This module asks PDFium for the letters; what is made of them is in the modules beside it.
A page of the file counts as one line of a source: `Place.line` is the page, from 1, and the column
counts the characters read on it.
"""

from __future__ import annotations

import ctypes
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

import msgspec

from captioner.document import Document, LeftOut, Place
from captioner.errors import DocumentError, readable
from captioner.text.audit_office import lost_letters
from captioner.text.paragraph import Reading, names_in
from captioner.text.pdf_bombs import is_bomb
from captioner.text.pdf_headings import Bookmark
from captioner.text.pdf_heads import take_out_heads
from captioner.text.pdf_hyphens import spelled
from captioner.text.pdf_letters import Letters, upright, utf16
from captioner.text.pdf_lines import Line, Word, lines_of
from captioner.text.pdf_paragraphs import paragraphs_of

#: Above this a file is no document that anybody reads; pictures make some hundreds of MB.
_MAX_BYTES = 2**30
#: A page of a newspaper has some 30,000 letters.
_MAX_PAGE, _MAX_LETTERS = 300_000, 50_000_000
_MAX_PAGES = 50_000
_MAX_BOOKMARKS = 20_000

#: PDFium serves one thread at a time.
_ONE_AT_A_TIME = threading.Lock()

#: Titles that programs give by themselves.
_NO_TITLES = ("microsoft word - ", "untitled", "powerpoint presentation", "slide 1")
_FILE_ENDINGS = (".doc", ".docx", ".indd", ".odt", ".pdf", ".qxd", ".rtf", ".tex", ".dvi", ".pmd")


def read_pdf(path: Path) -> Reading:
    """Find the paragraphs of a PDF and what it says of itself.

    Raises DocumentError for what is damaged, locked by a password, or has no text to read.
    """
    _check(path)
    with _ONE_AT_A_TIME, _opened(path) as pdf:
        source = _Pages(path, pdf)
        lines = source.lines()
        bookmarks = list(_bookmarks(pdf))
        title, author, lang = _title(pdf), _meta(pdf, "Author"), _language(pdf)
    source.check_readable()
    lines, heads = take_out_heads(lines, source.pages)
    read = paragraphs_of(lines, bookmarks)
    return Reading(
        tuple(read.paragraphs),
        title,
        lang,
        (*source.left_out, *heads, *read.left_out),
        authors=names_in(author),
        notes=tuple(read.notes),
    )


def audit_pdf(path: Path, document: Document) -> tuple[LeftOut, ...]:
    """Audit a document beside a PDF, by the text that PDFium itself makes of each page."""
    with _ONE_AT_A_TIME, _opened(path) as pdf:
        return lost_letters(map(spelled, _texts(pdf)), document)


def _texts(pdf: Any) -> Iterator[str]:
    for page in pdf:
        text = page.get_textpage()
        yield text.get_text_range(errors="ignore")
        text.close()
        page.close()


def _check(path: Path) -> None:
    with readable(path):
        size = path.stat().st_size
        bomb = path.is_file() and size <= _MAX_BYTES and is_bomb(path)
    if not path.is_file():
        raise DocumentError(path, "it is no ordinary file; name a PDF")
    if size > _MAX_BYTES:
        raise DocumentError(
            path, f"it has {size / 2**20:,.0f} MB; split it into documents of at most 1,024 MB"
        )
    if bomb:
        raise DocumentError(path, "it unpacks to far more than any document has; export it again")


@contextmanager
def _opened(path: Path) -> Iterator[Any]:
    """Open a PDF for a block, in which what PDFium says becomes a DocumentError."""
    try:
        import pypdfium2  # an extra
    except ImportError as exc:
        raise DocumentError(
            path, "reading PDF needs an extra; install it with: pip install 'captioner[pdf]'"
        ) from exc
    try:
        pdf = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as exc:
        if "password" in str(exc).lower() or "security" in str(exc).lower():
            reason = "it is locked by a password; save a copy without one"
        else:
            reason = "it is damaged, or no PDF at all; export or download it again"
        raise DocumentError(path, reason) from exc
    except OSError as exc:
        raise DocumentError(path, f"it cannot be read ({exc.strerror or exc})") from exc
    try:
        yield pdf
    except pypdfium2.PdfiumError as exc:
        raise DocumentError(path, f"it is damaged ({exc}); export it again") from exc
    finally:
        pdf.close()


class _Pages(msgspec.Struct):
    """One pass over the pages of a PDF, of which one is held at a time.

    There are so many `pages`, once they are read; `letters` are all that are on them, `unknown`
    those of which the file does not say what they mean.
    """

    path: Path
    pdf: Any
    left_out: list[LeftOut] = msgspec.field(default_factory=list)
    letters: int = 0
    unknown: int = 0
    pages: int = 0
    _pictures: int = 0

    def lines(self) -> list[Line]:
        """Read all pages."""
        self.pages = len(self.pdf)
        if self.pages > _MAX_PAGES:
            raise DocumentError(
                self.path, f"it has {self.pages:,} pages; split it at {_MAX_PAGES:,}"
            )
        lines: list[Line] = []
        for number in range(1, self.pages + 1):
            lines += self._page(number)
            if self.letters > _MAX_LETTERS:
                raise DocumentError(
                    self.path,
                    f"its first {number:,} pages hold {self.letters:,} letters; split it into "
                    f"documents of at most {_MAX_LETTERS:,}",
                )
        return lines

    def check_readable(self) -> None:
        """Raise DocumentError for a scan, and for text that nobody can make out."""
        if not self.letters:
            pages = "its page is a picture" if self.pages == 1 else "its pages are pictures"
            if not self._pictures:
                raise DocumentError(self.path, "it is empty; there is nothing to read aloud")
            raise DocumentError(
                self.path,
                f"it has no text: {pages}, as a scanner makes them; recognise the text "
                "first, for example with: ocrmypdf IN.pdf OUT.pdf",
            )
        if self.unknown > self.letters // 5:
            raise DocumentError(
                self.path,
                f"its text cannot be made out: of {self.unknown * 100 // self.letters} % of the "
                "letters it does not say which they are; recognise the text anew, for example "
                "with: ocrmypdf --force-ocr IN.pdf OUT.pdf",
            )

    def _page(self, number: int) -> list[Line]:
        from pypdfium2 import PdfiumError, raw  # an extra

        try:
            page = self.pdf[number - 1]
            text = page.get_textpage()
        except PdfiumError as exc:
            raise DocumentError(
                self.path, f"page {number} is damaged; export or download the file again"
            ) from exc
        try:
            count = text.count_chars()
            if count > _MAX_PAGE:
                raise DocumentError(
                    self.path, f"page {number} holds {count:,} letters; it is no page to be read"
                )
            letters = Letters(raw, text.raw, count)
            words, turned = upright(list(letters.words()))
            self.letters += letters.count
            self.unknown += letters.unknown
            self.left_out += _turned_out(number, turned)
            if not words and any(True for _ in page.get_objects([raw.FPDF_PAGEOBJ_IMAGE])):
                self._pictures += 1
                self.left_out.append(LeftOut(f"page {number}", "page without text", Place(number)))
        finally:
            text.close()
            page.close()
        return lines_of(number, words)


def _turned_out(page: int, words: list[Word]) -> Iterator[LeftOut]:
    """Leave out words that do not stand upright, such as those across a page."""
    if words:
        text = "".join(word.text if word.glued else f" {word.text}" for word in words).strip()
        yield LeftOut(text, "slanted text", Place(page))


def _bookmarks(pdf: Any) -> Iterator[Bookmark]:
    """Yield what the outline of a PDF names, with the page on which each begins."""
    for mark in islice(pdf.get_toc(max_depth=8), _MAX_BOOKMARKS):
        target = mark.get_dest()
        page = target.get_index() if target is not None else None
        try:
            title = " ".join(mark.get_title().split())
        except UnicodeError:
            continue
        if title and page is not None:
            yield Bookmark(title, page + 1, mark.level + 1)


def _title(pdf: Any) -> str | None:
    """Give the title that a PDF says it has, unless a program made it up from a file's name."""
    title = _meta(pdf, "Title")
    low = title.lower()
    if low.startswith(_NO_TITLES) or low.endswith(_FILE_ENDINGS):
        return None
    return title or None


def _meta(pdf: Any, key: str) -> str:
    try:
        return " ".join(str(pdf.get_metadata_value(key)).replace("\0", "").split())
    except UnicodeError:
        return ""


def _language(pdf: Any) -> str | None:
    from pypdfium2 import raw  # an extra

    buffer = (ctypes.c_ushort * 64)()
    raw.FPDFCatalog_GetLanguage(pdf.raw, buffer, ctypes.sizeof(buffer))
    tag = utf16(buffer).strip().replace("_", "-")
    plain = all(part.isascii() and part.isalnum() for part in tag.split("-"))
    return (tag or None) if plain else None
