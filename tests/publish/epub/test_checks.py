"""What is checked of each book that is made finds what `epubcheck` misses."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from captioner.errors import OutputError
from captioner.publish.epub.checks import check_book, check_linked, check_text, check_times
from captioner.publish.epub.container import Container
from captioner.publish.epub.overlay import ACTIVE, STYLE, Par

BOOK = Path("a.epub")
TEXT = (
    '<html><head><link rel="stylesheet" href="a.css"/></head>'
    '<body><p id="a"></p><p id="b"></p></body></html>'
)
ONE, TWO = Par("a", "a.m4a", 0, 500), Par("b", "a.m4a", 500, 900)


def test_what_is_right_passes(tmp_path: Path) -> None:
    check_text(BOOK, "a", TEXT, [ONE, TWO], [["a"], ["b", "c"]])
    check_times(BOOK, [TWO, ONE], {"a.m4a": 900})
    check_linked(BOOK, "a", TEXT, "a.css")
    with Container(tmp_path / "a.epub") as book:
        book.add("a.css", STYLE)
    check_book(tmp_path / "a.epub", "a.css")


@pytest.mark.parametrize(
    ("pars", "length", "told"),
    [
        ([ONE, TWO], 899, "ends before 900 ms"),
        ([ONE, Par("b", "a.m4a", 500, 500)], 900, "for no time"),
        ([ONE, Par("b", "a.m4a", 499, 900)], 900, "heard twice"),
        ([Par("a", "a.m4a", 0, 900, (ONE, Par("b", "a.m4a", 500, 901)))], 900, "ends before"),
    ],
)
def test_times_that_cannot_be_played_are_found(pars: list[Par], length: int, told: str) -> None:
    with pytest.raises(OutputError, match=told):
        check_times(BOOK, pars, {"a.m4a": length})


@pytest.mark.parametrize(
    ("text", "wanted", "told"),
    [
        (TEXT, [["a"], ["c"]], "c is not heard"),
        (TEXT.replace('"b"', '"a"'), [["a"]], r"is \d times in it"),
        (TEXT.replace('"b"', '"c"'), [["a"]], "b is 0 times in it"),
        (TEXT.replace("</body>", ""), [["a"]], "not well-formed"),
    ],
)
def test_a_text_that_is_not_heard_whole_is_found(
    text: str, wanted: list[list[str]], told: str
) -> None:
    with pytest.raises(OutputError, match=told):
        check_text(BOOK, "a", text, [ONE, TWO], wanted)


def test_a_look_that_is_not_linked_is_found() -> None:
    with pytest.raises(OutputError, match="not be seen"):
        check_linked(BOOK, "a", TEXT, "b.css")


@pytest.mark.parametrize("style", [STYLE.replace(ACTIVE, "other"), ""])
def test_a_class_that_has_no_look_is_found(tmp_path: Path, style: str) -> None:
    with Container(tmp_path / "a.epub") as book:
        book.add("a.css", style)

    with pytest.raises(OutputError, match="not be seen"):
        check_book(tmp_path / "a.epub", "a.css")


@pytest.mark.parametrize(
    ("first", "how"),
    [
        (b"application/epub+zip", zipfile.ZIP_DEFLATED),
        (b"application/epub+zip\n", zipfile.ZIP_STORED),
        (b"application/zip", zipfile.ZIP_STORED),
    ],
)
def test_an_archive_that_does_not_begin_as_a_book_is_found(
    tmp_path: Path, first: bytes, how: int
) -> None:
    path = tmp_path / "a.epub"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", first, how)
        archive.writestr("a", "b")

    with pytest.raises(OutputError, match="begin as a book"):
        check_book(path, "a")
