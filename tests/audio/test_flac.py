"""Samples as FLAC and back: every bit of every sample."""

from __future__ import annotations

import random
import subprocess
from pathlib import Path

import imageio_ffmpeg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from captioner.audio.flac import decode_flac, encode_flac
from captioner.errors import AudioError
from captioner.protocol.parameters import RATES
from tests.audio.test_writer import noise
from tests.strategies import tried


@tried
@given(
    frames=st.integers(0, 20_000),
    seed=st.integers(0, 2**32),
    rate=st.integers(RATES.start, RATES.stop - 1),
    quiet=st.booleans(),
)
def test_any_samples_at_any_rate_come_back_bit_for_bit(
    frames: int, seed: int, rate: int, quiet: bool
) -> None:
    pcm = noise(frames, seed) if quiet and frames else random.Random(seed).randbytes(2 * frames)

    assert decode_flac(encode_flac(pcm, rate)) == pcm


def test_sound_longer_than_a_block_comes_back_and_takes_less_room() -> None:
    pcm = noise(200_000)
    data = encode_flac(pcm, 22050)

    assert decode_flac(data) == pcm
    assert len(data) < 0.9 * len(pcm)


def test_another_decoder_reads_the_same_samples(tmp_path: Path) -> None:
    pcm = noise(30_000)
    (tmp_path / "take.flac").write_bytes(encode_flac(pcm, 24000))
    done = subprocess.run(
        [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-i", str(tmp_path / "take.flac"),
         "-f", "s16le", "-"],
        capture_output=True,
        check=True,
    )  # fmt: skip

    assert (done.stdout, done.stderr) == (pcm, b"")


def test_what_is_no_flac_is_an_audio_error() -> None:
    data = encode_flac(noise(20_000), 22050)
    for broken in (data[:60], b"fLaC" + bytes(100), data[: len(data) // 2]):
        with pytest.raises(AudioError, match="no FLAC"):
            decode_flac(broken)
