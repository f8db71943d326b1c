"""The book that a narration was read from, found again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from captioner.document import as_text
from captioner.errors import OptionError
from captioner.publish.kept import Kept
from captioner.publish.publication import Material

_SUFFIX = ".epub"


def is_book(kept: Kept) -> bool:
    """Tell whether a narration was read from an EPUB."""
    return kept.head.source.lower().endswith(_SUFFIX)


def source_of(material: Material) -> Path:
    """Find the book. Raises OptionError if it is nowhere."""
    kept, chosen = material.kept, material.settings.source
    for path in (chosen, material.source):
        if path is not None and path.is_file():
            return path
    if (found := found_beside(kept.folder, kept.head.source)) is not None:
        return found
    missing = (
        f"{chosen} is not there any more"
        if chosen
        else f"{kept.head.source} is neither there nor around it"
    )
    raise OptionError(
        f"{kept.folder}: an EPUB of it is made of the book that was narrated, and {missing}; say "
        "where it is with --source FILE"
    )


def to_remember(document: Path, folder: Path) -> Path | None:
    """Tell what a later run has to know to find a book that is narrated now: nothing, if it is
    found without. Raises OptionError for one that is no file which stays.
    """
    if document.suffix.lower() != _SUFFIX:
        return None
    if not document.is_file():
        raise OptionError(
            f"{document}: an EPUB of it is made of the book itself; save it as a file, and narrate "
            "that"
        )
    found = found_beside(folder, as_text(document.name))
    return None if found is not None and found.samefile(document) else document.absolute()


def found_beside(folder: Path, source: str) -> Path | None:
    """Find a document by its name in or around a narration's folder, or where we are."""
    for place in _places(folder):
        path = place / source
        if as_text(path.name) == source and path.is_file():
            return path
    return None


def _places(folder: Path) -> Iterator[Path]:
    absolute = folder.absolute()
    yield from (absolute, *absolute.parents[:2], Path.cwd())
