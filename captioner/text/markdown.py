"""Markdown (CommonMark and tables, by markdown-it-py) becomes paragraphs.

Headings, paragraphs, list items, quotes, table cells, link texts, inline code and the alternative
texts of images are spoken. Code blocks, HTML, link addresses, notes and rules are not; each of
them is recorded with its reason and its place.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.front_matter import front_matter_plugin

from captioner.document import Kind, LeftOut, Place
from captioner.text.paragraph import Paragraph, Reading, Unwrapper

_KINDS = {
    "heading_open": Kind.HEADING,
    "list_item_open": Kind.ITEM,
    "blockquote_open": Kind.QUOTE,
    "th_open": Kind.CELL,
    "td_open": Kind.CELL,
}

#: Block tokens whose content is not spoken, with the reason that is recorded.
_UNSPOKEN = {
    "fence": "code block",
    "code_block": "code block",
    "html_block": "HTML",
    "hr": "rule",
    "front_matter": "front matter",
}

#: What YAML takes for true and false; any other value is of no concern to us.
_SWITCH = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}


def read_markdown(source: str) -> Reading:
    """Find the paragraphs of a Markdown text, and what its front matter says of it: the title, the
    lang, and whether it is a script.
    """
    # text_join would hide how an escape or entity was written, and with it where it stands.
    parser = MarkdownIt("commonmark").enable(["table", "strikethrough"]).disable("text_join")
    parser.use(front_matter_plugin).use(footnote_plugin)
    environment: dict[str, object] = {}
    walk = _Walk(source.split("\n"))
    for token in parser.parse(source, environment):
        walk.block(token)
    references = environment.get("references")
    if isinstance(references, dict):
        for reference in references.values():
            walk.leave_out(reference["href"], "link address", Place(reference["map"][0] + 1))
    return Reading(
        tuple(walk.paragraphs),
        walk.front_matter.get("title"),
        walk.front_matter.get("lang"),
        tuple(walk.left_out),
        _SWITCH.get(walk.front_matter.get("script", "").lower()),
    )


def _front_matter(content: str) -> dict[str, str]:
    """Read the plain `key: value` lines of a YAML front matter."""
    fields = {}
    for line in content.split("\n"):
        match = re.match(r"(\w+)\s*:\s+(.*\S)\s*$", line)
        if match:
            key, value = match.groups()
            quoted = re.match(r"""(["'])(.*)\1\s*(?:#.*)?$""", value)
            value = quoted.group(2) if quoted else re.sub(r"\s+#.*$", "", value)
            fields["lang" if key == "language" else key.lower()] = value
    return fields


@dataclass
class _Walk:
    """One pass over the block tokens of a file."""

    lines: list[str]
    paragraphs: list[Paragraph] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    front_matter: dict[str, str] = field(default_factory=dict)
    _kinds: list[Kind] = field(default_factory=list)
    _in_notes: bool = False
    _row_columns: dict[int, int] = field(default_factory=dict)

    def leave_out(self, text: str, reason: str, place: Place) -> None:
        self.left_out.append(LeftOut(text.strip("\n"), reason, place))

    def block(self, token: Token) -> None:
        if token.type in ("footnote_block_open", "footnote_block_close"):
            self._in_notes = token.nesting == 1
        elif token.type in _KINDS:
            self._kinds.append(_KINDS[token.type])
        elif token.type.replace("_close", "_open") in _KINDS:
            self._kinds.pop()
        elif token.type in _UNSPOKEN:
            self._unspoken(token)
        elif token.type == "inline":
            self._inline(token)

    def _unspoken(self, token: Token) -> None:
        first = token.map[0] if token.map else 0
        reason = _UNSPOKEN[token.type]
        if token.type == "front_matter":
            self.front_matter = _front_matter(token.content)
        if token.type == "html_block" and token.content.lstrip().startswith("<!--"):
            reason = "HTML comment"
        self.leave_out(token.content or self.lines[first].strip(), reason, Place(first + 1))

    def _inline(self, token: Token) -> None:
        first = token.map[0] if token.map else 0
        if self._in_notes:
            self.leave_out(token.content, "note", Place(first + 1))
            return
        run = _Inline(token.content, self._places(token, first), self)
        for child in token.children or []:
            run.child(child)
        kind = self._kinds[-1] if self._kinds else Kind.PARAGRAPH
        if paragraph := run.unwrapper.paragraph(kind):
            self.paragraphs.append(paragraph)

    def _places(self, token: Token, first: int) -> list[Place]:
        """Find where in the source each line of an inline token's content begins."""
        places = []
        for number, line in enumerate(token.content.split("\n"), start=first):
            after = self._row_columns.get(number, 0)
            source = self.lines[number] if number < len(self.lines) else ""
            # In a cell a pipe was escaped, and is no longer.
            found = (source.find(form, after) for form in (line, line.replace("|", "\\|")))
            column = next((at for at in found if at >= 0), 0)
            # The cells of a row share its line: look for each after the one before it.
            self._row_columns[number] = column + len(line)
            places.append(Place(number + 1, column + 1))
        return places


@dataclass
class _Inline:
    """One pass over the children of an inline token, keeping step with its source."""

    content: str
    places: list[Place]
    walk: _Walk
    unwrapper: Unwrapper = field(default_factory=Unwrapper)
    _bold: int = 0
    _cursor: int = 0
    _line: int = 0
    _line_start: int = 0

    def child(self, token: Token) -> None:
        match token.type:
            case "text":
                self._add(token.content, self._find(token.content))
            case "code_inline":
                self._add(token.content, self._find(token.content), code=True)
            case "text_special":
                self._add(token.content, self._find(token.markup))
            case "strong_open" | "strong_close":
                self._bold += token.nesting
            case "softbreak" | "hardbreak":
                self._find("\n")
                self.unwrapper.end_line()
            case "image":
                self._add(_plain(token), self._find(token.content))
                self._leave_out_address(str(token.attrs.get("src", "")))
            case "link_open" if token.info != "auto":
                self._leave_out_address(str(token.attrs.get("href", "")))
            case "html_inline":
                self._html(token.content)
            case "footnote_ref":
                label = f"[^{token.meta.get('label', '')}]"
                self.walk.leave_out(label, "note mark", self._find(label))

    def _add(self, text: str, place: Place, *, code: bool = False) -> None:
        self.unwrapper.add(text, place, bold=self._bold > 0, code=code)

    def _html(self, tag: str) -> None:
        place = self._find(tag)
        if re.match(r"<br\b", tag, re.IGNORECASE):
            self.unwrapper.end_line()
        reason = "HTML comment" if tag.startswith("<!--") else "HTML tag"
        self.walk.leave_out(tag, reason, place)

    def _leave_out_address(self, address: str) -> None:
        if address:
            self.walk.leave_out(address, "link address", self._place(self._cursor))

    def _find(self, raw: str) -> Place:
        """Move on past `raw` in the content and tell where it stood."""
        at = self.content.find(raw, self._cursor)
        if at < 0:
            return self._place(self._cursor)
        self._cursor = at + len(raw)
        return self._place(at)

    def _place(self, at: int) -> Place:
        """Tell where in the source a later offset of the content stands; they never go back."""
        while (end := self.content.find("\n", self._line_start, at)) >= 0:
            self._line, self._line_start = self._line + 1, end + 1
        place = self.places[self._line]
        return Place(place.line, place.column + at - self._line_start)


def _plain(token: Token) -> str:
    """Give the text of an image's alternative, without its markup."""
    return "".join(
        _plain(child) if child.children else child.content for child in token.children or []
    )
