"""Is everything in a source spoken, or listed as left out? An audit of a Document.

It knows nothing of how the reader came to its paragraphs. What the Document holds is ticked off in
the source, place by place: every letter, digit and sign that is left is lost, and a fault of ours.
Of Markdown it knows which marks are no text: the names of references and of notes, and what a fence
says of its code. Linear in the source. Pure.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from html import unescape
from itertools import accumulate
from urllib.parse import unquote

import regex

from captioner.document import Document, LeftOut, Place
from captioner.markup import Markup, marks_in
from captioner.text.raised import plainly
from captioner.text.sections import ADDRESS

REASON = "it is neither spoken nor left out, a fault of captioner: please report it"

#: What somebody could miss: letters, digits, and signs with a name.
_AUDIBLE = regex.compile(r"[\p{L}\p{N}\p{Sc}%@&]|(?=\p{S})\p{Extended_Pictographic}")
_REFERENCE = re.compile(r"&(?:#\d{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_UNTICKED = re.compile(rb"\0+")
_WORD = re.compile(r"\S+")

#: Marks of Markdown that are no text.
_MARKDOWN = (
    regex.compile(r"^[ \t>]*+\[\^[^\]\n]++\]:", regex.MULTILINE),
    regex.compile(r"\[(?:[^\]\[]|\\.)++\]:(?=\s)"),
    regex.compile(r"^(?=\S)(?:---|\+\+\+)\s*$", regex.MULTILINE),
)
_FENCE = regex.compile(r"^[ \t>*+\d.)-]*+(?:`{3,}+[^`\n]*+|~{3,}+[^\n]*+)$", regex.MULTILINE)
_DEFINITION = regex.compile(r"^[ \t>]*+\[((?:[^\]\[]|\\.)++)\]:", regex.MULTILINE)
_LABEL = regex.compile(r"\]\[((?:[^\]\[]|\\.)*+)\]")

#: Marks of captions that are no text: times, numbers and names of cues, comments, styles, tags.
_CUES = (
    regex.compile(r"^[^\n]*-->[^\n]*+$", regex.MULTILINE),
    regex.compile(r"^[^\n]*\n(?=[^\n]*-->)", regex.MULTILINE),
)
_SRT = (
    *_CUES,
    regex.compile(
        r"</?(?:b|i|u|s|em|strong|font|c|v|ruby|rt)(?:[\s.=][^<>]*+)?>", regex.IGNORECASE
    ),
    regex.compile(r"\{\\[^{}\n]*+\}"),
)
_VTT = (
    *_CUES,
    regex.compile(r"\AWEBVTT[^\n]*+(?:\n[^\n]++)*+"),
    regex.compile(r"^(?:STYLE|REGION)\b[^\n]*+(?:\n[^\n]++)*+", regex.MULTILINE),
    regex.compile(r"</?[^<>\n]*+>"),
)

#: How far behind its place a word may begin, past marks and what is left out within a sentence.
_WITHIN = 4000


def audit(
    source: str,
    document: Document,
    syntax: Sequence[regex.Pattern[str]] = (),
    marks: Iterable[tuple[int, int]] = (),
    *,
    references: bool = False,
) -> tuple[LeftOut, ...]:
    """List what of a source is in no sentence of its document, and not left out either.

    `syntax` are patterns of what is no text if nobody has it for that, `marks` are what never is.
    `references` such as `&amp;` stand for what they mean. The document is whole, without sections
    skipped.
    """
    ticks = _Ticks(source, references=references)
    ticks.tick_marks(marks)
    for left in document.left_out:
        # What is not said of an address is shown: it is in its sentence.
        if left.reason != ADDRESS:
            ticks.tick_whole(left.text, left.place)
    for sentence in document.sentences:
        ticks.tick(sentence.text, sentence.place)
    return tuple(ticks.lost(syntax, document.markup))


class _Ticks:
    """What of a source was found in its document."""

    def __init__(self, source: str, *, references: bool) -> None:
        self._source = source
        self._references = references
        self._flat = source.replace("\n", " ")
        self._ticked = bytearray(len(source))
        if references:
            # What nobody could miss, such as `&quot;`.
            mute = (m for m in _REFERENCE.finditer(source) if not _AUDIBLE.search(unescape(m[0])))
            self.tick_marks(match.span() for match in mute)
        self._lines = [0, *accumulate(len(line) + 1 for line in source.split("\n"))]

    def tick_marks(self, marks: Iterable[tuple[int, int]]) -> None:
        """Tick off what is no text."""
        for start, end in marks:
            self._mark(start, end)

    def tick_whole(self, text: str, place: Place) -> None:
        """Tick off a text that was left out, at its place or, as an address is, shortly behind."""
        at = self._offset(place)
        flat = text.replace("\n", " ")
        forms = (flat, unquote(flat)) if "%" in flat else (flat,)
        # The text of a link is often its address: that is the one in brackets.
        in_brackets = () if flat.startswith("<") else [f"({form}" for form in forms]
        for form in (*in_brackets, *forms):
            found = self._flat.find(form, at, at + len(form) + _WITHIN)
            if found >= 0:
                self._mark(found, found + len(form))
                return
        begun = self._find(text.split()[0], at) if text.strip() else -1
        # The address of a reference is where that is defined, not at its link.
        if begun >= 0 and not self._is_text(at, begun):
            self.tick(text, place)

    def tick(self, text: str, place: Place) -> None:
        """Tick off a text, word by word: there may be marks between them and within."""
        at = self._offset(place)
        text = text.strip()
        if self._flat.startswith(text, at) and not self._is_reference(text, at):
            self._mark(at, at + len(text))
            return
        for word in _WORD.findall(text):
            found = self._find(word, at)
            if found >= 0 and self._is_reference(word, found):
                found = -1
            if found < 0 or (found > at + 1 and self._is_text(at, found)):
                at = self._tick_characters(word, at)
            else:
                at = found + len(word)
                self._mark(found, at)

    def _find(self, word: str, at: int) -> int:
        """Find a word where nothing has been ticked off, from a place on; -1 if it is not near."""
        last = at + len(word) + _WITHIN
        found = self._flat.find(word, at, last)
        while found >= 0 and self._ticked[found]:
            free = self._ticked.find(0, found, last)
            found = self._flat.find(word, free, last) if free >= 0 else -1
        return found

    def _is_reference(self, word: str, at: int) -> bool:
        """Tell whether an "&" in what looks like a word begins a reference, such as `&amp;`."""
        if not self._references or "&" not in word:
            return False
        return any(
            (found := _REFERENCE.match(self._source, at + sign.start())) is not None
            and not word.startswith(found[0], sign.start())
            for sign in re.finditer("&", word)
        )

    def _tick_characters(self, word: str, at: int) -> int:
        """Tick off a word character by character, and tell where it ends."""
        begun, last = at, min(len(self._source), at + _WITHIN)
        number = 0
        while number < len(word):
            if not _AUDIBLE.match(word, number):
                number += 1
                continue
            length, at = self._next(word, number, at, last)
            if not length:
                return begun
            begun, number = at, number + length
        return begun

    def _next(self, word: str, number: int, at: int, last: int) -> tuple[int, int]:
        """Tick off the next character of a word, as itself or as a reference to it; tell how many
        of its characters that were, none if it was not found, and where it ends.
        """
        source, ticked = self._source, self._ticked
        forms = word[number] + plainly(word[number])
        while at < last:
            match = _REFERENCE.match(source, at) if source[at] == "&" else None
            if match and self._references and not word.startswith(match[0], number):
                meant = unescape(match[0])
                if word.startswith(meant, number):
                    self._mark(at, match.end())
                    return len(meant), match.end()
            if not ticked[at] and source[at] in forms:
                ticked[at] = 1
                return 1, at + 1
            at += 1
        return 0, at

    def lost(self, syntax: Sequence[regex.Pattern[str]], markup: Markup) -> Iterator[LeftOut]:
        """Give what was never ticked off, where somebody could miss it."""
        runs = [
            match.span()
            for match in _UNTICKED.finditer(self._ticked)
            if _AUDIBLE.search(self._source, *match.span())
        ]
        if not runs:
            return
        for start, end in self._no_text(syntax, markup):
            self._mark(start, end)
        for start, end in runs:
            for match in _UNTICKED.finditer(self._ticked, start, end):
                text = self._source[match.start() : match.end()]
                if audible := _AUDIBLE.search(text):
                    begin = match.start() + audible.start()
                    yield LeftOut(
                        self._source[begin : match.end()].strip(), REASON, self._at(begin)
                    )

    def _no_text(
        self, syntax: Iterable[regex.Pattern[str]], markup: Markup
    ) -> Iterator[tuple[int, int]]:
        yield from _found(syntax, self._source)
        if markup:
            yield from marks_in(self._source, markup)

    def _is_text(self, start: int, end: int) -> bool:
        """Tell whether there is anything in a slice that was not ticked off and could be missed."""
        return _AUDIBLE.search(self._source, start, end) is not None and any(
            _AUDIBLE.search(self._source, *match.span())
            for match in _UNTICKED.finditer(self._ticked, start, end)
        )

    def _mark(self, start: int, end: int) -> None:
        self._ticked[start:end] = b"\1" * (end - start)

    def _offset(self, place: Place) -> int:
        line = min(place.line, len(self._lines) - 1) - 1
        return min(self._lines[max(0, line)] + place.column - 1, len(self._source))

    def _at(self, offset: int) -> Place:
        line = bisect_right(self._lines, offset) - 1
        return Place(line + 1, offset - self._lines[line] + 1)


def audit_markdown(source: str, document: Document) -> tuple[LeftOut, ...]:
    """Audit a document beside its Markdown."""
    marks = (*_found([_FENCE], source), *_labels(source))
    return audit(source, document, _MARKDOWN, marks, references=True)


def _labels(source: str) -> Iterator[tuple[int, int]]:
    """Find the names of references behind the texts of links: `[text][name]`."""
    known = {match[1].casefold() for match in _DEFINITION.finditer(source)} | {""}
    for match in _LABEL.finditer(source) if len(known) > 1 else ():
        if match[1].casefold() in known:
            yield match.span()


def _found(patterns: Iterable[regex.Pattern[str]], source: str) -> Iterator[tuple[int, int]]:
    for pattern in patterns:
        yield from (match.span() for match in pattern.finditer(source))


def audit_srt(source: str, document: Document) -> tuple[LeftOut, ...]:
    """Audit a document beside its SubRip."""
    return audit(source, document, marks=_found(_SRT, source), references=True)


def audit_vtt(source: str, document: Document) -> tuple[LeftOut, ...]:
    """Audit a document beside its WebVTT."""
    return audit(source, document, marks=_found(_VTT, source), references=True)
