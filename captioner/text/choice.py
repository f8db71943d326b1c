"""Which sections of a document are wanted, by their numbers or their titles. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from fnmatch import translate

import msgspec

from captioner.document import LeftOut, Section, Sentence
from captioner.errors import OptionError

_RANGE = re.compile(r"(\d{1,9})(?:\s*[-–]\s*(\d{1,9}))?")
#: So many titles are named to who has named none of them.
_NAMED = 20


class Choice(msgspec.Struct, frozen=True):
    """Which sections are wanted: those in `only`, or all, but for those to `skip`.

    Each is written as a number (`3`), a range of them (`3-7`), or a title, in which `*` and `?`
    stand for any characters and case does not matter. A title means what is beneath it as well, a
    number its section alone.
    """

    only: tuple[str, ...] = ()
    skip: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.only or self.skip)


#: All sections are wanted.
ALL = Choice()


def chosen(
    sections: Sequence[Section], choice: Choice, name: str
) -> tuple[tuple[Section, ...], tuple[LeftOut, ...]]:
    """Give the sections of a document that are wanted, and what is left out with the others.

    Raises OptionError for what names no section, and where nothing is left.
    """
    if not choice:
        return tuple(sections), ()
    reasons: dict[int, str] = {}
    if choice.only:
        wanted = set().union(*(_meant(sections, "--only", said, name) for said in choice.only))
        reasons = {
            section.number: "section not among those of --only"
            for section in sections
            if section.number not in wanted
        }
    for said in choice.skip:
        for number in _meant(sections, "--skip", said, name):
            reasons.setdefault(number, f"section skipped (--skip {said})")
    kept = tuple(section for section in sections if section.number not in reasons)
    if not any(sentence.spoken for section in kept for sentence in section.sentences):
        raise OptionError(f"{name}: --only and --skip leave nothing to read aloud in it")
    left = (
        LeftOut(
            _text(section),
            reasons[section.number],
            _begins(section).place,
            _begins(section).anchor,
        )
        for section in sections
        if section.number in reasons
    )
    return kept, tuple(left)


def _begins(section: Section) -> Sentence:
    """Give the first sentence of a section that stands in the source; a heading over notes is ours
    and has no element.
    """
    return next((one for one in section.sentences if one.anchor), section.sentences[0])


def _meant(sections: Sequence[Section], option: str, said: str, name: str) -> set[int]:
    """Tell which sections are meant. Raises OptionError if none is."""
    found = set(_numbered(sections, said)) or set(_titled(sections, said))
    if not found:
        titles = [f"{section.number} {section.title or '(no title)'}" for section in sections]
        more = f", and {len(titles) - _NAMED:,} more" if len(titles) > _NAMED else ""
        raise OptionError(
            f"{option} {said}: no section of {name} has this number or title; there are "
            f"{', '.join(titles[:_NAMED])}{more}"
        )
    return found


def _numbered(sections: Sequence[Section], said: str) -> Iterator[int]:
    match = _RANGE.fullmatch(said.strip())
    if match is None:
        return
    first, last = int(match[1]), int(match[2] or match[1])
    for section in sections:
        if first <= section.number <= last:
            yield section.number


def _titled(sections: Sequence[Section], said: str) -> Iterator[int]:
    """Find the sections with a title, and those beneath them."""
    wanted = _plain(said)
    pattern = re.compile(translate(wanted))
    above: int | None = None
    for section in sections:
        if above is not None and section.level <= above:
            above = None
        title = _plain(section.title)
        if above is None and (title == wanted or pattern.fullmatch(title)):
            above = section.level
        if above is not None:
            yield section.number


def _plain(title: str) -> str:
    """Reduce a title to what two ways to write it have in common."""
    return " ".join(unicodedata.normalize("NFC", title).split()).casefold()


def _text(section: Section) -> str:
    """Give the text of a section, a line for each of its paragraphs."""
    parts: list[str] = []
    before: int | None = None
    for sentence in section.sentences:
        if before is not None and sentence.paragraph != before:
            parts.append("\n")
        parts.append(sentence.text)
        before = sentence.paragraph
    return "".join(parts)
