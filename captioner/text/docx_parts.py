"""The parts of a Word file (.docx), opened with care, and tidied before they are read.

A .docx is a zip of XML. Parts are read up to a limit, whatever the zip says of their size, and XML
with a document type is refused: so there are no entities.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
from lxml import etree

from captioner.document import LeftOut, Place
from captioner.errors import DocumentError, readable
from captioner.text.docx_tidy import OFFICE, Element, Style, W, styles_of, text_of, tidy

#: A million words make a part of some 30 MB.
_MAX_PART, _MAX_FILE, _MAX_ENTRIES = 48 * 2**20, 2**30, 20_000
#: Word's old format, and what it locks a new one into, begin with this.
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LOCKED = "EncryptedPackage".encode("utf-16-le")

#: Namespaces of the strict edition of the standard have these names in the other one.
_STRICT = re.compile(rb"http://purl\.oclc\.org/ooxml/(\w+)")
_PACKAGE = "{http://schemas.openxmlformats.org/package/2006/relationships}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_BESIDE = {
    "header": "running head",
    "footer": "running head",
    "comments": "comment",
}


class Parts(msgspec.Struct):
    """A Word file: its parts by their names, what it says of itself, what was taken out of it."""

    files: dict[str, bytes] = msgspec.field(default_factory=dict)
    title: str = ""
    author: str = ""
    lang: str = ""
    left_out: list[LeftOut] = msgspec.field(default_factory=list)

    def as_file(self) -> io.BytesIO:
        """Put the parts together again, as tidied."""
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as package:
            for name, data in self.files.items():
                package.writestr(name, data)
        file.seek(0)
        return file


def open_parts(path: Path) -> Parts:
    """Open a Word file and tidy it. Raises DocumentError for what is none, or is locked."""
    try:
        with readable(path), path.open("rb") as file:
            _check(path, file)
            with zipfile.ZipFile(file) as package:
                return _parts_of(_Package(path, package))
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, ValueError) as exc:
        raise DocumentError(
            path, "it is damaged, or no Word file; open it in Word or LibreOffice and save it anew"
        ) from exc


def _check(path: Path, file: io.BufferedReader) -> None:
    """Refuse what is no zip, and say what to do with it."""
    size = file.seek(0, io.SEEK_END)
    if size > _MAX_FILE:
        raise DocumentError(path, f"it has {size / 2**20:,.0f} MB; the most is 1,024 MB")
    if not size:
        raise DocumentError(path, "it is empty; there is nothing to read aloud")
    file.seek(0)
    begin = file.read(2**20)
    if not begin.startswith(_OLE):
        return
    file.seek(max(0, size - 2**20))
    if _LOCKED in begin or _LOCKED in file.read():
        raise DocumentError(path, "it is locked by a password; save a copy without one")
    raise DocumentError(
        path,
        "it is in Word's old format; save it as .docx, or convert it with: "
        "soffice --headless --convert-to docx FILE",
    )


def _parts_of(package: _Package) -> Parts:
    document = package.document
    related = dict(package.related(document))
    parts = Parts()
    for name in ("[Content_Types].xml", "_rels/.rels"):
        if (root := package.xml(name)) is not None:
            parts.files[name] = _written(root)
    styles: dict[str, Style] = {}
    for name in (*related.get("styles", []), *related.get("numbering", [])):
        if (root := package.xml(name)) is not None:
            styles |= dict(styles_of(root))
            parts.lang = parts.lang or _default_language(root)
            parts.files[name] = _written(root)
    for name in (document, *related.get("footnotes", []), *related.get("endnotes", [])):
        if (root := package.xml(name)) is not None:
            parts.lang = (name == document and _usual_language(root)) or parts.lang
            parts.left_out += tidy(root, styles)
            parts.files[name] = _written(root)
        relations = package.relations(name)
        if (root := package.xml(relations)) is not None:
            parts.files[relations] = _written(root)
    for kind, reason in _BESIDE.items():
        for name in related.get(kind, []):
            parts.left_out += _left_out(package.xml(name), reason)
    core = package.core()
    parts.title, parts.author = core.get("title", ""), core.get("creator", "")
    parts.lang = core.get("language", "") or parts.lang
    return parts


@dataclass
class _Package:
    """The zip that a Word file is."""

    path: Path
    package: zipfile.ZipFile

    def __post_init__(self) -> None:
        self._names = {info.filename: info for info in self.package.infolist()[:_MAX_ENTRIES]}

    @property
    def document(self) -> str:
        """The name of the part that holds the text."""
        for kind, names in self.related(""):
            if kind == "officeDocument" and names[0] in self._names:
                return names[0]
        if "word/document.xml" in self._names:
            return "word/document.xml"
        raise DocumentError(self.path, "it is no Word file: there is no document in it")

    @staticmethod
    def relations(name: str) -> str:
        """Name the part that says what a part is related to; the file itself has no name."""
        folder, _, last = name.rpartition("/")
        return posixpath.join(folder, "_rels", f"{last}.rels")

    def related(self, name: str) -> Iterator[tuple[str, list[str]]]:
        """Yield the parts that a part is related to, by their kind."""
        root = self.xml(self.relations(name))
        found: dict[str, list[str]] = {}
        for relation in root.iter(f"{_PACKAGE}Relationship") if root is not None else ():
            if relation.get("TargetMode") != "External":
                kind = (relation.get("Type") or "").rpartition("/")[2]
                target = posixpath.join("/", posixpath.dirname(name), relation.get("Target") or "")
                found.setdefault(kind, []).append(posixpath.normpath(target).lstrip("/"))
        yield from found.items()

    def data(self, name: str) -> bytes | None:
        """Read a part, no more of it than a part may have; None if there is none."""
        info = self._names.get(name)
        if info is None:
            return None
        with self.package.open(info) as part:
            data = part.read(_MAX_PART + 1)
        if len(data) > _MAX_PART:
            raise DocumentError(
                self.path,
                f"its part {name} has more than {_MAX_PART // 2**20} MB; split the document",
            )
        return data

    def xml(self, name: str) -> Element | None:
        """Read a part as XML; None if there is none."""
        data = self.data(name)
        if data is None:
            return None
        parser = etree.XMLParser(
            resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True,
            remove_pis=True,
        )  # fmt: skip
        try:
            root = etree.fromstring(_STRICT.sub(_usual, data), parser)
        except etree.XMLSyntaxError as exc:
            raise DocumentError(
                self.path, f"its part {name} is damaged ({exc.msg}); save it anew"
            ) from exc
        about: Any = root.getroottree().docinfo
        if about.doctype:
            raise DocumentError(
                self.path,
                f"its part {name} has a document type, which no Word file has; save it anew",
            )
        return root

    def core(self) -> dict[str, str]:
        """Give what the file says of itself: its title, its creator, its language."""
        names = dict(self.related("")).get("core-properties", ["docProps/core.xml"])
        root = self.xml(names[0])
        keys = ("title", "creator", "language")
        return {
            key: " ".join((element.text or "").split())
            for key in keys
            for element in (root.iter(f"{_DC}{key}") if root is not None else ())
        }


def _usual(match: re.Match[bytes]) -> bytes:
    """Write a namespace of the strict standard as the usual one."""
    return OFFICE.encode() + match[1] + b"/2006"


def _default_language(root: Element) -> str:
    lang = root.find(f"{W}docDefaults//{W}lang")
    return (lang.get(f"{W}val") or "") if lang is not None else ""


def _usual_language(root: Element) -> str:
    """Give the language of most of the text, if its pieces say theirs."""
    counted: Counter[str] = Counter()
    for run in root.iter(f"{W}r"):
        lang = run.find(f"{W}rPr/{W}lang")
        counted[(lang.get(f"{W}val") or "") if lang is not None else ""] += len(text_of(run))
    return max(counted, key=lambda name: counted[name], default="")


def _left_out(root: Element | None, reason: str) -> Iterator[LeftOut]:
    for paragraph in root.iter(f"{W}p") if root is not None else ():
        if text := text_of(paragraph):
            yield LeftOut(text, reason, Place(1))


def _written(root: Element) -> bytes:
    return etree.tostring(root, encoding="utf-8", xml_declaration=True)
