"""A file becomes a Document: contexts, sections, places, and what was left out."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from captioner.document import Document, Kind, Place, context_of
from captioner.errors import DocumentError
from captioner.text import read
from captioner.text.spoken import is_speakable

TALE = """\
---
title: "The Lamp"
lang: en-GB
---
Before all. It rained.

# One

The tide came in. “Who is there?” Nobody
spoke, see https://example.org/a?b=c.

* * *

## Two

- Oil.
- !!!
- Wicks.

```
not this
```

| Day | Height |
|-----|--------|
| Mon | 3.75 m |
"""

SOURCES = st.lists(
    st.sampled_from(
        [
            "# Head",
            "One. Two.",
            "> said",
            "* item",
            "!!!",
            "***",
            "```\nx\n```",
            "https://example.org/a",
            "潮水。来了",
            "\n",
        ]
    )
    | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30),
    max_size=8,
).map("\n\n".join)


def document(folder: Path, source: str, name: str = "tale.md", **options: object) -> Document:
    path = folder / name
    path.write_text(source, encoding="utf-8", newline="")
    return read(path, **options)  # type: ignore[arg-type]


def test_headings_make_sections_and_what_stands_before_them_is_one(tmp_path: Path) -> None:
    sections = document(tmp_path, TALE).sections
    assert [(s.number, s.title, len(s.sentences)) for s in sections] == [
        (1, "", 2),
        (2, "One", 4),
        (3, "Two", 7),
    ]


def test_a_heading_is_the_first_sentence_of_its_section(tmp_path: Path) -> None:
    first = document(tmp_path, TALE).sections[1].sentences[0]
    assert (first.text, first.kind, first.context) == ("One", Kind.HEADING, "s02-001")


def test_sentences_are_named_by_section_and_number(tmp_path: Path) -> None:
    contexts = [sentence.context for sentence in document(tmp_path, TALE).sentences]
    assert contexts[:4] == ["s01-001", "s01-002", "s02-001", "s02-002"]
    assert contexts[-1] == "s03-007"
    assert context_of(2, 14) == "s02-014"
    assert context_of(102, 1014) == "s102-1014"


def test_a_sentence_knows_its_section(tmp_path: Path) -> None:
    for section in document(tmp_path, TALE).sections:
        assert {sentence.section for sentence in section.sentences} == {section.number}


def test_a_sentence_knows_where_it_begins(tmp_path: Path) -> None:
    places = {s.text.strip(): s.place for s in document(tmp_path, TALE).sentences}
    assert places["Before all."] == Place(5, 1)
    assert places["It rained."] == Place(5, 13)
    assert places["“Who is there?”"] == Place(9, 19)
    assert places["Nobody spoke, see https://example.org/a?b=c."] == Place(9, 35)
    assert places["3.75 m"] == Place(26, 9)


def test_lists_quotes_and_cells_are_spoken_each_as_its_own_paragraph(tmp_path: Path) -> None:
    sentences = document(tmp_path, TALE).sections[2].sentences
    assert [(s.text, s.kind) for s in sentences] == [
        ("Two", Kind.HEADING),
        ("Oil.", Kind.ITEM),
        ("Wicks.", Kind.ITEM),
        ("Day", Kind.CELL),
        ("Height", Kind.CELL),
        ("Mon", Kind.CELL),
        ("3.75 m", Kind.CELL),
    ]
    assert len({s.paragraph for s in sentences}) == 7


def test_all_that_is_left_unspoken_is_recorded_in_the_order_of_the_file(tmp_path: Path) -> None:
    left = document(tmp_path, TALE).left_out
    assert [(entry.reason, entry.text, entry.place.line) for entry in left] == [
        ("front matter", 'title: "The Lamp"\nlang: en-GB', 1),
        ("address: only its host is said", "https://", 10),
        ("address: only its host is said", "/a?b=c", 10),
        ("rule", "* * *", 12),
        ("nothing in it can be said", "!!!", 17),
        ("code block", "not this", 20),
    ]


def test_the_place_of_an_unsaid_piece_is_where_it_stands(tmp_path: Path) -> None:
    left = document(tmp_path, TALE).left_out
    lines = TALE.split("\n")
    for entry in left:
        if entry.reason.startswith("address"):
            line = lines[entry.place.line - 1]
            assert line[entry.place.column - 1 :].startswith(entry.text)


def test_the_spoken_form_and_the_shown_text_stand_side_by_side(tmp_path: Path) -> None:
    (sentence,) = [s for s in document(tmp_path, TALE).sentences if "https" in s.text]
    assert sentence.text == "Nobody spoke, see https://example.org/a?b=c."
    assert sentence.spoken == "Nobody spoke, see example.org."


def test_a_long_sentence_is_split_and_its_parts_continue(tmp_path: Path) -> None:
    text = "The tide went out, and the boats lay down, and the gulls came in."
    sentences = list(document(tmp_path, text, max_sentence=30).sentences)
    assert [s.continues for s in sentences] == [False, True, True]
    assert "".join(s.text for s in sentences) == text
    assert {s.paragraph for s in sentences} == {1}
    assert [s.place.column for s in sentences] == [1, 20, 44]


def test_front_matter_gives_title_and_language(tmp_path: Path) -> None:
    read_one = document(tmp_path, TALE)
    assert (read_one.title, read_one.lang) == ("The Lamp", "en-GB")
    assert {s.lang for s in read_one.sentences} == {"en-GB"}


def test_the_language_asked_for_wins(tmp_path: Path) -> None:
    assert document(tmp_path, TALE, lang="de").lang == "de"


def test_a_document_that_says_nothing_of_itself_is_english_and_named_by_its_heading(
    tmp_path: Path,
) -> None:
    read_one = document(tmp_path, "One.\n\n# The Tide\n")
    assert (read_one.title, read_one.lang) == ("The Tide", "en")


def test_without_a_heading_a_document_is_named_by_its_file(tmp_path: Path) -> None:
    assert document(tmp_path, "One.", "harbour tale.txt").title == "harbour tale"


@pytest.mark.parametrize("suffix", [".md", ".markdown", ".txt", ".text", ".MD", ".Txt"])
def test_the_reader_is_chosen_by_the_end_of_the_name(tmp_path: Path, suffix: str) -> None:
    first = next(document(tmp_path, "# One", f"tale{suffix}").sentences)
    assert first.text == ("One" if "m" in suffix.lower() else "# One")


def test_an_unknown_kind_of_file_is_refused_by_naming_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match=r"tale\.odt: captioner reads .*\.md.*\.txt"):
        document(tmp_path, "One.", "tale.odt")


def test_a_missing_file_of_an_unknown_kind_is_missing(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="no such file"):
        read(tmp_path / "tale.odt")


@pytest.mark.parametrize("source", ["***\n", "```\nx\n```", "<!-- x -->", "!!!", "# ...\n\n—"])
def test_a_document_with_nothing_to_say_is_refused(tmp_path: Path, source: str) -> None:
    with pytest.raises(DocumentError, match="nothing to read aloud"):
        document(tmp_path, source)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(source=SOURCES, name=st.sampled_from(["a.md", "a.txt"]), limit=st.integers(20, 60))
def test_any_document_reads_as_promised(tmp_path: Path, source: str, name: str, limit: int) -> None:
    """Contexts and paragraphs are in order, places in the file, speech no longer than text but for
    raised figures.
    """
    try:
        found = document(tmp_path, source, name, max_sentence=limit)
    except DocumentError:
        return
    sentences = list(found.sentences)
    contexts = [s.context for s in sentences]
    assert contexts == [
        context_of(section.number, number)
        for section in found.sections
        for number in range(1, len(section.sentences) + 1)
    ]
    assert [s.paragraph for s in sentences] == sorted(s.paragraph for s in sentences)
    lines = source.count("\n") + source.count("\r") + 1
    places = [entry.place for entry in found.left_out]
    assert places == sorted(places)
    assert all(1 <= place.line <= lines for place in [*places, *(s.place for s in sentences)])
    assert all(len(s.spoken) <= len(s.text) or s.said_as for s in sentences)
    assert any(is_speakable(s.spoken) for s in sentences)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    sentences=st.lists(st.sampled_from(["Go on. ", "“Why?” ", "It’s 3.75 m. ", "No! "]), min_size=1)
)
def test_the_sentences_of_a_paragraph_join_to_it(tmp_path: Path, sentences: list[str]) -> None:
    text = "".join(sentences).strip()
    assert "".join(s.text for s in document(tmp_path, text).sentences) == text


@pytest.mark.parametrize("lang", ["en", "en-GB", "en_GB", "EN", "eng"])
def test_the_rules_of_a_language_hold_however_its_tag_is_written(tmp_path: Path, lang: str) -> None:
    path = tmp_path / "x.md"
    path.write_text(f"---\nlang: {lang}\n---\nI met Mx Lee at Vol. 5 of it. He left.", "utf-8")

    assert [sentence.text.strip() for sentence in read(path).sentences] == [
        "I met Mx Lee at Vol. 5 of it.",
        "He left.",
    ]


def test_marks_that_go_on_for_longer_than_a_sentence_are_left_out_and_recorded(
    tmp_path: Path,
) -> None:
    path = tmp_path / "x.txt"
    path.write_text("Chapter one " + "." * 1200 + " page twelve", "utf-8")
    document = read(path)

    assert all(sentence.spoken for sentence in document.sentences)
    assert {left.reason for left in document.left_out} == {"nothing in it can be said"}
