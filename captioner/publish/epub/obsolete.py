"""What EPUB 2 had in its markup and EPUB 3 has no more. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from xml.sax.saxutils import quoteattr

from captioner.publish.epub.splice import attributes_in

#: Elements, which are not replaced by others.
ELEMENTS = frozenset(
    {
        "acronym", "applet", "basefont", "big", "center", "dir", "font", "frame", "frameset",
        "isindex", "menu", "noframes", "strike", "tt",
    }
)  # fmt: skip

#: What EPUB 3 lets a page say in place of a server.
_EQUIVALENTS = frozenset({"default-style", "refresh"})
_LENGTH = re.compile(r"[0-9]+%?")


def _as(name: str) -> Callable[[str], str]:
    return lambda value: f"{name}: {value.lower()}"


def _long(name: str) -> Callable[[str], str]:
    return lambda value: (
        f"{name}: {value if value.endswith('%') else value + 'px'}"
        if _LENGTH.fullmatch(value)
        else ""
    )


def _border(value: str) -> str:
    return f"border: {value}px solid" if value.isdecimal() and int(value) else ""


def _aligned(value: str) -> str:
    return f"float: {value}" if value in ("left", "right") else f"vertical-align: {value}"


_CELL = ("td", "th", "tr", "tbody", "thead", "tfoot", "col", "colgroup")
_BLOCK = ("p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "caption", *_CELL)
#: By element and attribute: the style that means the same, empty where it means nothing to see.
_STYLES: dict[tuple[str, str], Callable[[str], str]] = {
    **{(name, "align"): _as("text-align") for name in _BLOCK},
    **{(name, "valign"): _as("vertical-align") for name in _CELL},
    **{(name, "bgcolor"): _as("background-color") for name in (*_CELL, "table", "body")},
    **{(name, "width"): _long("width") for name in ("table", "td", "th", "col", "hr", "colgroup")},
    **{(name, "height"): _long("height") for name in ("td", "th")},
    **{(name, "nowrap"): lambda value: "white-space: nowrap" for name in ("td", "th")},
    ("body", "text"): _as("color"),
    ("br", "clear"): lambda value: f"clear: {'both' if value.lower() == 'all' else value.lower()}",
    ("hr", "size"): _long("height"),
    ("hr", "noshade"): lambda value: "",
    ("img", "align"): lambda value: _aligned(value.lower()),
    ("img", "border"): _border,
    ("img", "hspace"): lambda value: f"margin-left: {value}px; margin-right: {value}px",
    ("img", "vspace"): lambda value: f"margin-top: {value}px; margin-bottom: {value}px",
    ("table", "align"): lambda value: (
        "margin-left: auto; margin-right: auto" if value.lower() == "center" else _aligned(value)
    ),
    ("table", "border"): _border,
    ("table", "cellspacing"): _long("border-spacing"),
    ("table", "cellpadding"): lambda value: "",
    ("table", "frame"): lambda value: "",
    ("table", "rules"): lambda value: "",
    ("a", "charset"): lambda value: "",
    ("a", "rev"): lambda value: "",
    ("html", "version"): lambda value: "",
    ("meta", "scheme"): lambda value: "",
    ("ul", "type"): _as("list-style-type"),
    ("li", "type"): lambda value: "",
    **{(name, "compact"): lambda value: "" for name in ("ul", "ol", "dl")},
}


def renewed(name: str, tag: str) -> str:
    """Give the tag that begins an element as EPUB 3 writes it; the same where that is no other."""
    own = attributes_in(tag)
    values = {written: unescape(value) for written, value in own}
    if name == "meta" and values.get("http-equiv", "").lower() == "content-type":
        return re.sub(r"(?s)\s.*?(/?>)$", r' charset="utf-8"\1', tag, count=1)
    styles = []
    new: dict[str, str] = {}
    for written, value in values.items():
        if (style := _STYLES.get((name, written.lower()))) is not None:
            styles.append(style(value.strip()))
        elif (name, written) == ("a", "name"):
            if "id" not in values and re.fullmatch(r"[A-Za-z_][\w.-]*", value):
                new["id"] = value
        elif (name, written) == ("table", "summary"):
            new |= {"aria-label": value} if value else {}
        elif (name, written) == ("meta", "http-equiv"):
            new[written if value.lower() in _EQUIVALENTS else "name"] = value
        else:
            new[written] = value
    if list(new) == list(values):
        return tag
    if told := "; ".join(filter(None, [*styles, new.get("style", "")])):
        new["style"] = told
    begins = re.match(r"<[^\s/>]+", tag)
    inside = "".join(f" {written}={quoteattr(value)}" for written, value in new.items())
    return f"{begins[0] if begins else ''}{inside}{'/>' if tag.endswith('/>') else '>'}"
