"""Captions of parts of a narration: the cues of the whole, each shifted to where its part begins.

So a cue of a part, and when the part begins, is the cue of the whole: nothing is cut anew. What of
a cue reaches beyond its part is left out, as is the text of another part.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import msgspec
from msgspec.structs import replace

from captioner.captions import About, CaptionWriter, Cue, Cutter
from captioner.publish.formats import FORMATS, CaptionFormat
from captioner.publish.kept import Kept
from captioner.publish.parts.part import Part

#: Takes the next text of a part's file of a format: `take(part, format, text)`.
Take = Callable[[Part, str, str], None]


def within(cue: Cue, start: int, end: int) -> Cue | None:
    """Give what of a cue is in frames [start, end), counted from there; None if nothing is."""
    lines = []
    for line in cue.lines:
        words = [
            msgspec.structs.replace(
                word, start=max(word.start, start) - start, end=min(word.end, end) - start
            )
            for word in line
            if start <= word.start < end
        ]
        if words:
            lines.append(tuple(words))
    if not lines:
        return None
    return msgspec.structs.replace(
        cue,
        start=max(cue.start, start) - start,
        end=min(cue.end, end) - start,
        lines=tuple(lines),
    )


def write_captions(
    kept: Kept, parts: Sequence[Part], abouts: Mapping[str, About], take: Take
) -> None:
    """Write the captions of parts, which follow on each other, in each of some formats.

    `abouts` tells by the names of formats how they are made. Of the timeline no more than a piece
    is held.
    """
    cuts = [
        _Cut(about, parts, [name for name in abouts if abouts[name] == about], take)
        for about in dict.fromkeys(abouts.values())
    ]
    with kept.opened() as lines:
        for _, piece in kept.pieces(lines):
            for cut in cuts:
                cut.add(cut.cutter.cues(piece))
    for cut in cuts:
        cut.add(cut.cutter.end())
        cut.end()


@dataclass
class _Cut:
    """Cues that are cut alike, and the files of the part at hand."""

    about: About
    parts: Sequence[Part]
    formats: Sequence[str]
    take: Take
    at: int = -1
    writers: dict[str, CaptionWriter] = field(default_factory=dict)
    waiting: list[Cue] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.cutter = Cutter(self.about.profile, self.about.rate)
        self._next()

    def add(self, cues: Iterator[Cue]) -> None:
        """Write cues, each in the parts that it is in."""
        for cue in cues:
            last = max(word.start for line in cue.lines for word in line)
            self._write(cue)
            while self.at < len(self.parts) and last >= self.parts[self.at].end:
                self._next()
                self._write(cue)
        self._flush()

    def end(self) -> None:
        """End all files; parts without a cue have some too."""
        while self.at < len(self.parts):
            self._next()

    def _write(self, cue: Cue) -> None:
        if self.at < len(self.parts):
            part = self.parts[self.at]
            inside = within(cue, part.start, part.end)
            if inside is not None:
                self.waiting.append(inside)

    def _flush(self) -> None:
        for name, writer in self.writers.items():
            if self.waiting:
                self.take(self.parts[self.at], name, writer.cues(self.waiting))
        self.waiting = []

    def _next(self) -> None:
        """End the files of a part, and begin those of the next."""
        self._flush()
        for name, writer in self.writers.items():
            self.take(self.parts[self.at], name, writer.end())
        self.at += 1
        self.writers = {}
        if self.at < len(self.parts):
            part = self.parts[self.at]
            for name in self.formats:
                chosen = FORMATS[name]
                assert isinstance(chosen, CaptionFormat)  # noqa: S101 - others have no cues
                about = self.about
                if part.title:
                    about = replace(about, title=part.title, is_under_title=True)
                self.writers[name] = writer = chosen.writer(about)
                self.take(part, name, writer.head())
