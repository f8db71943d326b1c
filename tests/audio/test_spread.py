"""Sound encoded in pieces: a decoder hears no joint, whoever made the pieces."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from av.audio.stream import AudioStream
from av.packet import Packet
from msgspec.structs import replace

from captioner.audio import frames_in
from captioner.audio.codecs import FLAC, M4A, MP3, OPUS, OPUS_RATES, SHOP_MP3, Codec
from captioner.audio.coded import Resampler
from captioner.audio.encoder import Encoder
from captioner.audio.packets import Packets
from captioner.audio.writer import AudioWriter
from captioner.errors import AudioError
from tests.audio.test_writer import decoded, decoded_by_ffmpeg, noise, offset

RATE = 22050


class Kept(dict[str, Packets]):
    """Keeps pieces in memory."""

    def put(self, key: str, packets: Packets) -> None:
        assert key not in self
        self[key] = packets


def written(
    path: Path,
    codec: Codec,
    pcm: bytes,
    workers: int,
    rate: int = RATE,
    keeper: Kept | None = None,
) -> Path:
    with AudioWriter(path, codec, rate, workers, keeper) as writer:
        for at in range(0, len(pcm), 2 * 50_021):
            writer.write(pcm[at : at + 2 * 50_021])
    return path


def frame_size(codec: Codec, rate: int = RATE) -> int:
    encoder = Encoder(codec.encoder, rate, codec.bit_rate, codec.encoder_options)
    return encoder.opened().frame_size


def alone(codec: Codec) -> Codec:
    """Give the same with one encoder for the whole."""
    assert codec.spread is not None
    return replace(codec, spread=replace(codec.spread, piece=2**40))


def joints(codec: Codec, frames: int, rate: int) -> list[int]:
    assert codec.spread is not None
    step = codec.spread.piece * frame_size(codec, rate)
    return list(range(step, frames - step, step))


def decibels(error: np.ndarray) -> float:
    return float(10 * np.log10(np.mean(error**2)))


SPREAD = pytest.mark.parametrize("codec", [MP3, M4A, OPUS], ids=lambda codec: codec.name)


@SPREAD
def test_the_file_is_the_same_whatever_the_number_of_workers(tmp_path: Path, codec: Codec) -> None:
    pcm = noise(70 * RATE)
    files = {written(tmp_path / str(n), codec, pcm, n).read_bytes() for n in (1, 2, 5)}

    assert len(files) == 1


@SPREAD
def test_a_piece_that_was_encoded_before_is_taken_as_it_was_and_no_other_is(
    tmp_path: Path, codec: Codec
) -> None:
    small = replace(codec, spread=replace(codec.spread, piece=80)) if codec.spread else codec
    pcm = noise(24 * RATE)
    edited = pcm[: 24 * RATE] + noise(RATE)[::-1] + pcm[26 * RATE :]
    kept = Kept()
    fresh = [written(tmp_path / "fresh", small, sound, 2).read_bytes() for sound in (pcm, edited)]
    first = written(tmp_path / "first", small, pcm, 2, keeper=kept).read_bytes()
    count = len(kept)
    again = written(tmp_path / "again", small, pcm, 2, keeper=kept).read_bytes()
    assert len(kept) == count >= 4
    other = written(tmp_path / "other", small, edited, 2, keeper=kept).read_bytes()

    assert first == again == fresh[0]
    assert other == fresh[1]
    assert 1 <= len(kept) - count < count


@pytest.mark.parametrize(
    ("codec", "rate"),
    [(MP3, 22_050), (MP3, 48_000), (SHOP_MP3, 44_100), (M4A, 22_050), (M4A, 44_100)]
    + [(OPUS, rate) for rate in OPUS_RATES],
)
def test_packets_that_are_kept_together_are_those_of_the_encoder_one_by_one(
    codec: Codec, rate: int
) -> None:
    encoder = Encoder(codec.encoder, rate, codec.bit_rate, codec.encoder_options)
    pcm = noise(rate * 5)
    found = encoder.packets(pcm)[3:-3]
    kept = encoder.kept(pcm, range(3, len(found) + 3)).moved(1000)

    assert [(begin, kept.frames, data) for begin, data in kept.each()] == [
        ((packet.pts or 0) + 1000, packet.duration, bytes(packet)) for packet in found
    ]


def test_packets_that_do_not_follow_one_another_are_not_taken_for_such() -> None:
    class Gaps(Encoder, frozen=True):
        def packets(self, pcm: bytes) -> list[Packet[AudioStream]]:
            found = super().packets(pcm)
            return found[:9] + found[10:]

    encoder = Gaps(M4A.encoder, RATE, M4A.bit_rate, M4A.encoder_options)
    with pytest.raises(AudioError, match="left out"):
        encoder.kept(noise(RATE), range(4, 14))
    with pytest.raises(AudioError, match="left out"):
        encoder.kept(noise(RATE), range(4, 400))


@SPREAD
def test_the_error_at_a_joint_is_that_elsewhere_and_that_of_one_encoder(
    tmp_path: Path, codec: Codec
) -> None:
    rate = 48_000 if codec.resampled else RATE
    small = replace(codec, spread=replace(codec.spread, piece=80)) if codec.spread else codec
    pcm = noise(30 * rate)
    original = np.frombuffer(pcm, "<i2").astype(float)
    spread = decoded_by_ffmpeg(written(tmp_path / "spread", small, pcm, 2, rate))
    whole = decoded_by_ffmpeg(written(tmp_path / "alone", alone(codec), pcm, 1, rate))
    error, usual = (np.frombuffer(x, "<i2") - original for x in (spread, whole))
    near = np.zeros(len(original), bool)
    found = joints(small, len(original), rate)
    assert len(found) >= 5
    for at in found:
        near[at - rate // 10 : at + rate // 10] = True

    assert decibels(error[near]) <= decibels(error[~near]) + 1
    assert decibels(error[near]) <= decibels(usual[near]) + 1
    for at in found:
        assert decibels(error[at - rate // 10 : at + rate // 10]) <= decibels(error) + 3


@pytest.mark.parametrize("past", [-1, 0, 1, 575, 1105])
@pytest.mark.parametrize("pieces", [1, 2, 3])
def test_an_mp3_has_exactly_the_frames_written_around_the_ends_of_pieces(
    tmp_path: Path, pieces: int, past: int
) -> None:
    assert MP3.spread is not None
    small = replace(MP3, spread=replace(MP3.spread, piece=16))
    frames = pieces * 16 * frame_size(MP3) + past
    pcm = noise(frames)
    for read in (decoded, decoded_by_ffmpeg):
        found = read(written(tmp_path / "a.mp3", small, pcm, 2))
        assert frames_in(found) == frames
        assert offset(found, pcm) == 0


@pytest.mark.parametrize("rate", [8000, 16000, 22050, 24000, 44100, 48000])
@pytest.mark.parametrize("frames", [1, 20_000, 40 * 1024 + 17])
def test_an_m4a_has_exactly_the_frames_written_and_each_in_its_place(
    tmp_path: Path, rate: int, frames: int
) -> None:
    assert M4A.spread is not None
    small = replace(M4A, spread=replace(M4A.spread, piece=16))
    pcm = noise(frames)
    found = decoded_by_ffmpeg(written(tmp_path / "a.m4a", small, pcm, 2, rate))

    assert frames_in(found) == frames
    if frames > 1:
        assert offset(found, pcm) == 0


@pytest.mark.parametrize("rate", [8000, 22050, 24000, 44100, 48000])
@pytest.mark.parametrize("frames", [20_000, 40 * 960 + 17])
def test_an_opus_is_as_long_as_what_was_written_and_each_frame_in_its_place(
    tmp_path: Path, rate: int, frames: int
) -> None:
    """Opus counts at 48,000 Hz; what had to be resampled may be a frame of its encoder longer."""
    assert OPUS.spread is not None
    small = replace(OPUS, spread=replace(OPUS.spread, piece=16))
    pcm = noise(frames)
    path = written(tmp_path / "a.opus", small, pcm, 2, rate)
    up = Resampler(rate, 48_000)
    wanted = up.feed(pcm) + up.feed(b"") if rate != 48_000 else pcm
    for found in (decoded(path), decoded_by_ffmpeg(path)):
        longer = frames_in(found) - frames * 48_000 / rate
        assert longer == 0 or (rate not in OPUS.rates and 0 <= longer <= 48_000 // 24_000)
        assert offset(found, wanted) == 0


@pytest.mark.parametrize("codec", [MP3, M4A, OPUS, FLAC], ids=lambda codec: codec.name)
def test_a_disk_that_is_full_is_told_while_writing_or_at_the_end(
    tmp_path: Path, codec: Codec
) -> None:
    """In a process that may write so much to a file and no more, which is a small full disk."""
    code = f"""
