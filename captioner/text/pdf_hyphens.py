"""Where a line of a PDF goes on in the next one: with a blank, without, or as one word."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

import msgspec

from captioner.text.pdf_lines import Line

#: Marks that may part a word at the end of a line, the first of which PDFium gives for all.
HYPHENS = "\u00ad-\u2010"

#: Letters that PDF has for two or three at once, and those of Arabic for one as it is joined.
_LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
_SPELLED = str.maketrans(_LIGATURES)

#: If more of the lines than this end in a hyphen, words are parted to fill them.
_MANY = 0.03

_LAST = re.compile(rf"([^\W\d_]+)[{HYPHENS}]$")
_FIRST = re.compile(r"[^\W_]+")
_WORD = re.compile(rf"[^\W\d_]+(?:[{HYPHENS}'’][^\W\d_]+)*")


def spelled(text: str) -> str:
    """Write ligatures as the letters that they are."""
    return text.translate(_SPELLED)


class Vocabulary(msgspec.Struct):
    """The words of a document, which tell whether a word has a hyphen.

    In a document that is `hyphenated` words are parted at the ends of lines to fill them; in others
    each hyphen belongs to its word.
    """

    words: Counter[str] = msgspec.field(default_factory=Counter)
    hyphenated: bool = False

    @classmethod
    def of(cls, lines: Sequence[Line]) -> Vocabulary:
        """Count the words within lines; what is parted by the end of one tells nothing."""
        vocabulary = cls()
        parted: list[tuple[str, str]] = []
        first = ""
        for line in lines:
            words = _WORD.findall(line.text.replace("\u2010", "-"))
            after = _FIRST.match(line.text)
            if first and after:
                parted.append((first, after[0]))
            last = _LAST.search(line.text)
            inner = words[1 if first else 0 : len(words) - 1 if last else None]
            vocabulary.words.update(word.casefold() for word in inner)
            first = last[1] if last else ""
        vocabulary.hyphenated = vocabulary._is_hyphenated(parted, len(lines))
        return vocabulary

    def _is_hyphenated(self, parted: Sequence[tuple[str, str]], lines: int) -> bool:
        """Tell whether there are words at the ends of lines that elsewhere have no hyphen; in a
        short document hardly any word comes twice, but in a hyphenated one many lines end in one.
        """
        known = sum(self.words[f"{one}{two}".casefold()] > 0 for one, two in parted)
        return known * 20 > len(parted) or len(parted) > lines * _MANY

    def join(self, before: str, after: str) -> tuple[str, bool]:
        """Give a line as it goes on in another: what it ends in may be dropped. True for a blank
        between them.
        """
        last, first = _LAST.search(before), _FIRST.match(after)
        if last and first:
            return before[:-1] + ("" if self._is_parted(last[1], first[0]) else "-"), False
        if before[-1:] == "\u00ad":
            return before[:-1] + "-", False
        glued = re.search(r"\S[-—/]$|[^\s\d]–$|\d–$", before) or re.match(r"—\S", after)
        return before, not glued

    def _is_parted(self, first: str, second: str) -> bool:
        """Tell whether two parts are one word without a hyphen."""
        if not second[0].islower():
            return False
        one = self.words[f"{first}{second}".casefold()]
        two = self.words[f"{first}-{second}".casefold()]
        if one or two:
            return one >= two
        # Two parts that are words both are a compound more often than not: 8 of 14 in four texts.
        both = self.words[first.casefold()] and self.words[second.casefold()]
        return self.hyphenated and not both

    def glues(self, letter: str, after: str) -> bool:
        """Tell whether a large first letter belongs to the word after it."""
        first = _FIRST.match(after)
        word = (letter + (first[0] if first else "")).casefold()
        return letter not in ("A", "I", "O", "É", "À") or bool(self.words[word])
