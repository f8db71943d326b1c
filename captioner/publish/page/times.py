"""When each sentence and word of a page is heard, and where in its text the words are, for JSON.

All times are milliseconds from the beginning of the page's sound. The words of a sentence are one
list of numbers, four a word, each told from the one before: characters (of UTF-16, as browsers
count) since the last word's end, its length, milliseconds since the last word's end, its duration.
That takes eleven bytes a word, a quarter of an element with attributes.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from typing import Any

from captioner.audio.pcm import ms_of
from captioner.timeline import record
from captioner.timeline.fit import Quality


def times_of(lines: Sequence[record.SentenceLine], begin: int, rate: int) -> dict[str, Any]:
    """Tell of sentences in a sound that begins at a frame of the timeline.

    `anchors` names the elements of the source, each with the first sentence that is in it.
    """
    begin_ms = ms_of(begin, rate)
    anchors: list[tuple[int, str]] = []
    for number, line in enumerate(lines):
        if line.anchor != (anchors[-1][1] if anchors else ""):
            anchors.append((number, line.anchor))
    return {
        "ids": [line.context for line in lines],
        "starts": [ms_of(line.start, rate) - begin_ms for line in lines],
        "ends": [ms_of(line.end - line.tail, rate) - begin_ms for line in lines],
        "words": [_words(line, rate) for line in lines],
        "anchors": anchors,
    }


def _words(line: record.SentenceLine, rate: int) -> list[int]:
    units = _units(line.text)
    at, now = 0, ms_of(line.start, rate)
    told: list[int] = []
    for word in line.words:
        if word.quality is Quality.UNSAID:
            continue
        first, last = units(word.text_from), units(word.text_to)
        start, end = ms_of(word.start, rate), ms_of(word.end, rate)
        told += (first - at, last - first, start - now, end - start)
        at, now = last, end
    return told


def _units(text: str) -> Callable[[int], int]:
    """Give what turns a place in a text, in code points, into the one that a browser counts."""
    wide = [] if text.isascii() else [at for at, char in enumerate(text) if ord(char) > 0xFFFF]
    return lambda at: at + bisect_left(wide, at)
