"""The formats of audio files, and how each is asked of its encoder."""

from __future__ import annotations

import msgspec
from msgspec.structs import replace

from captioner.audio.front import Tagger, tag_flac, tag_mp3, tag_opus
from captioner.errors import AudioError
from captioner.protocol.parameters import MP3_RATES

#: Enough for an encoder to work on, small enough to stay out of the way: 3 s at 22,050 Hz.
BLOCK_FRAMES = 65536
#: The sampling rates of MPEG-4 audio (ISO/IEC 14496-3, table 1.18).
AAC_RATES = (
    8000, 11025, 12000, 16000, 22050, 24000, 32000, 44100, 48000, 64000, 88200, 96000,
)  # fmt: skip
#: Of Opus (RFC 6716, 2.1.3).
OPUS_RATES = (8000, 12000, 16000, 24000, 48000)


class Spread(msgspec.Struct, frozen=True):
    """How an encoder's work is cut: pieces of so many of its frames, each begun `before` frames
    earlier and ended `after` later than what is kept of it.

    Before: until the filters and the allocation of bits have forgotten where they began. After: as
    far as the encoder looks ahead. Of a piece of less than 40 s a tenth of the work would be what
    is not kept of it, and the encoder's own beginning.
    """

    piece: int
    before: int
    after: int


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
