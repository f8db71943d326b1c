"""A new book, of what is no EPUB: a title page, and a file for each chapter with its sound."""

from __future__ import annotations

import re
import tempfile
import unicodedata
import uuid
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

import msgspec

from captioner.cores import cores
from captioner.document import Picture
from captioner.publish.epub.checks import check_book, check_linked, check_text, check_times
from captioner.publish.epub.container import CONTAINER, Container
from captioner.publish.epub.metadata import Overlay, metas, modified
from captioner.publish.epub.navigation import navigation
from captioner.publish.epub.overlay import STYLE, address, duration_of, pars_of, smil
from captioner.publish.epub.package import SMIL_TYPE
from captioner.publish.epub.page import BODY, ChapterPage, Leaf, chapter_page, title_page
from captioner.publish.epub.sounds import Piece, encode, kind_of
from captioner.publish.epub.style import BOOK_STYLE
from captioner.publish.kept.chapters import Chapter
from captioner.publish.kept.cover import kept_cover, picture_in
from captioner.publish.page.document import Work
from captioner.publish.page.text import Line, language, lines_of
from captioner.publish.publication import Material
from captioner.text.credits import words_for
from captioner.text.package import Entry

_ROOT = "EPUB"
_PACKAGE, _NAV, _TITLE, _STYLE = (
    f"{_ROOT}/{name}" for name in ("package.opf", "nav.xhtml", "title.xhtml", "style.css")
)
_CONTAINER_TEXT = f"""\
<?xml version="1.0" encoding="utf-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
<rootfiles>
<rootfile full-path="{_PACKAGE}" media-type="application/oebps-package+xml"/>
</rootfiles>
</container>
"""
#: What the structure of these books is good for, in the words of schema.org.
_FEATURES = ("structuralNavigation", "tableOfContents", "readingOrder")
_XHTML = "application/xhtml+xml"


class Fresh:
    """A book that is made anew."""

    def __init__(self, material: Material) -> None:
        self._material = material
        self._kind = kind_of(material)
        cover = material.settings.cover
        self._cover = picture_in(cover) if cover is not None else kept_cover(material.kept)

    @property
    def files(self) -> Sequence[str]:
        """Its name."""
        return (self._material.kept.file("epub"),)

    def make(self, part: Callable[[str], Path]) -> Sequence[str]:
        """Write it. There is nothing to warn of."""
        path = part(self.files[0])
        with (
            tempfile.TemporaryDirectory(prefix="captioner-") as scratch,
            Container(path) as book,
        ):
            _Writing(self._material, self._cover, book, Path(scratch)).write()
        check_book(path, _STYLE)
        return ()


class _Waiting(msgspec.Struct):
    """A chapter that waits for its sound."""

    chapter: Chapter
    page: ChapterPage
    name: str


