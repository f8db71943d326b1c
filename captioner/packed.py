"""The sentences of a document held in little room, for as long as a narration takes.

As objects they take nearly a kilobyte each: 30 MB for a million words, and as much again in holes
between them, where sound finds no room. Packed they take a tenth of it. Each is made anew when its
turn comes, in two microseconds; one alone takes as long as the sixty-four that it is packed with.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from typing import overload

import msgspec

from captioner.document import Overview, Sentence, Summed, Summing

#: So many sentences are packed together: more would hardly take less room.
_TOGETHER = 64
#: Text that stands twice, as shown and as said, is found at any level; more effort saves little.
_LEVEL = 1

_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(tuple[Sentence, ...]).decode


class PackedSentences(Summed):
    """Sentences, packed but for the last few: they equal any sequence of the same.

    Whoever asks for one twice gets two that are equal. Their overview was made before they were
    packed. Made by `Packing`.
    """

    def __init__(
        self, packs: Sequence[bytes], rest: Sequence[Sentence], overview: Overview
    ) -> None:
        self.overview = overview
        self._packs = packs
        self._rest = tuple(rest)
        self._packed = len(packs) * _TOGETHER

    def __len__(self) -> int:
        return self._packed + len(self._rest)

    def __iter__(self) -> Iterator[Sentence]:
        for pack in self._packs:
            yield from _unpacked(pack)
        yield from self._rest

    @overload
    def __getitem__(self, index: int) -> Sentence: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Sentence, ...]: ...
    def __getitem__(self, index: int | slice) -> Sentence | tuple[Sentence, ...]:
        if isinstance(index, slice):
            return tuple(self)[index]
        at = range(len(self))[index]
        if at >= self._packed:
            return self._rest[at - self._packed]
        return _unpacked(self._packs[at // _TOGETHER])[at % _TOGETHER]

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Sequence):
            return NotImplemented
        return len(self) == len(other) and all(a == b for a, b in zip(self, other, strict=True))

    def __hash__(self) -> int:
        return hash(tuple(self))

    def __repr__(self) -> str:
        return f"<{len(self)} sentences>"


class Packing:
    """Packs sentences as they are read: not even a book is ever there in full."""

    def __init__(self) -> None:
        self._packs: list[bytes] = []
        self._open: list[Sentence] = []
        self._summing = Summing()
        self.last: Sentence | None = None

    def __len__(self) -> int:
        return len(self._packs) * _TOGETHER + len(self._open)

    def add(self, sentence: Sentence) -> None:
        """Add the `last` one so far."""
        self.last = sentence
        self._summing.add(sentence)
        self._open.append(sentence)
        if len(self._open) == _TOGETHER:
            self._packs.append(zlib.compress(_encode(self._open), _LEVEL))
            self._open = []

    def end(self) -> PackedSentences:
        """Give what was packed."""
        return PackedSentences(tuple(self._packs), self._open, self._summing.end())


def _unpacked(pack: bytes) -> tuple[Sentence, ...]:
    return _decode(zlib.decompress(pack))
