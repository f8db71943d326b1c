"""What an EPUB says of itself: its title and authors, its chapters in order, its contents.

EPUB 2 and 3, by container, package, and navigation document or NCX. Links become the names of files
in the archive here, and nothing else does.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from captioner.document import Picture
from captioner.text.archive import Archive
from captioner.text.charset import decode
from captioner.text.notes import resolve, types_of
from captioner.text.source import clean
from captioner.text.tree import Element, name_of, parse_xhtml, plain_xml, text_of

_CONTAINER = "META-INF/container.xml"
_ENCRYPTION = "META-INF/encryption.xml"
#: Fonts may be obfuscated, which keeps nobody from reading.
_OF_FONTS = ("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC")
_FONTS = (".otf", ".ttf", ".woff", ".woff2", ".ttc", ".eot")
_TEXT = frozenset({"application/xhtml+xml", "text/html", "text/x-oeb1-document"})
#: Authors, by the codes for relators of the Library of Congress; books often give none.
_AUTHOR = "aut"


class Item(msgspec.Struct, frozen=True):
    """A file of a book, by its name in the archive."""

    href: str
    media_type: str
    properties: frozenset[str] = frozenset()
    fallback: str = ""

    @property
    def is_text(self) -> bool:
        """Tell whether it is a chapter, or the like."""
        return self.media_type in _TEXT


class Entry(msgspec.Struct, frozen=True):
    """A line of a book's contents: what it says, and where it leads. The highest depth is 1."""

    title: str
    href: str
    id: str
    depth: int


class Stop(msgspec.Struct, frozen=True):
    """A file that is read in its turn: what it is by the book's guide, and if it is out of turn."""

    item: Item
    linear: bool
    guide: str = ""


class Package(msgspec.Struct, frozen=True):
    """What a book says of itself."""

    href: str
    title: str | None
    lang: str | None
    authors: tuple[str, ...]
    spine: tuple[Stop, ...]
    contents: tuple[Entry, ...]
    cover: Picture | None
    items: dict[str, Item]


def package_of(archive: Archive) -> Package:
    """Read what a book says of itself. Raises DocumentError for what is missing or encrypted."""
    if _CONTAINER not in archive:
        raise archive.error("it is no EPUB, or damaged: META-INF/container.xml is missing in it")
    _check_encryption(archive)
    href = _package_name(archive)
    root = _parse(archive, href)
    items = dict(_items(root, href))
    spine = tuple(_spine(root, items, href))
    if not spine:
        raise archive.error(f"it is damaged: {href} in it names no chapters in their order")
    return Package(
        href=href,
        title=next(_metadata(root, "title"), None),
        lang=next(_metadata(root, "language"), None),
        authors=_authors(root),
        spine=spine,
        contents=_contents(archive, root, items),
        cover=_cover(archive, root, items),
        items=items,
    )


def _parse(archive: Archive, name: str) -> Element:
    try:
        return plain_xml(clean(decode(archive.read(name))))
    except ValueError as exc:
        raise archive.error(f"{name} in it cannot be read: {exc}") from exc


def _package_name(archive: Archive) -> str:
    for file in _all(_parse(archive, _CONTAINER), "rootfile"):
        if name := file.get("full-path"):
            return resolve("", name)
    raise archive.error(f"it is damaged: {_CONTAINER} in it names no package")


def _check_encryption(archive: Archive) -> None:
    if _ENCRYPTION not in archive:
        return
    for data in _all(_parse(archive, _ENCRYPTION), "encrypteddata"):
        methods = {method.get("Algorithm") for method in _all(data, "encryptionmethod")}
        names = [file.get("URI") or "" for file in _all(data, "cipherreference")]
        fonts = all(name.lower().endswith(_FONTS) for name in names)
        if not (methods <= set(_OF_FONTS) or fonts):
            name = next(iter(names), "its text")
            raise archive.error(
                f"it is encrypted ({name} in it, for one); captioner reads books without DRM"
            )


def _all(root: Element, name: str) -> Iterator[Element]:
    return (element for element in root.iter("*") if name_of(element) == name)


def _metadata(root: Element, name: str) -> Iterator[str]:
    for element in _all(root, name):
        parent = element.getparent()
        if (
            parent is not None
            and name_of(parent) in ("metadata", "dc-metadata")
            and text_of(element)
        ):
            yield text_of(element)


