"""Whisper and its kin."""

from __future__ import annotations

import re

from captioner.timeline.told.lists import is_plain, plain_words
from captioner.timeline.told.shapes import (
    MS,
    Data,
    Piece,
    Reading,
    first_of,
    grouped,
    list_in,
    objects,
    text_of,
)
from captioner.timeline.told.times import Told, WordFault


def whisper(data: Data) -> Reading:
    """Read what Whisper and its kin write with word times asked for, in seconds.

    openai-whisper, stable-ts and faster-whisper: `segments`, each with `words` of `word`, `start`
    and `end` (openai/whisper, whisper/timing.py). whisperX: the same, and `word_segments`; words
    that its aligner cannot spell, such as figures, have no times (its README, Limitations). The
    OpenAI API's verbose_json: `words` beside the segments.
    """
    phrases = data if isinstance(data, list) else list_in(data, "segments")
    listed = list_in(data, "words") or list_in(data, "word_segments")
    inside = [list_in(phrase, "words") for phrase in phrases]
    told: list[Told] = []
    if any(inside):
        for phrase, words in zip(phrases, inside, strict=True):
            # A phrase without words keeps its text, and gets the time between its neighbours.
            told += plain_words(words) if words else [Told(text_of(phrase, ("text",)) or "")]
    else:
        told += plain_words(listed)
    if not told and phrases:
        raise WordFault(
            "it has times for phrases, none for words; ask for those (Whisper: "
            "--word_timestamps True)"
        )
    return Reading(told)


def is_whisper(data: Data) -> bool:
    """Tell phrases with their words, or words by themselves under a name that Whispers use."""
    if isinstance(data, list):
        return "words" in first_of(data) and "start" in first_of(data)
    listed = list_in(data, "words") or list_in(data, "word_segments")
    return bool(list_in(data, "segments")) or is_plain(listed)


def whisper_cpp(data: Data) -> Reading:
    """Read what whisper.cpp writes with --output-json-full, or with --max-len 1.

    `transcription` lists phrases with `offsets` (`from`, `to`) in milliseconds; with the full
    output each has its `tokens`, pieces of words, some without offsets and some that are marks of
    the recogniser's own such as `[_BEG_]` (ggml-org/whisper.cpp, examples/cli; issue 2329).
    """
    pieces: list[Piece] = []
    for phrase in objects(list_in(data, "transcription")):
        tokens = list_in(phrase, "tokens")
        for token in objects(tokens or [phrase]):
            text = text_of(token, ("text",)) or ""
            if not _MARK.match(text):
                span = token.get("offsets")
                start, end = (span.get("from"), span.get("to")) if isinstance(span, dict) else _NONE
                pieces.append(_whole(pieces, Piece(text, start, end)))
        if tokens:
            pieces.append(Piece(" ", None, None))
    told = list(grouped(pieces))
    if len(told) > 2 * len(pieces):
        raise WordFault(
            "it has times for phrases, none for words; ask for those (whisper.cpp: "
            "--output-json-full)"
        )
    return Reading(told, MS)


def is_whisper_cpp(data: Data) -> bool:
    """Tell a transcription."""
    return bool(list_in(data, "transcription"))


_NONE = (None, None)
_MARK = re.compile(r"\[_|<\|")
#: Bytes that are no text on their own, as `surrogateescape` keeps them; and what is no byte either.
_HALF = re.compile("[\udc80-\udcff]")
_NEVER = re.compile("[\ud800-\udc7f\udd00-\udfff]")


def _whole(pieces: list[Piece], piece: Piece) -> Piece:
    """Join a piece with the one before it, if a letter was cut between them."""
    if not pieces or not _HALF.search(pieces[-1].text):
        return piece
    before = pieces.pop()
    joined = _NEVER.sub("\ufffd", before.text + piece.text).encode("utf-8", "surrogateescape")
    return Piece(joined.decode("utf-8", "surrogateescape"), before.start, piece.end)
