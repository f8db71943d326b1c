"""Sound as it travels: the formats of the protocol, made piece by piece and read back whole. PyAV.

Only PCM and mu-law keep every sample where it was. MP3 and Opus add a delay that a stream without
a header of its own cannot tell of, so whoever needs times asks for one of the first two.
"""

from __future__ import annotations

import io
import struct
from fractions import Fraction
from typing import Protocol

import av
import av.error
from av.audio.codeccontext import AudioCodecContext
from av.audio.stream import AudioStream

from captioner.audio.codecs import MP3, OPUS, encoder_rate
from captioner.audio.frames import joined, pcm_frame
from captioner.audio.pcm import frames_in
from captioner.errors import AudioError

_OPUS_BIT_RATE = 32_000
_MP3_BIT_RATE = 64_000
#: So often a container gives away what it holds, in microseconds: a client may play meanwhile.
_PAGE_MICROSECONDS = 200_000

_CONTAINERS = {
    "ogg": {"page_duration": str(_PAGE_MICROSECONDS)},
    "webm": {"live": "1", "cluster_time_limit": str(_PAGE_MICROSECONDS // 1000)},
}


class Encoder(Protocol):
    """Makes one synthesis' sound fit to be sent."""

    def feed(self, pcm: bytes) -> bytes:
        """Give what is ready after some more samples."""
        ...

    def finish(self) -> bytes:
        """Give the rest."""
        ...


def encoding_rate(audio_format: str, rate: int) -> int:
    """Tell at which rate an encoder takes samples when a client asks for a rate, in Hz.

    Opus is made at the next higher one of its own.
    """
    return encoder_rate(OPUS, rate) if audio_format in _CONTAINERS else rate


def open_encoder(audio_format: str, rate: int) -> Encoder:
    """Make an encoder for samples at a rate that `encoding_rate` gave.

    Of WAV it gives the samples only: its header (`wav_header`) is there once a connection.
    """
    if audio_format in ("pcm", "wav"):
        return _Bare()
    if audio_format in _CONTAINERS:
        return _Contained(audio_format, rate)
    return _Packets({"mulaw": "pcm_mulaw", "mp3": MP3.encoder}[audio_format], rate)


def wav_header(rate: int) -> bytes:
    """Give the header of a WAV stream whose length nobody knows yet: as long as can be."""
    unknown = 0xFFFFFFFF
    layout = struct.pack("<4sIHHIIHH", b"fmt ", 16, 1, 1, rate, 2 * rate, 2, 16)
    return (
        struct.pack("<4sI4s", b"RIFF", unknown, b"WAVE")
        + layout
        + struct.pack("<4sI", b"data", unknown)
    )


class _Bare:
    def feed(self, pcm: bytes) -> bytes:
        return pcm

    def finish(self) -> bytes:
        return b""


class _Packets:
    """Encoded packets, one behind the other: what has no container needs none."""

    def __init__(self, encoder: str, rate: int) -> None:
        context = av.CodecContext.create(encoder, "w")
        assert isinstance(context, AudioCodecContext)  # noqa: S101 - both encoders are for sound
        context.sample_rate = rate
        context.format = "s16p" if encoder == MP3.encoder else "s16"
        context.layout = "mono"
        context.time_base = Fraction(1, rate)
        if encoder == MP3.encoder:
            context.bit_rate = _MP3_BIT_RATE
        self._context = context
        self._rate = rate
        self._frames = 0

    def feed(self, pcm: bytes) -> bytes:
        if not pcm:
            return b""
        frame = pcm_frame(pcm, self._rate, self._frames)
        self._frames += frames_in(pcm)
        return b"".join(map(bytes, self._context.encode(frame)))

    def finish(self) -> bytes:
        return b"".join(map(bytes, self._context.encode(None)))


class _Contained:
    """Opus in a container, which is given away as it grows."""

    def __init__(self, name: str, rate: int) -> None:
        self._sink = _Sink()
        self._container = av.open(self._sink, "w", format=name, options=_CONTAINERS[name])
        stream = self._container.add_stream("libopus", rate=rate)
        assert isinstance(stream, AudioStream)  # noqa: S101 - it is for sound
        stream.layout = "mono"
        stream.bit_rate = _OPUS_BIT_RATE
        self._stream = stream
        self._rate = rate
        self._frames = 0

    def feed(self, pcm: bytes) -> bytes:
        if pcm:
            frame = pcm_frame(pcm, self._rate, self._frames)
            self._frames += frames_in(pcm)
            for packet in self._stream.encode(frame):
                self._container.mux(packet)
        return self._sink.taken()

    def finish(self) -> bytes:
        for packet in self._stream.encode(None):
            self._container.mux(packet)
        self._container.close()
        return self._sink.taken()


class _Sink(io.RawIOBase):
    """Somewhere to write to, from which nothing can be taken back."""

    def __init__(self) -> None:
        self._written = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        piece = bytes(data)  # type: ignore[call-overload]  # some buffer
        self._written += piece
        return len(piece)

    def taken(self) -> bytes:
        """Give what has been written since the last time."""
        taken = bytes(self._written)
        self._written.clear()
        return taken


def decode(audio_format: str, data: bytes, rate: int) -> bytes:
    """Give the samples of one take that came as `pcm`, `mulaw` or `mp3`.

    Raises AudioError if it is not of that format, or not at `rate` Hz.
    """
    if audio_format == "pcm":
        return data
    name = "mulaw" if audio_format == "mulaw" else "mp3"
    options = {"sample_rate": str(rate)} if name == "mulaw" else {}
    try:
        with av.open(io.BytesIO(data), "r", format=name, options=options) as container:
            stream = container.streams.audio[0]
            if stream.codec_context.sample_rate != rate:
                raise AudioError(
                    f"asked for {rate} Hz, the server sent {name} at "
                    f"{stream.codec_context.sample_rate} Hz"
                )
            resampler = av.AudioResampler(format="s16", layout="mono", rate=rate)
            decoded = container.decode(stream)
            return b"".join(joined(resampler.resample(frame)) for frame in decoded)
    except (av.error.FFmpegError, IndexError) as exc:
        raise AudioError(f"asked for {name}, the server sent what cannot be decoded as it") from exc
