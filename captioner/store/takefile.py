r"""A kept take as a file, and back: what it must be to be believed.

    TAKE1\n | length of the header, u32 | sha256 of the header | header, JSON | payload

Numbers are little-endian. The header holds the words, how the take came to be, and the digest of
the payload, its samples or their FLAC. So the header can be trusted without the payload, and
neither can change by a bit unnoticed. What the header says of its origin must give the file's key.
"""

from __future__ import annotations

import hashlib
import re
import struct
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

import msgspec
from msgspec.structs import replace

from captioner.audio.pcm import frames_in
from captioner.audio.take import HeardWord, Take
from captioner.digest import hexdigest
from captioner.errors import AudioError, CaptionerError, OutputError
from captioner.store.origin import Origin, origin_from

MAGIC = b"TAKE1\n"
_FRONT = struct.Struct(f"<{len(MAGIC)}sI32s")

_NAME = re.compile(r"([0-9a-f]{64})(?:\.([1-9][0-9]{0,5}))?", re.ASCII)

Kind = Literal["pcm_s16le", "flac"]


def _as_flac(pcm: bytes, rate: int) -> bytes:
    from captioner.audio.flac import encode_flac  # It takes its time to be loaded.

    return encode_flac(pcm, rate)


def _from_flac(payload: bytes) -> bytes:
    from captioner.audio.flac import decode_flac

    return decode_flac(payload)


#: How samples become a payload.
_ENCODERS: dict[Kind, Callable[[bytes, int], bytes]] = {
    "pcm_s16le": lambda pcm, rate: pcm,
    "flac": _as_flac,
}
#: How a payload becomes samples again.
_DECODERS: dict[Kind, Callable[[bytes], bytes]] = {
    "pcm_s16le": lambda payload: payload,
    "flac": _from_flac,
}


class DamagedTake(CaptionerError):
    """A file is not the take that it should be."""


class OtherVersion(CaptionerError):
    """A file is a take as another version of captioner writes it."""


class Header(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What is told of a take.

    `frames` and `words` (text, start, end) count at `rate` Hz. `bytes` and `xxh3` are those of the
    payload, of kind `kind`; takes that were kept before tell its `sha256`. `characters` were sent
    to be spoken; `service` and `voice` said `spoken`, for the time number `number` from 0. `made`
    is in seconds since 1970.
    """

    kind: Kind
    rate: int
    frames: int
    bytes: int
    xxh3: str = ""
    sha256: str = ""
    words: list[tuple[str, int, int]]
    estimated: bool
    nominal: bool
    repaired: bool
    characters: int
    service: str
    voice: dict[str, str]
    spoken: str
    number: int
    made: int

    @property
    def origin(self) -> Origin:
        """Who is heard."""
        return origin_from(self.service, self.voice)

    @property
    def key(self) -> str:
        """The key under which the take belongs."""
        return self.origin.key(self.spoken)

    @property
    def name(self) -> str:
        """The name of the take, by which a timeline remembers it."""
        return name_of(self.key, self.number)

    @property
    def seconds(self) -> float:
        """Its length."""
        return self.frames / self.rate


class Kept(msgspec.Struct, frozen=True):
    """A take from the store, and what is told of it."""

    take: Take
    header: Header


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked for: a text of an origin, together its `key`, for the time number `number`
    from 0.
    """

    origin: Origin
    spoken: str
    number: int = 0
    key: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "key", self.origin.key(self.spoken))


def name_of(key: str, number: int) -> str:
    """Name a take: by its key, and by its number where that is not 0."""
    return f"{key}.{number}" if number else key


def parts_of(name: str) -> tuple[str, int]:
    """Take a name apart that `name_of` gave. Raises OutputError for any other: it may come from a
    file that somebody has made up.
    """
    found = _NAME.fullmatch(name)
    if found is None:
        raise OutputError(f"{name!r} is the name of no take")
    return found[1], int(found[2] or 0)


_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(Header).decode


def write(asked: Asked, take: Take, kind: Kind, made: int) -> tuple[Kept, tuple[bytes, bytes]]:
    """Write a take down: the two parts of its file, one behind the other."""
    payload = _ENCODERS[kind](take.pcm, take.rate)
    header = Header(
        kind=kind,
        rate=take.rate,
        frames=take.frames,
        bytes=len(payload),
        xxh3=hexdigest(payload),
        words=[(word.text, word.start, word.end) for word in take.words],
        estimated=take.estimated,
        nominal=take.nominal,
        repaired=take.repaired,
        characters=len(asked.spoken),
        service=asked.origin.service,
        voice=dict(asked.origin.settings),
        spoken=asked.spoken,
        number=asked.number,
        made=made,
    )
    told = _encode(header)
    front = _FRONT.pack(MAGIC, len(told), hashlib.sha256(told).digest())
    kept_as = name_of(asked.key, asked.number)
    return Kept(replace(take, kept_as=kept_as), header), (front + told, payload)


def header_length(front: bytes) -> int:
    """Tell how long a file is up to the end of its header, from its first bytes.

    Raises DamagedTake or OtherVersion.
    """
    if front[: len(MAGIC)] != MAGIC:
        if front[:4] == MAGIC[:4] and front[5:6] == MAGIC[5:]:
            raise OtherVersion(f"it is of version {front[4:5]!r}")
        raise DamagedTake("it does not begin like a take")
    if len(front) < FRONT_BYTES:
        raise DamagedTake("it ends before its header")
    _, length, _ = _FRONT.unpack_from(front)
    return FRONT_BYTES + int(length)


#: As many bytes tell how long the header is.
FRONT_BYTES = _FRONT.size


def read_header(data: bytes) -> Header:
    """Read the header, from a file's bytes up to its end at least.

    Raises DamagedTake or OtherVersion.
    """
    end = header_length(data)
    told = data[FRONT_BYTES:end]
    _, _, digest = _FRONT.unpack_from(data)
    if len(data) < end or hashlib.sha256(told).digest() != digest:
        raise DamagedTake("its header was changed or cut short")
    try:
        return _decode(told)
    except msgspec.DecodeError as exc:
        raise OtherVersion(f"its header is of another version ({exc})") from exc


def read(data: bytes) -> Kept:
    """Read a whole file. Raises DamagedTake or OtherVersion."""
    header = read_header(data)
    payload = data[header_length(data) :]
    if len(payload) != header.bytes or not _is_sound(payload, header):
        raise DamagedTake("its sound was changed or cut short")
    try:
        pcm = _DECODERS[header.kind](payload)
    except AudioError as exc:
        raise DamagedTake(f"its sound cannot be read ({exc})") from exc
    if frames_in(pcm) != header.frames:
        raise DamagedTake(f"its sound has {frames_in(pcm)} frames, not {header.frames}")
    words = tuple(HeardWord(*word) for word in header.words)
    flags = header.estimated, header.nominal, header.repaired
    return Kept(Take(pcm, header.rate, words, *flags, kept_as=header.name), header)


def _is_sound(payload: bytes, header: Header) -> bool:
    """Tell whether a payload is the one that was written."""
    if header.xxh3:
        return hexdigest(payload) == header.xxh3
    return hashlib.sha256(payload).hexdigest() == header.sha256
