"""Every word with its times, as comma-separated values (RFC 4180), for programs and spreadsheets.

A word that was wider than a line, and therefore cut in pieces, is one row again.
"""

from __future__ import annotations

import csv
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from io import StringIO

from captioner.captions.cue import Cue, Word
from captioner.captions.writer import About, CaptionWriter, seconds
from captioner.timeline.words import words_of

COLUMNS = ("context", "word", "start", "end", "quality", "cue")
_DIGITS = 6
#: What spreadsheets take for the beginning of a formula.
_FORMULA = tuple("=+-@")


class WordsCsv(CaptionWriter):
    """Writes the words of cues as rows, a sentence at a time. Seconds have six decimals."""

    def __init__(self, about: About) -> None:
        super().__init__(about)
        self._sentence: list[tuple[Word, Cue]] = []

    def head(self) -> str:
        """Give what stands before the first cue: the names of the columns."""
        return _text([COLUMNS])

    def end(self) -> str:
        """Give what stands after the last cue: the rows of the sentence that was held back."""
        return self._flush()

    def _cue(self, cue: Cue) -> str:
        parts = []
        for line in cue.lines:
            for word in line:
                if self._sentence and self._sentence[-1][0].context != word.context:
                    parts.append(self._flush())
                self._sentence.append((word, cue))
        return "".join(parts)

    def _flush(self) -> str:
        pieces, self._sentence = self._sentence, []
        return _text(map(self._row, _whole(pieces)))

    def _row(self, pieces: list[tuple[Word, Cue]]) -> tuple[str, ...]:
        (first, cue), (last, _) = pieces[0], pieces[-1]
        text = "".join(piece.text for piece, _ in pieces).strip()
        if text.startswith(_FORMULA):
            self._lose(
                "spreadsheets take a word that begins with =, +, - or @ for a formula",
                cue.identifier,
            )
        start, end = (
            seconds(self._about.ticks(at, 10**_DIGITS), _DIGITS) for at in (first.start, last.end)
        )
        return first.context, text, start, end, first.quality, cue.identifier


def _whole(pieces: list[tuple[Word, Cue]]) -> Iterator[list[tuple[Word, Cue]]]:
    """Put the pieces of a sentence's words together again.

    Where its words begin is told by its text; a piece in which none does goes on with the one
    before, and what stands before the first of all belongs to that.
    """
    starts = [word.start for word in words_of("".join(piece.text for piece, _ in pieces))]
    whole: list[tuple[Word, Cue]] = []
    at = begun = 0
    for piece in pieces:
        at += len(piece[0].text)
        begins = bisect_left(starts, at, begun)
        if begins > begun > 0:
            yield whole
            whole = []
        whole.append(piece)
        begun = begins
    if whole:
        yield whole


def _text(rows: Iterable[Sequence[str]]) -> str:
    text = StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue()
