"""The conversation with a speech server: Rime's `/ws3`, for both of its ends.

Pure: no socket and no clock. `messages` holds what is said and its codec, `voice` the settings in
the connection's URL, `client` and `server` the two halves as state machines. A shell feeds them
frames and carries out what they answer.
"""

from captioner.protocol.client import ClientConversation, Failed, Finished, Heard, Sound, Words
from captioner.protocol.messages import (
    Chunk,
    Clear,
    Done,
    Eos,
    ErrorEvent,
    Event,
    Flush,
    Message,
    Text,
    Timestamps,
    Unknown,
    Unreadable,
    WordTimestamps,
    decode_event,
    decode_message,
    encode,
)
from captioner.protocol.server import Action, Close, Send, ServerConversation, Synthesize
from captioner.protocol.voice import Voice

__all__ = [
    "Action",
    "Chunk",
    "Clear",
    "ClientConversation",
    "Close",
    "Done",
    "Eos",
    "ErrorEvent",
    "Event",
    "Failed",
    "Finished",
    "Flush",
    "Heard",
    "Message",
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
    "encode",
]
