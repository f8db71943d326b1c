"""What an MP4 tells of itself: tags as Apple's players read them, and its chapters, twice.

Players of QuickTime's kin take chapters from a track of text, which the sound names; others, after
Nero's, from a list in the user data, which holds 255 at most.
"""

from __future__ import annotations

from array import array
from itertools import pairwise

import msgspec

from captioner.audio.boxes import (
    MATRIX,
    box,
    chunk_places,
    full,
    ints,
    packed,
    shorts,
    timed,
)
from captioner.audio.pcm import ms_of
from captioner.audio.tags import Mark, Tags

_NAMES = {
    "title": (b"\xa9nam",),
    "author": (b"\xa9ART", b"aART"),
    "album": (b"\xa9alb",),
    "narrator": (b"\xa9wrt", b"\xa9nrt"),
    "genre": (b"\xa9gen",),
    "year": (b"\xa9day",),
}
#: What the data of an item are.
_BINARY, _UTF_8, _NUMBER = 0, 1, 21
_PICTURES = {"image/jpeg": 13, "image/png": 14}
_AUDIOBOOK = 2
_NERO_MOST = 255
_NERO_TITLE_BYTES = 255
#: Of a second.
_NERO_UNITS = 10_000_000
_TEXT_SCALE = 1000
_TEXT_BYTES = 2**16 - 1
_IN_UTF_8 = box(b"encd", ints(0x100))


def user_data(tags: Tags, rate: int, *, is_book: bool) -> bytes:
    """Make the box of tags and Nero's chapters; empty where nothing is told."""
    items = [_item(name, _UTF_8, text.encode()) for name, text in _words(tags)]
    if tags.track:
        items.append(_item(b"trkn", _BINARY, shorts(0, tags.track, tags.tracks, 0)))
    if is_book:
        items.append(_item(b"stik", _NUMBER, bytes((_AUDIOBOOK,))))
        items.append(_item(b"pgap", _NUMBER, b"\1"))
    if tags.cover is not None and tags.cover.media_type in _PICTURES:
        items.append(_item(b"covr", _PICTURES[tags.cover.media_type], tags.cover.data))
    parts = []
    if items:
        handler = full(b"hdlr", ints(0), b"mdirappl", bytes(9))
        parts.append(full(b"meta", handler, box(b"ilst", *items)))
    if tags.chapters:
        parts.append(_nero(tags.chapters, rate))
    return box(b"udta", *parts) if parts else b""


def _words(tags: Tags) -> list[tuple[bytes, str]]:
    return [(name, text) for key, text in tags.told() for name in _NAMES.get(key, ())]


def _item(name: bytes, kind: int, data: bytes) -> bytes:
    return box(name, box(b"data", ints(kind, 0), data))


def _nero(marks: tuple[Mark, ...], rate: int) -> bytes:
    listed = marks[:_NERO_MOST]
    entries = []
    for mark in listed:
        title = _cut(mark.title, _NERO_TITLE_BYTES)
        # By the millisecond, as the other list and captions have it.
        begin = ms_of(mark.start, rate) * (_NERO_UNITS // 1000)
        entries.append(begin.to_bytes(8, "big") + bytes((len(title),)) + title)
    return full(b"chpl", ints(0), bytes((len(listed),)), *entries, version=1)


def _cut(title: str, most: int) -> bytes:
    """Give a title in no more than so many bytes, whole letters."""
    return " ".join(title.split()).encode()[:most].decode(errors="ignore").encode()


class ChapterTrack(msgspec.Struct, frozen=True):
    """Chapters as a track of text, track number `number`; its `data` lies beside the sound."""

    number: int
    marks: tuple[Mark, ...]
    rate: int
    language: str

    @property
    def samples(self) -> list[bytes]:
        """The titles, one a chapter."""
        titles = (_cut(mark.title, _TEXT_BYTES) for mark in self.marks)
        return [shorts(len(title)) + title + _IN_UTF_8 for title in titles]

    @property
    def data(self) -> bytes:
        """The titles as they lie in the file, one after the other."""
        return b"".join(self.samples)

    def track(self, sound: int, place: int, moved: int, end: int) -> bytes:
        """Make the track, for sound of so many frames. Its data are at `place`, before they and
        all else, which ends at `end`, have moved.
        """
        length = self._ms[-1]
        shown = timed(b"tkhd", sound, ints(self.number, 0), ints(0, 0, 0, 0, *MATRIX, 0, 0))
        # It is never shown, so its looks do not matter.
        media = full(b"gmin", shorts(0x40, 0x8000, 0x8000, 0x8000, 0, 0))
        return box(
            b"trak",
            shown,
            box(
                b"mdia",
                timed(b"mdhd", length, ints(_TEXT_SCALE), ints(packed(self.language) << 16)),
                full(b"hdlr", ints(0), b"text", bytes(12), b"Chapters\0"),
                box(
                    b"minf",
                    box(b"gmhd", media, box(b"text", ints(*MATRIX))),
                    box(b"dinf", full(b"dref", ints(1), full(b"url ", flags=1))),
                    box(b"stbl", *self._table(place, moved, end)),
                ),
            ),
        )

    @property
    def _ms(self) -> list[int]:
        """When chapters begin, and the last one ends."""
        edges = [*(mark.start for mark in self.marks), self.marks[-1].end]
        return [ms_of(frame, self.rate) for frame in edges]

    def _table(self, place: int, moved: int, end: int) -> list[bytes]:
        count = len(self.marks)
        edges = self._ms
        runs = (ints(1, b - a) for a, b in pairwise(edges))
        entry = bytes(6) + shorts(1) + ints(1, 1) + bytes(33)
        sizes = ints(*map(len, self.samples))
        return [
            full(b"stsd", ints(1), box(b"text", entry)),
            full(b"stts", ints(count), *runs),
            full(b"stsc", ints(1, 1, count, 1)),
            full(b"stsz", ints(0, count), sizes),
            chunk_places(array("Q", (place,)), moved, end),
        ]
