"""Books that are narrated in silence, and what was made of them, read back."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from posixpath import dirname, join, normpath
from typing import Any
from urllib.parse import unquote

from lxml import etree

from captioner.publish.epub.plan import plan
from captioner.publish.kept import Kept, find_kept
from captioner.publish.kept.chapters import chapters_of
from captioner.publish.publication import Material
from captioner.publish.settings import PublishSettings
from captioner.text import read
from captioner.text.edition import Edition
from captioner.timeline import Measure, Pauses, lay_out, record
from captioner.timeline.fit import Quality, TimedWord
from captioner.timeline.words import words_of

XHTML = "{http://www.w3.org/1999/xhtml}"
SMIL = "{http://www.w3.org/ns/SMIL}"
OPF = "{http://www.idpf.org/2007/opf}"
RATE = 8000
#: So long is a word here, in frames: a tenth of a second.
WORD = 800

METADATA = (
    '<dc:identifier id="id">urn:uuid:7d31c4bf-57b6-4605-a71c-339368a18c73</dc:identifier>'
    "<dc:title>The &amp; Book</dc:title><dc:language>en-GB</dc:language>"
    '<meta property="dcterms:modified">2020-01-01T00:00:00Z</meta>'
)


class Silence:
    """The sound of all of it."""

    def pcm(self, start: int, end: int) -> Iterator[bytes]:
        for at in range(start, end, 65536):
            yield bytes(2 * min(65536, end - at))


def kept_of(folder: Path, source: Path, edition: Edition | None = None) -> Kept:
    """Keep a timeline of a document, in which each word takes as long as another."""
    document = read(source, edition=edition or Edition())
    measures = []
    for sentence in document.sentences:
        words = words_of(sentence.text)
        timed = tuple(
            TimedWord(word, at * WORD, (at + 1) * WORD, Quality.MEASURED)
            for at, word in enumerate(words)
        )
        measures.append(Measure(len(words) * WORD, words=timed))
    timeline = lay_out(list(document.sentences), measures, rate=RATE, pauses=Pauses())
    lines: list[record.Line] = [
        record.Head(
            record.VERSION, document.title, document.lang, source.name, RATE, {},
            authors=document.authors,
        ),
        *map(record.left_out_line, document.left_out),
    ]  # fmt: skip
    sections = list(document.sections)
    for placed in timeline.placed:
        while sections and sections[0].number <= placed.sentence.section:
            lines.append(record.section_line(sections.pop(0)))
        lines.append(record.sentence_line(placed))
    body = record.write(lines)
    digest = hashlib.sha256(body.encode()).hexdigest()
    end = record.End(timeline.end, len(timeline.placed), 0, {}, digest)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{source.stem}.timeline.jsonl"
    path.write_text(body + record.write([end]), "utf-8", newline="\n")
    return find_kept(path)


def made_of(kept: Kept, **chosen: Any) -> Made:
    """Make the book."""
    settings = PublishSettings(**chosen)
    material = Material(kept, Silence(), chapters_of(kept, settings.chapter_level), settings)
    publication = plan(material)
    warnings = publication.make(lambda name: kept.folder / name)
    return Made(kept.folder / publication.files[0], kept, tuple(warnings))


@dataclass(frozen=True)
class Made:
    """A book that was made."""

    path: Path
    kept: Kept
    warnings: tuple[str, ...] = ()

    def files(self) -> dict[str, bytes]:
        with zipfile.ZipFile(self.path) as archive:
            assert archive.testzip() is None
            return {info.filename: archive.read(info) for info in archive.infolist()}

    def text(self, end: str) -> str:
        """Give the file whose name ends so."""
        (found,) = (data for name, data in self.files().items() if name.endswith(end))
        return found.decode()

    def package(self) -> etree._Element:
        return etree.fromstring(self.text(".opf").encode())

    def metas(self) -> Mapping[str, list[str]]:
        found: dict[str, list[str]] = {}
        for meta in self.package().iter(f"{OPF}meta"):
            if name := meta.get("property"):
                key = f"{name}{meta.get('refines') or ''}"
                found.setdefault(key, []).append(meta.text or "")
        return found

    def overlays(self) -> dict[str, str]:
        """Give the name of each overlay by that of its text."""
        (name,) = (name for name in self.files() if name.endswith(".opf"))
        items = {item.get("id"): item for item in self.package().iter(f"{OPF}item")}
        at = {
            key: join(dirname(name), unquote(item.get("href") or "")) for key, item in items.items()
        }
        return {
            at[key]: at[item.get("media-overlay")]
            for key, item in items.items()
            if item.get("media-overlay")
        }


@dataclass(frozen=True)
class Clip:
    """What is heard in an overlay: the text of an element in a file, and when in which sound."""

    id: str
    text: str
    sound: str
    begin: int
    end: int


def clips_of(made: Made, end: str) -> list[Clip]:
    """Read the overlay of the text whose name ends so."""
    files = made.files()
    text, overlay = next(
        (text, overlay) for text, overlay in made.overlays().items() if text.endswith(end)
    )
    root = etree.fromstring(files[text])
    found = []
    for par in etree.fromstring(files[overlay]).iter(f"{SMIL}par"):
        shown, audio = par.find(f"{SMIL}text"), par.find(f"{SMIL}audio")
        assert shown is not None
        assert audio is not None
        file, _, known = (shown.get("src") or "").partition("#")
        assert normpath(join(dirname(overlay), unquote(file))) == text
        element = by_id(root, known)
        sound = normpath(join(dirname(overlay), unquote(audio.get("src") or "")))
        assert sound in files
        begin, end_ms = (ms(audio.get(name) or "") for name in ("clipBegin", "clipEnd"))
        found.append(Clip(known, words_in(element), sound, begin, end_ms))
    return found


def by_id(root: etree._Element, known: str) -> etree._Element:
    (element,) = (element for element in root.iter("*") if element.get("id") == known)
    return element


def words_in(element: etree._Element) -> str:
    """Give what is said of an element: not the marks of notes, nor what stands beside ruby."""
    unread = f"{XHTML}rt"
    parts = []
    for event, node in etree.iterwalk(element, events=("start", "end", "comment")):
        around = [node, *node.iterancestors()] if event == "start" else list(node.iterancestors())
        if any(one.tag == unread or one.get("class") == "mark" for one in around):
            continue
        if event == "start":
            parts += [node.get("alt") or "", " " * (node.tag == f"{XHTML}br"), node.text or ""]
        elif node is not element:
            parts.append(node.tail or "")
    return " ".join("".join(parts).split())


def ms(clock: str) -> int:
    hours, minutes, seconds = clock.split(":")
    whole, _, thousandths = seconds.partition(".")
    assert len(minutes) == 2
    assert len(whole) == 2
    assert len(thousandths) == 3
    return ((int(hours) * 60 + int(minutes)) * 60 + int(whole)) * 1000 + int(thousandths)


def in_a_row(clips: list[Clip]) -> bool:
    """Tell whether each begins where the one before ends."""
    return all(before.end == after.begin for before, after in pairwise(clips))
