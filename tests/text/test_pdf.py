"""PDF: what stands on its pages, in the order of reading, and nothing that only surrounds it."""

from __future__ import annotations

import sys
import zlib
from pathlib import Path

import pytest
from msgspec.structs import replace

from captioner.document import Document, Kind
from captioner.errors import DocumentError
from captioner.text import READERS, read
from captioner.text.edition import Edition
from captioner.text.pdf import audit_pdf
from tests.text.pdf_files import LEADING, Pdf, Put, prose

FILES = Path(__file__).parent / "files"


def texts(document: Document) -> list[str]:
    """Give the paragraphs of a document."""
    found: dict[int, str] = {}
    for sentence in document.sentences:
        found[sentence.paragraph] = found.get(sentence.paragraph, "") + sentence.text
    return [text.strip() for text in found.values()]


def left_out(document: Document) -> list[tuple[str, str, int]]:
    return [(left.text, left.reason, left.place.line) for left in document.left_out]


def made(tmp_path: Path, *pages: list[Put], **others: object) -> Document:
    return read(Pdf(list(pages), **others).save(tmp_path / "made.pdf"))  # type: ignore[arg-type]


def test_an_indented_line_begins_a_paragraph_and_a_short_one_ends_it(tmp_path: Path) -> None:
    lines = [
        "The harbour had been quiet since the last of the",
        "boats came in, and nobody counted them.",
        "  Nobody but Ada, who had a slate and the patience to",
        "wait for each of the sails in turn.",
        "Then came the fog.",
    ]

    assert texts(made(tmp_path, prose(lines))) == [
        "The harbour had been quiet since the last of the boats came in, and nobody counted them.",
        "Nobody but Ada, who had a slate and the patience to wait for each of the sails in turn.",
        "Then came the fog.",
    ]


def test_a_paragraph_goes_on_over_pages_and_its_sentences_tell_the_page(tmp_path: Path) -> None:
    first = prose(["  It was the third winter in which the light did not", "burn, and the keeper"])
    first[1] = Put(50, first[1].y, "burn, and the keeper of it had gone to live with", wide=300)
    document = made(tmp_path, first, prose(["his sister. She was glad.", "  So was he."]))

    assert texts(document) == [
        "It was the third winter in which the light did not burn, and the keeper of it had gone to "
        "live with his sister. She was glad.",
        "So was he.",
    ]
    assert [sentence.place.line for sentence in document.sentences] == [1, 2, 2]


@pytest.mark.parametrize(
    ("before", "after", "elsewhere", "joined"),
    [
        ("the light-", "house was dark", "Another lighthouse shone.", "the lighthouse was dark"),
        ("the co-", "operation of all", "It was co-operation.", "the co-operation of all"),
        ("the keep-", "ers of it", "Many more-\nover were un-\nseen.", "the keepers of it"),
        ("the Franco-", "Prussian war", "It was over.", "the Franco-Prussian war"),
        ("a model A-", "4 lamp", "It was bright.", "a model A-4 lamp"),
        ("they waited\u2014", "and waited", "It was late.", "they waited\u2014and waited"),
    ],
)
def test_words_that_a_line_parts_are_whole_again_and_hyphens_of_their_own_stay(
    before: str, after: str, elsewhere: str, joined: str, tmp_path: Path
) -> None:
    lines = [
        f"All of the evening they looked out for {before}",
        f"{after}.",
        *elsewhere.split("\n"),
    ]

    assert joined in " ".join(texts(made(tmp_path, prose(lines))))


def test_each_hyphen_stays_where_words_are_never_parted(tmp_path: Path) -> None:
    """A program that does not hyphenate ends a line in a hyphen only where the word has one."""
    lines = [f"Line {number} of a text that nobody has hyphenated." for number in range(60)]
    lines[30:32] = ["They came to the door, a rather weather-", "beaten couple from the islands."]

    assert "weather-beaten" in " ".join(texts(made(tmp_path, prose(lines, y=5000))))


def test_running_heads_and_page_numbers_are_left_out_and_told(tmp_path: Path) -> None:
    told = ["Of boats, and rain.", "Nets.", "Then came the fog.", "It lifted late at last, by ten."]
    pages = [
        [Put(50, 580, "The Harbour Papers", 8), *prose([text]), Put(190, 20, str(number), 8)]
        for number, text in enumerate(told, start=11)
    ]
    document = made(tmp_path, *pages)

    assert texts(document) == told
    assert left_out(document) == [
        left
        for page in range(1, 5)
        for left in (
            ("The Harbour Papers", "running head", page),
            (str(page + 10), "page number", page),
        )
    ]


def test_what_the_file_marks_as_no_part_of_the_text_is_left_out(tmp_path: Path) -> None:
    document = made(
        tmp_path, [*prose(["One line."]), Put(50, 30, "Printed in Hull", mark="Artifact")]
    )

    assert texts(document) == ["One line."]
    assert left_out(document) == [("Printed in Hull", "running head", 1)]


