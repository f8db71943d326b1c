"""EPUBs for tests, made of their parts."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

CONTAINER = """<?xml version="1.0"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
<rootfiles><rootfile full-path="OEBPS/book.opf" media-type="application/oebps-package+xml"/>
</rootfiles></container>"""

PAGE = """<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops">
<head><title>A file</title></head>
<body>{}</body></html>"""


def page(body: str) -> str:
    """Give a chapter with a body."""
    return PAGE.format(body)


def nav(*entries: tuple[int, str, str]) -> str:
    """Give a navigation document, of depths, links and titles."""
    lines, depth = [], 0
    for level, link, title in entries:
        lines.append("<ol>" * (level - depth) if level > depth else "</li></ol>" * (depth - level))
        if level <= depth:
            lines.append("</li>")
        lines.append(f'<li><a href="{link}">{title}</a>')
        depth = level
    return page(
        f'<nav epub:type="toc"><h1>Contents</h1>{"".join(lines)}{"</li></ol>" * depth}</nav>'
    )


def book(
    path: Path,
    chapters: Mapping[str, str | bytes],
    *,
    contents: str = "",
    items: str = "",
    refs: str = "",
    metadata: str = "<dc:title>The Book</dc:title><dc:language>en-GB</dc:language>",
    attributes: str = "",
    files: Mapping[str, str | bytes] | None = None,
    without: Sequence[str] = (),
) -> Path:
    """Write an EPUB with chapters by their names, and what else is asked for."""
    manifest, spine = "", ""
    for number, name in enumerate(chapters):
        manifest += f'<item id="c{number}" href="{name}" media-type="application/xhtml+xml"/>'
        spine += f'<itemref idref="c{number}"/>'
    if contents:
        manifest += (
            '<item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>'
        )
    package = f"""<?xml version="1.0"?>
<package version="3.0" xmlns="http://www.idpf.org/2007/opf"
xmlns:opf="http://www.idpf.org/2007/opf">
<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">{metadata}</metadata>
<manifest>{manifest}{items}</manifest><spine{attributes}>{spine}{refs}</spine></package>"""
    inside: dict[str, str | bytes] = {
        "META-INF/container.xml": CONTAINER,
        "OEBPS/book.opf": package,
        **{f"OEBPS/{name}": text for name, text in chapters.items()},
        **({"OEBPS/nav.xhtml": contents} if contents else {}),
        **(files or {}),
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/epub+zip", zipfile.ZIP_STORED)
        for name, text in inside.items():
            if name not in without:
                archive.writestr(name, text)
    return path
