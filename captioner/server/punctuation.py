"""Words and times as each endpoint tells them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from captioner.protocol import Dialect, WordTimestamps
from captioner.server.order import Timing

#: Marks before a word, the word, and the marks after it.
_AROUND = re.compile(r"([^\w$€£¥%&@#+=~°]*)(.*?)([^\w$€£¥%&@#+=~°]*)", re.DOTALL)


def words_on_the_wire(timing: Timing, dialect: Dialect) -> WordTimestamps:
    """Give a synthesis' words with their times in seconds: as they stand in the text, or with
    their marks of punctuation as words of their own.

    A mark before a word takes no time; those after it take, between them, the rest that follows.
    """
    if not dialect.splits_words:
        return WordTimestamps(timing.words, timing.starts, timing.ends)
    pieces = list(_split(timing))
    return WordTimestamps(
        [word for word, _, _ in pieces],
        [start for _, start, _ in pieces],
        [end for _, _, end in pieces],
    )


def _split(timing: Timing) -> Iterator[tuple[str, float, float]]:
    follows = [*timing.starts[1:], max(timing.length, timing.ends[-1])] if timing.words else []
    for word, start, end, until in zip(
        timing.words, timing.starts, timing.ends, follows, strict=True
    ):
        match = _AROUND.fullmatch(word)
        before, inner, after = match.groups() if match else ("", word, "")
        if not inner:
            yield word, start, end
            continue
        for mark in before:
            yield mark, start, start
        yield inner, start, end
        rest = max(0.0, until - end)
        for turn, mark in enumerate(after):
            yield (
                mark,
                round(end + rest * turn / len(after), 6),
                round(end + rest * (turn + 1) / len(after), 6),
            )
