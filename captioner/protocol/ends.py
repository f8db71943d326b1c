"""Where `segment=bySentence` takes a sentence to end.

Simple on purpose, as a service's is that sees a text token by token: a mark ends a sentence where
a blank or nothing follows. "2." and then "5ml" is cut inside of "2.5ml", as Rime warns. No end is
a full stop after an initial, or after one of a few titles and shortenings.
"""

from __future__ import annotations

import re
from functools import cache

#: Marks of scripts that put no blank after them.
_NO_BLANK_NEEDED = "。？！、，"
_CLOSING = "\"'”’»)\\]」』）"
_SHORTENED = re.compile(r"\b(?:(?i:Mr|Mrs|Ms|Dr|Prof|St|vs|Jr|Sr|approx|dept|e\.g|i\.e|cf)|[A-Z])$")
#: As far before a full stop as a shortening reaches.
_REACH = 8


@cache
def _pattern(marks: str) -> re.Pattern[str]:
    bare = "".join(mark for mark in marks if mark in _NO_BLANK_NEEDED)
    spaced = "".join(mark for mark in marks if mark not in _NO_BLANK_NEEDED)
    # Whether a blank follows is asked of each match afterwards: asked within the expression, a row
    # of n marks in front of a letter would cost n * n steps.
    without = f"[{bare}]+[{_CLOSING}]*\\s*" if bare else "(?!)"
    return re.compile(f"{without}|(?P<spaced>[{re.escape(spaced)}]+)[{_CLOSING}]*\\s*")


def sentence_end(text: str, marks: str, start: int = 0, end: int | None = None) -> int:
    """Find the offset after the last sentence end between `start` and `end`; 0 if there is none."""
    last = 0
    for match in _pattern(marks).finditer(text, start, len(text) if end is None else end):
        if match["spaced"] is None or (
            _has_blank_after(text, match.end()) and not _is_shortened(text, match.start())
        ):
            last = match.end()
    return last


def fitting_end(text: str, limit: int, marks: str) -> int:
    """Find the last sentence end of a longer text with no more than `limit` code points before it,
    blanks at their ends not counted; 0 if there is none.
    """
    first = len(text) - len(text.lstrip())
    return sentence_end(text, marks, first, first + limit)


def fitting_blank(text: str, limit: int) -> int:
    """Find the same for a blank; where there is none, the limit itself."""
    first = len(text) - len(text.lstrip())
    most = first + limit
    return next((at + 1 for at in range(most, first, -1) if text[at].isspace()), most)


def _has_blank_after(text: str, at: int) -> bool:
    return at == len(text) or text[at].isspace() or text[at - 1].isspace()


def _is_shortened(text: str, at: int) -> bool:
    before = text[max(0, at - _REACH) : at]
    lone = text[at] == "." and (at + 1 == len(text) or text[at + 1].isspace())
    return lone and _SHORTENED.search(before) is not None
