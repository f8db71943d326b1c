"""The digest of a file, long or short, whole or as it comes."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from captioner.digest import BLOCK_BYTES, Digest, digest_of
from tests.strategies import tried


@pytest.mark.parametrize("size", [0, 1, BLOCK_BYTES - 1, BLOCK_BYTES])
def test_up_to_a_block_it_is_that_of_the_file(tmp_path: Path, size: int) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"x" * size)

    assert digest_of(path) == hashlib.sha256(b"x" * size).hexdigest()


def test_of_a_long_file_it_is_that_of_its_blocks(tmp_path: Path) -> None:
    path = tmp_path / "file"
    blocks = [bytes([number]) * BLOCK_BYTES for number in range(40)] + [b"the rest"]
    path.write_bytes(b"".join(blocks))
    digests = b"".join(hashlib.sha256(block).digest() for block in blocks)

    assert digest_of(path) == hashlib.sha256(digests).hexdigest()
    with path.open("rb+") as file:
        file.seek(17 * BLOCK_BYTES)
        file.write(b"!")
    assert digest_of(path) != hashlib.sha256(digests).hexdigest()


@tried
@given(st.lists(st.integers(0, 2 * BLOCK_BYTES), max_size=4))
def test_what_comes_in_pieces_has_the_digest_of_its_file(
    tmp_path_factory: pytest.TempPathFactory, sizes: list[int]
) -> None:
    path = tmp_path_factory.mktemp("digest") / "file"
    pieces = [bytes([number]) * size for number, size in enumerate(sizes)]
    path.write_bytes(b"".join(pieces))
    digest = Digest()
    for piece in pieces:
        digest.add(piece)

    assert digest.hex == digest_of(path)
