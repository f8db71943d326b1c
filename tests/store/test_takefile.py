"""A kept take as a file: what was written is read, and what was changed is not believed."""

from __future__ import annotations

import json
import random
import struct
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from captioner.audio import Take
from captioner.store.takefile import (
    Asked,
    DamagedTake,
    Kind,
    OtherVersion,
    header_length,
    read,
    read_header,
    write,
)
from tests.store.making import ORIGIN, TEXT, take
from tests.strategies import any_text, takes, tried

KINDS: tuple[Kind, ...] = ("pcm_s16le", "flac")


def written(kind: Kind = "pcm_s16le", made: Take | None = None) -> bytes:
    return b"".join(write(Asked(ORIGIN, TEXT), made or take(), kind, 1_700_000_000)[1])


@tried
@given(st.data(), any_text(), st.integers(0, 10**6), st.sampled_from(KINDS))
def test_any_take_of_any_text_comes_back_as_it_was(
    data: st.DataObject, text: str, number: int, kind: Kind
) -> None:
    drawn = data.draw(takes(text))
    noisy = random.Random(number).randbytes(len(drawn.pcm))
    for whole in (drawn, replace(drawn, pcm=noisy)):
        kept, parts = write(Asked(ORIGIN, text, number), whole, kind, 1)
        back = read(b"".join(parts))

        assert back == kept
        assert back.take == whole
        assert back.header.key == ORIGIN.key(text)


@pytest.mark.parametrize("kind", KINDS)
def test_a_take_without_sound_or_words_comes_back(kind: Kind) -> None:
    assert read(written(kind, Take(b"", 8000))).take == Take(b"", 8000)


@pytest.mark.parametrize("kind", KINDS)
def test_no_bit_can_change_unnoticed(kind: Kind) -> None:
    whole = written(kind, take(frames=60))
    for at in range(len(whole)):
        for bit in range(8):
            changed = bytearray(whole)
            changed[at] ^= 1 << bit
            with pytest.raises((DamagedTake, OtherVersion)):
                read(bytes(changed))


def test_no_byte_can_be_lost_from_the_end_or_come_to_it() -> None:
    whole = written(made=take(frames=60))
    for end in range(len(whole)):
        with pytest.raises(DamagedTake):
            read(whole[:end])
    with pytest.raises(DamagedTake):
        read(whole + b"\0")


def test_the_header_is_read_without_the_sound() -> None:
    whole = written()
    alone = whole[: header_length(whole)]

    assert read_header(alone) == read(whole).header
    assert read_header(alone).seconds == 400 / 8000
    assert read_header(alone).characters == len(TEXT)


def with_header(change: dict[str, Any]) -> bytes:
    """Write a file with another header, digest and all."""
    whole = written()
    end = header_length(whole)
    header = json.dumps(json.loads(whole[42:end]) | change).encode()
    front = struct.pack("<6sI32s", b"TAKE1\n", len(header), sha256(header).digest())
    return front + header + whole[end:]


def test_what_a_later_version_adds_is_passed_over() -> None:
    assert read(with_header({"loudness": -23.0})).take == take()


def test_a_take_that_was_kept_with_another_digest_is_still_believed() -> None:
    old = with_header({"xxh3": "", "sha256": sha256(take().pcm).hexdigest()})

    assert read(old).take == take()
    with pytest.raises(DamagedTake, match="its sound was changed"):
        read(old[:-1] + b"!")
    with pytest.raises(DamagedTake, match="its sound was changed"):
        read(with_header({"xxh3": ""}))


@pytest.mark.parametrize("change", [{"kind": "opus"}, {"rate": "fast"}, {"words": None}])
def test_a_header_that_says_other_things_is_of_another_version(change: dict[str, Any]) -> None:
    with pytest.raises(OtherVersion):
        read(with_header(change))


def test_a_file_of_another_version_is_told_from_a_damaged_one() -> None:
    with pytest.raises(OtherVersion):
        read(b"TAKE2\n" + bytes(100))
    with pytest.raises(DamagedTake):
        read(b"RIFF" + bytes(100))


def test_a_length_that_is_not_that_of_the_sound_is_damage() -> None:
    with pytest.raises(DamagedTake, match="400 frames, not 7"):
        read(with_header({"frames": 7}))
