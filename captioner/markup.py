"""Rime's marks inside a text: `<200>` pauses, `{phonemes}`, `[words]` at another speed.

Off by default, since `[1]` and `{x}` are what authors write. Where they are heeded they are said,
never shown: `Marked` keeps the two apart, `parts` takes apart what is to be said.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from copy import copy

import msgspec


class Markup(msgspec.Struct, frozen=True):
    """Which marks are heeded; the others are text."""

    pauses: bool = False
    phonemes: bool = False
    speeds: bool = False

    def __bool__(self) -> bool:
        return self.pauses or self.phonemes or self.speeds


#: Every character is text.
PLAIN = Markup()


class Run(msgspec.Struct, frozen=True):
    """A stretch to be said: text, or sounds in Rime's phonetic alphabet if `phonemes`.

    `mark` is the number, from 0, of the square brackets it stands in, None outside of any.
    """

    text: str
    phonemes: bool = False
    mark: int | None = None


class Pause(msgspec.Struct, frozen=True):
    """Silence, in milliseconds."""

    ms: int


Part = Run | Pause

_PAUSE = r"<(?P<ms>[0-9]{1,5})>"
#: Braces without a letter stand for no sound: in the place of a word they would silence it.
_PHONEMES = r"\{(?=[^A-Za-z@{}\[\]\n]*[A-Za-z@])(?P<phonemes>[^{}\[\]\n]*)\}"
_BRACKETS = r"\[(?=[^\[\]\n]+\])|\]"
#: The word that phonemes right behind it stand for.
_OF_A_WORD = re.compile(r"[\w'’-]")
_WORD_BEFORE = re.compile(r"^[^\W_](?:.*[^\W_])?$", re.DOTALL)
_BLANKS = re.compile(r"\s*")


def parts(text: str, markup: Markup) -> Iterator[Part]:
    """Take apart what is to be said. What is no complete mark is text."""
    if text and not markup:
        yield Run(text)
        return
    marks, mark = 0, None
    said = 0
    for match in _marks(text, markup):
        if match.start() > said:
            yield Run(text[said : match.start()], mark=mark)
        said = match.end()
        if match[0] == "[":
            mark, marks = marks, marks + 1
        elif match[0] == "]":
            mark = None
        elif match["ms"] is not None:
            yield Pause(int(match["ms"]))
        else:
            yield Run(match["phonemes"], phonemes=True, mark=mark)
    if said < len(text):
        yield Run(text[said:], mark=mark)


class Unmarked(msgspec.Struct, frozen=True):
    """A text without marks: what is shown is said."""

    shown: str

    def spoken(self, start: int, end: int) -> str:
        """Give a slice of the text."""
        return self.shown[start:end]

    def origin(self, offset: int) -> int:
        """Give the offset back."""
        return offset


class Marked:
    """A text whose marks have been taken out: `shown` is without them, `spoken` puts them back.

    Phonemes right behind a word, as in `tomato{t0xm1Yto}`, are said in its place; on their own
    they are said, and nothing is shown for them. A mark at an edge, or beside a blank, takes its
    blanks along. `origins` gives, for each offset in `shown`, the offset in the text.
    """

    def __init__(self, text: str, markup: Markup) -> None:
        self._said: list[str] = []
        self.origins: list[int] = []
        # The offsets in `shown` at which square brackets open and close.
        self._opened: list[int] = []
        self._closed: list[int] = []
        ahead = ""
        read = 0
        for match in _marks(text, markup):
            ahead = self._take(text, read, match.start(), ahead)
            read = match.end()
            if match[0] in "[]":
                (self._opened if match[0] == "[" else self._closed).append(len(self._said))
            if ahead or match[0] == "[" or not self._said:
                blanks = self._blanks_after(text, match)
                ahead += match[0] + blanks
                read += len(blanks)
            elif match["phonemes"] is not None and (word := self._word_before(text, match)):
                first = self._said[-word].removesuffix(text[match.start() - word])
                self._said[-word:] = [first + match[0], *[""] * (word - 1)]
            else:
                blanks = self._blanks_after(text, match)
                self._said[-1] += match[0] + blanks
                read += len(blanks)
        ahead = self._take(text, read, len(text), ahead)
        if self._said:
            self._said[-1] += ahead
            if read == len(text):
                self._drop_last_blanks(text)
        self._closed = [min(at, len(self.origins)) for at in self._closed]
        self.shown = "".join(text[offset] for offset in self.origins)

    def spoken(self, start: int, end: int) -> str:
        """Give what is said for a slice of `shown`; brackets around its edge are closed there."""
        if start >= end:
            return ""
        said = "".join(self._said[start:end])
        opens = "[" if self._is_inside(start) else ""
        return opens + said + ("]" if self._is_inside(end) else "")

    def origin(self, offset: int) -> int:
        """Tell where in the text a character of `shown` stands."""
        return self.origins[offset]

    def with_words(self, words: Sequence[tuple[int, int, str]]) -> Marked:
        """Have something else said for some slices of `shown`, each in the place of its first
        character; what has phonemes of its own is said by those.
        """
        other = copy(self)
        other._said = list(self._said)
        for start, end, said in words:
            before = "".join(self._said[start:end])
            now = before.replace(self.shown[start:end], said, 1)
            other._said[start:end] = [now, *[""] * (end - start - 1)]
        return other

    def _is_inside(self, edge: int) -> bool:
        """Tell whether an edge between two characters of `shown` lies within brackets."""
        return bisect_left(self._opened, edge) > bisect_right(self._closed, edge)

    def _take(self, text: str, start: int, end: int, ahead: str) -> str:
        """Take over text as it is; the first of it is said after the marks ahead of it."""
        for offset in range(start, end):
            self._said.append(ahead + text[offset])
            self.origins.append(offset)
            ahead = ""
        return ahead

    def _word_before(self, text: str, match: re.Match[str]) -> int:
        if self.origins[-1] != match.start() - 1:
            return 0
        begin = match.start()
        unbroken = self._unbroken()
        while begin > unbroken and _OF_A_WORD.match(text[begin - 1]):
            begin -= 1
        word = _WORD_BEFORE.search(text[begin : match.start()].lstrip("_-'’"))
        return len(word[0]) if word else 0

    def _unbroken(self) -> int:
        """Find where the text that was taken last without a mark in it begins."""
        index = len(self.origins) - 1
        while index and self.origins[index - 1] == self.origins[index] - 1:
            index -= 1
        return self.origins[index]

    def _blanks_after(self, text: str, match: re.Match[str]) -> str:
        """Find the blanks to leave out, so that a mark between blanks leaves one blank."""
        if match[0] == "]" or (self.origins and not text[self.origins[-1]].isspace()):
            return ""
        blanks = _BLANKS.match(text, match.end())
        return blanks[0] if blanks else ""

    def _drop_last_blanks(self, text: str) -> None:
        """Leave out the blanks before a mark at the end; they are said before it."""
        while len(self.origins) > 1 and text[self.origins[-1]].isspace():
            self.origins.pop()
            last = self._said.pop()
            self._said[-1] += last


def take_out(text: str, markup: Markup) -> Marked | Unmarked:
    """Take the marks out of a text; where none are heeded it is shown and said as it is."""
    return Marked(text, markup) if markup else Unmarked(text)


def marks_in(text: str, markup: Markup) -> Iterator[tuple[int, int]]:
    """Tell where the marks in a text are that are heeded."""
    return (match.span() for match in _marks(text, markup))


def _marks(text: str, markup: Markup) -> Iterator[re.Match[str]]:
    """Find the marks, in order; a closing bracket is one where an opening one went before."""
    chosen = [
        _PAUSE if markup.pauses else r"(?P<ms>(?!))",
        _PHONEMES if markup.phonemes else r"(?P<phonemes>(?!))",
        *([_BRACKETS] if markup.speeds else []),
    ]
    inside = False
    for match in re.finditer("|".join(chosen), text):
        if match[0] in "[]":
            if inside is (match[0] == "["):
                continue
            inside = not inside
        yield match
