"""Azure's speech service, and edge-tts."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise
from statistics import median
from typing import Any

from captioner.timeline.told.shapes import (
    MS,
    SECONDS,
    TICKS,
    Data,
    Reading,
    bare,
    first_of,
    list_in,
    objects,
    slice_of,
    text_of,
)
from captioner.timeline.told.times import Told, WordFault, number_of

_AZURE_LISTS = ("wordBoundaries", "word_boundaries", "words", "Words")
#: As text the length of a word may be a TimeSpan, a timedelta, or ISO 8601.
_CLOCK = re.compile(r"(?:(\d+):)?(\d+):(\d+(?:\.\d+)?)|PT(?:(\d+)H)?(?:(\d+)M)?(\d+(?:\.\d+)?)S")


def azure(data: Data) -> Reading:
    """Read the word boundaries of Azure's speech service, and of edge-tts.

    The SDK's events have an audio offset in ticks of 100 ns, a duration, the text, its offset and
    length in the input, and a type: Word, Punctuation or Sentence (class
    SpeechSynthesisWordBoundaryEventArgs); the `[nnnn].word.json` of batch synthesis has offset and
    duration in milliseconds (Microsoft Learn, "Batch synthesis properties"). People write the
    events down as they like: names in any spelling, ticks as milliseconds, durations as text. The
    unit is therefore told by the time that a word takes.
    """
    listed = next((found for key in _AZURE_LISTS if (found := list_in(data, key))), data)
    events = [{bare(key): value for key, value in event.items()} for event in objects(listed)]
    words = [event for event in events if _is_word(event)]
    offsets = [_offset(event, number) for number, event in enumerate(words, start=1)]
    per_second = _unit(b - a for a, b in pairwise(offsets) if b > a)
    lengths = [event.get("duration") for event in words]
    counted = _unit(length for length in lengths if isinstance(length, int | float))
    told = []
    for event, offset, length in zip(words, offsets, lengths, strict=True):
        text = text_of(event, ("text", "word")) or ""
        at, size = event.get("textoffset"), event.get("wordlength")
        known = slice_of(at, at + size) if isinstance(at, int) and isinstance(size, int) else None
        told.append(Told(text, offset, offset + _length(length, counted, per_second), known))
    return Reading(told, per_second, "utf-16")


def _offset(event: dict[str, Any], number: int) -> int | float:
    try:
        offset = number_of(event.get("audiooffset", event.get("offset")))
    except WordFault as exc:
        raise WordFault(exc.reason, number) from exc
    if offset is None:
        raise WordFault("it has no audio offset", number)
    return offset


def _is_word(event: dict[str, Any]) -> bool:
    """Tell words from punctuation and sentences, by name or by the SDK's number."""
    kind = event.get("boundarytype", event.get("type"))
    if isinstance(kind, str):
        return not re.search("punctuation|sentence|viseme", kind, re.IGNORECASE)
    return kind in (None, 0)


def _unit(lengths: Iterable[int | float]) -> int:
    """Tell how many of a unit are a second, by what words usually take in it.

    Between 10 ms and 10 s whatever the voice, and the units are thousands apart.
    """
    usual = median(list(lengths) or [TICKS])
    return next(unit for unit in (TICKS, MS, SECONDS) if usual >= unit // 500)


def _length(value: object, counted: int, per_second: int) -> int | float:
    """Give a duration in units of which there are `per_second`."""
    if isinstance(value, str) and (clock := _CLOCK.fullmatch(value.strip())):
        hours, minutes, seconds = (clock[1], clock[2], clock[3]) if clock[2] else clock.groups()[3:]
        return (int(hours or 0) * 3600 + int(minutes or 0) * 60 + float(seconds)) * per_second
    number = number_of(value)
    return 0 if number is None else number * per_second / counted


def is_azure(data: Data) -> bool:
    """Tell word boundaries."""
    listed = next((found for key in _AZURE_LISTS if (found := list_in(data, key))), data)
    keys = {bare(key) for key in first_of(listed)}
    return "audiooffset" in keys or {"offset", "duration", "text"} <= keys
