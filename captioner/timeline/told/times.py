"""A list of words with the times that some program told for them, made usable.

Times are checked once, here: they become whole frames, in order and apart. Where the meaning of a
wrong one is plain it is repaired, and counted; where it is not, the list is refused in a sentence
that names the word by its number, counted from 1 over the whole list.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from statistics import median
from typing import NamedTuple

import msgspec

from captioner.audio.take import HeardWord
from captioner.timeline.longest import rising

#: A word without an end lasts until the next one, but not longer than this many times what its
#: letters usually take in this list: what is longer is a rest.
_LONGEST_TO_USUAL = 1.5
#: From this share of wrong times on a list is not damaged, but something else.
_MOST_WRONG = 5
#: People say two to four words a second; so many seconds, or so few, are of another unit.
_SLOWEST_SECONDS, _FASTEST_SECONDS = 20, 0.005
#: Fewer words than that say nothing of their unit.
_ENOUGH_WORDS = 5
#: No unit is so small that a time could be this large.
_FARTHEST = 10**18
#: A time just before the beginning is rounding.
_SLACK_SECONDS = 1


class WordFault(Exception):
    """What is wrong with a list of words, and with which of them, from 1; 0 for all."""

    def __init__(self, reason: str, number: int = 0) -> None:
        self.reason = reason
        self.number = number
        super().__init__(f"word {number}: {reason}" if number else reason)


class Told(NamedTuple):
    """A word as a file has it: its times as they stand there, and its slice of the text that was
    spoken, if that is told.
    """

    text: str
    start: object = None
    end: object = None
    offset: tuple[int, int] | None = None


class WordList(msgspec.Struct, frozen=True):
    """Words in the order in which they are heard, in frames at `rate`.

    They do not overlap. `guessed` are the indices of those whose time was not told, or was
    impossible: they have a share of the time between their neighbours. `repaired` counts the
    impossible ones. `offsets`, where told, are the words' slices of the text that was spoken,
    counted in `encoding`'s units: bytes of UTF-8 or code units of UTF-16. `format` names the kind
    of file it came from.
    """

    rate: int
    words: tuple[HeardWord, ...]
    guessed: frozenset[int] = frozenset()
    repaired: int = 0
    offsets: tuple[tuple[int, int] | None, ...] = ()
    encoding: str = ""
    format: str = ""


def number_of(value: object) -> int | float | None:
    """Read a time as it stands in a file: None for none, and for what is not finite.

    Raises WordFault for what is no number, nor a text that spells one.
    """
    if value is None:
        return None
    if isinstance(value, str):
        return _spelled(value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise WordFault(f"its time is no number but {_kind(value)}")
    return value if -_FARTHEST < value < _FARTHEST else None


def _spelled(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError as exc:
        raise WordFault(f"its time {text[:40]!r} is no number") from exc
    return number if -_FARTHEST < number < _FARTHEST else None


def word_list(told: Sequence[Told], per_second: int, rate: int) -> WordList:
    """Check the times of words, given in units of which there are `per_second`, and repair them.

    Raises WordFault for a list that cannot be meant.
    """
    times = _Times(per_second, rate)
    for number, word in enumerate(told, start=1):
        try:
            times.add(word)
        except WordFault as exc:
            raise WordFault(exc.reason, number) from exc
    return times.done()


def _kind(value: object) -> str:
    names = {bool: "true or false", list: "a list", dict: "an object"}
    return names.get(type(value), "something else")


class _Times(msgspec.Struct):
    """Gathers words, and puts their times in order once all are there."""

    per_second: int
    rate: int
    texts: list[str] = msgspec.field(default_factory=list)
    starts: list[int | None] = msgspec.field(default_factory=list)
    ends: list[int | None] = msgspec.field(default_factory=list)
    offsets: list[tuple[int, int] | None] = msgspec.field(default_factory=list)
    wrong: set[int] = msgspec.field(default_factory=set)

    def add(self, word: Told) -> None:
        """Add the next word. One of nothing but blanks is none."""
        text = word.text.strip()
        if not text:
            return
        index = len(self.texts)
        start, end = self._frame(word.start, index), self._frame(word.end, index)
        if start is not None and end is not None and end < start:
            self.wrong.add(index)
            end = None
        self.texts.append(text)
        self.starts.append(start)
        self.ends.append(end if start is not None else None)
        self.offsets.append(word.offset)

    def done(self) -> WordList:
        """Put all times in order."""
        known = [start for start in self.starts if start is not None]
        if not self.texts:
            raise WordFault("there are no words in it")
        if not known:
            raise WordFault("none of its words has a time")
        if not any(known) and not any(self.ends):
            raise WordFault("all its times are 0")
        self._check_unit(known)
        self._drop_disorder()
        guessed = frozenset(index for index, start in enumerate(self.starts) if start is None)
        spans = self._spans()
        words = tuple(
            HeardWord(text, start, end)
            for text, (start, end) in zip(self.texts, spans, strict=True)
        )
        offsets = tuple(self.offsets) if any(self.offsets) else ()
        return WordList(self.rate, words, guessed, len(self.wrong), offsets)

    def _frame(self, value: object, index: int) -> int | None:
        """Convert a time to the nearest frame, through integers."""
        number = number_of(value)
        if number is None or isinstance(value, str):
            if value is not None:
                self.wrong.add(index)
            if number is None:
                return None
        numerator, denominator = number.as_integer_ratio()
        denominator *= self.per_second
        frame = (2 * numerator * self.rate + denominator) // (2 * denominator)
        if frame < 0:
            self.wrong.add(index)
            return 0 if frame >= -_SLACK_SECONDS * self.rate else None
        return frame

    def _check_unit(self, known: Sequence[int]) -> None:
        """Refuse times that no voice could have, which are of another unit."""
        if len(known) < _ENOUGH_WORDS:
            return
        usual = median(b - a for a, b in pairwise(sorted(known))) / self.rate
        if usual > _SLOWEST_SECONDS or max(known) < _FASTEST_SECONDS * self.rate * len(known):
            unit = {1: "seconds (--words-format list-ms reads milliseconds)", 1000: "milliseconds"}
            raise WordFault(
                f"its words would be {usual:,.4g} s apart, which no voice is: its times are not in "
                f"{unit.get(self.per_second, 'the unit expected')}"
            )

    def _drop_disorder(self) -> None:
        """Keep the most times that are in order; the others say nothing."""
        kept = set(rising(self.starts))
        out = [
            index
            for index, start in enumerate(self.starts)
            if start is not None and index not in kept
        ]
        if len(out) * _MOST_WRONG > len(self.starts):
            raise WordFault(
                "its times run backwards here, and elsewhere: if it is several lists joined, each "
                "has to count from the beginning of the whole sound",
                _first_fall(self.starts),
            )
        for index in out:
            self.starts[index] = self.ends[index] = None
            self.wrong.add(index)

    def _spans(self) -> list[tuple[int, int]]:
        """Give every word its time; those without one share that between their neighbours."""
        usual = self._usual_frames()
        timed = [index for index, start in enumerate(self.starts) if start is not None]
        spans: list[tuple[int, int]] = []
        now = 0
        for index, following in pairwise([*timed, len(self.texts)]):
            start = self.starts[index] or 0
            if index > len(spans):
                spans += self._shares(len(spans), index, now, start, usual)
            after = self.starts[following] if following < len(self.texts) else None
            now = self._end_of(index, start, after, usual)
            spans.append((start, now))
        return spans + self._shares(len(spans), len(self.texts), now, None, usual)

    def _end_of(self, index: int, start: int, following: int | None, usual: float) -> int:
        end = self.ends[index]
        if end is None:
            end = start + int(_LONGEST_TO_USUAL * usual * _weight(self.texts[index]))
        return end if following is None else min(end, following)

    def _shares(
        self, index: int, stop: int, start: int, end: int | None, usual: float
    ) -> list[tuple[int, int]]:
        weights = [_weight(text) for text in self.texts[index:stop]]
        total = sum(weights)
        end = start + int(usual * total) if end is None else max(start, end)
        spans, before = [], 0
        for weight in weights:
            after = before + weight
            spans.append(
                (start + (end - start) * before // total, start + (end - start) * after // total)
            )
            before = after
        return spans

    def _usual_frames(self) -> float:
        """Tell what a letter takes, from the words that are told with both their ends, or from one
        onset to the next.
        """
        lasting = [
            (end - start) / _weight(text)
            for text, start, end in zip(self.texts, self.starts, self.ends, strict=True)
            if start is not None and end is not None and end > start
        ] or [
            (after - start) / _weight(text)
            for text, start, after in zip(self.texts, self.starts, self.starts[1:], strict=False)
            if start is not None and after is not None and after > start
        ]
        return median(lasting) if lasting else self.rate / 15


def _weight(text: str) -> int:
    return len(text) + 1


def _first_fall(values: Sequence[int | None]) -> int:
    now = 0
    for number, value in enumerate(values, start=1):
        if value is not None and value < now:
            return number
        now = value if value is not None else now
    return 0
