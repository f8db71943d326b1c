"""The digest by which a file is known again. Of a long one it is found on all cores.

It is the SHA-256 of what the file holds; where that is more than a block, the SHA-256 of those of
its blocks, one behind the other.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import islice
from pathlib import Path

from captioner.cores import cores

BLOCK_BYTES = 2**22


_READ_BYTES = 2**18


class Digest:
    """The digest of bytes that come one after the other: `add` some, then ask for `hex`."""

    def __init__(self) -> None:
        self._full: list[bytes] = []
        self._block = hashlib.sha256()
        self._room = BLOCK_BYTES

    def add(self, data: bytes) -> None:
        """Add what comes next."""
        left = memoryview(data)
        while left:
            if not self._room:
                self._full.append(self._block.digest())
                self._block, self._room = hashlib.sha256(), BLOCK_BYTES
            now, left = left[: self._room], left[self._room :]
            self._block.update(now)
            self._room -= len(now)

    @property
    def hex(self) -> str:
        """The digest of all that was added, in hexadecimal digits."""
        return _of_blocks([*self._full, self._block.digest()])


def digest_of(path: Path) -> str:
    """Give the digest of a file, in hexadecimal digits. Raises OSError where it cannot be read."""
    size = path.stat().st_size
    if size <= BLOCK_BYTES:
        return _of_blocks([_of_block(path, 0)])
    workers = cores()
    starts = iter(range(0, size, BLOCK_BYTES))
    found: list[bytes] = []
    with ThreadPoolExecutor(workers, thread_name_prefix="digest") as pool:
        # Not all at once: a disk that fails is to be told of soon.
        while some := list(islice(starts, 8 * workers)):
            found += pool.map(partial(_of_block, path), some)
    return _of_blocks(found)


def _of_block(path: Path, start: int) -> bytes:
    """Give the digest of the block of a file that begins at an offset."""
    digest, buffer = hashlib.sha256(), memoryview(bytearray(_READ_BYTES))
    left = BLOCK_BYTES
    with path.open("rb", buffering=0) as file:
        file.seek(start)
        while size := file.readinto(buffer[:left]):
            digest.update(buffer[:size])
            left -= size
    return digest.digest()


def _of_blocks(digests: Sequence[bytes]) -> str:
    if len(digests) == 1:
        return digests[0].hex()
    return hashlib.sha256(b"".join(digests)).hexdigest()
