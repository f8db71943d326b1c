"""Sentences that were cut by judgement, and how well the breaks of a writer agree with them.

A break is known by its sentence and by how many characters of it, blanks not counted, stand before
the break: so writers that divide words differently can still be compared.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from captioner.document import Document, Kind, Place, Section, Sentence, context_of
from captioner.text.spoken import say

ENGLISH = Path(__file__).with_name("hand_cut_en.txt")
#: The most characters in a line, and lines in a cue, that they were cut to.
MAX_CHARS, MAX_LINES = 37, 2

#: A sentence, and how many characters of it stand before a break.
Where = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Breaks:
    """Breaks inside sentences: those between two cues, and those between two lines of one."""

    cues: frozenset[Where]
    lines: frozenset[Where]


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far two sets of breaks agree, as F1, from 0 to 1: cue breaks; breaks of either kind."""

    cues: float
    all: float


@dataclass(frozen=True, slots=True)
class HandCut:
    """A sentence and its cues, each the lines of one."""

    cues: tuple[tuple[str, ...], ...]

    @property
    def text(self) -> str:
        """The sentence."""
        return " ".join(line for cue in self.cues for line in cue)


def read_hand_cuts(path: Path = ENGLISH) -> tuple[HandCut, ...]:
    """Read the sentences of a file of hand cuts."""
    found = path.read_text("utf-8").split("\n\n")
    stripped = (
        "\n".join(line for line in part.splitlines() if not line.startswith("#")) for part in found
    )
    return tuple(
        HandCut(tuple(tuple(cue.split("\n")) for cue in part.split("\n/\n")))
        for part in stripped
        if part
    )


def document_of(cuts: Iterable[HandCut]) -> Document:
    """Make a document in which every sentence is a paragraph of its own."""
    sentences = tuple(
        Sentence(
            context_of(1, number), cut.text, say(cut.text)[0], Kind.PARAGRAPH, number,
            Place(number), "en",
        )
        for number, cut in enumerate(cuts, start=1)
    )  # fmt: skip
    return Document(ENGLISH, "Sentences cut by hand", "en", (Section(1, "", sentences),), ())


def solid(text: str) -> int:
    """Count the characters of a text without its blanks."""
    return len("".join(text.split()))


def breaks_of(sentences: Iterable[tuple[str, Iterable[tuple[str, ...]]]]) -> Breaks:
    """Find the breaks inside sentences, each given by its name and cues of lines of text."""
    cues: set[Where] = set()
    lines: set[Where] = set()
    for name, shown in sentences:
        at = 0
        ends: list[int] = []
        for cue in shown:
            inner: list[int] = []
            for line in cue:
                at += solid(line)
                inner.append(at)
            lines.update((name, end) for end in inner[:-1])
            ends.append(at)
        cues.update((name, end) for end in ends[:-1])
    return Breaks(frozenset(cues), frozenset(lines))


def wanted_breaks(cuts: Iterable[HandCut]) -> Breaks:
    """Find the breaks of the hand cuts, by the names that `document_of` gives their sentences."""
    return breaks_of(_named(cuts))


def _named(cuts: Iterable[HandCut]) -> Iterator[tuple[str, tuple[tuple[str, ...], ...]]]:
    for number, cut in enumerate(cuts, start=1):
        yield context_of(1, number), cut.cues


def agreement(found: Breaks, wanted: Breaks) -> Agreement:
    """Tell how far the breaks of a writer agree with those that were wanted."""
    return Agreement(
        f1(found.cues, wanted.cues), f1(found.cues | found.lines, wanted.cues | wanted.lines)
    )


def f1(found: frozenset[Where], wanted: frozenset[Where]) -> float:
    """Give the harmonic mean of precision and recall."""
    return 2 * len(found & wanted) / max(1, len(found) + len(wanted))
