"""The client's half of the conversation: one sentence at a time.

Why one at a time. On `/ws3` a context ID is a label of the connection, not of a request: it stays
until it is replaced, and a server that is busy holds later flushes and may merge them. So of two
sentences in flight neither sound nor times can be told apart for certain. With `segment=never`,
one text, one flush and then patience until `done`, sentence, sound, times and `done` map one to
one; parallelism comes from several connections.

The half below keeps that order, joins what chunks cut in the middle of a sample, and drops what
belongs to another sentence. It never raises away sound that arrived whole.

`/ws` has no `done`: there a sentence ends with its connection, after `<EOS>`.
"""

from __future__ import annotations

from collections import Counter

import msgspec

from captioner.errors import LocalProtocolError, RemoteProtocolError
from captioner.protocol.dialects import WS3, Dialect
from captioner.protocol.messages import (
    Chunk,
    Done,
    Eos,
    ErrorEvent,
    Event,
    Flush,
    Text,
    Timestamps,
    decode_event,
    encode,
)

#: What is whole, in bytes; what is compressed may be cut anywhere.
_SAMPLE_BYTES = {"pcm": 2, "mulaw": 1, "mp3": 1}

#: How files begin that are no bare samples. As sound each would start at a loud crack.
_CONTAINERS = {
    b"RIFF": "wav", b"ID3": "mp3", b"OggS": "ogg", b"fLaC": "flac", b"\x1aE\xdf\xa3": "webm",
}  # fmt: skip
_MAGICS = tuple(_CONTAINERS)
#: As far as two frames of MP3 reach, the longest and the header of the next.
_HEAD_BYTES = 1441 + 4

_GOOD_CLOSURES = (1000, 1001, 1005)


class Sound(msgspec.Struct, frozen=True):
    """Some sound in the format asked for: whole samples where it has any."""

    data: bytes


class Words(msgspec.Struct, frozen=True):
    """Words and their times in seconds as the service gave them: nothing checked yet.

    They count from the beginning of a synthesis; `estimated` is the service's own admission.
    """

    words: tuple[str, ...]
    starts: tuple[float, ...]
    ends: tuple[float, ...]
    estimated: bool = False


class Finished(msgspec.Struct, frozen=True):
    """The sentence has been spoken; the next one may be asked for."""


class Failed(msgspec.Struct, frozen=True):
    """The sentence was not spoken, and why. Do not use the connection again."""

    message: str


Heard = Sound | Words | Finished | Failed


