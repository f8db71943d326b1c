"""Which paragraphs of a web page are its main text, and which are around it.

Where a page says it, by `main` or a single `article`, that is believed. Where it does not,
trafilatura is asked, an extra; but it is asked for what is around the text, not for the text, and
it drops nothing that stands between two paragraphs it keeps, unless that is mostly links. Without
it all of the page is read. Pure.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from captioner.document import Kind
from captioner.text.collapsed import TEXT
from captioner.text.dom import Block
from captioner.text.tree import Element, name_of, text_of
from captioner.text.unread import Rules

#: A shorter page has nothing around its text that is worth a guess, in characters.
_SMALL = 1500
#: Trees of more characters than this take too long to judge.
_LARGE = 5_000_000
#: The least of all text, and the least in characters, that can be the main one.
_LEAST_SHARE, _LEAST = 0.25, 500
#: What is no longer than this, in letters, may stand in the main text by chance too.
_SHORT = 20
#: What has more than this of its characters in links is no prose.
_MOSTLY_LINKS = 0.5


def region_of(root: Element, rules: Rules) -> Element | None:
    """Find the element that a page says its main text is in, if it holds any."""
    for names in (("main",), ("article",)):
        found = [
            element
            for element in root.iter("*")
            if (name_of(element) in names or (element.get("role") or "").lower() in names)
            and not rules.reason(element)
        ]
        within = set(found)
        outermost = [
            one for one in found if not any(around in within for around in one.iterancestors())
        ]
        if len(outermost) == 1:
            length = len(text_of(outermost[0]))
            return outermost[0] if length >= min(_SMALL, _LEAST_SHARE * rules.length) else None
    return None


def is_around(source: str, blocks: Sequence[Block], region: Element | None) -> list[bool]:
    """Tell of each block of a page whether it stands around the main text."""
    inside = [region is None or _is_in(block.element, region) for block in blocks]
    around = [not within for within in inside]
    kept = _kept(source, blocks)
    if kept is not None:
        length = sum(
            len(block.text) for block, within in zip(blocks, inside, strict=True) if within
        )
        found = sum(
            len(block.text)
            for block, within, keeps in zip(blocks, inside, kept, strict=True)
            if within and keeps
        )
        if found >= _LEAST or found >= _LEAST_SHARE * length:
            first = 0 if region is not None else kept.index(True)
            last = len(blocks) if region is not None else len(kept) - kept[::-1].index(True)
            for at, block in enumerate(blocks):
                out = not first <= at < last or _is_mostly_links(block)
                around[at] = around[at] or (not kept[at] and out)
            _with_headings(blocks, kept, around)
    title = _title(blocks)
    if title is not None and around[title] and not all(around):
        # The one heading of the page is its title, wherever it stands.
        around[title] = False
    return around


def _kept(source: str, blocks: Sequence[Block]) -> list[bool] | None:
    """Ask trafilatura which blocks are of the main text; None where it has nothing to say."""
    size = sum(len(block.text) for block in blocks)
    if size < _SMALL or len(source) > _LARGE:
        return None
    try:
        from trafilatura import extract
    except ImportError:
        return None
    try:
        text = extract(source, favor_recall=True, include_comments=False, include_tables=True)
    except (RecursionError, ValueError):
        return None
    if not text:
        return None
    whole = _bare(text)
    lines = {_bare(part) for line in text.split("\n") for part in line.split("|")}
    bare = [_bare(block.text) for block in blocks]
    kept = [text in whole if len(text) > _SHORT else text in lines for text in bare]
    return kept if any(kept) else None


def _bare(text: str) -> str:
    """Reduce a text to its letters and digits, as blanks and signs may have been altered in it."""
    return "".join(
        char for char in unicodedata.normalize("NFKC", text).casefold() if char.isalnum()
    )


def _is_in(element: Element, region: Element) -> bool:
    return element is region or region in element.iterancestors()


def _is_mostly_links(block: Block) -> bool:
    linked = sum(
        stretch.end - stretch.start
        for stretch in block.stretches
        if _is_linked(stretch.node, block, stretch.where)
    )
    return linked > _MOSTLY_LINKS * len(block.text)


def _is_linked(node: Element, block: Block, where: str) -> bool:
    at = node if where == TEXT or name_of(node) == "img" else node.getparent()
    while at is not None:
        if name_of(at) == "a" and at.get("href"):
            return True
        at = at.getparent()
    return False


def _with_headings(blocks: Sequence[Block], kept: Sequence[bool], around: list[bool]) -> None:
    """Take with what is around the text the headings that stand over nothing else."""
    below_all, below_any = True, False
    for at in range(len(blocks) - 1, -1, -1):
        if blocks[at].kind is Kind.HEADING:
            if not kept[at] and below_any and below_all:
                around[at] = True
            below_all, below_any = True, False
        else:
            below_all = below_all and around[at]
            below_any = True


def _title(blocks: Sequence[Block]) -> int | None:
    """Find the one heading of the first level, if there is just one."""
    found = [
        at for at, block in enumerate(blocks) if block.kind is Kind.HEADING and block.level == 1
    ]
    return found[0] if len(found) == 1 else None
