"""The client's half of the conversation: one sentence at a time.

Why one at a time. On `/ws3` a context ID is a label of the connection, not of a request: it stays
until it is replaced, and a server that is busy holds later flushes and may merge them. So of two
sentences in flight neither sound nor times can be told apart for certain. With `segment=never`,
one text, one flush and then patience until `done`, sentence, sound, times and `done` map one to
one; parallelism comes from several connections.

The half below keeps that order, joins what chunks cut in the middle of a sample, and drops what
belongs to another sentence. It never raises away sound that arrived whole.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from captioner.errors import LocalProtocolError, RemoteProtocolError
from captioner.protocol.messages import (
    Chunk,
    Done,
    ErrorEvent,
    Flush,
    Text,
    Timestamps,
    decode_event,
    encode,
)

SAMPLE_BYTES = 2

#: How files begin that are no bare samples. As 16-bit sound each would start at a loud crack.
_CONTAINERS = {b"RIFF": "wav", b"ID3": "mp3", b"OggS": "ogg", b"fLaC": "flac"}


@dataclass(frozen=True, slots=True)
class Sound:
    """Whole samples, signed 16-bit little-endian mono."""

    data: bytes


@dataclass(frozen=True, slots=True)
class Words:
    """Words and their times in seconds as the service gave them: nothing checked yet.

    They count from the beginning of a synthesis; `estimated` is the service's own admission.
    """

    words: tuple[str, ...]
    starts: tuple[float, ...]
    ends: tuple[float, ...]
    estimated: bool = False


@dataclass(frozen=True, slots=True)
class Finished:
    """The sentence has been spoken; the next one may be asked for."""


@dataclass(frozen=True, slots=True)
class Failed:
    """The sentence was not spoken, and why. Do not use the connection again."""

    message: str


Heard = Sound | Words | Finished | Failed


class ClientConversation:
    """What one connection may say next, and what the server's frames mean.

    `ignored` counts, by kind, what arrived and was of no use.
    """

    def __init__(self) -> None:
        self.ignored: Counter[str] = Counter()
        self._asked: str | None = None
        self._broken = False
        self._carry = b""
        self._sounded = False

    def ask(self, context: str, spoken: str) -> tuple[str, ...]:
        """Give the frames that ask for a sentence.

        Raises LocalProtocolError while another is unanswered, after a failure, and for a sentence
        without words, to which no server would answer.
        """
        if self._broken:
            raise LocalProtocolError(f"{context}: asked on a connection that has failed")
        if self._asked is not None:
            raise LocalProtocolError(f"{context}: asked while {self._asked} is unanswered")
        if not spoken.strip():
            raise LocalProtocolError(f"{context}: asked for a sentence without words")
        self._asked, self._carry, self._sounded = context, b"", False
        # Without a blank after it, services were heard to say the full stop as "dot".
        return encode(Text(spoken.strip() + " ", context)), encode(Flush())

    def receive(self, frame: str | bytes) -> Heard | None:
        """Tell what a frame means for the sentence asked for; None if it means nothing.

        Raises RemoteProtocolError for what cannot be understood.
        """
        event = decode_event(frame)
        match event:
            case ErrorEvent(message=message):
                self._asked, self._broken = None, True
                return Failed(f"the server reported: {message}")
            case Chunk() | Timestamps() | Done() if self._is_stale(event.context_id):
                self.ignored["stale"] += 1
                return None
            case Chunk(data=data):
                return self._sound(data)
            case Timestamps(word_timestamps=times, estimated=estimated):
                return Words(tuple(times.words), tuple(times.start), tuple(times.end), estimated)
            case Done():
                return self._done()
            case _:
                self.ignored[f"{type(event).__name__.lower()} {event.type}"] += 1
                return None

    def _is_stale(self, context: str | None) -> bool:
        """Tell whether an event is another sentence's; one without an ID can only be this one's."""
        return self._asked is None or (context is not None and context != self._asked)

    def _sound(self, data: bytes) -> Sound | None:
        if not self._sounded:
            for magic, name in _CONTAINERS.items():
                if data.startswith(magic):
                    raise RemoteProtocolError(f"asked for pcm, the server sent {name}")
        data = self._carry + data if self._carry else data
        whole = len(data) - len(data) % SAMPLE_BYTES
        self._carry = data[whole:]
        if not whole:
            return None
        self._sounded = True
        return Sound(data if whole == len(data) else data[:whole])

    def _done(self) -> Finished | Failed:
        self._asked = None
        if self._carry:
            self.ignored["half a sample"] += 1
        if not self._sounded:
            self._broken = True
            return Failed("the server sent no sound for it")
        return Finished()
