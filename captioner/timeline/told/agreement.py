"""How far a text and what was heard of it agree, for people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

#: So many places are named one by one, and so many letters of each.
_NAMED, _LETTERS = 5, 60


class Run(msgspec.Struct, frozen=True):
    """Some words in a row, `text`, that only one side has: the text, in the sentence `context`, or
    what was heard, from frame `start` to `end`.

    The times of words that were not heard are estimated, or 0 where there is none.
    """

    text: str
    words: int
    start: int
    end: int
    context: str = ""


class Agreement(msgspec.Struct, frozen=True):
    """How far they agree, in words of the text that are said.

    `agreed` were heard with the same letters or in other words, such as numbers, abbreviations and
    contractions; `differing` as something else. `unheard` are those that were not, `extra` is what
    is not in the text. `by_offsets` tells that the program's own offsets into the text said which
    word is which.
    """

    rate: int
    words: int
    agreed: int
    differing: int
    unheard: tuple[Run, ...] = ()
    extra: tuple[Run, ...] = ()
    by_offsets: bool = False

    def told(self) -> Iterator[str]:
        """Say what does not agree, a line for each way."""
        if self.unheard:
            missed = sum(run.words for run in self.unheard)
            yield (
                f"{missed:,} of the {self.words:,} words of the text were not heard: "
                f"{_places(self.unheard, [run.context for run in self.unheard])}"
            )
        if self.extra:
            times = [_clock(run.start / self.rate) for run in self.extra]
            yield (
                f"{_counted(sum(run.words for run in self.extra))} heard that the text does not "
                f"have: {_places(self.extra, times)}"
            )


def _places(runs: Sequence[Run], names: Sequence[str]) -> str:
    named = [f"{name} “{_short(run.text)}”" for name, run in zip(names, runs, strict=True)]
    more = len(named) - _NAMED
    return ", ".join(named[:_NAMED]) + (f", and {more:,} more places" if more > 0 else "")


def _counted(words: int) -> str:
    return "1 word was" if words == 1 else f"{words:,} words were"


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _LETTERS else f"{text[:_LETTERS].rstrip()}…"


def _clock(seconds: float) -> str:
    minutes, whole = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{whole:02}"
