"""The digest of a file, whole or as it comes."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from captioner.digest import FileDigest, digest, digest_of, hexdigest
from tests.strategies import tried

#: What `xxhsum -H2` shows.
KNOWN = {b"": "99aa06d3014798d86001c324468d497f", b"a": "a96faf705af16834e6c632b61e964e1f"}


@pytest.mark.parametrize("said", KNOWN)
def test_it_is_that_of_the_tools_of_others(tmp_path: Path, said: bytes) -> None:
    path = tmp_path / "file"
    path.write_bytes(said)

    assert digest_of(path) == KNOWN[said] == hexdigest(said) == digest(said).hex()


@tried
@given(st.lists(st.integers(0, 2**20), max_size=4), st.integers(0, 2**22), st.integers(0, 2**20))
def test_what_comes_in_pieces_has_the_digest_of_its_file(
    tmp_path_factory: pytest.TempPathFactory, sizes: list[int], spoiled: int, replaced: int
) -> None:
    path = tmp_path_factory.mktemp("digest") / "file"
    pieces = [bytes([number]) * size for number, size in enumerate(sizes)]
    path.write_bytes(b"".join(pieces))
    found = FileDigest()
    for piece in pieces:
        found.update(piece)

    assert found.hexdigest() == digest_of(path)
    if spoiled < sum(sizes):
        _write_at(path, spoiled, b"!")
        assert found.hexdigest() != digest_of(path)
    path.write_bytes(b"".join(pieces))
    if replaced < min(2**20, sum(sizes)):
        _write_at(path, replaced, b"!")
        assert found.hexdigest(path) == digest_of(path) != found.hexdigest()


@pytest.mark.parametrize("cores", [1, 2, 101, 256])
def test_the_digest_of_a_large_file_is_that_of_the_digests_of_its_blocks(
    tmp_path: Path, cores: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "file"
    # More blocks than one thread reads, and the last one is not whole.
    blocks = [bytes([number]) * 2**20 for number in range(100)] + [b"end"]
    path.write_bytes(b"".join(blocks))
    monkeypatch.setattr("captioner.digest.cores", lambda: cores)

    assert digest_of(path) == hexdigest(b"".join(map(digest, blocks)))


def test_where_no_thread_can_be_had_a_large_file_is_read_in_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "file"
    path.write_bytes(bytes(2**26 + 1))
    told = digest_of(path)

    def fail(thread: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(threading.Thread, "start", fail)
    assert digest_of(path) == told


def _write_at(path: Path, place: int, data: bytes) -> None:
    with path.open("rb+") as file:
        file.seek(place)
        file.write(data)
