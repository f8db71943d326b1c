"""The book that was narrated, as it was, with its sound: every other file byte for byte, and in the
files that are heard nothing changed but that sentences are marked.
"""

from __future__ import annotations

import re
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from posixpath import dirname, join

import msgspec

from captioner.cores import cores
from captioner.errors import OptionError
from captioner.publish.epub.chapter import MarkedChapter, mark_chapter
from captioner.publish.epub.checks import check_book, check_linked, check_text, check_times
from captioner.publish.epub.container import Container, files_in, opened
from captioner.publish.epub.matching import Matcher, Run, Told, sentences_of, told_in
from captioner.publish.epub.metadata import Overlay, metas, modified
from captioner.publish.epub.overlay import STYLE, Par, address, duration_of, pars_of, smil
from captioner.publish.epub.package import PackageFile
from captioner.publish.epub.sounds import Piece, encode, kind_of
from captioner.publish.epub.source import source_of
from captioner.publish.epub.splice import without_cdata
from captioner.publish.epub.upgrade import Upgrade, as_utf8
from captioner.publish.publication import Material
from captioner.text.archive import Archive
from captioner.text.charset import decode
from captioner.text.epub import Chapter, chapters_in
from captioner.text.package import Package, package_of
from captioner.text.source import clean

_FOLDER = "narration"


class Bound:
    """A book that is made of its source."""

    def __init__(self, material: Material) -> None:
        self._material = material
        self._kind = kind_of(material)
        self._source = source_of(material)

    @property
    def files(self) -> Sequence[str]:
        """Its name, which is not that of the source: that may be in the same folder."""
        return (self._material.kept.file("narrated.epub"),)

    def make(self, part: Callable[[str], Path]) -> Sequence[str]:
        """Write it; tell what is heard in the narration and is not in the book."""
        path = part(self.files[0])
        told = told_in(self._material.kept)
        with (
            opened(self._source) as files,
            Archive(self._source) as texts,
            tempfile.TemporaryDirectory(prefix="captioner-") as scratch,
            Container(path) as book,
        ):
            binding = _Binding(self._material, self._source, told, texts, book, Path(scratch))
            changed = binding.changed()
            for info in files_in(files):
                if info.filename not in book and info.filename not in changed:
                    book.copy(files, info)
            binding.bind()
        check_book(path, binding.style)
        return [
            f"{self.files[0]}: what stands nowhere in the book is not heard in it ({said})"
            for said in binding.homeless()
        ]


class _Waiting(msgspec.Struct):
    """A chapter that waits for its sound."""

    marked: MarkedChapter
    href: str
    stem: str
    title: str
    runs: Sequence[Run]


