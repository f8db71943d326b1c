"""The audit of a Document beside HTML, or beside the chapters of an EPUB.

The text is found between what looks like a tag, without any of the readers' parsers. It must be
spoken in the order in which it stands; what is not must be text that was left out, or that is
spoken elsewhere, as notes are at the end. Linear but for what is out of order. Pure.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from html import unescape
from pathlib import Path
from urllib.parse import unquote

import regex

from captioner.document import Document, LeftOut, Place
from captioner.text.audit import REASON
from captioner.text.charset import decode

#: Letters and digits: signs may be written in many ways.
_MUTE = regex.compile(r"[^\p{L}\p{N}]+")
#: So far ahead a text is looked for that is out of order, in letters: short ones are anywhere.
_AHEAD, _AHEAD_A_LETTER = 20_000, 100
#: So many letters may be searched for pieces that are out of order, before the audit is no longer
#: linear and takes them for found.
_MOST_LOOKED_FOR = 1_000_000_000


def audit_html(path: Path, document: Document) -> tuple[LeftOut, ...]:
    """Audit a document beside a page."""
    return tuple(_lost(_strings(decode(path.read_bytes()), ""), document))


def audit_epub(path: Path, document: Document) -> tuple[LeftOut, ...]:
    """Audit a document beside a book, which its reader has found to be one."""
    return tuple(_lost(_of_book(path), document))


#: A piece of text, the line it stands in, and the name of its file.
_String = tuple[str, int, str]


#: What is no text: comments and what browsers take for one, machinery with all that is in it, tags.
_NO_TEXT = regex.compile(
    r"""<!--.*?(?:-->|\Z) | <[!?][^<>]*+>
        | <(script|style|template|title)\b[^<>]*+>.*?(?:</\1\b[^<>]*+>|\Z)
        | </?[A-Za-z](?:[^<>"']|"[^"]*+"|'[^']*+')*+>
        | </?[A-Za-z][^<>]*+> | </?[A-Za-z][^>]{0,2000}+>""",
    regex.VERBOSE | regex.DOTALL | regex.IGNORECASE,
)


def _strings(source: str, file: str) -> Iterator[_String]:
    """Give the text of a page between its tags."""
    at, line = 0, 1
    for match in _NO_TEXT.finditer(source):
        if match.start() > at:
            yield unescape(source[at : match.start()]), line, file
        line += source.count("\n", at, match.end())
        at = match.end()
    yield unescape(source[at:]), line, file


_ROOT = re.compile(rb"""<[^<>]*rootfile\s[^<>]*full-path\s*=\s*["']([^"']+)["']""")
_ITEM = re.compile(r"<(?:\w+:)?item\s[^<>]*>")
_ITEMREF = re.compile(r"""<(?:\w+:)?itemref\s[^<>]*idref\s*=\s*["']([^"']+)["']""")
_ATTRIBUTE = re.compile(r"""\b(id|href|media-type)\s*=\s*["']([^"']*)["']""")


def _of_book(path: Path) -> Iterator[_String]:
    """Give the text of a book's chapters, in the order of its spine."""
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
                yield from _strings(decode(book.read(file)), file)


def _lost(strings: Iterator[_String], document: Document) -> Iterator[LeftOut]:
    """Find what is neither spoken in its place nor left out nor spoken elsewhere."""
    spoken = _Ordered("".join(_MUTE.sub("", sentence.text) for sentence in document.sentences))
    left = _Ordered("\0".join(_MUTE.sub("", one.text) for one in document.left_out))
    for string, line, file in strings:
        text = _MUTE.sub("", string)
        if text and not (
            spoken.follows(text)
            or left.is_near(text)
            or spoken.is_near(text)
            or left.has(text)
            or spoken.has(text)
        ):
            yield LeftOut(string.strip(), REASON, Place(line), file)


class _Ordered:
    """A long text of which pieces are found one after the other, as a rule."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._looked_for = 0

    def follows(self, text: str) -> bool:
        """Pass over a piece if it is the next one."""
        if self._text.startswith(text, self._at):
            self._at += len(text)
            return True
        return False

    def is_near(self, text: str) -> bool:
        """Pass on to a piece that is not far ahead: the shorter, the nearer."""
        reach = min(_AHEAD, _AHEAD_A_LETTER * len(text))
        found = self._text.find(text, self._at, self._at + len(text) + reach)
        if found >= 0:
            self._at = found + len(text)
        return found >= 0

    def has(self, text: str) -> bool:
        """Tell whether it has a piece anywhere; whoever asks too often is told that it has."""
        self._looked_for += len(self._text)
        return self._looked_for > _MOST_LOOKED_FOR or text in self._text
