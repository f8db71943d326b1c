"""What is said of a paragraph, apart from what is only shown, and the sentences in it.

Sentences end where what is said ends them: a full stop within a direction or a label ends none.
What is not said goes with the sentence after it, as `[softly]` does; but `[He leaves.]`, a sentence
itself, is a sound of its own between two others, and so is what follows the last one.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from operator import itemgetter
from typing import NamedTuple, Protocol

import msgspec
import regex

from captioner.text.long import split_long
from captioner.text.paragraph import joins_without_blank
from captioner.text.sentences import shorten, split
from captioner.text.spoken import is_speakable

#: Stands for a character that is not said. No text holds it: a file that does is no text file.
_UNSAID = "\0"
_RUN = regex.compile(rf"(?<!\s)\s*+{_UNSAID}[\s{_UNSAID}]*+")
#: Marks that want no blank before them.
_CLINGING = regex.compile(r"[.,;:!?…)\]”’]")
_ENDED = regex.compile(r"""[.!?…。！？]["”’»」』)）]*$""")
_BRACKETS = ("]", ")", "］", "】", "）")
_TERMINAL, _WIDE_TERMINAL = (".", "!", "?", "…"), ("。", "！", "？")
_PAUSE = regex.compile(r"<[0-9]{1,5}>")
#: The end of a text that tells whether its last sentence has ended.
_CONTEXT = 64


class Piece(msgspec.Struct, frozen=True):
    """A sentence to be: [start, end) of a paragraph as shown, and what is said of it with its
    marks, empty if nothing can be. `continues` marks a later part of one long sentence.
    """

    start: int
    end: int
    spoken: str
    continues: bool


class Written(Protocol):
    """A paragraph as shown, and what is said for slices of it."""

    @property
    def shown(self) -> str:
        """What is shown."""
        ...

    def spoken(self, start: int, end: int) -> str:
        """Give what is said for a slice of `shown`, with its marks."""
        ...

    def origin(self, offset: int) -> int:
        """Tell where in the paragraph's text a character of `shown` stands."""
        ...


class Said:
    """The `text` of a paragraph that is said. What is not said lies between its characters."""

    def __init__(self, written: Written, unsaid: Sequence[tuple[int, int]] = ()) -> None:
        self._written = written
        self._unsaid = unsaid
        self._chars = _apart(written, unsaid) if unsaid else None
        self.shown = self.text = written.shown
        if self._chars is not None:
            self.text = "".join([char.text for char in self._chars])

    def spoken(self, start: int, end: int) -> str:
        """Give what is said for a slice of `text`, with its marks."""
        if self._chars is None:
            return self._written.spoken(start, end)
        return "".join([char.spoken for char in self._chars[start:end]])

    def start(self, at: int) -> int:
        """Tell where in the paragraph the sentence begins whose first character is text[at].

        What is not said before it belongs to it.
        """
        if self._chars is None or not at:
            return at
        return self._chars[at - 1].origin + 1 if at < len(self.text) else self.end

    def sound(self, at: int) -> int:
        """Tell where a sound ends with which that sentence begins; where it begins if with none."""
        start = now = self.start(at)
        if self._chars is not None:
            first, last = (
                bisect_left(self._unsaid, edge, key=itemgetter(0))
                for edge in (start, self._chars[at].origin)
            )
            ends = (b for a, b in self._unsaid[first:last] if _is_sentence(self.shown[a:b]))
            now = max(ends, default=start)
        rest = self.shown[now : now + _CONTEXT]
        return now + len(rest) - len(rest.lstrip()) if now > start else start

    @property
    def end(self) -> int:
        """Where in the paragraph its last sentence ends: before directions that follow its end."""
        after = self._chars[-1].origin + 1 if self._chars else len(self.shown)
        rest = self.shown[after:]
        if is_speakable(rest) and _ENDED.search(self.text[-_CONTEXT:]):
            return len(self.shown) - len(rest.lstrip())
        return len(self.shown)


