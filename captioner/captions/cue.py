"""A cue and the words in it."""

from __future__ import annotations

import msgspec

from captioner.captions.rules import Flaw
from captioner.document import Kind
from captioner.timeline.fit import Quality


class Word(msgspec.Struct, frozen=True, gc=False):
    """Text as it stands in a line, and when it is heard, in frames; `context` names its sentence.

    The blank that follows it in the document is part of it, at the end of a line too: the words of
    a paragraph join to its text, white space collapsed.
    """

    text: str
    start: int
    end: int
    quality: Quality
    context: str = ""


class Cue(msgspec.Struct, frozen=True):
    """One caption, shown in frames [start, end). `identifier` is the context of its first
    word's sentence, numbered from that sentence's second cue on: `s02-014`, `s02-014-2`.

    `relaxed` lists the rules that it could not keep.
    """

    identifier: str
    start: int
    end: int
    lines: tuple[tuple[Word, ...], ...]
    kind: Kind = Kind.PARAGRAPH
    paragraph: int = 0
    speaker: str = ""
    lang: str = "en"
    relaxed: tuple[Flaw, ...] = ()

    @property
    def texts(self) -> tuple[str, ...]:
        """Its lines of text."""
        return tuple(["".join([word.text for word in line]).rstrip() for line in self.lines])
