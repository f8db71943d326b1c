"""Markdown (CommonMark and tables, by markdown-it-py) becomes paragraphs.

Headings, paragraphs, list items, quotes, table cells, link texts, inline code, the alternative
texts of images and the text within HTML are spoken, and notes where they are wanted. Code blocks,
tags of HTML, addresses and titles of links, marks of notes, the numbers of lists and rules are not;
each of them is recorded with its reason and its place.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec
from markdown_it import MarkdownIt
from markdown_it.token import Token
from msgspec.structs import replace

from captioner.document import Kind, LeftOut, Place
from captioner.text.front_matter import authors_in, fields_in, switched
from captioner.text.markdown_tokens import is_picture, parser_of_markdown, plain, references
from captioner.text.paragraph import Paragraph, Reading, Unwrapper
from captioner.text.raised import FORMS
from captioner.text.tags import (
    BLOCKS,
    HIDDEN,
    HIDDEN_TO_THE_END,
    STRUCK,
    Nesting,
    begins_with_text,
    closes,
    element_of,
    end_of,
    ends_in,
    is_markup,
    is_raised,
    meant_by,
    piece_from,
    reason_of,
)

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
    "hr": "rule",
    "front_matter": "front matter",
}


def read_markdown(source: str) -> Reading:
    """Find the paragraphs of a Markdown text, and what its front matter says of it: the title, the
    lang, the author, and whether it is a script.
    """
    parser = parser_of_markdown()
    environment: dict[str, Any] = {}
    walk = _Walk(parser, environment, source.split("\n"), frozenset(ends_in(source)))
    for token in parser.parse(source, environment):
        walk.block(token)
    for reference in references(environment):
        place = Place(reference["map"][0] + 1)
        walk.leave_out(reference["href"], "link address", place)
        if reference["title"]:
            walk.leave_out(reference["title"], "link title", place)
    return Reading(
        tuple(walk.paragraphs),
        walk.front_matter.get("title"),
        walk.front_matter.get("lang"),
        tuple(walk.left_out),
        switched(walk.front_matter.get("script")),
        walk.authors,
        notes=tuple(walk.notes),
    )


class _Walk(msgspec.Struct):
    """One pass over the block tokens of a file, in which some elements of HTML are `closed`."""

    parser: MarkdownIt
    environment: dict[str, Any]
    lines: list[str]
    closed: frozenset[str]
    paragraphs: list[Paragraph] = msgspec.field(default_factory=list)
    notes: list[Paragraph] = msgspec.field(default_factory=list)
    left_out: list[LeftOut] = msgspec.field(default_factory=list)
    front_matter: dict[str, str] = msgspec.field(default_factory=dict)
    authors: tuple[str, ...] = ()
    _kinds: list[Kind] = msgspec.field(default_factory=list)
    _level: int = 1
    _in_notes: bool = False
    _after_break: bool = False
    _row_columns: dict[int, int] = msgspec.field(default_factory=dict)

    def leave_out(self, text: str, reason: str, place: Place) -> None:
        self.left_out.append(LeftOut(text.strip("\n"), reason, place))

    def add(self, paragraph: Paragraph, *, note: bool) -> None:
        """Add a paragraph, or one of a note."""
        if note:
            self.notes.append(paragraph)
            return
        self.paragraphs.append(replace(paragraph, after_break=self._after_break))
        self._after_break = False

    def inline_note(self, number: int) -> tuple[str, list[Token]]:
        """Give a note that stands where it belongs: its source, and the tokens in it."""
        note = self.environment["footnotes"]["list"][number]
        return str(note["content"]), list(note["tokens"])

    def block(self, token: Token) -> None:
        if token.type in ("footnote_reference_open", "footnote_reference_close"):
            self._in_notes = token.nesting == 1
        elif token.type in _KINDS:
            self._kinds.append(_KINDS[token.type])
            if token.info:
                self._number(token)
            self._level = int(token.tag[1]) if token.type == "heading_open" else 1
        elif token.type.replace("_close", "_open") in _KINDS:
            self._kinds.pop()
        elif token.type in _UNSPOKEN:
            self._unspoken(token)
        elif token.type == "html_block" and not begins_with_text(token.content):
            self._html(token)
        elif token.type == "html_block":
            # No block of HTML at all: a paragraph, that begins with what looks like a tag.
            (inline,) = self.parser.parseInline(token.content.rstrip("\n"), self.environment)
            inline.map = token.map
            self._inline(inline)
        elif token.type == "inline":
            self._inline(token)

    def _number(self, item: Token) -> None:
        """Leave out the number of an item in a list."""
        first = item.map[0] if item.map else 0
        number = f"{item.info}{item.markup}"
        at = max(0, self.lines[first].find(number, self._row_columns.get(first, 0)))
        # A list may begin within the first line of another's item.
        self._row_columns[first] = at + len(number)
        self.leave_out(number, "list number", Place(first + 1, at + 1))

    def _unspoken(self, token: Token) -> None:
        first = token.map[0] if token.map else 0
        reason = _UNSPOKEN[token.type]
        if token.type == "hr" and not self._in_notes:
            self._after_break = True
        if token.type == "front_matter":
            self.front_matter = fields_in(token.content)
            self.authors = authors_in(token.content)
        self.leave_out(token.content or self.lines[first].strip(), reason, Place(first + 1))

    def _inline(self, token: Token) -> None:
        run = self._run(token)
        children = token.children or []
        run.children(children)
        kind = self._kind
        if kind is Kind.PARAGRAPH and is_picture(children):
            kind = Kind.FIGURE
        run.end_paragraph(kind, self._level)
        if attributes := token.meta.get("attributes"):
            first = token.map[0] if token.map else 0
            column = max(0, self.lines[first].rfind(attributes))
            self.leave_out(attributes, "attributes of a heading", Place(first + 1, column + 1))

    def _html(self, token: Token) -> None:
        self._run(token).block(Nesting(self._kind))

    @property
    def _kind(self) -> Kind:
        return self._kinds[-1] if self._kinds else Kind.PARAGRAPH

    def _run(self, token: Token) -> _Inline:
        """Begin a pass over the content of a token."""
        first = token.map[0] if token.map else 0
        return _Inline(token.content, self._places(token, first), self, self._in_notes)

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


class _Inline(msgspec.Struct):
    """One pass over the children of an inline token, or the pieces of a block of HTML, keeping step
    with its source.
    """

    content: str
    places: list[Place]
    walk: _Walk
    in_note: bool
    unwrapper: Unwrapper = msgspec.field(default_factory=Unwrapper)
    _bold: int = 0
    _cursor: int = 0
    _line: int = 0
    _line_start: int = 0
    #: The element of HTML that is not read, from where in the content on, and its place.
    _hidden: tuple[str, int, Place] | None = None
    #: How many pairs of marks are open that strike out, and the element that is raised or lowered.
    _struck: int = 0
    _raised: str = ""
    _ends: dict[str, int] | None = None

    def end_paragraph(self, kind: Kind, level: int = 1) -> None:
        """Give what was added so far a paragraph of its own, a heading of a level."""
        if self._hidden:
            self._end_hidden(self._hidden, len(self.content))
        if paragraph := self.unwrapper.paragraph(kind, level):
            self.walk.add(paragraph, note=self.in_note)
        self.unwrapper = Unwrapper()

    def children(self, tokens: Iterable[Token]) -> None:
        """Read the next children."""
        for token in tokens:
            self._child(token)

    def _child(self, token: Token) -> None:
        if token.type in ("s_open", "s_close"):
            self._strike(token)
        elif self._hidden is None or token.type in ("strong_open", "strong_close"):
            self._shown(token)
        elif self._struck:
            self._find(token.markup if token.type == "text_special" else token.content)
        elif token.type == "html_inline" and closes(token.content, self._hidden[0]):
            self._find(token.content)
            self._end_hidden(self._hidden, self._cursor)

    def _shown(self, token: Token) -> None:
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
                self._add(plain(token), self._find(token.content))
                self._leave_out_link(token, "src")
            case "link_open" if token.info != "auto":
                self._leave_out_link(token, "href")
            case "html_inline":
                self._find(token.content)
                self._tag(token.content)
            case "footnote_ref":
                self._note(token)

    def _strike(self, mark: Token) -> None:
        """Leave out what is struck out between two marks, unless an element that is not read is
        around them.
        """
        if self._hidden and not self._struck:
            return
        self._find(mark.markup)
        end = self._cursor
        self._struck = max(0, self._struck + mark.nesting)
        if self._hidden is None and self._struck:
            self._hidden = mark.markup, end, self._place(end)
        elif self._hidden and not self._struck:
            self._end_hidden(self._hidden, end - len(mark.markup))
            self._cursor = end

    def _add(self, text: str, place: Place, *, code: bool = False) -> None:
        if self._raised:
            text = text.translate(FORMS[self._raised])
        self.unwrapper.add(text, place, bold=self._bold > 0, code=code)

    def _note(self, mark: Token) -> None:
        if "label" in mark.meta:
            label = f"[^{mark.meta['label']}]"
            self.walk.leave_out(label, "note mark", self._find(label))
            return
        content, tokens = self.walk.inline_note(mark.meta["id"])
        place = self._find(f"^[{content}]")
        later = self.places[self._line + 1 - content.count("\n") : self._line + 1]
        places = [Place(place.line, place.column + len("^[")), *later]
        note = _Inline(content, places, self.walk, in_note=True)
        note.children(tokens)
        note.end_paragraph(Kind.PARAGRAPH)

    def block(self, nesting: Nesting) -> None:
        """Read all of it as a block of HTML."""
        while piece := piece_from(self.content, self._cursor):
            what, start, end = piece
            self._text(self._cursor, start)
            text = self.content[start:end]
            self._cursor = end
            if what == "reference":
                self._add(meant_by(text), self._place(start))
                continue
            if element_of(text) in BLOCKS and self._is_tag(text, in_block=True):
                self.end_paragraph(nesting.kind, nesting.level)
                nesting.add(text)
            self._tag(text, in_block=True)
            if self._hidden:
                closed = end_of(self._hidden[0], self.content, end)
                self._end_hidden(self._hidden, closed if closed >= 0 else len(self.content))
        self._text(self._cursor, len(self.content))
        self.end_paragraph(nesting.kind, nesting.level)

    def _tag(self, tag: str, *, in_block: bool = False) -> None:
        """Read a tag, or another part of HTML, that ends at the cursor."""
        start = self._cursor - len(tag)
        name = element_of(tag)
        if tag[1] in "!?":
            self.walk.leave_out(tag, reason_of(tag), self._place(start))
        elif not self._is_tag(tag, in_block=in_block):
            self._text(start, self._cursor)
        elif self._hides(tag, in_block=in_block):
            self._hidden = name, start, self._place(start)
        else:
            if name in FORMS:
                raised = is_raised(tag, self.content, self._cursor, self.unwrapper.end)
                self._raised = name if raised else ""
            if name == "br" or name in BLOCKS:
                self.unwrapper.end_line()
            self.walk.leave_out(tag, "HTML tag", self._place(start))

    def _is_tag(self, tag: str, *, in_block: bool) -> bool:
        """Tell whether what ends at the cursor is markup, not text that only looks like that."""
        name = element_of(tag)
        if not name or (in_block and name in BLOCKS):
            return bool(name)
        before = self.content[max(0, self._cursor - len(tag) - 1)]
        return is_markup(
            tag,
            glued=before.isalnum(),  # A tag itself is not.
            closed_here=self._is_closed(name),
            closed=(name,) if in_block else self.walk.closed,
        )

    def _is_closed(self, name: str) -> bool:
        """Tell whether an element is closed in what follows."""
        if self._ends is None:
            self._ends = ends_in(self.content)
        return self._ends.get(name, -1) >= self._cursor

    def _hides(self, tag: str, *, in_block: bool) -> bool:
        """Tell whether what follows a tag is not read, until it is closed."""
        name = element_of(tag)
        if name not in HIDDEN or tag.startswith("</"):
            return False
        return self._is_closed(name) or (in_block and name in HIDDEN_TO_THE_END)

    def _end_hidden(self, hidden: tuple[str, int, Place], end: int) -> None:
        """Leave out what is hidden, up to a place."""
        name, start, place = hidden
        self._cursor, self._hidden = end, None
        self.unwrapper.leave_out()
        self.walk.leave_out(self.content[start:end], HIDDEN.get(name, STRUCK), place)

    def _text(self, start: int, end: int) -> None:
        """Add a stretch of the content as it is."""
        for number, line in enumerate(self.content[start:end].split("\n")):
            if number:
                self.unwrapper.end_line()
            self._add(line, self._place(start))
            start += len(line) + 1

    def _leave_out_link(self, token: Token, address: str) -> None:
        for name, reason in ((address, "link address"), ("title", "link title")):
            if text := str(token.attrs.get(name, "")):
                self.walk.leave_out(text, reason, self._place(self._cursor))

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
