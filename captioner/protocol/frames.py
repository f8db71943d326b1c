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

_HEADER = struct.Struct("<cI")
HEADER_BYTES = _HEADER.size

#: From a client: the target of its request; a message.
OPEN, MESSAGE = b"O", b"M"
#: From a server: agreed; refused, by a status and a text; sound; so many bytes of sound in the
#: room; another event; closed, by a code and a reason.
AGREED, REFUSED, SOUND, SHARED, EVENT, CLOSED = b"A", b"R", b"S", b"H", b"E", b"C"
#: As much as most sentences come to.
ROOM_BYTES = 2**21
#: While others wait to be spoken for, a server speaks for so many before it answers and hears
#: others. Whoever takes the answers shares the cores with the voice: it is woken less often, and
#: finds more to do.
TOGETHER = 7

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
        #: So much has to come before there can be another one.
        self._wanted = _HEADER.size

    def feed(self, data: bytes | bytearray) -> list[Frame]:
        """Add what came, and give the frames that are whole by then."""
        self._parts.append(data)
        self._length += len(data)
        found: list[Frame] = []
        if self._length < self._wanted:
            return found
        whole = bytes(data) if len(self._parts) == 1 else b"".join(self._parts)
        at, end = 0, _HEADER.size
        while end <= self._length:
            kind, length = _HEADER.unpack_from(whole, at)
            end = at + _HEADER.size + length
            if end <= self._length:
                found.append((kind, whole[at + _HEADER.size : end]))
                at, end = end, end + _HEADER.size
        self._wanted = end - at
        self._length -= at
        self._parts = [whole[at:]] if self._length else []
        return found
