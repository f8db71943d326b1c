"""The package of a book that gets overlays: it stays as it is but for what tells of them. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from xml.sax.saxutils import escape, quoteattr

from captioner.publish.epub.metadata import Meta, Overlay
from captioner.publish.epub.overlay import address
from captioner.publish.epub.splice import Spliced
from captioner.text.notes import resolve
from captioner.text.tree import Element, name_of, plain_xml, text_of

SMIL_TYPE = "application/smil+xml"


class PackageFile:
    """The package of a book, `href` in it. Raises ValueError for what is none, for a person."""

    def __init__(self, source: str, href: str) -> None:
        self.href = href
        self.root = plain_xml(source)
        self.spliced = Spliced(source, self.root)
        self.ids = {known for element in self.root.iter("*") if (known := element.get("id"))}
        self.metadata = self._first("metadata")
        self.manifest = self._first("manifest")

    @property
    def version(self) -> str:
        """Tell the version of EPUB that it says it is."""
        return self.root.get("version") or ""

    @property
    def is_narrated(self) -> bool:
        """Tell whether it has overlays already."""
        return any(
            item.get("media-overlay") or item.get("media-type") == SMIL_TYPE
            for item in self.items()
        )

    def items(self) -> Iterator[Element]:
        """Yield the files that it names."""
        return (item for item in self.manifest if name_of(item) == "item")

    def href_of(self, item: Element) -> str:
        """Give the name of a file in the archive."""
        return resolve(self.href, item.get("href") or "")

    def known(self) -> dict[str, set[str]]:
        """Give the properties that are told of the book, with their values."""
        found: dict[str, set[str]] = defaultdict(set)
        for meta in self.metadata:
            if (name := meta.get("property")) and not meta.get("refines"):
                found[name].add(text_of(meta))
        return found

    def free_id(self, wanted: str) -> str:
        """Give a name that nothing in it has, and take it."""
        known, number = wanted, 1
        while known in self.ids:
            number += 1
            known = f"{wanted}-{number}"
        self.ids.add(known)
        return known

    def tell(self, metas: Iterable[Meta], modified: str) -> None:
        """Add what is said of the book, and when it was made."""
        written = [self._meta(*meta) for meta in metas]
        before = next(
            (meta for meta in self.metadata if meta.get("property") == "dcterms:modified"), None
        )
        if before is None:
            written.append(self._meta("dcterms:modified", modified, ""))
        else:
            start, end = self.spliced.tag(before).end, self.spliced.end(before).start
            self.spliced.replace(start, end, modified)
        self._add(self.metadata, written)

    def add_items(self, items: Iterable[tuple[str, str, str, str]]) -> None:
        """Add files by id, name, media type and properties."""
        written = []
        for known, name, media_type, properties in items:
            more = f" properties={quoteattr(properties)}" if properties else ""
            link = quoteattr(address(name, self.href))
            written.append(
                f"<{self.spliced.prefix}item id={quoteattr(known)} href={link} "
                f"media-type={quoteattr(media_type)}{more}/>"
            )
        self._add(self.manifest, written)

    def add_overlays(self, overlays: Sequence[Overlay]) -> None:
        """Add overlays and their sound, and tell of which file each is."""
        texts = {each.text: each.id for each in overlays}
        for item in self.items():
            if known := texts.pop(self.href_of(item), ""):
                self.spliced.add_attribute(item, f'media-overlay="{known}"')
        for each in overlays:
            sounds = [
                (self.free_id(f"{each.id}-sound"), name, kind, "") for name, kind in each.sounds
            ]
            self.add_items([(each.id, each.name, SMIL_TYPE, ""), *sounds])

    def _meta(self, name: str, value: str, refines: str) -> str:
        said_of = f' refines="#{refines}"' if refines else ""
        prefix = self.spliced.prefix
        return f'<{prefix}meta property="{name}"{said_of}>{escape(value)}</{prefix}meta>'

    def _add(self, parent: Element, written: Sequence[str]) -> None:
        at = self.spliced.end(parent).start
        if self.spliced.end(parent) == self.spliced.tag(parent):
            raise ValueError(f"its {name_of(parent)} is empty")
        self.spliced.insert(at, "".join(f"{line}\n" for line in written))

    def _first(self, name: str) -> Element:
        found = next((element for element in self.root.iter("*") if name_of(element) == name), None)
        if found is None:
            raise ValueError(f"its package has no {name}")
        return found