LEFT = [
    "The boats came in with the tide and",
    "were counted by the oldest of the men,",
    "who had a slate and a piece of chalk and",
    "no wish at all to be anywhere else in the",
    "world than on this wall above the water",
    "where his father had stood before him.",
]
RIGHT = [
    "The women mended the nets and talked",
    "of the winter in which the ice had been",
    "so thick that carts went over to the isle",
    "and back, laden with coal and flour and a",
    "piano that somebody had ordered from a",
    "shop in the city and had never paid for.",
]


@pytest.mark.parametrize("by_rows", [False, True])
def test_columns_are_read_one_after_the_other(by_rows: bool, tmp_path: Path) -> None:
    left, right = prose(LEFT, 30, 500, 160), prose(RIGHT, 210, 500, 160)
    left, right = ([Put(p.x, p.y, p.text, 6, wide=160) for p in side] for side in (left, right))
    puts = (
        [put for row in zip(left, right, strict=True) for put in row] if by_rows else left + right
    )
    document = made(tmp_path, [Put(30, 540, "A title over both of the columns", 14), *puts])

    assert " ".join(texts(document)) == " ".join(
        ["A title over both of the columns", *LEFT, *RIGHT]
    )


def test_larger_and_bold_lines_are_headings_by_their_size(tmp_path: Path) -> None:
    page = [
        Put(50, 560, "The Harbour", 24),
        Put(50, 520, "How it learned", 16),
        *prose(["It began with a slate, on which somebody had drawn", "lines."], y=490),
        Put(50, 440, "To count", 12, bold=True),
        *prose(["There were eleven boats, and then there were twelve", "of them."], y=410),
    ]
    document = made(tmp_path, page)

    assert [(s.title, s.level) for s in document.sections] == [
        ("The Harbour", 1), ("How it learned", 2), ("To count", 3),
    ]  # fmt: skip
    assert document.title == "The Harbour"


def test_the_outline_names_the_chapters(tmp_path: Path) -> None:
    pages = [
        [
            Put(50, 540, name),
            *prose(["It began with a slate, on which somebody had drawn", "lines."], y=510),
        ]
        for name in ("Of Boats", "Of Nets")
    ]
    document = made(tmp_path, *pages, bookmarks=[("Of boats", 1), ("Of  Nets", 2)])

    assert [section.title for section in document.sections] == ["Of Boats", "Of Nets"]


def test_items_of_lists_are_items_and_their_marks_are_not_said(tmp_path: Path) -> None:
    page = [
        *prose(["Bring with you:"]),
        Put(60, 520, "•"), Put(75, 520, "bread for two days, and"),
        Put(75, 520 - LEADING, "something to drink"),
        Put(60, 490, "•"), Put(75, 490, "a lantern"),
    ]  # fmt: skip
    document = made(tmp_path, page)

    assert texts(document)[1:] == [
        "bread for two days, and something to drink", "a lantern",
    ]  # fmt: skip
    assert [s.kind for s in document.sentences] == [Kind.PARAGRAPH, Kind.ITEM, Kind.ITEM]


def test_cells_of_a_table_are_read_row_by_row(tmp_path: Path) -> None:
    rows = [("Harbour", "Ships"), ("Whitby", "14"), ("Hull", "231")]
    page = [
        Put(x, 500 - 20 * at, text)
        for at, row in enumerate(rows)
        for x, text in zip((50, 180), row, strict=True)
    ]
    document = made(tmp_path, page)

    assert texts(document) == ["Harbour", "Ships", "Whitby", "14", "Hull", "231"]
    assert {sentence.kind for sentence in document.sentences} == {Kind.CELL}


@pytest.fixture
def noted(tmp_path: Path) -> Path:
    lines = prose(["It was said of the keeper that he had never seen", "the sea, which was true."])
    lines[1:] = [
        Put(50, lines[1].y, "the sea,"), Put(98, lines[1].y + 4, "7", 7),
        Put(108, lines[1].y, "which was true."),
        Put(50, 60, "7", 6), Put(54, 57, "He said so himself, in a letter.", 8),
    ]  # fmt: skip
    return Pdf([lines]).save(tmp_path / "noted.pdf")


def test_notes_are_left_out_with_their_marks(noted: Path) -> None:
    document = read(noted)

    assert texts(document) == [
        "It was said of the keeper that he had never seen the sea, which was true."
    ]
    assert ("He said so himself, in a letter.", "note", 1) in left_out(document)
    assert [left for left in left_out(document) if left[1] == "note mark"] == [
        ("7", "note mark", 1), ("7", "note mark", 1),
    ]  # fmt: skip


def test_notes_are_read_at_the_end_if_they_are_wanted(noted: Path) -> None:
    assert texts(read(noted, edition=Edition(notes=True)))[-1] == "He said so himself, in a letter."


def test_a_power_is_no_mark_of_a_note(tmp_path: Path) -> None:
    page = [Put(50, 540, "It has 20 m"), Put(116, 544, "2", 7), Put(126, 540, "of sail.")]

    assert texts(made(tmp_path, page)) == ["It has 20 m2 of sail."]


