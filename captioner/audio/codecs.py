"""Audio files, written from a stream of frames, and resampling. PyAV lives here.

A file is encoded once, from the samples of the whole timeline: files encoded on their own and
joined drift by the codec's delay at every joint (60 ms for MP3). What takes an encoder long is
shared among the cores (`spread`). It is written to a seekable file, since only then does the header
carry the delay that lets players cut it off again; and tags that stand in front are put there at
the end (`front`), when the times of chapters are known.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self, cast

import av
import av.error
import msgspec
from av.audio.stream import AudioStream
from msgspec.structs import replace

from captioner.audio.encoder import BLOCK_FRAMES, Encoder, Packets, together
from captioner.audio.frames import joined, pcm_frame
from captioner.audio.front import Tagger, tag_flac, tag_mp3, tag_opus
from captioner.audio.mp4 import Mp4
from captioner.audio.pcm import SAMPLE_BYTES, frames_in
from captioner.audio.spread import PieceKeeper, Spread, SpreadEncoder
from captioner.audio.tags import Tags
from captioner.audio.wav import Wav
from captioner.errors import AudioError, writing
from captioner.protocol.parameters import MP3_RATES

if TYPE_CHECKING:
    from captioner.audio.encoder import Packet

#: The sampling rates of MPEG-4 audio (ISO/IEC 14496-3, table 1.18).
AAC_RATES = (
    8000, 11025, 12000, 16000, 22050, 24000, 32000, 44100, 48000, 64000, 88200, 96000,
)  # fmt: skip
#: Of Opus (RFC 6716, 2.1.3).
OPUS_RATES = (8000, 12000, 16000, 24000, 48000)


class Codec(msgspec.Struct, frozen=True):
    """How a file format is asked of PyAV.

    `rates` are those it can carry, empty for any; sound of another one is refused, or, where it is
    `resampled`, brought to the next higher. `spread` is how the work is shared. What `is_mp4` is
    spread, and written by ourselves; `is_book` if it says that it is an audiobook. So is WAV, for
    which there is no `encoder`. In others `tagger` writes what is told of the sound.
    """

    name: str
    encoder: str = ""
    rates: tuple[int, ...] = ()
    resampled: bool = False
    is_mp4: bool = False
    is_book: bool = False
    bit_rate: int | None = None
    container_options: tuple[tuple[str, str], ...] = ()
    encoder_options: tuple[tuple[str, str], ...] = ()
    spread: Spread | None = None
    tagger: Tagger | None = None


WAV = Codec("wav")
#: Quality 7 has less noise than the usual 5 at this bit rate, in half the time. Without a
#: reservoir of bits no packet needs those before it, so that packets of several encoders join.
MP3 = Codec(
    "mp3",
    "libmp3lame",
    rates=MP3_RATES,
    bit_rate=64_000,
    container_options=(("id3v2_version", "0"),),
    encoder_options=(("compression_level", "7"), ("reservoir", "0")),
    spread=Spread(piece=2048, before=8, after=8),
    tagger=tag_mp3,
)
#: AAC-LC in MP4, its index in front so that it plays before it is all there. The fast coder takes a
#: fifth of the time of the usual one, with less noise.
M4A = Codec(
    "m4a",
    "aac",
    rates=AAC_RATES,
    is_mp4=True,
    bit_rate=64_000,
    encoder_options=(("aac_coder", "fast"),),
    spread=Spread(piece=2048, before=32, after=8),
)
#: With low delay it is CELT alone, a third of the time. SILK, which Opus would mix in, goes by the
#: sound decoded so far for so long that joints are heard (6 dB); CELT soon forgets. The bit rate is
#: a wish: speech takes 44,000. Bit-exact means no random number in the file, as Ogg usually has.
OPUS = Codec(
    "opus",
    "libopus",
    rates=OPUS_RATES,
    resampled=True,
    bit_rate=32_000,
    container_options=(("fflags", "+bitexact"),),
    encoder_options=(("application", "lowdelay"),),
    spread=Spread(piece=2048, before=16, after=8),
    tagger=tag_opus,
)
FLAC = Codec("flac", "flac", tagger=tag_flac)
#: As audiobook shops ask for it: every frame as large as the others, at their sampling rate.
SHOP_MP3 = replace(MP3, bit_rate=192_000, rates=(44_100,), resampled=True)
#: The same sound as an audiobook has it.
M4B = replace(M4A, name="m4b", is_book=True)


class AudioWriter:
    """Encodes sound into a file as it comes. Use as a context manager.

    Of `workers` there are as many as cores, for a codec that is spread, and a `keeper` may keep
    what they have encoded; the file is the same. `tags` may be replaced before it is closed; a WAV
    has no chapters and no cover. Raises AudioError for a rate that the format cannot carry,
    OutputError where the disk fails.
    """

    def __init__(
        self,
        path: Path,
        codec: Codec,
        rate: int,
        workers: int | None = None,
        keeper: PieceKeeper | None = None,
        tags: Tags | None = None,
    ) -> None:
        check_rate(codec, rate)
        self.tags = tags or Tags()
        self._path = path
        self._codec = codec
        self._rate_in = rate
        self._rate = encoder_rate(codec, rate)
        self._resampler = Resampler(rate, self._rate) if self._rate != rate else None
        self._file: _Muxed | _Mp4 | _Bare
        self._encoder: _Muxed | SpreadEncoder | _Bare
        with _encoding(path):
            if not codec.encoder:
                self._file = self._encoder = _Bare(path, self._rate)
            elif codec.spread is None:
                self._file = self._encoder = _Muxed(path, codec, self._rate)
            else:
                options = codec.encoder_options
                encoder = Encoder(codec.encoder, self._rate, codec.bit_rate, options)
                self._file = (
                    _Mp4(path, encoder, is_book=codec.is_book)
                    if codec.is_mp4
                    else _Muxed(path, codec, self._rate)
                )
                self._encoder = SpreadEncoder(encoder, codec.spread, workers, keeper)

    def write(self, pcm: bytes) -> None:
        """Append whole frames."""
        # Samples that are only written are best written at once.
        block = BLOCK_FRAMES * SAMPLE_BYTES if self.encodes else len(pcm)
        with _encoding(self._path):
            for at in range(0, len(pcm), block):
                piece = pcm[at : at + block] if len(pcm) > block else pcm
                self._encode(self._resampler.feed(piece) if self._resampler else piece)

    @property
    def encodes(self) -> bool:
        """Whether it has anything to do but to write samples as they are."""
        return bool(self._codec.encoder)

    @property
    def digest(self) -> str:
        """The file's digest, once it is closed; empty where nobody has found it on the way."""
        return self._file.digest if isinstance(self._file, _Bare) else ""

    def close(self) -> None:
        """Encode what is left and finish the file."""
        with _encoding(self._path):
            try:
                self._finish()
            except BaseException:
                self._give_up()
                raise

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
            self._give_up()

    def _encode(self, pcm: bytes) -> None:
        if pcm:
            self._file.mux([*self._encoder.encode(pcm)])

    def _finish(self) -> None:
        if self._resampler is not None:
            self._encode(self._resampler.feed(b""))
        # A last MP3 packet may be all padding. With it the header would tell of its padding only,
        # and players would add that of the packet before to the sound. A FLAC's last one has no
        # sound either, but tells how much there was.
        is_kept = self._codec.spread is None
        self._file.mux([each for each in self._encoder.end() if is_kept or _holds_sound(each)])
        self._file.finish(self.tags, self._rate_in)

    def _give_up(self) -> None:
        """Let go of all. What closing the file has to say would hide why."""
        for each in (self._encoder, self._file):
            with contextlib.suppress(OSError, av.error.FFmpegError):
                each.close()


