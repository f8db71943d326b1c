"""Which elements of HTML are not read aloud, and why. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Set
from itertools import islice

import msgspec

from captioner.text.notes import classes_of, is_mark, is_note, types_of
from captioner.text.tags import STRUCK, STRUCK_BY
from captioner.text.tree import Element, name_of, text_of

NOTE = "note"
NOTE_MARK = "note mark"
#: What stands in the head of a document, which is no part of what it says.
HEAD = "head"
#: Reasons for what is no text that anybody reads.
MACHINERY = frozenset({"script", "style sheet", "template", HEAD})

_BY_NAME = {
    **STRUCK_BY,
    "annotation": "source of a formula",
    "annotation-xml": "source of a formula",
    "audio": "embedded medium",
    "button": "form",
    "canvas": "embedded medium",
    "datalist": "form",
    "dialog": "dialog",
    "form": "form",
    "head": HEAD,
    "iframe": "embedded medium",
    "input": "form",
    "link": HEAD,
    "map": "embedded medium",
    "meta": HEAD,
    "meter": "form",
    "nav": "navigation",
    "noframes": "for browsers without scripts or frames",
    "noscript": "for browsers without scripts or frames",
    "object": "embedded medium",
    "pre": "code block",
    "progress": "form",
    "rp": "ruby annotation",
    "rt": "ruby annotation",
    "rtc": "ruby annotation",
    "script": "script",
    "search": "form",
    "select": "form",
    "style": "style sheet",
    "svg": "drawing",
    "template": "template",
    "textarea": "form",
    "title": HEAD,
    "video": "embedded medium",
}
_BY_TYPE = {
    "cover": "cover",
    "doc-cover": "cover",
    "pagebreak": "page number",
    "doc-pagebreak": "page number",
    "toc": "navigation",
    "doc-toc": "navigation",
    "landmarks": "navigation",
    "page-list": "navigation",
    "doc-pagelist": "navigation",
    "loi": "navigation",
    "lot": "navigation",
    "navigation": "navigation",
    "search": "form",
    "dialog": "dialog",
    "alertdialog": "dialog",
}
#: What transcribers and software write, by its class.
_BY_CLASS = {
    **dict.fromkeys(("pagenum", "pageno", "page-number", "pagebreak"), "page number"),
    "mw-editsection": "form",
    "pg-boilerplate": "licence of the edition",
}
#: Around the main text of a page of the web.
_OF_A_PAGE = {
    "aside": "beside the main text",
    "complementary": "beside the main text",
    "banner": "head of the page",
    "contentinfo": "foot of the page",
}
#: What software for pages calls the parts around a text, by class or id.
_COMMENTS = (
    "comments comments-area comments-section comment-list commentlist comment-respond respond "
    "disqus_thread"
)
_BESIDE = (
    "related related-posts relatedposts jp-relatedposts related-articles sharedaddy share-buttons "
    "social-share breadcrumb breadcrumbs sidebar widget-area post-navigation nav-links "
    "newsletter-signup cookie-banner"
)
_AROUND = {
    **dict.fromkeys(_COMMENTS.split(), "comments of readers"),
    **dict.fromkeys(_BESIDE.split(), "beside the main text"),
}
_HEAD_AND_FOOT = {"header": "banner", "footer": "contentinfo"}
#: What may turn out to be most of a page, and is read then.
_MAY_BE_MOST = frozenset(
    {"form", "navigation", STRUCK, "for browsers without scripts or frames"}
    | set(_OF_A_PAGE.values())
    | set(_AROUND.values())
)
_SECTIONING = frozenset({"article", "main", "section", "aside", "nav", "blockquote", "figure"})
#: Most of a page is in something near its root.
_DEEPEST = 50
_UNSEEN = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)\b", re.IGNORECASE)
#: Links that a generator of pages puts beside its headings.
_LINK_MARK = re.compile(r"[#¶§🔗\ufe0f]{1,2}")
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")


class Rules(msgspec.Struct, frozen=True):
    """What of a document is not read: more of a `page` of the web than of others.

    `title` is the heading of a page, `length` that of all its text. `notes` are notes, beside those
    that say so themselves; they are set apart to be read if `reads_notes`, and what is within a
    note is not. What is `left` is not read for a reason that was found otherwise.
    """

    page: bool = False
    length: int = 0
    title: Element | None = None
    notes: Set[Element] = frozenset()
    reads_notes: bool = False
    within_note: bool = False
    left: Mapping[Element, str] = msgspec.field(default_factory=dict)

    def reason(self, element: Element) -> str:
        """Say why an element is not read with all that is in it; empty if it is."""
        if element in self.left:
            return self.left[element]
        if element in self.notes or is_note(element):
            return "" if self.within_note else NOTE
        name = name_of(element)
        reason = _BY_NAME.get(name, "") or _hidden(element)
        if not reason and is_mark(element):
            return NOTE_MARK
        reason = reason or _by_type(element) or _by_looks(element, name)
        if self.page:
            reason = reason or self._of_a_page(element, name)
            return "" if reason in _MAY_BE_MOST and self._is_most(element) else reason
        return reason

    def _of_a_page(self, element: Element, name: str) -> str:
        """Say why an element is no part of the main text of a page."""
        called = {*classes_of(element), (element.get("id") or "").lower()}
        reason = next((_AROUND[said] for said in sorted(called) if said in _AROUND), "")
        said = next((said for said in (name, *sorted(types_of(element))) if said in _OF_A_PAGE), "")
        if not said and name in _HEAD_AND_FOOT and not _is_within_a_section(element):
            said = _HEAD_AND_FOOT[name]
        reason = reason or _OF_A_PAGE.get(said, "")
        return "" if reason and self._has_the_title(element) else reason

    def _has_the_title(self, part: Element) -> bool:
        return self.title is not None and part in self.title.iterancestors()

    def _is_most(self, part: Element) -> bool:
        """Tell whether most of a page is within a part that should be beside it: an end tag that
        nobody wrote, or a form around all.
        """
        depth = sum(1 for _ in islice(part.iterancestors(), _DEEPEST))
        return depth < _DEEPEST and 2 * len(text_of(part)) > self.length


class Everything(Rules, frozen=True):
    """All is read but for what is no text at all: the rules within what is left out."""

    def reason(self, element: Element) -> str:
        """Say why an element is no text."""
        reason = _BY_NAME.get(name_of(element), "")
        return reason if reason in MACHINERY else ""


def _hidden(element: Element) -> str:
    hidden = element.get("hidden")
    seen = hidden is None or hidden.lower() in ("until-found", "false")
    if seen and (element.get("aria-hidden") or "").lower() != "true":
        seen = not _UNSEEN.search(element.get("style") or "")
    else:
        seen = False
    return "" if seen else "hidden"


def _by_looks(element: Element, name: str) -> str:
    """Find what software writes beside a text: numbers of pages, links to edit or to link to it."""
    for said in sorted(classes_of(element)):
        if said in _BY_CLASS:
            return _BY_CLASS[said]
    if name == "a" and (element.get("href") or "").startswith("#"):
        parent = element.getparent()
        heading = parent is not None and name_of(parent) in _HEADINGS
        return "link mark" if heading and _LINK_MARK.fullmatch(text_of(element)) else ""
    return ""


def _by_type(element: Element) -> str:
    return next((_BY_TYPE[said] for said in sorted(types_of(element)) if said in _BY_TYPE), "")


def _is_within_a_section(element: Element) -> bool:
    return any(name_of(around) in _SECTIONING for around in element.iterancestors())
