"""Audio files: exactly the frames that were written, where they were written."""

from __future__ import annotations

import subprocess
import wave
from pathlib import Path
from typing import Any

import av
import imageio_ffmpeg
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from captioner.audio import frames_in
from captioner.audio.codecs import MP3, WAV, Codec, check_rate
from captioner.audio.coded import Resampler
from captioner.audio.writer import AudioWriter
from captioner.errors import AudioError, OutputError
from tests.strategies import tried

Samples = NDArray[np.int16]


def noise(frames: int, seed: int = 1) -> bytes:
    """Soft, low-passed noise, which has one place only where it fits upon itself."""
    white = np.random.default_rng(seed).normal(size=frames + 16)
    soft = np.convolve(white, np.hanning(17), mode="valid")
    return (soft * 2000).clip(-30_000, 30_000).astype("<i2").tobytes()


def decoded(path: Path) -> bytes:
    """Decode in this process, by the library that wrote the file but not through our code."""
    parts = []
    with av.open(str(path)) as container:
        resampler = av.AudioResampler("s16", "mono", container.streams.audio[0].rate)
        for frame in container.decode(audio=0):
            for part in resampler.resample(frame):
                parts.append(bytes(part.planes[0])[: 2 * part.samples])
    return b"".join(parts)


def decoded_by_ffmpeg(path: Path) -> bytes:
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-i", str(path)]
    run = subprocess.run(
        [*command, "-f", "s16le", "-ac", "1", "-"], capture_output=True, check=True
    )
    assert run.stderr == b""
    return run.stdout


def written(path: Path, codec: Codec, rate: int, pcm: bytes, piece: int = 7919) -> Path:
    with AudioWriter(path, codec, rate) as writer:
        for at in range(0, len(pcm), 2 * piece):
            writer.write(pcm[at : at + 2 * piece])
    return path


def offset(pcm: bytes, original: bytes) -> int:
    """How many frames a sound lies behind another, by cross-correlation."""
    late, early = (np.frombuffer(x, "<i2").astype(float) for x in (pcm, original))
    size = len(late) + len(early)
    product: NDArray[Any] = np.fft.rfft(late, size) * np.conj(np.fft.rfft(early, size))
    peak = int(np.argmax(np.fft.irfft(product, size)))
    return peak if peak < size // 2 else peak - size


@tried
@given(
    pieces=st.lists(st.integers(0, 3000), min_size=1, max_size=8).filter(any),
    rate=st.sampled_from((4000, 8000, 22050, 24000, 44100, 48000)),
)
def test_a_wav_holds_bit_for_bit_what_was_written_in_pieces_of_any_size(
    tmp_path_factory: pytest.TempPathFactory, pieces: list[int], rate: int
) -> None:
    path = tmp_path_factory.mktemp("wav") / "a.wav"
    sounds = [noise(frames, seed) for seed, frames in enumerate(pieces)]
    with AudioWriter(path, WAV, rate) as writer:
        for sound in sounds:
            writer.write(sound)
    pcm = b"".join(sounds)
    assert decoded(path) == pcm
    with wave.open(str(path)) as file:
        assert (file.getframerate(), file.getnchannels()) == (rate, 1)
        assert file.readframes(file.getnframes()) == pcm


@pytest.mark.parametrize("frames", [1, 22050, 3 * 65536 + 1])
def test_ffmpeg_reads_from_a_wav_bit_for_bit_what_was_written(tmp_path: Path, frames: int) -> None:
    path = written(tmp_path / "a.wav", WAV, 22050, noise(frames))
    assert decoded_by_ffmpeg(path) == noise(frames)


@pytest.mark.parametrize("rate", MP3.rates)
@pytest.mark.parametrize("frames", [20_000, 31_337, 1152 * 30])
def test_an_mp3_has_exactly_the_frames_written_and_each_in_its_place(
    tmp_path: Path, rate: int, frames: int
) -> None:
    path = written(tmp_path / "a.mp3", MP3, rate, noise(frames))
    for pcm in (decoded(path), decoded_by_ffmpeg(path)):
        assert frames_in(pcm) == frames
        assert offset(pcm, noise(frames)) == 0


