"""The conversation as it goes between two processes of ours on one machine: framed by its length.

The messages, the events and their order are those of `/ws3`. What lies around them on a network is
left out, since it costs half of what speaking does: HTTP, WebSocket, and base64 around the sound.

A frame is a kind (one byte), a length (u32, little-endian) and so many bytes. A client opens with
the target of its request; the answer says that it is agreed to, or why not. A client may hand over
a room of memory along with the connection, into which the sound is put that it is told of: the
first after each of its messages, which says that it has taken what was there.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

_HEADER = struct.Struct("<cI")
HEADER_BYTES = _HEADER.size

#: From a client: the target of its request; a message.
OPEN, MESSAGE = b"O", b"M"
#: From a server: agreed; refused, by a status and a text; sound; so many bytes of sound in the
#: room; another event; closed, by a code and a reason.
AGREED, REFUSED, SOUND, SHARED, EVENT, CLOSED = b"A", b"R", b"S", b"H", b"E", b"C"
#: As much as most sentences come to.
ROOM_BYTES = 2**21

Frame = tuple[bytes, bytes]


def frame(kind: bytes, payload: bytes = b"") -> bytes:
    """Give a frame."""
    return header(kind, payload) + payload


def header(kind: bytes, payload: bytes | bytearray) -> bytes:
    """Give what goes before a payload that is too long to be copied."""
    return _HEADER.pack(kind, len(payload))


def numbered(number: int, text: str) -> bytes:
    """Give the payload of what has a number and a text."""
    return b"%d %s" % (number, text.encode())


def number_and_text(payload: bytes) -> tuple[int, str]:
    """Read what `numbered` gave."""
    number, _, text = payload.partition(b" ")
    return int(number), text.decode()


class Frames:
    """The frames in a stream of bytes, as they become whole."""

    def __init__(self) -> None:
        self._parts: list[bytes | bytearray] = []
        self._length = 0

    def feed(self, data: bytes | bytearray) -> Iterator[Frame]:
        """Add what came, and give each frame that is whole by then."""
        self._parts.append(data)
        self._length += len(data)
        while (end := self._end()) is not None and end <= self._length:
            whole = self._joined()
            kind, _ = _HEADER.unpack_from(whole)
            self._parts, self._length = [whole[end:]], len(whole) - end
            yield kind, whole[_HEADER.size : end]

    def _end(self) -> int | None:
        """Tell where the first frame ends, once that is known."""
        if self._length < _HEADER.size:
            return None
        first = self._parts[0] if len(self._parts[0]) >= _HEADER.size else self._joined()
        _, length = _HEADER.unpack_from(first)
        return _HEADER.size + int(length)

    def _joined(self) -> bytes:
        whole = self._parts[0] if len(self._parts) == 1 else b"".join(self._parts)
        whole = bytes(whole)
        self._parts = [whole]
        return whole
