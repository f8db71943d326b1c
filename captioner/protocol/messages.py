"""What is said: four messages to the server, four events from it.

One JSON object each on `/ws3` and `/ws2`; on `/ws` bare text there and bare sound back.

Encoding is strict, only what the documentation shows. Decoding is lenient wherever a real service
was seen to differ: unknown events and fields, the other spelling of `word_timestamps`, numbers
that are none. Only what would lose sound is an error.
"""

from __future__ import annotations

import base64
import json
from typing import Any

import msgspec

from captioner.errors import RemoteProtocolError
from captioner.protocol.dialects import WS3, Dialect

# ---------------------------------------------------------------- client to server


class Text(msgspec.Struct, frozen=True, omit_defaults=True, rename="camel"):
    """Append to the text buffer; a context ID, once given, stays until the next one.

    Some clients say here, and not in the URL, which marks the text holds; so does the rest.
    """

    text: str
    context_id: str | None = None
    pause_between_brackets: bool | None = None
    phonemize_between_brackets: bool | None = None
    inline_speed_alpha: str | None = None


class Clear(msgspec.Struct, frozen=True, tag_field="operation", tag="clear"):
    """Drop the text that was not flushed yet. What is being spoken goes on."""


class Flush(msgspec.Struct, frozen=True, tag_field="operation", tag="flush"):
    """Speak all that is in the buffer, as one synthesis."""


class Eos(msgspec.Struct, frozen=True, tag_field="operation", tag="eos"):
    """Speak what is left, then close."""


Operation = Clear | Flush | Eos
Message = Text | Operation

# ---------------------------------------------------------------- server to client


class Chunk(msgspec.Struct, frozen=True, tag_field="type", tag="chunk", rename="camel"):
    """Some sound; base64 on the wire. A chunk may end in the middle of a sample."""

    data: bytes
    context_id: str | None = None


class WordTimestamps(msgspec.Struct, frozen=True):
    """Three parallel lists: words, and their starts and ends in seconds."""

    words: list[str]
    start: list[float]
    end: list[float]


class Timestamps(msgspec.Struct, frozen=True, tag_field="type", tag="timestamps"):
    """The words of one synthesis, from its own start.

    `estimated` is our server's addition: there, and true, where its voice gives no times itself.
    """

    word_timestamps: WordTimestamps
    context_id: str | None = msgspec.field(default=None, name="contextId")
    estimated: bool | msgspec.UnsetType = msgspec.UNSET


class Done(msgspec.Struct, frozen=True, tag_field="type", tag="done", rename="camel"):
    """All that was to be spoken has been. `done` is there, and true, on `/ws2`."""

    context_id: str | None = None
    done: bool | msgspec.UnsetType = msgspec.UNSET


class ErrorEvent(
    msgspec.Struct, frozen=True, tag_field="type", tag="error", rename="camel", omit_defaults=True
):
    """Something was not understood, or could not be spoken. The connection stays open."""

    message: str = "no reason given"
    context_id: str | None = None


class Unknown(msgspec.Struct, frozen=True):
    """An event of a type that we do not know: to be counted and skipped."""

    type: str


class Unreadable(msgspec.Struct, frozen=True):
    """An event that lost its meaning, but no sound with it: to be counted and skipped."""

    type: str


SaidEvent = Chunk | Timestamps | Done | ErrorEvent
Event = SaidEvent | Unknown | Unreadable

_encode = msgspec.json.Encoder().encode
_events: msgspec.json.Decoder[SaidEvent] = msgspec.json.Decoder(SaidEvent, strict=False)
_operations: msgspec.json.Decoder[Operation] = msgspec.json.Decoder(Operation)


class _SaidText(msgspec.Struct, rename="camel"):
    """A text as it comes: what is not the text itself may be of any type."""

    text: str
    context_id: Any = None
    pause_between_brackets: Any = None
    phonemize_between_brackets: Any = None
    inline_speed_alpha: Any = None


_texts = msgspec.json.Decoder(_SaidText)


#: Wrong JSON or types, a lone surrogate, or brackets a hundred thousand deep.
_UNREADABLE = (msgspec.DecodeError, UnicodeEncodeError, RecursionError)


#: Whole frames that are commands where all else is text.
_COMMANDS: dict[str, type[Operation]] = {"<CLEAR>": Clear, "<FLUSH>": Flush, "<EOS>": Eos}


def encode(message: Message, dialect: Dialect = WS3) -> str:
    """Give the frame for a message."""
    if dialect.plain:
        if isinstance(message, Text):
            return message.text
        return next(text for text, kind in _COMMANDS.items() if isinstance(message, kind))
    return _encode(message).decode()