class _Binding:
    """A book on its way. Raises OptionError for one that cannot be bound."""

    def __init__(
        self,
        material: Material,
        source: Path,
        told: Told,
        texts: Archive,
        book: Container,
        scratch: Path,
    ) -> None:
        self._material = material
        self._kind = kind_of(material)
        self._source = source
        self._told = told
        self._texts = texts
        self._book = book
        self._scratch = scratch
        self._runs: dict[str, list[Run]] = defaultdict(list)
        for run in told.runs:
            self._runs[run.href].append(run)
        self._contents: Package = package_of(texts)
        href = self._contents.href
        with self._naming(href):
            self._package = PackageFile(self._text(href), href)
            if self._package.is_narrated:
                raise ValueError("the book has media overlays already; take it without them")
        with self._naming(""):
            self._upgrade = Upgrade.of(self._package, self._contents, self._text)
        self._overlays: list[Overlay] = []
        self._waiting: list[_Waiting] = []
        self._folder = join(dirname(href), self._free_folder())
        self.style = f"{self._folder}/narration.css"

    def changed(self) -> set[str]:
        """Name the files of the source that are written otherwise."""
        heard = {href for href in self._runs if href}
        return {
            self._texts.name(href) for href in {self._contents.href, *heard, *self._upgrade.texts}
        }

    def bind(self) -> None:
        """Write what is heard, and all that tells of it."""
        met: Counter[str] = Counter()
        for chapter in chapters_in(self._texts, self._contents):
            met[chapter.href] += 1
            if met[chapter.href] == 1:
                self._chapter(chapter)
        self._flush()
        if lost := next((href for href in self._runs if href and not met[href]), None):
            raise self._error(f"{lost}, which was narrated, is no chapter of it")
        for href in self._upgrade.texts:
            if (name := self._texts.name(href)) not in self._book:
                with self._naming(href):
                    self._add(href, self._upgrade.text(self._text(href), href))
        for name, text in self._upgrade.added:
            self._book.add(name, text)
        self._book.add(self.style, STYLE)
        package = self._package
        self._upgrade.tell(package)
        package.add_overlays(self._overlays)
        package.add_items([(package.free_id("narration-style"), self.style, "text/css", "")])
        package.tell(metas(self._material, self._overlays, package.known()), modified())
        self._add(self._contents.href, package.spliced.text())

    def homeless(self) -> Iterator[str]:
        """Tell the beginnings of what is heard in no file of the book."""
        for run in self._runs.get("", ()):
            for line in sentences_of(self._material.kept, run)[:1]:
                yield f"{line.context}: {' '.join(line.text.split())}"

    # ------------------------------------------------------------ a chapter

    def _chapter(self, chapter: Chapter) -> None:
        runs = self._runs.get(chapter.href, [])
        kept = self._material.kept
        matcher = Matcher(kept, self._told, [sentences_of(kept, run) for run in runs])
        name = self._texts.name(chapter.href)
        with self._naming(chapter.href):
            link = address(self.style, name)
            marked = mark_chapter(
                chapter,
                without_cdata(self._upgrade.text(self._text(chapter.href), chapter.href)),
                matcher,
                len(runs),
                link,
                words=bool(self._material.settings.epub_words),
            )
        if marked is None:
            return
        stem = f"{len(self._overlays) + len(self._waiting) + 1:03}-{_plain(chapter.href)}"
        self._waiting.append(_Waiting(marked, chapter.href, stem, "", runs))
        check_linked(self._book.path, chapter.href, marked.text, link)
        if sum(len(each.runs) for each in self._waiting) >= 2 * cores():
            self._flush()

    def _flush(self) -> None:
        """Encode the sound of chapters that wait, and write them."""
        pieces = [
            Piece(self._sound(each, number), run.start, run.end, each.title)
            for each in self._waiting
            for number, run in enumerate(each.runs)
        ]
        encoded = encode(self._material, self._kind, pieces, self._scratch) if pieces else {}
        for each in self._waiting:
            lengths = {}
            for number, _ in enumerate(each.runs):
                sound = self._sound(each, number)
                file, lengths[sound] = encoded[sound]
                self._book.add_stored(sound, file)
                file.unlink()
            self._write(each, lengths)
        self._waiting.clear()

    def _write(self, each: _Waiting, lengths: dict[str, int]) -> None:
        pars = self._pars(each)
        name, marked = self._texts.name(each.href), each.marked
        check_text(self._book.path, each.href, marked.text, pars, marked.sentences)
        check_times(self._book.path, pars, lengths)
        overlay = f"{self._folder}/{each.stem}.smil"
        self._add(each.href, marked.text)
        self._book.add(overlay, smil(overlay, name, marked.body, pars))
        self._overlays.append(
            Overlay(
                each.href,
                overlay,
                self._package.free_id(f"narration-{len(self._overlays) + 1}"),
                duration_of(pars),
                [(sound, self._kind.media_type) for sound in lengths],
            )
        )

    def _pars(self, each: _Waiting) -> list[Par]:
        """Give what is heard its times, in the order in which it stands in the text."""
        pars = [
            par
            for number, (run, heard) in enumerate(zip(each.runs, each.marked.heard, strict=True))
            for par in pars_of(
                heard, self._sound(each, number), run.start, run.end, self._material.rate
            )
        ]
        return sorted(pars, key=lambda par: each.marked.places[par.id])

    def _sound(self, each: _Waiting, number: int) -> str:
        more = f"-{number + 1}" if number else ""
        return f"{self._folder}/{each.stem}{more}.{self._kind.suffix}"

    # ------------------------------------------------------------ the source

    def _text(self, href: str) -> str:
        return clean(decode(self._texts.read(href)))

    def _add(self, href: str, text: str) -> None:
        """Write a file of the source otherwise; its lines end as they did."""
        if b"\r\n" in self._texts.read(href):
            text = text.replace("\n", "\r\n")
        self._book.add(self._texts.name(href), as_utf8(text))

    def _free_folder(self) -> str:
        """Name a folder that the book does not have."""
        base = dirname(self._contents.href)
        names = {item.href for item in self._contents.items.values()}
        folder, number = _FOLDER, 1
        while any(name.startswith(join(base, folder)) for name in names):
            number += 1
            folder = f"{_FOLDER}-{number}"
        return folder

    @contextmanager
    def _naming(self, href: str) -> Iterator[None]:
        """Name the book, and the file in it, in what is wrong with it."""
        try:
            yield
        except ValueError as exc:
            raise self._error(f"{href} in it: {exc}" if href else f"{exc}") from exc

    def _error(self, why: str) -> OptionError:
        return OptionError(
            f"{self._source}: {why}; with --source FILE name the book as it was narrated, or "
            "narrate it again"
        )


def _plain(href: str) -> str:
    stem = href.rpartition("/")[2].rpartition(".")[0]
    return re.sub(r"[^A-Za-z0-9]+", "-", stem).strip("-")[:60] or "text"