class _Writing:
    """A book on its way."""

    def __init__(
        self, material: Material, cover: Picture | None, book: Container, scratch: Path
    ) -> None:
        self._material = material
        self._kind = kind_of(material)
        self._cover = cover
        self._book = book
        self._scratch = scratch
        head = material.kept.head
        self._work = Work(material.title, material.authors, head.lang, material.rate, "")
        self._waiting: list[_Waiting] = []
        self._titles: dict[str, str] = {}
        self._overlays: list[Overlay] = []
        self._entries: list[Entry] = []

    def write(self) -> None:
        """Write all of it; no more than a few chapters are held."""
        book = self._book
        book.add(CONTAINER, _CONTAINER_TEXT)
        book.add(_STYLE, f"{BOOK_STYLE}{STYLE}")
        picture = self._picture()
        if self._cover is not None:
            book.add(picture, self._cover.data)
        address_of = address(picture, _TITLE) if picture else ""
        book.add(
            _TITLE,
            title_page(self._work, self._narrated(), address_of, address(_STYLE, _TITLE)),
        )
        chapters = self._material.chapters
        digits = max(2, len(str(len(chapters))))
        sentences = lines_of(self._material.kept, [chapter.end for chapter in chapters])
        for chapter, lines in zip(chapters, sentences, strict=True):
            name = f"{chapter.number:0{digits}}{_plain(chapter.title)}"
            self._chapter(chapter, lines, name)
        self._flush()
        book.add(_NAV, self._navigation())
        book.add(_PACKAGE, self._package(picture))

    def _narrated(self) -> str:
        """Say who reads it, in the language of the book."""
        narrator = self._material.settings.narrator
        words = words_for(self._work.lang).opening
        return words[-1].format(narrator=narrator) if narrator else ""

    def _picture(self) -> str:
        if self._cover is None:
            return ""
        suffix = "png" if self._cover.media_type == "image/png" else "jpg"
        return f"{_ROOT}/cover.{suffix}"

    def _chapter(self, chapter: Chapter, lines: Sequence[Line], name: str) -> None:
        text = f"{_ROOT}/text/{name}.xhtml"
        style = address(_STYLE, text)
        leaf = Leaf(chapter.title or self._work.title, lines, chapter.is_credits)
        words = bool(self._material.settings.epub_words)
        made = chapter_page(self._work, leaf, style, words=words)
        check_linked(self._book.path, text, made.text, style)
        self._entries += _entries(leaf.title, made, text)
        self._titles[text] = leaf.title or "-"
        self._waiting.append(_Waiting(chapter, made, name))
        if len(self._waiting) >= 2 * cores():
            self._flush()

    def _flush(self) -> None:
        """Encode the sound of chapters that wait, and write them."""
        kind = self._kind
        sounds = {
            each.name: f"{_ROOT}/narration/{each.name}.{kind.suffix}" for each in self._waiting
        }
        pieces = [
            Piece(sounds[each.name], each.chapter.start, each.chapter.end, each.chapter.title)
            for each in self._waiting
        ]
        encoded = encode(self._material, kind, pieces, self._scratch) if pieces else {}
        for each in self._waiting:
            file, length = encoded[sounds[each.name]]
            self._write_chapter(each, sounds[each.name], length)
            self._book.add_stored(sounds[each.name], file)
            file.unlink()
        self._waiting.clear()

    def _write_chapter(self, each: _Waiting, sound: str, length: int) -> None:
        chapter, path = each.chapter, self._book.path
        text, overlay = f"{_ROOT}/text/{each.name}.xhtml", f"{_ROOT}/narration/{each.name}.smil"
        rate = self._material.rate
        pars = pars_of(each.page.heard, sound, chapter.start, chapter.end, rate)
        check_text(path, text, each.page.text, pars, [[par.id] for par in pars])
        check_times(path, pars, {sound: length})
        self._book.add(text, each.page.text)
        self._book.add(overlay, smil(overlay, text, BODY, pars))
        known = f"narration-{len(self._overlays) + 1}"
        sounds = [(sound, self._kind.media_type)]
        self._overlays.append(Overlay(text, overlay, known, duration_of(pars), sounds))

    # ------------------------------------------------------------ contents and package

    def _navigation(self) -> str:
        begins = next(iter(self._overlays)).text
        first = next(
            (
                each.text
                for each, chapter in zip(self._overlays, self._material.chapters, strict=False)
                if not chapter.is_credits
            ),
            begins,
        )
        landmarks = [
            ("titlepage", self._work.title or "-", address(_TITLE, _NAV)),
            ("bodymatter", self._titles[first], address(first, _NAV)),
        ]
        lang = language(self._work.lang) or "und"
        return navigation(self._work.title, lang, self._entries, _NAV, landmarks)

    def _package(self, picture: str) -> str:
        work = self._work
        lang = language(work.lang) or "und"
        seed = "\0".join((self._material.kept.head.source, work.title, *work.authors))
        known = uuid.uuid5(uuid.NAMESPACE_URL, f"captioner:{seed}")
        way = ' page-progression-direction="rtl"' if work.way == "rtl" else ""
        items = "".join(f"{line}\n" for line in self._items(picture))
        spine = "".join(
            f'<itemref idref="text-{number}"/>\n' for number in range(1, len(self._overlays) + 1)
        )
        return (
            '<?xml version="1.0" encoding="utf-8"?>\n'
            '<package xmlns="http://www.idpf.org/2007/opf" version="3.0" '
            f'unique-identifier="book" xml:lang="{lang}" dir="{work.way}">\n'
            '<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">\n'
            f'<dc:identifier id="book">urn:uuid:{known}</dc:identifier>\n'
            f"<dc:title>{_text(work.title) or '-'}</dc:title>\n"
            f"<dc:language>{lang}</dc:language>\n"
            f"{''.join(self._people())}{''.join(self._metas())}</metadata>\n"
            f'<manifest>\n{items}</manifest>\n<spine{way}>\n<itemref idref="title"/>\n{spine}'
            "</spine>\n</package>\n"
        )

    def _people(self) -> Iterator[str]:
        for number, author in enumerate(self._work.authors, start=1):
            if _text(author):
                yield f'<dc:creator id="author-{number}">{_text(author)}</dc:creator>\n'
                yield (
                    f'<meta refines="#author-{number}" property="role" scheme="marc:relators">aut'
                    "</meta>\n"
                )
        if narrator := _text(self._material.settings.narrator):
            yield f'<dc:contributor id="narrator">{narrator}</dc:contributor>\n'
            yield ('<meta refines="#narrator" property="role" scheme="marc:relators">nrt</meta>\n')

    def _metas(self) -> Iterator[str]:
        yield f'<meta property="dcterms:modified">{modified()}</meta>\n'
        for name, value, refines in metas(self._material, self._overlays, {}):
            said_of = f' refines="#{refines}"' if refines else ""
            yield f'<meta property="{name}"{said_of}>{_text(value)}</meta>\n'
        for feature in _FEATURES:
            yield f'<meta property="schema:accessibilityFeature">{feature}</meta>\n'
        yield '<meta property="schema:accessibilityHazard">none</meta>\n'

    def _items(self, picture: str) -> Iterator[str]:
        yield _item("nav", _NAV, _XHTML, ' properties="nav"')
        yield _item("style", _STYLE, "text/css")
        yield _item("title", _TITLE, _XHTML)
        if picture and self._cover is not None:
            yield _item("cover", picture, self._cover.media_type, ' properties="cover-image"')
        for number, each in enumerate(self._overlays, start=1):
            yield _item(f"text-{number}", each.text, _XHTML, f' media-overlay="{each.id}"')
            yield _item(each.id, each.name, SMIL_TYPE)
            for sound, media_type in each.sounds:
                yield _item(f"sound-{number}", sound, media_type)


def _item(known: str, name: str, media_type: str, more: str = "") -> str:
    link = quoteattr(address(name, _PACKAGE))
    return f'<item id="{known}" href={link} media-type="{media_type}"{more}/>'


def _entries(title: str, page: ChapterPage, text: str) -> Iterator[Entry]:
    """Give the lines of the contents for a chapter: itself, and the headings in it."""
    yield Entry(title or "-", text, "", 1)
    for head in page.heads:
        if head.depth > 1 and head.text:
            yield Entry(head.text, text, head.context, head.depth)


def _plain(title: str) -> str:
    """Give what of a title any reader and any archive can have in the name of a file."""
    ascii_only = unicodedata.normalize("NFKD", title.casefold()).encode("ascii", "ignore").decode()
    words = re.sub(r"[^a-z0-9]+", "-", ascii_only).strip("-")[:60].strip("-")
    return f"-{words}" if words else ""


def _text(text: str) -> str:
    """Give a text for XML as one line."""
    plain = "".join(char if char.isprintable() else " " for char in text)
    return escape(" ".join(plain.split()))
