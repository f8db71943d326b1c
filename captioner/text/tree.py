"""HTML and XHTML text becomes a tree of elements, by lxml, whatever it holds.

Nothing is fetched and nothing is expanded: a document type is taken out before the text is parsed,
so that no entity of its own is left to a parser. Where a parser would drop what it cannot follow,
the text is refused instead. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from html.entities import html5
from typing import TypeAlias

import msgspec
from lxml import etree

from captioner.text.flat import Flat

Element: TypeAlias = "etree._Element"

XHTML = "http://www.w3.org/1999/xhtml"
OPS = "http://www.idpf.org/2007/ops"

#: No entity of a book's own may make more of its text than this, in code points.
_LONGEST_ENTITY = 200
_XML_OWN = frozenset({"amp", "lt", "gt", "quot", "apos"})
_DECLARATION = re.compile(r"\s*+(?:<\?xml[^>]*\?>)?")
_FIRST = re.compile(r"<[A-Za-z]")
_DOCTYPE = re.compile(
    r"""<!DOCTYPE[^\[>"']*+(?:"[^"]*+"[^\[>"']*+|'[^']*+'[^\[>"']*+)*+(\[.*?\]\s*+)?>""",
    re.DOTALL,
)
_ENTITY = re.compile(r"""<!ENTITY\s+([\w.-]++)\s++(?:"([^"]*)"|'([^']*)'|(?:SYSTEM|PUBLIC)\b)""")
_REFERENCE = re.compile(r"&([A-Za-z][\w.-]*+);")
#: Elements without content need no end tag in HTML, where all others do.
_WITHOUT_END = "area base br col embed hr img input link meta param source track wbr"
_EMPTY = frozenset(_WITHOUT_END.split())
_CLOSED_AT_ONCE = re.compile(
    r"""<([A-Za-z][\w.:-]*+)((?:[^<>"'/]++|"[^"<]*+"|'[^'<]*+'|/(?!>))*+)/>"""
)
_OF_HEAD = frozenset(["base", "link", "meta", "noscript", "script", "style", "template", "title"])
_BLANKS = re.compile(r"\s+")
_TOO_DEEP = "its elements are nested too deeply"


def name_of(element: Element) -> str:
    """Give the name of an element, without its namespace; empty for a comment or the like."""
    tag = element.tag
    return tag.rpartition("}")[2].lower() if isinstance(tag, str) else ""


def line_of(element: Element) -> int:
    """Tell in which line of the source an element stands, about; 1 where that is not known."""
    line: object = element.sourceline
    return line if isinstance(line, int) else 1


def text_of(element: Element) -> str:
    """Give all text within an element as one line."""
    return _BLANKS.sub(" ", "".join(texts_of(element))).strip()


def texts_of(element: Element) -> Iterator[str]:
    """Yield all text within an element, in order; within a comment or the like there is none."""
    return (str(text) for text in element.itertext()) if name_of(element) else iter(())


def strings_of(element: Element) -> Iterator[tuple[Element, str, str]]:
    """Yield the strings within an element, in order, as the `text` or the `tail` of nodes."""
    for event, node in etree.iterwalk(element, events=("start", "end", "comment", "pi")):
        if event == "start" and node.text:
            yield node, "text", str(node.text)
        elif event != "start" and node.tail and node is not element:
            yield node, "tail", str(node.tail)


class Tree(msgspec.Struct, frozen=True):
    """A document as a tree, with its source as flat text, and its elements by their ids.

    Where an id stands twice it means the first.
    """

    root: Element
    flat: Flat
    ids: dict[str, Element]

    @classmethod
    def of(cls, root: Element, flat: Flat) -> Tree:
        """Put the parts together."""
        ids: dict[str, Element] = {}
        for element in root.iter("*"):
            if name := element.get("id"):
                ids.setdefault(name, element)
        return cls(root, flat, ids)

    def at(self, name: str) -> Element | None:
        """Find an element by its name: `#id`, `#/4/2/16` or `#id/2`, steps from the root or an id.

        A step is twice the number of an element among its siblings, as EPUB counts them. The name
        of a file that stands before the `#` is of no concern.
        """
        begins, *steps = name.partition("#")[2].split("/")
        at = self.ids.get(begins) if begins else self.root
        for step in steps:
            children = [child for child in ([] if at is None else at) if name_of(child)]
            number = int(step) // 2
            at = children[number - 1] if 0 < number <= len(children) else None
        return at


def html_tree(source: str) -> Tree:
    """Parse HTML, see `parse_html`."""
    return Tree.of(parse_html(source), Flat(source))


def xhtml_tree(source: str) -> Tree:
    """Parse a chapter of a book, see `parse_xhtml`."""
    return Tree.of(parse_xhtml(source), Flat(source, entities_of(source)))


def parse_html(source: str) -> Element:
    """Parse HTML as browsers do: there is always a root, `html`, and nothing is an error.

    Raises ValueError, one sentence for a person, for what is nested too deeply to follow.
    """
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, no_network=True)
    try:
        root = etree.fromstring(source.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError as exc:
        if "depth" in str(exc):
            raise ValueError(_TOO_DEEP) from exc
        root = None
    if any("Excessive depth" in entry.message for entry in parser.error_log):
        raise ValueError(_TOO_DEEP)
    if root is None:
        root = etree.fromstring("<html><body/></html>", parser)
    _end_head(root)
    return root


def _end_head(root: Element) -> None:
    """Put into the body what the parser left in the head that is none of it.

    Tags of head and body may be left out, and the parser opens a body for old elements only.
    """
    head = next((part for part in root if name_of(part) == "head"), None)
    if head is None:
        return
    first = next((part for part in head if name_of(part) not in _OF_HEAD | {""}), None)
    if first is None:
        return
    body = next((part for part in root if name_of(part) == "body"), None)
    if body is None:
        body = etree.SubElement(root, "body")
    moved = [first, *first.itersiblings()]
    moved[-1].tail = (moved[-1].tail or "") + (body.text or "")
    body.text = None
    for number, part in enumerate(moved):
        body.insert(number, part)


def parse_xhtml(source: str) -> Element:
    """Parse a chapter of a book: XML, or what should be.

    What is not well-formed is parsed as HTML, if none of its text is lost by that; the elements are
    in XHTML's namespace either way. Raises ValueError, one sentence for a person.
    """
    text = _plain_xml(source)
    try:
        return parse_xml(text)
    except ValueError as exc:
        if str(exc) == _TOO_DEEP:
            raise
        return _mended(text, exc)


def parse_xml(source: str) -> Element:
    """Parse XML without a document type. Raises ValueError with what is wrong in it."""
    parser = etree.XMLParser(
        encoding="utf-8", resolve_entities=False, load_dtd=False, no_network=True, huge_tree=True
    )
    try:
        root = etree.fromstring(source.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError as exc:
        if "Excessive depth" in str(exc):
            raise ValueError(_TOO_DEEP) from exc
        what = re.sub(r",? ?line .*", "", str(exc.msg))
        raise ValueError(f"it is not well-formed ({what})") from exc
    if next(root.iter(etree.Entity), None) is not None:
        raise ValueError("it has entities of its own, which are not followed")
    return root


def plain_xml(source: str) -> Element:
    """Parse XML of a book that is no chapter: its package, its navigation."""
    return parse_xml(_plain_xml(source))


def _mended(text: str, why: ValueError) -> Element:
    """Parse what is not well-formed XHTML as HTML, if that loses none of its text."""
    opened = _CLOSED_AT_ONCE.sub(
        lambda found: (
            found[0] if found[1].lower() in _EMPTY else f"<{found[1]}{found[2]}></{found[1]}>"
        ),
        text,
    )
    root = parse_html(opened)
    if "".join(texts_of(root)).split() != Flat(text).text.split():
        raise why
    for element in root.iter(etree.Element):
        if isinstance(element.tag, str) and not element.tag.startswith("{"):
            element.tag = f"{{{XHTML}}}{element.tag}"
    return root


def entities_of(source: str) -> dict[str, str | None]:
    """Give the entities that a document type declares: None for what is more than plain text."""
    found = _doctype(source)
    declared: dict[str, str | None] = {}
    if found is None or not found[1]:
        return declared
    for name, *values in _ENTITY.findall(found[1]):
        value = "".join(values)
        plain = value and len(value) <= _LONGEST_ENTITY and not re.search(r"[<%]|&(?!#)", value)
        declared.setdefault(name, unescape(value) if plain else None)
    return declared


def _doctype(source: str) -> re.Match[str] | None:
    """Find the document type, which stands before the first element."""
    begins = source.find("<!DOCTYPE")
    first = _FIRST.search(source)
    if begins < 0 or (first and first.start() < begins):
        return None
    return _DOCTYPE.match(source, begins)


def _plain_xml(source: str) -> str:
    """Take declarations out of XML, its lines kept, and put characters for its references.

    An XML parser knows five of the names that HTML has for characters; books use them all. Raises
    ValueError for a reference to what was declared as more than plain text.
    """
    own = entities_of(source)
    text = source
    if found := _doctype(source):
        text = source[: found.start()] + _lines_of(found[0]) + source[found.end() :]
    declared = _DECLARATION.match(text)
    if declared:
        text = _lines_of(declared[0]) + text[declared.end() :]

    def meant(reference: re.Match[str]) -> str:
        name = reference[1]
        if name in own and own[name] is None:
            raise ValueError(f"its entity &{name}; is more than plain text, and is not followed")
        char = own.get(name) or html5.get(f"{name};")
        if name in _XML_OWN or char is None:
            return reference[0]
        return "".join(f"&#{ord(part)};" for part in char)

    return _REFERENCE.sub(meant, text)


def _lines_of(text: str) -> str:
    """Give nothing but the ends of lines."""
    return "\n" * text.count("\n")
