"""The audit of a Document beside a Word file: is each of its letters spoken, or listed as left out?

The letters are counted, those of the file by the standard library's own parser. Pure.
"""

from __future__ import annotations

import re
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

import regex

from captioner.document import Document, LeftOut, Place
from captioner.text.audit import REASON
from captioner.text.raised import plainly

_LETTERS = regex.compile(r"[\p{L}\p{N}]")
_WORDS = regex.compile(r"[\p{L}\p{N}]++")
_READ = re.compile(r"word/(?:document|footnotes|endnotes|header\d*|footer\d*|comments)\.xml")
_TEXTS = frozenset({"t", "delText"})
#: So many lost words are shown.
_SHOWN = 12


def audit_docx(path: Path, document: Document) -> tuple[LeftOut, ...]:
    """Audit a document beside a Word file, which its reader has found to be one."""
    with zipfile.ZipFile(path) as package:
        names = [name for name in package.namelist() if _READ.fullmatch(name)]
        return lost_letters(
            (text for name in names for text in _texts_of(package.read(name))), document
        )


def lost_letters(source: Iterable[str], document: Document) -> tuple[LeftOut, ...]:
    """List the letters of a source that are in no sentence of a document, nor left out of it, by
    the words that they are of.
    """
    letters: Counter[str] = Counter()
    words: Counter[str] = Counter()
    for text in map(plainly, source):
        letters.update(_LETTERS.findall(text))
        words.update(_WORDS.findall(text))
    told = [sentence.text for sentence in document.sentences]
    for text in map(plainly, (*told, *(left.text for left in document.left_out))):
        letters.subtract(_LETTERS.findall(text))
        words.subtract(_WORDS.findall(text))
    lost = set(letters.elements())
    if not lost:
        return ()
    # A word that was put together of two is missed, too, but no letter of it.
    missed = [word for word in words.elements() if lost & set(word)] or ["".join(lost)]
    more = f" … and {len(missed) - _SHOWN:,} more" if len(missed) > _SHOWN else ""
    return (LeftOut(" ".join(missed[:_SHOWN]) + more, REASON, Place(1)),)


def _texts_of(data: bytes) -> Iterator[str]:
    """Yield the texts of a part. Of those that are given in two ways for two readers only one."""
    root = ET.fromstring(data)  # noqa: S314 - its reader has refused entities
    for around in root.iter():
        choices = [part for part in around if _name(part) == "Choice"]
        if choices and any(_name(part) == "Fallback" for part in around):
            for choice in choices:
                around.remove(choice)
    for node in root.iter():
        if _name(node) in _TEXTS and node.text:
            yield node.text


def _name(element: ET.Element) -> str:
    return str(element.tag).rpartition("}")[2]
