"""The sentences of a kept narration, found again in the book that they were read from.

A timeline tells the element of each sentence. Files of a book are met in their order, and of each
the sentences are read from the timeline when their turn comes; so no more than a file is held.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec
from msgspec.structs import replace

from captioner.errors import reading
from captioner.markup import PLAIN, Marked, Unmarked, take_out
from captioner.protocol.voice import voice_of
from captioner.publish.kept import Kept
from captioner.publish.kept.chapters import boundary
from captioner.text.dom import Block
from captioner.text.spoken import is_speakable
from captioner.timeline import record
from captioner.timeline.fit import Quality

#: So much of a text is told.
_SHOWN = 60


class Run(msgspec.Struct, frozen=True):
    """Sentences of one file that follow each other in the timeline, heard in frames [start, end)
    with the silence around them. Their lines begin at an offset in the timeline's file.

    Without an `href` they are of no file of the book, as credits are.
    """

    href: str
    offset: int
    start: int
    end: int


class Told(msgspec.Struct):
    """What a timeline tells of a book: its runs, and the text that is not heard, line by line."""

    runs: list[Run] = msgspec.field(default_factory=list)
    unheard: set[str] = msgspec.field(default_factory=set)


def told_in(kept: Kept) -> Told:
    """Read a timeline through, and see that it is whole. Raises OutputError."""
    told = Told()
    before: record.SentenceLine | None = None
    with kept.opened() as file, reading(kept.timeline):
        offsets = _Offsets()
        for line in record.verified(offsets.passing(file)):
            if isinstance(line, record.LeftOutLine | record.UnspokenLine):
                told.unheard.update(one.strip() for one in line.text.split("\n"))
            elif isinstance(line, record.SentenceLine):
                href = line.anchor.partition("#")[0]
                if before is None or href != told.runs[-1].href:
                    _begin(told.runs, href, offsets.begin, line, before, kept.head.rate)
                before = line
    if told.runs:
        told.runs[-1] = replace(told.runs[-1], end=kept.end.frames)
    return told


def _begin(
    runs: list[Run],
    href: str,
    offset: int,
    line: record.SentenceLine,
    before: record.SentenceLine | None,
    rate: int,
) -> None:
    start = 0 if before is None else boundary(line.start, before.end - before.tail, rate)
    if runs:
        runs[-1] = replace(runs[-1], end=start)
    runs.append(Run(href, offset, start, start))


class _Offsets:
    """Where the line begins that was read last."""

    def __init__(self) -> None:
        self.begin = self._end = 0

    def passing(self, lines: Iterable[bytes]) -> Iterator[bytes]:
        for line in lines:
            self.begin, self._end = self._end, self._end + len(line)
            yield line


def sentences_of(kept: Kept, run: Run) -> list[record.SentenceLine]:
    """Read the sentences of a run."""
    found: list[record.SentenceLine] = []
    with kept.opened() as file, reading(kept.timeline):
        file.seek(run.offset)
        for line in record.read(raw.decode() for raw in file):
            if isinstance(line, record.SentenceLine):
                if line.anchor.partition("#")[0] != run.href:
                    break
                found.append(line)
    return found


class Found(msgspec.Struct, frozen=True):
    """A sentence of the timeline in its block: characters [start, end) of the text of that.

    `run` tells of which of the file's runs it is, from 0; `words`, from which frame on the words
    that are said are heard, by their characters.
    """

    line: record.SentenceLine
    run: int
    start: int
    end: int
    words: Mapping[tuple[int, int], int]


class Matcher:
    """Finds the sentences of one file in its blocks, which are given in their order.

    `lines` are those of each run. Raises ValueError, one sentence for a person, for what
    is not there.
    """

    def __init__(
        self, kept: Kept, told: Told, runs: Sequence[Sequence[record.SentenceLine]]
    ) -> None:
        self._markup = voice_of(kept.head.voice).markup if kept.head.voice else PLAIN
        self._unheard = told.unheard
        # What comes after the beginning of a book is in no timeline.
        self._is_whole = not kept.end.beyond
        self._waiting: dict[str, deque[tuple[int, record.SentenceLine]]] = defaultdict(deque)
        for number, lines in enumerate(runs):
            for line in lines:
                self._waiting[line.anchor].append((number, line))

    def of(self, block: Block, anchor: str) -> list[Found]:
        """Give the sentences in a block, by the name of its element."""
        written = take_out(block.text, self._markup)
        waiting = self._waiting[anchor]
        found: list[Found] = []
        at = 0
        while waiting:
            number, line = waiting[0]
            start = written.shown.find(line.text, at)
            if start < 0:
                break
            self._check(written.shown[at:start])
            waiting.popleft()
            at = start + len(line.text)
            found.append(_placed(line, number, start, written))
        self._check(written.shown[at:])
        return found

    def end(self) -> None:
        """See that none is left."""
        left = [line for waiting in self._waiting.values() for _, line in waiting]
        if left:
            raise ValueError(_otherwise(left[0].text))

    def _check(self, text: str) -> None:
        """See that text between sentences is known not to be heard."""
        if not self._is_whole or not is_speakable(text) or text.strip() in self._unheard:
            return
        if not any(text.strip() in one for one in self._unheard):
            raise ValueError(_otherwise(text))


def _otherwise(text: str) -> str:
    text = " ".join(text.split())
    shown = text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
    return f"it is not as it was narrated (“{shown}”)"


def _placed(line: record.SentenceLine, run: int, start: int, written: Marked | Unmarked) -> Found:
    def origin(at: int) -> int:
        """Give the place behind a character that is shown."""
        return written.origin(at - 1) + 1 if at else 0

    return Found(
        line,
        run,
        written.origin(start),
        origin(start + len(line.text)),
        {
            (written.origin(start + word.text_from), origin(start + word.text_to)): word.start
            for word in line.words
            if word.text_from < word.text_to and word.quality is not Quality.UNSAID
        },
    )
