"""The server's half of the conversation: when to speak what, and when to say that it is done.

Text collects in a buffer. What makes the server speak it depends on the mode (`segment`):

| | never | bySentence | immediate |
|---|---|---|---|
| text comes while idle | waits | all up to its last sentence end is spoken | all is spoken |
| text comes while speaking | waits | waits | waits |
| a synthesis ends | the next flush | that, or all up to a sentence end | likewise, or all |
| flush | all is spoken | all is spoken | all is spoken |
| `done` | for each flush that held words | when all is spoken and nothing waits | likewise |

What is flushed while another is being spoken waits its turn, in order. The context ID is a sticky
label: each synthesis carries the one current when it was asked for. In the last two modes a client
that sends word by word is often slower than the voice, and many clients take the first `done` for
the last; so there the shell is asked to `Rest` a moment before it.
"""

from __future__ import annotations

from collections import deque
from enum import StrEnum

import msgspec
from msgspec.structs import replace

from captioner.errors import LocalProtocolError
from captioner.protocol.dialects import WS3, Dialect
from captioner.protocol.ends import fitting_blank, fitting_end, sentence_end
from captioner.protocol.messages import (
    Clear,
    Done,
    Eos,
    ErrorEvent,
    Flush,
    SaidEvent,
    Text,
    decode_message,
)

#: Rime's limit for one synthesis in its newer documentation.
MAX_TEXT = 1000

NORMAL_CLOSURE = 1000
INTERNAL_ERROR = 1011

#: How long a client that sends word by word may think before it is told that all is spoken. Many
#: take the first `done` for the last, and feed us from a language model that may pause for this
#: long between two sentences; the longest that such a client waits for us is 3 s.
REST_SECONDS = 1.0
#: A close frame has room for 123 bytes of reason.
_MAX_REASON = 120

_MALFORMED = "invalid message: expected a JSON object with text or an operation"
_TOO_LONG = "400: text is too long"


class Segment(StrEnum):
    """What makes a server speak, besides a flush."""

    BY_SENTENCE = "bySentence"
    IMMEDIATE = "immediate"
    NEVER = "never"


class Marks(msgspec.Struct, frozen=True):
    """Which marks of a text are heeded, where its message says so; None where it does not."""

    pauses: bool | None = None
    phonemes: bool | None = None
    speeds: str | None = None


class Send(msgspec.Struct, frozen=True):
    """Send an event."""

    event: SaidEvent


class Synthesize(msgspec.Struct, frozen=True):
    """Speak a text: send its chunks, then its timestamps, then say `spoken()`."""

    text: str
    context: str | None
    marks: Marks = Marks()


class Rest(msgspec.Struct, frozen=True):
    """Wait for `REST_SECONDS`, then say `rested()`."""


class Close(msgspec.Struct, frozen=True):
    """Close the connection. `told` is as much of the reason as a close frame has room for."""

    code: int
    reason: str

    @property
    def told(self) -> str:
        return self.reason.encode()[:_MAX_REASON].decode("utf-8", "ignore")


Action = Send | Synthesize | Rest | Close


class Limits(msgspec.Struct, frozen=True):
    """How much a client may say, in code points: in one synthesis, and in all that waits.

    What counts for one is a flush in `never`, a sentence in `bySentence`, a message in `immediate`;
    of what waits while another is spoken no more is put together.
    `merges_flushes` is a fault to rehearse: what is flushed while the server speaks is spoken as
    one, and answered once.
    """

    synthesis: int = MAX_TEXT
    waiting: int = 64 * MAX_TEXT
    merges_flushes: bool = False


