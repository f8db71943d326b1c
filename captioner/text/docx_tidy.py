"""What is not meant to be read is taken out of a Word file, and its headings get one name.

Deleted and hidden text, formulas and tables of contents are noted and taken out. A paragraph is a
heading if its style, or one that its style is based on, says of which level; mammoth knows only the
names of Word's own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TypeAlias

import msgspec
from lxml import etree

from captioner.document import LeftOut, Place

Element: TypeAlias = "etree._Element"

OFFICE = "http://schemas.openxmlformats.org/"
W = f"{{{OFFICE}wordprocessingml/2006/main}}"
_M = f"{{{OFFICE}officeDocument/2006/math}}"

_CONTENTS = re.compile(r"(?:toc|contents|table of figures|index)[ \d]*|toc heading", re.IGNORECASE)
_LOWEST = 6
_WRAPPINGS = tuple(f"{W}{name}" for name in ("fldSimple", "dir", "bdo"))
_NOT_READ = {
    f"{W}del": "deleted text",
    f"{W}moveFrom": "deleted text",
    f"{_M}oMathPara": "formula",
    f"{_M}oMath": "formula",
    f"{W}instrText": "instruction of a field",
}


class Style(msgspec.Struct, frozen=True):
    """What of a style of paragraphs or letters is of interest here. `level` is that of a heading,
    from 1, or 0 for text; it and `hidden` are None where the style does not say.
    """

    name: str
    based_on: str
    level: int | None
    hidden: bool | None


def styles_of(root: Element) -> Iterator[tuple[str, Style]]:
    """Yield the styles of a file by their ids."""
    for style in root.iter(f"{W}style"):
        name = _value(style.find(f"{W}name"))
        level = style.find(f"{W}pPr/{W}outlineLvl")
        hidden = style.find(f"{W}rPr/{W}vanish")
        yield (
            style.get(f"{W}styleId") or "",
            Style(
                name,
                _value(style.find(f"{W}basedOn")),
                _level_of(name, level),
                _is_on(hidden) if hidden is not None else None,
            ),
        )


def tidy(root: Element, styles: dict[str, Style]) -> Iterator[LeftOut]:
    """Tidy a part of a file in place, and yield what is taken out."""
    number = 0
    for paragraph in list(root.iter(f"{W}p")):
        tidying = _Tidying(paragraph, styles, Place(number + 1))
        yield from tidying.plain_ruby()
        _unwrap(paragraph)
        yield from tidying.take_out_unread()
        yield from tidying.take_out_hidden()
        yield from tidying.take_out_contents()
        tidying.name_heading()
        number += bool(text_of(paragraph))


def text_of(element: Element) -> str:
    """Give the text of an element as one line, as it was written."""
    nodes = element.iter(f"{W}t", f"{W}delText", f"{_M}t", f"{W}tab", f"{W}br", f"{W}p")
    parts = [node.text or "" if _is_text(node) else " " for node in nodes]
    return " ".join("".join(parts).split())


def _is_text(node: Element) -> bool:
    return str(node.tag).rpartition("}")[2] in ("t", "delText")


def _unwrap(paragraph: Element) -> None:
    """Put the content of what mammoth does not look into in its place."""
    for element in list(paragraph.iter(*_WRAPPINGS)):
        parent = element.getparent()
        if parent is not None:
            at = parent.index(element)
            parent[at : at + 1] = list(element)
    for element in paragraph.iter(f"{W}cr"):
        element.tag = f"{W}br"


class _Tidying(msgspec.Struct, frozen=True):
    paragraph: Element
    styles: dict[str, Style]
    place: Place

    def plain_ruby(self) -> Iterator[LeftOut]:
        """Let a text that is annotated stand without how it is said."""
        for ruby in list(self.paragraph.iter(f"{W}ruby")):
            for annotation in ruby.iterfind(f"{W}rt"):
                yield LeftOut(text_of(annotation), "ruby annotation", self.place)
            base = etree.Element(f"{W}t")
            base.text = "".join(text_of(part) for part in ruby.iterfind(f"{W}rubyBase"))
            parent = ruby.getparent()
            if parent is not None:
                parent.replace(ruby, base)

    def take_out_unread(self) -> Iterator[LeftOut]:
        for tag, reason in _NOT_READ.items():
            for element in list(self.paragraph.iter(tag)):
                if text := text_of(element):
                    yield LeftOut(text, reason, self.place)
                _remove(element)

    def take_out_hidden(self) -> Iterator[LeftOut]:
        for run in list(self.paragraph.iter(f"{W}r")):
            if self._is_hidden(run):
                if text := text_of(run):
                    yield LeftOut(text, "hidden text", self.place)
                _remove(run)

    def take_out_contents(self) -> Iterator[LeftOut]:
        style = next(self._chain(self.paragraph.find(f"{W}pPr/{W}pStyle")), None)
        if style is None or not _CONTENTS.fullmatch(style.name):
            return
        if text := text_of(self.paragraph):
            yield LeftOut(text, "line of a table of contents", self.place)
        for child in list(self.paragraph):
            if child.tag != f"{W}pPr":
                self.paragraph.remove(child)

    def name_heading(self) -> None:
        """Give a paragraph that is a heading the style of a heading."""
        properties = self.paragraph.find(f"{W}pPr")
        if properties is None or not text_of(self.paragraph):
            return
        style = properties.find(f"{W}pStyle")
        level = next((one.level for one in self._chain(style) if one.level is not None), None)
        own = properties.find(f"{W}outlineLvl")
        if own is not None:
            level = _level(own)
        if not level:
            return
        if style is None:
            style = etree.Element(f"{W}pStyle")
            properties.insert(0, style)
        style.set(f"{W}val", f"Heading{min(level, _LOWEST)}")

    def _is_hidden(self, run: Element) -> bool:
        own = run.find(f"{W}rPr/{W}vanish")
        if own is not None:
            return _is_on(own)
        for style in (run.find(f"{W}rPr/{W}rStyle"), self.paragraph.find(f"{W}pPr/{W}pStyle")):
            for based in self._chain(style):
                if based.hidden is not None:
                    return based.hidden
        return False

    def _chain(self, named: Element | None) -> Iterator[Style]:
        """Yield the style that is named, and those that it is based on."""
        name = _value(named)
        seen: set[str] = set()
        while name not in seen and name in self.styles:
            seen.add(name)
            yield self.styles[name]
            name = self.styles[name].based_on


def _value(element: Element | None) -> str:
    return (element.get(f"{W}val") or "") if element is not None else ""


def _level_of(name: str, told: Element | None) -> int | None:
    """Give the level of heading that a style makes."""
    if name.lower() == "title":
        return 1
    if match := re.fullmatch(r"heading ([1-9])", name.lower()):
        return int(match[1])
    return _level(told) if told is not None else None


def _level(told: Element) -> int:
    """Give a level as it is told: 0 is the highest, 9 is text."""
    value = _value(told)
    return int(value) + 1 if value in "012345678" and value else 0


def _is_on(switch: Element) -> bool:
    return (switch.get(f"{W}val") or "true") not in ("0", "false", "off", "none")


def _remove(element: Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)
