"""Audio files, written from a stream of frames, and resampling. PyAV lives here.

A file is encoded once, from the samples of the whole timeline: pieces encoded on their own and
joined drift by the codec's delay at every joint (60 ms for MP3). It is written to a seekable file,
since only then does the header carry the delay that lets players cut it off again.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import Self

import av
import av.error
from av.audio.stream import AudioStream

from captioner.audio.pcm import SAMPLE_BYTES, frames_in
from captioner.errors import AudioError, writing
from captioner.protocol.parameters import MP3_RATES

#: Enough for an encoder to work on, small enough to stay out of the way: 3 s at 22,050 Hz.
_BLOCK_FRAMES = 65536


@dataclass(frozen=True, slots=True)
class Codec:
    """How a file format is asked of PyAV. `rates` are those it can carry, empty for any."""

    container: str
    encoder: str
    rates: tuple[int, ...] = ()
    bit_rate: int | None = None
    container_options: tuple[tuple[str, str], ...] = ()


#: RF64 takes over by itself where a WAV would pass 4 GiB, 27 hours at 22,050 Hz.
WAV = Codec("wav", "pcm_s16le", container_options=(("rf64", "auto"),))
MP3 = Codec(
    "mp3",
    "libmp3lame",
    rates=MP3_RATES,
    bit_rate=64_000,
)


class AudioWriter:
    """Encodes sound into a file as it comes. Use as a context manager.

    Raises AudioError for a rate that the format cannot carry, OutputError where the disk fails.
    """

    def __init__(self, path: Path, codec: Codec, rate: int) -> None:
        check_rate(codec, rate)
        self._path = path
        self._rate = rate
        self._frames = 0
        with _encoding(path):
            self._container = av.open(
                str(path), "w", format=codec.container, options=dict(codec.container_options)
            )
            stream = self._container.add_stream(codec.encoder, rate=rate)
            assert isinstance(stream, AudioStream)  # noqa: S101 - every encoder here is for sound
            self._stream = stream
            self._stream.layout = "mono"
            if codec.bit_rate:
                self._stream.bit_rate = codec.bit_rate

    def write(self, pcm: bytes) -> None:
        """Append whole frames."""
        block = _BLOCK_FRAMES * SAMPLE_BYTES
        with _encoding(self._path):
            for at in range(0, len(pcm), block):
                self._encode(pcm[at : at + block])

    def close(self) -> None:
        """Encode what is left and finish the file."""
        with _encoding(self._path):
            try:
                for packet in self._stream.encode(None):
                    # A last MP3 packet may be all padding. With it the header would tell of its
                    # padding only, and players would add that of the packet before to the sound.
                    if packet.duration:
                        self._container.mux(packet)
            finally:
                self._container.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if error is None:
            self.close()
        else:
            # The file is given up; what closing it has to say would hide why.
            with contextlib.suppress(OSError, av.error.FFmpegError):
                self._container.close()

    def _encode(self, pcm: bytes) -> None:
        frame = pcm_frame(pcm, self._rate, self._frames)
        self._frames += frames_in(pcm)
        for packet in self._stream.encode(frame):
            self._container.mux(packet)


def check_rate(codec: Codec, rate: int) -> None:
    """Raise AudioError if a format cannot carry a sampling rate."""
    if codec.rates and rate not in codec.rates:
        nearest = min(codec.rates, key=lambda known: abs(known - rate))
        raise AudioError(
            f"{codec.container} cannot carry {rate} Hz; choose --rate {nearest} or another format"
        )


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


def joined(frames: list[av.AudioFrame]) -> bytes:
    """Give the samples of PyAV's frames."""
    return b"".join(
        bytes(frame.planes[0])[: frame.samples * SAMPLE_BYTES] for frame in frames if frame.samples
    )


def pcm_frame(pcm: bytes, rate: int, position: int) -> av.AudioFrame:
    """Make samples a frame of PyAV's that begins at a position, counted in samples."""
    frame = av.AudioFrame(format="s16", layout="mono", samples=frames_in(pcm))
    frame.planes[0].update(pcm)
    frame.sample_rate = rate
    frame.time_base = Fraction(1, rate)
    frame.pts = position
    return frame


@contextmanager
def _encoding(path: Path) -> Iterator[None]:
    """Name the file in what PyAV complains of. Its errors of the disk are OSErrors too."""
    with writing(path):
        try:
            yield
        except av.error.FFmpegError as exc:
            if isinstance(exc, OSError):
                raise
            raise AudioError(f"{path}: cannot be encoded ({exc})") from exc