def test_a_table_of_contents_is_left_out(tmp_path: Path) -> None:
    document = made(
        tmp_path, [Put(50, 540, "Of Boats . . . . . . . . . 12"), Put(50, 500, "A text.")]
    )

    assert texts(document) == ["A text."]
    assert [reason for _, reason, _ in left_out(document)] == ["line of a table of contents"]


def test_a_large_first_letter_is_part_of_its_word(tmp_path: Path) -> None:
    page = [
        Put(50, 512, "T", 40),
        Put(76, 540, "he harbour had been quiet since the last boat", wide=270),
        Put(76, 526, "came in from the north with nobody in it but", wide=270),
        Put(76, 512, "a dog, which would not leave it for anybody,", wide=270),
        Put(50, 498, "and was fed there by the children of the place."),
    ]

    assert texts(made(tmp_path, page)) == [
        "The harbour had been quiet since the last boat came in from the north with nobody in it "
        "but a dog, which would not leave it for anybody, and was fed there by the children of the "
        "place."
    ]


def test_text_across_a_page_is_left_out(tmp_path: Path) -> None:
    document = made(tmp_path, [*prose(["A line of text."]), Put(100, 100, "DRAFT", 60, turn=45)])

    assert texts(document) == ["A line of text."]
    assert left_out(document) == [("DRAFT", "slanted text", 1)]


def test_a_page_that_lies_on_its_side_is_read(tmp_path: Path) -> None:
    page = [Put(100, 50, "The first line of it.", turn=90), Put(114, 50, "The second.", turn=90)]

    assert texts(made(tmp_path, page)) == ["The first line of it. The second."]


def test_it_says_what_the_file_says_of_itself(tmp_path: Path) -> None:
    document = made(
        tmp_path,
        prose(["Eine Zeile."]),
        info={"Title": "Der Hafen", "Author": "A. Ü."},
        lang="de-AT",
    )

    assert (document.title, document.authors, document.lang) == ("Der Hafen", ("A. Ü.",), "de-AT")


def test_a_title_that_a_program_made_of_a_file_name_is_none(tmp_path: Path) -> None:
    document = made(tmp_path, prose(["A line."]), info={"Title": "Microsoft Word - final2.doc"})

    assert document.title == "made"


def refusal(path: Path) -> str:
    with pytest.raises(DocumentError) as caught:
        read(path)
    return str(caught.value)


def test_a_scan_is_refused_with_the_reason(tmp_path: Path) -> None:
    said = refusal(Pdf([[], []], picture=True).save(tmp_path / "scan.pdf"))

    assert "scan.pdf: it has no text: its pages are pictures" in said
    assert "ocrmypdf" in said


def test_a_page_that_is_a_picture_among_others_is_told(tmp_path: Path) -> None:
    document = made(tmp_path, prose(["A line."]), [], picture=True)

    assert left_out(document) == [("page 2", "page without text", 2)]


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7\nnothing", b"PK\3\4 no PDF", b"\0" * 5000])
def test_what_is_damaged_is_refused(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "x.pdf"
    path.write_bytes(data)

    assert "it is damaged, or no PDF at all" in refusal(path)


@pytest.mark.parametrize("filters", ["/FlateDecode", "[/FlateDecode /FlateDecode]"])
def test_what_unpacks_to_far_more_than_it_should_is_refused(filters: str, tmp_path: Path) -> None:
    packed = zlib.compress(bytes(2**20) if "[" in filters else bytes(49 * 2**20), 1)
    whole = Pdf([prose(["A line."])]).data()
    stream = b"<</Filter%s/Length %d>>stream\n%s\nendstream" % (
        filters.encode(),
        len(packed),
        packed,
    )
    path = tmp_path / "bomb.pdf"
    path.write_bytes(whole.replace(b"xref\n", b"99 0 obj\n" + stream + b"\nendobj\nxref\n", 1))

    assert "it unpacks to far more than any document has" in refusal(path)


def test_a_file_that_is_locked_is_refused() -> None:
    assert "locked by a password" in refusal(FILES / "locked.pdf")


def test_a_missing_extra_names_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pypdfium2", None)

    assert "pip install 'captioner[pdf]'" in refusal(Pdf([[]]).save(tmp_path / "x.pdf"))


def test_a_word_processor_s_columns_heads_notes_lists_and_tables_are_read_whole() -> None:
    """`columns.pdf` and its text are of LibreOffice."""
    document = read(FILES / "columns.pdf")
    words = (FILES / "columns.txt").read_text("utf-8").split()

    assert " ".join(texts(document)).split() == words
    assert document.lost == ()
    assert (document.title, document.authors) == ("The Harbour Papers", ("A. Writer",))
    assert {"running head", "page number", "note", "note mark"} <= {
        reason for _, reason, _ in left_out(document)
    }


def test_the_audit_finds_what_a_reader_loses(tmp_path: Path) -> None:
    path = Pdf([prose(["There were eleven."])]).save(tmp_path / "made.pdf")
    document = read(path)

    assert document.lost == ()
    assert [lost.text for lost in audit_pdf(path, replace(document, sections=()))] == [
        "There were eleven"
    ]


def test_pdf_is_among_what_is_read() -> None:
    assert ".pdf" in READERS
