"""The pages of a new book, as XHTML: all that comes from the document is text in them. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from xml.sax.saxutils import quoteattr

import msgspec

from captioner.publish.epub.overlay import Heard
from captioner.publish.epub.splice import Spliced
from captioner.publish.page.document import Work
from captioner.publish.page.text import Head, Line, language, shown, text_of
from captioner.text.collapsed import TEXT
from captioner.text.tree import Element, name_of, plain_xml
from captioner.timeline import record
from captioner.timeline.fit import Quality

#: Every page has its body by this name; sentences are called by their contexts.
BODY = "body"
#: No character of XML, though one of Unicode.
_NO_XML = {0xFFFE: "\ufffd", 0xFFFF: "\ufffd"}


class Leaf(msgspec.Struct, frozen=True):
    """A chapter of a new book; it is none of its own if it `is_credits`."""

    title: str
    lines: Sequence[Line]
    is_credits: bool = False


class ChapterPage(msgspec.Struct, frozen=True):
    """A page with a chapter, what is heard of it, and its headings."""

    text: str
    heard: tuple[Heard, ...]
    heads: tuple[Head, ...]


def chapter_page(work: Work, leaf: Leaf, style: str, *, words: bool) -> ChapterPage:
    """Write the page of a chapter, with a link to a style sheet."""
    text = text_of(leaf.lines, leaf.title, language(work.lang), work.way)
    # It is written as HTML, where a rule has no end.
    inside = "\n".join(filter(None, (text.title, text.html))).replace("<hr>", "<hr/>")
    kind = "" if leaf.is_credits else ' epub:type="chapter" role="doc-chapter"'
    label = f" aria-label={quoteattr(_plain(leaf.title or work.title))}" if kind else ""
    source = page(
        work, leaf.title or work.title, f"<section{kind}{label}>\n{inside}\n</section>", style
    ).translate(_NO_XML)
    root = plain_xml(source)
    spliced = Spliced(source, root)
    spans = {known: element for element in root.iter("*") if (known := element.get("id"))}
    for element in root.iter("*"):
        if (lang := element.get("lang")) and name_of(element) != "html":
            spliced.add_attribute(element, f'xml:lang="{lang}"')
    heard = tuple(
        Heard(
            line.sentence.context,
            line.sentence.start,
            _words(spliced, spans[line.sentence.context], line.sentence) if words else (),
        )
        for line in leaf.lines
    )
    return ChapterPage(spliced.text(), heard, text.heads)


def _words(spliced: Spliced, span: Element, line: record.SentenceLine) -> tuple[Heard, ...]:
    """Mark the words of a sentence that are said."""
    heard: list[Heard] = []
    at = 0
    for word in line.words:
        if word.quality is Quality.UNSAID or not at <= word.text_from < word.text_to:
            continue
        known, at = f"{line.context}-w{len(heard) + 1}", word.text_to
        start = spliced.at(span, TEXT, word.text_from)[0]
        spliced.insert(start, f'<span id="{known}">')
        spliced.insert(spliced.at(span, TEXT, at - 1)[1], "</span>", closes=True)
        heard.append(Heard(known, word.start))
    return tuple(heard)


def title_page(work: Work, narrated: str, cover: str, style: str) -> str:
    """Write the page that stands first. `cover` is the address of a picture, or empty."""
    title = shown(work.title)
    authors = "".join(
        f'<p class="author">{shown(author)}</p>\n' for author in work.authors if author
    )
    picture = (
        f'<figure class="cover"><img src="{cover}" alt={quoteattr(_plain(work.title))}/></figure>\n'
    )
    return page(
        work,
        work.title,
        f'<section class="titlepage" epub:type="titlepage">\n{picture if cover else ""}'
        f"<h1>{title}</h1>\n{authors}"
        + (f'<p class="narrator">{shown(narrated)}</p>\n' if narrated else "")
        + "</section>",
        style,
    ).translate(_NO_XML)


def page(work: Work, title: str, inside: str, style: str) -> str:
    """Write a page around some XHTML."""
    lang = language(work.lang) or "und"
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html>\n'
        '<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" '
        f'lang="{lang}" xml:lang="{lang}" dir="{work.way}">\n'
        f"<head>\n<title>{shown(title) or '-'}</title>\n"
        f'<link rel="stylesheet" type="text/css" href="{style}"/>\n</head>\n'
        f'<body id="{BODY}">\n{inside}\n</body>\n</html>\n'
    )


def _plain(text: str) -> str:
    """Give a text without the characters that no attribute can hold, unescaped."""
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())
