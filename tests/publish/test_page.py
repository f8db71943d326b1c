"""Pages as they are written: what is in them, in which elements, and that it is only text."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Sequence
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from captioner.audio.pcm import ms_of
from captioner.document import Kind
from captioner.publish.again import publish_folder
from captioner.publish.page import document as page_document
from captioner.publish.page.book import Entry, index_page
from captioner.publish.page.document import Chaptered, Leaf, Neighbour, Work, page
from captioner.publish.page.template import file, text_address, words_for
from captioner.publish.page.text import Line, text_of
from captioner.publish.page.times import times_of
from captioner.publish.settings import PublishSettings
from captioner.timeline import record
from captioner.timeline.fit import Quality
from tests.publish.books import BOOK, narrated_book
from tests.publish.kept.test_cover import picture
from tests.publish.making import end_of
from tests.strategies import ADVERSARIES, timelines, tried

WORK = Work("A tide", ("Mara Quill",), "en", 1000, "0123456789ab")
HOSTILE = "</script><script>alert(1)</script><img src=x onerror=alert(1)>\"'`&lt;{{data}}"


class Elements(HTMLParser):
    """Reads HTML as a browser does: which elements there are, and what stands in each sentence."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.texts: dict[str, str] = {}
        self._within: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        self.tags.append((tag, told))
        if tag == "span":
            self._within.append(told.get("id", ""))
            self.texts.setdefault(self._within[-1], "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "span":
            self._within.pop()

    def handle_data(self, data: str) -> None:
        if self._within:
            self.texts[self._within[-1]] += data

    def named(self, tag: str) -> list[dict[str, str]]:
        return [told for name, told in self.tags if name == tag]


def line(number: int, text: str, kind: Kind = Kind.PARAGRAPH, **more: Any) -> record.SentenceLine:
    given: dict[str, Any] = {"paragraph": number, "line": number, "lang": "en", "words": []} | more
    return record.SentenceLine(
        context=f"s01-{number:03}",
        text=text,
        spoken=text,
        kind=kind,
        column=1,
        continues=False,
        start=1000 * number,
        end=1000 * number + 800,
        tail=100,
        **given,
    )


def leaf_of(lines: Sequence[record.SentenceLine], **more: Any) -> Leaf:
    usual: dict[str, Any] = {
        "title": "A tide", "lines": [Line(one, 2) for one in lines], "start": 0, "end": 100_000,
        "sound": "x.mp3", "captions": "WEBVTT", "captions_name": "x.vtt",
    }  # fmt: skip
    return Leaf(**(usual | more))


def html_of(*lines: record.SentenceLine, title: str = "") -> str:
    text = text_of([Line(one, 2) for one in lines], title, "en", "ltr")
    return f"{text.title}\n{text.html}".strip()


def data_in(html: str) -> dict[str, Any]:
    (found,) = re.findall(r'<script type="application/json" id="data">(.*?)</script>', html)
    told: dict[str, Any] = json.loads(found)
    return told


# ---------------------------------------------------------------- elements


def test_each_kind_has_its_element() -> None:
    html = html_of(
        line(1, "Tides", Kind.HEADING),
        line(2, "One. ", paragraph=2),
        line(3, "Two.", paragraph=2),
        line(4, "a", Kind.ITEM),
        line(5, "b", Kind.ITEM),
        line(6, "q", Kind.QUOTE),
        line(7, "alt", Kind.FIGURE, anchor="#/4/2"),
        line(8, "caption", Kind.FIGURE, anchor="#/4/2/4"),
        line(9, "another", Kind.FIGURE, anchor="#/4/4"),
        line(10, "bang", Kind.SOUND),
        line(11, "After.", after_break=True),
        title="Tides",
    )

    bare = re.sub(r"\s*</?span[^>]*>\s*|\n", lambda found: " " * (found[0] == "</span> "), html)
    assert bare == (
        "<h1>Tides</h1><p>One. Two.</p><ul><li>a</li><li>b</li></ul>"
        "<blockquote><p>q</p></blockquote>"
        "<figure><p>alt</p><figcaption>caption</figcaption></figure>"
        "<figure><figcaption>another</figcaption></figure>"
        '<p class="sound">bang</p><hr><p>After.</p>'
    )


def test_cells_make_a_table_where_their_rows_are_told() -> None:
    head = [line(1, "a", Kind.CELL, line=1), line(2, "b", Kind.CELL, line=1)]
    body = [line(3, "c", Kind.CELL, line=3), line(4, "d", Kind.CELL, line=3)]
    by_anchor = [
        line(5 + n, "x", Kind.CELL, line=9, anchor=f"#/4/{row}/{cell}")
        for n, (row, cell) in enumerate(((2, 2), (2, 4), (4, 2), (4, 4)))
    ]

    assert [tag for tag, _ in Elements(html_of(*head, *body)).tags if tag != "span"] == [
        "div", "table", "thead", "tr", "th", "th", "tbody", "tr", "td", "td",
    ]  # fmt: skip
    assert len(Elements(html_of(*by_anchor)).named("tr")) == 2
    assert Elements(html_of(*head, *body[:1])).named("table") == []


@tried
@given(st.lists(st.integers(1, 6), min_size=1, max_size=12))
def test_no_heading_is_more_than_one_level_deeper_than_the_one_before(levels: list[int]) -> None:
    lines = [
        Line(line(number, "x", Kind.HEADING), level) for number, level in enumerate(levels, start=1)
    ]

    text = text_of(lines, "A tide", "en", "ltr")

    depths = [1, *(head.depth for head in text.heads)]
    assert text.title == ""
    assert all(1 < after <= before + 1 for before, after in pairwise(depths))


def test_a_speaker_is_named_where_another_one_begins_and_the_text_does_not_say() -> None:
    unsaid = [record.WordLine(0, 4, 3000, 3000, Quality.UNSAID)]
    html = html_of(
        line(1, "Hello.", speaker="ANN"),
        line(2, "Again.", speaker="ANN"),
        line(3, "BOB: Me too.", speaker="BOB", words=unsaid),
        line(4, "Yes.", speaker="ANN"),
    )

    assert re.findall(r"<b>(\w+)</b> <span id=\"(\S+)\"", html) == [
        ("ANN", "s01-001"),
        ("ANN", "s01-004"),
    ]


def test_language_and_direction_are_told_where_they_differ() -> None:
    html = html_of(
        line(1, "Hello."), line(2, "שלום, world.", lang="he"), line(3, "x", lang='en" onclick="x')
    )
    parsed = Elements(html)

    assert [told.get("dir") for told in parsed.named("p")] == [None, "rtl", None]
    assert [told.get("lang") for told in parsed.named("span")] == [None, "he", None]
    work = replace(WORK, title="الميناء", lang="ar")
    (root,) = Elements(page(work, leaf_of([line(1, "الميناء")]))).named("html")
    assert root == {"lang": "ar", "dir": "rtl"}
    for title, lang, way in (
        ("iPhone", "ar-EG", "rtl"),
        ("الميناء", "en", "rtl"),
        ("x", "en", "ltr"),
    ):
        assert replace(WORK, title=title, lang=lang).way == way


# ---------------------------------------------------------------- only text


@tried
@given(timelines(), st.sampled_from((*ADVERSARIES, HOSTILE, "\0\r\n\t\x85")))
def test_each_sentence_reads_as_it_was_written(timeline: Any, title: str) -> None:
    lines = [record.sentence_line(placed) for placed in timeline.placed]
    work = replace(WORK, title=title, authors=(title,), rate=timeline.rate)

    html = page(work, leaf_of(lines, title=title, captions=title))

    parsed = Elements(html)
    for one in lines:
        text = one.text.rstrip()
        control = [char for char in text if ord(char) < 32 or 127 <= ord(char) < 160]
        expected = text.translate({ord(char): " " for char in control})
        assert parsed.texts[one.context] == expected
    assert len(parsed.named("script")) == 2
    assert not any(name.startswith("on") for _, told in parsed.tags for name in told)


def test_nothing_of_a_document_becomes_markup() -> None:
    chaptered = Chaptered(
        "a.html", "index.html", Neighbour(HOSTILE, "b.html"), Neighbour(HOSTILE, "c.html")
    )
    work = Work(HOSTILE, (HOSTILE,), HOSTILE, 1000, "x")
    hostile = [
        line(n, HOSTILE, kind, speaker=HOSTILE, lang=HOSTILE, anchor=HOSTILE)
        for n, kind in enumerate(Kind, start=1)
    ]
    written = [
        page(work, leaf_of(hostile, title=HOSTILE, captions=HOSTILE, chaptered=chaptered)),
        index_page(work, [Entry(Neighbour(HOSTILE, "a.html"), 1000)], ""),
    ]

    for html in written:
        parsed = Elements(html)
        assert len(parsed.named("script")) == 2
        assert parsed.named("img") == []
        assert not any(name.startswith("on") for _, told in parsed.tags for name in told)
        assert "{{data}}" in html


def test_the_policy_knows_the_one_script_and_the_one_style_and_nothing_else() -> None:
    for html in (
        page(WORK, leaf_of([line(1, "x")])),
        index_page(WORK, [Entry(Neighbour("x", "a.html"), 1000)], "cover.jpg"),
    ):
        (policy,) = re.findall(r'Content-Security-Policy" content="([^"]+)"', html)
        (style,), (script,) = (
            re.findall(rf"<{tag}>(.*?)</{tag}>", html, re.DOTALL) for tag in ("style", "script")
        )
        rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
        assert rules["default-src"] == "'none'"
        for name, text in (("script-src", script), ("style-src", style)):
            digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
            assert rules[name] == f"'sha256-{digest}'"
        assert not re.search(r"""(src|href)=["']?(https?:)?//|url\(|@import| style=""", html)


@tried
@given(st.text())
def test_an_address_that_is_a_text_gives_back_the_text(text: str) -> None:
    (told,) = Elements(f'<track src="{text_address("text/vtt", text)}">').named("track")

    assert unquote(told["src"].partition(",")[2]) == text
    assert not set(told["src"]) & {"#", "\n", "\r", "\t"}


# ---------------------------------------------------------------- times


@tried
@given(timelines(), st.integers(0, 10_000))
def test_the_times_of_words_are_read_as_they_are(timeline: Any, begin: int) -> None:
    lines = [record.sentence_line(placed) for placed in timeline.placed]
    rate, begin = timeline.rate, min(begin, lines[0].start)

    told = times_of(lines, begin, rate)

    first = ms_of(begin, rate)
    for number, one in enumerate(lines):
        assert told["starts"][number] == ms_of(one.start, rate) - first
        found, at, now = [], 0, told["starts"][number]
        numbers = iter(told["words"][number])
        for gap, length, pause, lasting in zip(numbers, numbers, numbers, numbers, strict=True):
            units = one.text.encode("utf-16-le")[2 * (at + gap) : 2 * (at + gap + length)]
            found.append((units.decode("utf-16-le"), now + pause, now + pause + lasting))
            at, now = at + gap + length, now + pause + lasting
        assert found == [
            (one.text[w.text_from : w.text_to], ms_of(w.start, rate) - first,
             ms_of(w.end, rate) - first)
            for w in one.words if w.quality is not Quality.UNSAID
        ]  # fmt: skip


def test_anchors_are_told_where_they_change() -> None:
    anchored = [line(n, "x", anchor=anchor) for n, anchor in enumerate(("", "#a", "#a", "", "#b"))]

    assert times_of(anchored, 0, 1000)["anchors"] == [(1, "#a"), (3, ""), (4, "#b")]


# ---------------------------------------------------------------- words of the page


def test_every_language_has_every_word_and_no_word_is_missing_in_a_page() -> None:
    _, english = words_for("en")
    for lang in re.findall(r"^\[(\w+)\]", file("words.toml"), re.MULTILINE):
        chosen, words = words_for(lang)
        assert chosen == lang
        assert words.keys() == english.keys()
        section = file("words.toml").split(f"[{lang}]\n")[1].split("\n[")[0]
        assert re.findall(r"^(\w+) =", section, re.MULTILINE) == list(english)
        for name, text in words.items():
            assert re.findall(r"\{\w+\}", text) == re.findall(r"\{\w+\}", english[name]) or (
                sorted(re.findall(r"\{\w+\}", text))
                == sorted(re.findall(r"\{\w+\}", english[name]))
            )
    assert words_for("xx-XX") == words_for("en")
    assert 'lang="en" dir="ltr"' in page(replace(WORK, lang="mi"), leaf_of([line(1, "x")]))


def test_lengths_are_told_for_people() -> None:
    _, words = words_for("en")

    assert page_document.length(10_000, words) == "1 min"
    assert page_document.length(3_660_000, words) == "1 h 1 min"
    assert page_document.clock(3_723_000) == "1:02:03"


# ---------------------------------------------------------------- files


def test_an_article_is_one_file_with_its_sound_and_captions(folder: Path) -> None:
    published = publish_folder(folder, formats=("page",))

    html = (folder / "x.html").read_text("utf-8")
    assert [path.name for path in published.files] == ["x.html"]
    (sound,) = Elements(html).named("audio")
    assert base64.b64decode(sound["src"].removeprefix("data:audio/mpeg;base64,"))
    (track,) = Elements(html).named("track")
    assert unquote(track["src"].partition(",")[2]) == (folder / "x.vtt").read_text("utf-8")
    told = data_in(html)
    assert told["ms"] == ms_of(end_of(folder).frames, 22050)
    assert len(told["ids"]) == end_of(folder).sentences


def test_a_book_is_an_index_and_a_page_a_chapter(folder: Path) -> None:
    settings = PublishSettings(chapters=True, authors=("Mara Quill",))
    publish_folder(folder, formats=("page", "vtt"), settings=settings)

    names = ["01-one-two", "02-three"]
    assert sorted(path.name for path in (folder / "page").iterdir()) == [
        *(f"{name}.{suffix}" for name in names for suffix in ("html", "mp3")), "index.html",
    ]  # fmt: skip
    index = Elements((folder / "page/index.html").read_text("utf-8"))
    links = [told["href"] for told in index.named("a")]
    assert links == ["01-one-two.html#play", "01-one-two.html", "02-three.html"]
    for at, name in enumerate(names):
        html = (folder / f"page/{name}.html").read_text("utf-8")
        parsed = Elements(html)
        assert parsed.named("audio")[0]["src"] == f"{name}.mp3"
        captions = unquote(parsed.named("track")[0]["src"].partition(",")[2])
        assert captions == (folder / f"chapters/{name}.vtt").read_text("utf-8")
        told = data_in(html)
        assert told["next"] == ("" if at else "02-three.html")
        assert 0 <= told["starts"][0] <= 500


def test_sound_that_would_come_out_the_same_is_not_made_again(tmp_path: Path) -> None:
    def made(text: str) -> dict[str, int]:
        settings = PublishSettings(chapters=True)
        narrated_book(tmp_path, text, formats=("vtt", "page"), publish=settings)
        return {path.name: path.stat().st_ino for path in (tmp_path / "x/page").glob("*.mp3")}

    before = made(BOOK)
    after = made(BOOK.replace("The sea had gone.", "The sea was far out."))

    changed = {name for name, inode in after.items() if before[name] != inode}
    assert changed == {"02-far-out.mp3"}
    assert "The sea was far out." in (tmp_path / "x/page/02-far-out.html").read_text("utf-8")


def test_the_index_of_a_book_shows_its_cover(folder: Path, tmp_path: Path) -> None:
    cover = tmp_path / "front.png"
    cover.write_bytes(picture("PNG"))
    publish_folder(
        folder, formats=("page", "vtt"), settings=PublishSettings(chapters=True, cover=cover)
    )

    (shown,) = Elements((folder / "page/index.html").read_text("utf-8")).named("img")
    assert shown == {"src": "cover.png", "alt": ""}
    assert (folder / "page/cover.png").read_bytes() == cover.read_bytes()


def test_a_long_article_has_its_sound_beside_it(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("captioner.publish.page.pages.MOST_EMBEDDED_SECONDS", 1)
    publish_folder(folder, formats=("page",), settings=PublishSettings(chapters=False))

    html = (folder / "x.html").read_text("utf-8")
    assert Elements(html).named("audio")[0]["src"] == "x.page.mp3"
    assert (folder / "x.page.mp3").is_file()


def test_a_word_takes_little_room() -> None:
    text = "seven small boats came home before it got dark "
    count = len(text.split())
    at = 0
    words: list[record.WordLine] = []
    for word in text.split():
        start = text.index(word, at)
        words.append(
            record.WordLine(start, start + len(word), 230 * len(words), 230 * len(words) + 230,
                            Quality.MEASURED)
        )  # fmt: skip
        at = start + len(word)
    lines = [line(n, text, words=words) for n in range(1, 1001)]

    empty, full = (len(page(WORK, leaf_of(some))) for some in (lines[:1], lines))

    assert (full - empty) / (999 * count) < 25
