"""Word files: what their author sees and means to be read, and nothing else."""

from __future__ import annotations

import io
import sys
import zipfile
from pathlib import Path

import pytest
from msgspec.structs import replace

from captioner.document import Document, Kind
from captioner.errors import DocumentError
from captioner.text import docx_parts, read
from captioner.text.audit_office import audit_docx
from captioner.text.edition import Edition
from tests.text.docx_files import NAMESPACES, p, r, save_docx, style

FILES = Path(__file__).parent / "files"
ON = "<w:vanish/>"


def texts(document: Document) -> list[str]:
    found: dict[int, str] = {}
    for sentence in document.sentences:
        found[sentence.paragraph] = found.get(sentence.paragraph, "") + sentence.text
    return [text.strip() for text in found.values()]


def left_out(document: Document) -> set[tuple[str, str]]:
    return {(left.text, left.reason) for left in document.left_out}


def made(tmp_path: Path, body: str, **others: object) -> Document:
    return read(save_docx(tmp_path / "made.docx", body, **others))  # type: ignore[arg-type]


def test_a_word_processor_s_lists_tables_and_notes_are_read_whole() -> None:
    """`columns.docx` and its text are of LibreOffice, in which numbers of lists are no text."""
    document = read(FILES / "columns.docx", edition=Edition(notes=True))
    words = (FILES / "columns.txt").read_text("utf-8").replace("\n1. ", "\n").replace("\n2. ", "\n")
    said = " ".join(texts(document)).split()

    assert said[: len(words.split())] == words.split()
    assert texts(document)[-4:] == [
        "Notes",
        "The wall is of the year 1611, and was built by hand.",
        "Of whom more is told in the second part.",
        "Some say that it was eleven.",
    ]
    assert (document.title, document.authors, document.lang) == (
        "The Harbour Papers", ("A. Writer",), "en-GB",
    )  # fmt: skip


def test_what_pandoc_writes_has_its_headings_and_languages() -> None:
    """`pandoc.docx` is what pandoc made of our sample."""
    document = read(FILES / "pandoc.docx")
    markdown = read(FILES.parents[2] / "samples" / "harbour.md")

    assert document.title == markdown.title
    assert [section.title for section in document.sections] == [
        markdown.title, *(section.title for section in markdown.sections),
    ]  # fmt: skip


def test_headings_are_known_by_their_styles_and_what_these_are_based_on(tmp_path: Path) -> None:
    styles = "".join(
        [
            style("Titel", "Title"),
            style("berschrift1", "heading 1", '<w:pPr><w:outlineLvl w:val="0"/></w:pPr>'),
            style("Kapitel", "My chapter", based_on="berschrift1"),
            style("Klein", "My own", '<w:pPr><w:outlineLvl w:val="2"/></w:pPr>'),
        ]
    )
    body = "".join(
        [
            p("The Harbour", "Titel"), p("A text."), p("Of Boats", "berschrift1"), p("A text."),
            p("Of Nets", "Kapitel"), p("A text."), p("Of Men", "Klein"), p("A text."),
            p("Of Dogs", properties='<w:outlineLvl w:val="1"/>'), p("A text."),
        ]
    )  # fmt: skip
    document = made(tmp_path, body, styles=styles)

    assert [(section.title, section.level) for section in document.sections] == [
        ("The Harbour", 1), ("Of Boats", 1), ("Of Nets", 1), ("Of Men", 3), ("Of Dogs", 2),
    ]  # fmt: skip


def test_what_is_deleted_hidden_or_a_formula_is_left_out_and_told(tmp_path: Path) -> None:
    body = p(
        r("The boat ")
        + '<w:del w:id="1"><w:r><w:delText>never </w:delText></w:r></w:del>'
        + '<w:ins w:id="2">' + r("always ") + "</w:ins>"
        + r("secretly ", ON)
        + r("came back.", '<w:vanish w:val="0"/>')
    ) + p(r("So ") + "<m:oMath><m:r><m:t>a=b</m:t></m:r></m:oMath>" + r("it is."))  # fmt: skip
    document = made(tmp_path, body)

    assert texts(document) == ["The boat always came back.", "So it is."]
    assert left_out(document) == {
        ("never", "deleted text"), ("secretly", "hidden text"), ("a=b", "formula"),
    }  # fmt: skip
    assert {left.text: left.place.line for left in document.left_out}["a=b"] == 2


def test_fields_directions_and_annotated_text_are_read(tmp_path: Path) -> None:
    ruby = (
        "<w:r><w:ruby><w:rt>" + r("みなと") + "</w:rt><w:rubyBase>" + r("港") + "</w:rubyBase>"
        "</w:ruby></w:r>"
    )  # fmt: skip
    field = '<w:fldSimple w:instr=" REF x ">' + r("page 7") + "</w:fldSimple>"
    document = made(
        tmp_path, p(r("See ") + field + '<w:bdo w:val="rtl">' + r(".") + "</w:bdo>") + p(ruby)
    )

    assert texts(document) == ["See page 7.", "港"]
    assert left_out(document) == {("みなと", "ruby annotation")}


def test_the_audit_finds_what_a_reader_loses(tmp_path: Path) -> None:
    path = save_docx(tmp_path / "made.docx", p("There were eleven.") + p("And twelve."))
    document = read(path)
    first = replace(document.sections[0], sentences=document.sections[0].sentences[:1])

    assert document.lost == ()
    assert [lost.text for lost in audit_docx(path, replace(document, sections=(first,)))] == [
        "And twelve"
    ]


