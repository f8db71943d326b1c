"""HTML within Markdown: which tags are markup, which only look like tags, and what is hidden.

Authors write `List<String>` and `cp <source> <target>` as well as `<b>` and `<div>`. A tag is
markup if HTML knows its name, and if it can be meant: one that has no attributes and that nobody
closes is text. Names are written in one case, so `<Object>` is none of HTML's. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from html import unescape
from html.entities import html5

from captioner.document import Kind
from captioner.text.raised import is_raisable

#: What begins a line of its own.
_APART = (
    "address article aside base basefont blockquote body caption center col colgroup dd details "
    "dialog dir div dl dt fieldset figcaption figure footer form frame frameset h1 h2 h3 h4 h5 h6 "
    "head header hgroup hr html iframe legend li link main menu menuitem meta nav noframes ol "
    "optgroup option p param search section source summary table tbody td tfoot th thead title tr "
    "track ul"
)
BLOCKS = frozenset(_APART.split())
_WITHIN = (
    "a abbr acronym area audio b bdi bdo big blink br button canvas cite code data datalist del "
    "dfn em embed font i img input ins kbd label map mark marquee math meter nobr noscript object "
    "output picture pre progress q rb rp rt rtc ruby s samp script select slot small span strike "
    "strong style sub sup svg template textarea time tt u var video wbr"
)
_ELEMENTS = BLOCKS | frozenset(_WITHIN.split())
#: What needs no end, and no attributes to be of use.
_NEVER_CLOSED = "body br dd dt head hr html img li p rb rp rt tbody td tfoot th thead tr wbr"
_UNCLOSED = frozenset(_NEVER_CLOSED.split())
#: Why what its author takes back is not read, and by which elements.
STRUCK = "struck out"
STRUCK_BY = dict.fromkeys(("del", "s", "strike"), STRUCK)
#: What is not read with all that is in it, and why.
HIDDEN = {
    **STRUCK_BY,
    "pre": "code block",
    "rp": "ruby annotation",
    "rt": "ruby annotation",
    "script": "HTML",
    "style": "HTML",
    "svg": "HTML",
}

#: What of that a block need not close: it is hidden to the end of the block.
HIDDEN_TO_THE_END = frozenset({"pre", "script", "style", "svg"})

_ATTRIBUTE = r"""\s++[^\s"'<>/=]++(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s"'=<>`]++))?+"""
_PIECE = re.compile(
    rf"""(?P<aside><!--.*?(?:-->|\Z)|<\?.*?(?:\?>|\Z)|<!\[CDATA\[.*?(?:\]\]>|\Z)
            |<![A-Za-z][^>]*+(?:>|\Z))
        |(?P<tag></?[A-Za-z][A-Za-z0-9-]*+(?:{_ATTRIBUTE})*+\s*+/?>)
        |(?P<reference>&(?:\#[0-9]{{1,7}}|\#[xX][0-9A-Fa-f]{{1,6}}|[A-Za-z][A-Za-z0-9]{{1,31}});)
    """,
    re.DOTALL | re.VERBOSE,
)
_NAME = re.compile(r"</?([A-Za-z][A-Za-z0-9-]*)")
_RAISED = re.compile(r"([^<>&]{1,12})</su[bp]\s*>", re.IGNORECASE)
_END = re.compile(r"</([A-Za-z][A-Za-z0-9-]*)\s*>")


def element_of(tag: str) -> str:
    """Give the name of the element that a tag begins or ends; none if HTML has no such element."""
    found = _NAME.match(tag)
    name = found[1] if found else ""
    known = name.lower() in _ELEMENTS and (name.islower() or name.isupper())
    return name.lower() if known else ""


def ends_in(text: str) -> dict[str, int]:
    """Tell where in a text the last end of each element begins that is closed in it."""
    return {found[1].lower(): found.start() for found in _END.finditer(text)}


def closes(tag: str, name: str) -> bool:
    """Tell whether a tag is the end of an element."""
    return tag.startswith("</") and element_of(tag) == name


def end_of(name: str, text: str, at: int) -> int:
    """Tell where the first end of an element ends that is found from a place on; -1 if none is."""
    found = re.compile(rf"</{name}\s*>", re.IGNORECASE).search(text, at)
    return found.end() if found else -1


def is_markup(tag: str, *, glued: bool, closed: Collection[str], closed_here: bool) -> bool:
    """Tell whether a tag of an element of HTML is markup, or what only looks like that.

    `glued` is one that follows a letter, `closed` are the elements that are closed somewhere in the
    document, and it is `closed_here` if that is in its own paragraph.
    """
    name = element_of(tag)
    if tag.startswith("</") or name in _UNCLOSED or tag.lower() != f"<{name}>":
        return True
    return closed_here if glued else name in closed


def is_raised(tag: str, text: str, at: int, before: str) -> bool:
    """Tell whether what follows a tag `sup` or `sub` that ends at a place of a text, up to the end
    of that element, has characters of its own, behind what was read `before`.
    """
    within = _RAISED.match(text, at)
    return not tag.startswith("</") and within is not None and is_raisable(within[1], before)


def reason_of(aside: str) -> str:
    """Say what a part of HTML is that is no tag."""
    return "HTML comment" if aside.startswith("<!--") else "HTML"


def piece_from(text: str, at: int) -> tuple[str, int, int] | None:
    """Find the next piece that is not plain text: its kind (`aside`, `tag` or `reference`), and
    where it begins and ends.
    """
    found = _PIECE.search(text, at)
    return None if found is None else (found.lastgroup or "", found.start(), found.end())


def meant_by(reference: str) -> str:
    """Give the characters that a reference such as `&amp;` stands for; itself if for none."""
    return unescape(reference) if reference[1] == "#" else html5.get(reference[1:], reference)


def begins_with_text(block: str) -> bool:
    """Tell whether a block of HTML begins with a tag that is none of HTML's."""
    found = _PIECE.match(block.lstrip())
    return found is not None and found.lastgroup == "tag" and not element_of(found[0])


_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_KINDS = {
    **dict.fromkeys(_HEADINGS, Kind.HEADING),
    "li": Kind.ITEM,
    "blockquote": Kind.QUOTE,
    "td": Kind.CELL,
    "th": Kind.CELL,
}
_CONTAINERS = frozenset({"ul", "ol", "menu", "table", "tr"})
#: What ends with the next of its kind.
_CELLS, _ITEMS = frozenset({"td", "th"}), frozenset({"li"})


class Nesting:
    """The elements that are open in a block of HTML, as far as they tell what a paragraph is."""

    def __init__(self, kind: Kind) -> None:
        self._around = kind
        self._open: list[str] = []

    @property
    def kind(self) -> Kind:
        """What a paragraph is that stands here."""
        return next(self._kinds(), self._around)

    @property
    def level(self) -> int:
        """The level of the heading that stands here, 1 if it is none."""
        return next((int(name[1]) for name in reversed(self._open) if name in _HEADINGS), 1)

    def _kinds(self) -> Iterator[Kind]:
        return (_KINDS[name] for name in reversed(self._open) if name in _KINDS)

    def add(self, tag: str) -> None:
        """Open or close an element."""
        name = element_of(tag)
        if name not in _KINDS and name not in _CONTAINERS:
            return
        if tag.startswith("</"):
            if name in self._open:
                while self._open.pop() != name:
                    pass
            return
        for alike in (_CELLS, _ITEMS):
            if name in alike and self._open and self._open[-1] in alike:
                self._open.pop()
        self._open.append(name)
