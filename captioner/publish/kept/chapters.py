"""The chapters of a kept narration: where each begins and ends in the one timeline.

A chapter begins in the silence before its heading, half a second before that or in the middle of a
shorter silence, at a moment that all caption formats can tell: a whole hundredth of a second. So
the times of captions cut for a chapter alone are those of the whole, less where the chapter begins,
exactly; and since sections are laid out on such moments too, a chapter comes out the same whatever
changes in others.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

import msgspec

from captioner.audio.pcm import ms_to_frames
from captioner.document import Document, Kind, Section
from captioner.publish.kept.narration import Kept
from captioner.text.credits import words_for
from captioner.timeline import record
from captioner.timeline.layout import moment_step

#: So much of the silence before its heading belongs to a chapter, at most; less is a multiple of
#: the other, since how long the silence is depends on what stands before it.
_LEAD_MS, _LEAD_STEP_MS = 500, 100


class Chapter(msgspec.Struct, frozen=True):
    """Frames [start, end) of the timeline, `sections` of the document, in order, by their numbers.

    `number` counts from 1; `title` is empty for what comes before the first heading. `is_credits`
    if it is what is said before or after the document.
    """

    number: int
    title: str
    sections: tuple[int, ...]
    start: int
    end: int
    is_credits: bool = False

    @property
    def frames(self) -> int:
        """How long it is."""
        return self.end - self.start


class _Begun(msgspec.Struct):
    """A section in the timeline: where its first sentence starts, and where silence begins before
    that. `has_heading` and `has_body` tell what is spoken in it.
    """

    line: record.SectionLine
    start: int
    before: int
    has_heading: bool = False
    has_body: bool = False
    is_credits: bool = False


def chapters_of(kept: Kept, level: int | None = None) -> tuple[Chapter, ...]:
    """Find the chapters; each begins at a heading of `level` or higher.

    Without one, that is the highest level of which there are at least two headings. What holds only
    headings, such as the title above all chapters, belongs to the chapter after it, or to the last
    one, and gives it no title. Opening and closing credits are chapters, whatever their level.
    Sections in which nothing is spoken are none.
    """
    contents = Contents(kept.head.lang, lead_of(kept.head))
    for line in kept.lines():
        contents.add(line)
    return contents.chapters(kept.head.rate, kept.end.frames, level)


def titles_in(document: Document, level: int | None = None) -> list[str]:
    """List the titles of chapters that a document will have if all of it is spoken."""
    contents = Contents(document.lang)
    for section in document.sections:
        contents.expect(section)
    return contents.titles(level)


def lead_of(head: record.Head) -> int:
    """Tell how much of the silence before its heading belongs to a chapter, in milliseconds."""
    return (head.mastering.lead_ms if head.mastering is not None else 0) or _LEAD_MS


def boundary(start: int, before: int, rate: int, lead_ms: int = _LEAD_MS) -> int:
    """Tell where to cut in the silence from frame `before` to `start`, where a sentence begins."""
    step = moment_step(rate)
    some = ms_to_frames(_LEAD_STEP_MS, rate)
    at = start - min((start - before) // 2 // some * some, ms_to_frames(lead_ms, rate))
    for whole in (at // step * step, -(-at // step) * step):
        if before <= whole <= start:
            return whole
    return start


class _Run(msgspec.Struct):
    """The sections of a chapter."""

    title: str
    sections: list[_Begun]

    @property
    def is_credits(self) -> bool:
        return self.sections[0].is_credits

    @property
    def has_body(self) -> bool:
        return any(one.has_body for one in self.sections)


def _runs(begun: Sequence[_Begun], level: int | None) -> Iterator[_Run]:
    """Gather the sections that stand below a heading."""
    chosen = level or _usual_level(begun)
    run: _Run | None = None
    for one in begun:
        is_heading = one.line.level <= chosen and bool(one.line.title)
        if run is None or is_heading or one.is_credits or run.is_credits:
            if run is not None:
                yield run
            run = _Run(one.line.title, [])
        run.sections.append(one)
    if run is not None:
        yield run


def _joined(runs: Iterable[_Run]) -> list[_Run]:
    """Join what holds only headings to what comes after it, or else before it."""
    found: list[_Run] = []
    held: list[_Begun] = []
    for run in runs:
        if not run.is_credits and not run.has_body:
            held += run.sections
            continue
        if run.is_credits:
            _end_with(found, held)
        else:
            run.sections[:0] = held
        held = []
        found.append(run)
    _end_with(found, held)
    return found


def _end_with(found: list[_Run], held: list[_Begun]) -> None:
    if held and found and not found[-1].is_credits:
        found[-1].sections += held
    elif held:
        found.append(_Run(held[0].line.title, held))


def _usual_level(begun: Iterable[_Begun]) -> int:
    counts = Counter(one.line.level for one in begun if not one.is_credits and one.line.title)
    return min((level for level, count in counts.items() if count > 1), default=6)


class Contents(msgspec.Struct):
    """The sections that lines of a timeline tell of, one after the other."""

    lang: str
    lead_ms: int = _LEAD_MS
    _begun: list[_Begun] = msgspec.field(default_factory=list)
    _section: record.SectionLine | None = None
    _silent: int = 0

    def add(self, line: record.Line) -> None:
        """Take note of a line; those of sections and sentences matter."""
        if isinstance(line, record.SectionLine):
            self._section = line
        elif isinstance(line, record.SentenceLine):
            if self._section is not None:
                self._begun.append(_Begun(self._section, line.start, self._silent))
                self._section = None
            self._begun[-1].has_heading |= line.kind is Kind.HEADING
            self._begun[-1].has_body |= line.kind is not Kind.HEADING
            self._silent = line.end - line.tail

    def expect(self, section: Section) -> None:
        """Take note of a section that is not spoken yet."""
        if section.sentences:
            headings = [one.kind is Kind.HEADING for one in section.sentences]
            line = record.section_line(section)
            self._begun.append(_Begun(line, 0, 0, any(headings), not all(headings)))

    def titles(self, level: int | None = None) -> list[str]:
        """List the titles of the chapters, wherever they begin."""
        return [run.title for run in _joined(_runs(self._sections(), level))]

    def chapters(self, rate: int, frames: int, level: int | None = None) -> tuple[Chapter, ...]:
        """Find the chapters, in sound of so many frames, as `chapters_of` does."""
        runs = _joined(_runs(self._sections(), level))
        firsts = [run.sections[0] for run in runs]
        starts = [boundary(one.start, one.before, rate, self.lead_ms) for one in firsts]
        edges = pairwise([0, *starts[1:], frames])
        return tuple(
            Chapter(
                number,
                run.title,
                tuple(one.line.number for one in run.sections),
                start,
                end,
                run.is_credits,
            )
            for number, (run, (start, end)) in enumerate(zip(runs, edges, strict=False), start=1)
        )

    def _sections(self) -> list[_Begun]:
        closing = words_for(self.lang).closing_title
        for one in self._begun:
            is_last = one is self._begun[-1]
            is_closing = is_last and one.line.title == closing and not one.has_heading
            one.is_credits = one.line.number == 0 or is_closing
        return self._begun
