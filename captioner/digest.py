"""The digest by which bytes are known again: XXH3 of 128 bits, as `xxhsum -H2` shows it.

It tells what a disk has spoiled or somebody has edited, not what an enemy has forged. A sentence is
spoken in a few thousandths of a second, and SHA-256 would take a twentieth of that for its sound,
and as much again for the file that it goes into. https://xxhash.com

That of a file beyond 1 MiB is the digest of those of its blocks of 1 MiB, of 16 bytes each, one
behind the other: so it is found on all cores, and is known when a file is written, though that is
given its first bytes last.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import xxhash

from captioner.cores import cores
from captioner.errors import reading

_BLOCK_BYTES = 2**20
#: Fewer blocks are read sooner than threads are begun.
_MANY_BLOCKS = 64

#: To be given bytes one after the other, with `update`; then it gives `hexdigest`.
Digest = xxhash.xxh3_128
#: Gives the digest of some bytes, as bytes or in hexadecimal digits.
digest = xxhash.xxh3_128_digest
hexdigest = xxhash.xxh3_128_hexdigest


class FileDigest:
    """The digest of a file whose bytes come one after the other."""

    def __init__(self) -> None:
        self._blocks: list[bytes] = []
        self._block = Digest()
        self._room = _BLOCK_BYTES

    def update(self, data: bytes | memoryview) -> None:
        """Add some bytes."""
        left = memoryview(data)
        while len(left) >= self._room:
            self._block.update(left[: self._room])
            left = left[self._room :]
            self._blocks.append(self._block.digest())
            self._block.reset()
            self._room = _BLOCK_BYTES
        self._block.update(left)
        self._room -= len(left)

    def hexdigest(self, path: Path | None = None) -> str:
        """Give the digest, in hexadecimal digits. Where bytes within the first block were replaced,
        that is read anew from `path`. Raises OSError where that cannot be read.
        """
        blocks = list(self._blocks)
        if self._room < _BLOCK_BYTES or not blocks:
            blocks.append(self._block.digest())
        if path is not None:
            blocks[0] = _blocks_of(path, 0, 1)[0]
        return _joined(blocks)


def digest_of(path: Path) -> str:
    """Give the digest of a file, in hexadecimal digits. Raises OSError where it cannot be read."""
    count = -(-path.stat().st_size // _BLOCK_BYTES)
    if count < _MANY_BLOCKS:
        return _joined(_blocks_of(path, 0, count))
    parts = min(cores(), count)
    edges = [count * number // parts for number in range(parts + 1)]
    try:
        with ThreadPoolExecutor(parts) as threads:
            found = threads.map(partial(_blocks_of, path), edges, edges[1:])
            return _joined([block for part in found for block in part])
    except RuntimeError:  # No more threads can be had.
        return _joined(_blocks_of(path, 0, count))


def _blocks_of(path: Path, first: int, end: int) -> list[bytes]:
    """Give the digests of some blocks of a file; of one at least."""
    blocks = []
    buffer = memoryview(bytearray(_BLOCK_BYTES))
    with path.open("rb") as file:
        file.seek(first * _BLOCK_BYTES)
        for _ in range(max(1, end - first)):
            size = file.readinto(buffer)  # All of it, or as much as there is before the end.
            blocks.append(digest(buffer[:size]))
    return blocks


def _joined(blocks: list[bytes]) -> str:
    return blocks[0].hex() if len(blocks) == 1 else hexdigest(b"".join(blocks))


def matches(path: Path, size: int, told: str) -> bool:
    """Tell whether a file has a size and a digest. Raises OutputError where it cannot be read."""
    with reading(path):
        return path.stat().st_size == size and digest_of(path) == told
