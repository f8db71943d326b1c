"""An M4A written as it comes: MPEG-4 audio in the boxes of ISO/IEC 14496-12 and 14496-14.

Of a packet only its size is remembered, four bytes, where FFmpeg's writer keeps seventy: a book of
a hundred hours is 31 MB of them. At the end the index is put in front, so that it plays before it
is all there. The movie counts in frames: its edit list says to the frame where the sound begins,
after the encoder's priming, and ends.
"""

from __future__ import annotations

import sys
from array import array
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

#: So many packets lie in a chunk, which has one place in the index.
_CHUNK = 64
#: So much is moved at once to make room for the index.
_BLOCK_BYTES = 2**20
_MATRIX = (0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)
_FTYP_BRANDS = b"M4A " + bytes((0, 0, 2, 0)) + b"M4A isomiso2"
_UNDETERMINED = 0x55C4  # The language "und", packed (14496-12, 8.4.2.3).
_AAC, _AUDIO_STREAM = 0x40, 0x15  # Of a DecoderConfigDescriptor (14496-1, 7.2.6.6).


@dataclass
class Mp4:
    """One sound in the making. `config` is the encoder's AudioSpecificConfig, `frame` how many
    frames of sound a packet holds. Raises OSError where the disk fails.
    """

    path: Path
    rate: int
    bit_rate: int
    config: bytes
    frame: int
    _file: BinaryIO = field(init=False)
    _sizes: array[int] = field(default_factory=lambda: array("I"))
    _chunks: array[int] = field(default_factory=lambda: array("Q"))
    _priming: int = 0
    _last: int = 0
    _end: int = 0

    def __post_init__(self) -> None:
        self._file = self.path.open("wb+")
        self._file.write(_box(b"ftyp", _FTYP_BRANDS))
        self._data = self._file.tell()
        self._file.write(bytes(16))
        self._end = self._file.tell()

    def add(self, packet: bytes, begin: int, frames: int) -> None:
        """Append a packet, which begins at a frame and holds so many; the first before 0."""
        if not self._sizes:
            self._priming = -begin
        if len(self._sizes) % _CHUNK == 0:
            self._chunks.append(self._end)
        self._sizes.append(len(packet))
        self._last = frames
        self._file.write(packet)
        self._end += len(packet)

    def finish(self) -> None:
        """Put the index in front."""
        data = self._end - self._data
        self._at(self._data, (1).to_bytes(4, "big") + b"mdat" + data.to_bytes(8, "big"))
        # Its length does not go with what the places of chunks are, but for how large they are.
        room = len(self._index(0))
        for end in range(self._end, self._data, -_BLOCK_BYTES):
            begin = max(end - _BLOCK_BYTES, self._data)
            self._file.seek(begin)
            self._at(begin + room, self._file.read(end - begin))
        self._at(self._data, self._index(room))

    def close(self) -> None:
        """Close the file, finished or not."""
        self._file.close()

    def _at(self, place: int, data: bytes) -> None:
        self._file.seek(place)
        self._file.write(data)

    def _index(self, moved: int) -> bytes:
        held = max(len(self._sizes) - 1, 0) * self.frame + self._last
        sound = max(held - self._priming, 0)
        scale = _int(self.rate)
        track = _box(
            b"trak",
            _timed(b"tkhd", sound, _int(1, 0), _int(0, 0, 0, 0x01000000, *_MATRIX, 0, 0), flags=3),
            _box(b"edts", self._edits(sound)),
            _box(
                b"mdia",
                _timed(b"mdhd", held, scale, _int(_UNDETERMINED << 16)),
                _full(b"hdlr", _int(0), b"soun", bytes(12), b"SoundHandler\0"),
                _box(
                    b"minf",
                    _full(b"smhd", bytes(4)),
                    _box(b"dinf", _full(b"dref", _int(1), _full(b"url ", flags=1))),
                    _box(b"stbl", *self._table(moved)),
                ),
            ),
        )
        told = _int(0x10000, 0x01000000, 0, 0, *_MATRIX, *([0] * 6), 2)
        return _box(b"moov", _timed(b"mvhd", sound, scale, told), track)

    def _edits(self, sound: int) -> bytes:
        is_long = sound >= 2**32
        width = 8 if is_long else 4
        edit = sound.to_bytes(width, "big") + self._priming.to_bytes(width, "big")
        return _full(b"elst", _int(1), edit, _int(0x10000), version=int(is_long))

    def _table(self, moved: int) -> list[bytes]:
        count = len(self._sizes)
        times = [(count - 1, self.frame), (1, self._last)]
        runs = [_int(*run) for run in times if run[0] > 0] if count else []
        full, rest = divmod(count, _CHUNK)
        chunks = [(1, _CHUNK, 1)] * bool(full) + [(full + 1, rest, 1)] * bool(rest)
        is_large = self._end >= 2**32 - 2**28
        places = array("Q" if is_large else "I", (place + moved for place in self._chunks))
        return [
            _full(b"stsd", _int(1), self._entry()),
            _full(b"stts", _int(len(runs)), *runs),
            _full(b"stsc", _int(len(chunks)), *(_int(*chunk) for chunk in chunks)),
            _full(b"stsz", _int(0, count), _big_endian(self._sizes)),
            _full(b"co64" if is_large else b"stco", _int(len(places)), _big_endian(places)),
            # A packet is right from the one after it on (14496-12, 10.1).
            _full(b"sgpd", b"roll", _int(2, 1), (-1).to_bytes(2, "big", signed=True), version=1),
            _full(b"sbgp", b"roll", _int(1, count, 1)),
        ]

    def _entry(self) -> bytes:
        """Describe the sound (14496-14, 5.6). A rate that 16 bits cannot hold is in the config."""
        rate = self.rate << 16 if self.rate < 2**16 else 0
        said = bytes(6) + _int(1, 0, 0, 1 << 16 | 16, 0, rate)[2:]
        decoder = _descriptor(
            4,
            bytes((_AAC, _AUDIO_STREAM, 0, 0, 0)),
            _int(self.bit_rate, self.bit_rate),
            _descriptor(5, self.config),
        )
        stream = _descriptor(3, bytes((0, 1, 0)), decoder, _descriptor(6, b"\2"))
        return _box(b"mp4a", said, _full(b"esds", stream))


def _box(name: bytes, *parts: bytes) -> bytes:
    return _int(8 + sum(map(len, parts))) + name + b"".join(parts)


def _full(name: bytes, *parts: bytes, version: int = 0, flags: int = 0) -> bytes:
    return _box(name, bytes((version,)) + flags.to_bytes(3, "big"), *parts)


def _timed(name: bytes, duration: int, before: bytes, after: bytes, *, flags: int = 0) -> bytes:
    """Make a header that tells when it was made (never, so that it is always the same) and how
    long it is, in 64 bits where 32 are too few.
    """
    width = 8 if duration >= 2**32 else 4
    times = (bytes(2 * width), before, duration.to_bytes(width, "big"), after)
    return _full(name, *times, version=int(width > 4), flags=flags)


def _descriptor(tag: int, *parts: bytes) -> bytes:
    """Make a descriptor of less than 128 bytes (14496-1, 8.3.3)."""
    return bytes((tag, sum(map(len, parts)))) + b"".join(parts)


def _int(*numbers: int) -> bytes:
    return b"".join(number.to_bytes(4, "big") for number in numbers)


def _big_endian(numbers: array[int]) -> bytes:
    copy = array(numbers.typecode, numbers)
    if sys.byteorder == "little":
        copy.byteswap()
    return copy.tobytes()
