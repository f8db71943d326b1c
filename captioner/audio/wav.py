"""A WAV file, written as its samples come: 16-bit mono.

Nothing is encoded, so all that a library could do for it is copying. Room is kept in the header for
the 64-bit sizes of RF64 (EBU Tech 3306), which takes over by itself where a size does not fit into
32 bits: beyond 4 GiB, 27 hours at 22,050 Hz. What is told of the sound stands behind it.
"""

from __future__ import annotations

import struct
from pathlib import Path

from captioner.audio.pcm import SAMPLE_BYTES
from captioner.audio.tags import Tags
from captioner.digest import FileDigest
from captioner.writeback import write_all, write_back

_PCM, _MONO = 1, 1
_TOO_LONG = 2**32 - 1
#: RIFF or RF64 with its size, the room, what the samples are, and how many bytes of them.
_HEADER = struct.Struct("<4sI4s 4sIQQQI 4sIHHIIHH 4sI")
_ROOM_BYTES = 28
_FORMAT_BYTES = 16
_CHUNK = struct.Struct("<4sI")
#: Written in whole blocks of so many bytes, a file costs the system two thirds of what it costs in
#: pieces as they come; twice as large ones cost it six times as much. Measured on Linux 6.18, ext4.
_BLOCK_BYTES = 2**20
#: So many are given to the disk at once.
_PORTION_BLOCKS = 32
#: So much of what was written last stays in memory: all of an article, 25 minutes of a book.
_HELD_BYTES = 2**26
#: The names that RIFF (Multimedia Programming Interface 1.0, INFO list) has for what tags tell.
_INFO = {
    "title": b"INAM", "author": b"IART", "album": b"IPRD", "genre": b"IGNR", "year": b"ICRD",
    "language": b"ILNG", "track": b"IPRT",
}  # fmt: skip


class Wav:
    """A WAV file that grows: `write`, then `finish`. Raises OSError where the disk fails.

    `digest` is that of the file, once it is finished: its bytes are at hand as they are written,
    which is much less work than to read gigabytes anew.
    """

    def __init__(self, path: Path, rate: int) -> None:
        self.rate = rate
        self.digest = ""
        self._path = path
        self._written = FileDigest()
        self._bytes = self._behind = 0
        self._waiting: list[memoryview] = []
        self._free = _BLOCK_BYTES
        self._blocks = 0
        self._file = path.open("wb", buffering=0)
        self._append(self._header())

    def write(self, pcm: bytes | memoryview) -> None:
        """Append samples, which must stay as they are."""
        self._bytes += len(pcm)
        self._append(pcm)

    def finish(self, tags: Tags) -> None:
        """Tell of the sound, note how long it has become, and close it."""
        info = _info(tags)
        self._append(info)
        self._behind = len(info)
        self._put()
        self._file.seek(0)
        write_all(self._file.fileno(), [self._header()])
        self._file.close()
        # The header is in the first block of the digest, which is found anew.
        self.digest = self._written.hexdigest(self._path)

    def close(self) -> None:
        """Close it as it is."""
        self._file.close()

    def _append(self, data: bytes | memoryview) -> None:
        self._written.update(data)
        left = memoryview(data)
        while len(left) >= self._free:
            self._waiting.append(left[: self._free])
            left = left[self._free :]
            self._put()
        if left:
            self._waiting.append(left)
            self._free -= len(left)

    def _put(self) -> None:
        """Write what waits: a whole block, but for the last one."""
        write_all(self._file.fileno(), self._waiting)
        self._waiting, self._free = [], _BLOCK_BYTES
        self._blocks += 1
        if self._blocks % _PORTION_BLOCKS == 0:
            self._write_back()

    def _write_back(self) -> None:
        """Have the disk begin with the last portion, and memory end with one long before it."""
        portion = _PORTION_BLOCKS * _BLOCK_BYTES
        end = self._blocks * _BLOCK_BYTES
        for begin in (end - portion, end - _HELD_BYTES - portion):
            if begin >= 0:
                write_back(self._file.fileno(), begin, portion)

    def _header(self) -> bytes:
        size = self._bytes + self._behind + _HEADER.size - 8
        is_long = size > _TOO_LONG
        frames = self._bytes // SAMPLE_BYTES
        return _HEADER.pack(
            b"RF64" if is_long else b"RIFF", _TOO_LONG if is_long else size, b"WAVE",
            b"ds64" if is_long else b"JUNK", _ROOM_BYTES,
            *((size, self._bytes, frames) if is_long else (0, 0, 0)), 0,
            b"fmt ", _FORMAT_BYTES, _PCM, _MONO, self.rate, self.rate * SAMPLE_BYTES,
            SAMPLE_BYTES, 8 * SAMPLE_BYTES,
            b"data", _TOO_LONG if is_long else self._bytes,
        )  # fmt: skip


def _info(tags: Tags) -> bytes:
    """Give the list of what is told, empty if nothing is."""
    told = [*tags.told(), ("track", tags.numbered)]
    parts = [
        _chunk(_INFO[name], text.encode() + b"\0") for name, text in told if text and name in _INFO
    ]
    return _chunk(b"LIST", b"INFO" + b"".join(parts)) if parts else b""


def _chunk(name: bytes, data: bytes) -> bytes:
    return _CHUNK.pack(name, len(data)) + data + b"\0" * (len(data) % 2)
