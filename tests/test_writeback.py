"""Pieces of bytes, written at once."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from captioner.writeback import CAN_WRITE_BACK, write_all, write_back
from tests.strategies import tried

PARTS = st.lists(st.binary(max_size=50), max_size=20).flatmap(
    lambda parts: st.integers(0, 200).map(lambda times: parts * times)
)


@tried
@given(PARTS)
def test_all_parts_are_written_one_behind_the_other(
    tmp_path_factory: pytest.TempPathFactory, parts: list[bytes]
) -> None:
    path = tmp_path_factory.mktemp("writeback") / "file"
    with path.open("wb", buffering=0) as file:
        write_all(file.fileno(), parts)

    assert path.read_bytes() == b"".join(parts)


@tried
@given(PARTS, st.integers(1, 70))
def test_a_disk_that_takes_less_than_all_is_given_the_rest(parts: list[bytes], most: int) -> None:
    taken = bytearray()

    def take(descriptor: int, given: list[memoryview]) -> int:
        size = min(most, sum(map(len, given)))
        taken.extend(b"".join(given)[:size])
        return size

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(os, "writev", take, raising=False)
        write_all(0, parts)

    assert bytes(taken) == b"".join(parts)


@pytest.mark.skipif(not CAN_WRITE_BACK, reason="the system cannot be asked to")
def test_advice_that_is_not_taken_is_no_failure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*asked: int) -> None:
        raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))

    monkeypatch.setattr(os, "posix_fadvise", refuse)
    with (tmp_path / "file").open("wb", 0) as file:
        write_back(file.fileno())


def test_without_vectors_each_part_is_written_alone(tmp_path: Path) -> None:
    with pytest.MonkeyPatch.context() as patched, (tmp_path / "file").open("wb", 0) as file:
        patched.delattr(os, "writev", raising=False)
        write_all(file.fileno(), [b"one ", b"", b"two"])

    assert (tmp_path / "file").read_bytes() == b"one two"
