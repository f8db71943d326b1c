"""The audit of a Document beside HTML, or beside the chapters of an EPUB.

The text is found between what looks like a tag, without any of the readers' parsers. It must be
spoken in the order in which it stands; what is not must be text that was left out, or that is
spoken elsewhere, as notes are at the end. Linear but for what is out of order. Pure.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from contextlib import suppress
from functools import cached_property
from html import unescape
from itertools import accumulate, islice
from pathlib import Path
from urllib.parse import unquote

import msgspec

from captioner.document import Document, LeftOut, Place
from captioner.text.audit import REASON
from captioner.text.charset import decode
from captioner.text.raised import FORMS, plainly

#: A letter or digit, and all else: signs may be written in many ways.
_LETTER = re.compile(r"[^\W_]")
_MUTE = re.compile(r"[\W_]+")
#: What is not seen, and not read.
_UNSEEN = "\u00ad\u200b\u2060\ufeff"
#: So far ahead a text is looked for that is out of order, in characters: short ones are anywhere.
_AHEAD, _AHEAD_A_LETTER = 20_000, 100
#: What is raised is short.
_LONGEST_RAISED = 12
#: So often all of a text is looked through before that is done by letters.
_FEW = 20
#: So many characters may be searched for pieces that are out of order, before the audit is no
#: longer linear and takes them for found.
_MOST_LOOKED_FOR = 1_000_000_000


def audit_html(path: Path, document: Document) -> tuple[LeftOut, ...]:
    """Audit a document beside a page."""
    return tuple(_lost([_Page("", decode(path.read_bytes()))], document))


def audit_epub(path: Path, document: Document) -> tuple[LeftOut, ...]:
    """Audit a document beside a book, which its reader has found to be one."""
    return tuple(_lost(_pages_of(path), document))


#: What is no text: comments and what browsers take for one, machinery with all that is in it, tags.
_NO_TEXT = re.compile(
    r"""<!--.*?(?:-->|\Z) | <[!?][^<>]*+>
        | <(script|style|template|title)\b[^<>]*+>.*?(?:</\1\b[^<>]*+>|\Z)
        | </?[A-Za-z](?:[^<>"']|"[^"]*+"|'[^']*+')*+>
        | </?[A-Za-z][^<>]*+> | </?[A-Za-z][^>]{0,2000}+>""",
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)


class _Page(msgspec.Struct, frozen=True):
    """A page, or a file of a book by its name."""

    name: str
    source: str

    def strings(self) -> Iterator[tuple[int, int]]:
        """Tell where the text between its tags stands."""
        at = 0
        for match in _NO_TEXT.finditer(self.source):
            start, end = match.span()
            if start > at:
                yield at, start
            at = end
        yield at, len(self.source)

    def lost(self, start: int, end: int) -> LeftOut:
        """Give a text of it as something lost."""
        place = Place(self.source.count("\n", 0, start) + 1)
        return LeftOut(unescape(self.source[start:end]).strip(), REASON, place, self.name)


_ROOT = re.compile(rb"""<[^<>]*rootfile\s[^<>]*full-path\s*=\s*["']([^"']+)["']""")
_ITEM = re.compile(r"<(?:\w+:)?item\s[^<>]*>")
_ITEMREF = re.compile(r"""<(?:\w+:)?itemref\s[^<>]*idref\s*=\s*["']([^"']+)["']""")
_ATTRIBUTE = re.compile(r"""\b(id|href|media-type)\s*=\s*["']([^"']*)["']""")


def _pages_of(path: Path) -> Iterator[_Page]:
    """Give a book's chapters, in the order of its spine."""
    with zipfile.ZipFile(path) as book:
        root = _ROOT.search(book.read("META-INF/container.xml"))
        if root is None:
            return
        name = root[1].decode("utf-8", "replace")
        package = decode(book.read(name))
        items = [dict(_ATTRIBUTE.findall(item)) for item in _ITEM.findall(package)]
        hrefs = {item.get("id", ""): item.get("href", "") for item in items}
        for idref in _ITEMREF.findall(package):
            file = posixpath.normpath(
                posixpath.join(posixpath.dirname(name), unquote(hrefs.get(idref, "")))
            )
            # A chapter that is not there has no text that could be lost.
            with suppress(KeyError):
                yield _Page(file, decode(book.read(file)))


def _lost(pages: Iterable[_Page], document: Document) -> Iterator[LeftOut]:
    """Find what is neither spoken in its place nor left out nor spoken elsewhere.

    Nearly all of a book is there as it is written, but for blanks; what is not is held beside it by
    letters and digits alone, which takes much longer.
    """
    spoken = _Told([sentence.text for sentence in document.sentences], "")
    left = _Told([one.text for one in document.left_out], "\0")
    for page in pages:
        for start, end in page.strings():
            text = _squeezed(unescape(page.source[start:end]))
            if not text or spoken.follows(text) or spoken.follows_raised(text):
                continue
            if not (text.isalnum() or _LETTER.search(text)):
                continue
            if not (
                left.is_near(text)
                or spoken.is_near(text)
                or left.has(text)
                or spoken.has(text)
                or _is_told_by_letters(_letters_of(text), spoken, left)
            ):
                yield page.lost(start, end)


def _is_told_by_letters(letters: str, spoken: _Told, left: _Told) -> bool:
    return (
        spoken.follows_by_letters(letters)
        or left.is_near_by_letters(letters)
        or spoken.is_near_by_letters(letters)
        or left.has_by_letters(letters)
        or spoken.has_by_letters(letters)
    )


def _squeezed(text: str) -> str:
    """Take out of a text all blanks, and what is not seen."""
    text = "".join(text.split())
    if not text.isascii():
        for char in _UNSEEN:
            text = text.replace(char, "")
    return text


def _letters_of(text: str) -> str:
    return _MUTE.sub("", plainly(text))


class _Told:
    """What a document tells, in parts, with something `between` them, of which pieces are found one
    after the other as a rule: as they are written but for blanks, or else by their letters.
    """

    def __init__(self, parts: Iterable[str], between: str) -> None:
        self._parts = [_squeezed(part) for part in parts]
        self._between = between
        self._text = between.join(self._parts)
        self._at = 0
        self._asked = 0
        self._looked_for = 0

    def follows(self, text: str) -> bool:
        """Pass over a piece if it is the next one."""
        if self._text.startswith(text, self._at):
            self._at += len(text)
            return True
        return False

    def follows_raised(self, text: str) -> bool:
        """Pass over a piece if it is the next one, raised or lowered."""
        return len(text) <= _LONGEST_RAISED and any(
            self.follows(text.translate(form)) for form in FORMS.values()
        )

    def is_near(self, text: str) -> bool:
        """Pass on to a piece that is not far ahead: the shorter, the nearer."""
        found = _near(self._text, text, self._at)
        if found >= 0:
            self._at = found + len(text)
        return found >= 0

    def follows_by_letters(self, letters: str) -> bool:
        """Pass over a piece if it is the next one but for signs."""
        at = self._letters_before(self._at)
        if self._letters.startswith(letters, at):
            self._at = self._behind(at + len(letters))
            return True
        return False

    def is_near_by_letters(self, letters: str) -> bool:
        """Pass on to a piece that is not far ahead but for signs."""
        found = _near(self._letters, letters, self._letters_before(self._at))
        if found >= 0:
            self._at = self._behind(found + len(letters))
        return found >= 0

    def has(self, text: str) -> bool:
        """Tell whether it has a piece anywhere, the first few times."""
        self._asked += 1
        return self._asked <= _FEW and text in self._text

    def has_by_letters(self, letters: str) -> bool:
        """Tell whether it has a piece anywhere but for signs; whoever asks too often is told
        that it has.
        """
        self._looked_for += len(self._letters)
        return self._looked_for > _MOST_LOOKED_FOR or letters in self._letters

    @cached_property
    def _of_parts(self) -> list[str]:
        return [_letters_of(part) for part in self._parts]

    @cached_property
    def _letters(self) -> str:
        return self._between.join(self._of_parts)

    @cached_property
    def _edges(self) -> tuple[list[int], list[int]]:
        """Where each part begins, in the text and in its letters."""
        written, letters = (
            [0, *accumulate(len(part) + len(self._between) for part in parts)]
            for parts in (self._parts, self._of_parts)
        )
        return written, letters

    def _letters_before(self, at: int) -> int:
        """Tell how many letters stand before a place in the text."""
        written, letters = self._edges
        part = bisect_right(written, at) - 1
        return letters[part] + len(_letters_of(self._text[written[part] : at]))

    def _behind(self, at: int) -> int:
        """Tell where in the text a place in its letters is: right behind the one before it."""
        written, letters = self._edges
        part = bisect_right(letters, at - 1) - 1
        count = at - letters[part]
        places = (place for place, char in enumerate(self._parts[part], 1) if char.isalnum())
        return written[part] + next(islice(places, count - 1, None), len(self._parts[part]))


def _near(whole: str, piece: str, at: int) -> int:
    """Find a piece not far ahead; -1 if it is not there."""
    reach = min(_AHEAD, _AHEAD_A_LETTER * len(piece))
    return whole.find(piece, at, at + len(piece) + reach)
