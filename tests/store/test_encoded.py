"""Encoded sound that is kept: there or not, and never wrong."""

from __future__ import annotations

import os
from pathlib import Path

from captioner.audio.packets import Packets
from captioner.store.encoded import KEPT_SECONDS, EncodedPieces

KEY = "ab" * 32
PACKETS = Packets(0, 576, [3, 4], b"onetwo\0")


def file_of(folder: Path) -> Path:
    return folder / "encoded" / KEY[:2] / f"{KEY}.packets"


def test_what_was_kept_is_there_and_nothing_else_is(tmp_path: Path) -> None:
    EncodedPieces(tmp_path).put(KEY, PACKETS)

    assert EncodedPieces(tmp_path).get(KEY) == PACKETS
    assert EncodedPieces(tmp_path).get("cd" * 32) is None
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == [file_of(tmp_path)]


def test_what_was_damaged_counts_as_absent_and_is_kept_anew(tmp_path: Path) -> None:
    pieces = EncodedPieces(tmp_path)
    pieces.put(KEY, PACKETS)
    whole = file_of(tmp_path).read_bytes()
    for at in range(len(whole)):
        flipped = whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :]
        for damaged in (flipped, whole[:at]):
            file_of(tmp_path).write_bytes(damaged)
            assert pieces.get(KEY) is None
    pieces.put(KEY, PACKETS)
    assert pieces.get(KEY) == PACKETS


def test_a_disk_that_keeps_nothing_stops_nobody(tmp_path: Path) -> None:
    (tmp_path / "encoded").write_text("a file")
    pieces = EncodedPieces(tmp_path)
    pieces.put(KEY, PACKETS)
    assert pieces.get(KEY) is None


def test_what_was_not_used_for_a_week_goes_and_what_is_not_ours_stays(tmp_path: Path) -> None:
    EncodedPieces(tmp_path).put(KEY, PACKETS)
    file = file_of(tmp_path)
    torn = file.with_name(f"{KEY}.0123abcd.tmp")
    theirs = file.with_name("notes.txt")
    now = file.stat().st_mtime
    for path in (file, torn, theirs):
        path.touch()
        os.utime(path, (now, now - KEPT_SECONDS + 3600))
    EncodedPieces(tmp_path).put("cd" * 32, PACKETS)
    assert file.exists()
    assert torn.exists()
    for path in (file, torn, theirs):
        os.utime(path, (now, now - KEPT_SECONDS - 3600))
    EncodedPieces(tmp_path).put("ef" * 32, PACKETS)
    assert not file.exists()
    assert not torn.exists()
    assert theirs.exists()


def test_what_is_used_stays(tmp_path: Path) -> None:
    pieces = EncodedPieces(tmp_path)
    pieces.put(KEY, PACKETS)
    file = file_of(tmp_path)
    os.utime(file, (0, 0))
    assert pieces.get(KEY) == PACKETS
    EncodedPieces(tmp_path).sweep()
    assert file.exists()
