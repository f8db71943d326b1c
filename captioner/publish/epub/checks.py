"""What is checked of every book that is made, since `epubcheck` does not, or not always runs.

A flaw is our own, and no such book is given away: it is told as an OutputError.
"""

from __future__ import annotations

import re
import zipfile
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from itertools import pairwise
from pathlib import Path

from captioner.errors import OutputError
from captioner.publish.epub.container import MEDIA_TYPE, MIMETYPE
from captioner.publish.epub.overlay import ACTIVE, Par, has_class
from captioner.text.tree import plain_xml

#: A file of an archive begins with so many bytes, then comes its name (APPNOTE.TXT, 4.3.7).
_LOCAL_HEADER = 30


def check_text(
    path: Path, name: str, text: str, pars: Sequence[Par], wanted: Collection[Collection[str]]
) -> None:
    """Check a file of text, once it is marked: it is XML, what is heard is in it once, and of each
    sentence that is `wanted`, by the ids of its pieces, something is heard.
    """
    try:
        root = plain_xml(text)
    except ValueError as exc:
        raise _flaw(path, f"{name}: {exc}") from exc
    ids = Counter(known for element in root.iter("*") if (known := element.get("id")))
    heard = {par.id for each in pars for par in (each, *each.parts)}
    for known in heard:
        if ids[known] != 1:
            raise _flaw(path, f"{name}: {known} is {ids[known]} times in it")
    for sentence in wanted:
        if heard.isdisjoint(sentence):
            raise _flaw(path, f"{name}: {next(iter(sentence), 'a sentence')} is not heard")


def check_times(path: Path, pars: Sequence[Par], lengths_ms: dict[str, int]) -> None:
    """Check when elements are heard: for a while, one after the other, and within the sound, whose
    files are so long.
    """
    of: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for par in _leaves(pars):
        if par.begin >= par.end:
            raise _flaw(path, f"{par.id} is heard for no time")
        of[par.sound].append((par.begin, par.end))
    for sound, times in of.items():
        times.sort()
        if times[-1][1] > lengths_ms[sound]:
            raise _flaw(path, f"{sound} ends before {times[-1][1]} ms")
        if any(before[1] > after[0] for before, after in pairwise(times)):
            raise _flaw(path, f"{sound} is heard twice")


def _leaves(pars: Sequence[Par]) -> Iterator[Par]:
    for par in pars:
        yield from par.parts or (par,)


def check_book(path: Path, style: str) -> None:
    """Check the archive: what tells that it is a book stands first, as it is, and the class of what
    is heard has a look in the style sheet of that name.
    """
    with path.open("rb") as file:
        head = file.read(_LOCAL_HEADER + len(MIMETYPE) + len(MEDIA_TYPE) + 2)
    is_stored = head[8:10] == b"\0\0" and head[26:30] == bytes([len(MIMETYPE), 0, 0, 0])
    told = head[_LOCAL_HEADER:]
    if not is_stored or told != MIMETYPE.encode() + MEDIA_TYPE + b"PK":
        raise _flaw(path, "it does not begin as a book does")
    with zipfile.ZipFile(path) as archive:
        look = archive.read(style).decode("utf-8") if style in archive.namelist() else ""
    if not has_class(look, ACTIVE):
        raise _flaw(path, "what is heard would not be seen")


def check_linked(path: Path, name: str, text: str, link: str) -> None:
    """Check that a file of text is given the look of what is heard."""
    if re.search(rf'<(?:\w+:)?link\b[^>]*href="{re.escape(link)}"', text) is None:
        raise _flaw(path, f"{name}: what is heard would not be seen")


def _flaw(path: Path, what: str) -> OutputError:
    return OutputError(f"{path.name}: it was made wrongly, please report it ({what})")
