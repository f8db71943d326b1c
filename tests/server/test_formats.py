"""The formats of sound that a client may ask for, read back by programs that are not ours."""

from __future__ import annotations

import base64
import subprocess
import wave
from pathlib import Path

import imageio_ffmpeg
import numpy as np
import pytest

from captioner.audio.wire import decode
from tests.server.wire import FLUSH, connected, espeaking, events, text

SENTENCE = "The boats swung round on their chains, and the wind went into the west."


async def heard(query: str, times: int = 1) -> tuple[bytes, float]:
    """Give all that a connection sends of sound, and how long its words last in all."""
    sound, length = b"", 0.0
    async with (
        espeaking() as service,
        connected(service, f"speaker=en-us&modelId=coda&segment=never&{query}") as websocket,
    ):
        for _ in range(times):
            await websocket.send_message(text(SENTENCE))
            await websocket.send_message(FLUSH)
            for event in await events(websocket):
                if event["type"] == "chunk":
                    sound += base64.b64decode(event["data"])
                elif event["type"] == "timestamps":
                    length += event["word_timestamps"]["end"][-1]
    return sound, length


def ffmpeg_samples(
    path: Path, rate: int, *before: str
) -> np.ndarray[tuple[int], np.dtype[np.int16]]:
    """Decode with ffmpeg."""
    done = subprocess.run(
        [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", *before, "-i", path,
         "-f", "s16le", "-ac", "1", "-ar", str(rate), "-"],
        capture_output=True, check=True,
    )  # fmt: skip
    return np.frombuffer(done.stdout, np.int16)


@pytest.mark.parametrize("rate", [8000, 22050, 44100])
async def test_mu_law_is_one_byte_a_sample_and_sounds_like_the_samples(
    rate: int, tmp_path: Path
) -> None:
    pcm, _ = await heard(f"samplingRate={rate}")
    mulaw, _ = await heard(f"samplingRate={rate}&audioFormat=mulaw")
    (tmp_path / "x").write_bytes(mulaw)
    theirs = ffmpeg_samples(tmp_path / "x", rate, "-f", "mulaw", "-ar", str(rate))
    linear = np.frombuffer(pcm, np.int16).astype(float)

    assert len(mulaw) == len(pcm) // 2 == len(theirs)
    # G.711 keeps 13 bits of a loud sample: about 38 dB.
    noise = theirs.astype(float) - linear
    assert 10 * np.log10((linear**2).mean() / (noise**2).mean()) > 30
    assert decode("mulaw", mulaw, rate) == theirs.tobytes()


@pytest.mark.parametrize("rate", [8000, 16000, 22050, 24000, 48000])
async def test_mp3_is_frames_that_can_be_joined(rate: int, tmp_path: Path) -> None:
    mp3, length = await heard(f"samplingRate={rate}&audioFormat=mp3", times=2)
    (tmp_path / "x.mp3").write_bytes(mp3)
    samples = ffmpeg_samples(tmp_path / "x.mp3", rate)

    assert mp3[0] == 0xFF
    # Each synthesis is padded to whole frames, and begins with the encoder's delay.
    assert length < len(samples) / rate < length + 2 * 4 * 1152 / rate
    assert len(decode("mp3", mp3, rate)) // 2 == pytest.approx(len(samples), abs=1152)


async def test_wav_is_one_file_a_connection(tmp_path: Path) -> None:
    pcm, _ = await heard("samplingRate=16000", times=2)
    wav, _ = await heard("samplingRate=16000&audioFormat=wav", times=2)
    (tmp_path / "x.wav").write_bytes(wav)

    assert ffmpeg_samples(tmp_path / "x.wav", 16000).tobytes() == pcm
    with wave.open(str(tmp_path / "x.wav")) as reader:
        assert (reader.getnchannels(), reader.getframerate(), reader.getsampwidth()) == (
            1,
            16000,
            2,
        )


@pytest.mark.parametrize("audio_format", ["ogg", "webm"])
async def test_opus_comes_in_a_container(audio_format: str, tmp_path: Path) -> None:
    sound, length = await heard(f"samplingRate=24000&audioFormat={audio_format}")
    (tmp_path / "x").write_bytes(sound)
    samples = ffmpeg_samples(tmp_path / "x", 24000, "-f", audio_format.replace("webm", "matroska"))

    assert len(samples) / 24000 == pytest.approx(length, abs=0.1)


async def test_opus_of_several_syntheses_is_a_chain_that_players_follow(tmp_path: Path) -> None:
    sound, length = await heard("samplingRate=24000&audioFormat=ogg", times=3)
    (tmp_path / "x").write_bytes(sound)

    assert len(ffmpeg_samples(tmp_path / "x", 24000)) / 24000 == pytest.approx(length, abs=0.3)


@pytest.mark.parametrize("rate", [4000, 11025, 96000])
async def test_samples_come_at_any_rate_as_long_and_as_loud_as_they_were(rate: int) -> None:
    native, _ = await heard("samplingRate=22050")
    pcm, _ = await heard(f"samplingRate={rate}")
    here, there = (np.frombuffer(sound, np.int16).astype(float) for sound in (native, pcm))
    edge = 0.8 * min(rate, 22050) / 2

    assert len(there) / rate == pytest.approx(len(here) / 22050, abs=0.001)
    assert power_below(edge, there, rate) == pytest.approx(power_below(edge, here, 22050), rel=0.1)


def power_below(
    edge: float, samples: np.ndarray[tuple[int], np.dtype[np.float64]], rate: int
) -> float:
    spectrum = np.abs(np.fft.rfft(samples)) ** 2 / len(samples) / rate
    frequencies = np.fft.rfftfreq(len(samples), 1 / rate)
    return float(spectrum[(frequencies >= 50) & (frequencies < edge)].sum())
