"""A few words as a sound file, to hear how a voice says them."""

from __future__ import annotations

import secrets
from contextlib import suppress
from pathlib import Path

import msgspec
import trio

from captioner.audio.codecs import Codec
from captioner.audio.writer import AudioWriter
from captioner.client import Service
from captioner.document import Document
from captioner.errors import Incomplete, OutputError, one_error, writing
from captioner.narrate import Piece, Settings, narrate
from captioner.protocol import Voice
from captioner.publish.making import write_sound
from captioner.usage import Usage


class Sample(msgspec.Struct, frozen=True):
    """A file with so many seconds of sound, what makes its takes doubtful, and what it took."""

    path: Path
    seconds: float
    suspect: dict[str, tuple[str, ...]]
    usage: Usage


async def speak_sample(
    document: Document,
    service: Service,
    voice: Voice,
    path: Path,
    codec: Codec,
    settings: Settings,
) -> Sample:
    """Speak a document into a sound file, as it would sound in a narration, and do no more.

    Another file in the way is not replaced. Raises as `narrate` does; Incomplete, without a file,
    if a sentence could not be spoken; OutputError if the file cannot be written.
    """
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    with writing(path):
        path.parent.mkdir(parents=True, exist_ok=True)
    try:
        made = _Made()
        with AudioWriter(part, codec, voice.rate) as writer:
            await _speak(document, service, voice, settings, writer, made)
        if made.unspoken:
            raise Incomplete(path, made.unspoken, document.sentence_count, usage=made.usage)
        await trio.to_thread.run_sync(_give_name, part, path)
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)
    return Sample(path, made.frames / voice.rate, made.suspect, made.usage)


class _Made:
    """What came so far."""

    def __init__(self) -> None:
        self.frames = 0
        self.suspect: dict[str, tuple[str, ...]] = {}
        self.unspoken: dict[str, str] = {}
        self.usage = Usage()

    def add(self, piece: Piece) -> None:
        """Count a piece."""
        self.frames += piece.timeline.frames
        self.suspect |= piece.suspect
        self.unspoken |= {sentence.context: reason for sentence, reason in piece.unspoken}
        self.usage += piece.usage


async def _speak(
    document: Document,
    service: Service,
    voice: Voice,
    settings: Settings,
    writer: AudioWriter,
    made: _Made,
) -> None:
    pieces_in, pieces = trio.open_memory_channel[Piece](0)
    with one_error():
        async with trio.open_nursery() as nursery:
            nursery.start_soon(narrate, document, service, voice, settings, pieces_in)
            async for piece in pieces:
                made.add(piece)
                await trio.to_thread.run_sync(write_sound, writer, piece)


def _give_name(part: Path, path: Path) -> None:
    with writing(path):
        if not path.exists():
            part.replace(path)
        elif path.read_bytes() != part.read_bytes():
            raise OutputError(
                f"{path}: another file is in the way; move it, or name another with -o"
            )
