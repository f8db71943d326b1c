"""How documents are read, for the verbs that speak them or plan to: which sections, said how; and
what their readings met with.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import click

from captioner.document import Document, LeftOut
from captioner.text.choice import Choice
from captioner.text.credits import Credits
from captioner.text.edition import AS_IT_IS, Edition
from captioner.text.lexicon_file import load_lexicons
from captioner.text.sections import ADDRESS

#: So many words, or holes, are named at once.
_NAMED = 3
#: So much of a hole is quoted.
_QUOTED = 60

READING_OPTIONS = (
    click.option(
        "--lexicon", "lexicons", multiple=True, type=click.Path(path_type=Path), metavar="FILE",
        help="Words that are said otherwise than they are written, .toml or .pls. Repeatable.",
    ),
    click.option(
        "--only", multiple=True, metavar="SECTION",
        help="Read only this section: its number, a range such as 3-7, or its title, with * for "
        "any letters. Repeatable.",
    ),
    click.option(
        "--skip", multiple=True, metavar="SECTION",
        help="Do not read this section, named as for --only. Repeatable.",
    ),
    click.option("--notes", is_flag=True, help="Read footnotes and endnotes, at the end."),
    click.option(
        "--pause", "pauses", multiple=True, metavar="WHAT=MS",
        help="A pause for a kind of paragraph (item, quote, cell, figure, sound), for a break of "
        "the scene (break), or after a mark that ends a sentence (?=500). Repeatable.",
    ),
    click.option(
        "--credits", "usual_credits", is_flag=True,
        help="Say title, authors and narrator before the document and after it.",
    ),
    click.option(
        "--opening", default="", metavar="TEXT",
        help="Say this before the document; {title}, {author} and {narrator} are filled in.",
    ),
    click.option("--closing", default="", metavar="TEXT", help="Say this after it, likewise."),
    click.option("--title", default="", metavar="TEXT", help="The document's title."),
    click.option(
        "--author", "authors", multiple=True, metavar="NAME", help="Who wrote it. Repeatable."
    ),
    click.option("--narrator", default="", metavar="NAME", help="Who reads it, as credits say."),
)  # fmt: skip
READING_NAMES = (
    "lexicons", "only", "skip", "notes", "usual_credits", "opening", "closing", "title", "authors",
    "narrator",
)  # fmt: skip


def edition_by(
    *,
    lexicons: tuple[Path, ...],
    only: tuple[str, ...],
    skip: tuple[str, ...],
    notes: bool,
    usual_credits: bool,
    opening: str,
    closing: str,
    title: str,
    authors: tuple[str, ...],
    narrator: str,
) -> Edition:
    """Gather what is asked of a reading. Raises OptionError for a lexicon that is none."""
    return Edition(
        load_lexicons(lexicons) if lexicons else AS_IT_IS.lexicon,
        notes,
        Choice(only, skip),
        Credits(usual_credits, opening, closing),
        title,
        authors,
        narrator,
    )


class Readings:
    """What the documents of a run met with when they were read."""

    def __init__(self) -> None:
        self._used: set[str] = set()
        self._lost: dict[Path, tuple[LeftOut, ...]] = {}
        self._left: dict[Path, Counter[str]] = {}
        self._warnings: dict[str, None] = {}

    def add(self, document: Document) -> Document:
        """Note what a document met with, and give it back."""
        self._used.update(document.respelled)
        self._left[document.path] = Counter(left.reason for left in document.left_out)
        self._warnings.update(dict.fromkeys(document.warnings))
        if document.lost:
            self._lost[document.path] = document.lost
        return document

    @property
    def lost(self) -> bool:
        """Whether anything was neither spoken nor left out, which is a fault of captioner."""
        return bool(self._lost)

    def told(self, edition: Edition, documents: int, *, left_out: bool = True) -> Iterator[str]:
        """Tell people of it, where so many `documents` were to be read."""
        yield from self._warnings
        total = sum(self._left.values(), Counter())
        if total and left_out:
            yield f"left out: {counted(total)}"
        # What was made before need not be read again, and may have the words.
        if len(self._left) == documents:
            yield from _unused(edition, self._used)
        for path, lost in self._lost.items():
            for hole in lost[:_NAMED]:
                quoted = " ".join(hole.text.split())
                quoted = quoted if len(quoted) <= _QUOTED else quoted[: _QUOTED - 1] + "…"
                yield f"{path}:{hole.place.line}: {quoted!r} would be lost: {hole.reason}"
            if len(lost) > _NAMED:
                yield f"{path}: and {len(lost) - _NAMED:,} more pieces of text"


def _unused(edition: Edition, used: set[str]) -> Iterator[str]:
    unused = [entry for entry in edition.lexicon.entries if entry.word not in used]
    if not unused:
        return
    words = list(dict.fromkeys(entry.word for entry in unused))
    more = f" and {len(words) - _NAMED:,} more" if len(words) > _NAMED else ""
    yield f"of the lexicon nothing was said by {', '.join(words[:_NAMED])}{more}"


#: What some reasons are called that do not name a thing, by how they begin.
_THINGS = {
    "nothing in it can be said": "row of marks",
    "it holds marks only": "row of marks",
    "section not among those of --only": "section",
    "HTML": "piece of HTML",
    ADDRESS: "part of an address",
    "around the main text": "part around the main text",
    "beside the main text": "part beside the main text",
    "head of the page": "part of the page's head",
    "foot of the page": "part of the page's foot",
    "licence of the edition": "part of the edition's licence",
    "comments of readers": "comment of a reader",
    "for browsers without scripts or frames": "part for browsers without scripts",
    "hidden": "hidden part",
    "not in the reading order": "part out of the reading order",
    "what the caption of the picture says too": "repetition of a caption",
    "name of a file, not what the picture shows": "file name of a picture",
    "attributes of a heading": "row of attributes",
    "no player shows a cue that does not end after it begins": "cue without a length",
    "there is no text in this cue": "empty cue",
    "it belongs to no cue": "text of no cue",
}
_UNCOUNTED = ("front matter", "navigation", "head", "hidden text", "slanted text")
#: Where the name of a thing ends, and something is told of it.
_TOLD = re.compile(r" (?:of|that|for|without|around|beside|out of) ")


def counted(reasons: Counter[str]) -> str:
    """List what was left out, the most frequent first: `3 code blocks, 12 link addresses`."""
    things: Counter[str] = Counter()
    for reason, number in reasons.items():
        thing = reason.split(":")[0].split(" (")[0].removesuffix(" skipped")
        if reason.endswith(("is no timing of SRT", "is no timing of WebVTT")):
            thing = "cue without a time"
        things[_THINGS.get(reason) or _THINGS.get(thing, thing)] += number
    return ", ".join(f"{number:,} {_many(thing, number)}" for thing, number in things.most_common())


def _many(thing: str, number: int) -> str:
    if number == 1 or thing in _UNCOUNTED:
        return thing
    told = _TOLD.search(thing)
    noun, rest = (thing[: told.start()], thing[told.start() :]) if told else (thing, "")
    if noun.endswith("medium"):
        return f"{noun.removesuffix('um')}a{rest}"
    ending = "es" if noun.endswith(("s", "x", "ch")) else "s"
    if noun.endswith("y") and noun[-2:-1] not in tuple("aeou"):
        noun, ending = noun[:-1], "ies"
    return noun + ending + rest