def _authors(root: Element) -> tuple[str, ...]:
    """Give the authors; those who are named as something else are none, if any is named as one."""
    refined = {
        (meta.get("refines") or "").removeprefix("#"): text_of(meta)
        for meta in _all(root, "meta")
        if meta.get("property") == "role"
    }
    found = []
    for creator in _all(root, "creator"):
        role = next((value for key, value in creator.items() if str(key).endswith("role")), "")
        found.append((text_of(creator), role or refined.get(creator.get("id") or "", "")))
    by_role = [name for name, role in found if role == _AUTHOR]
    return tuple(dict.fromkeys(filter(None, by_role or [name for name, _ in found])))


def _items(root: Element, href: str) -> Iterator[tuple[str, Item]]:
    for item in _all(root, "item"):
        link = item.get("href")
        if link:
            yield (
                item.get("id") or "",
                Item(
                    resolve(href, link),
                    (item.get("media-type") or "").lower(),
                    frozenset((item.get("properties") or "").split()),
                    item.get("fallback") or "",
                ),
            )


def _spine(root: Element, items: dict[str, Item], href: str) -> Iterator[Stop]:
    guide = {
        resolve(href, (reference.get("href") or "").partition("#")[0]): reference.get("type") or ""
        for reference in _all(root, "reference")
    }
    for reference in _all(root, "itemref"):
        item = items.get(reference.get("idref") or "")
        seen: set[str] = set()
        while item is not None and not item.is_text and item.fallback not in seen:
            seen.add(item.fallback)
            item = items.get(item.fallback, item)
        if item is not None:
            linear = reference.get("linear") != "no"
            yield Stop(item, linear, guide.get(item.href, "").lower())


def _contents(archive: Archive, root: Element, items: dict[str, Item]) -> tuple[Entry, ...]:
    """Read the contents, by the navigation document or else the NCX; there may be none."""
    navigation = next((item for item in items.values() if "nav" in item.properties), None)
    if navigation is not None and navigation.href in archive:
        try:
            page = parse_xhtml(clean(decode(archive.read(navigation.href))))
        except ValueError as exc:
            raise archive.error(f"{navigation.href} in it cannot be read: {exc}") from exc
        if entries := tuple(_of_navigation(page, navigation.href)):
            return entries
    spine = next(_all(root, "spine"), None)
    ncx = items.get(spine.get("toc") or "") if spine is not None else None
    if ncx is None:
        ncx = next((one for one in items.values() if one.media_type.endswith("dtbncx+xml")), None)
    if ncx is None or ncx.href not in archive:
        return ()
    return tuple(_of_ncx(_parse(archive, ncx.href), ncx.href))


def _of_navigation(page: Element, href: str) -> Iterator[Entry]:
    tables = list(_all(page, "nav"))
    toc = next((nav for nav in tables if "toc" in types_of(nav)), next(iter(tables), None))
    if toc is None:
        return
    for link in toc.iter("{*}a", "{*}span"):
        parent = link.getparent()
        if parent is None or name_of(parent) != "li":
            continue
        depth = sum(name_of(around) == "ol" for around in link.iterancestors())
        yield _entry(text_of(link), link.get("href") or "", href, depth)


def _of_ncx(root: Element, href: str) -> Iterator[Entry]:
    for point in _all(root, "navpoint"):
        label = next((part for part in point if name_of(part) == "navlabel"), None)
        content = next((part for part in point if name_of(part) == "content"), None)
        depth = 1 + sum(name_of(around) == "navpoint" for around in point.iterancestors())
        title = text_of(label) if label is not None else ""
        link = (content.get("src") or "") if content is not None else ""
        yield _entry(title, link, href, depth)


def _entry(title: str, link: str, href: str, depth: int) -> Entry:
    file, _, name = link.partition("#")
    return Entry(title, resolve(href, file) if file else "", name, depth)


def _cover(archive: Archive, root: Element, items: dict[str, Item]) -> Picture | None:
    """Find the picture of the cover, as EPUB 3 names it or as EPUB 2 does."""
    named = [item for item in items.values() if "cover-image" in item.properties]
    of_epub_2 = [
        meta.get("content") or "" for meta in _all(root, "meta") if meta.get("name") == "cover"
    ]
    named += [items[id_] for id_ in of_epub_2 if id_ in items]
    named += [items[id_] for id_ in ("cover-image", "cover") if id_ in items]
    for item in named:
        if item.media_type.startswith("image/") and item.href in archive:
            return Picture(item.media_type, archive.read(item.href))
    return None
