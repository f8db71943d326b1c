"""Messages, events and frames of every kind, for the properties of the protocol."""

from __future__ import annotations

import json

from hypothesis import strategies as st

from captioner.protocol import (
    WS3,
    Chunk,
    Clear,
    Dialect,
    Done,
    Eos,
    ErrorEvent,
    Flush,
    Message,
    SaidEvent,
    Text,
    Timestamps,
    WordTimestamps,
    encode_event,
)

#: All that JSON text in UTF-8 can carry.
STRINGS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
CONTEXTS = st.none() | STRINGS
FLAGS = st.none() | st.booleans()
TIMES = st.lists(st.floats(allow_nan=False, allow_infinity=False), max_size=4)

MESSAGES: st.SearchStrategy[Message] = st.one_of(
    st.builds(
        Text,
        STRINGS,
        CONTEXTS,
        pause_between_brackets=FLAGS,
        phonemize_between_brackets=FLAGS,
        inline_speed_alpha=CONTEXTS,
    ),
    st.just(Clear()),
    st.just(Flush()),
    st.just(Eos()),
)
EVENTS: st.SearchStrategy[SaidEvent] = st.one_of(
    st.builds(Chunk, st.binary(max_size=20), CONTEXTS),
    st.builds(
        Timestamps,
        st.builds(WordTimestamps, st.lists(STRINGS, max_size=4), TIMES, TIMES),
        CONTEXTS,
        st.booleans(),
    ),
    st.builds(Done, CONTEXTS),
    st.builds(ErrorEvent, STRINGS, CONTEXTS),
)

_VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.just(10**400)
    | st.floats()
    | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["words", "start", "end", "x"]), inner, max_size=3)
    ),
    max_leaves=6,
)
_KEYS = [
    "type", "data", "contextId", "word_timestamps", "wordTimestamps", "message", "done",
    "text", "operation", "estimated",
]  # fmt: skip
#: Objects that are nearly what the protocol says, and text that is not.
FRAMES = st.one_of(
    st.text(max_size=20),
    _VALUES.map(json.dumps),
    st.dictionaries(
        st.sampled_from(_KEYS),
        st.sampled_from(
            ["chunk", "timestamps", "done", "error", "clear", "flush", "eos", "AAA=", "AAAA", "AA"]
        )
        | _VALUES,
        max_size=5,
    ).map(json.dumps),
    st.tuples(
        st.sampled_from(["chunk", "timestamps", "done", "error", "other"]),
        st.dictionaries(st.sampled_from(_KEYS[1:]), _VALUES, max_size=4),
    ).map(lambda pair: json.dumps({"type": pair[0], **pair[1]}, ensure_ascii=False)),
)


def event_frame(event: SaidEvent, dialect: Dialect = WS3) -> str | bytes:
    """Give the frame of an event that the dialect can tell."""
    frame = encode_event(event, dialect)
    assert frame is not None
    return frame
