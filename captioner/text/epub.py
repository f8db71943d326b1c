"""An EPUB, of version 2 or 3, becomes paragraphs, chapter by chapter.

The spine tells what is read and in which order, the contents what the chapters are called. Where a
chapter's own heading says less than the contents do, or it has none, its section is called as the
contents have it; nothing is said that the chapter does not say. One chapter's tree is held at a
time. The navigation, notes and their marks and the numbers of pages are left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec

from captioner.document import LeftOut
from captioner.text.archive import Archive
from captioner.text.charset import decode
from captioner.text.dom import Aside, Block, blocks, left_out_of, paragraph_of
from captioner.text.lexicon import NO_LEXICON, Lexicon
from captioner.text.notes import Target, notes_pointed_at
from captioner.text.package import Package, Stop, package_of
from captioner.text.paragraph import Paragraph, Reading
from captioner.text.pls import read_pls
from captioner.text.source import clean
from captioner.text.titles import Titles
from captioner.text.tree import Tree, name_of, xhtml_tree
from captioner.text.unread import Rules

#: What is not read of a book, by what its guide or its spine says of a file.
_NAVIGATION = "navigation"
_COVER = "cover"
_PRONUNCIATION = "application/pls+xml"
_OUT_OF_TURN = "not in the reading order"


class Chapter(msgspec.Struct, frozen=True):
    """A file of a book as a tree, by its name in the archive, and what is in it, in order.

    `reason` says why nothing in it is read, if nothing is.
    """

    href: str
    tree: Tree
    parts: tuple[Block | Aside, ...]
    reason: str = ""


def read_epub(path: Path) -> Reading:
    """Read a book. Raises DocumentError, one sentence, for one that is damaged or encrypted."""
    with Archive(path) as archive:
        package = package_of(archive)
        lexicon = _lexicon(archive, package)
        paragraphs: list[Paragraph] = []
        notes: list[Paragraph] = []
        left_out: list[LeftOut] = []
        files: list[str] = []
        titles = Titles(package.contents)
        for chapter in chapters_in(archive, package):
            files.append(chapter.href)
            read = [part for part in chapter.parts if isinstance(part, Block)]
            apart = [block for block in read if block.note]
            text = [block for block in read if not block.note] if not chapter.reason else []
            paragraphs += titles.entitled(chapter.href, chapter.tree, text)
            notes += [paragraph_of(block, chapter.tree.flat, chapter.href) for block in apart]
            left_out += _left_out(chapter)
    return Reading(
        tuple(paragraphs),
        package.title,
        package.lang,
        tuple(left_out),
        authors=package.authors,
        cover=package.cover,
        lexicon=lexicon,
        notes=tuple(notes),
        files=tuple(files),
    )


def _lexicon(archive: Archive, package: Package) -> Lexicon:
    """Read how a book says that its words are pronounced."""
    lexicon = NO_LEXICON
    for item in package.items.values():
        if item.media_type == _PRONUNCIATION:
            name = item.href.rpartition("/")[2]
            try:
                lexicon += read_pls(archive.read(item.href), name)
            except ValueError as exc:
                raise archive.error(f"{item.href} in it cannot be read: {exc}") from exc
    return lexicon


def chapters_of(path: Path) -> Iterator[Chapter]:
    """Read a book's chapters one at a time, in their order, as `read_epub` does.

    The blocks that are no notes, of chapters that are read, are the paragraphs of the document, one
    for one; those that are notes are its notes. See `Block` for where their text stands.
    """
    with Archive(path) as archive:
        yield from chapters_in(archive, package_of(archive))


def chapters_in(archive: Archive, package: Package) -> Iterator[Chapter]:
    """Read the chapters of an open book one at a time."""
    targets: set[Target] = set()
    for stop in package.spine:
        href = stop.item.href
        if not stop.item.is_text:
            if href not in archive:
                raise archive.error(f"it is damaged: {href} is missing in it")
            continue
        try:
            tree = xhtml_tree(clean(decode(archive.read(href))))
        except ValueError as exc:
            raise archive.error(f"{href} in it cannot be read: {exc}") from exc
        notes = set(notes_pointed_at(tree.root, href, targets))
        if stop.guide == "notes":
            notes |= {part for part in tree.root if name_of(part) == "body"}
        rules = Rules(notes=notes, reads_notes=True)
        yield Chapter(href, tree, tuple(blocks(tree, rules)), _reason(stop))


def _reason(stop: Stop) -> str:
    if "nav" in stop.item.properties or stop.guide == "toc":
        return _NAVIGATION
    if stop.guide == "cover":
        return _COVER
    return "" if stop.linear else _OUT_OF_TURN


def _left_out(chapter: Chapter) -> Iterator[LeftOut]:
    for part in chapter.parts:
        if isinstance(part, Aside):
            yield left_out_of(part, chapter.href)
        elif chapter.reason and not part.note:
            place = paragraph_of(part, chapter.tree.flat).place(0)
            yield LeftOut(part.text, chapter.reason, place, f"{chapter.href}{part.name}")