class _Muxed:
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


class _Bare:
    """A file of samples as they are."""

    def __init__(self, path: Path, rate: int) -> None:
        self._file = Wav(path, rate)

    def encode(self, pcm: bytes) -> list[Packet]:
        self._file.write(pcm)
        return []

    def end(self) -> list[Packet]:
        return []

    def mux(self, packets: Sequence[Packet | Packets]) -> None:
        """There are no packets."""

    @property
    def digest(self) -> str:
        return self._file.digest

    def finish(self, tags: Tags, rate: int) -> None:
        assert rate == self._file.rate  # noqa: S101 - a WAV carries any rate
        self._file.finish(tags)

    def close(self) -> None:
        self._file.close()


class _Mp4:
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


def _holds_sound(packet: Packet | Packets) -> bool:
    return isinstance(packet, Packets) or bool(packet.duration)


def check_rate(codec: Codec, rate: int) -> None:
    """Raise AudioError if a format cannot carry a sampling rate."""
    if codec.rates and not codec.resampled and rate not in codec.rates:
        nearest = min(codec.rates, key=lambda known: abs(known - rate))
        raise AudioError(
            f"{codec.name} cannot carry {rate} Hz; choose --rate {nearest} or another format"
        )


def encoder_rate(codec: Codec, rate: int) -> int:
    """Tell at which rate an encoder takes sound of a rate, in Hz."""
    if not codec.resampled:
        return rate
    return min((known for known in codec.rates if known >= rate), default=max(codec.rates))


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
def _encoding(path: Path) -> Iterator[None]:
    """Name the file in what PyAV complains of. Its errors of the disk are OSErrors too."""
    with writing(path):
        try:
            yield
        except av.error.FFmpegError as exc:
            if isinstance(exc, OSError):
                raise
            raise AudioError(f"{path}: cannot be encoded ({exc})") from exc
