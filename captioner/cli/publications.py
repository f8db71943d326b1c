"""What verbs that publish have in common: what may be chosen beside the formats."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import wraps
from pathlib import Path
from typing import Any

import click

from captioner.captions.timecode import duration_ms_of, offset_ms_of
from captioner.cli.filming import DRAWN, draw_options
from captioner.errors import OptionError
from captioner.publish.settings import Excerpt, PublishSettings
from captioner.publish.sound.targets import target_of

Command = Callable[..., None]


def publication_options(command: Command) -> Command:
    """Give a command the options of publications; it gets them as `publish`."""
    return _optioned(command, (*_NAMING, *_OPTIONS), (*_NAMES, *_OWN))


def further_publication_options(command: Command) -> Command:
    """Give a command those options but for title, authors and narrator, which it has already."""
    return _optioned(command, _OPTIONS, _OWN)


def _optioned(
    command: Command, options: Sequence[Callable[[Command], Command]], names: Sequence[str]
) -> Command:
    @wraps(command)
    def gather(**given: Any) -> None:
        own = {name: given.pop(name) for name in names}
        command(**given, publish=_settings(**own))

    optioned: Command = gather
    for option in reversed(options):
        optioned = option(optioned)
    return optioned


_NAMING = (
    click.option("--title", metavar="TEXT", help="What it is called, in place of its own title."),
    click.option(
        "--author", "authors", multiple=True, metavar="NAME", help="Who wrote it. Repeatable."
    ),
    click.option("--narrator", metavar="NAME", help="Who is said to read it."),
    click.option(
        "--source", metavar="FILE",
        type=click.Path(path_type=Path, resolve_path=True, exists=True, dir_okay=False),
        help="The book that was narrated, for an EPUB of it.  [default: beside the folder]",
    ),
)  # fmt: skip
_NAMES = ("title", "authors", "narrator", "source")
_OPTIONS = (
    click.option(
        "--cover", type=click.Path(path_type=Path, resolve_path=True), metavar="FILE",
        help="The picture on the cover, a JPEG or PNG.",
    ),
    click.option(
        "--chapters/--no-chapters", default=None,
        help="A file of sound a chapter, with captions of the same name beside it, in place of one "
        "for all.",
    ),
    click.option(
        "--chapter-level", type=click.IntRange(1, 6), metavar="N",
        help="Down to which level headings begin a chapter.  [default: the highest with more than "
        "one]",
    ),
    click.option(
        "--max-file", metavar="TIME",
        help="With --chapters, no file longer than this, such as 120m: a longer chapter is split "
        "where a part, a paragraph or a sentence ends.",
    ),
    click.option(
        "--master", metavar="TARGET",
        help="As loud as is asked for: podcast, acx, or a loudness such as -16LUFS. It goes into a "
        "folder of its own, with a report of what was measured.",
    ),
    click.option(
        "--excerpt", metavar="[FROM+]TIME",
        help="Beside it, a sample no longer than this, from the first chapter proper or a time on, "
        "that ends with a sentence: 00:02:00 or 00:10:00+00:02:00.",
    ),
    click.option(
        "--epub-words/--no-epub-words", default=None,
        help="In an EPUB mark each word as it is heard, not each sentence.",
    ),
    click.option(
        "--epub-audio", type=click.Choice(["m4a", "mp3"]), help="The sound in an EPUB.  "
        "[default: m4a]",
    ),
    *draw_options,
)  # fmt: skip
_OWN = (
    "cover", "chapters", "chapter_level", "max_file", "excerpt", "master", "epub_words",
    "epub_audio", *DRAWN,
)  # fmt: skip


def _settings(
    *,
    max_file: str | None,
    excerpt: str | None,
    master: str | None,
    epub_audio: str | None,
    **given: Any,
) -> PublishSettings:
    """Check what is asked. Raises OptionError for what cannot be."""
    if master is not None:
        master = target_of(master).name
    longest_ms = None if max_file is None else duration_ms_of(max_file, "--max-file")
    return PublishSettings(
        title=given.pop("title", "") or "",
        narrator=given.pop("narrator", "") or "",
        max_file_ms=longest_ms,
        master=master or "",
        epub_audio=epub_audio or "",
        excerpt=None if excerpt is None else _excerpt(excerpt),
        **given,
    )


def _excerpt(text: str) -> Excerpt:
    begin, plus, length = text.rpartition("+")
    length_ms = duration_ms_of(length, "--excerpt")
    if not plus:
        return Excerpt(length_ms)
    start_ms = offset_ms_of(begin, where="--excerpt")
    if start_ms.denominator != 1:
        raise OptionError(f"--excerpt {text}: name its beginning to the millisecond, no finer")
    return Excerpt(length_ms, int(start_ms))


def publication_files(settings: PublishSettings) -> Iterator[Path]:
    """Give the files that are read for publications, beside the document."""
    if settings.cover is not None:
        yield settings.cover