def encode_event(event: SaidEvent, dialect: Dialect = WS3) -> str | bytes | None:
    """Give the frame for an event; None where the dialect has no way to tell it."""
    if dialect.plain:
        return event.data if isinstance(event, Chunk) else None
    if dialect.done_flag and isinstance(event, Done):
        event = Done(event.context_id, done=True)
    return _encode(event).decode()


def decode_event(frame: str | bytes, dialect: Dialect = WS3) -> Event:
    """Read what a server sent.

    Raises RemoteProtocolError for a binary frame, for what is no JSON object with a `type`, and
    for a chunk whose sound cannot be decoded. Where sound is all that is sent, for text.
    """
    if dialect.plain:
        if isinstance(frame, str):
            raise RemoteProtocolError(f"the server sent {_excerpt(frame)} where sound was due")
        return Chunk(frame)
    if isinstance(frame, bytes):
        raise RemoteProtocolError(
            f"the server sent a binary frame of {len(frame)} bytes where JSON was due"
        )
    try:
        return _events.decode(frame)
    except _UNREADABLE:
        return _decode_leniently(frame)


def _decode_leniently(frame: str) -> Event:
    """Read an event that is not as documented (or not JSON by the letter: Python writes NaN)."""
    try:
        event = json.loads(frame)
    except (ValueError, RecursionError) as exc:
        raise RemoteProtocolError(f"the server sent {_excerpt(frame)}, which is no JSON") from exc
    kind = event.get("type") if isinstance(event, dict) else None
    if not isinstance(kind, str):
        raise RemoteProtocolError(f"the server sent {_excerpt(frame)}, which is no event")
    if kind == "chunk":
        return _chunk(event, frame)
    if kind == "error":
        return ErrorEvent(message=_as_text(event.get("message", "no reason given")))
    if kind == "timestamps":
        return _timestamps(event)
    if kind == "done":
        return Done(_context(event))
    return Unknown(_as_text(kind))


def _chunk(event: dict[str, Any], frame: str) -> Chunk:
    """Read a chunk of which something else than the sound is not as documented."""
    try:
        data = base64.b64decode(event["data"], validate=True)
    except (KeyError, TypeError, ValueError) as exc:
        raise RemoteProtocolError(
            f"the server sent a chunk whose sound is not base64: {_excerpt(frame)}"
        ) from exc
    return Chunk(data, _context(event))


def _timestamps(event: dict[str, Any]) -> Event:
    times: Any = event.get("word_timestamps", event.get("wordTimestamps"))
    try:
        words = [_as_text(word) for word in times["words"]]
        start, end = ([_number(time) for time in times[key]] for key in ("start", "end"))
    except (TypeError, KeyError):
        return Unreadable("timestamps")
    return Timestamps(WordTimestamps(words, start, end), _context(event))


def _context(event: dict[str, Any]) -> str | None:
    context = event.get("contextId")
    return None if context is None else _as_text(context)


def _as_text(value: object) -> str:
    """Give a value as text that UTF-8 can carry: JSON may spell halves of characters."""
    return str(value).encode("utf-8", "replace").decode()


def _number(time: object) -> float:
    """Give a time as it was meant; what is no number becomes NaN, which the fitting repairs."""
    try:
        return float(time)  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError):
        return float("nan")


def decode_message(frame: str | bytes, dialect: Dialect = WS3) -> Message | None:
    """Read what a client sent; None for what is no message. Unknown keys are tolerated."""
    if isinstance(frame, bytes):
        return None
    if dialect.plain:
        return _COMMANDS[frame]() if frame in _COMMANDS else Text(frame)
    try:
        return _text(_texts.decode(frame))
    except _UNREADABLE:
        pass
    try:
        return _operations.decode(frame)
    except _UNREADABLE:
        return None


def _text(said: _SaidText) -> Text:
    """Read what came along with a text as it was meant; what makes no sense is as if not there."""
    return Text(
        said.text,
        _as_name(said.context_id),
        _as_flag(said.pause_between_brackets),
        _as_flag(said.phonemize_between_brackets),
        _as_name(said.inline_speed_alpha),
    )


def _as_name(value: object) -> str | None:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return str(value) if isinstance(value, str) or is_number else None


def _as_flag(value: object) -> bool | None:
    if isinstance(value, str):
        return {"true": True, "false": False}.get(value.lower())
    return value if isinstance(value, bool) else None


def _excerpt(frame: str) -> str:
    return repr(frame if len(frame) <= 60 else frame[:57] + "...")
