"""Anybody's sound, read to the frame; and what is none is told."""

from __future__ import annotations

import wave
from pathlib import Path

import av
import numpy as np
import pytest

from captioner.audio.decode import AudioReader
from captioner.audio.writer import AudioWriter
from captioner.errors import AudioError, DocumentError
from captioner.publish.formats import FORMATS, AudioFormat
from tests.audio.test_writer import decoded_by_ffmpeg, noise

RATE = 22050
CODECS = {name: row.codec for name, row in FORMATS.items() if isinstance(row, AudioFormat)}


def read(path: Path) -> tuple[int, bytes, int]:
    with AudioReader(path) as reader:
        return reader.rate, b"".join(reader.blocks()), reader.damaged


@pytest.mark.parametrize("name", sorted(CODECS))
@pytest.mark.parametrize("frames", [1024, 4321, 50_001])
def test_our_own_files_have_every_frame_that_was_written(
    tmp_path: Path, name: str, frames: int
) -> None:
    path = tmp_path / f"x.{name}"
    with AudioWriter(path, CODECS[name], RATE) as writer:
        writer.write(noise(frames))
    rate, pcm, damaged = read(path)

    assert damaged == 0
    # Opus has one rate of its own, at which the last frame is all there.
    assert 0 <= len(pcm) // 2 - frames * rate / RATE < rate / RATE
    assert rate == (48000 if name == "opus" else RATE)
    if name in ("wav", "flac"):
        assert pcm == noise(frames)


def test_stereo_is_mixed_to_one_channel_as_by_an_independent_program(tmp_path: Path) -> None:
    path = tmp_path / "stereo.wav"
    left, right = (np.frombuffer(noise(4000, seed), "<i2") for seed in (1, 2))
    with wave.open(str(path), "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(44100)
        file.writeframes(np.stack([left, right], axis=1).tobytes())
    rate, pcm, _ = read(path)

    assert rate == 44100
    ours, theirs = (np.frombuffer(data, "<i2") for data in (pcm, decoded_by_ffmpeg(path)))
    assert np.abs(ours.astype(int) - theirs).max() <= 1


def test_a_file_that_was_cut_short_is_read_as_far_as_it_goes(tmp_path: Path) -> None:
    path = tmp_path / "x.flac"
    with AudioWriter(path, CODECS["flac"], RATE) as writer:
        writer.write(noise(200_000))
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])
    _, pcm, _ = read(path)

    assert 50_000 < len(pcm) // 2 < 150_000
    assert noise(200_000).startswith(pcm[: 2 * 50_000])


def test_what_is_damaged_inside_is_passed_over_and_counted(tmp_path: Path) -> None:
    path = tmp_path / "x.mp3"
    with AudioWriter(path, CODECS["mp3"], RATE) as writer:
        writer.write(noise(200_000))
    data = bytearray(path.read_bytes())
    at = len(data) // 2
    data[at : at + 3000] = b"\xff\xfb" + b"\x55" * 2998
    path.write_bytes(data)
    _, pcm, damaged = read(path)

    assert damaged > 0
    assert len(pcm) // 2 > 150_000


@pytest.mark.parametrize(
    ("data", "error", "says"),
    [
        (None, DocumentError, "there is no such file"),
        (b"", AudioError, "no sound can be read from it"),
        (b"\x00\x01\x02" * 1000, AudioError, "no sound can be read from it"),
        (b"1\n00:00:01,000 --> 00:00:02,000\nOne\n", AudioError, "there is no sound in it"),
    ],
)
def test_what_is_no_sound_is_one_clear_sentence(
    tmp_path: Path, data: bytes | None, error: type[Exception], says: str
) -> None:
    path = tmp_path / "x.srt"
    if data is not None:
        path.write_bytes(data)
    with pytest.raises(error, match=says) as caught:
        read(path)
    assert str(caught.value).startswith(str(path))
    assert "\n" not in str(caught.value)


def test_a_sound_of_no_frames_is_told(tmp_path: Path) -> None:
    path = tmp_path / "x.wav"
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
    with pytest.raises(AudioError, match="sound"):
        read(path)


def test_the_first_sound_of_a_film_is_read(tmp_path: Path) -> None:
    path = tmp_path / "x.mkv"
    with av.open(str(path), "w") as container:
        picture = container.add_stream("mpeg4", rate=25)
        picture.width, picture.height, picture.pix_fmt = 32, 32, "yuv420p"
        sound = container.add_stream("pcm_s16le", rate=RATE, layout="mono")
        for _ in range(5):
            frame = av.VideoFrame.from_ndarray(np.zeros((32, 32, 3), np.uint8), format="rgb24")
            container.mux(picture.encode(frame))
        samples = np.frombuffer(noise(4000), "<i2").reshape(1, -1)
        heard = av.AudioFrame.from_ndarray(samples, format="s16", layout="mono")
        heard.sample_rate = RATE
        container.mux(sound.encode(heard))
        container.mux(picture.encode(None))
        container.mux(sound.encode(None))
    assert read(path) == (RATE, noise(4000), 0)
