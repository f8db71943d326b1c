"""HTML, a page of the web or what another program has made, becomes paragraphs."""

from __future__ import annotations

import builtins
import importlib.util
from pathlib import Path

import pytest

from captioner.document import Kind
from captioner.errors import DocumentError
from captioner.text import read
from captioner.text.charset import decode
from captioner.text.html import AROUND, read_html
from captioner.text.paragraph import Reading

HAS_TRAFILATURA = importlib.util.find_spec("trafilatura") is not None

PROSE = "<p>" + "The lamp was lit, and the keeper sat down to write his letter. " * 8 + "</p>"


def texts(reading: Reading) -> list[str]:
    return [paragraph.text for paragraph in reading.paragraphs]


def left(reading: Reading) -> list[tuple[str, str]]:
    return [(one.reason, one.text) for one in reading.left_out]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("<p>a  b\n\tc </p>", ["a b c"]),
        ("<p>un<i>believ</i>able</p>", ["unbelievable"]),
        ("<p>one <b> two</b>\n<i>three</i></p>", ["one two three"]),
        ("<p>Kö&shy;nig\u2060s\u200bweg</p>", ["Königsweg"]),
        ("<p>ไทย\u200bไทย</p>", ["ไทย\u200bไทย"]),
        ("<p>&lt;b&gt; &amp; &mdash; &#8212; &unknown;</p>", ["<b> & — — &unknown;"]),
        ("<p>100&nbsp;km</p>", ["100\u00a0km"]),
        ("<p>one<br>two<br/> three</p>", ["one two three"]),
        ("one<br><br>two<br> <br>three", ["one", "two", "three"]),
        ("<h2>One<br><br>Two</h2>", ["One Two"]),
        ("<p>潮水\n来了<br>。</p>", ["潮水来了。"]),
        ("<p>漢<ruby>字<rp>(</rp><rt>ji</rt><rp>)</rp></ruby></p>", ["漢字"]),
        ("<p>one<p>two", ["one", "two"]),
        ("<div>a<p>b</p>c</div>", ["a", "b", "c"]),
        ("<p>E = mc<sup>2</sup>, H<sub>2</sub>O</p>", ["E = mc², H₂O"]),
        ("<p><!-- no -->a<!-- no -->b</p>", ["ab"]),
        ("<p><my-word>own</my-word> elements</p>", ["own elements"]),
        ("<pre hidden>x</pre><details><summary>S</summary>D</details>", ["S", "D"]),
        ('<p><img alt="T" src="t.png">he tide</p>', ["The tide"]),
        ('<p>See<img alt="a cat">there</p>', ["See a cat there"]),
        ('<p>so <math alttext="x squared"><mi>x</mi><mn>2</mn></math></p>', ["so x squared"]),
        ("<p><math><mi>x</mi><annotation>\\x</annotation></math></p>", ["x"]),
    ],
)
def test_the_text_is_what_a_browser_shows(source: str, expected: list[str]) -> None:
    assert texts(read_html(source)) == expected


def test_each_element_has_its_kind() -> None:
    reading = read_html(
        "<h3>Head</h3><p>Text</p><ul><li>Item<p>More</p></ul><blockquote><p>Quote</blockquote>"
        "<table><caption>T</caption><tr><th>Th<td>Td</table><dl><dt>Dt<dd>Dd</dl>"
        "<figure><img alt='Seen'><figcaption>Caption</figcaption></figure><img alt='Alone'>"
        "<hr><p>After"
    )

    found = [(one.kind, one.text, one.level) for one in reading.paragraphs]
    assert found == [
        (Kind.HEADING, "Head", 3),
        (Kind.PARAGRAPH, "Text", 1),
        (Kind.ITEM, "Item", 1),
        (Kind.ITEM, "More", 1),
        (Kind.QUOTE, "Quote", 1),
        (Kind.PARAGRAPH, "T", 1),
        (Kind.CELL, "Th", 1),
        (Kind.CELL, "Td", 1),
        (Kind.ITEM, "Dt", 1),
        (Kind.ITEM, "Dd", 1),
        (Kind.FIGURE, "Seen", 1),
        (Kind.FIGURE, "Caption", 1),
        (Kind.FIGURE, "Alone", 1),
        (Kind.PARAGRAPH, "After", 1),
    ]
    assert [one.text for one in reading.paragraphs if one.after_break] == ["After"]


