"""Packets that an encoder has made, many as one, and who keeps them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

import msgspec
from msgspec.structs import replace


class Packets(msgspec.Struct, frozen=True):
    """Packets that follow one another, of as many `frames` each: where the first one begins in the
    sound, how many bytes each has, and the bytes of all.

    An hour has a hundred thousand of them. One by one they would take as long in Python, from here
    to the file, as all else beside the encoder.
    """

    begin: int
    frames: int
    sizes: Sequence[int]
    data: bytes

    def moved(self, frames: int) -> Packets:
        """Give the same, so many frames later."""
        return replace(self, begin=self.begin + frames)

    def each(self) -> Iterator[tuple[int, bytes]]:
        """Give where each begins, and its bytes."""
        at = 0
        for number, size in enumerate(self.sizes):
            yield self.begin + number * self.frames, self.data[at : at + size]
            at += size


class PieceKeeper(Protocol):
    """Keeps the packets of pieces, each by a key that tells the sound and the encoder."""

    def get(self, key: str) -> Packets | None:
        """Give what is kept, if it is."""
        ...

    def put(self, key: str, packets: Packets) -> None:
        """Keep packets, if there is room for them."""
        ...
