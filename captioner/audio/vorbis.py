"""The tags of Opus and FLAC: Vorbis comments, and the picture block of FLAC.

Chapters are told as the Ogg chapter extension does, in comments that go by a number.
"""

from __future__ import annotations

import base64
import struct
from collections.abc import Iterator, Sequence

from captioner.audio.pcm import ms_of
from captioner.audio.tags import Mark, Tags
from captioner.document import Picture

_NAMES = {
    "title": ("TITLE",),
    "author": ("ARTIST", "ALBUMARTIST"),
    "album": ("ALBUM",),
    "narrator": ("COMPOSER", "PERFORMER", "NARRATOR"),
    "genre": ("GENRE",),
    "year": ("DATE",),
    "language": ("LANGUAGE",),
}
_VENDOR = b"captioner"
_FRONT_COVER = 3


def comments(tags: Tags, rate: int, *, with_cover: bool) -> bytes:
    """Give the comments, from the length of the vendor on; `rate` is that of the marks, in Hz.

    The cover is among them `with_cover`, in base64 as Opus has it; FLAC has a block for it.
    """
    fields = [(name, text) for key, text in tags.told() for name in _NAMES[key]]
    if tags.track:
        fields.append(("TRACKNUMBER", str(tags.track)))
    if tags.tracks:
        fields.append(("TRACKTOTAL", str(tags.tracks)))
    fields += _chapters(tags.chapters, rate)
    if with_cover and tags.cover is not None:
        block = base64.b64encode(picture_block(tags.cover)).decode()
        fields.append(("METADATA_BLOCK_PICTURE", block))
    lines = [f"{name}={text}".encode("utf-8", "replace") for name, text in fields]
    counted = [_VENDOR, *lines]
    head, *rest = (len(line).to_bytes(4, "little") + line for line in counted)
    return head + len(rest).to_bytes(4, "little") + b"".join(rest)


def picture_block(cover: Picture) -> bytes:
    """Give a picture as FLAC's block of that kind; its size is left for players to find out."""
    kind = cover.media_type.encode()
    told = struct.pack(f">II{len(kind)}sI", _FRONT_COVER, len(kind), kind, 0)
    return told + bytes(16) + len(cover.data).to_bytes(4, "big") + cover.data


def _chapters(marks: Sequence[Mark], rate: int) -> Iterator[tuple[str, str]]:
    for number, mark in enumerate(marks):
        name = f"CHAPTER{number:03}"
        seconds, ms = divmod(ms_of(mark.start, rate), 1000)
        minutes, seconds = divmod(seconds, 60)
        hours, minutes = divmod(minutes, 60)
        yield name, f"{hours:02}:{minutes:02}:{seconds:02}.{ms:03}"
        yield f"{name}NAME", " ".join(mark.title.split())
