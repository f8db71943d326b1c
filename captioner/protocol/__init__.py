"""The conversation with a speech server: Rime's `/ws3`, `/ws2` and `/ws`, for both of its ends.

Pure: no socket and no clock. `dialects` tells the paths apart, `messages` holds what is said and
its codec, `parameters` and `voice` the settings in the connection's URL, `client` and `server` the
two halves as state machines. A shell feeds them frames and carries out what they answer.
"""

from captioner.protocol.client import ClientConversation, Failed, Finished, Heard, Sound, Words
from captioner.protocol.dialects import DIALECTS, WS, WS2, WS3, Dialect, dialect_of
from captioner.protocol.messages import (
    Chunk,
    Clear,
    Done,
    Eos,
    ErrorEvent,
    Event,
    Flush,
    Message,
    SaidEvent,
    Text,
    Timestamps,
    Unknown,
    Unreadable,
    WordTimestamps,
    decode_event,
    decode_message,
    encode,
    encode_event,
)
from captioner.protocol.server import (
    Action,
    Close,
    Limits,
    Marks,
    Rest,
    Segment,
    Send,
    ServerConversation,
    Synthesize,
)
from captioner.protocol.voice import Voice, parse_settings, slowed, speed_alpha, speed_of

__all__ = [
    "DIALECTS",
    "WS",
    "WS2",
    "WS3",
    "Action",
    "Chunk",
    "Clear",
    "ClientConversation",
    "Close",
    "Dialect",
    "Done",
    "Eos",
    "ErrorEvent",
    "Event",
    "Failed",
    "Finished",
    "Flush",
    "Heard",
    "Limits",
    "Marks",
    "Message",
    "Rest",
    "SaidEvent",
    "Segment",
    "Send",
    "ServerConversation",
    "Sound",
    "Synthesize",
    "Text",
    "Timestamps",
    "Unknown",
    "Unreadable",
    "Voice",
    "WordTimestamps",
    "Words",
    "decode_event",
    "decode_message",
    "dialect_of",
    "encode",
    "encode_event",
    "parse_settings",
    "slowed",
    "speed_alpha",
    "speed_of",
]
