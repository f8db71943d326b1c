"""What captions should show: the sentences of a document as one text without white space.

Captions break lines where they like, so white space is compared apart: where the document has it,
and where a paragraph begins and either will do.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable
from typing import Protocol

import msgspec

_BLANKS = re.compile(r"\s+")


class Line(Protocol):
    """A sentence, in a document or in a kept timeline."""

    @property
    def context(self) -> str:
        """Its name."""
        ...

    @property
    def text(self) -> str:
        """What is shown of it."""
        ...

    @property
    def paragraph(self) -> int:
        """The number of its paragraph."""
        ...


class Script(msgspec.Struct):
    """Sentences one after the other. `text` has no white space; `starts` tells where each begins.

    `blanks` are the places before which there is some, `edges` those where paragraphs begin.
    """

    text: str = ""
    starts: list[int] = msgspec.field(default_factory=list)
    contexts: list[str] = msgspec.field(default_factory=list)
    sentences: list[str] = msgspec.field(default_factory=list)
    blanks: set[int] = msgspec.field(default_factory=set)
    edges: set[int] = msgspec.field(default_factory=set)

    def sentence_at(self, place: int) -> int:
        """Tell which sentence a place is in, from 0."""
        return bisect_right(self.starts, place) - 1

    def end_of(self, sentence: int) -> int:
        """Tell where a sentence ends."""
        after = sentence + 1
        return self.starts[after] if after < len(self.starts) else len(self.text)

    def is_apart(self, place: int) -> bool:
        """Tell whether a place is apart from what is before it, by white space or a paragraph."""
        return place in self.blanks or place in self.edges

    def shown(self, start: int, end: int) -> str:
        """Give a stretch of the text, with its blanks."""
        return with_blanks(self.text, start, end, self.is_apart)


def script_of(sentences: Iterable[Line]) -> Script:
    """Make a script of sentences."""
    script = Script()
    bits: list[str] = []
    length, paragraph = 0, None
    for sentence in sentences:
        script.starts.append(length)
        script.contexts.append(sentence.context)
        script.sentences.append(sentence.text)
        if sentence.paragraph != paragraph:
            script.edges.add(length)
            paragraph = sentence.paragraph
        length = add_text(sentence.text, length, bits, script.blanks)
    script.text = "".join(bits)
    return script


def add_text(text: str, length: int, bits: list[str], blanks: set[int]) -> int:
    """Add a text to one without white space that has a length, and tell its new length.

    Where white space was is added to `blanks`.
    """
    at = 0
    for blank in _BLANKS.finditer(text):
        bits.append(text[at : blank.start()])
        length += blank.start() - at
        at = blank.end()
        blanks.add(length)
    bits.append(text[at:])
    return length + len(text) - at


def with_blanks(text: str, start: int, end: int, is_apart: Callable[[int], bool]) -> str:
    """Give a stretch of a text without white space, with a blank wherever there was some."""
    return "".join(
        f" {text[at]}" if at > start and is_apart(at) else text[at] for at in range(start, end)
    )
