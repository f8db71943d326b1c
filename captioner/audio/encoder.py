"""An encoder, and the packets that it makes of a piece of sound. PyAV."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

import av
import msgspec
from av.audio.codeccontext import AudioCodecContext

from captioner.audio.codecs import BLOCK_FRAMES
from captioner.audio.frames import pcm_frame
from captioner.audio.packets import Packets
from captioner.audio.pcm import SAMPLE_BYTES
from captioner.digest import Digest
from captioner.errors import AudioError

if TYPE_CHECKING:
    from av.audio.stream import AudioStream

    Packet = av.Packet[AudioStream]


class Encoder(msgspec.Struct, frozen=True):
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

    def kept(self, pcm: bytes, kept: range) -> Packets:
        """Encode some sound, and give some of its packets, which must be none of those at its ends:
        they may be of another length. Raises AudioError for an encoder that skips any.
        """
        packets = self.packets(pcm)[kept.start : kept.stop]
        if len(packets) == len(kept):
            found = together(packets)
            if packets[-1].pts == found.begin + (len(packets) - 1) * found.frames:
                return found
        raise AudioError(f"the encoder {self.name} has left out some of its packets")


def together(packets: Sequence[Packet]) -> Packets:
    """Give packets as one, each as long as the first."""
    first = packets[0]
    data = list(map(bytes, packets))
    return Packets(first.pts or 0, first.duration or 0, list(map(len, data)), b"".join(data))
