"""What sound files of a narration tell of themselves."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from captioner.audio.tags import Mark, Tags
from captioner.document import Document, Picture
from captioner.publish.kept import Kept
from captioner.publish.kept.chapters import Chapter, chapters_of
from captioner.publish.kept.cover import carried, kept_cover, picture_in
from captioner.publish.publication import Material
from captioner.publish.settings import PublishSettings

_AUDIOBOOK = "Audiobook"


def as_chosen(document: Document, settings: PublishSettings) -> tuple[Document, tuple[str, ...]]:
    """Give a document that is called, and written by whom, and has the cover, as was chosen; and
    tell why one that it brings is left out.

    Raises OptionError for a chosen cover that cannot be one.
    """
    cover, why = carried(document.cover)
    if settings.cover is not None:
        cover, why = picture_in(settings.cover), ""
    title, authors = settings.title or document.title, settings.authors or document.authors
    document = replace(document, title=title, authors=authors, cover=cover)
    return document, (why,) if why else ()


def tags_of_document(document: Document) -> Tags:
    """Tell of one file with all of a document, before its chapters are known."""
    return _whole(document.title, document.authors, document.lang, document.cover)


def tags_of_kept(kept: Kept) -> Tags:
    """Tell the same of it when it is made again, with chapters."""
    head = kept.head
    tags = _whole(head.title, head.authors, head.lang, kept_cover(kept))
    return with_chapters(tags, chapters_of(kept))


def _whole(title: str, authors: tuple[str, ...], lang: str, cover: Picture | None) -> Tags:
    return Tags(title=title, authors=authors, album=title, lang=lang, cover=cover)


def with_chapters(tags: Tags, chapters: Sequence[Chapter]) -> Tags:
    """Tell where chapters are in a file with all of them. One without a title begins the work."""
    marks = (Mark(one.title or tags.title, one.start, one.end) for one in chapters)
    return replace(tags, marks=tuple(marks))


def tags_of_book(material: Material) -> Tags:
    """Tell of an audiobook in one file.

    Raises OptionError for a cover that cannot be one.
    """
    return with_chapters(_of_work(material), material.chapters)


def tags_of_chapters(material: Material, titles: Sequence[str]) -> tuple[Tags, ...]:
    """Tell of files that an audiobook is in, one a track, by what they are called.

    Raises OptionError for a cover that cannot be one.
    """
    work = _of_work(material)
    return tuple(
        replace(work, title=title or work.title, track=track, tracks=len(titles))
        for track, title in enumerate(titles, start=1)
    )


def _of_work(material: Material) -> Tags:
    settings = material.settings
    cover = picture_in(settings.cover) if settings.cover is not None else kept_cover(material.kept)
    return replace(
        _whole(material.title, material.authors, material.kept.head.lang, cover),
        narrator=settings.narrator,
        genre=_AUDIOBOOK,
    )
