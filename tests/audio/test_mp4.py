"""An M4A that we write ourselves: what independent readers say of it, however long it is."""

from __future__ import annotations

from pathlib import Path

import av
import pytest

from captioner.audio.codecs import M4A
from captioner.audio.encoder import Encoder
from captioner.audio.mp4 import Mp4
from captioner.audio.writer import AudioWriter
from tests.audio.test_writer import noise


def boxes(data: bytes, *path: bytes) -> bytes:
    """Give what is in a box of an MP4 (ISO/IEC 14496-12, 4.2)."""
    for name in path:
        while data[4:8] != name:
            data = data[int.from_bytes(data[:4], "big") :]
        data = data[8 : int.from_bytes(data[:4], "big")]
    return data


def written(path: Path, frames: int, rate: int = 22050) -> bytes:
    with AudioWriter(path, M4A, rate, 2) as writer:
        writer.write(noise(frames))
    return path.read_bytes()


@pytest.mark.parametrize("frames", [1, 22_049, 3 * 22_050 + 1])
def test_it_says_to_the_frame_where_its_sound_begins_and_ends(tmp_path: Path, frames: int) -> None:
    """Its edit list skips the encoder's priming once and leaves out the padding (8.6.6)."""
    data = written(tmp_path / "a.m4a", frames)
    scale = int.from_bytes(boxes(data, b"moov", b"mvhd")[12:16], "big")
    edits = boxes(data, b"moov", b"trak", b"edts", b"elst")
    count, duration, begin = (int.from_bytes(edits[at : at + 4], "big") for at in (4, 8, 12))

    assert scale == 22_050
    assert (count, duration, begin) == (1, frames, 1024)


def test_it_plays_before_all_of_it_is_there(tmp_path: Path) -> None:
    data = written(tmp_path / "a.m4a", 22_050)

    assert data.index(b"moov") < data.index(b"mdat")


@pytest.mark.parametrize("rate", [8000, 44_100, 88_200, 96_000])
def test_a_reader_finds_its_rate_and_that_it_is_mono_aac(tmp_path: Path, rate: int) -> None:
    written(tmp_path / "a.m4a", 50_000, rate)
    with av.open(str(tmp_path / "a.m4a")) as container:
        stream = container.streams.audio[0]

        assert (stream.codec.name, stream.rate, stream.channels) == ("aac", rate, 1)
        assert container.metadata["major_brand"] == "M4A "


@pytest.mark.parametrize("packets", [0, 2, 63, 64, 65, 128, 9000])
@pytest.mark.parametrize("at_once", [1, 2, 63, 64, 200])
def test_a_reader_finds_every_packet_where_it_was_put(
    tmp_path: Path, packets: int, at_once: int
) -> None:
    path = tmp_path / "a.m4a"
    config = Encoder("aac", 22_050, 64_000, ()).opened().extradata
    assert config is not None
    made = [n.to_bytes(4, "big") * (1 + n % 90) for n in range(packets)]
    file = Mp4(path, 22_050, 64_000, config, 1024)
    for n in range(0, packets, at_once):
        some = made[n : n + at_once]
        file.add(b"".join(some), [*map(len, some)], (n - 1) * 1024, 1024)
    file.finish()
    file.close()
    with av.open(str(path)) as container:
        found = [(p.pts, bytes(p)) for p in container.demux(audio=0) if p.size]

    assert found == [((n - 1) * 1024, packet) for n, packet in enumerate(made)]


def test_its_lengths_are_right_beyond_32_bits(tmp_path: Path) -> None:
    """A week at 48,000 Hz takes wider fields; here it is few packets that say they last so long."""
    path = tmp_path / "a.m4a"
    config = Encoder("aac", 48_000, 64_000, ()).opened().extradata
    assert config is not None
    long = 7 * 86_400 * 4800
    file = Mp4(path, 48_000, 64_000, config, long)
    for n in range(10):
        file.add(b"sound", [5], n * long - 1024, long)
    file.finish()
    file.close()
    with av.open(str(path)) as container:
        stream = container.streams.audio[0]

        assert stream.duration == 10 * long - 1024
        assert len([p for p in container.demux(stream) if p.size]) == 10
