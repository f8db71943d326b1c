"""The tag in front of an MP3: ID3v2.3, which more players read than 2.4, and its chapters addendum.

Audiobook players take the composer for the narrator, and the artist for the author.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from captioner.audio.pcm import ms_of
from captioner.audio.tags import Mark, Tags
from captioner.document import Picture

_FRAMES = {
    "title": ("TIT2",),
    "author": ("TPE1", "TPE2"),
    "album": ("TALB",),
    "narrator": ("TCOM",),
    "genre": ("TCON",),
    "year": ("TYER",),
    "language": ("TLAN",),
}
_LATIN_1, _UTF_16 = b"\0", b"\1"
_FRONT_COVER = b"\3"
#: The flags of a table of contents.
_TOP, _ORDERED = 2, 1
#: A table lists no more than fit in a byte.
_MOST_LISTED = 255
_BY_TIME_ALONE = b"\xff" * 8


def id3_tag(tags: Tags, rate: int) -> bytes:
    """Give the whole tag; empty where nothing is told. `rate` is that of the marks, in Hz."""
    frames = [_text(frame, text) for name, text in tags.told() for frame in _FRAMES[name]]
    if tags.numbered:
        frames.append(_text("TRCK", tags.numbered))
    frames += _chapters(tags.chapters, rate)
    if tags.cover is not None:
        frames.append(_picture(tags.cover))
    body = b"".join(frames)
    return b"ID3\3\0\0" + _seven_bits_each(len(body)) + body if body else b""


def _frame(name: str, body: bytes) -> bytes:
    return name.encode() + len(body).to_bytes(4, "big") + bytes(2) + body


def _text(name: str, text: str) -> bytes:
    if text.isascii():
        return _frame(name, _LATIN_1 + text.encode())
    return _frame(name, _UTF_16 + b"\xff\xfe" + text.encode("utf-16-le", "replace"))


def _picture(cover: Picture) -> bytes:
    kind = cover.media_type.encode() + b"\0" + _FRONT_COVER
    return _frame("APIC", _LATIN_1 + kind + b"\0" + cover.data)


def _chapters(marks: Sequence[Mark], rate: int) -> Iterator[bytes]:
    """Give chapters and their tables of contents, of which the topmost may list others."""
    if not marks:
        return
    names = [f"ch{number}" for number in range(1, len(marks) + 1)]
    for name, mark in zip(names, marks, strict=True):
        times = (ms_of(frame, rate).to_bytes(4, "big") for frame in (mark.start, mark.end))
        title = _text("TIT2", " ".join(mark.title.split()))
        yield _frame("CHAP", name.encode() + b"\0" + b"".join(times) + _BY_TIME_ALONE + title)
    tables = {
        f"toc{at // _MOST_LISTED + 1}": names[at : at + _MOST_LISTED]
        for at in range(0, len(names), _MOST_LISTED)
    }
    if len(tables) > 1:
        for name, listed in tables.items():
            yield _table(name, listed, _ORDERED)
        names = list(tables)
    yield _table("toc", names, _TOP | _ORDERED)


def _table(name: str, listed: Sequence[str], flags: int) -> bytes:
    entries = b"".join(entry.encode() + b"\0" for entry in listed)
    return _frame("CTOC", name.encode() + b"\0" + bytes((flags, len(listed))) + entries)


def _seven_bits_each(number: int) -> bytes:
    return bytes(number >> shift & 0x7F for shift in (21, 14, 7, 0))
