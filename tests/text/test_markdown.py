"""Markdown becomes paragraphs, and a record of what is not spoken."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from captioner.document import Kind, LeftOut, Place
from captioner.text.editing import with_notes
from captioner.text.markdown import read_markdown

BLOCKS = st.lists(
    st.sampled_from(
        [
            "# Lamp *one*",
            "Title\n=====",
            'plain `code` [link](x "t")\nnext ![alt](p.png)',
            "* a\n  * b\n\n    c",
            "1. one\n2. two",
            "> quote\nlazy\n> > deep",
            "| a | b \\| c |\n|---|---|\n| d | |",
            "```py\nx = 1\n```",
            "    indented",
            "<!-- note -->",
            "<div>\nx\n</div>",
            "<ul><li>x &amp; y\n<li>z <nothing></ul>",
            "<nothing>\nx *y*",
            "<pre>x",
            "a <script>x **y</script> z** <rt>b",
            "a<br>b <b>c</b> <!-- d -->",
            "note[^1] and[^2]",
            "[^1]: text of it",
            "[r]: https://example.org 'x'",
            "[r] and [r][r]",
            "***",
            "\\* &amp; \\_",
            "<https://example.org>",
            "~~old~~ **new**",
            "end\\\nbreak  \nmore",
            "---",
            "潮水\n来了",
            "",
            "\t",
            "[ ] (",
            "``",
            "|",
        ]
    )
    | st.text(st.characters(exclude_characters="\r"), max_size=15),
    max_size=10,
).flatmap(lambda blocks: st.sampled_from(["\n\n", "\n"]).map(lambda gap: gap.join(blocks)))


def texts(source: str) -> list[tuple[Kind, str]]:
    return [(paragraph.kind, paragraph.text) for paragraph in read_markdown(source).paragraphs]


def left_out(source: str) -> list[tuple[str, str, int]]:
    reading = with_notes(read_markdown(source), "en", wanted=False)
    return [(out.reason, out.text, out.place.line) for out in reading.left_out]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("# The *Lamp*", [(Kind.HEADING, "The Lamp")]),
        ("### Deep ###", [(Kind.HEADING, "Deep")]),
        ("The Lamp\n========", [(Kind.HEADING, "The Lamp")]),
        ("One line\nand another.", [(Kind.PARAGRAPH, "One line and another.")]),
        ("潮水\n来了。", [(Kind.PARAGRAPH, "潮水来了。")]),
        ("* one\n* two\n  * three", [(Kind.ITEM, "one"), (Kind.ITEM, "two"), (Kind.ITEM, "three")]),
        ("1. one\n\n   more", [(Kind.ITEM, "one"), (Kind.ITEM, "more")]),
        ("> said\n> so", [(Kind.QUOTE, "said so")]),
        ("> * item", [(Kind.ITEM, "item")]),
        (
            "| a | b |\n|---|---|\n| c | d \\| e |",
            [(Kind.CELL, "a"), (Kind.CELL, "b"), (Kind.CELL, "c"), (Kind.CELL, "d | e")],
        ),
        ("See [the *text*](https://example.org).", [(Kind.PARAGRAPH, "See the text.")]),
        ("See [the text][r].\n\n[r]: /x", [(Kind.PARAGRAPH, "See the text.")]),
        ("Call `run()` now.", [(Kind.PARAGRAPH, "Call run() now.")]),
        (
            "**Bold**, _slanted_ and \\~~plain\\~~.",
            [(Kind.PARAGRAPH, "Bold, slanted and ~~plain~~.")],
        ),
        ("At ~~*nine* or~~ ten, a **b ~~c~~ d**.", [(Kind.PARAGRAPH, "At ten, a b d.")]),
        ("~~a `~~`\nb~~ c <s>d ~~e</s> f~~ g", [(Kind.PARAGRAPH, "c f g")]),
        ("![A lamp *lit*](lamp.png)", [(Kind.FIGURE, "A lamp lit")]),
        ("Bread &amp; butter \\* &copy;", [(Kind.PARAGRAPH, "Bread & butter * ©")]),
        ("one\\\ntwo  \nthree<br>four", [(Kind.PARAGRAPH, "one two three four")]),
        ("snake_case_name and 2 * 3 * 4", [(Kind.PARAGRAPH, "snake_case_name and 2 * 3 * 4")]),
    ],
)
def test_what_is_read_aloud(source: str, expected: list[tuple[Kind, str]]) -> None:
    assert texts(source) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("One.\n\n```py\nx = 1\n```", ("code block", "x = 1", 3)),
        ("One.\n\n    x = 1", ("code block", "x = 1", 3)),
        ("One.\n\n<!-- a\nnote -->", ("HTML comment", "<!-- a\nnote -->", 3)),
        ("One.\n\n> a ~~b *c*\n> d~~ e", ("struck out", "b *c*\nd", 3)),
        ("One.\n\na ~~b ~~c~~ d~~ e", ("struck out", "b ~~c~~ d", 3)),
        ("| a | ~~b \\| c~~ |\n|---|---|", ("struck out", "b | c", 1)),
        ("One.\n\na <del>b</del> e", ("struck out", "<del>b</del>", 3)),
        ("One.\n\n<style>\nx\n\ny</style>", ("HTML", "<style>\nx\n\ny</style>", 3)),
        ("One.\n\n<div>\n<pre>x</pre>\nTwo.</div>", ("code block", "<pre>x</pre>", 4)),
        ("One\n<script>x *y* z</script> two.", ("HTML", "<script>x *y* z</script>", 2)),
        ("<ruby>潮<rt>chao</rt></ruby>", ("ruby annotation", "<rt>chao</rt>", 1)),
        ("One.\n\n<div>\n<!-- a\nb -->c</div>", ("HTML comment", "<!-- a\nb -->", 4)),
        ("One.\n\n<div\nclass=x>y</div>", ("HTML tag", "<div\nclass=x>", 3)),
        ("One.\n\n<?php x ?>", ("HTML", "<?php x ?>", 3)),
        ("One <svg> two `</svg>` three.", ("HTML", "<svg> two `</svg>` three.", 1)),
        ("One <!X y> two.", ("HTML", "<!X y>", 1)),
        ("One\ntwo <!-- a --> three.", ("HTML comment", "<!-- a -->", 2)),
        ("One.\n\n***", ("rule", "***", 3)),
        ("One\n[two](https://example.org/x).", ("link address", "https://example.org/x", 2)),
        ("One\n![two](lamp.png).", ("link address", "lamp.png", 2)),
        ("[one].\n\n[one]: https://example.org", ("link address", "https://example.org", 3)),
        ("One\ntwo[^n].\n\n[^n]: Its text.", ("note mark", "[^n]", 2)),
        ("One\ntwo[^n].\n\n[^n]: Its text.", ("note", "Its text.", 4)),
        ("One.\n\n> [^n]: Unasked\n> for.\n", ("note", "Unasked for.", 3)),
        ("One\ntwo^[Its *text*.] three.", ("note", "Its text.", 2)),
        ("---\ntitle: T\n---\nOne.", ("front matter", "title: T", 1)),
    ],
)
def test_what_is_left_unspoken_is_recorded_with_its_reason_and_line(
    source: str, expected: tuple[str, str, int]
) -> None:
    assert expected in left_out(source)
    spoken = " ".join(text for _, text in texts(source))
    assert expected[1] not in spoken


def test_the_tags_around_a_word_are_left_out_and_the_word_is_not() -> None:
    assert texts("a <b>bold</b> word") == [(Kind.PARAGRAPH, "a bold word")]
    assert read_markdown("a <b>bold</b> word").left_out == (
        LeftOut("<b>", "HTML tag", Place(1, 3)),
        LeftOut("</b>", "HTML tag", Place(1, 10)),
    )


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("Say <nothing> more.", ["Say <nothing> more."]),
        ("A List<String> of <T>s.", ["A List<String> of <T>s."]),
        ("</nothing> and <x-y z='1'/>.", ["</nothing> and <x-y z='1'/>."]),
        ("Over <two\nlines>.", ["Over <two lines>."]),
        ("<nothing>\nis *[this][r]*.\n\n[r]: /x", ["<nothing> is this."]),
        ("<Table> is a type.", ["<Table> is a type."]),
        ("Mail <user@example.org>.", ["Mail user@example.org."]),
        # Nobody closes these, so they are what HTML's are called as well.
        ("Copy <source> to <target>.", ["Copy <source> to <target>."]),
        ("A List<object> and <b>this</b>.", ["A List<object> and this."]),
        ("<b>One.\n\nTwo.</b>", ["One.", "Two."]),
    ],
)
def test_what_looks_like_a_tag_and_is_none_of_html_is_text(
    source: str, expected: list[str]
) -> None:
    assert [text for _, text in texts(source)] == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("<div>The tide\nwas <b>out</b>.</div>", [(Kind.PARAGRAPH, "The tide was out.")]),
        ("<DIV>One.<P>Two.</DIV>", [(Kind.PARAGRAPH, "One."), (Kind.PARAGRAPH, "Two.")]),
        ("<h1 align=center>The <i>Lamp</i></h1>", [(Kind.HEADING, "The Lamp")]),
        (
            "<ul><li>one<li><p>two</p>\nthree</ul>\nfour",
            [
                (Kind.ITEM, "one"),
                (Kind.ITEM, "two"),
                (Kind.ITEM, "three"),
                (Kind.PARAGRAPH, "four"),
            ],
        ),
        ("<table><tr><td>a</td><td>b</td></table>", [(Kind.CELL, "a"), (Kind.CELL, "b")]),
        ("> <p>said</p>", [(Kind.QUOTE, "said")]),
        (
            "<details><summary>More</summary>\n\n*Told*.\n\n</details>",
            [(Kind.PARAGRAPH, "More"), (Kind.PARAGRAPH, "Told.")],
        ),
        ("<p>R&amp;D<br>2 &lt; 3 &nothing; List<String></p>",
         [(Kind.PARAGRAPH, "R&D 2 < 3 &nothing; List<String>")]),
        ("| a |\n|---|\n| one<ul><li>two</ul> |", [(Kind.CELL, "a"), (Kind.CELL, "one two")]),
    ],
)  # fmt: skip
def test_the_text_in_html_is_read(source: str, expected: list[tuple[Kind, str]]) -> None:
    assert texts(source) == expected


def test_a_word_in_html_knows_its_line_and_column() -> None:
    found = read_markdown("> <div>\n>   R&amp;D <b>and</b>\n> more</div>").paragraphs[0]
    assert found.text == "R&D and more"
    assert [found.place(found.text.index(word)) for word in ("R", "D", "and", "more")] == [
        Place(2, 5), Place(2, 11), Place(2, 16), Place(3, 3),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("front", "title", "lang"),
    [
        ("title: The Lamp\nlang: en-GB", "The Lamp", "en-GB"),
        ('title: "The Lamp: a tale"', "The Lamp: a tale", None),
        ("title: 'The # Lamp' # comment", "The # Lamp", None),
        ("title: The Lamp # comment\nlanguage: de", "The Lamp", "de"),
        ("Title: Große Flut\nauthor: N.", "Große Flut", None),
        ("draft: true", None, None),
    ],
)
def test_front_matter_gives_title_and_language_and_is_not_spoken(
    front: str, title: str | None, lang: str | None
) -> None:
    reading = read_markdown(f"---\n{front}\n---\n\nThe tide.\n")
    assert (reading.title, reading.lang) == (title, lang)
    assert [paragraph.text for paragraph in reading.paragraphs] == ["The tide."]


def test_a_rule_later_in_the_text_is_no_front_matter() -> None:
    reading = read_markdown("One.\n\n---\ntitle: T\n---\n")
    assert reading.title is None


SOURCE = """\
# The *Lamp*

