"""What an edition makes of a document: its notes, the sections that are wanted, its credits."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from captioner.document import Document, Kind, LeftOut, Place, Section, in_order
from captioner.errors import OptionError
from captioner.markup import Unmarked
from captioner.text.choice import chosen
from captioner.text.credits import said_in, words_for
from captioner.text.edition import Edition
from captioner.text.lexicon import Entry
from captioner.text.paragraph import Paragraph, Reading
from captioner.text.sections import Sections, Speaking

#: So many words of a lexicon are named at once.
_NAMED = 3


def with_notes(reading: Reading, lang: str, *, wanted: bool) -> Reading:
    """Put the notes of a reading at its end, under what the author calls them or else the usual
    word of a language; or leave them out.
    """
    notes = reading.notes
    if not notes:
        return reading
    if not wanted:
        left = (LeftOut(note.text, "note", note.place(0), note.element) for note in notes)
        return replace(reading, notes=(), left_out=(*reading.left_out, *left))
    if notes[0].kind is Kind.HEADING:
        return replace(reading, notes=(), paragraphs=(*reading.paragraphs, *notes))
    title = reading.notes_title or words_for(lang).notes
    heading = Paragraph(Kind.HEADING, title, ((0, notes[0].place(0)),))
    return replace(reading, notes=(), paragraphs=(*reading.paragraphs, heading, *notes))


def edited(document: Document, edition: Edition, said: Sections) -> Document:
    """Make the edition that is asked for of a document whose sections were `said`.

    Every sentence keeps its context: opening credits are section 0, closing ones the section after
    the last, and what is left out takes its numbers along. Raises OptionError for what cannot be
    done: sections that are not there, credits that name what is not known, sounds that the voice
    does not take.
    """
    name = document.path.name
    silent = tuple(_silent(document, edition, said))
    kept, left = chosen(document.sections, edition.sections, name)
    opening, closing = said_in(
        edition.credits, document.lang, document.title, document.authors, document.narrator
    )
    words = words_for(document.lang)
    first, last = document.sections[0], document.sections[-1]
    before = _credit(said, 0, 0, opening, words.opening_title, first.sentences[0].place)
    end = last.sentences[-1]
    after = _credit(
        said, last.number + 1, end.paragraph + 1, closing, words.closing_title, end.place,
    )  # fmt: skip
    left_out = document.left_out
    if left:
        left_out = in_order((*left_out, *left), document.files)
    return replace(
        document,
        sections=(*before, *kept, *after),
        left_out=left_out,
        respelled=tuple(entry.word for entry in said.used),
        warnings=(*document.warnings, *silent),
    )


def _credit(
    said: Sections, number: int, paragraph: int, text: str, title: str, place: Place
) -> Iterator[Section]:
    """Give the section in which a credit is said, if there is one."""
    if not text:
        return
    own = Sections(said.speaking, number, used=said.used, silent=said.silent)
    own.add(paragraph, Paragraph(Kind.PARAGRAPH, text, ((0, place),)), Unmarked(text))
    own.end()
    for section in own.ended:
        yield replace(section, title=title)


def _silent(document: Document, edition: Edition, said: Sections) -> Iterator[str]:
    """Tell of words that a lexicon has sounds for which the voice cannot say.

    Raises OptionError for those of a lexicon that was asked for.
    """
    asked = set(edition.lexicon.entries)
    own = [entry for entry in said.silent if entry in asked]
    if own:
        raise OptionError(f"{own[0].origin}: {_why_silent(own[0], said.speaking)}")
    others = list(said.silent)
    if others:
        more = f" and {len(others) - _NAMED:,} more" if len(others) > _NAMED else ""
        yield (
            f"{document.path}: its lexicon has sounds for "
            f"{', '.join(entry.word for entry in others[:_NAMED])}{more} that this voice does not "
            "take; they are said as they are written"
        )


def _why_silent(entry: Entry, speaking: Speaking) -> str:
    remedy = 'add say = "..." beside them'
    if not entry.phonemes:
        return f"{entry.word!r} has sounds that cannot be said here; {remedy}"
    if speaking.markup.phonemes:
        return f"{entry.word!r} has sounds, which are for English; {remedy}"
    return (
        f"{entry.word!r} has sounds, which a voice takes only with --set "
        f"phonemizeBetweenBrackets=true; say that, or {remedy}"
    )
