"""Whether captions show every sentence, in order and character for character.

Where the texts part is told as what is missing, changed, or shown beside the document; white space
is compared wherever the texts agree. A break between lines may stand for a blank or for none, as in
an address or in Chinese.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from captioner.check.align import Run, agreeing
from captioner.check.report import Covered, Finding
from captioner.check.script import Script
from captioner.check.shown import Shown
from captioner.text.vtt_reader import ReadCue

#: A quotation in a finding is cut to so many characters.
_QUOTED = 60
#: A change is quoted with the rest of the word it is in, if that is not longer.
_WORD = 24


class Gap(NamedTuple):
    """A stretch of the document, and what captions show in its place; either may be empty."""

    start: int
    end: int
    shown_start: int
    shown_end: int


def cover(
    script: Script, shown: Shown, cues: Sequence[ReadCue]
) -> tuple[Covered, list[Finding], list[Run]]:
    """Compare what is shown with what should be: how much of it is, and what is wrong.

    The runs tell where in the captions each part of the document is.
    """
    runs = agreeing(script.text, shown.text)
    places = _Places(script, shown, cues)
    findings: list[Finding] = []
    for gap in _gaps(runs, script, shown):
        findings += places.of_gap(_slid(gap, script, shown))
    for run in runs:
        findings += places.of_blanks(run)
    wrong = {finding.sentence for finding in findings if finding.sentence}
    covered = Covered(
        len(script.starts),
        len(script.starts) - len(wrong),
        len(script.text),
        sum(run.length for run in runs),
    )
    return covered, findings, runs


def _gaps(runs: Sequence[Run], script: Script, shown: Shown) -> Iterator[Gap]:
    edges = [Run(0, 0, 0), *runs, Run(len(script.text), len(shown.text), 0)]
    for before, after in pairwise(edges):
        gap = Gap(
            before.here + before.length, after.here, before.there + before.length, after.there
        )
        if gap.start < gap.end or gap.shown_start < gap.shown_end:
            yield gap


def _slid(gap: Gap, script: Script, shown: Shown) -> Gap:
    """Move a gap to where a sentence or a cue begins, if it is the same text that is left out.

    Of "The boat. The gull." without its first sentence, "boat. The " is missing as well.
    """
    start, end, shown_start, shown_end = gap
    if shown_start == shown_end:
        back = _back(script.text, start, end, script.starts)
    elif start == end:
        back = _back(shown.text, shown_start, shown_end, shown.starts)
    else:
        back = 0
    return Gap(start - back, end - back, shown_start - back, shown_end - back)


def _back(text: str, start: int, end: int, wanted: Sequence[int]) -> int:
    """Tell by how much a stretch has to move back to begin at a place that is wanted, or 0."""
    last = bisect_right(wanted, start) - 1
    if last < 0:
        return 0
    back = start - wanted[last]
    return back if text[wanted[last] : start] == text[end - back : end] else 0


class _Places:
    """Says of a place what is wrong there."""

    def __init__(self, script: Script, shown: Shown, cues: Sequence[ReadCue]) -> None:
        self._script = script
        self._shown = shown
        self._cues = cues
        self._edges = set(shown.starts)

    def of_gap(self, gap: Gap) -> Iterator[Finding]:
        script = self._script
        parts = list(self._parts(gap))
        said = False
        for sentence, start, end in parts:
            whole = start == script.starts[sentence] and end == script.end_of(sentence)
            if whole and (len(parts) > 1 or gap.shown_start == gap.shown_end or not gap.start):
                yield self._missing(sentence, gap)
            else:
                shown_end = gap.shown_start if said else gap.shown_end
                yield self._changed(sentence, Gap(start, end, gap.shown_start, shown_end))
                said = True
        if not said and gap.shown_start < gap.shown_end:
            yield self._extra(gap)

    def _parts(self, gap: Gap) -> Iterator[tuple[int, int, int]]:
        """List the sentences that a gap takes something from, and what."""
        script = self._script
        if gap.start == gap.end:
            inside = script.sentence_at(gap.start)
            if inside >= 0 and script.starts[inside] < gap.start < script.end_of(inside):
                yield inside, gap.start, gap.end
            return
        for sentence in range(script.sentence_at(gap.start), script.sentence_at(gap.end - 1) + 1):
            start, end = script.starts[sentence], script.end_of(sentence)
            if start < end:
                yield sentence, max(start, gap.start), min(end, gap.end)

    def _missing(self, sentence: int, gap: Gap) -> Finding:
        context, text = self._script.contexts[sentence], self._script.sentences[sentence]
        says = f"{context} is not shown: {quoted(text)}"
        return self._between(gap.shown_start, "missing", says, context, text=text)

    def _between(
        self, place: int, rule: str, says: str, context: str, *, text: str, value: int | None = None
    ) -> Finding:
        """Tell of what should be after the cue that shows what is before a place."""
        before = self._shown.cue_at(place - 1) if place else -1
        after = before + 1
        start_ms = self._cues[before].end_ms if before >= 0 else 0
        end_ms = self._cues[after].start_ms if after < len(self._cues) else None
        return Finding(
            rule,
            says,
            cue=before + 1 if before >= 0 else None,
            sentence=context,
            start_ms=start_ms,
            end_ms=None if end_ms is None else max(start_ms, end_ms),
            value=value,
            limit=None if value is None else 0,
            text=" ".join(text.split()),
        )

    def _changed(self, sentence: int, gap: Gap) -> Finding:
        context = self._script.contexts[sentence]
        size = max(gap.end - gap.start, gap.shown_end - gap.shown_start)
        wanted, seen = self._whole_words(gap)
        if not wanted.strip():
            says = f"{context}: {quoted(seen)} is shown and is not in the document"
        elif not seen.strip():
            says = f"{context}: {quoted(wanted)} is not shown"
        else:
            says = f"{context}: {quoted(wanted)} is shown as {quoted(seen)}"
        at = gap.shown_start
        if at == gap.shown_end and (at in self._edges or at == len(self._shown.text)):
            # All that a cue showed is gone with it.
            gone = self._script.shown(gap.start, gap.end)
            return self._between(at, "changed", says, context, text=gone, value=size)
        return self._at(at, "changed", says, sentence=context, value=size, limit=0)

    def _whole_words(self, gap: Gap) -> tuple[str, str]:
        """Give both sides of a gap, with the rest of the words that it begins and ends in."""
        script, shown = self._script, self._shown
        start, end, shown_start, shown_end = gap
        before = after = 0
        if end - start < _WORD:
            before = next((n for n in range(_WORD) if script.is_apart(start - n) or start == n), 0)
            after = next((n for n in range(_WORD) if script.is_apart(end + n)), 0)
        if shown_start < before or end + after > len(script.text):
            before = after = 0
        after = min(after, len(shown.text) - shown_end)
        return (
            script.shown(start - before, end + after),
            shown.shown(shown_start - before, shown_end + after),
        )

    def _extra(self, gap: Gap) -> Finding:
        text = self._shown.shown(gap.shown_start, gap.shown_end)
        size = gap.shown_end - gap.shown_start
        says = f"{quoted(text)} is shown and is not in the document"
        return self._at(gap.shown_start, "extra", says, value=size, limit=0)

    def of_blanks(self, run: Run) -> Iterator[Finding]:
        """Compare the white space inside of a run."""
        script, shown = self._script, self._shown
        here, there, length = run
        for place in range(here + 1, here + length):
            other = place - here + there
            if place in script.edges or other in shown.breaks:
                continue
            if (place in script.blanks) == (other in shown.blanks):
                continue
            context = script.contexts[script.sentence_at(place)]
            # The words on either side, as far as both texts agree.
            before = next((n for n in range(1, _WORD) if script.is_apart(place - n)), 1)
            after = next((n for n in range(1, _WORD) if script.is_apart(place + n)), 1)
            before, after = min(before, place - here), min(after, here + length - place)
            wanted = script.shown(place - before, place + after)
            seen = shown.shown(other - before, other + after)
            says = f"{context}: {quoted(wanted)} is shown as {quoted(seen)}"
            yield self._at(other, "blanks", says, sentence=context)

    def _at(
        self,
        place: int,
        rule: str,
        says: str,
        *,
        sentence: str = "",
        value: float | None = None,
        limit: float | None = None,
    ) -> Finding:
        number = self._shown.cue_at(max(0, place))
        return finding_at(
            self._cues, number, rule, says, sentence=sentence, value=value, limit=limit
        )


def finding_at(
    cues: Sequence[ReadCue],
    number: int,
    rule: str,
    says: str,
    *,
    sentence: str = "",
    value: float | None = None,
    limit: float | None = None,
) -> Finding:
    """Make a finding about a cue, counted from 0; -1 is none."""
    if not 0 <= number < len(cues):
        return Finding(rule, says, sentence=sentence, value=value, limit=limit)
    cue = cues[number]
    return Finding(
        rule,
        says,
        cue=number + 1,
        identifier=cue.identifier,
        sentence=sentence,
        start_ms=cue.start_ms,
        end_ms=cue.end_ms,
        value=value,
        limit=limit,
        text="\n".join(cue.lines),
    )


def quoted(text: str) -> str:
    """Quote a text for a finding, on one line and not at length."""
    text = " ".join(text.split())
    return f"“{text if len(text) <= _QUOTED else text[: _QUOTED - 1].rstrip() + '…'}”"