@pytest.mark.parametrize(
    ("source", "reason", "text"),
    [
        ("<script>alert(1)</script>", "script", "alert(1)"),
        ("<style>p {}</style>", "style sheet", "p {}"),
        ("<template><p>t</template>", "template", "t"),
        ("<pre>code  here</pre>", "code block", "code here"),
        ("<p hidden>secret</p>", "hidden", "secret"),
        ('<p style="color: red; DISPLAY: none">x</p>', "hidden", "x"),
        ('<p aria-hidden="true">x</p>', "hidden", "x"),
        ("<nav>Home</nav>", "navigation", "Home"),
        ("<form><label>Name</label><button>Go</button></form>", "form", "NameGo"),
        ("<header>Site</header>", "head of the page", "Site"),
        ("<footer>© 2026</footer>", "foot of the page", "© 2026"),
        ("<aside>Ad</aside>", "beside the main text", "Ad"),
        ('<div class="comments">First!</div>', "comments of readers", "First!"),
        ('<span class="pagenum">[Pg 3]</span>', "page number", "[Pg 3]"),
        ("<p>It is <s>old</s> new.", "struck out", "old"),
        ("<p>It is <del>old</del> new.", "struck out", "old"),
        ("<p>It is <strike>old</strike> new.", "struck out", "old"),
        ("<svg><text>drawn</text></svg>", "drawing", "drawn"),
        ("<video>old browser</video>", "embedded medium", "old browser"),
        ('<h2 id="x">H<a href="#x">¶</a></h2>', "link mark", "¶"),
        ('<img src="a/b.png">', "picture that no text stands for", "b.png"),
        ('<img alt="IMG_12.jpg">', "name of a file, not what the picture shows", "IMG_12.jpg"),
    ],
)
def test_what_is_not_read_is_listed(source: str, reason: str, text: str) -> None:
    reading = read_html(f"<p>Much longer than that, at any rate.</p>{source}")
    assert (reason, text) in left(reading)
    assert text not in texts(reading)


def test_what_is_struck_out_leaves_no_gap_and_what_is_inserted_is_read() -> None:
    source = "<p>At <s>nine</s> <ins>ten</ins> o’clock, un<del>un</del>usual.</p>"
    assert texts(read_html(source)) == ["At ten o’clock, unusual."]


def test_a_page_whose_author_never_closed_a_deletion_is_read() -> None:
    assert texts(read_html(f"<p>One.</p><del>{PROSE * 3}")) == [
        "One.",
        *texts(read_html(PROSE * 3)),
    ]


def test_what_is_no_page_is_read_whole() -> None:
    source = "<header>Head</header><aside>Beside</aside><p>Text</p><footer>Foot</footer>"
    assert texts(read_html(source, page=False)) == ["Head", "Beside", "Text", "Foot"]


def test_a_picture_is_not_said_twice() -> None:
    figure = '<figure><img alt="A cat."><figcaption{}>A cat.</figcaption></figure>'
    for hidden in ("", ' aria-hidden="true"'):
        assert texts(read_html(figure.format(hidden))) == ["A cat."]


def test_layout_by_tables_makes_no_cells() -> None:
    reading = read_html("<table><tr><td><p>One</p><p>Two</p></td></tr></table>")
    assert {one.kind for one in reading.paragraphs} == {Kind.PARAGRAPH}


@pytest.mark.parametrize(
    "mark",
    [
        '<sup><a href="#n">1</a></sup>',
        '<a href="#n"><sup>1</sup></a>',
        '<a href="#n" class="footnote-ref">*</a>',
        '<a href="#n">[1]</a>',
        '<a href="#n">1</a>',
        '<a href="#n">†</a>',
        '<a href="#n" role="doc-noteref">see the note</a>',
        '<sup><a href="#n">1</a>, <a href="#n">2</a></sup>',
    ],
)
def test_a_note_is_known_by_its_mark(mark: str) -> None:
    reading = read_html(
        f'<p>Word{mark} on.</p><p id="n"><a href="#back">↩</a> The note.</p><p>Text.</p>'
    )
    assert texts(reading) == ["Word on.", "Text."]
    assert [note.text for note in reading.notes] == ["The note."]
    assert [reason for reason, _ in left(reading)] == ["note mark", "note mark"]


