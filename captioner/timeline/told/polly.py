"""Amazon Polly."""

from __future__ import annotations

from captioner.timeline.told.shapes import MS, Data, Reading, first_of, objects, slice_of, text_of
from captioner.timeline.told.times import Told, WordFault


def polly(data: Data) -> Reading:
    """Read Amazon Polly's speech marks: one JSON object a line, times in milliseconds.

    A word has its onset, no end, and its slice of the input in bytes (Amazon Polly Developer
    Guide, "Speech mark output"). Marks of other types are skipped, but a viseme `sil` tells where
    the sound of a word has ended.
    """
    told: list[Told] = []
    for number, mark in enumerate(objects(data), start=1):
        kind, time = mark.get("type"), mark.get("time")
        if kind == "viseme" and mark.get("value") == "sil" and told and told[-1].end is None:
            told[-1] = told[-1]._replace(end=time)
        elif kind == "word":
            text = text_of(mark, ("value",))
            if text is None:
                raise WordFault("the mark of a word has no value", number)
            told.append(Told(text, time, None, slice_of(mark.get("start"), mark.get("end"))))
    return Reading(told, MS, "utf-8")


def is_polly(data: Data) -> bool:
    """Tell speech marks."""
    first = first_of(data)
    return "time" in first and first.get("type") in ("sentence", "word", "viseme", "ssml")
