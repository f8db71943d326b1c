"""Word files, part by part: only what a test says is in them."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from pathlib import Path

_OFFICE = "http://schemas.openxmlformats.org"
NAMESPACES = " ".join(
    f'xmlns:{name}="{_OFFICE}/{space}"'
    for name, space in {
        "w": "wordprocessingml/2006/main",
        "m": "officeDocument/2006/math",
        "r": "officeDocument/2006/relationships",
        "a": "drawingml/2006/main",
        "wp": "drawingml/2006/wordprocessingDrawing",
        "pic": "drawingml/2006/picture",
    }.items()
)
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_KIND = f"{_OFFICE}/officeDocument/2006/relationships"


def p(content: str, style: str = "", properties: str = "") -> str:
    """Give a paragraph of runs, or of a text if it holds no markup."""
    runs = content if content.startswith("<") else r(content)
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    return f"<w:p><w:pPr>{named}{properties}</w:pPr>{runs}</w:p>"


def r(text: str, properties: str = "") -> str:
    """Give a run of text."""
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def style(name: str, called: str, content: str = "", based_on: str = "") -> str:
    """Give a style of paragraphs."""
    based = f'<w:basedOn w:val="{based_on}"/>' if based_on else ""
    return (
        f'<w:style w:type="paragraph" w:styleId="{name}"><w:name w:val="{called}"/>{based}'
        f"{content}</w:style>"
    )


def save_docx(
    path: Path,
    body: str,
    *,
    styles: str = "",
    core: str = "",
    others: Mapping[str, str] | None = None,
) -> Path:
    """Write a Word file; `others` are further parts of the document, such as `footnotes`."""
    others = others or {}
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{_TYPES}"><Default Extension="xml" '
        'ContentType="application/xml"/><Default Extension="png" ContentType="image/png"/></Types>',
        "_rels/.rels": _relations({"officeDocument": "word/document.xml"}),
        "word/document.xml": f"<w:document {NAMESPACES}><w:body>{body}</w:body></w:document>",
        "word/styles.xml": f"<w:styles {NAMESPACES}>{styles}</w:styles>",
        "word/_rels/document.xml.rels": _relations(
            {name: f"{name}.xml" for name in ("styles", *others)}
        ),
        "docProps/core.xml": '<cp xmlns="x" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"{core}</cp>",
    }
    for name, content in others.items():
        tag = name if name != "header" else "hdr"
        parts[f"word/{name}.xml"] = f"<w:{tag} {NAMESPACES}>{content}</w:{tag}>"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, text in parts.items():
            package.writestr(name, text)
    return path


def _relations(targets: Mapping[str, str]) -> str:
    rows = "".join(
        f'<Relationship Id="r{at}" Type="{_KIND}/{kind}" Target="{target}"/>'
        for at, (kind, target) in enumerate(targets.items())
    )
    return f'<Relationships xmlns="{_RELATIONS}">{rows}</Relationships>'
