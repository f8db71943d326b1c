"""An EPUB, of version 2 or 3, becomes paragraphs, chapter by chapter."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from captioner.document import Document, Kind
from captioner.errors import DocumentError
from captioner.text import archive, read
from captioner.text.dom import Block
from captioner.text.edition import Edition
from captioner.text.epub import chapters_of, read_epub
from tests.text.books import book, nav, page

FILES = Path(__file__).parent / "files"


def outline(document: Document) -> list[tuple[str, int, list[str]]]:
    return [
        (section.title, section.level, [sentence.text.strip() for sentence in section.sentences])
        for section in document.sections
    ]


def left(document: Document) -> list[tuple[str, str, str]]:
    return [(one.reason, one.text, one.anchor) for one in document.left_out]


def test_the_spine_tells_the_order_and_the_contents_tell_titles_and_levels(tmp_path: Path) -> None:
    path = book(
        tmp_path / "tale.epub",
        {
            "part.xhtml": page("<h1>Part One</h1>"),
            "a.xhtml": page("<hgroup><h2>I</h2><p>The Tide</p></hgroup><p>Came in.</p>"),
            "b.xhtml": page("<p>No heading here.</p>"),
            "c.xhtml": page("<p>It goes on.</p><h3>Below</h3><p>Text.</p>"),
            "d.xhtml": page('<h2>Two</h2><p>x</p><p id="in">Inside.</p><h2>Three</h2>'),
        },
        contents=nav(
            (1, "part.xhtml", "Part One"),
            (2, "a.xhtml", "I: The Tide"),
            (2, "b.xhtml", "Untitled Chapter"),
            (1, "d.xhtml", "Another Name"),
            (2, "d.xhtml#in", "Within"),
        ),
    )
    assert outline(read(path)) == [
        ("Part One", 1, ["Part One"]),
        ("I: The Tide", 2, ["I", "The Tide", "Came in."]),
        ("Untitled Chapter", 2, ["No heading here.", "It goes on."]),
        ("Below", 3, ["Below", "Text."]),
        ("Two", 1, ["Two", "x"]),
        ("Within", 2, ["Inside."]),
        ("Three", 3, ["Three"]),
    ]


def test_sentences_name_the_file_and_the_element_they_are_of(tmp_path: Path) -> None:
    path = book(
        tmp_path / "b.epub",
        {"a.xhtml": page('<p id="p1">One.</p><p>Two.</p>'), "b.xhtml": page("<p>Three.</p>")},
    )
    document = read(path)
    assert [(one.anchor, one.place.line) for one in document.sentences] == [
        ("OEBPS/a.xhtml#p1", 5),
        ("OEBPS/a.xhtml#/4/4", 5),
        ("OEBPS/b.xhtml#/4/2", 5),
    ]
    assert document.files == ("OEBPS/a.xhtml", "OEBPS/b.xhtml")


def test_what_stands_around_a_book_is_left_out_and_listed_file_by_file(tmp_path: Path) -> None:
    path = book(
        tmp_path / "b.epub",
        {
            "cover.xhtml": page('<section epub:type="cover"><img alt="Cover"/></section>'),
            "a.xhtml": page('<p>A<span epub:type="pagebreak" title="1">1</span> b.</p>'),
        },
        contents=nav((1, "a.xhtml", "A")),
        items='<item id="x" href="x.xhtml" media-type="application/xhtml+xml"/>',
        refs='<itemref idref="nav"/><itemref idref="x" linear="no"/>',
        files={"OEBPS/x.xhtml": page("<p>Answers</p>")},
    )
    document = read(path)
    assert [one.text for one in document.sentences] == ["A b."]
    assert left(document) == [
        ("cover", "Cover", "OEBPS/cover.xhtml#/4/2"),
        ("page number", "1", "OEBPS/a.xhtml#/4/2/2"),
        ("navigation", "Contents", "OEBPS/nav.xhtml#/4/2/2"),
        ("navigation", "A", "OEBPS/nav.xhtml#/4/2/4/2"),
        ("not in the reading order", "Answers", "OEBPS/x.xhtml#/4/2"),
    ]


NOTES = {
    "a.xhtml": page(
        '<p>One<a epub:type="noteref" href="#f">1</a> two<a href="n.xhtml#e"><sup>2</sup></a>.</p>'
        '<aside epub:type="footnote" id="f"><p>Foot.</p></aside><p>Three.</p>'
    ),
    "n.xhtml": page('<h2>Text</h2><p id="e"><a href="a.xhtml#r">2</a>. End.</p><p>Four.</p>'),
}


@pytest.mark.parametrize("notes", [False, True])
def test_notes_are_left_out_or_read_at_the_end(tmp_path: Path, notes: bool) -> None:
    document = read(book(tmp_path / "b.epub", NOTES), edition=Edition(notes=notes))
    said = [sentence.text.strip() for sentence in document.sentences]
    assert said[:4] == ["One two.", "Three.", "Text", "Four."]
    assert said[5:] == (["Foot.", "2. End."] if notes else [])
    listed = [(reason, text) for reason, text, _ in left(document)]
    assert (("note", "Foot.") in listed) is not notes


def test_a_book_tells_its_title_language_authors_and_cover(tmp_path: Path) -> None:
    metadata = (
        "<dc:title>T &amp; U</dc:title><dc:language>de</dc:language>"
        '<dc:creator id="a">Ann</dc:creator>'
        '<meta refines="#a" property="role">aut</meta><dc:creator opf:role="ill">Ill</dc:creator>'
    )
    chapters = {"a.xhtml": page("<p>x</p>")}
    for items, more in (
        ('<item id="i" href="i.png" media-type="image/png" properties="cover-image"/>', ""),
        ('<item id="i" href="i.png" media-type="image/png"/>', '<meta name="cover" content="i"/>'),
    ):
        path = book(
            tmp_path / "b.epub",
            chapters,
            metadata=metadata + more,
            items=items,
            files={"OEBPS/i.png": b"png"},
        )
        reading = read_epub(path)
        assert (reading.title, reading.lang, reading.authors) == ("T & U", "de", ("Ann",))
        assert reading.cover is not None
        assert (reading.cover.media_type, reading.cover.data) == ("image/png", b"png")


def test_an_ncx_gives_titles_where_there_is_no_navigation_document(tmp_path: Path) -> None:
    ncx = """<?xml version="1.0"?><!DOCTYPE ncx PUBLIC "-//NISO//DTD ncx 2005-1//EN"
    "http://www.daisy.org/z3986/2005/ncx-2005-1.dtd">
    <ncx xmlns="http://www.daisy.org/z3986/2005/ncx/"><navMap><navPoint><navLabel><text>One</text>
    </navLabel><content src="a.xhtml#x"/><navPoint><navLabel><text>Two</text></navLabel>
    <content src="a%20b.xhtml"/></navPoint></navPoint></navMap></ncx>"""
    path = book(
        tmp_path / "b.epub",
        {"a.xhtml": page('<p>Before.</p><p><a id="x"/>Begins.</p>'), "a b.xhtml": page("<p>y</p>")},
        items='<item id="ncx" href="toc.ncx" media-type="application/x-dtbncx+xml"/>',
        attributes=' toc="ncx"',
        files={"OEBPS/toc.ncx": ncx},
    )
    assert outline(read(path)) == [
        ("", 1, ["Before."]),
        ("One", 1, ["Begins."]),
        ("Two", 2, ["y"]),
    ]


@pytest.mark.parametrize("version", [2, 3])
def test_a_book_of_pandoc_is_read_as_it_was_written(version: int) -> None:
    document = read(FILES / f"pandoc-{version}.epub", edition=Edition(notes=True))
    assert (document.title, document.authors) == ("A Small Book", ("Ann Author", "Bo Writer"))
    assert document.cover is not None
    formula = {2: "x²\u2005+\u2005y", 3: "x2+y"}[version]
    assert outline(document) == [
        ("A Small Book", 1, ["A Small Book", "Ann Author", "Bo Writer"]),
        (
            "First chapter",
            1,
            ["First chapter", "Some emphasis here.", "And more.", "A cat on a mat.", *"AB12"],
        ),
        ("A section", 2, ["A section", "Quote.", "one", "two", "Term", "Definition", formula]),
        (
            "Second chapter",
            1,
            ["Second chapter", "Textsup and H₂O.", "See link 1.", "After a break."],
        ),
        (
            "Notes",
            1,
            ["Notes", "An inline note with bold.", "A long note.", "Of two paragraphs."],
        ),
    ]
    assert [one.text for one in document.sentences if one.after_break] == ["After a break."]
    assert document.lost == ()


def test_its_own_lexicon_tells_how_words_are_said(tmp_path: Path) -> None:
    pls = """<lexicon version="1.0" xmlns="http://www.w3.org/2005/01/pronunciation-lexicon"
    alphabet="ipa" xml:lang="en"><lexeme><grapheme>Llyn</grapheme><alias>thlin</alias></lexeme>
    </lexicon>"""
    path = book(
        tmp_path / "b.epub",
        {"a.xhtml": page("<p>Llyn came.</p>")},
        items='<item id="p" href="en.pls" media-type="application/pls+xml"/>',
        files={"OEBPS/en.pls": pls},
    )
    (sentence,) = read(path).sentences
    assert (sentence.text, sentence.spoken) == ("Llyn came.", "thlin came.")


def test_chapters_can_be_read_again_with_each_character_in_its_place(tmp_path: Path) -> None:
    path = book(tmp_path / "b.epub", NOTES)
    paragraphs: list[str] = []
    notes: list[str] = []
    for chapter in chapters_of(path):
        for block in chapter.parts:
            if isinstance(block, Block):
                assert chapter.tree.at(block.name) is block.element
                (notes if block.note else paragraphs).append(f"{chapter.href}{block.name}")
    reading = read_epub(path)
    assert paragraphs == [one.element for one in reading.paragraphs]
    assert notes == [one.element for one in reading.notes]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("<p>a&nbsp;b&mdash;c &amp; d</p>", ["a\u00a0b—c & d"]),
        ("<p>Unclosed <b>bold</p><p>Two<br></p><a id='x'/>End & more", None),
        ("<p>&own;</p>", ["Mr. X"]),
        ("<p><![CDATA[<raw>]]></p>", ["<raw>"]),
    ],
)
def test_chapters_need_not_be_perfect(tmp_path: Path, body: str, said: list[str] | None) -> None:
    text = page(body).replace("html>", 'html [<!ENTITY own "Mr&#46; X">]>', 1)
    document = read(book(tmp_path / "b.epub", {"a.xhtml": text}))
    found = [sentence.text for sentence in document.sentences]
    assert found == (said or ["Unclosed bold", "Two", "End & more"])


LOL = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 9))
ENTITIES = page("<p>&l8;</p>").replace("html>", f'html [<!ENTITY l0 "lol">{LOL}]>', 1)
OUTSIDE = page("<p>&x;</p>").replace("html>", 'html [<!ENTITY x SYSTEM "/etc/passwd">]>', 1)
ENCRYPTED = """<encryption xmlns="urn:oasis:names:tc:opendocument:xmlns:container"
xmlns:e="http://www.w3.org/2001/04/xmlenc#"><e:EncryptedData>
<e:EncryptionMethod Algorithm="{}"/><e:CipherData><e:CipherReference URI="{}"/></e:CipherData>
</e:EncryptedData></encryption>"""
AES = ENCRYPTED.format("http://www.w3.org/2001/04/xmlenc#aes128-cbc", "OEBPS/a.xhtml")
FONT = ENCRYPTED.format("http://www.idpf.org/2008/embedding", "OEBPS/f.otf")


@pytest.mark.parametrize(
    ("chapter", "options", "message"),
    [
        (ENTITIES, {}, r"a\.xhtml in it cannot be read: its entity &l8;"),
        (OUTSIDE, {}, r"a\.xhtml in it cannot be read: its entity &x;"),
        (page("<div>" * 2100 + "x"), {}, r"a\.xhtml in it cannot be read: .* nested too deeply"),
        (page(" " * 3_000_000), {}, r"a\.xhtml in it inflates without end"),
        (page("<p>x</p>"), {"without": ["META-INF/container.xml"]}, "container.xml is missing"),
        (page("<p>x</p>"), {"without": ["OEBPS/a.xhtml"]}, r"OEBPS/a\.xhtml is missing"),
        (page("<p>x</p>"), {"without": ["OEBPS/book.opf"]}, r"OEBPS/book\.opf is missing"),
        (page("<p>x</p>"), {"files": {"META-INF/encryption.xml": AES}}, "it is encrypted"),
        (page("<p>x</p>"), {"files": {"OEBPS/book.opf": "<package/>"}}, "names no chapters"),
        (page("<p>x</p>"), {"files": {"OEBPS/book.opf": "<package>"}}, r"book\.opf in it cannot"),
        (
            page("<p>x</p>"),
            {
                "items": '<item id="t" href="../../../etc/passwd" media-type="text/html"/>',
                "refs": '<itemref idref="t"/>',
            },
            "etc/passwd is missing in it",
        ),
        (page(""), {}, "nothing to read aloud"),
    ],
)
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_what_cannot_be_read_is_refused_in_one_sentence_that_names_the_file(
    tmp_path: Path, chapter: str, options: dict[str, object], message: str
) -> None:
    path = book(tmp_path / "b.epub", {"a.xhtml": chapter}, **options)  # type: ignore[arg-type]
    with pytest.raises(DocumentError, match=message) as refused:
        read(path)
    assert "\n" not in str(refused.value)


def test_obfuscated_fonts_keep_nobody_from_reading(tmp_path: Path) -> None:
    files = {"META-INF/encryption.xml": FONT}
    path = book(tmp_path / "b.epub", {"a.xhtml": page("<p>x</p>")}, files=files)
    assert [one.text for one in read(path).sentences] == ["x"]


def test_a_damaged_archive_is_refused(tmp_path: Path) -> None:
    path = book(tmp_path / "b.epub", {"a.xhtml": page("<p>" + "text " * 500 + "</p>")})
    whole = path.read_bytes()
    at = whole.index(b"OEBPS/a.xhtml") + 30
    for damaged in (b"", b"no zip", whole[:-40], whole[:at] + b"\xff\xff\xff" + whole[at + 3 :]):
        path.write_bytes(damaged)
        with pytest.raises(DocumentError, match="damaged"):
            read(path)
    with pytest.raises(DocumentError, match="there is no such file"):
        read(tmp_path / "none.epub")
    with pytest.raises(DocumentError, match="directory"):
        read(tmp_path.rename(tmp_path.with_suffix(".epub")))


def test_a_book_is_read_within_limits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = book(tmp_path / "b.epub", {"a.xhtml": page("<p>x</p>"), "b.xhtml": page("<p>y</p>")})
    for limit in ("MAX_FILE", "MAX_TEXT", "_MAX_LIST"):
        with monkeypatch.context() as patch:
            patch.setattr(archive, limit, 250)
            with pytest.raises(DocumentError, match=r"than (?:what is read of a book|any book)"):
                read(path)


def test_a_picture_in_the_spine_and_names_in_another_case_are_no_fault(tmp_path: Path) -> None:
    path = book(
        tmp_path / "b.epub",
        {"A.xhtml": page("<p>x</p>")},
        items='<item id="i" href="I.JPG" media-type="image/jpeg"/>',
        refs='<itemref idref="i" linear="no"/>',
        files={"OEBPS/i.jpg": b"", "OEBPS/a.XHTML": page("<p>x</p>")},
        without=["OEBPS/A.xhtml"],
    )
    assert [one.kind for one in read(path).sentences] == [Kind.PARAGRAPH]


def test_what_zip_encrypts_is_refused(tmp_path: Path) -> None:
    path = book(tmp_path / "b.epub", {"a.xhtml": page("<p>x</p>")})
    data = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as book_:
        start = book_.start_dir
    at = data.index(b"OEBPS/a.xhtml", start) - 46 + 8
    data[at] |= 1
    path.write_bytes(data)
    with pytest.raises(DocumentError, match=r"a\.xhtml in it is encrypted"):
        read(path)
