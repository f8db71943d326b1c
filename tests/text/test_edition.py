"""Which sections are read, the notes at the end, credits, names, and breaks of the scene."""

from __future__ import annotations

from pathlib import Path

import pytest

from captioner.document import Document, Kind, Section
from captioner.errors import OptionError
from captioner.text import read
from captioner.text.choice import Choice
from captioner.text.credits import _WORDS, Credits
from captioner.text.edition import Edition

BOOK = """\
---
title: The Lamp
author: Ada Oakes
---
Before all.

# One

First.[^n] Then^[An *inline* note.] more.

## One a

Second.

# Two

Third.

* * *

Fourth.

[^n]: A note.

    Its end.
"""


def book(folder: Path, edition: Edition, source: str = BOOK) -> Document:
    path = folder / "book.md"
    path.write_text(source, encoding="utf-8")
    return read(path, edition=edition)


def numbers(document: Document) -> list[int]:
    return [section.number for section in document.sections]


@pytest.mark.parametrize(
    ("choice", "kept"),
    [
        (Choice(only=("2",)), [2]),
        (Choice(only=("2-3",)), [2, 3]),
        (Choice(only=("one",)), [2, 3]),
        (Choice(only=("O*", "4")), [2, 3, 4]),
        (Choice(skip=("1",)), [2, 3, 4]),
        (Choice(skip=("One  a", "two")), [1, 2]),
        (Choice(only=("One",), skip=("3",)), [2]),
    ],
)
def test_sections_are_named_by_number_range_and_title(
    tmp_path: Path, choice: Choice, kept: list[int]
) -> None:
    whole = book(tmp_path, Edition())
    part = book(tmp_path, Edition(sections=choice))
    assert numbers(part) == kept
    # Nothing is renamed, so nothing is said anew.
    assert [*part.sentences] == [s for s in whole.sentences if s.section in kept]
    left = [left for left in part.left_out if left.reason.startswith("section")]
    assert len(left) == 4 - len(kept)
    assert not part.lost


def test_what_is_skipped_is_left_out_with_its_reason_and_place(tmp_path: Path) -> None:
    part = book(tmp_path, Edition(sections=Choice(skip=("Two",))))
    (left,) = [left for left in part.left_out if left.reason == "section skipped (--skip Two)"]
    assert (left.text, left.place.line) == ("Two\nThird.\nFourth.", 15)


@pytest.mark.parametrize(
    ("choice", "told"),
    [
        (Choice(only=("Three",)), "--only Three: no section of book.md.* 2 One, 3 One a, 4 Two"),
        (Choice(skip=("9",)), r"--skip 9: no section .*1 \(no title\)"),
        (Choice(skip=("1-4",)), "leave nothing"),
    ],
)
def test_what_names_no_section_is_told_with_the_titles_there_are(
    tmp_path: Path, choice: Choice, told: str
) -> None:
    with pytest.raises(OptionError, match=told):
        book(tmp_path, Edition(sections=choice))


def test_notes_are_left_out_or_read_at_the_end(tmp_path: Path) -> None:
    without, with_them = book(tmp_path, Edition()), book(tmp_path, Edition(notes=True))
    notes = ["A note.", "An inline note.", "Its end."]
    assert sorted(left.text for left in without.left_out if left.reason == "note") == notes
    section = with_them.sections[-1]
    assert section.title == "Notes"
    assert [s.text for s in section.sentences] == ["Notes", "An inline note.", *notes[::2]]
    assert [*with_them.sentences][: without.sentence_count] == [*without.sentences]
    assert not without.lost + with_them.lost


def test_credits_are_sections_of_their_own_and_rename_nothing(tmp_path: Path) -> None:
    plain = book(tmp_path, Edition())
    made = book(tmp_path, Edition(credits=Credits(usual=True), narrator="Bea"))
    opening, closing = made.sections[0], made.sections[-1]
    assert (opening.number, opening.title) == (0, "Opening credits")
    assert text(opening) == "The Lamp. Written by Ada Oakes. Narrated by Bea."
    assert (closing.number, closing.title) == (5, "Closing credits")
    assert text(closing) == "The end. This was The Lamp. Written by Ada Oakes. Narrated by Bea."
    assert made.sections[1:-1] == plain.sections
    assert next(made.sentences).context == "s00-001"
    paragraphs = [s.paragraph for s in made.sentences]
    assert paragraphs == sorted(paragraphs)
    assert made.narrator == "Bea"


