"""Marks in any markup: well-formed, around the right text, and nothing else changed."""

from __future__ import annotations

import re
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from captioner.publish.epub.marking import Marked, Marker, Wanted
from captioner.publish.epub.splice import Spliced, without_cdata
from captioner.text.dom import Block, blocks
from captioner.text.tree import xhtml_tree
from captioner.text.unread import Rules
from tests.publish.epub.making import by_id
from tests.strategies import tried
from tests.text.books import page

TEXTS = st.sampled_from(
    ["One", " two", "three ", "&amp;", "&#xe9;", "&nbsp;", " ", "<br/>", "<!-- c -->", "four.",
     "<![CDATA[a < b]]>", '<img src="x" alt="seen"/>', "<ruby>漢<rt>kan</rt></ruby>",
     '<a epub:type="noteref" href="#n">1</a>', "5 ", "<?pi x?>", "\n"]
)  # fmt: skip


def wrapped(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    names = st.sampled_from(["em", "b", 'span class="x"', 'i lang="fr"'])
    return st.builds(
        lambda name, parts: f"<{name}>{''.join(parts)}</{name.split()[0]}>",
        names,
        st.lists(inner, max_size=4),
    )


MARKUP = st.lists(st.recursive(TEXTS, wrapped, max_leaves=12), min_size=1, max_size=8).map("".join)


def marked(source: str, cuts: list[int]) -> tuple[str, list[tuple[str, list[Marked]]]]:
    """Mark the pieces into which the text of a page is cut, as if they were sentences."""
    source = without_cdata(source)
    tree = xhtml_tree(source)
    spliced = Spliced(source, tree.root)
    marker = Marker(spliced, set(tree.ids))
    found = []
    for number, block in enumerate(blocks(tree, Rules())):
        if isinstance(block, Block):
            length = len(block.text)
            whole = [one for one in block.stretches if one.where not in ("text", "tail")]
            edges = sorted({0, length, *(cut % (length + 1) for cut in cuts)})
            edges = [at for at in edges if not any(one.start < at < one.end for one in whole)]
            texts = [(a, b) for a, b in pairwise(edges) if block.text[a:b].strip()]
            wanted = [Wanted(f"p{number}-{n}", text, [text]) for n, text in enumerate(texts)]
            for (a, b), pieces in zip(texts, marker.mark(block, wanted), strict=True):
                found.append((block.text[a:b], pieces))
    return spliced.text(), found


@tried
@given(body=MARKUP, cuts=st.lists(st.integers(0, 60), max_size=4))
def test_what_is_marked_stays_as_it_was_but_for_the_marks(body: str, cuts: list[int]) -> None:
    source = without_cdata(page(f"<p>{body}</p>"))
    text, _ = marked(source, cuts)
    ours = etree.fromstring(plain(text))
    for picture in ours.iter("{*}img"):
        picture.attrib.pop("id", "")
    before = etree.fromstring(plain(source))
    etree.strip_tags(before, "{http://www.w3.org/1999/xhtml}span")
    etree.strip_tags(ours, "{http://www.w3.org/1999/xhtml}span")

    assert etree.tostring(ours, method="c14n") == etree.tostring(before, method="c14n")
    assert re.sub(r"\s", "", unmarked(text)) == re.sub(r"\s", "", unmarked(source))


def plain(source: str) -> bytes:
    return source.replace("<!DOCTYPE html>", "").replace("&nbsp;", "&#160;").encode()


def unmarked(text: str) -> str:
    """Take all spans and ids out of a text."""
    return re.sub(r'</?span[^>]*>| id="picture[.\d]*"', "", text)


@tried
@given(body=MARKUP, cuts=st.lists(st.integers(0, 60), max_size=4))
def test_the_marks_of_a_sentence_are_around_all_its_text_in_order(
    body: str, cuts: list[int]
) -> None:
    text, found = marked(page(f"<p>{body}</p>"), cuts)
    root = etree.fromstring(plain(text))
    places: list[int] = []
    for sentence, pieces in found:
        said = "".join(said_of(by_id(root, piece.id)) for piece in unlike(pieces))
        assert pieces
        assert squeezed(sentence) in squeezed(said)
        places += [piece.place for piece in pieces]
    assert places == sorted(places)


def unlike(pieces: list[Marked]) -> list[Marked]:
    return list({piece.id: piece for piece in pieces}.values())


def said_of(node: etree._Element) -> str:
    """Give what is read of an element."""
    if not isinstance(node.tag, str) or etree.QName(node).localname in ("rt", "a"):
        return ""
    parts = [node.get("alt") or "", node.text or ""]
    for child in node:
        parts += [said_of(child), child.tail or ""]
    return "".join(parts)


def squeezed(text: str) -> str:
    return "".join(text.split())
