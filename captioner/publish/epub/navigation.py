"""The contents of a book, as EPUB 3 wants them. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from xml.sax.saxutils import escape, quoteattr

from captioner.publish.epub.overlay import address
from captioner.text.package import Entry


def navigation(
    title: str,
    lang: str,
    entries: Sequence[Entry],
    name: str,
    landmarks: Sequence[tuple[str, str, str]],
) -> str:
    """Write a navigation document, called `name`. Landmarks are given as kind, title, address."""
    told = f" lang={quoteattr(lang)} xml:lang={quoteattr(lang)}" if lang else ""
    parts = "".join(
        f'<li><a epub:type="{kind}" href={quoteattr(link)}>{escape(said)}</a></li>\n'
        for kind, said, link in landmarks
    )
    marks = (
        f'<nav epub:type="landmarks" id="landmarks" hidden="hidden">\n<ol>\n{parts}</ol>\n</nav>\n'
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html>\n'
        '<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"'
        f"{told}>\n<head><title>{escape(title) or '-'}</title></head>\n<body>\n"
        f'<nav epub:type="toc" id="toc">\n{_list(entries, name)}</nav>\n'
        f"{marks if parts else ''}</body>\n</html>\n"
    )


def _list(entries: Sequence[Entry], name: str) -> str:
    """Write entries as lists within lists: each at most one deeper than the one before."""
    parts: list[str] = []
    depths: list[int] = []
    for entry in entries:
        closing = 0
        while depths and depths[-1] >= entry.depth:
            depths.pop()
            closing += 1
        if closing:
            parts.append("</li>\n" + "</ol>\n</li>\n" * (closing - 1))
        else:
            parts.append("<ol>\n")
        depths.append(entry.depth)
        link = address(entry.href, name) + (f"#{entry.id}" if entry.id else "")
        parts.append(f"<li><a href={quoteattr(link)}>{escape(entry.title)}</a>")
    parts.append("</li>\n</ol>\n" * len(depths))
    return "".join(parts)