@pytest.mark.parametrize(
    ("notes", "skip"),
    [(False, ()), (False, ("4",)), (True, ()), (True, ("4",)), (True, ("Notes",))],
)
def test_the_closing_credit_is_a_paragraph_after_all_others(
    tmp_path: Path, *, notes: bool, skip: tuple[str, ...]
) -> None:
    sections = Choice(skip=skip)
    whole = book(tmp_path, Edition(notes=notes))
    made = book(tmp_path, Edition(notes=notes, sections=sections, credits=Credits(usual=True)))

    last = max(sentence.paragraph for sentence in whole.sentences)
    assert {sentence.paragraph for sentence in made.sections[-1].sentences} == {last + 1}


def text(section: Section) -> str:
    return "".join(sentence.text for sentence in section.sentences)


def test_credits_have_words_of_ones_own_and_names_from_options(tmp_path: Path) -> None:
    made = book(
        tmp_path,
        Edition(
            credits=Credits(opening="{Title}, by {author}!", closing="Thank you."),
            title="Lamps", authors=("A", "B", "C"),
        ),
    )  # fmt: skip
    assert text(made.sections[0]) == "Lamps, by A, B and C!"
    assert text(made.sections[-1]) == "Thank you."
    assert (made.title, made.authors) == ("Lamps", ("A", "B", "C"))


@pytest.mark.parametrize(
    ("opening", "told"), [("{x}", "nothing is called {x}"), ("{narrator}", "say --narrator")]
)
def test_credits_that_name_what_is_not_known_are_refused(
    tmp_path: Path, opening: str, told: str
) -> None:
    with pytest.raises(OptionError, match=told):
        book(tmp_path, Edition(credits=Credits(opening=opening)))


@pytest.mark.parametrize("lang", _WORDS)
def test_usual_credits_are_there_in_each_language_and_leave_out_what_is_not_known(
    tmp_path: Path, lang: str
) -> None:
    source = f"---\nlang: {lang}\ntitle: Was it?\n---\nText."
    made = book(tmp_path, Edition(credits=Credits(usual=True)), source)
    opening, closing = text(made.sections[0]), text(made.sections[-1])
    assert opening.startswith("Was it?")
    assert "Was it?" in closing
    for credit in (opening, closing):
        assert "{" not in credit
        assert "?." not in credit
        assert "?。" not in credit


def test_the_author_of_the_front_matter_arrives_and_headings_have_levels(tmp_path: Path) -> None:
    found = book(tmp_path, Edition(), BOOK + "\n<h3>Deep</h3>\n\nText.\n")
    assert found.authors == ("Ada Oakes",)
    assert [(s.title, s.level) for s in found.sections] == [
        ("", 1), ("One", 1), ("One a", 2), ("Two", 1), ("Deep", 3),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("source", "is_under"),
    [
        ("# One\n\nText.\n\n## Deep\n\nText.\n\n## Other\n\nText.", True),
        ("# One\n\nText.\n\n# Two\n\nText.", False),
        ("## One\n\nText.\n\n# Two\n\nText.", False),
        ("---\ntitle: Other\n---\n# One\n\nText.\n\n# Two\n\nText.", True),
        ("Text.", True),
    ],
)
def test_a_document_is_under_its_title_if_that_is_above_all_other_headings(
    tmp_path: Path, source: str, is_under: bool
) -> None:
    for wanted in (Credits(), Credits(usual=True)):
        found = book(tmp_path, Edition(credits=wanted), source)
        assert found.is_under_title is is_under


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("a.md", "One.\n\n---\n\nTwo. Three.\n\nFour."),
        ("a.txt", "One.\n\n* * *\n\nTwo. Three.\n\nFour."),
        ("a.txt", "One.\n\n⁂\n\nTwo. Three.\n\nFour."),
    ],
)
def test_a_break_of_the_scene_is_noted_where_it_stands(
    tmp_path: Path, name: str, source: str
) -> None:
    (tmp_path / name).write_text(source, encoding="utf-8")
    breaks = [(s.text.strip(), s.after_break) for s in read(tmp_path / name).sentences]
    assert breaks == [("One.", False), ("Two.", True), ("Three.", False), ("Four.", False)]


def test_a_heading_of_notes_has_the_kind_of_one(tmp_path: Path) -> None:
    heading = book(tmp_path, Edition(notes=True)).sections[-1].sentences[0]
    assert heading.kind is Kind.HEADING


def test_titles_are_found_however_they_are_written(tmp_path: Path) -> None:
    source = "# Gro\u0308ße [1]\n\nA.\n\n# Other\n\nB."
    for title in ("GRÖSSE [1]", "gro\u0308ße*", "g*e ?1]"):
        found = book(tmp_path, Edition(sections=Choice(only=(title,))), source)
        assert numbers(found) == [1]
