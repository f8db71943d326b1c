"""Which book is made: the one that was narrated, or a new one."""

from __future__ import annotations

from captioner.errors import OptionError
from captioner.publish.epub.bound import Bound
from captioner.publish.epub.fresh import Fresh
from captioner.publish.epub.source import is_book
from captioner.publish.publication import Material, Publication


def plan(material: Material) -> Publication:
    """Plan a book. Raises OptionError where the one that was narrated is not found, for a cover
    that is no picture, and for sound that cannot be encoded as was chosen.
    """
    if is_book(material.kept):
        return Bound(material)
    if material.settings.source is not None:
        raise OptionError(
            f"--source: it is for a book that was narrated, and {material.kept.head.source} is no "
            "EPUB"
        )
    return Fresh(material)
