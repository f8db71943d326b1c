"""What stands in front of the sound in a file, written last, when all is known that it tells.

FFmpeg writes the file as the sound comes, bare; then what is behind moves, and the tags come in.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from typing import BinaryIO

from captioner.audio.id3 import id3_tag
from captioner.audio.tags import Tags
from captioner.audio.vorbis import comments, picture_block
from captioner.errors import AudioError

#: So much is moved at once.
_BLOCK_BYTES = 2**20
#: Of a FLAC's blocks (RFC 9639, 8.1).
_STREAMINFO, _COMMENT, _PICTURE, _LAST = 0, 4, 6, 0x80
_LONGEST_BLOCK = 2**24 - 1
#: Of an Ogg page (RFC 3533, 6).
_HEADER, _CONTINUED, _FIRST, _NEVER = 27, 1, 2, -1
_LONGEST_PAGE = 255

#: Puts tags in front of a finished file; the rate is that of their marks, in Hz.
Tagger = Callable[[BinaryIO, Tags, int], None]


def tag_mp3(file: BinaryIO, tags: Tags, rate: int) -> None:
    """Put an ID3 tag before the first frame."""
    replace_front(file, 0, id3_tag(tags, rate))


def tag_flac(file: BinaryIO, tags: Tags, rate: int) -> None:
    """Put comments and a picture behind the stream's own block, instead of what is there.

    Raises AudioError for a cover larger than a block can be, 16 MiB.
    """
    blocks = [(_COMMENT, comments(tags, rate, with_cover=False))]
    if tags.cover is not None:
        blocks.append((_PICTURE, picture_block(tags.cover)))
    file.seek(4)
    info = b""
    is_last = False
    while not is_last:
        header = file.read(4)
        is_last = bool(header[0] & _LAST)
        body = file.read(int.from_bytes(header[1:], "big"))
        if header[0] & ~_LAST == _STREAMINFO:
            info = body
    end = file.tell()
    front = b"fLaC" + _flac_block(_STREAMINFO, info)
    for number, (kind, body) in enumerate(blocks, start=1):
        front += _flac_block(kind | (_LAST if number == len(blocks) else 0), body)
    replace_front(file, end, front)


def _flac_block(kind: int, body: bytes) -> bytes:
    if len(body) > _LONGEST_BLOCK:
        raise AudioError("a FLAC cannot carry so large a cover; take one of less than 16 MB")
    return bytes((kind,)) + len(body).to_bytes(3, "big") + body


def tag_opus(file: BinaryIO, tags: Tags, rate: int) -> None:
    """Put comments into the second packet of an Ogg Opus, and count the pages behind it anew."""
    head = _read_page(file)
    serial = head[14:18]
    while len(page := _read_page(file)) and page[_HEADER + page[26] - 1] == 255:
        pass
    behind = file.tell()
    packet = b"OpusTags" + comments(tags, rate, with_cover=True)
    pages = list(_pages(packet, serial))
    front = head + b"".join(pages)
    replace_front(file, behind, front)
    file.seek(len(front))
    number = 1 + len(pages)
    while page := _read_page(file):
        file.seek(-len(page), 1)
        file.write(_numbered(page, number))
        number += 1


def _read_page(file: BinaryIO) -> bytes:
    header = file.read(_HEADER)
    if not header:
        return b""
    lacing = file.read(header[26])
    return header + lacing + file.read(sum(lacing))


def _pages(packet: bytes, serial: bytes) -> Iterator[bytes]:
    """Lay a packet out on pages of its own, from number 1 on."""
    sizes = [255] * (len(packet) // 255) + [len(packet) % 255]
    at = 0
    for number, first in enumerate(range(0, len(sizes), _LONGEST_PAGE), start=1):
        lacing = sizes[first : first + _LONGEST_PAGE]
        ends = first + _LONGEST_PAGE >= len(sizes)
        place = (0 if ends else _NEVER).to_bytes(8, "little", signed=True)
        flags = bytes((0, _CONTINUED if first else 0))
        header = b"OggS" + flags + place + serial + bytes(8) + bytes((len(lacing), *lacing))
        yield _numbered(header + packet[at : at + sum(lacing)], number)
        at += sum(lacing)


def _numbered(page: bytes, number: int) -> bytes:
    """Give a page another number, and the checksum that goes with it."""
    bare = page[:18] + number.to_bytes(4, "little") + bytes(4) + page[26:]
    return bare[:22] + _checksum(bare) + bare[26:]


#: Each byte with its bits the other way round.
_MIRRORED = bytes(int(f"{byte:08b}"[::-1], 2) for byte in range(256))


def _checksum(page: bytes) -> bytes:
    """Give the checksum of a page. It is zlib's with the bits the other way round, and with nothing
    but zeros before and after it.
    """
    mirrored = zlib.crc32(page.translate(_MIRRORED), 0xFFFFFFFF) ^ 0xFFFFFFFF
    return mirrored.to_bytes(4, "little").translate(_MIRRORED)[::-1]


def replace_front(file: BinaryIO, end: int, front: bytes) -> None:
    """Have `front` stand where the first `end` bytes of a file are."""
    size = file.seek(0, 2)
    move(file, end, size, len(front) - end)
    file.seek(0)
    file.write(front)
    file.truncate(size + len(front) - end)


def move(file: BinaryIO, start: int, end: int, by: int, block: int = _BLOCK_BYTES) -> None:
    """Move bytes [start, end) of a file by so many, forth or back, a block at a time."""
    begins = range(start, end, block)
    for begin in begins if by < 0 else reversed(begins):
        file.seek(begin)
        data = file.read(min(block, end - begin))
        file.seek(begin + by)
        file.write(data)
