"""ElevenLabs."""

from __future__ import annotations

from typing import Any

from captioner.timeline.told.shapes import (
    MS,
    SECONDS,
    Data,
    Piece,
    Reading,
    bare,
    first_of,
    grouped,
    list_in,
    objects,
)
from captioner.timeline.told.times import WordFault, number_of


def elevenlabs(data: Data) -> Reading:
    """Read ElevenLabs' times of characters: one answer, or the messages of a stream.

    `alignment` (or `normalized_alignment`, of the text as it was spoken) has `characters`,
    `character_start_times_seconds` and `character_end_times_seconds` over HTTP; over WebSocket
    `chars`, `charStartTimesMs` and `charDurationsMs`, which count from the beginning of the
    message's own sound (its API reference; clients met both). So where a message's times begin
    anew they go on where those before them ended.
    """
    messages = [found for message in objects(data) if (found := _alignment(message))]
    pieces: list[Piece] = []
    shift = middle = end = 0.0
    for message in messages:
        characters = _characters(message)
        known = [piece for piece in characters if piece.start is not None]
        if known and known[0].start + shift < middle:
            shift = end
        pieces += (_later(piece, shift) for piece in characters) if shift else characters
        if known:
            end = shift + max(known[-1].start, known[-1].end or 0)
            middle = (known[0].start + shift + end) / 2
    return Reading(list(grouped(pieces)), SECONDS)


def _alignment(message: dict[str, Any]) -> dict[str, Any] | None:
    for name in ("alignment", "normalizedAlignment", "normalized_alignment"):
        if isinstance(found := message.get(name), dict):
            return {bare(key): value for key, value in found.items()}
    named = {bare(key): value for key, value in message.items()}
    return named if is_elevenlabs(named) else None


def _characters(alignment: dict[str, Any]) -> list[Piece]:
    """Give the characters with their times in seconds."""
    chars = list_in(alignment, "characters") or list_in(alignment, "chars")
    starts = _numbers(alignment, "characterstarttimesseconds", 1)
    ends = _numbers(alignment, "characterendtimesseconds", 1)
    if not starts:
        starts = _numbers(alignment, "charstarttimesms", MS)
        lengths = _numbers(alignment, "chardurationsms", MS)
        ends = [
            None if start is None or length is None else start + length
            for start, length in zip(starts, lengths, strict=False)
        ]
    if not len(chars) == len(starts) == len(ends):
        raise WordFault(
            f"{len(chars)} characters have {len(starts)} times to begin and {len(ends)} to end"
        )
    return [
        Piece(char if isinstance(char, str) else " ", start, end)
        for char, start, end in zip(chars, starts, ends, strict=True)
    ]


def _numbers(alignment: dict[str, Any], key: str, per_second: int) -> list[float | None]:
    numbers: list[float | None] = []
    for place, value in enumerate(list_in(alignment, key), start=1):
        try:
            number = number_of(value)
        except WordFault as exc:
            raise WordFault(f"character {place}: {exc.reason}") from exc
        numbers.append(None if number is None else number / per_second)
    return numbers


def _later(piece: Piece, shift: float) -> Piece:
    return Piece(
        piece.text,
        None if piece.start is None else piece.start + shift,
        None if piece.end is None else piece.end + shift,
    )


def is_elevenlabs(data: Data) -> bool:
    """Tell the times of characters."""
    first = first_of(data)
    keys = {bare(key) for key in first}
    return bool(keys & {"alignment", "normalizedalignment"}) or bool(
        keys & {"characterstarttimesseconds", "charstarttimesms"}
    )
