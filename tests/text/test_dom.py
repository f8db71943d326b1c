"""A tree of HTML elements becomes paragraphs, that know each character's place in the tree."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from hypothesis import given, settings
from hypothesis import strategies as st

from captioner.text.collapsed import TAIL, TEXT
from captioner.text.dom import Block, blocks, paragraph_of
from captioner.text.html import read_html
from captioner.text.tree import Tree, html_tree, xhtml_tree
from captioner.text.unread import Rules

WORDS = st.sampled_from(
    ["tide ", " lamp", "a\n", "\t", "  ", "&amp;", "&shy;", "漢", "字\n", "é", "<br>", "<hr/>"]
)
NAMES = st.sampled_from(
    ["p", "div", "b", "i", "code", "a", "sup", "li", "ul", "td", "h2", "nav", "pre", "rt"]
)
ATTRIBUTES = st.sampled_from(["", ' id="n"', ' id="m"', " hidden", ' href="#n"'])
NODES = st.recursive(
    st.lists(WORDS, min_size=1, max_size=3).map("".join),
    lambda inner: st.tuples(NAMES, ATTRIBUTES, st.lists(inner, min_size=1, max_size=4)).map(
        lambda parts: f"<{parts[0]}{parts[1]}>{''.join(parts[2])}</{parts[0]}>"
    ),
    max_leaves=8,
)
SOURCES = st.lists(NODES, min_size=1, max_size=6).map("".join)


def read(tree: Tree) -> Iterator[Block]:
    return (part for part in blocks(tree, Rules(reads_notes=True)) if isinstance(part, Block))


def letters(text: str) -> Counter[str]:
    return Counter(char for char in text if not char.isspace() and char != "\u00ad")


@settings(max_examples=50)
@given(SOURCES)
def test_each_character_is_of_the_string_it_is_said_to_be_of(source: str) -> None:
    tree = html_tree(source)
    for block in read(tree):
        assert tree.at(block.name) is block.element
        at = 0
        for stretch in block.stretches:
            # Only a blank for the end of a line is of no string.
            assert block.text[at : stretch.start].strip() == ""
            assert stretch.where in (TEXT, TAIL)
            whole = (stretch.node.text if stretch.where == TEXT else stretch.node.tail) or ""
            part = whole[stretch.at : stretch.at + stretch.end - stretch.start]
            assert (
                part.replace("\n", " ").replace("\t", " ")
                == block.text[stretch.start : stretch.end]
            )
            at = stretch.end
        assert at == len(block.text)


@settings(max_examples=50)
@given(SOURCES)
def test_all_text_is_read_or_listed_and_nothing_twice(source: str) -> None:
    for page in (False, True):
        reading = read_html(source, page=page)
        found = [one.text for one in (*reading.paragraphs, *reading.notes)]
        found += [one.text for one in reading.left_out]
        assert letters("".join(found)) == letters(html_tree(source).flat.text)


@settings(max_examples=50)
@given(SOURCES)
def test_each_letter_stands_where_its_paragraph_says(source: str) -> None:
    tree = html_tree(source)
    lines = source.split("\n")
    for block in read(tree):
        paragraph = paragraph_of(block, tree.flat)
        for at, char in enumerate(block.text):
            place = paragraph.place(at)
            if not char.isspace():
                assert lines[place.line - 1][place.column - 1] == char


def test_an_element_is_found_by_its_id_or_by_the_steps_to_it() -> None:
    source = (
        '<html xmlns="http://www.w3.org/1999/xhtml"><head/><body><!-- --><p id="a"><b>x</b></p>'
    )
    tree = xhtml_tree(source + '<p id="a">y</p></body></html>')
    assert [block.name for block in read(tree)] == ["#a", "#/4/4"]
    for name, text in (("#a", "x"), ("c.xhtml#/4/4", "y"), ("#a/2", "x"), ("#/4/2/2", "x")):
        found = tree.at(name)
        assert found is not None
        assert "".join(map(str, found.itertext())) == text
    assert tree.at("#b") is tree.at("#/4/6") is tree.at("#/4/0") is None
