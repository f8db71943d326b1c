"""Audio files that are encoded, and resampling. PyAV.

Such a file must be seekable, since only then does its header carry the delay that lets players cut
it off again; and tags that stand in front are put there at the end (`front`), when the times of
chapters are known.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, cast

import av
import av.error
from av.audio.stream import AudioStream

from captioner.audio.codecs import Codec
from captioner.audio.encoder import Encoder, together
from captioner.audio.frames import joined, pcm_frame
from captioner.audio.mp4 import Mp4
from captioner.audio.packets import Packets, PieceKeeper
from captioner.audio.pcm import frames_in
from captioner.audio.spread import SpreadEncoder
from captioner.audio.tags import Tags
from captioner.errors import AudioError, writing

if TYPE_CHECKING:
    from captioner.audio.encoder import Packet


class Muxed:
    """A file that FFmpeg writes, and may encode for."""

    def __init__(self, path: Path, codec: Codec, rate: int) -> None:
        options = dict(codec.container_options)
        self._path = path
        self._tagger = codec.tagger
        self._container = av.open(str(path), "w", format=codec.name, options=options)
        stream = self._container.add_stream(
            codec.encoder, rate=rate, options=dict(codec.encoder_options)
        )
        assert isinstance(stream, AudioStream)  # noqa: S101 - every encoder here is for sound
        stream.layout = "mono"
        if codec.bit_rate:
            stream.bit_rate = codec.bit_rate
        self._stream = stream
        self._rate = rate
        self._time_base = Fraction(1, rate)
        self._frames = 0
        self._container.start_encoding()

    def encode(self, pcm: bytes) -> list[Packet]:
        at = self._frames
        self._frames += frames_in(pcm)
        return self._stream.encode(pcm_frame(pcm, self._rate, at))

    def end(self) -> list[Packet]:
        return self._stream.encode(None)

    def mux(self, packets: Sequence[Packet | Packets]) -> None:
        whole: list[Packet] = []
        for each in packets:
            whole += self._apart(each) if isinstance(each, Packets) else (each,)
        for packet in whole:
            packet.stream = self._stream
        self._container.mux(whole)

    def _apart(self, packets: Packets) -> Iterator[Packet]:
        for begin, data in packets.each():
            packet = cast("Packet", av.Packet(data))
            packet.time_base = self._time_base
            packet.pts = packet.dts = begin
            packet.duration = packets.frames
            yield packet

    def finish(self, tags: Tags, rate: int) -> None:
        self._container.close()
        if self._tagger is not None:
            with self._path.open("rb+") as file:
                self._tagger(file, tags, rate)

    def close(self) -> None:
        self._container.close()


class Mp4File:
    """A file that we write ourselves, of packets encoded elsewhere."""

    def __init__(self, path: Path, encoder: Encoder, *, is_book: bool) -> None:
        context = encoder.opened()
        config, frame = context.extradata or b"", context.frame_size
        self._file = Mp4(path, encoder.rate, encoder.bit_rate or 0, config, frame, is_book)

    def mux(self, packets: Sequence[Packet | Packets]) -> None:
        for each in packets:
            some = each if isinstance(each, Packets) else together([each])
            self._file.add(some.data, some.sizes, some.begin, some.frames)

    def finish(self, tags: Tags, rate: int) -> None:
        assert rate == self._file.rate  # noqa: S101 - no rate of MPEG-4 audio is resampled
        try:
            self._file.finish(tags)
        finally:
            self._file.close()

    def close(self) -> None:
        self._file.close()


def opened(
    path: Path, codec: Codec, rate: int, workers: int | None, keeper: PieceKeeper | None
) -> tuple[Muxed | Mp4File, Muxed | SpreadEncoder]:
    """Open a file, and what encodes for it: the same, where the work is not spread."""
    if codec.spread is None:
        file = Muxed(path, codec, rate)
        return file, file
    encoder = Encoder(codec.encoder, rate, codec.bit_rate, codec.encoder_options)
    spread = SpreadEncoder(encoder, codec.spread, workers, keeper)
    if codec.is_mp4:
        return Mp4File(path, encoder, is_book=codec.is_book), spread
    return Muxed(path, codec, rate), spread


class Resampler:
    """Changes the sampling rate of a stream of sound, by swresample."""

    def __init__(self, rate_in: int, rate_out: int) -> None:
        self._rate_in = rate_in
        self._frames = 0
        self._resampler = av.AudioResampler(format="s16", layout="mono", rate=rate_out)

    def feed(self, pcm: bytes) -> bytes:
        """Give what is ready after some more sound; empty sound ends the stream."""
        if not pcm:
            return joined(self._resampler.resample(None))
        frame = pcm_frame(pcm, self._rate_in, self._frames)
        self._frames += frames_in(pcm)
        return joined(self._resampler.resample(frame))


@contextmanager
def encoding(path: Path) -> Iterator[None]:
    """Name the file in what PyAV complains of. Its errors of the disk are OSErrors too."""
    with writing(path):
        try:
            yield
        except av.error.FFmpegError as exc:
            if isinstance(exc, OSError):
                raise
            raise AudioError(f"{path}: cannot be encoded ({exc})") from exc
