"""What connections of both kinds have in common: how long they wait, and what they gather."""

from __future__ import annotations

import importlib
import math
import sys
from collections.abc import Callable
from types import TracebackType
from typing import Protocol, Self

import msgspec
import trio

from captioner.audio.edit import edge_silence
from captioner.audio.pcm import SAMPLE_BYTES
from captioner.audio.take import Take
from captioner.client.service import Service, quoted
from captioner.client.times import take_of
from captioner.document import Sentence
from captioner.errors import AudioError, RemoteProtocolError, SpeechInterrupted
from captioner.protocol import ClientConversation, Heard, Sound, Voice, Words

#: No voice takes longer for a sentence, in seconds and seconds a character: what is beyond will
#: not end at all, and memory does.
_LONGEST_TAKE_SECONDS = 600
_LONGEST_CHARACTER_SECONDS = 1
#: Formats whose decoding would hold up every other connection.
_HEAVY_FORMATS = frozenset({"mp3"})
_WIRE = "captioner.audio.wire"
#: Formats that move the sound by a delay that nobody states, and words with it.
_SHIFTING_FORMATS = frozenset({"mp3"})


class Deadlines(msgspec.Struct, frozen=True):
    """How long to wait, in seconds.

    To connect, for the first sound of a sentence, for the next message, and for a whole take, which
    also bounds a server that trickles. `late_times` is for word times after the end of the sound.
    """

    connect: float = 10.0
    first_sound: float = 20.0
    silence: float = 15.0
    take: float = 180.0
    late_times: float = 0.25


class Tally(msgspec.Struct):
    """What went over the wire for one sentence, in all of its attempts.

    `characters` sent to be spoken, as services bill them, and bytes of sound `received`. `ignored`
    counts, by kind, what came and was of no use.
    """

    characters: int = 0
    received: int = 0
    ignored: dict[str, int] = msgspec.field(default_factory=dict)


class Connection(Protocol):
    """An open connection to a service, over which one sentence at a time is asked for."""

    @property
    def age(self) -> float:
        """For how many seconds it has been open."""
        ...

    @property
    def is_usable(self) -> bool:
        """Whether another sentence can be asked for over it, as far as is known."""
        ...

    async def speak(
        self, sentence: Sentence, tally: Tally, heard: Callable[[int], None] = lambda size: None
    ) -> Take:
        """Ask for a sentence and wait for all of it; `tally` hears what that cost, come what may.

        `heard` is told how many bytes of sound come, as they come.
        Raises SpeechInterrupted if it did not come whole, RemoteProtocolError if what came makes
        no sense. After either the connection is of no more use.
        """
        ...


class Gathering:
    """What came for a sentence so far: its `sound`, and what was `said` of its words."""

    def __init__(
        self, sentence: Sentence, voice: Voice, tally: Tally, heard: Callable[[int], None]
    ) -> None:
        self.sound: list[bytes] = []
        self.said: list[Words] = []
        self._tally = tally
        self._heard = heard
        self._longest = _LONGEST_TAKE_SECONDS + _LONGEST_CHARACTER_SECONDS * len(sentence.spoken)
        self._room = self._longest * voice.rate * SAMPLE_BYTES

    def add(self, heard: Heard | None) -> None:
        """Add what is sound or words. Raises SpeechInterrupted if it never ends."""
        match heard:
            case Sound(data=data):
                self.sound.append(data)
                self._tally.received += len(data)
                self._heard(len(data))
                self._room -= len(data)
            case Words() as words:
                self.said.append(words)
        if self._room < 0:
            raise SpeechInterrupted(f"the server sent more than {self._longest} s of sound for it")


class Asking:
    """A sentence that is asked for, for the length of a block: so long for all of it, and for what
    comes next, if that is said. What came and was of no use is noted, come what may.

    One scope for both times, since a scope costs as much as a message; and no generator, which
    costs half as much. The block raises SpeechInterrupted if it took too long.
    """

    def __init__(
        self,
        deadlines: Deadlines,
        conversation: ClientConversation,
        tally: Tally,
        first: float = math.inf,
    ) -> None:
        now = trio.current_time()
        self._seconds = deadlines.take
        self._end = now + deadlines.take
        self._silence = first
        self._scope = trio.CancelScope(deadline=min(self._end, now + first))
        self._conversation = conversation
        self._tally = tally

    def expect(self, seconds: float) -> None:
        """Have what comes next be waited for so long, from now on."""
        self._silence = seconds
        self._scope.deadline = min(self._end, trio.current_time() + seconds)

    def __enter__(self) -> Self:
        self._scope.__enter__()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> bool:
        ignored = self._conversation.ignored
        for what, times in ignored.items():
            self._tally.ignored[what] = self._tally.ignored.get(what, 0) + times
        ignored.clear()
        swallowed = self._scope.__exit__(kind, error, trace)
        if self._scope.cancelled_caught:
            raise self._too_long()
        return swallowed

    def _too_long(self) -> SpeechInterrupted:
        if self._scope.deadline < self._end:
            return SpeechInterrupted(f"the server fell silent for {self._silence:g} s")
        return SpeechInterrupted(f"the server took more than {self._seconds:g} s for one sentence")


async def heard_take(gathering: Gathering, voice: Voice, service: Service) -> Take:
    """Make a take of all that came. Raises RemoteProtocolError for sound that cannot be it."""
    sound = gathering.sound[0] if len(gathering.sound) == 1 else b"".join(gathering.sound)
    pcm = sound if voice.audio_format == "pcm" else await _decoded(sound, voice, service)
    bare = Take(pcm, voice.rate)
    _, tail = edge_silence(bare)
    return take_of(
        bare,
        gathering.said,
        bare.frames - tail,
        shifted=voice.audio_format in _SHIFTING_FORMATS,
        pauses=voice.markup.pauses,
    )


async def _decoded(sound: bytes, voice: Voice, service: Service) -> bytes:
    """Decode sound. What does that takes a while to be loaded, and samples need none of it."""
    if _WIRE not in sys.modules:
        await trio.to_thread.run_sync(importlib.import_module, _WIRE)
    from captioner.audio.wire import decode

    try:
        if voice.audio_format in _HEAVY_FORMATS:
            return await trio.to_thread.run_sync(decode, voice.audio_format, sound, voice.rate)
        return decode(voice.audio_format, sound, voice.rate)
    except AudioError as exc:
        raise RemoteProtocolError(f"format not honoured: {quoted(str(exc), service)}") from exc
