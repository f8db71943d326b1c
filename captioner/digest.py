"""The digest by which bytes are known again: XXH3 of 128 bits, as `xxhsum -H2` shows it.

It tells what a disk has spoiled or somebody has edited, not what an enemy has forged. A sentence is
spoken in a few thousandths of a second, and SHA-256 would take a twentieth of that for its sound,
and as much again for the file that it goes into. https://xxhash.com
"""

from __future__ import annotations

from pathlib import Path

import xxhash

from captioner.errors import reading

_READ_BYTES = 2**18

#: To be given bytes one after the other, with `update`; then it gives `hexdigest`.
Digest = xxhash.xxh3_128
#: Gives the digest of some bytes, as bytes or in hexadecimal digits.
digest = xxhash.xxh3_128_digest
hexdigest = xxhash.xxh3_128_hexdigest


def digest_of(path: Path) -> str:
    """Give the digest of a file, in hexadecimal digits. Raises OSError where it cannot be read."""
    found, buffer = Digest(), memoryview(bytearray(_READ_BYTES))
    with path.open("rb", buffering=0) as file:
        while size := file.readinto(buffer):
            found.update(buffer[:size])
    return found.hexdigest()


def matches(path: Path, size: int, told: str) -> bool:
    """Tell whether a file has a size and a digest. Raises OutputError where it cannot be read."""
    with reading(path):
        return path.stat().st_size == size and digest_of(path) == told
