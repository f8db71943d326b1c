"""Word files (.docx, by mammoth, an extra) become paragraphs.

mammoth makes HTML of what the styles mean, and that is read as any HTML is. A paragraph of the file
that has text counts as one line of a source: `Place.line` is its number, from 1.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from captioner.errors import DocumentError
from captioner.text.docx_parts import Parts, open_parts
from captioner.text.html import read_html
from captioner.text.paragraph import Reading, names_in

#: Styles that mean something to a reader, beside headings, which have their own by now.
_STYLES = """
p[style-name='Quote'] => blockquote > p:fresh
p[style-name='Intense Quote'] => blockquote > p:fresh
p[style-name='Block Text'] => blockquote > p:fresh
p[style-name='Quotations'] => blockquote > p:fresh
p[style-name='caption'] => figure > figcaption:fresh
p[style-name='Caption'] => figure > figcaption:fresh
p[style-name='Image Caption'] => figure > figcaption:fresh
p[style-name='Table Caption'] => figure > figcaption:fresh
p[style-name='Source Code'] => pre:separator('\\n')
p[style-name='HTML Preformatted'] => pre:separator('\\n')
p[style-name='Preformatted Text'] => pre:separator('\\n')
"""

_BLOCK_END = re.compile(r"</(?:p|h[1-6]|figcaption|pre)>")
#: What mammoth puts after a note, to lead back to its mark.
_WAY_BACK = re.compile(r' ?<a href="#(?:foot|end)note-ref-[^"]*">↑</a>')
#: Titles that programs and templates give by themselves.
_NO_TITLE = re.compile(r"(?i:microsoft word - .*|.*\.docx?|untitled|document\d*|word document)")
_TAG = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*")

#: What mammoth fails with where a file is not as it expects.
_FOREIGN = (ArithmeticError, AssertionError, AttributeError, LookupError, TypeError, ValueError)


def read_docx(path: Path) -> Reading:
    """Find the paragraphs of a Word file and what it says of itself.

    Raises DocumentError for what is damaged, locked by a password, or of Word's old format.
    """
    parts = open_parts(path)
    try:
        reading = read_html(_html(path, parts), page=False)
    except ValueError as exc:
        raise DocumentError(path, str(exc)) from exc
    title = None if _NO_TITLE.fullmatch(parts.title) else parts.title or None
    lang = parts.lang.replace("_", "-")
    return replace(
        reading,
        title=title or reading.title,
        lang=lang if _TAG.fullmatch(lang) else None,
        authors=names_in(parts.author),
        left_out=(*reading.left_out, *parts.left_out),
    )


def _html(path: Path, parts: Parts) -> str:
    """Have mammoth write a Word file as HTML, a line for each paragraph."""
    try:
        import mammoth  # an extra
    except ImportError as exc:
        raise DocumentError(
            path,
            "reading Word files needs an extra; install it with: pip install 'captioner[docx]'",
        ) from exc
    without_data: Any = mammoth.images.img_element(lambda image: {})
    try:
        made = mammoth.convert_to_html(
            parts.as_file(),
            style_map=_STYLES,
            include_embedded_style_map=False,
            convert_image=without_data,
        )
    except RecursionError as exc:
        raise DocumentError(path, "its parts are nested too deeply; save it anew") from exc
    except _FOREIGN as exc:
        raise DocumentError(
            path, f"it is damaged ({exc}); open it in Word or LibreOffice and save it anew"
        ) from exc
    html = _WAY_BACK.sub("", str(made.value).replace("\n", " ").replace("\u00ad", ""))
    return _BLOCK_END.sub(lambda end: f"{end[0]}\n", html)