First line with **bold**
  and [a link](https://example.org) too.

> * quoted &amp; listed

| Name | Same |
|------|------|
| Same | x \\| y |

Note[^1] and `code`, after.
"""


@pytest.mark.parametrize(
    ("paragraph", "word", "place"),
    [
        (0, "Lamp", Place(1, 8)),
        (1, "First", Place(3, 1)),
        (1, "bold", Place(3, 19)),
        (1, "link", Place(4, 10)),
        (1, "too", Place(4, 37)),
        (2, "quoted", Place(6, 5)),
        (2, "listed", Place(6, 18)),
        (4, "Same", Place(8, 10)),
        (5, "Same", Place(10, 3)),
        (6, "x", Place(10, 10)),
        (7, "code", Place(12, 15)),
        (7, "after", Place(12, 22)),
    ],
)
def test_every_word_knows_its_line_and_column(paragraph: int, word: str, place: Place) -> None:
    found = read_markdown(SOURCE).paragraphs[paragraph]
    assert found.place(found.text.index(word)) == place


@given(BLOCKS)
def test_any_source_gives_clean_paragraphs_with_places_in_it(source: str) -> None:
    lines = source.count("\n") + 1
    reading = read_markdown(source)
    for paragraph in reading.paragraphs:
        assert paragraph.text == paragraph.text.strip() != ""
        offsets = [offset for offset, _ in paragraph.anchors]
        assert offsets == sorted(offsets)
        for offset in range(len(paragraph.text)):
            assert 1 <= paragraph.place(offset).line <= lines
    for left in reading.left_out:
        assert 1 <= left.place.line <= lines


@given(st.lists(st.text("abcdé潮 .,", min_size=1).filter(str.strip), min_size=1))
def test_plain_words_come_out_as_they_went_in(paragraphs: list[str]) -> None:
    source = "\n\n".join(text.strip() for text in paragraphs)
    assert [text for _, text in texts(source)] == [text.strip() for text in paragraphs]


@pytest.mark.parametrize(
    ("matter", "authors"),
    [
        ("author: Ada Marsh", ("Ada Marsh",)),
        ('author: "Marsh, Ada"  # she', ("Marsh, Ada",)),
        ("author: [Ada Marsh, 'Tom Quill']", ("Ada Marsh", "Tom Quill")),
        (
            "authors:\n  - Ada Marsh\n  - name: Tom Quill\n    mail: x\nlang: de",
            ("Ada Marsh", "Tom Quill"),
        ),
        ("author:\n- Ada Marsh\n- Tom Quill", ("Ada Marsh", "Tom Quill")),
        ("author:\ntitle: Tide", ()),
    ],
)
def test_the_front_matter_names_the_authors(matter: str, authors: tuple[str, ...]) -> None:
    assert read_markdown(f"---\n{matter}\n---\n\nText.").authors == authors


@pytest.mark.parametrize(
    ("heading", "text", "attributes"),
    [
        ("# The flood {#flood}", "The flood", "{#flood}"),
        ("# The flood {#the_flood .new_one a=b} #", "The flood", "{#the_flood .new_one a=b}"),
        ("The *flood* {.wide}\n===", "The flood", "{.wide}"),
        ("# The set {a, b}", "The set {a, b}", ""),
        ("# The `{#flood}`", "The {#flood}", ""),
    ],
)
def test_attributes_of_a_heading_are_left_out(heading: str, text: str, attributes: str) -> None:
    reading = read_markdown(f"{heading}\n\nText.")
    assert reading.paragraphs[0].text == text
    left = [(one.text, one.reason) for one in reading.left_out]
    assert left == ([(attributes, "attributes of a heading")] if attributes else [])


def test_a_picture_by_itself_is_a_figure() -> None:
    reading = read_markdown("![A boat](a.png)\n\n[![A *ship*](b.png)](c)\n\nA ![boat](a.png).")
    assert [(one.kind, one.text) for one in reading.paragraphs] == [
        (Kind.FIGURE, "A boat"),
        (Kind.FIGURE, "A ship"),
        (Kind.PARAGRAPH, "A boat."),
    ]
