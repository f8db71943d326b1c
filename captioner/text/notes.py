"""Which elements of HTML are notes, and which are marks that point at them.

Books say it by `epub:type` or `role`, converters by a class. Where nobody says it, a mark is known
by its looks: a link within the document whose text is a number or a sign, raised, in brackets or
right behind a word; and a note is what such a mark points at, if the mark stands behind words and
the note begins there. What leads back to a mark points at no note. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from urllib.parse import unquote

from lxml import etree

from captioner.text.tags import BLOCKS
from captioner.text.tree import OPS, Element, name_of, text_of

_SAID_MARKS = frozenset({"noteref", "doc-noteref"})
_WAYS_BACK = frozenset({"backlink", "doc-backlink", "referrer"})
_MARKS = _SAID_MARKS | _WAYS_BACK
_NOTES = frozenset(
    {
        "footnote",
        "footnotes",
        "endnote",
        "endnotes",
        "note",
        "rearnote",
        "rearnotes",
        "doc-footnote",
        "doc-endnote",
        "doc-endnotes",
    }
)
_MARK_CLASSES = frozenset(
    {
        "noteref",
        "footnote-anchor",
        "footnote-ref",
        "footnote-reference",
        "footnoteref",
        "fnref",
        "sdendnoteanc",
        "sdfootnoteanc",
    }
)
_BACK_CLASSES = frozenset(
    {
        "data-footnote-backref",
        "footnote-back",
        "footnote-backref",
        "footnote-number",
        "sdendnotesym",
        "sdfootnotesym",
    }
)
_NOTE_CLASSES = frozenset(
    ["footnote", "footnotes", "footnote-list", "endnotes", "footnotes-end-of-document"]
)
#: Elements that hold notes, by such a class; MediaWiki's are lists of references.
_HOLDERS = frozenset({"aside", "div", "ol", "section"})
_LISTED = "references"
#: Notes that stand within the text that they are of, to be shown beside it.
_BESIDE = frozenset({"sidenote", "marginnote"})
#: MediaWiki's marks, whatever is in them, and what stands before its notes.
_WIKI_MARK, _WIKI_BACK = "reference", "mw-cite-backlink"

#: What marks look like: 12, [12], (a), iv, **, and the arrows that lead back.
_NUMBER = r"[0-9]{1,4}"
_SIGNS = r"[*†‡§¶#]{1,4}"
_RAISED = re.compile(rf"[\[(]?(?:{_NUMBER}|[A-Za-z]|[ivxlc]{{1,7}}|{_SIGNS})[\])]?")
_PLAIN = re.compile(rf"\[(?:{_NUMBER}|[a-z])\]|[\[(]?[*†‡]{{1,4}}[\])]?")
_BARE = re.compile(_NUMBER)
_BARE_OR_SIGNS = re.compile(f"{_NUMBER}|{_SIGNS}")
_BACK = re.compile(r"[↩↑⏎↵^←\u200d\ufe0e\ufe0f ]+[0-9]{0,3}")
#: What a mark stands right behind: the end of a word, or of a sentence.
_ENDS_A_WORD = re.compile(r"[\w.,;:!?…)\]\"'”’»›]")
#: What a mark without a link stands right behind: the end of a sentence or a clause, which is no
#: price, as in $5.<sup>99</sup>, no unit, as in 5 ft.<sup>2</sup>, and no factorial.
_ENDS_A_CLAUSE = re.compile(r"[^\s\d$€£][.,;:!?…][\"'”’»›)\]]*\Z")
_HAS_A_POWER = re.compile(
    r"(?:(?:\d\s?|[/·]\s?|\bper\s|\bpro\s)(?:[cdkm]?m|ft|in|yd|sec|s)\."
    r"|(?<!\w)(?:\d*[a-z]|\(\d*[a-z]\))!\)*)\Z"
)
_WORD = re.compile(r"[^\W\d_]")
_LONGEST_MARK = 12
#: So many characters tell of what stands before a mark.
_LONGEST_END = 20
_MOST_PARTS = 40
#: So many marks stand side by side.
_MOST_MARKS = 12
_BETWEEN = re.compile(r"[\s,;–\-\[\]()]*")
#: What a note can be; a mark that points at a heading points at no note.
_BLOCKS = frozenset({"li", "p", "div", "aside", "dd", "td", "section", "blockquote"})
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})

#: A place in a book: the name of a file, and the id of an element in it.
Target = tuple[str, str]


def types_of(element: Element) -> frozenset[str]:
    """Give what an element says that it is, by `epub:type` and `role`."""
    attributes = dict(element.items())
    if not attributes:
        return frozenset()
    said = (attributes.get(name) or "" for name in (f"{{{OPS}}}type", "epub:type", "role"))
    return frozenset(" ".join(map(str, said)).lower().split())


def classes_of(element: Element) -> frozenset[str]:
    """Give the classes of an element."""
    return frozenset((element.get("class") or "").lower().split())


def is_mark(element: Element) -> bool:
    """Tell whether an element is the mark of a note, or leads back from one to its mark."""
    name = name_of(element)
    if not types_of(element).isdisjoint(_MARKS):
        return True
    if name == "a":
        return _is_small(element) and _is_mark_by_its_looks(element)
    if name == "span":
        return _WIKI_BACK in classes_of(element)
    if name == "sup" and not len(element):
        return _is_mark_without_link(element)
    return name in ("sup", "cite") and _is_small(element) and _holds_marks_only(element)


def is_note(element: Element) -> bool:
    """Tell whether an element says that it is a note, or holds nothing but notes."""
    if not types_of(element).isdisjoint(_NOTES) or element.get("data-footnotes") is not None:
        return True
    name, classes = name_of(element), classes_of(element)
    if name == "ol" and _LISTED in classes:
        return True
    if name == "span":
        return not classes.isdisjoint(_BESIDE)
    return name in _HOLDERS and not classes.isdisjoint(_NOTE_CLASSES)


def notes_pointed_at(root: Element, href: str, targets: set[Target]) -> Iterator[Element]:
    """Yield what the marks in a chapter, and in those before it, point at in it.

    `href` is the name of the chapter's file; `targets` gathers what marks point at. A mark points
    ahead: a link that looks like one and leads back is in a note.
    """
    met: set[Target] = set()
    own: dict[Target, Element] = {}
    for element in root.iter("*"):
        for here in {(href, name) for name in _names_of(element)} - met:
            if here in targets:
                note = _note_at(element)
                if note is not None and not _holds(note, own.get(here)):
                    yield note
            met.add(here)
        if name_of(element) == "a":
            target = target_of(element.get("href") or "", href)
            if target and target not in met and _points_at_a_note(element):
                own.setdefault(target, element)
                targets.add(target)


def _names_of(element: Element) -> Iterator[str]:
    """Give the names by which links lead to an element."""
    for name in (element.get("id"), element.get("name") if name_of(element) == "a" else None):
        if name:
            yield name


def _points_at_a_note(link: Element) -> bool:
    """Tell whether a link is the mark of a note, and no way back to one."""
    types = types_of(link)
    if not types.isdisjoint(_MARKS):
        return types.isdisjoint(_WAYS_BACK)
    if not is_mark(link) and not _is_mark_within(link):
        return False
    return not _leads_back(link) and _stands_behind_text(link)


def _leads_back(link: Element) -> bool:
    if not classes_of(link).isdisjoint(_BACK_CLASSES):
        return True
    return _BACK.fullmatch(text_of(link)) is not None


def _stands_behind_text(link: Element) -> bool:
    """Tell whether there is a word before a link in its block: a note, a verse or the line of a
    list of places begins with its number, and nothing is marked by that.
    """
    at = link
    while name_of(at) not in BLOCKS:
        for before in islice(at.itersiblings(preceding=True), _MOST_MARKS):
            if _WORD.search(before.tail or ""):
                return True
            if name_of(before) in BLOCKS or name_of(before) == "br":
                return False
            if _WORD.search(text_of(before)) and not is_mark(before):
                return True
        parent = at.getparent()
        if parent is None:
            return False
        if _WORD.search(parent.text or ""):
            return True
        at = parent
    return False


def target_of(link: str, href: str) -> Target | None:
    """Tell where a link leads that stands in the file `href`; None out of the book."""
    file, _, name = link.partition("#")
    if not name or ":" in file:
        return None
    return (resolve(href, file) if file else href), unquote(name)


def resolve(href: str, link: str) -> str:
    """Give the name of the file that a relative link in the file `href` means."""
    parts = href.split("/")[:-1]
    for part in unquote(link).split("/"):
        if part == "..":
            parts = parts[:-1]
        elif part not in ("", "."):
            parts.append(part)
    return "/".join(parts)


def _is_small(element: Element) -> bool:
    """Tell whether there is little in an element, before all of it is looked at."""
    return len(list(islice(element.iter(), _MOST_PARTS + 1))) <= _MOST_PARTS


def _is_mark_by_its_looks(link: Element) -> bool:
    if "#" not in (link.get("href") or ""):
        return False
    text = text_of(link)
    if not text or len(text) > _LONGEST_MARK:
        return False
    if _BACK.fullmatch(text):
        return True
    if not classes_of(link).isdisjoint(_MARK_CLASSES | _BACK_CLASSES) or _is_raised(link):
        return _RAISED.fullmatch(text) is not None
    if _PLAIN.fullmatch(text):
        return True
    return _BARE.fullmatch(text) is not None and _stands_behind_a_word(link)


def _is_mark_within(link: Element) -> bool:
    parent = link.getparent()
    return parent is not None and name_of(parent) == "sup" and is_mark(parent)


def _is_raised(link: Element) -> bool:
    parent = link.getparent()
    if parent is not None and name_of(parent) == "sup":
        return True
    return any(text_of(child) == text_of(link) for child in link if name_of(child) == "sup")


def _stands_behind_a_word(link: Element) -> bool:
    return _ENDS_A_WORD.match(_text_before(link)[-1:]) is not None


def _text_before(element: Element) -> str:
    """Give the text right before an element, up to the end or the beginning of another."""
    before, parent = element.getprevious(), element.getparent()
    if before is not None:
        return before.tail or ""
    return (parent.text or "") if parent is not None else ""


def _is_mark_without_link(raised: Element) -> bool:
    """Tell whether a number or a sign is raised right behind a clause: in print links are none."""
    text = raised.text or ""
    if _BARE_OR_SIGNS.fullmatch(text) is None:
        return False
    before = raised.getprevious()
    said = _text_before(raised) or (text_of(before) if before is not None else "")
    end = said[-_LONGEST_END:]
    return _ENDS_A_CLAUSE.search(end) is not None and _HAS_A_POWER.search(end) is None


def _holds_marks_only(part: Element) -> bool:
    """Tell whether there is nothing but marks in a raised or a cited text, and at least one."""
    links = list(part.iter("{*}a"))
    if not links:
        return False
    if name_of(part) == "sup" and _WIKI_MARK in classes_of(part):
        return True
    rest = [part.text or "", *((child.tail or "") for child in part)]
    if not all(_BETWEEN.fullmatch(text) for text in rest):
        return False
    if all(map(is_mark, links)):
        return True
    # The brackets stand beside the links.
    return "[" in rest[0] and all(
        "#" in (link.get("href") or "") and _BARE.fullmatch(text_of(link)) for link in links
    )


def _note_at(element: Element) -> Element | None:
    """Find the block that a mark means that points at an element, which it must begin with."""
    at: Element | None = element
    while at is not None and name_of(at) not in _BLOCKS:
        at = None if name_of(at) in BLOCKS else at.getparent()
    if at is None or not _begins_with(at, element):
        return None
    return None if any(name_of(part) in _HEADINGS for part in at.iter("*")) else at


def _begins_with(block: Element, element: Element) -> bool:
    """Tell whether no more than a number or a sign stands in a block before an element in it."""
    length = 0
    steps = etree.iterwalk(block, events=("start", "end"))
    for event, node in islice(steps, 2 * _MOST_PARTS):
        if node is element:
            return True
        text = node.text if event == "start" else node.tail
        length += len((text or "").strip())
        if length > _LONGEST_MARK:
            return False
    return False


def _holds(note: Element, mark: Element | None) -> bool:
    return mark is not None and note in mark.iterancestors()