@pytest.mark.parametrize(
    "link",
    [
        '<a href="#n">chapter 1</a>',
        ' <a href="#n">1</a>',
        '<a href="1.html">1</a>',
        "<sup>1</sup>",
        '<a href="#h">[1]</a>',
    ],
)
def test_other_links_are_no_marks_of_notes(link: str) -> None:
    reading = read_html(f'<p>Word{link}</p><p id="n">Text.</p><h2 id="h">Head</h2>')
    assert reading.notes == ()


def test_what_leads_back_makes_no_note_of_the_text() -> None:
    reading = read_html(
        '<p id="one">Text<a id="r1" href="#f1">[1]</a></p><p id="f1"><a href="#r1">[1]</a> Note</p>'
    )
    assert texts(reading) == ["Text"]
    assert [note.text for note in reading.notes] == ["Note"]


def test_the_main_text_is_where_the_page_says() -> None:
    inner = f"<h1>Title</h1>{PROSE}<div>More of it.</div>"
    for name in ("main", "article", 'div role="main"'):
        page = f"<div>Around</div><{name}>{inner}</{name.split()[0]}><div>Behind</div>"
        reading = read_html(page)
        assert texts(reading)[0] == "Title"
        assert texts(reading)[-1] == "More of it."
        assert (AROUND, "Around") in left(reading)
        assert (AROUND, "Behind") in left(reading)


def test_the_one_heading_is_read_wherever_it_stands() -> None:
    reading = read_html(f"<header><h1>Title</h1></header><main>{PROSE}</main>")
    assert texts(reading)[0] == "Title"


def test_a_part_that_is_most_of_a_page_is_read() -> None:
    assert texts(read_html("<form><h2>All</h2><p>of the page</p></form>")) == ["All", "of the page"]


MENU = "".join(f'<li><a href="/{n}">Topic number {n}</a></li>' for n in range(8))
LETTER = '<li><a href="/letter">Letter</a></li>'
NOISY = (
    f"<div><ul>{LETTER}{MENU}</ul></div><div><h2>Lamp</h2>{PROSE * 4}</div><div>© All rights</div>"
)


@pytest.mark.skipif(not HAS_TRAFILATURA, reason="trafilatura, the extra web, is not installed")
def test_without_a_word_from_the_page_its_main_text_is_found() -> None:
    reading = read_html(NOISY)
    assert texts(reading)[0] == "Lamp"
    assert len(reading.paragraphs) == 5
    assert {(AROUND, "Topic number 3"), (AROUND, "Letter")} <= {*left(reading)}


def test_without_trafilatura_the_whole_page_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    load = builtins.__import__

    def lacking(name: str, *args: object, **kwargs: object) -> object:
        if name == "trafilatura":
            raise ImportError(name)
        return load(name, *args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(builtins, "__import__", lacking)
    assert "Topic number 3" in texts(read_html(NOISY))


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ("<title>The Lamp - A Site</title>", "The Lamp"),
        ('<title>x</title><meta property="og:title" content="Shared">', "Shared"),
        ("<title>Other</title>", "Other"),
        ("", "The Lamp"),
    ],
)
def test_the_title_is_the_heading_without_the_name_of_the_site(head: str, title: str) -> None:
    assert read_html(f"{head}<h1>The Lamp</h1><p>Text").title == title


def test_a_page_tells_its_language_and_its_authors() -> None:
    page = '<html lang="de-AT"><meta name="author" content="von Ann A."><body><p>Text'
    reading = read_html(page)
    assert (reading.lang, reading.authors) == ("de-AT", ("Ann A.",))
    assert read_html('<meta property="og:locale" content="pt_BR"><p>x').lang == "pt-BR"
    assert read_html('<p>x <a rel="author">Bo</a>').authors == ("Bo",)