@pytest.mark.parametrize("past", [0, 1, 2, 46, 47, 48, 575, 577, 1105, 1106, 1151])
@pytest.mark.parametrize("rate", [22050, 48000])
def test_an_mp3_has_exactly_the_frames_written_however_little_is_in_its_last_block(
    tmp_path: Path, rate: int, past: int
) -> None:
    frames = 1152 * 4 + past
    path = written(tmp_path / "a.mp3", MP3, rate, noise(frames))
    assert frames_in(decoded(path)) == frames_in(decoded_by_ffmpeg(path)) == frames


def test_an_mp3_does_not_drift_in_two_minutes(tmp_path: Path) -> None:
    rate, frames = 22050, 120 * 22050 + 77
    path = written(tmp_path / "a.mp3", MP3, rate, noise(frames), piece=65536 * 3 + 5)
    pcm = decoded(path)
    assert frames_in(pcm) == frames
    assert offset(pcm[-4 * rate :], noise(frames)[-4 * rate :]) == 0


@pytest.mark.parametrize("codec", [WAV, MP3])
def test_a_file_written_twice_is_the_same_file(tmp_path: Path, codec: Codec) -> None:
    first = written(tmp_path / "first", codec, 22050, noise(30_000))
    second = written(tmp_path / "second", codec, 22050, noise(30_000))
    assert first.read_bytes() == second.read_bytes()


@pytest.mark.parametrize(("rate", "nearest"), [(22000, 22050), (96000, 48000), (4000, 8000)])
def test_a_rate_that_mp3_cannot_carry_is_refused_with_one_that_it_can(
    tmp_path: Path, rate: int, nearest: int
) -> None:
    with pytest.raises(AudioError, match=f"mp3 cannot carry {rate} Hz; choose --rate {nearest} "):
        AudioWriter(tmp_path / "a.mp3", MP3, rate)
    assert not (tmp_path / "a.mp3").exists()


@given(st.integers(4000, 96000))
def test_wav_carries_every_rate(rate: int) -> None:
    check_rate(WAV, rate)


def test_a_file_that_cannot_be_made_is_an_output_error_naming_it(tmp_path: Path) -> None:
    path = tmp_path / "missing" / "a.wav"
    with pytest.raises(OutputError, match=r"a\.wav: cannot be written \(No such file"):
        written(path, WAV, 22050, noise(100))


@pytest.mark.parametrize("codec", [WAV, MP3])
def test_a_failure_while_writing_is_told_as_it_is(tmp_path: Path, codec: Codec) -> None:
    def write_and_fail() -> None:
        with AudioWriter(tmp_path / "a", codec, 22050) as writer:
            writer.write(noise(100))
            raise ValueError("the reason")

    with pytest.raises(ValueError, match="the reason"):
        write_and_fail()


def resampled(pcm: bytes, rate_in: int, rate_out: int, piece: int) -> bytes:
    resampler = Resampler(rate_in, rate_out)
    fed = [resampler.feed(pcm[at : at + 2 * piece]) for at in range(0, len(pcm), 2 * piece)]
    return b"".join([*fed, resampler.feed(b"")])


@tried
@given(
    st.integers(2000, 40_000),
    st.sampled_from((8000, 16000, 22050, 24000, 44100, 48000)),
    st.sampled_from((8000, 16000, 22050, 24000, 44100, 48000)),
    st.integers(500, 50_000),
)
def test_resampled_sound_is_as_long_as_it_was(
    frames: int, rate_in: int, rate_out: int, piece: int
) -> None:
    out = resampled(noise(frames), rate_in, rate_out, piece)
    assert abs(frames_in(out) - frames * rate_out / rate_in) <= 1


def test_a_resampled_tone_is_the_same_tone_at_the_same_place() -> None:
    rate_in, rate_out = 22050, 48000
    tone = np.sin(2 * np.pi * 440 * np.arange(rate_in) / rate_in) * 10_000
    out = resampled(tone.astype("<i2").tobytes(), rate_in, rate_out, 4096)
    got = np.frombuffer(out, "<i2").astype(float)
    wanted = np.sin(2 * np.pi * 440 * np.arange(len(got)) / rate_out) * 10_000
    error = (got - wanted)[2000:-2000]
    assert 20 * np.log10(np.std(wanted) / np.std(error)) > 60