def pieces(said: Said, lang: str, longest: int) -> Iterator[Piece]:
    """Cut a paragraph into sentences that tile it; what is said of each has at most `longest` code
    points, where it can be cut at all.
    """
    if not is_speakable(said.text):
        yield from _sounds(said.shown, 0, longest)
        return
    at = 0
    for sentence in split(said.text, lang, longest):
        for part in shorten(sentence, at, lambda a, b: len(said.spoken(a, b)), longest):
            first, at = at, at + len(part.text)
            start = said.start(first)
            if not part.continues and (end := said.sound(first)) > start:
                yield Piece(start, end, "", continues=False)
                start = end
            spoken = said.spoken(first, at) if is_speakable(part.text) else ""
            yield Piece(start, said.start(at), spoken, part.continues)
    yield from _sounds(said.shown, said.end, longest)


def pauses(written: Written, start: int, end: int) -> str:
    """Give the pause marks that were taken out of a slice of a paragraph."""
    # What is said for a character is longer than it only by marks that stood beside it.
    said = (written.spoken(at, at + 1) for at in range(start, end))
    return "".join("".join(_PAUSE.findall(each)) for each in said if len(each) > 1)


def _sounds(shown: str, start: int, longest: int) -> Iterator[Piece]:
    """Give what is shown and not said from `start` on, in pieces that are not too long either."""
    for number, part in enumerate(split_long(shown[start:], longest)):
        if part:
            yield Piece(start, start + len(part), "", number > 0)
            start += len(part)


def _is_sentence(direction: str) -> bool:
    """Tell whether a direction is a sentence; "(V.O.)" is none."""
    inner = direction[1:-1].strip().rstrip('"”’»」』')
    ended = inner.endswith(_WIDE_TERMINAL) or (" " in inner and inner.endswith(_TERMINAL))
    return ended and direction.endswith(_BRACKETS)


class _Char(NamedTuple):
    """A character, where it stands in the paragraph, and what is said for it."""

    text: str
    origin: int
    spoken: str


def _apart(written: Written, unsaid: Sequence[tuple[int, int]]) -> list[_Char]:
    """Take what is not said out of a text, leaving one blank or none, and the pauses in it."""
    masked = _masked(written.shown, unsaid)
    found: list[_Char] = []
    ahead, at = "", 0
    for run in _RUN.finditer(masked):
        found += _kept(written, at, run.start())
        at = run.end()
        rests = pauses(written, *run.span())
        if not found:
            ahead = rests
        elif blank := _blank_for(masked, run.start(), run.end()):
            before = masked.index(_UNSAID, run.start()) - 1
            found.append(_Char(blank, before, blank + rests + blank if rests else blank))
        else:
            found[-1] = found[-1]._replace(spoken=found[-1].spoken + rests)
    found += _kept(written, at, len(masked))
    if found:
        found[0] = found[0]._replace(spoken=ahead + found[0].spoken)
    return found


def _masked(shown: str, unsaid: Sequence[tuple[int, int]]) -> str:
    parts, at = [], 0
    for start, end in unsaid:
        parts += [shown[at:start], _UNSAID * (end - start)]
        at = end
    return "".join([*parts, shown[at:]])


def _kept(written: Written, start: int, end: int) -> list[_Char]:
    return [_Char(written.shown[at], at, written.spoken(at, at + 1)) for at in range(start, end)]


def _blank_for(masked: str, start: int, end: int) -> str:
    """Tell what stands for a run of what is not said: a blank, if it parts two words."""
    if end == len(masked) or _CLINGING.match(masked, end):
        return ""
    if any(char.isspace() for char in masked[start:end]):
        return " "
    before, after = masked[start - 1], masked[end]
    words = before.isalnum() and after.isalnum()
    return " " if words and not joins_without_blank(before + after) else ""