class ServerConversation:
    """What a client's messages ask of the server. At most one synthesis is under way."""

    def __init__(
        self,
        segment: Segment = Segment.NEVER,
        dialect: Dialect = WS3,
        limits: Limits | None = None,
    ) -> None:
        self._segment = segment
        self._dialect = dialect
        self._limits = limits or Limits()
        self._buffer = ""
        self._context: str | None = None
        self._marks = Marks()
        self._flushed: deque[Synthesize] = deque()
        self._flushed_length = 0
        self._speaking: Synthesize | None = None
        #: The last that was spoken of a run that has not been declared done.
        self._undeclared: Synthesize | None = None
        #: Whether the last that came was text, after which more may be on its way.
        self._may_go_on = False
        #: How much of the buffer is known to hold no sentence end.
        self._judged = 0
        self._ending = False
        self._closed = False

    def receive(self, frame: str | bytes) -> list[Action]:
        """Tell what to do about a frame. A malformed one is answered, and changes nothing."""
        if self._ending:
            return []
        match decode_message(frame, self._dialect):
            case Text() as text:
                return self._text(text)
            case Flush():
                return self._flush()
            case Clear():
                self._buffer, self._judged, self._may_go_on = "", 0, False
                return self._drained()
            case Eos():
                return self._eos()
            case None if self._dialect.plain:
                return self._close(INTERNAL_ERROR, "400: text frames only")
            case None:
                return [Send(ErrorEvent(_MALFORMED, self._context))]

    def spoken(self) -> list[Action]:
        """Tell what to do now that the synthesis under way has been sent."""
        if self._speaking is None:
            raise LocalProtocolError("nothing was being spoken")
        self._undeclared, self._speaking = self._speaking, None
        if self._closed:
            return []
        if self._segment is Segment.NEVER:
            return [*self._declare(), *self._next()]
        return self._next()

    def rested(self) -> list[Action]:
        """Tell what to do after a moment in which a slow client may have gone on."""
        return self._declare() if self.is_drained else []

    def _text(self, said: Text) -> list[Action]:
        if said.context_id is not None:
            self._context = said.context_id
        self._mark(said)
        self._may_go_on = True
        self._buffer += said.text
        too_long = self._segment is Segment.IMMEDIATE and self._is_too_long(said.text)
        waiting = len(self._buffer) + self._flushed_length
        if too_long or waiting > self._limits.waiting:
            return self._close(INTERNAL_ERROR, _TOO_LONG)
        return self._next()

    def _mark(self, said: Text) -> None:
        if said.pause_between_brackets is not None:
            self._marks = replace(self._marks, pauses=said.pause_between_brackets)
        if said.phonemize_between_brackets is not None:
            self._marks = replace(self._marks, phonemes=said.phonemize_between_brackets)
        if said.inline_speed_alpha is not None:
            self._marks = replace(self._marks, speeds=said.inline_speed_alpha)

    def _flush(self) -> list[Action]:
        text, self._buffer = self._buffer, ""
        self._judged = 0
        self._may_go_on = False
        if not text.strip():
            return self._drained()
        self._flushed_length += len(text)
        if self._segment is Segment.NEVER:
            if self._is_too_long(text):
                return self._close(INTERNAL_ERROR, _TOO_LONG)
            if self._flushed and self._limits.merges_flushes:
                text = self._flushed.pop().text + text
        # Elsewhere a `done` is for all that was said, and how much waits depends on the voice.
        while self._segment is not Segment.NEVER and self._is_too_long(text):
            cut = self._fitting_end(text)
            if cut is None:
                return self._close(INTERNAL_ERROR, _TOO_LONG)
            self._flushed.append(self._synthesis(text[:cut]))
            text = text[cut:]
        self._flushed.append(self._synthesis(text))
        return self._next()

    def _next(self) -> list[Action]:
        """Speak what is due, if the voice is free; else see whether the run is over."""
        if self._speaking is not None or self._closed:
            return []
        if self._flushed:
            self._speaking = self._flushed.popleft()
            self._flushed_length -= len(self._speaking.text)
            return [self._speaking]
        due = self._due()
        if due is None:
            return self._close(INTERNAL_ERROR, _TOO_LONG)
        text, self._buffer = self._buffer[:due], self._buffer[due:]
        self._judged = max(0, self._judged - due)
        if text.strip():
            self._speaking = self._synthesis(text)
            return [self._speaking]
        if self._ending:
            done = self._declare() if self._undeclared else []
            return [*done, *self._close(NORMAL_CLOSURE, "")]
        if not self.is_drained:
            return []
        return [Rest()] if self._may_go_on else self._declare()

    def _due(self) -> int | None:
        """Tell how much of the buffer is to be spoken without a flush; None if it is too long."""
        match self._segment:
            case Segment.NEVER:
                return 0
            case Segment.IMMEDIATE:
                due = len(self._buffer)
            case Segment.BY_SENTENCE:
                due = sentence_end(self._buffer, self._dialect.sentence_ends, self._judged)
                self._judged = len(self._buffer)
        if not self._is_too_long(self._buffer[:due]):
            return due
        # It was this side that put so much together: no more than may be is taken at a time.
        self._judged = 0
        return self._fitting_end(self._buffer[:due])

    def _is_too_long(self, text: str) -> bool:
        return len(text.strip()) > self._limits.synthesis

    def _fitting_end(self, text: str) -> int | None:
        """Find where to cut what this side has put together; a sentence itself is never cut."""
        end = fitting_end(text, self._limits.synthesis, self._dialect.sentence_ends)
        if self._segment is Segment.IMMEDIATE:
            return end or fitting_blank(text, self._limits.synthesis)
        return end or None

    def _synthesis(self, text: str) -> Synthesize:
        return Synthesize(text, self._context, self._marks)

    @property
    def is_drained(self) -> bool:
        """Whether all that came has been spoken, and nobody has been told so yet."""
        return (
            self._undeclared is not None
            and not self._closed
            and self._speaking is None
            and not self._flushed
            and not self._buffer.strip()
        )

    def _drained(self) -> list[Action]:
        """Declare a run done without a rest: the client has said that no more comes."""
        return self._declare() if self.is_drained and not self._ending else []

    def _declare(self) -> list[Action]:
        context = self._undeclared.context if self._undeclared else self._context
        self._undeclared = None
        return [Send(Done(context))]

    def _eos(self) -> list[Action]:
        self._ending = True
        if actions := self._flush():
            return actions
        if self._speaking is not None or self._flushed:
            return []
        return [*self._declare(), *self._close(NORMAL_CLOSURE, "")]

    def _close(self, code: int, reason: str) -> list[Action]:
        if self._closed:
            return []
        self._ending = self._closed = True
        self._flushed.clear()
        self._buffer = ""
        return [Close(code, reason)]
