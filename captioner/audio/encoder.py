"""An encoder, and the packets that it makes of a piece of sound. PyAV."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import av
from av.audio.codeccontext import AudioCodecContext

from captioner.audio.frames import pcm_frame
from captioner.audio.pcm import SAMPLE_BYTES
from captioner.digest import Digest

if TYPE_CHECKING:
    from av.audio.stream import AudioStream

    Packet = av.Packet[AudioStream]

#: Enough for an encoder to work on, small enough to stay out of the way: 3 s at 22,050 Hz.
BLOCK_FRAMES = 65536

#: A packet that is kept: when it begins in the sound that was encoded and how many frames it holds,
#: and its bytes.
KeptPacket = tuple[int, int, bytes]


@dataclass(frozen=True, slots=True)
class Encoder:
    """An encoder of PyAV's, and what it is asked for."""

    name: str
    rate: int
    bit_rate: int | None
    options: tuple[tuple[str, str], ...]

    def opened(self) -> AudioCodecContext:
        """Make one that has seen no sound yet."""
        context = av.CodecContext.create(self.name, "w")
        assert isinstance(context, AudioCodecContext)  # noqa: S101 - every encoder here is for sound
        formats = context.codec.audio_formats or ()
        context.sample_rate = self.rate
        context.format = formats[0] if formats else "s16"
        context.layout = "mono"
        context.time_base = Fraction(1, self.rate)
        if self.bit_rate:
            context.bit_rate = self.bit_rate
        context.options = dict(self.options)
        context.open()
        return context

    def key(self, pcm: bytes, kept: range) -> str:
        """Name the packets that it makes of some sound, or those of them that are kept."""
        said = (self, av.__version__, av.library_versions["libavcodec"], kept)
        digest = Digest(repr(said).encode() + b"\0")
        digest.update(pcm)
        return digest.hexdigest()

    def packets(self, pcm: bytes) -> list[Packet]:
        """Encode some sound, which begins at 0, to its end."""
        context = self.opened()
        found: list[Packet] = []
        step = BLOCK_FRAMES * SAMPLE_BYTES
        for at in range(0, len(pcm), step):
            found += context.encode(pcm_frame(pcm[at : at + step], self.rate, at // SAMPLE_BYTES))
        return found + context.encode(None)

    def kept(self, pcm: bytes, kept: range) -> list[KeptPacket]:
        """Encode some sound, and give some of its packets."""
        return list(map(kept_packet, self.packets(pcm)[kept.start : kept.stop]))


def kept_packet(packet: Packet) -> KeptPacket:
    """Give of a packet what is kept of it."""
    return packet.pts or 0, packet.duration or 0, bytes(packet)