def test_tables_of_contents_comments_and_running_heads_are_left_out_and_told(
    tmp_path: Path,
) -> None:
    document = made(
        tmp_path,
        p("Of Boats\u00a012", "V1") + p("A text."),
        styles=style("V1", "toc 1"),
        others={"header": p("The Harbour Papers"), "comments": p("Is that so?")},
    )

    assert texts(document) == ["A text."]
    assert left_out(document) == {
        ("Of Boats 12", "line of a table of contents"),
        ("The Harbour Papers", "running head"),
        ("Is that so?", "comment"),
    }


def test_what_stands_for_a_picture_is_said(tmp_path: Path) -> None:
    picture = (
        '<w:r><w:drawing><wp:inline><wp:docPr id="1" name="x" descr="A slate with eleven marks."/>'
        '<a:graphic><a:graphicData><pic:pic><pic:blipFill><a:blip r:embed="r7"/></pic:blipFill>'
        "</pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
    )
    path = save_docx(tmp_path / "made.docx", p("A text.") + p(picture))
    with zipfile.ZipFile(path) as package:
        files = {name: package.read(name) for name in package.namelist()}
    row = b'<Relationship Id="r7" Type="image" Target="media/no.png"/></Relationships>'
    name = "word/_rels/document.xml.rels"
    files[name] = files[name].replace(b"</Relationships>", row)
    with zipfile.ZipFile(path, "w") as package:
        for part, data in files.items():
            package.writestr(part, data)
    document = read(path)

    assert texts(document) == ["A text.", "A slate with eleven marks."]
    assert [s.kind for s in document.sentences] == [Kind.PARAGRAPH, Kind.FIGURE]


def test_it_says_what_the_file_says_of_itself(tmp_path: Path) -> None:
    core = (
        "<dc:title>Der Hafen</dc:title><dc:creator>A. Ü.</dc:creator>"
        "<dc:language>de-AT</dc:language>"
    )
    document = made(tmp_path, p("Ein Text."), core=core)

    assert (document.title, document.authors, document.lang) == ("Der Hafen", ("A. Ü.",), "de-AT")


def test_the_language_is_that_of_most_of_the_text(tmp_path: Path) -> None:
    body = p(r("Ein langer Text auf Deutsch.", '<w:lang w:val="de-DE"/>')) + p("Short.")

    assert made(tmp_path, body).lang == "de-DE"


def test_the_strict_edition_of_the_standard_is_read(tmp_path: Path) -> None:
    path = save_docx(tmp_path / "made.docx", p("A text."))
    with zipfile.ZipFile(path) as package:
        files = {name: package.read(name) for name in package.namelist()}
    with zipfile.ZipFile(path, "w") as package:
        for name, data in files.items():
            for kind in (b"wordprocessingml", b"officeDocument"):
                data = data.replace(
                    b"http://schemas.openxmlformats.org/%s/2006" % kind,
                    b"http://purl.oclc.org/ooxml/%s" % kind,
                )
            package.writestr(name, data)

    assert texts(read(path)) == ["A text."]


def refusal(path: Path) -> str:
    with pytest.raises(DocumentError) as caught:
        read(path)
    return str(caught.value)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "it is empty"),
        (b"PK\3\4 and nothing", "it is damaged, or no Word file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 4000, "it is in Word's old format"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "it is locked by a password",
        ),
    ],
)
def test_what_is_no_word_file_is_refused_with_what_to_do(
    data: bytes, said: str, tmp_path: Path
) -> None:
    path = tmp_path / "x.docx"
    path.write_bytes(data)

    assert said in refusal(path)


def packed(**parts: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in parts.items():
            package.writestr(name.replace("_", "/") + ".xml", data)
    return file.getvalue()


LAUGHS = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'


@pytest.mark.parametrize(
    ("document", "said"),
    [
        (b" " * (2**20 + 1), "has more than 1 MB"),
        (LAUGHS + f"<w:document {NAMESPACES}>&b;</w:document>".encode(), "has a document type"),
        (b"<w:document>", "is damaged"),
        (f"<w:document {NAMESPACES}>".encode() + b"<w:p>" * 5000, "is damaged"),
        (b"<x/>", "damaged"),
    ],
    ids=["bomb", "entities", "no end", "deep", "other"],
)
def test_hostile_parts_are_refused(
    document: bytes, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(docx_parts, "_MAX_PART", 2**20)
    path = tmp_path / "x.docx"
    path.write_bytes(packed(word_document=document))

    assert said in refusal(path)


def test_a_zip_without_a_document_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.docx"
    path.write_bytes(packed(other=b"<x/>"))

    assert "there is no document in it" in refusal(path)


def test_what_is_nested_as_deeply_as_xml_may_be_ends_in_a_sentence(tmp_path: Path) -> None:
    tables = "<w:tbl><w:tr><w:tc>" * 80 + p("A text.") + "</w:tc></w:tr></w:tbl>" * 80

    assert "nested too deeply" in refusal(save_docx(tmp_path / "x.docx", tables))


def test_a_missing_extra_names_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "mammoth", None)

    assert "pip install 'captioner[docx]'" in refusal(save_docx(tmp_path / "x.docx", p("A text.")))
