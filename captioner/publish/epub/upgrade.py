"""A book of EPUB 2 becomes one of EPUB 3, which alone can have overlays.

What EPUB 3 writes in another way is written so: document types, named characters, what is said of
authors, looks that are told by attributes; contents are made of the NCX, which stays. Elements that
EPUB 3 no longer has are refused, since the author's style sheets may speak of them. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from html.entities import html5
from posixpath import dirname, join
from xml.sax.saxutils import escape

import msgspec

from captioner.publish.epub.navigation import navigation
from captioner.publish.epub.obsolete import ELEMENTS, renewed
from captioner.publish.epub.package import PackageFile
from captioner.publish.epub.splice import Spliced, attributes_in
from captioner.text.notes import resolve
from captioner.text.package import Entry, Package
from captioner.text.tree import Element, line_of, name_of, plain_xml

_XHTML = "application/xhtml+xml"
_OLD_TEXTS = frozenset({"text/html", "text/x-oeb1-document", "application/x-dtbook+xml"})
_XML_OWN = frozenset({"amp", "lt", "gt", "quot", "apos"})
_DOCTYPE = re.compile(r"<!DOCTYPE[^\[>]*(?:\[.*?\]\s*)?>", re.DOTALL)
_REFERENCE = re.compile(r"&([A-Za-z][\w.-]*+);")
_DECLARED = re.compile(r"""(<\?xml\b[^>]*?\bencoding\s*=\s*)(?:"[^"]*"|'[^']*')""")
_CHARSET = re.compile(r"""(<meta\b[^>]*?\bcharset\s*=\s*["']?)[\w:.-]+""", re.IGNORECASE)
#: What a guide calls a part, and what landmarks call it.
_LANDMARKS = {
    "cover": "cover", "title-page": "titlepage", "toc": "toc", "index": "index",
    "glossary": "glossary", "acknowledgements": "acknowledgments", "bibliography": "bibliography",
    "colophon": "colophon", "copyright-page": "copyright-page", "dedication": "dedication",
    "epigraph": "epigraph", "foreword": "foreword", "loi": "loi", "lot": "lot", "notes": "endnotes",
    "preface": "preface", "text": "bodymatter",
}  # fmt: skip


def as_utf8(text: str) -> str:
    """Have a text tell that it is UTF-8, if it tells of an encoding."""
    declared = _DECLARED.search(text)
    if declared is None or declared[0].lower().endswith(("'utf-8'", '"utf-8"')):
        return text
    text = _DECLARED.sub(r'\1"utf-8"', text, count=1)
    head = text.partition("</head")[0]
    return _CHARSET.sub(r"\1utf-8", head) + text[len(head) :]


class Upgrade(msgspec.Struct):
    """How a book becomes one of EPUB 3: the files of text that are written anew, those that are
    `added`, and what each file of text has to be declared to hold. There is none of them if it is
    one already.
    """

    texts: tuple[str, ...] = ()
    added: tuple[tuple[str, str], ...] = ()
    _holds: dict[str, str] = msgspec.field(default_factory=dict)
    _cover: str = ""

    @classmethod
    def of(cls, package: PackageFile, contents: Package, text: Callable[[str], str]) -> Upgrade:
        """Look through a book, whose files `text` reads.

        Raises ValueError, one sentence for a person, for one that cannot be upgraded as it is.
        """
        if not package.version.startswith(("1", "2")):
            return cls()
        texts, holds = [], {}
        for item in package.items():
            href, kind = package.href_of(item), item.get("media-type") or ""
            if kind in _OLD_TEXTS:
                raise ValueError(f"it is an EPUB 2 with {href} in it as {kind}; {_CONVERT}")
            if kind == _XHTML:
                texts.append(href)
                holds[href] = _looked_through(text(href), href)
        if any(name_of(one) == "dc-metadata" for one in package.metadata):
            raise ValueError(f"it is older than EPUB 2; {_CONVERT}")
        nav = join(dirname(package.href), "nav-epub3.xhtml")
        page = _navigation(package, contents, nav)
        upgrade = cls(tuple(texts), ((nav, page),), holds)
        upgrade._cover = _cover_of(package)
        return upgrade

    def text(self, source: str, href: str) -> str:
        """Give a file of text as EPUB 3 writes it."""
        if href not in self.texts:
            return source
        root = plain_xml(source)
        spliced = Spliced(source, root)
        for element in root.iter("*"):
            tag = spliced.tag(element)
            written = spliced.source[tag.start : tag.end]
            if (new := renewed(name_of(element), written)) != written:
                spliced.replace(tag.start, tag.end, new)
        own = spliced.own

        def meant(found: re.Match[str]) -> str:
            name = found[1]
            value = own.get(name) or html5.get(f"{name};")
            return found[0] if name in _XML_OWN or value is None else escape(value)

        text = _DOCTYPE.sub("<!DOCTYPE html>", spliced.text(), count=1)
        return _REFERENCE.sub(meant, text)

    def tell(self, package: PackageFile) -> None:
        """Have the package of the book say what it is now."""
        if not self.texts:
            return
        spliced = package.spliced
        spliced.set_attribute(package.root, "version", "3.0")
        for item in package.items():
            properties = self._holds.get(package.href_of(item), "")
            if item.get("id") == self._cover:
                properties = "cover-image"
            if properties:
                spliced.add_attribute(item, f'properties="{properties}"')
        for name, _ in self.added:
            package.add_items([(package.free_id("nav"), name, _XHTML, "nav")])
        _renew_metadata(package)


