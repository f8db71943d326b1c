"""What publications will be called, as far as it can be told before anything is spoken: so that
somebody else's file in the way is found then, and not when all is spoken.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from captioner.document import Document
from captioner.publish.formats import FORMATS, PUBLICATIONS
from captioner.publish.kept.chapters import titles_in
from captioner.publish.parts.chapter_files import FOLDER
from captioner.publish.parts.names import part_names
from captioner.publish.settings import PublishSettings


def foreseen(
    document: Document, stem: str, names: Sequence[str], settings: PublishSettings
) -> Iterator[str]:
    """Give the names of files that will be made of a document. Where files are split, and whether a
    page is too long to be one, nobody can say yet.
    """
    for name in names:
        if name in PUBLICATIONS:
            yield from (f"{stem}.{suffix}" for suffix in PUBLICATIONS[name].suffixes)
    suffixes = [FORMATS[name].suffix for name in names if name in FORMATS]
    if settings.excerpt is not None:
        yield from (f"{stem}.excerpt.{suffix}" for suffix in suffixes)
    if settings.chapters:
        titles = titles_in(document, settings.chapter_level)
        if settings.max_file_ms is None:
            yield from _parts(FOLDER, titles, suffixes)
        if "page" in names:
            yield "page/index.html"
            yield from _parts("page", [title or document.title for title in titles], ("html",))


def _parts(folder: str, titles: Sequence[str], suffixes: Iterable[str]) -> Iterator[str]:
    for (name,) in part_names(titles, [1] * len(titles)):
        yield from (f"{folder}/{name}.{suffix}" for suffix in suffixes)
