"""HTML, a page of the web or what another program has made, becomes paragraphs."""

from __future__ import annotations

import re
from contextlib import suppress
from pathlib import Path

from captioner.document import Kind, LeftOut
from captioner.errors import DocumentError
from captioner.text.charset import decode
from captioner.text.dom import Aside, Block, blocks, left_out_of, paragraph_of
from captioner.text.echoes import without_echoes
from captioner.text.main_text import is_around, region_of
from captioner.text.notes import notes_pointed_at
from captioner.text.paragraph import Reading
from captioner.text.raised import plainly
from captioner.text.source import clean, load_bytes
from captioner.text.tree import Element, Tree, html_tree, name_of, text_of, xhtml_tree
from captioner.text.unread import Rules

AROUND = "around the main text"


def read_html_file(path: Path) -> Reading:
    """Read a page from a file. Raises DocumentError for what cannot be read."""
    data = load_bytes(path)
    try:
        return read_html(decode(data))
    except ValueError as exc:
        raise DocumentError(path, str(exc)) from exc


def read_html(source: str, *, page: bool = True) -> Reading:
    """Find the paragraphs of an HTML text, its notes, and what it says of itself.

    Of a `page` of the web what is around the main text is left out, too; what is no page, as a
    document of a word processor, is read whole. Raises ValueError, one sentence for a person, for
    what cannot be read.
    """
    source = clean(source)
    tree = _tree(source)
    notes = set(notes_pointed_at(tree.root, "", set()))
    rules = Rules(
        page=page,
        length=len(" ".join(tree.flat.text.split())),
        title=_heading(tree),
        notes=notes,
        reads_notes=True,
    )
    parts = list(without_echoes(blocks(tree, rules)))
    text = [part for part in parts if isinstance(part, Block) and not part.note]
    around: set[int] = set()
    if page:
        region = region_of(tree.root, rules)
        out = is_around(source, text, region)
        around = {id(block) for block, is_out in zip(text, out, strict=True) if is_out}
    read = [part for part in text if id(part) not in around]
    return Reading(
        tuple(paragraph_of(block, tree.flat) for block in read),
        title=_title(tree, read),
        lang=_lang(tree),
        left_out=tuple(
            _left_out(part, tree) for part in parts if isinstance(part, Aside) or id(part) in around
        ),
        authors=_authors(tree),
        notes=tuple(
            paragraph_of(part, tree.flat) for part in parts if isinstance(part, Block) and part.note
        ),
    )


def _tree(source: str) -> Tree:
    """Parse a page as XML, if it says that it is, and as HTML if it is not."""
    if source.lstrip("\ufeff").startswith("<?xml"):
        with suppress(ValueError):
            return xhtml_tree(source)
    return html_tree(source)


def _left_out(part: Block | Aside, tree: Tree) -> LeftOut:
    if isinstance(part, Aside):
        return left_out_of(part)
    place = paragraph_of(part, tree.flat).place(0)
    return LeftOut(part.text, AROUND, place, part.name)


def _heading(tree: Tree) -> Element | None:
    """Find the heading of a page: the only one of the first level, or one its title begins with."""
    headings = list(tree.root.iter("{*}h1"))
    title = _titles(tree)[:1]
    named = [
        one for one in headings if title and text_of(one) and title[0].startswith(text_of(one))
    ]
    return next(iter(named or headings), None) if named or len(headings) == 1 else None


def _metadata(tree: Tree, *names: str) -> list[str]:
    """Give the values of `meta` elements of these names, in the order of the names."""
    found: dict[str, list[str]] = {}
    for meta in tree.root.iter("{*}meta"):
        name = meta.get("property") or meta.get("name") or meta.get("http-equiv") or ""
        value = " ".join((meta.get("content") or "").split())
        if value:
            found.setdefault(name.lower(), []).append(value)
    return [value for name in names for value in found.get(name, [])]


def _title(tree: Tree, read: list[Block]) -> str | None:
    """Find the title: as it is for sharing, or in the head; without the site's name, where the
    first heading is the rest of it.
    """
    title = next(iter(_titles(tree)), None)
    heading = next((block.text for block in read if block.kind is Kind.HEADING), None)
    if title and heading and plainly(heading).casefold() in plainly(title).casefold():
        return heading
    return title or heading


def _titles(tree: Tree) -> list[str]:
    named = _metadata(tree, "og:title", "twitter:title", "dc.title", "dcterms.title")
    named += [text_of(title) for title in tree.root.iter("{*}title") if not _is_drawn(title)]
    return [title for title in named if title]


def _is_drawn(title: Element) -> bool:
    return any(name_of(around) == "svg" for around in title.iterancestors())


def _lang(tree: Tree) -> str | None:
    body = next(tree.root.iter("{*}body"), None)
    said = [
        element.get(name) or ""
        for element in (tree.root, body)
        if element is not None
        for name in ("lang", "xml:lang", "{http://www.w3.org/XML/1998/namespace}lang")
    ]
    said += _metadata(tree, "content-language", "dc.language", "og:locale")
    tags = (lang.split(",")[0].strip().replace("_", "-") for lang in said)
    return next(
        (tag for tag in tags if re.fullmatch(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*", tag)), None
    )


def _authors(tree: Tree) -> tuple[str, ...]:
    named = _metadata(
        tree, "author", "dc.creator", "dcterms.creator", "article:author", "citation_author"
    )
    if not named:
        named = [
            text_of(element)
            for element in tree.root.iter("*")
            if "author" in (element.get("rel"), element.get("itemprop"))
        ]
    plain = (re.sub(r"^(?:by|von|par|por|di)\s+", "", name, flags=re.IGNORECASE) for name in named)
    usable = (name for name in plain if name and len(name) <= 100 and "://" not in name)
    return tuple(dict.fromkeys(usable))
