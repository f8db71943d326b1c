"""The digest of a file, whole or as it comes."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from captioner.digest import Digest, digest, digest_of, hexdigest
from tests.strategies import tried

#: What `xxhsum -H2` shows.
KNOWN = {b"": "99aa06d3014798d86001c324468d497f", b"a": "a96faf705af16834e6c632b61e964e1f"}


@pytest.mark.parametrize("said", KNOWN)
def test_it_is_that_of_the_tools_of_others(tmp_path: Path, said: bytes) -> None:
    path = tmp_path / "file"
    path.write_bytes(said)

    assert digest_of(path) == KNOWN[said] == hexdigest(said) == digest(said).hex()


@tried
@given(st.lists(st.integers(0, 2**20), max_size=4), st.integers(0, 2**22))
def test_what_comes_in_pieces_has_the_digest_of_its_file(
    tmp_path_factory: pytest.TempPathFactory, sizes: list[int], spoiled: int
) -> None:
    path = tmp_path_factory.mktemp("digest") / "file"
    pieces = [bytes([number]) * size for number, size in enumerate(sizes)]
    path.write_bytes(b"".join(pieces))
    found = Digest()
    for piece in pieces:
        found.update(piece)

    assert found.hexdigest() == digest_of(path)
    if spoiled < sum(sizes):
        with path.open("rb+") as file:
            file.seek(spoiled)
            file.write(b"!")
        assert found.hexdigest() != digest_of(path)
