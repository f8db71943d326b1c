"""An M4A written as it comes: MPEG-4 audio in the boxes of ISO/IEC 14496-12 and 14496-14.

Of a packet only its size is remembered, four bytes, where FFmpeg's writer keeps seventy: a book of
a hundred hours is 31 MB of them. At the end the index is put in front, so that it plays before it
is all there. The movie counts in frames: its edit list says to the frame where the sound begins,
after the encoder's priming, and ends.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from captioner.audio.boxes import (
    MATRIX,
    big_endian,
    box,
    chunk_places,
    descriptor,
    full,
    ints,
    packed,
    timed,
)
from captioner.audio.front import move
from captioner.audio.mp4_tags import ChapterTrack, user_data
from captioner.audio.tags import Tags

#: So many packets lie in a chunk, which has one place in the index.
_CHUNK = 64
_M4A, _M4B = b"M4A ", b"M4B "
_SOUND, _CHAPTERS = 1, 2
_AAC, _AUDIO_STREAM = 0x40, 0x15  # Of a DecoderConfigDescriptor (14496-1, 7.2.6.6).
_NO_TAGS = Tags()


@dataclass
class Mp4:
    """One sound in the making. `config` is the encoder's AudioSpecificConfig, `frame` how many
    frames of sound a packet holds; audiobooks (`is_book`) say so. Raises OSError where the disk
    fails.
    """

    path: Path
    rate: int
    bit_rate: int
    config: bytes
    frame: int
    is_book: bool = False
    _file: BinaryIO = field(init=False)
    _sizes: array[int] = field(default_factory=lambda: array("I"))
    _chunks: array[int] = field(default_factory=lambda: array("Q"))
    _priming: int = 0
    _last: int = 0
    _end: int = 0

    def __post_init__(self) -> None:
        self._file = self.path.open("wb+")
        brand = _M4B if self.is_book else _M4A
        version = bytes((0, 0, 2, 0))
        self._file.write(box(b"ftyp", brand, version, brand, _M4A * self.is_book, b"isomiso2"))
        self._data = self._file.tell()
        self._file.write(bytes(16))
        self._end = self._file.tell()

    def add(self, data: bytes, sizes: Sequence[int], begin: int, frames: int) -> None:
        """Append packets that lie one behind the other, of so many bytes each. The first begins at
        a frame, that of all before 0; each holds so many.
        """
        if not self._sizes:
            self._priming = -begin
        added = 0
        while added < len(sizes):
            room = _CHUNK - len(self._sizes) % _CHUNK
            if room == _CHUNK:
                self._chunks.append(self._end)
            some = sizes[added : added + room]
            self._sizes.extend(some)
            self._end += sum(some)
            added += len(some)
        self._last = frames
        self._file.write(data)

    def finish(self, tags: Tags = _NO_TAGS) -> None:
        """Put the index in front, with tags and chapters in it."""
        chapters = tags.chapters
        track = ChapterTrack(_CHAPTERS, chapters, self.rate, tags.language) if chapters else None
        titles = self._end
        if track is not None:
            self._file.write(track.data)
            self._end += len(track.data)
        data = self._end - self._data
        self._at(self._data, (1).to_bytes(4, "big") + b"mdat" + data.to_bytes(8, "big"))
        # Its length does not go with what the places of chunks are, but for how large they are.
        room = len(self._index(0, tags, track, titles))
        move(self._file, self._data, self._end, room)
        self._at(self._data, self._index(room, tags, track, titles))

    def close(self) -> None:
        """Close the file, finished or not."""
        self._file.close()

    def _at(self, place: int, data: bytes) -> None:
        self._file.seek(place)
        self._file.write(data)

    def _index(self, moved: int, tags: Tags, chapters: ChapterTrack | None, titles: int) -> bytes:
        held = max(len(self._sizes) - 1, 0) * self.frame + self._last
        sound = max(held - self._priming, 0)
        scale = ints(self.rate)
        shown = ints(0, 0, 0, 0x01000000, *MATRIX, 0, 0)
        track = box(
            b"trak",
            timed(b"tkhd", sound, ints(_SOUND, 0), shown, flags=3),
            box(b"tref", box(b"chap", ints(_CHAPTERS))) if chapters else b"",
            box(b"edts", self._edits(sound)),
            box(
                b"mdia",
                timed(b"mdhd", held, scale, ints(packed(tags.language) << 16)),
                full(b"hdlr", ints(0), b"soun", bytes(12), b"SoundHandler\0"),
                box(
                    b"minf",
                    full(b"smhd", bytes(4)),
                    box(b"dinf", full(b"dref", ints(1), full(b"url ", flags=1))),
                    box(b"stbl", *self._table(moved)),
                ),
            ),
        )
        tracks = [track, chapters.track(sound, titles, moved, self._end) if chapters else b""]
        told = ints(0x10000, 0x01000000, 0, 0, *MATRIX, *([0] * 6), _CHAPTERS + bool(chapters))
        about = user_data(tags, self.rate, is_book=self.is_book)
        return box(b"moov", timed(b"mvhd", sound, scale, told), *tracks, about)

    def _edits(self, sound: int) -> bytes:
        is_long = sound >= 2**32
        width = 8 if is_long else 4
        edit = sound.to_bytes(width, "big") + self._priming.to_bytes(width, "big")
        return full(b"elst", ints(1), edit, ints(0x10000), version=int(is_long))

    def _table(self, moved: int) -> list[bytes]:
        count = len(self._sizes)
        times = [(count - 1, self.frame), (1, self._last)]
        runs = [ints(*run) for run in times if run[0] > 0] if count else []
        whole, rest = divmod(count, _CHUNK)
        chunks = [(1, _CHUNK, 1)] * bool(whole) + [(whole + 1, rest, 1)] * bool(rest)
        return [
            full(b"stsd", ints(1), self._entry()),
            full(b"stts", ints(len(runs)), *runs),
            full(b"stsc", ints(len(chunks)), *(ints(*chunk) for chunk in chunks)),
            full(b"stsz", ints(0, count), big_endian(self._sizes)),
            chunk_places(self._chunks, moved, self._end),
            # A packet is right from the one after it on (14496-12, 10.1).
            full(b"sgpd", b"roll", ints(2, 1), (-1).to_bytes(2, "big", signed=True), version=1),
            full(b"sbgp", b"roll", ints(1, count, 1)),
        ]

    def _entry(self) -> bytes:
        """Describe the sound (14496-14, 5.6). A rate that 16 bits cannot hold is in the config."""
        rate = self.rate << 16 if self.rate < 2**16 else 0
        said = bytes(6) + ints(1, 0, 0, 1 << 16 | 16, 0, rate)[2:]
        decoder = descriptor(
            4,
            bytes((_AAC, _AUDIO_STREAM, 0, 0, 0)),
            ints(self.bit_rate, self.bit_rate),
            descriptor(5, self.config),
        )
        stream = descriptor(3, bytes((0, 1, 0)), decoder, descriptor(6, b"\2"))
        return box(b"mp4a", said, full(b"esds", stream))
