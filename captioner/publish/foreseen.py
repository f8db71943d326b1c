"""What publications will be called, as far as it can be told before anything is spoken: so that
somebody else's file in the way is found then, and not when all is spoken.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import msgspec
from msgspec.structs import replace

from captioner.document import Document
from captioner.publish.files import OutputFolder
from captioner.publish.formats import FORMATS, PUBLICATIONS, whole_formats
from captioner.publish.kept.chapters import titles_in
from captioner.publish.kept.cover import cover_files, cover_name
from captioner.publish.mastering import mastered_timeline
from captioner.publish.parts.chapter_files import FOLDER
from captioner.publish.parts.names import part_names
from captioner.publish.settings import PublishSettings
from captioner.publish.sound.loudness_report import SUFFIX as LOUDNESS
from captioner.publish.sound.targets import target_of

#: Nobody says more characters a second, and nobody fewer: Chinese has few of them.
_FASTEST, _SLOWEST = 40, 3


class Foreseen(msgspec.Struct, frozen=True):
    """What will be made of a document in a `folder`, as `stem` and what follows on it, in the
    formats `names`, of speech at a `rate` in Hz.
    """

    document: Document
    folder: Path
    stem: str
    names: Sequence[str]
    settings: PublishSettings
    rate: int

    def check(self, timeline: str) -> None:
        """See that publications can be made of it, and that nothing is in the way of what will be
        mastered of the narration whose timeline is called so.

        Raises OptionError, and OutputError as `OutputFolder.claim` does.
        """
        for name in self.names:
            if name in PUBLICATIONS:
                PUBLICATIONS[name].check(self.document, self.settings)
        if self.settings.master:
            self._check_mastered(self.folder / timeline)

    def _check_mastered(self, timeline: Path) -> None:
        timeline = mastered_timeline(timeline, target_of(self.settings.master))
        folder, stem = timeline.parent, timeline.parent.name
        whole = whole_formats(self.names, by_chapter=bool(self.settings.chapters))
        files = [
            *(f"{stem}.{FORMATS[name].suffix}" for name in whole),
            *cover_files(timeline.name, self.document.cover),
            f"{stem}.{LOUDNESS}",
            *replace(self, folder=folder, stem=stem).files(),
        ]
        source, name = self.document.source, timeline.name
        way = OutputFolder(folder, source, name, (), or_else="", later=True, foreseen=files)
        with way:
            way.claim()

    def files(self) -> Iterator[str]:
        """Give the names of the files of publications. Where chapters are split nobody can say yet:
        of what is there, all that may be called as a part of one. Of a page that may be of either
        kind, the files of both.
        """
        for name in self.names:
            if name in PUBLICATIONS:
                yield from (f"{self.stem}.{suffix}" for suffix in PUBLICATIONS[name].suffixes)
        suffixes = [FORMATS[name].suffix for name in self.names if name in FORMATS]
        if self.settings.excerpt is not None:
            yield from (f"{self.stem}.excerpt.{suffix}" for suffix in suffixes)
        titles = titles_in(self.document, self.settings.chapter_level)
        if self.settings.chapters:
            files = _parts(FOLDER, titles, suffixes)
            yield from files if self.settings.max_file_ms is None else self._split(files)
        if "page" in self.names:
            yield from self._pages([title or self.document.title for title in titles])

    def _split(self, files: Iterable[str]) -> Iterator[str]:
        there = [path.name for path in (self.folder / FOLDER).glob("*")]
        for file in files:
            whole = Path(file).name
            rest = whole.lstrip("0123456789")
            number = whole.removesuffix(rest)
            part = re.compile(f"{number}[a-z]*{re.escape(rest)}")
            yield from (f"{FOLDER}/{name}" for name in there if part.fullmatch(name))

    def _pages(self, titles: Sequence[str]) -> Iterator[str]:
        from captioner.publish.page.pages import MOST_EMBEDDED_SECONDS, sound_suffix  # slow

        spoken = self.document.character_count
        may_be_long, is_long = (
            spoken / speed > MOST_EMBEDDED_SECONDS for speed in (_SLOWEST, _FASTEST)
        )
        may_be_book, is_book = may_be_long, is_long
        if self.settings.chapters is not None:
            may_be_book = is_book = self.settings.chapters
        suffix = sound_suffix(self.rate)
        if may_be_book and len(titles) > 1:
            yield "page/index.html"
            if self.document.cover is not None:
                yield f"page/{cover_name(self.document.cover)}"
            yield from _parts("page", titles, ("html", suffix))
        if not is_book or len(titles) < 2:
            yield f"{self.stem}.html"
            yield from [f"{self.stem}.page.{suffix}"] if may_be_long else []


def _parts(folder: str, titles: Sequence[str], suffixes: Iterable[str]) -> Iterator[str]:
    for (name,) in part_names(titles, [1] * len(titles)):
        yield from (f"{folder}/{name}.{suffix}" for suffix in suffixes)
