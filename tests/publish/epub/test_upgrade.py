"""A book of EPUB 2 becomes one of EPUB 3, or is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from captioner.errors import OptionError
from captioner.publish.epub.obsolete import renewed
from tests.publish.epub.making import Made, clips_of, kept_of, made_of
from tests.publish.epub.old import CHAPTER, old_book


@pytest.fixture(scope="module")
def upgraded(tmp_path_factory: pytest.TempPathFactory) -> Made:
    folder = tmp_path_factory.mktemp("old")
    return made_of(kept_of(folder / "kept", old_book(folder / "old.epub")))


def test_its_texts_are_what_they_were(upgraded: Made) -> None:
    text = upgraded.text("one.html")

    assert text.startswith('<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html>\n<html ')
    assert '<meta charset="utf-8"/>' in text
    assert "iso-8859-1" not in text
    assert '<a id="top"></a><span id="s01-001">Café\u00a0&amp; Co</span>' in text
    assert "<em><span" in text
    assert [clip.text for clip in clips_of(upgraded, "one.html")] == [
        "Café & Co", "Es war spät—so", "spät.", "Und", "dunkel.", "Eins.", "Zwei.",
        "Ein Schiff Ende.",
    ]  # fmt: skip


def test_its_contents_and_its_landmarks_are_those_of_the_ncx_and_the_guide(upgraded: Made) -> None:
    nav = upgraded.text("nav-epub3.xhtml")

    assert '<li><a href="one.html">Eins &amp; mehr</a><ol>\n<li><a href="two.html#two">Zwei' in nav
    assert '<a epub:type="bodymatter" href="one.html">Anfang</a>' in nav


def test_its_package_says_the_same_in_the_words_of_epub_3(upgraded: Made) -> None:
    package, metas = upgraded.text(".opf"), upgraded.metas()
    roles = [key for key in metas if key.startswith("role#said-")]

    assert 'version="3.0"' in package
    assert "opf:" not in package.replace("xmlns:opf", "")
    assert "xsi:type" not in package
    assert [metas[key] for key in roles] == [["aut"]]
    assert metas[roles[0].replace("role", "file-as")] == ["Quill, Mara"]
    assert metas["identifier-type#id"] == ["UUID"]
    assert package.count("<dc:date") == 1
    assert ">2002</dc:date>" in package
    assert '<item properties="cover-image" id="cover"' in package


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('<p align="center" class="x">', '<p class="x" style="text-align: center">'),
        ('<td bgcolor="#FFF" style="a: b">', '<td style="background-color: #fff; a: b">'),
        ('<table border="0" width="80%">', '<table style="width: 80%">'),
        ('<img src="a" vspace="3" />', '<img src="a" style="margin-top: 3px; margin-bottom: 3px"/>'),  # noqa: E501
        ('<a name="x" id="y">', '<a id="y">'),
        ('<a name="1 2">', "<a>"),
        ('<meta http-equiv="X-Y" content="de"/>', '<meta name="X-Y" content="de"/>'),
        ('<p class="a &amp; b">', '<p class="a &amp; b">'),
    ],
)  # fmt: skip
def test_a_look_told_by_attributes_is_told_by_a_style(old: str, new: str) -> None:
    name = old[1:].split(" ", 1)[0].rstrip(">")

    assert renewed(name, old) == new
    assert renewed(name, new) == new


def test_an_element_that_is_no_more_is_named(tmp_path: Path) -> None:
    source = old_book(tmp_path / "old.epub", f"{CHAPTER}\n<center>So.</center>")
    kept = kept_of(tmp_path / "kept", source)

    with pytest.raises(OptionError, match=r"EPUB 3 has no <center>, as in one\.html, line 1[34]"):
        made_of(kept)
