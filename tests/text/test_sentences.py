"""A paragraph becomes sentences, losing nothing."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from captioner.text import sentences
from captioner.text.sentences import Slice
from captioner.text.spoken import is_speakable
from tests.text.golden_en import DIALOGUE, GOLDEN, OTHERS


def split(text: str, lang: str, max_length: int) -> list[Slice]:
    return list(sentences.split(text, lang, max_length))


LANGUAGES = ["en", "de", "fr", "ru", "zh", "ja", "ar", "he", "hi", "en-GB", "xx", ""]

#: What decides where sentences end, so that short examples hold many of them.
TOKENS = [
    *["a", "the", "Mr.", "Dr.", "No.", "3", "3.75", "1.", "I.", "A.B.", "said", "He", "It.", "me."],
    *[
        "end.",
        "?",
        "!",
        ".",
        "...",
        "…",
        ",",
        ";",
        "—",
        "(",
        ")",
        "“",
        "”",
        "«",
        "»",
        "‘",
        "’",
        '"',
    ],
    *["。", "！", "？", "「", "」", "潮水", "؟", "نعم", "।", "👩\u200d👩\u200d👧", "é", "e\u0301"],
    *["https://example.org/a.b", "etc.", "z.", "B.", "\n", "\t", "\u00a0", "\u202f", "\u200b"],
]
PROSE = st.lists(st.sampled_from(TOKENS), max_size=40).flatmap(
    lambda words: st.sampled_from(["", " "]).map(lambda blank: blank.join(words))
)
TEXTS = PROSE | st.text(max_size=200)


def texts(pieces: list[Slice]) -> list[str]:
    return [piece.text for piece in pieces]


def marked(row: str) -> tuple[str, list[str]]:
    """Read a row of the tables: its text, and its sentences."""
    return row.replace("|", ""), row.split("|")


@pytest.mark.parametrize(("rule", "row"), GOLDEN, ids=[rule for rule, _ in GOLDEN])
def test_english_sentences_end_where_a_reader_would_end_them(rule: str, row: str) -> None:
    text, expected = marked(row)
    assert texts(split(text, "en", 500)) == expected, rule


@pytest.mark.parametrize("row", DIALOGUE)
def test_talk_in_quotation_marks_is_split(row: str) -> None:
    text, expected = marked(row)
    assert texts(split(text, "en", 500)) == expected


def test_a_page_of_talk_in_one_paragraph_is_split_as_its_lines_are() -> None:
    rows = [marked(row)[1] for row in DIALOGUE]
    expected = [
        sentence + (" " if number == len(row) - 1 else "")
        for row in rows
        for number, sentence in enumerate(row)
    ]
    text = "".join(expected).rstrip()
    assert texts(split(text, "en", 500)) == [*expected[:-1], expected[-1].rstrip()]


@pytest.mark.parametrize(("lang", "row"), OTHERS)
def test_other_languages_end_sentences_with_their_own_marks(lang: str, row: str) -> None:
    text, expected = marked(row)
    assert texts(split(text, lang, 500)) == expected


def test_the_region_of_a_language_tag_changes_nothing() -> None:
    text = "Herr Dr. Abt kam ca. 3 Tage später. Er blieb."
    assert split(text, "de-AT", 500) == split(text, "DE", 500) == split(text, "de", 500)


def test_quotes_close_with_the_sentence_they_end_and_open_with_the_one_they_begin() -> None:
    assert texts(split("“Go.” “Why?”  (He went.)", "en", 500))[0] == "“Go.” "
    assert texts(split("他答。“好！”「はい。」", "ja", 500)) == ["他答。", "“好！”", "「はい。」"]


def test_a_number_at_the_beginning_stays_with_what_it_numbers() -> None:
    assert texts(split("3. Light the lamp.", "en", 500)) == ["3. Light the lamp."]


def test_marks_without_words_belong_to_a_neighbour() -> None:
    assert texts(split("Wait! ... !!! Go on.", "en", 500)) == ["Wait! ... !!! ", "Go on."]
    assert all(map(is_speakable, texts(split("Wait! ... !!! ??? Go on.", "en", 500))))


def test_a_sentence_over_the_limit_knows_which_of_its_parts_continue() -> None:
    text = "Short one. The tide went out, and the boats lay down, and the gulls came in. Last one."
    pieces = split(text, "en", 40)
    assert not pieces[0].continues
    assert not pieces[-1].continues
    assert [p.text for p in pieces if p.continues] == [
        "and the boats lay down, ",
        "and the gulls came in. ",
    ]


def test_without_a_limit_in_reach_no_sentence_continues() -> None:
    assert not any(piece.continues for piece in split("One. Two. Three.", "en", 500))


@given(TEXTS, st.sampled_from(LANGUAGES), st.integers(1, 60))
def test_the_pieces_join_to_the_text_exactly(text: str, lang: str, limit: int) -> None:
    assert "".join(texts(split(text, lang, limit))) == text


@given(TEXTS, st.sampled_from(LANGUAGES), st.integers(1, 60))
def test_no_piece_is_longer_than_the_limit_unless_it_is_one_grapheme(
    text: str, lang: str, limit: int
) -> None:
    for piece in split(text, lang, limit):
        assert len(piece.text) <= limit or len(regex.findall(r"\X", piece.text)) == 1


@given(TEXTS, st.sampled_from(LANGUAGES))
def test_each_sentence_has_something_to_say_if_the_text_has(text: str, lang: str) -> None:
    pieces = split(text, lang, 1000)
    assert all(is_speakable(piece.text) for piece in pieces) or len(pieces) == 1


@given(TEXTS, st.sampled_from(LANGUAGES), st.integers(1, 60))
def test_only_a_part_of_a_long_sentence_continues(text: str, lang: str, limit: int) -> None:
    pieces = split(text, lang, limit)
    assert not pieces[0].continues
    whole = split(text, lang, 10_000)
    assert sum(not piece.continues for piece in pieces) == len(whole)


@given(st.text(st.characters(categories=["Cs", "Lu", "Po", "Zs"]), max_size=30))
def test_lone_surrogates_are_kept(text: str) -> None:
    assert "".join(texts(split(text, "en", 500))) == text


@given(st.lists(st.sampled_from(["Anna ging.", "Kommt sie?", "Es regnet!"]), min_size=1))
def test_plain_sentences_are_found_again(sentences: list[str]) -> None:
    assert [t.rstrip() for t in texts(split(" ".join(sentences), "de", 500))] == sentences


PATHOLOGICAL: dict[str, Callable[[int], str]] = {
    "dots": lambda n: "." * n,
    "dots and blanks": lambda n: ". " * (n // 2),
    "one unclosed quote": lambda n: "“" + "He went on and on, and on. " * (n // 27),
    "one unclosed straight quote": lambda n: '"' + "He went on, and on. " * (n // 20),
    "titles": lambda n: "Mr. " * (n // 4),
    "blanks": lambda n: " " * n,
    "blanks between words": lambda n: "Ab." + " " * n + "Cd.",
    "initials": lambda n: "A. B. C. " * (n // 9),
    "list numbers": lambda n: "1. " * (n // 3),
    "ellipses": lambda n: "… " * (n // 2),
    "wide marks": lambda n: "。" * n,
    "wide marks in quotes": lambda n: "。”" * (n // 2),
    "closing marks": lambda n: "a." + "”" * n,
    "French closing marks": lambda n: "Oui. " + "» " * (n // 2),
    "quotes": lambda n: '"' * n,
    "one word": lambda n: "a" * n,
    "one grapheme": lambda n: "a" + "\u0301" * n,
    "families": lambda n: "👩‍👩‍👧‍👦" * (n // 7),
    "schemes": lambda n: "https://" * (n // 8),
    "marks without words": lambda n: "word. " + "!!! " * (n // 4),
    "links that never close": lambda n: "![a](" * (n // 5),
}


@pytest.mark.parametrize("name", PATHOLOGICAL)
def test_four_times_the_text_takes_about_four_times_as_long(name: str) -> None:
    """Quadratic work would take 16 times as long."""
    make = PATHOLOGICAL[name]

    def best(length: int) -> float:
        text = make(length)
        spans = []
        for _ in range(3):
            start = time.thread_time()
            pieces = split(text, "en", 500)
            spans.append(time.thread_time() - start)
            assert "".join(texts(pieces)) == text
        return min(spans)

    split(make(100), "en", 500)
    assert best(100_000) / best(25_000) < 12


@pytest.mark.parametrize(
    ("lang", "sentences"),
    [
        ("en", ["It is 40 km/h. ", "The sea was calm. ", "It is 10 m. ", "The wall fell."]),
        ("en", ["See vol. II, ch. 3. ", "So J.-P. Sartre said. ", "He came at 5 p.m. ", "Then."]),
        ("en", ["In Q4 '23. ", "Total: 5. ", "The rock 'n' roll of the '90s was over. ", "Yes."]),
        ("fr", ["J.-P. Moreau arrive. ", "Il dit oui."]),
        ("hi", ["डॉ. शर्मा आए। ", "वे बैठे।"]),
        ("th", ["ปี พ.ศ. 2510 เขามา"]),
    ],
)
def test_units_initials_and_elisions_neither_hide_nor_make_a_sentence_s_end(
    lang: str, sentences: list[str]
) -> None:
    assert [piece.text for piece in split("".join(sentences), lang, 500)] == sentences


def test_a_paragraph_as_long_as_a_chapter_has_the_sentences_of_its_parts() -> None:
    part = (
        "The sea was calm, they said. Mr. Smith came down at last; he sang. “Well!” It was late. "
    )
    alone = texts(split(part, "en", 500))
    assert len(alone) == 4
    assert texts(split(part * 700, "en", 500)) == alone * 700
    words = "and the sea " * 6000
    assert split(words, "en", 10**6) == [Slice(words)]
