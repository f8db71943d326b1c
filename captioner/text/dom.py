"""A tree of HTML elements becomes paragraphs, that know each character's place in the tree.

The one base of what is read from HTML, from Word files and from the chapters of a book, and of what
is marked in them later: a `Block` is a paragraph with, for each stretch of its text, the text node
it came from. All text of the tree is in a block or in something left out. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

import msgspec
from lxml import etree
from msgspec.structs import replace

from captioner.document import Kind, LeftOut, Place
from captioner.text.collapsed import TAIL, TEXT, Collapsed, Stretch
from captioner.text.flat import Flat
from captioner.text.paragraph import Paragraph, Span
from captioner.text.raised import FORMS, is_raisable
from captioner.text.tags import BLOCKS
from captioner.text.tree import Element, Tree, line_of, name_of, strings_of, text_of, texts_of
from captioner.text.unread import HEAD, MACHINERY, NOTE, Everything, Rules

HEADINGS = {f"h{level}": level for level in range(1, 7)}
_KINDS = {
    **dict.fromkeys(HEADINGS, Kind.HEADING),
    **dict.fromkeys(("dd", "dt", "li"), Kind.ITEM),
    **dict.fromkeys(("td", "th"), Kind.CELL),
    "blockquote": Kind.QUOTE,
    "figcaption": Kind.FIGURE,
}
_BOLD = frozenset({"b", "strong"})
_CODE = frozenset({"code", "kbd", "samp", "tt"})
#: What alters nothing of a figure that is in it.
_PLAIN = frozenset({"b", "em", "i", "small", "span", "strong", "var"})

#: How many parts a heading or a raised figure has, at the most.
_NEAR = 9
_FILE_NAME = re.compile(r"\S+\.(?:avif|bmp|gif|jpe?g|png|svg|tiff?|webp)", re.IGNORECASE)
#: Why the text that stands for a picture is not read.
ECHO = "what the caption of the picture says too"
#: The most that is told of a script or the like.
_SHORT = 60


class Block(msgspec.Struct, frozen=True):
    """A paragraph in its tree: what a Paragraph tells, and where its text stands.

    `element` is the innermost block element around it, in which other paragraphs may stand too;
    `name` is how that element is found again, by `Tree.at`. A character that is in none of the
    `stretches`, which are in order, is a blank that stands for the end of a line. A `note` stands
    elsewhere in the document than where it is read; `after_break` is said of what follows a rule.
    """

    kind: Kind
    text: str
    element: Element
    name: str
    level: int
    stretches: tuple[Stretch, ...]
    bold: tuple[Span, ...]
    code: tuple[Span, ...]
    note: bool = False
    after_break: bool = False

    @property
    def is_picture(self) -> bool:
        """Whether it is nothing but what stands for a picture."""
        return all(stretch.where not in (TEXT, TAIL) for stretch in self.stretches)


class Aside(msgspec.Struct, frozen=True):
    """Text that is not read, and why: of an element, or of an attribute of it."""

    element: Element
    name: str
    reason: str
    place: Place
    text: str


def blocks(
    tree: Tree, rules: Rules, element: Element | None = None, name: str = "#"
) -> Iterator[Block | Aside]:
    """Read what is in an element of a tree that has a name, or in all of it, in order.

    The element itself is read, whatever the rules say of it. The flat text is read on from where it
    was left: of one tree, elements are to be read in their order.
    """
    root = tree.root if element is None else element
    walk = _Walk(tree, root, rules, name)
    steps = etree.iterwalk(root, events=("start", "end", "comment", "pi"))
    for event, node in steps:
        if event == "start":
            if walk.begin(node):
                steps.skip_subtree()
        elif event == "end":
            walk.end(node)
        else:
            walk.text(node, TAIL, node.tail)
        if walk.ready:
            yield from walk.take()


def paragraph_of(block: Block, flat: Flat, href: str = "") -> Paragraph:
    """Give a block as a paragraph of the file `href` in a book."""
    anchors: list[tuple[int, Place]] = []
    for stretch in block.stretches:
        if stretch.found is None:
            anchors.append((stretch.start, stretch.place))
            continue
        begins, ends = stretch.found, stretch.found + stretch.end - stretch.start
        anchors += [
            (stretch.start + at - begins, flat.place(at))
            for at in (begins, *flat.breaks(begins, ends))
        ]
    return Paragraph(
        block.kind,
        block.text,
        tuple(anchors),
        block.bold,
        block.code,
        block.level,
        f"{href}{block.name}",
        block.after_break,
    )


def left_out_of(aside: Aside, href: str = "") -> LeftOut:
    """Give what is not read as something left out of the file `href` in a book."""
    return LeftOut(aside.text, aside.reason, aside.place, f"{href}{aside.name}")


class _Open(msgspec.Struct):
    """A block element that is open, how many elements are open around it, and what a paragraph in
    it is.
    """

    element: Element
    depth: int
    kind: Kind
    level: int


class _Walk(msgspec.Struct):
    """One pass over an element of a tree."""

    tree: Tree
    root: Element
    rules: Rules
    name: str
    ready: list[Block | Aside] = msgspec.field(default_factory=list)
    _text: Collapsed = msgspec.field(default_factory=Collapsed)
    _open: list[_Open] = msgspec.field(default_factory=list)
    #: For each element that is open, how many elements were met in it.
    _met: list[int] = msgspec.field(default_factory=list)
    _skipped: Element | None = None
    _bold: int = 0
    _code: int = 0
    #: The element that is open whose figures are raised or lowered.
    _raised: Element | None = None
    _captions: list[str] = msgspec.field(default_factory=list)
    _after_break: bool = False

    def take(self) -> list[Block | Aside]:
        """Give what was read since the last time."""
        taken, self.ready = self.ready, []
        return taken

    def begin(self, element: Element) -> bool:
        """Enter an element; True if it is not read."""
        name = name_of(element)
        if self._met:
            self._met[-1] += 1
        self._met.append(0)
        if element is self.root:
            self._enter(element, name)
        else:
            if name in BLOCKS:
                self._flush()
            if self._is_unread(element, name):
                self._skipped = element
                return True
            self._enter(element, name)
        self.text(element, TEXT, element.text)
        return False

    def end(self, element: Element) -> None:
        """Leave an element."""
        self._met.pop()
        if element is self._skipped:
            self._skipped = None
        else:
            self._leave(element, name_of(element))
        if element is not self.root:
            self.text(element, TAIL, element.tail)

    def text(self, node: Element, where: str, text: str | None) -> None:
        """Add a string of a node to the paragraph."""
        if not text or (where == TAIL and node is self.root):
            return
        found = self.tree.flat.find(text) if text.strip() else None
        if self._raised is not None:
            text = text.translate(FORMS[name_of(self._raised)])
        self._add(node, where, text, found)

    def _enter(self, element: Element, name: str) -> None:
        if name in BLOCKS or element is self.root:
            self._open.append(self._block(element, name))
        if name == "figure":
            self._captions.append(self._caption(element))
        self._bold += name in _BOLD
        self._code += name in _CODE
        if name in FORMS and self._raised is None and self._is_raised(element):
            self._raised = element
        elif name in ("img", "image"):
            self._picture(element)
        elif name == "hr":
            self._after_break = True
        elif name == "br" and self._text.end_line() and self._open[-1].kind is not Kind.HEADING:
            self._flush()

    def _leave(self, element: Element, name: str) -> None:
        self._bold -= name in _BOLD
        self._code -= name in _CODE
        if element is self._raised:
            self._raised = None
        if name == "figure":
            self._captions.pop()
        if self._open[-1].element is element:
            self._flush()
            self._open.pop()

    def _block(self, element: Element, name: str) -> _Open:
        """Tell what a paragraph in a block element is."""
        around = self._open[-1] if self._open else None
        kind = around.kind if around else Kind.PARAGRAPH
        level = HEADINGS.get(name) or (around.level if around else 1)
        if name == "figure":
            kind = Kind.FIGURE
        elif name not in ("td", "th") or not _is_layout(element):
            kind = _KINDS.get(name, kind)
        if around and name_of(around.element) == "hgroup":
            # Its parts are one heading: the first begins it, the others go on with it.
            kind, level = (
                Kind.HEADING,
                0 if _has_text_before(element) else _level_of(around.element),
            )
        return _Open(element, len(self._met), kind, level)

    def _is_unread(self, element: Element, name: str) -> bool:
        """Leave an element out, if it is not read."""
        reason = self.rules.reason(element)
        if not reason and name == "math" and (element.get("alttext") or "").strip():
            self._attribute(element, "alttext")
            reason = "formula: the text that stands for it is said"
        if reason == NOTE and self.rules.reads_notes:
            rules = replace(self.rules, within_note=True)
            for part in blocks(self.tree, rules, element, self._name(element)):
                self.ready.append(
                    replace(part, note=True, after_break=False) if isinstance(part, Block) else part
                )
        elif reason:
            self._leave_out(element, reason)
        return bool(reason)

    def _leave_out(self, element: Element, reason: str) -> None:
        name = self._name(element)
        if reason in MACHINERY:
            text = "" if reason == HEAD else text_of(element)
            place = self._pass(element)
            self._aside(
                element, reason, text if len(text) <= _SHORT else f"{text[:_SHORT]}…", place
            )
            return
        for part in blocks(self.tree, Everything(), element, name):
            if isinstance(part, Block):
                place = paragraph_of(part, self.tree.flat).place(0)
                self.ready.append(Aside(part.element, part.name, reason, place, part.text))
            else:
                self.ready.append(part)

    def _pass(self, element: Element) -> Place:
        """Pass over the text of an element that is no text for readers."""
        flat = self.tree.flat
        place = self._place_of(element)
        for node, where, text in strings_of(element):
            if text.strip() and not (where == TEXT and name_of(node) in ("script", "style")):
                flat.find(text)
        return place

    def _is_raised(self, element: Element) -> bool:
        """Tell whether what is raised or lowered in the paragraph is shown so."""
        parts = list(islice(element.iter(), 1, _NEAR + 1))
        if len(parts) == _NEAR or any(name_of(part) not in _PLAIN for part in parts):
            return False
        return is_raisable("".join(texts_of(element)), self._text.end)

    def _caption(self, figure: Element) -> str:
        """Give the caption of a figure, if it is read."""
        captions = figure.iter("{*}figcaption")
        return next((text_of(part) for part in captions if not self.rules.reason(part)), "")

    def _picture(self, picture: Element) -> None:
        alt = " ".join((picture.get("alt") or "").split())
        place = self._place_of(picture)
        if not alt:
            if picture.get("alt") is None:
                source = (picture.get("src") or "").rpartition("/")[2][:_SHORT]
                self._aside(picture, "picture that no text stands for", source, place)
        elif _FILE_NAME.fullmatch(alt):
            self._aside(picture, "name of a file, not what the picture shows", alt, place)
        elif self._captions and alt == self._captions[-1]:
            self._aside(picture, ECHO, alt, place)
        else:
            self._attribute(picture, "alt")

    def _attribute(self, element: Element, name: str) -> None:
        """Add an attribute to the paragraph; a single letter is one of a word."""
        text = element.get(name) or ""
        apart = len(text.strip()) > 1
        if apart:
            self._text.end_word()
        self._add(element, name, text, None)
        if apart:
            self._text.end_word()

    def _aside(self, element: Element, reason: str, text: str, place: Place) -> None:
        if text:
            self.ready.append(Aside(element, self._name(element), reason, place, text))

    def _add(self, node: Element, where: str, text: str, found: int | None) -> None:
        place = self._place_of(node)
        marks = self._bold > 0, self._code > 0
        self._text.add(Stretch(0, 0, node, where, 0, found, place), text, marks)

    def _place_of(self, node: Element) -> Place:
        """Tell about where a node stands, by what was found last, and by its line."""
        here, line = self.tree.flat.here, line_of(node)
        return Place(line) if line > here.line else here

    def _name(self, element: Element) -> str:
        return self._named(element, len(self._met))

    def _named(self, element: Element, depth: int) -> str:
        """Name an element that is open, by its id or by the steps to it."""
        name = element.get("id")
        if element is self.root and self.name != "#":
            return self.name
        if name and "/" not in name and self.tree.ids.get(name) is element:
            return f"#{name}"
        return self.name + "".join(f"/{2 * number}" for number in self._met[: depth - 1])

    def _flush(self) -> None:
        """End the paragraph."""
        text, self._text = self._text, Collapsed()
        if not self._open or not text.length:
            return
        around = self._open[-1]
        kind, level = around.kind, around.level
        if kind is not Kind.HEADING:
            level = 1
            if all(one.where not in (TEXT, TAIL) for one in text.stretches):
                kind = Kind.FIGURE
        name = self._named(around.element, around.depth)
        block = Block(
            kind,
            "".join(text.parts),
            around.element,
            name,
            level,
            tuple(text.stretches),
            tuple(text.bold),
            tuple(text.code),
            after_break=self._after_break,
        )
        self._after_break = False
        self.ready.append(block)


def _is_layout(cell: Element) -> bool:
    """Tell whether a cell of a table holds paragraphs of its own, as on old pages."""
    return sum(name_of(part) in BLOCKS for part in cell) > 1


def _has_text_before(element: Element) -> bool:
    return any(map(text_of, islice(element.itersiblings(preceding=True), _NEAR)))


def _level_of(group: Element) -> int:
    return next((HEADINGS[name_of(part)] for part in group if name_of(part) in HEADINGS), 1)
