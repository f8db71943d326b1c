"""The text of a page: the sentences of a narration as headings, paragraphs, lists and tables.

Each sentence is one element, named by its context; its words are not marked, so that a reader of
the screen meets running text. Where they are and when they are heard is told beside the text
(`times`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from itertools import groupby
from math import inf

import msgspec

from captioner.captions.writer import begins_right_to_left
from captioner.document import Kind
from captioner.publish.kept import Kept
from captioner.timeline import record
from captioner.timeline.fit import Quality

_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")
#: What a browser takes out of a text, or changes, is a blank there: the places of words stay.
_CHANGED = dict.fromkeys((*range(32), *range(127, 160)), " ") | dict.fromkeys(
    range(0xD800, 0xE000), "\ufffd"
)
_DEEPEST = 6
#: Before the heading that is the title there are no more paragraphs than that.
_MOST_BEFORE = 3


class Line(msgspec.Struct, frozen=True):
    """A sentence, and the level of the heading that it stands under, or is."""

    sentence: record.SentenceLine
    level: int


def lines_of(kept: Kept, ends: Sequence[int]) -> Iterator[list[Line]]:
    """Give the sentences of each part of a narration, one part after the other, by the frames in
    which the parts end; the last has all that is left. Raises OutputError as `Kept.lines` does.
    """
    lines = _levelled(kept)
    line = next(lines, None)
    for end in (*ends[:-1], inf):
        found: list[Line] = []
        while line is not None and line.sentence.start < end:
            found.append(line)
            line = next(lines, None)
        yield found


def _levelled(kept: Kept) -> Iterator[Line]:
    level = 1
    for line in kept.lines():
        if isinstance(line, record.SectionLine):
            level = line.level
        elif isinstance(line, record.SentenceLine):
            yield Line(line, level)


class Head(msgspec.Struct, frozen=True):
    """A heading: the sentence it begins with, its text, and how deep it is, 1 for the first."""

    context: str
    text: str
    depth: int
    start: int


class Text(msgspec.Struct, frozen=True):
    """A text as HTML, and its headings. `title` is what stands in it up to the heading that is the
    title, `html` all after that; without such a heading there is no title.
    """

    title: str
    html: str
    heads: tuple[Head, ...]


def shown(text: str) -> str:
    """Give a text for HTML, with as many characters as it has, before they are escaped."""
    return escape(text.translate(_CHANGED), quote=False)


def language(tag: str) -> str:
    """Give a language tag that a browser understands, or nothing."""
    tag = tag.replace("_", "-")
    return tag if _LANGUAGE.fullmatch(tag) else ""


def direction(text: str) -> str:
    """Tell in which direction a text is written, by its first letter."""
    return "rtl" if begins_right_to_left(text) else "ltr"


def text_of(lines: Iterable[Line], title: str, lang: str, way: str) -> Text:
    """Write the sentences of a page with a title, in a language, written in a direction.

    The heading that is the title is the only one of the first level, and none is more than one
    level deeper than the one before it. What little may stand before it is no heading.
    """
    return _Writer(title, lang, way).text([*_paragraphs(lines)])


class _Paragraph(msgspec.Struct, frozen=True):
    lines: tuple[record.SentenceLine, ...]
    kind: Kind
    level: int

    @property
    def text(self) -> str:
        return "".join(line.text for line in self.lines)


def _paragraphs(lines: Iterable[Line]) -> Iterator[_Paragraph]:
    for _, group in groupby(lines, key=lambda one: one.sentence.paragraph):
        of_one = tuple(group)
        # A sound within a paragraph does not make it another.
        kinds = [one.sentence.kind for one in of_one if one.sentence.kind is not Kind.SOUND]
        kind = kinds[0] if kinds else Kind.SOUND
        yield _Paragraph(tuple(one.sentence for one in of_one), kind, of_one[0].level)


class _Writer:
    def __init__(self, title: str, lang: str, way: str) -> None:
        self._title = _squeezed(title)
        self._lang = lang
        self._way = way
        self._heads: list[Head] = []
        self._levels: list[int] = []
        self._speaker = ""

    def text(self, paragraphs: Sequence[_Paragraph]) -> Text:
        titles = [
            at for at, one in enumerate(paragraphs[: _MOST_BEFORE + 1]) if self._is_title(one)
        ]
        title = ""
        if titles:
            before, heading = paragraphs[: titles[0]], paragraphs[titles[0]]
            over = self._each("p", before, ' class="over"')
            title = "\n".join(filter(None, [over, self._heading(heading, 1)]))
            paragraphs = paragraphs[titles[0] + 1 :]
        return Text(title, "\n".join(self._grouped(paragraphs)), tuple(self._heads))

    def _grouped(self, paragraphs: Iterable[_Paragraph]) -> Iterator[str]:
        for kind, group in groupby(paragraphs, key=lambda one: one.kind):
            yield self._blocks(kind, list(group))

    def _is_title(self, paragraph: _Paragraph) -> bool:
        is_heading = paragraph.kind is Kind.HEADING
        return is_heading and _squeezed(paragraph.text) == self._title

    def _blocks(self, kind: Kind, group: list[_Paragraph]) -> str:
        match kind:
            case Kind.HEADING:
                return "\n".join(self._heading(one, self._depth(one.level)) for one in group)
            case Kind.ITEM:
                return f"<ul>\n{self._each('li', group)}\n</ul>"
            case Kind.QUOTE:
                return f"<blockquote>\n{self._each('p', group)}\n</blockquote>"
            case Kind.FIGURE:
                return "\n".join(map(self._figure, _figures(group)))
            case Kind.CELL:
                return self._cells(group)
            case Kind.SOUND:
                return self._each("p", group, ' class="sound"')
            case _:
                return self._each("p", group)

    def _each(self, tag: str, group: Iterable[_Paragraph], more: str = "") -> str:
        return "\n".join(self._block(tag, one, more) for one in group)

    def _depth(self, level: int) -> int:
        """Tell how deep a heading is, below the title."""
        while self._levels and self._levels[-1] >= level:
            self._levels.pop()
        self._levels.append(level)
        return min(_DEEPEST, len(self._levels) + 1)

    def _heading(self, paragraph: _Paragraph, depth: int) -> str:
        first = paragraph.lines[0]
        self._heads.append(Head(first.context, _squeezed(paragraph.text), depth, first.start))
        return self._block(f"h{depth}", paragraph)

    def _figure(self, group: list[_Paragraph]) -> str:
        *before, last = group
        inside = [*(self._block("p", one) for one in before), self._block("figcaption", last)]
        return "<figure>\n" + "\n".join(inside) + "\n</figure>"

    def _cells(self, group: list[_Paragraph]) -> str:
        """Write a table, if its rows can be told."""
        rows = [list(row) for _, row in groupby(group, key=lambda one: _row(one.lines[0]))]
        if len(rows) < 2 or len(rows[0]) < 2 or len({len(row) for row in rows}) > 1:
            return f'<div class="cells">\n{self._each("p", group)}\n</div>'
        # In Markdown a line of marks stands below the head, and nowhere else in a table.
        has_head = rows[1][0].lines[0].line == rows[0][0].lines[0].line + 2
        written = []
        if has_head:
            inside = self._each("th", rows[0], ' scope="col"')
            written.append(f"<thead><tr>\n{inside}\n</tr></thead>")
            rows = rows[1:]
        body = "\n".join(f"<tr>\n{self._each('td', row)}\n</tr>" for row in rows)
        written.append(f"<tbody>\n{body}\n</tbody>")
        return '<div class="table"><table>\n' + "\n".join(written) + "\n</table></div>"

    def _block(self, tag: str, paragraph: _Paragraph, more: str = "") -> str:
        broken = "<hr>\n" if tag == "p" and paragraph.lines[0].after_break else ""
        way = direction(paragraph.text)
        turned = f' dir="{way}"' if way != self._way and paragraph.text.strip() else ""
        inside = "".join(map(self._sentence, paragraph.lines))
        return f"{broken}<{tag}{more}{turned}>{inside.rstrip()}</{tag}>"

    def _sentence(self, line: record.SentenceLine) -> str:
        text = line.text.rstrip()
        lang = language(line.lang)
        spoken = f' lang="{lang}"' if lang and lang != self._lang else ""
        sound = ' class="sound"' if line.kind is Kind.SOUND else ""
        blank = " " if line.text[len(text) :] else ""
        return (
            f"{self._label(line)}"
            f'<span id="{escape(line.context)}"{sound}{spoken}>{shown(text)}</span>{blank}'
        )

    def _label(self, line: record.SentenceLine) -> str:
        """Name a speaker where another one begins, if the text does not."""
        before, self._speaker = self._speaker, line.speaker
        if line.speaker in ("", before) or _is_labelled(line):
            return ""
        return f"<b>{shown(_squeezed(line.speaker))}</b> "


def _row(line: record.SentenceLine) -> object:
    """Tell cells of a row by the element that they are in, or else by their line in the source."""
    above, step, _ = line.anchor.rpartition("/")
    return above if step else line.line


def _figures(group: Iterable[_Paragraph]) -> Iterator[list[_Paragraph]]:
    """Gather what is said of one picture: the caption is in the element of the picture."""
    figure: list[_Paragraph] = []
    for one in group:
        anchor = figure[0].lines[0].anchor if figure else ""
        if figure and not (anchor and one.lines[0].anchor.startswith(f"{anchor}/")):
            yield figure
            figure = []
        figure.append(one)
    yield figure


def _is_labelled(line: record.SentenceLine) -> bool:
    """Tell whether a sentence begins with the name of its speaker, as in a script."""
    is_unsaid = bool(line.words) and line.words[0].quality is Quality.UNSAID
    return is_unsaid and line.text.lstrip().casefold().startswith(line.speaker.casefold())


def _squeezed(text: str) -> str:
    return " ".join(text.split())