@pytest.mark.parametrize(
    ("data", "charset"),
    [
        ("é –".encode(), None),
        ("\ufeffé –".encode(), "windows-1252"),
        ("\ufeffé –".encode("utf-16-le"), None),
        ("é –".encode("cp1252"), None),
        ("é –".encode("cp1252"), "ISO-8859-1"),
        (b"<meta charset='latin1'>" + "é –".encode("cp1252"), None),
        (b'<meta content="text/html; charset=utf-8">' + "é –".encode(), None),
        (b"<?xml version='1.0' encoding='UTF-8'?>" + "é –".encode(), None),
        ("é –".encode(), "no-such-encoding"),
        (b"<meta charset=rot13>" + "é –".encode(), None),
    ],
)
def test_a_page_is_decoded_as_it_says_or_as_it_looks(data: bytes, charset: str | None) -> None:
    assert decode(data, charset).endswith("é –")


def test_a_page_in_xml_may_close_at_once_what_html_may_not() -> None:
    head = '<html xmlns="http://www.w3.org/1999/xhtml" xml:lang="fr"><head><script src="x"/>'
    source = f'<?xml version="1.0"?>{head}<title>T</title></head><body><p>Text<a id="x"/></p>'
    reading = read_html(f"{source}<p>More&nbsp;text</p></body></html>")
    assert texts(reading) == ["Text", "More\u00a0text"]
    assert (reading.title, reading.lang) == ("T", "fr")
    assert texts(read_html('<?xml version="1.0"?><p>No XML<br>at all')) == ["No XML at all"]


def test_every_character_has_its_place() -> None:
    source = (
        "<!DOCTYPE html>\n<html><head><title>No, not here</title></head><body>\n"
        "<nav>text</nav><p class='text'>some <b>te&amp;xt</b>\n  here &mdash; text</p>"
        "<pre>text</pre>text"
    )
    lines = source.split("\n")
    for paragraph in read_html(source).paragraphs:
        for at, char in enumerate(paragraph.text):
            place = paragraph.place(at)
            shown = lines[place.line - 1][place.column - 1 :][:1] or " "
            assert shown == {"—": "&"}.get(char, char), (paragraph.text, at, place)


def test_a_page_becomes_a_document_whose_sentences_name_their_elements(tmp_path: Path) -> None:
    path = tmp_path / "lamp.html"
    path.write_text('<h1 id="t">The Lamp</h1><p id="p1">One. Two.<p>Three.<div id="t">Four.</div>')
    document = read(path)
    assert [one.anchor for one in document.sentences] == ["#t", "#p1", "#p1", "#/2/6", "#/2/8"]
    assert document.title == "The Lamp"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"\x89PNG\0\0", r"it is not a text file"),
        (b"<p>" * 1 + b"<div>" * 3000 + b"x", "nested too deeply"),
        (b"<script>1</script>", "nothing to read aloud"),
        (b"  ", "nothing to read aloud"),
    ],
)
def test_what_is_no_page_is_refused_in_one_sentence(
    tmp_path: Path, data: bytes, message: str
) -> None:
    path = tmp_path / "page.html"
    path.write_bytes(data)
    with pytest.raises(DocumentError, match=message):
        read(path)


@pytest.mark.parametrize(
    "source", ["<a '" * 20_000, "<!-- " * 20_000, "<" * 20_000, "<sup>" * 400 + "<i></i>" * 2000]
)
def test_what_never_ends_does_no_harm(source: str) -> None:
    assert len(texts(read_html(f"<p>Text</p>{source}"))) <= 2


@pytest.mark.parametrize(
    "source",
    [
        "<!doctype html><title>Tide</title>{}",
        "<!doctype html><html lang=en><meta charset=utf-8><title>Tide</title>\n{}",
        "<head><title>Tide</title>{}<body>",
        "<head><title>Tide</title></head>{}",
    ],
)
def test_a_page_needs_no_tags_of_head_and_body(source: str) -> None:
    reading = read_html(source.format("<main><h1>Tide</h1><x-part>It <i>rose</i>.</x-part></main>"))
    assert texts(reading) == ["Tide", "It rose."]
    assert reading.title == "Tide"


def test_a_picture_and_the_caption_below_it_are_not_read_twice() -> None:
    reading = read_html('<p><img alt="A boat"></p><p>A boat</p><p><img alt="A ship"></p><p>It</p>')
    assert texts(reading) == ["A boat", "A ship", "It"]
    assert left(reading) == [("what the caption of the picture says too", "A boat")]
