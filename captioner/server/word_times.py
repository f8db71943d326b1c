"""When each word of a text is heard, from the events of eSpeak NG. Pure."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from itertools import pairwise

import msgspec


class SpokenWord(msgspec.Struct, frozen=True, gc=False):
    """A word as it stands in the text, and its times in samples."""

    text: str
    start: int
    end: int


_RUN = re.compile(r"\S+")
_LETTER_OR_DIGIT = re.compile(r"[^\W_]")
#: Categories of what is said. Cn, unassigned: letters of a later Unicode than Python's may be
#: letters to who wrote them.
_SAID = ("L", "N", "S", "Cn")


class Heard(msgspec.Struct):
    """What the library reported during one call: (offset in the text, sample) of each word, and
    the samples at which a pause begins.
    """

    words: list[tuple[int, int]] = msgspec.field(default_factory=list)
    pauses: list[int] = msgspec.field(default_factory=list)


def timed_words(text: str, heard: Heard, *, cut_unspaced: bool) -> list[SpokenWord]:
    """Give each word of a text its time.

    Words are runs without blanks that hold something to say. Where a script writes no blanks
    (`cut_unspaced`) they are cut where the library says that a word begins. Of several events in
    one word ("1998" has four) the first is its beginning; a word without any shares the time up to
    the next.
    """
    spans = list(_spans(text, [offset for offset, _ in heard.words] if cut_unspaced else []))
    if not spans or not heard.pauses:
        return []
    firsts, lasts = _event_samples(spans, heard.words)
    end_of_speech = heard.pauses[-1]
    starts = _filled(firsts, end_of_speech)
    words = []
    for index, (begin, stop) in enumerate(spans):
        follows = starts[index + 1] if index + 1 < len(starts) else end_of_speech
        # Of the pauses only one after the word's last part can end it: "e.g." may pause inside.
        from_here = bisect_right(heard.pauses, max(starts[index], lasts[index] or 0))
        pause = heard.pauses[from_here] if from_here < len(heard.pauses) else end_of_speech
        end = max(starts[index], min(follows, pause))
        words.append(SpokenWord(text[begin:stop], starts[index], end))
    return words


def _spans(text: str, cuts: list[int]) -> Iterator[tuple[int, int]]:
    for run in _RUN.finditer(text):
        if not cuts:
            if is_said(run[0]):
                yield run.span()
            continue
        inside = sorted({cut for cut in cuts if run.start() < cut < run.end()})
        for begin, stop in pairwise([run.start(), *inside, run.end()]):
            if is_said(text[begin:stop]):
                yield begin, stop


def is_said(text: str) -> bool:
    """Tell whether there is anything that the library says by a word or a name."""
    return _LETTER_OR_DIGIT.search(text) is not None or any(
        c in "&%@" or unicodedata.category(c).startswith(_SAID) for c in text
    )


def _event_samples(
    spans: list[tuple[int, int]], events: list[tuple[int, int]]
) -> tuple[list[int | None], list[int | None]]:
    """Find the first and the last event of each word, in samples."""
    begins = [begin for begin, _ in spans]
    firsts: list[int | None] = [None] * len(spans)
    lasts: list[int | None] = [None] * len(spans)
    for offset, sample in events:
        index = max(0, bisect_right(begins, offset) - 1)
        if offset >= spans[index][1] and index + 1 < len(spans) and firsts[index + 1] is None:
            # On a dash or a blank behind a word: it is the next word that begins.
            index += 1
        if firsts[index] is None:
            firsts[index] = sample
        lasts[index] = sample
    return firsts, lasts


def _filled(firsts: list[int | None], end: int) -> list[int]:
    """Let words without an event share the time up to the next that has one, in order."""
    starts: list[int] = []
    for index, sample in enumerate(firsts):
        if sample is not None:
            starts.append(max(sample, starts[-1] if starts else 0))
            continue
        ahead = next((i for i in range(index, len(firsts)) if firsts[i] is not None), len(firsts))
        known = firsts[ahead] if ahead < len(firsts) else end
        before = starts[-1] if starts else 0
        share = ahead - index + (1 if starts else 0)
        step = (max(known or 0, before) - before) // max(share, 1)
        starts.append(before + (step if starts else 0))
    return starts
