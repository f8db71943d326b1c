"""Plain lists of words and times, of objects or parallel."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from captioner.timeline.told.shapes import MS, Data, Reading, first_of, list_in, objects, text_of
from captioner.timeline.told.times import Told, WordFault

WORD_KEYS = ("word", "text", "punctuated_word")


def rime(data: Data) -> Reading:
    """Read the timestamps of Rime's protocol, as captioner's own server sends them: three parallel
    lists `words`, `start` and `end`, in seconds, by themselves or as `word_timestamps` of an event.
    """
    told: list[Told] = []
    for event in objects(data):
        times = _timestamps(event)
        words, starts, ends = (list_in(times, key) for key in ("words", "start", "end"))
        if not len(words) == len(starts) == len(ends):
            raise WordFault(
                f"{len(words)} words have {len(starts)} times to begin and {len(ends)} to end"
            )
        for word, start, end in zip(words, starts, ends, strict=True):
            if not isinstance(word, str):
                raise WordFault("it is no text", len(told) + 1)
            told.append(Told(word, start, end))
    return Reading(told)


def _timestamps(event: dict[str, Any]) -> dict[str, Any]:
    for key in ("word_timestamps", "wordTimestamps"):
        if isinstance(found := event.get(key), dict):
            return found
    return event


def is_rime(data: Data) -> bool:
    """Tell three parallel lists."""
    times = _timestamps(first_of(data))
    return list_in(times, "words")[:1] != [] and isinstance(times.get("start"), list)


def plain(data: Data) -> Reading:
    """Read a plain list of objects with `word` (or `text`), `start` and `end`, in seconds."""
    return Reading(list(plain_words(list_in(data, "words") or data)))


def plain_ms(data: Data) -> Reading:
    """Read the same in milliseconds. Nothing in the file tells, so it has to be named."""
    return Reading(plain(data).told, MS)


def is_plain(data: Data) -> bool:
    """Tell a list of objects, each with a text and a time."""
    first = first_of(data)
    return text_of(first, WORD_KEYS) is not None and "start" in first


def plain_words(words: list[Any]) -> Iterator[Told]:
    """Read objects that each have a text and its times. Raises WordFault for another."""
    for number, word in enumerate(objects(words), start=1):
        if word.get("type") in ("spacing", "audio_event"):
            continue  # ElevenLabs' recogniser lists blanks and noises as well.
        text = text_of(word, WORD_KEYS)
        if text is None:
            raise WordFault("it has no text under the name word or text", number)
        yield Told(text, word.get("start"), word.get("end"))