import resource, signal, sys
from pathlib import Path
from captioner.audio.codecs import {codec.name.upper()}
from captioner.audio.writer import AudioWriter
from captioner.errors import OutputError
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000))
try:
    with AudioWriter(Path("a"), {codec.name.upper()}, 22050, 2) as writer:
        for _ in range(40):
            writer.write(bytes(range(256)) * 345)
except OutputError as error:
    print(error)
"""
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True
    )

    assert done.stdout == "a: cannot be written (File too large)\n"
    assert done.stderr == ""


def test_a_flac_holds_bit_for_bit_what_was_written(tmp_path: Path) -> None:
    pcm = noise(3 * RATE + 1)
    path = written(tmp_path / "a.flac", FLAC, pcm, 1)

    assert decoded(path) == decoded_by_ffmpeg(path) == pcm
    assert path.stat().st_size < len(pcm)


def test_what_an_encoder_refuses_is_told_as_an_error(tmp_path: Path) -> None:
    with pytest.raises(AudioError, match="m4a cannot carry 22000 Hz; choose --rate 22050"):
        AudioWriter(tmp_path / "a.m4a", M4A, 22_000)


@SPREAD
def test_a_run_that_is_given_up_leaves_no_worker_behind(tmp_path: Path, codec: Codec) -> None:
    def write_and_fail() -> None:
        with AudioWriter(tmp_path / "a", codec, RATE, 2) as writer:
            writer.write(noise(60 * RATE))
            raise ValueError("the reason")

    with pytest.raises(ValueError, match="the reason"):
        write_and_fail()
