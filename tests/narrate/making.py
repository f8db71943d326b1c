"""A voice whose pace is known to the frame, and what it was asked; documents, and their pieces."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

import trio
from msgspec.structs import replace

from captioner.client import PoolSettings, Service
from captioner.document import Document, Kind, Section, Sentence
from captioner.errors import SpeechInterrupted, SpeechRefused
from captioner.narrate import Fit, FitBy, Fitted, Piece, Settings, narrate
from captioner.protocol import Voice
from captioner.server.order import Order, Timing
from captioner.timeline import Timeline
from tests.strategies import sentence_of

RATE = 8000
VOICE = Voice("en-us", rate=RATE)
#: A few letters take no time at all: a sound without its letters would be no speech.
_TONE = (b"\x00\x10" * 20 + b"\x00\xf0" * 20) * 500


@dataclass
class PacedVoice:
    """A voice that says so many letters a second, twice as many at twice the speed.

    One that does not heed is as fast at any speed. What it `refuses` it says, but not slower; what
    it `cannot` say it never does.
    """

    letters_per_second: float = 30.0
    heeds: bool = True
    refuses: str = ""
    cannot: str = ""
    asked: list[tuple[str, float]] = field(default_factory=list)

    async def synthesize(self, order: Order, on_block: Callable[[bytes], None]) -> Timing:
        await trio.lowlevel.checkpoint()
        self.asked.append((order.text, order.speed))
        if self.cannot and self.cannot in order.text:
            raise SpeechInterrupted("it stumbled")
        if self.refuses and self.refuses in order.text and order.speed < 1:
            raise SpeechRefused("it does not want to")
        pace = self.letters_per_second * (order.speed if self.heeds else 1.0)
        words = order.text.split()
        starts, ends = [], []
        now = frames = 0
        for word in words:
            starts.append(now / order.rate)
            frames = round((len(word) + 1) * order.rate / pace)
            now += frames
            ends.append(now / order.rate)
            on_block((_TONE * (1 + 2 * frames // len(_TONE)))[: 2 * frames])
        return Timing(words, starts, ends, length=now / order.rate)

    @property
    def slower(self) -> list[str]:
        """The texts that it was asked to say slower than usual, in the order of asking."""
        return [text for text, speed in self.asked if speed < 1]


def document_of(paragraphs: Iterable[Iterable[str]]) -> Document:
    """Make a document out of paragraphs of sentences; one in brackets is a sound."""
    found: list[Sentence] = []
    for number, paragraph in enumerate(paragraphs, start=1):
        for text in paragraph:
            made = replace(sentence_of(text, len(found) + 1, paragraph=number), spoken=text.strip())
            if text.startswith("["):
                made = replace(made, spoken="", kind=Kind.SOUND, unsaid=((0, len(text)),))
            found.append(made)
    return Document(Path("x.md"), "x", "en", (Section(1, "", tuple(found)),), ())


def fitting(by: FitBy, *, connections: int | None = None, attempts: int = 4) -> Settings:
    """Have speech fit Netflix's profile."""
    return Settings(fit=Fit(by), pool=PoolSettings(connections=connections, attempts=attempts))


async def pieces_of(
    document: Document, service: Service, settings: Settings, voice: Voice = VOICE
) -> list[Piece]:
    """Narrate a document, and give all pieces of it."""
    pieces_in, pieces = trio.open_memory_channel[Piece](0)
    found = []
    async with trio.open_nursery() as nursery:
        nursery.start_soon(narrate, document, service, voice, settings, pieces_in)
        async for piece in pieces:
            found.append(piece)
    return found


def whole(pieces: Iterable[Piece]) -> Timeline:
    """Join the timelines of pieces."""
    return Timeline(RATE, 0, tuple(placed for piece in pieces for placed in piece.timeline.placed))


def fitted(pieces: Iterable[Piece]) -> Fitted:
    """Add up what was done in each piece."""
    total = Fitted()
    for piece in pieces:
        assert piece.fitted is not None
        total += piece.fitted
    return total


class Counted:
    """Counts the connections that are open at once."""

    def __init__(self) -> None:
        self._open = self.most = 0

    def watching(self, service: Service) -> Service:
        """Give a service whose connections are counted."""

        async def open_stream() -> trio.abc.Stream:
            stream = await service.open_stream()
            self._open += 1
            self.most = max(self.most, self._open)
            return _Watched(stream, self._closed)

        return replace(service, open_stream=open_stream)

    def _closed(self) -> None:
        self._open -= 1


class _Watched(trio.abc.Stream):
    """A stream that tells when it is closed."""

    def __init__(self, stream: trio.abc.Stream, on_close: Callable[[], None]) -> None:
        self._stream = stream
        self._on_close: Callable[[], None] | None = on_close

    async def send_all(self, data: bytes | bytearray | memoryview) -> None:
        await self._stream.send_all(data)

    async def wait_send_all_might_not_block(self) -> None:
        await self._stream.wait_send_all_might_not_block()

    async def receive_some(self, max_bytes: int | None = None) -> bytes | bytearray:
        return await self._stream.receive_some(max_bytes)

    async def aclose(self) -> None:
        if self._on_close is not None:
            self._on_close()
            self._on_close = None
        await self._stream.aclose()