_CONVERT = "have it converted to EPUB 3, and narrate that"


def _looked_through(source: str, href: str) -> str:
    """Tell what a file of text has to be declared to hold. Raises ValueError for what EPUB 3 does
    not have.
    """
    try:
        root = plain_xml(source)
    except ValueError as exc:
        raise ValueError(f"{href} in it: {exc}") from exc
    holds = []
    for element in root.iter("*"):
        name = name_of(element)
        if name in ELEMENTS:
            raise ValueError(
                f"it is an EPUB 2, and EPUB 3 has no <{name}>, as in {href}, line "
                f"{line_of(element)}; {_CONVERT}"
            )
        if (told := {"svg": "svg", "math": "mathml", "script": "scripted"}.get(name)) is not None:
            holds.append(told)
    return " ".join(dict.fromkeys(holds))


def _cover_of(package: PackageFile) -> str:
    """Give the id of the picture that EPUB 2 calls the cover."""
    named = (meta.get("content") or "" for meta in package.metadata if meta.get("name") == "cover")
    known = next(named, "")
    is_picture = any(
        item.get("id") == known and (item.get("media-type") or "").startswith("image/")
        for item in package.items()
    )
    return known if is_picture else ""


#: By what EPUB 2 says in an attribute: the property, and from which list its values are.
_REFINED = {
    "role": ("role", ' scheme="marc:relators"'),
    "file-as": ("file-as", ""),
    "scheme": ("identifier-type", ""),
}


def _renew_metadata(package: PackageFile) -> None:
    """Say by elements what EPUB 2 said by attributes of others."""
    spliced = package.spliced
    refined: list[str] = []
    dates = [element for element in package.metadata if name_of(element) == "date"]
    stays = next((date for date in dates if _own(date, "event") == "publication"), None)
    stays = stays if stays is not None else next(iter(dates), None)
    for element in package.metadata:
        tag = spliced.tag(element)
        if name_of(element) == "date" and element is not stays:
            spliced.replace(tag.start, spliced.end(element).end, "")
            continue
        told = []
        for written, value in attributes_in(spliced.source[tag.start : tag.end]):
            _, colon, name = written.rpartition(":")
            if colon and (name in _REFINED or name == "event" or written == "xsi:type"):
                spliced.set_attribute(element, written, None)
                if name in _REFINED and value:
                    told.append((*_REFINED[name], value))
        if told and not (known := element.get("id") or ""):
            known = package.free_id(f"said-{tag.start}")
            spliced.add_attribute(element, f'id="{known}"')
        refined += [
            f'<{spliced.prefix}meta refines="#{known}" property="{name}"{scheme}>{value}'
            f"</{spliced.prefix}meta>\n"
            for name, scheme, value in told
        ]
    spliced.insert(spliced.end(package.metadata).start, "".join(refined))


def _own(element: Element, name: str) -> str:
    found = (value for key, value in element.items() if str(key).rpartition("}")[2] == name)
    return str(next(found, ""))


# ---------------------------------------------------------------- contents


def _navigation(package: PackageFile, contents: Package, name: str) -> str:
    spine = [stop.item.href for stop in contents.spine]
    entries = [entry for entry in contents.contents if entry.href in spine and entry.title]
    entries = entries or [Entry(contents.title or "-", spine[0], "", 1)]
    marks = [mark for mark in _parts(package) if resolve(package.href, mark[2]) in spine]
    return navigation(contents.title or "", contents.lang or "", entries, name, marks)


def _parts(package: PackageFile) -> list[tuple[str, str, str]]:
    """Give the landmarks that the guide of EPUB 2 names: kind, title and address."""
    found = []
    for element in package.root.iter("*"):
        kind = _LANDMARKS.get((element.get("type") or "").lower(), "")
        if name_of(element) == "reference" and kind:
            link = element.get("href") or ""
            found.append((kind, element.get("title") or kind, link.partition("#")[0]))
    return list({(mark[0], mark[2]): mark for mark in found}.values())
