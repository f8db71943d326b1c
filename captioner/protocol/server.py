"""The server's half of the conversation, for `segment=never`.

Text collects in a buffer and is spoken at a flush; what is flushed while another is being spoken
waits its turn, in order, and each flush that holds words is answered by exactly one `done`. The
context ID is a sticky label: each synthesis carries the one current when it was flushed.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

from captioner.errors import LocalProtocolError
from captioner.protocol.messages import (
    Chunk,
    Clear,
    Done,
    Eos,
    ErrorEvent,
    Flush,
    Text,
    Timestamps,
    decode_message,
)

#: Rime's limit for one synthesis in its newer documentation.
MAX_TEXT = 1000
#: What may wait to be spoken, as a multiple of the limit for one synthesis.
_MAX_WAITING = 64

NORMAL_CLOSURE = 1000
INTERNAL_ERROR = 1011


@dataclass(frozen=True, slots=True)
class Send:
    """Send an event."""

    event: Chunk | Timestamps | Done | ErrorEvent


@dataclass(frozen=True, slots=True)
class Synthesize:
    """Speak a text: send its chunks, then its timestamps, then say `spoken()`."""

    text: str
    context: str | None


@dataclass(frozen=True, slots=True)
class Close:
    """Close the connection."""

    code: int
    reason: str


Action = Send | Synthesize | Close


class ServerConversation:
    """What a client's messages ask of the server. At most one synthesis is under way."""

    def __init__(self, max_text: int = MAX_TEXT) -> None:
        self._max_text = max_text
        self._buffer = ""
        self._context: str | None = None
        self._waiting: deque[Synthesize] = deque()
        self._waiting_length = 0
        self._speaking: Synthesize | None = None
        self._ending = False
        self._refused = False

    def receive(self, frame: str | bytes) -> list[Action]:
        """Tell what to do about a frame. A malformed one is answered, and changes nothing."""
        if self._ending:
            return []
        match decode_message(frame):
            case Text(text=text, context_id=context):
                return self._text(text, context)
            case Flush():
                return self._flush()
            case Clear():
                self._buffer = ""
                return []
            case Eos():
                return self._eos()
            case None:
                message = "invalid message: expected a JSON object with text or an operation"
                return [Send(ErrorEvent(message, self._context))]

    def spoken(self) -> list[Action]:
        """Tell what to do now that the synthesis under way has been sent."""
        if self._speaking is None:
            raise LocalProtocolError("nothing was being spoken")
        done = Send(Done(self._speaking.context))
        self._speaking = None
        return [done, *self._next()]

    def _text(self, text: str, context: str | None) -> list[Action]:
        if context is not None:
            self._context = context
        self._buffer += text
        if len(self._buffer) + self._waiting_length > self._max_text * _MAX_WAITING:
            return self._too_long()
        return []

    def _flush(self) -> list[Action]:
        text, self._buffer = self._buffer, ""
        if not text.strip():
            return []
        if len(text.strip()) > self._max_text:
            return self._too_long()
        self._waiting.append(Synthesize(text, self._context))
        self._waiting_length += len(text)
        return self._next()

    def _eos(self) -> list[Action]:
        actions = self._flush()
        if self._ending:
            return actions
        self._ending = True
        if self._speaking is None:
            return [Send(Done(self._context)), Close(NORMAL_CLOSURE, "")]
        return actions

    def _next(self) -> list[Action]:
        if self._speaking is None and self._waiting:
            self._speaking = self._waiting.popleft()
            self._waiting_length -= len(self._speaking.text)
            return [self._speaking]
        if self._speaking is None and self._ending and not self._refused:
            return [Close(NORMAL_CLOSURE, "")]
        return []

    def _too_long(self) -> list[Action]:
        self._ending = self._refused = True
        self._waiting.clear()
        return [Close(INTERNAL_ERROR, "400: text is too long")]
