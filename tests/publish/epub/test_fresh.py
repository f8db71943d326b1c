"""A new book: its chapters, its contents, and that all of the document is text in it."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import etree

from captioner.errors import OptionError
from captioner.publish.again import publish_folder
from captioner.publish.kept import find_kept
from captioner.publish.settings import PublishSettings
from captioner.text.credits import Credits
from captioner.text.edition import Edition
from tests.audio.test_writer import decoded
from tests.publish.books import narrated_book
from tests.publish.epub.making import XHTML, Made, clips_of, in_a_row, kept_of, made_of
from tests.publish.kept.test_cover import JPEG

TEXT = """---
title: The <tide> & "more"
author: Ann & Co
---
# The <tide> & "more"

## ../Out & &lt;b>in&lt;/b>

The boats *lay* still. Nobody & nothing &lt;came&gt;.

***

- one
- two. Three.

### A Deeper One

| a | b |
|---|---|
| 1 | ]]> |

> He said so.

## عنوان

مرحبا بالعالم. وداعا.
"""


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Made:
    folder = tmp_path_factory.mktemp("fresh")
    source, cover = folder / "tide.md", folder / "cover.jpg"
    source.write_text(TEXT, "utf-8")
    cover.write_bytes(JPEG)
    edition = Edition(credits=Credits(usual=True), narrator="N. <M>")
    return made_of(kept_of(folder, source, edition), cover=cover, narrator="N. <M>")


def test_each_chapter_has_a_file_and_all_of_it_is_heard(fresh: Made) -> None:
    assert [name.rpartition("/")[2] for name in fresh.overlays()] == [
        "01-opening-credits.xhtml", "02-out-b-in-b.xhtml", "03.xhtml", "04-closing-credits.xhtml",
    ]  # fmt: skip
    texts = [clip.text for name in fresh.overlays() for clip in clips_of(fresh, name)]
    assert texts == [" ".join(line.text.split()) for line in fresh.kept.sentences()]
    for name in fresh.overlays():
        clips = clips_of(fresh, name)
        assert clips[0].begin == 0
        assert in_a_row(clips)


def test_its_contents_name_chapters_and_the_headings_in_them(fresh: Made) -> None:
    root = etree.fromstring(fresh.text("nav.xhtml").encode())
    toc = root.find(f".//{XHTML}nav")
    assert toc is not None

    assert [
        ("".join(map(str, link.itertext())), sum(1 for _ in link.iterancestors(f"{XHTML}ol")))
        for link in toc.iter(f"{XHTML}a")
    ] == [
        ("Opening credits", 1),
        ("../Out & <b>in</b>", 1),
        ("A Deeper One", 2),
        ("عنوان", 1),
        ("Closing credits", 1),
    ]


def test_what_a_document_says_is_text_wherever_it_stands(fresh: Made) -> None:
    known = {
        "a", "blockquote", "body", "div", "figure", "h1", "h2", "h3", "head", "hr", "html", "img",
        "li", "link", "nav", "ol", "p", "section", "span", "table", "tbody", "td", "th", "thead",
        "title", "tr", "ul",
    }  # fmt: skip
    for name, data in fresh.files().items():
        if name.endswith(".xhtml"):
            tags = {etree.QName(one).localname for one in etree.fromstring(data).iter("*")}
            assert tags <= known, name
    picture = etree.fromstring(fresh.text("title.xhtml").encode()).find(f".//{XHTML}img")
    assert picture is not None
    assert picture.get("alt") == 'The <tide> & "more"'
    titles = [title.text for title in fresh.package().iter("{*}title")]
    assert titles == ['The <tide> & "more"']
    assert fresh.metas()["media:narrator"] == ["N. <M>"]


def test_text_has_its_direction(fresh: Made) -> None:
    assert '<h1 dir="rtl">' in fresh.text("/03.xhtml")
    assert '<p dir="rtl">' in fresh.text("/03.xhtml")


def test_made_again_it_is_the_same_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "86400")
    source = tmp_path / "tide.md"
    source.write_text(TEXT, "utf-8")
    kept = kept_of(tmp_path, source)

    assert made_of(kept).path.read_bytes() == made_of(kept).path.read_bytes()


def test_a_source_is_for_books_alone(fresh: Made, tmp_path: Path) -> None:
    with pytest.raises(OptionError, match=r"tide\.md is no EPUB"):
        made_of(fresh.kept, source=tmp_path)


def test_a_narrated_book_holds_the_sound_of_each_of_its_sentences(tmp_path: Path) -> None:
    narration = narrated_book(tmp_path, formats=("epub",))
    made = Made(narration.folder / "x.epub", find_kept(narration.folder))
    files = made.files()
    last = list(made.overlays())[-1]
    for name in made.overlays():
        for clip in clips_of(made, name):
            (tmp_path / "a.m4a").write_bytes(files[clip.sound])
            pcm = memoryview(decoded(tmp_path / "a.m4a")).cast("h")
            rate = made.kept.head.rate
            heard = pcm[clip.begin * rate // 1000 : clip.end * rate // 1000]
            assert len(heard) >= (clip.end - clip.begin) * rate // 1000 - 1
            assert max(map(abs, heard)) > 3000
            is_last = name == last and clip.end == clips_of(made, name)[-1].end
            assert is_last or max(map(abs, heard[-rate // 50 :])) < 100


def test_it_is_made_later_with_other_words_and_other_sound(tmp_path: Path) -> None:
    narration = narrated_book(tmp_path, formats=("wav",))
    settings = PublishSettings(epub_words=True, epub_audio="mp3")
    publish_folder(narration.folder, formats=("epub",), settings=settings)
    made = Made(narration.folder / "x.epub", find_kept(narration.folder))
    clips = clips_of(made, "01-out.xhtml")

    assert [clip.text for clip in clips][:3] == ["The", "tide", "Out"]
    assert {Path(clip.sound).suffix for clip in clips} == {".mp3"}
    assert 'media-type="audio/mpeg"' in made.text(".opf")
    again = publish_folder(narration.folder, formats=("epub",))
    assert again.files == (made.path,)
    assert clips_of(made, "01-out.xhtml") == clips
