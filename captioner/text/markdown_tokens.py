"""markdown-it-py as it is used here: its parser, its tokens, and what its environment does."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.front_matter import front_matter_plugin

#: Attributes at the end of a heading.
_ATTRIBUTES = re.compile(r"\s+(\{[#.][\w:.-]+(?:\s+[#.\w][^{}]*)?\})\s*\Z")


#: What is nested deeper is dropped by the parser, which has 20 of its own; each level takes some of
#: the stack.
_DEEPEST = 200


def parser_of_markdown() -> MarkdownIt:
    """Give a parser of CommonMark, with tables, notes, a front matter, and text struck out."""
    # text_join would hide how an escape or entity was written, and with it where it stands.
    parser = MarkdownIt("commonmark", {"maxNesting": _DEEPEST})
    parser.enable(["table", "strikethrough"]).disable("text_join")
    parser.core.ruler.before("inline", "heading_attributes", _without_attributes)
    # footnote_tail would drop the notes that nothing refers to.
    return parser.use(front_matter_plugin).use(footnote_plugin).disable("footnote_tail")


def references(environment: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Give what links refer to, and what would be that were it not the second of its name."""
    yield from environment.get("references", {}).values()
    yield from environment.get("duplicate_refs", [])


def _without_attributes(state: StateCore) -> None:
    """Take attributes off headings, `{#id .class}`, as many programs write them."""
    for before, token in pairwise(state.tokens):
        if before.type == "heading_open" and (found := _ATTRIBUTES.search(token.content)):
            token.content = token.content[: found.start()]
            token.meta["attributes"] = found[1]


def plain(token: Token) -> str:
    """Give the text of an image's alternative, without its markup."""
    return "".join(
        plain(child) if child.children else child.content for child in token.children or []
    )


def is_picture(tokens: Iterable[Token]) -> bool:
    """Tell whether there is nothing but pictures in a paragraph, which may be links."""
    types = {token.type for token in tokens if token.content.strip() or token.type == "image"}
    return types == {"image"}