class ClientConversation:
    """What one connection may say next, and what the server's frames mean.

    `audio_format` is what was asked for in its URL. `ignored` counts, by kind, what arrived and was
    of no use.
    """

    def __init__(self, dialect: Dialect = WS3, audio_format: str = "pcm") -> None:
        self.ignored: Counter[str] = Counter()
        self._dialect = dialect
        self._format = audio_format
        self._asked: str | None = None
        self._last: str | None = None
        self._spent = False
        self._carry = b""
        self._head = b""
        self._sounded = False
        self._naming: set[type[Event]] = set()

    @property
    def is_spent(self) -> bool:
        """Whether nothing more can be asked on this connection."""
        return self._spent

    def ask(self, context: str, spoken: str) -> tuple[str, ...]:
        """Give the frames that ask for a sentence.

        Raises LocalProtocolError while another is unanswered, on a connection that is spent, and
        for a sentence without words, to which no server would answer.
        """
        if self._spent:
            raise LocalProtocolError(f"{context}: asked on a connection that is spent")
        if self._asked is not None:
            raise LocalProtocolError(f"{context}: asked while {self._asked} is unanswered")
        if not spoken.strip():
            raise LocalProtocolError(f"{context}: asked for a sentence without words")
        self._asked, self._last = context, None
        self._carry, self._head, self._sounded = b"", b"", False
        # Without a blank after it, services were heard to say the full stop as "dot".
        text = Text(spoken.strip() + " ", context)
        end = Eos() if self._dialect.plain else Flush()
        return encode(text, self._dialect), encode(end, self._dialect)

    def receive(self, frame: str | bytes) -> Heard | None:
        """Tell what a frame means for the sentence asked for; None if it means nothing.

        Raises RemoteProtocolError for what cannot be understood.
        """
        return self.understand(decode_event(frame, self._dialect))

    def understand(self, event: Event) -> Heard | None:
        """Tell what an event means for the sentence asked for, as `receive` does."""
        match event:
            case ErrorEvent() if self._is_late(event.context_id):
                self._spent = True
                self.ignored["late error"] += 1
                return None
            case ErrorEvent(message=message):
                self._asked, self._spent = None, True
                return Failed(f"the server reported: {message}")
            case Timestamps() if self._is_late(event.context_id):
                return _words(event)
            case Chunk(data=data) if data and self._is_late(event.context_id):
                self._spent = True
                return Failed("the server sent more sound of it after it was done")
            case Chunk() | Timestamps() | Done() if self._is_stale(event):
                self.ignored["stale"] += 1
                return None
            case Chunk(data=data):
                return self._sound(data)
            case Timestamps():
                return _words(event)
            case Done():
                return self._done()
            case _:
                self.ignored[f"{type(event).__name__.lower()} {event.type}"] += 1
                return None

    def closed(self, code: int | None) -> Finished | Failed:
        """Tell what it means for the sentence asked for that the connection was closed."""
        self._spent = True
        if self._dialect.plain and self._asked is not None and code in _GOOD_CLOSURES:
            return self._done()
        self._asked = None
        return Failed("the server closed the connection")

    def _is_late(self, context: str | None) -> bool:
        """Tell whether an event is the sentence's before, none being asked for since."""
        return self._asked is None and self._last is not None and context in (None, self._last)

    def _is_stale(self, event: Chunk | Timestamps | Done) -> bool:
        """Tell whether an event is another sentence's.

        One without an ID is this one's, unless this server names the context of its like.
        """
        if self._asked is None:
            return True
        if event.context_id is None:
            return type(event) in self._naming
        if event.context_id == self._asked:
            self._naming.add(type(event))
        return event.context_id != self._asked

    def _sound(self, data: bytes) -> Sound | None:
        if len(self._head) < _HEAD_BYTES:
            self._head += data[: _HEAD_BYTES - len(self._head)]
            self._check_format(self._head)
        data = self._carry + data if self._carry else data
        whole = len(data) - len(data) % _SAMPLE_BYTES[self._format]
        self._carry = data[whole:]
        if not whole:
            return None
        self._sounded = True
        return Sound(data if whole == len(data) else data[:whole])

    def _check_format(self, data: bytes) -> None:
        """Raise RemoteProtocolError if the sound that begins so is not in the format asked for."""
        found = None
        if data.startswith(_MAGICS):
            found = next(name for magic, name in _CONTAINERS.items() if data.startswith(magic))
        if self._format != "mp3":
            found = found or ("mp3" if _begins_mp3(data) else None)
        if found not in (None, self._format):
            raise RemoteProtocolError(f"asked for {self._format}, the server sent {found}")

    def _done(self) -> Finished | Failed:
        self._last, self._asked = self._asked, None
        self._spent |= self._dialect.plain
        if self._carry:
            self.ignored["half a sample"] += 1
        if not self._sounded:
            self._spent = True
            return Failed("the server sent no sound for it")
        return Finished()


def _words(event: Timestamps) -> Words:
    times = event.word_timestamps
    starts, ends = tuple(times.start), tuple(times.end)
    return Words(tuple(times.words), starts, ends, event.estimated is True)


#: Bits a second by index, in thousands, and the sampling rates of MPEG-1 layer III. Those of MPEG-2
#: and 2.5 (ISO/IEC 13818-3) are a half and a quarter of these rates, with bit rates of their own.
_MP3_BIT_RATES = {
    3: (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    2: (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
_MP3_RATES = (44100, 48000, 32000)


def _begins_mp3(data: bytes) -> bool:
    """Tell whether this is MP3: a frame, and behind it another just like it.

    One header alone could be samples, faint ones below zero.
    """
    length = _mp3_frame(data)
    return length > 0 and _mp3_frame(data[length:]) > 0 and data[length : length + 2] == data[:2]


def _mp3_frame(data: bytes) -> int:
    """Read how long the MP3 frame is whose header (ISO/IEC 11172-3, 2.4.1.3) stands here, or 0."""
    if len(data) < 4 or data[0] != 0xFF or data[1] & 0xE6 != 0xE2:
        return 0
    version, bit_rate, rate = data[1] >> 3 & 3, data[2] >> 4, data[2] >> 2 & 3
    if version == 1 or bit_rate in (0, 15) or rate == 3:
        return 0
    kilobits = _MP3_BIT_RATES[3 if version == 3 else 2][bit_rate]
    hertz = _MP3_RATES[rate] >> {3: 0, 2: 1, 0: 2}[version]
    return (144 if version == 3 else 72) * kilobits * 1000 // hertz + (data[2] >> 1 & 1)
