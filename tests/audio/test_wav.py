"""WAV files of our own, read back by other readers."""

from __future__ import annotations

import struct
import wave
from pathlib import Path

import pytest

from captioner.audio.tags import Tags
from captioner.audio.wav import Wav
from captioner.digest import digest_of

RATE = 22050


@pytest.mark.parametrize("pieces", [[], [b"ab"], [b"", b"abcd", bytes(3_000_000), b"xy"]])
def test_what_was_written_is_read(tmp_path: Path, pieces: list[bytes]) -> None:
    path = tmp_path / "a.wav"
    file = Wav(path, RATE)
    for piece in pieces:
        file.write(piece)
    file.finish(Tags(title="Odd"))

    with wave.open(str(path)) as read:
        assert (read.getnchannels(), read.getsampwidth(), read.getframerate()) == (1, 2, RATE)
        assert read.readframes(read.getnframes()) == b"".join(pieces)
    assert int.from_bytes(path.read_bytes()[4:8], "little") == path.stat().st_size - 8
    assert file.digest == digest_of(path)


def test_beyond_four_gigabytes_it_is_rf64(tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    file = Wav(path, RATE)
    file.write(b"abcd")
    # As if so much had been written: only the header is looked at.
    file._bytes = samples = 5 * 2**30
    file.finish(Tags())

    head = path.read_bytes()[:80]
    assert (head[:4], head[8:12], head[12:16]) == (b"RF64", b"WAVE", b"ds64")
    assert head[4:8] == head[76:80] == b"\xff" * 4
    riff, data, frames = struct.unpack_from("<QQQ", head, 20)
    assert (riff, data, frames) == (samples + 72, samples, samples // 2)


def test_all_but_the_end_is_given_to_the_disk_and_all_but_the_latest_leaves_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[int, int]] = []
    monkeypatch.setattr(
        "captioner.audio.wav.write_back", lambda file, begin, size: asked.append((begin, size))
    )
    monkeypatch.setattr("captioner.audio.wav._PORTION_BLOCKS", 2)
    monkeypatch.setattr("captioner.audio.wav._HELD_BYTES", 2**22)
    file = Wav(tmp_path / "a.wav", RATE)
    for _ in range(10):
        file.write(bytes(2**20))
    file.finish(Tags())

    portions = [(begin * 2**21, 2**21) for begin in range(5)]
    assert asked == [
        portions[0], portions[1], portions[2], portions[0], portions[3], portions[1],
        portions[4], portions[2],
    ]  # fmt: skip
