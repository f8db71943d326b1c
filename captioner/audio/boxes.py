"""The boxes that an MP4 is made of (ISO/IEC 14496-12, 4.2), and the numbers in them."""

from __future__ import annotations

import sys
from array import array

#: As it stands in headers: nothing is turned or scaled.
MATRIX = (0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)


def box(name: bytes, *parts: bytes) -> bytes:
    """Make a box of less than 4 GiB."""
    return ints(8 + sum(map(len, parts))) + name + b"".join(parts)


def full(name: bytes, *parts: bytes, version: int = 0, flags: int = 0) -> bytes:
    """Make a box that has a version and flags."""
    return box(name, bytes((version,)) + flags.to_bytes(3, "big"), *parts)


def timed(name: bytes, duration: int, before: bytes, after: bytes, *, flags: int = 0) -> bytes:
    """Make a header that tells when it was made (never, so that it is always the same) and how
    long it is, in 64 bits where 32 are too few.
    """
    width = 8 if duration >= 2**32 else 4
    times = (bytes(2 * width), before, duration.to_bytes(width, "big"), after)
    return full(name, *times, version=int(width > 4), flags=flags)


def descriptor(tag: int, *parts: bytes) -> bytes:
    """Make a descriptor of less than 128 bytes (14496-1, 8.3.3)."""
    return bytes((tag, sum(map(len, parts)))) + b"".join(parts)


def ints(*numbers: int) -> bytes:
    """Give numbers in 32 bits each."""
    return b"".join(number.to_bytes(4, "big") for number in numbers)


def shorts(*numbers: int) -> bytes:
    """Give numbers in 16 bits each."""
    return b"".join(number.to_bytes(2, "big") for number in numbers)


def big_endian(numbers: array[int]) -> bytes:
    """Give many numbers, in as many bits as their array has."""
    copy = array(numbers.typecode, numbers)
    if sys.byteorder == "little":
        copy.byteswap()
    return copy.tobytes()


def chunk_places(places: array[int], moved: int, end: int) -> bytes:
    """Make the box that tells where chunks lie, once the data that end at `end` have moved."""
    is_large = end >= 2**32 - 2**28
    after = array("Q" if is_large else "I", (place + moved for place in places))
    return full(b"co64" if is_large else b"stco", ints(len(after)), big_endian(after))


def packed(language: str) -> int:
    """Pack three letters (14496-12, 8.4.2.3); `und` for none."""
    first, second, third = (ord(letter) - 0x60 for letter in language or "und")
    return first << 10 | second << 5 | third
