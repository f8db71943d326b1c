"""Loudness and levels: the figures are those of ffmpeg's own filters, in its own program."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import imageio_ffmpeg
import numpy as np
import pytest

from captioner.audio.codecs import WAV
from captioner.audio.loudness import SILENT, Loudness, LoudnessMeter
from captioner.audio.writer import AudioWriter


def speech(seconds: float, rate: int, seed: int = 1) -> bytes:
    """Noise that comes and goes as syllables do, with peaks and pauses."""
    random = np.random.default_rng(seed)
    frames = round(seconds * rate)
    syllables = np.repeat(random.gamma(1.0, 1.0, frames // (rate // 8) + 1), rate // 8)[:frames]
    syllables *= np.repeat(random.random(frames // rate + 1) > 0.2, rate)[:frames]
    voice = np.convolve(random.normal(size=frames + 4), np.ones(5) / 5, mode="valid") * syllables
    return (voice * 2500).clip(-32_768, 32_767).astype("<i2").tobytes()


def measured(pcm: bytes, rate: int, piece: int = 10_007) -> Loudness:
    meter = LoudnessMeter(rate)
    for at in range(0, len(pcm), 2 * piece):
        meter.feed(pcm[at : at + 2 * piece])
    return meter.end()


def by_ffmpeg(path: Path) -> dict[str, float]:
    """Measure a file by ffmpeg's `ebur128` and `astats`."""
    filters = "ebur128=peak=true,astats=measure_perchannel=none"
    ffmpeg = imageio_ffmpeg.get_ffmpeg_exe()
    command = [ffmpeg, "-hide_banner", "-i", str(path), "-af", filters, "-f", "null", "-"]
    run = subprocess.run(command, capture_output=True, check=True, text=True)
    summary = run.stderr.split("Summary:")[1]
    patterns = {
        "integrated": r"I: +(-?[\d.]+) LUFS",
        "true_peak": r"Peak: +(-?[\d.]+) dBFS",
    }
    found = {name: float(re.findall(pattern, summary)[0]) for name, pattern in patterns.items()}
    stats = {"rms": "RMS level dB", "peak": "Peak level dB"}
    for name, label in stats.items():
        found[name] = float(re.findall(rf"{label}: (-?[\d.]+)", run.stderr)[-1])
    return found


@pytest.mark.parametrize(("rate", "seed"), [(22_050, 1), (24_000, 2), (44_100, 3), (48_000, 4)])
def test_the_figures_are_those_of_ffmpeg(tmp_path: Path, rate: int, seed: int) -> None:
    pcm = speech(8.03, rate, seed)
    with AudioWriter(tmp_path / "a.wav", WAV, rate) as writer:
        writer.write(pcm)
    theirs, ours = by_ffmpeg(tmp_path / "a.wav"), measured(pcm, rate)

    for name, value in theirs.items():
        assert getattr(ours, name) == pytest.approx(value, abs=0.1), name


def test_a_tone_is_as_loud_as_the_recommendation_says() -> None:
    """A sine of 997 Hz at 0 dBFS in one channel is -3.01 LUFS (ITU-R BS.1770-5, annex 1)."""
    rate = 48_000
    tone = np.sin(2 * np.pi * 997 * np.arange(5 * rate) / rate) * 32_767 / 10
    found = measured(tone.astype("<i2").tobytes(), rate)

    assert found.integrated == pytest.approx(-23.01, abs=0.05)
    assert found.true_peak == pytest.approx(-20, abs=0.05)
    assert found.rms == pytest.approx(-23.01, abs=0.02)


def test_a_peak_between_samples_is_found() -> None:
    """A sine at a quarter of the rate, an eighth of a turn late, has samples 3 dB below its top."""
    rate = 48_000
    # It comes and goes slowly: at an edge a filter would make more of it than there is.
    tone = np.sin(np.pi / 2 * np.arange(rate) + np.pi / 4) * 16_384 * np.hanning(rate)
    found = measured(tone.astype("<i2").tobytes(), rate)

    assert found.peak == pytest.approx(-9.03, abs=0.02)
    assert found.true_peak == pytest.approx(-6.02, abs=0.2)


@pytest.mark.parametrize("pcm", [b"", bytes(10), bytes(2 * 30_000)])
def test_silence_has_no_level(pcm: bytes) -> None:
    found = measured(pcm, 22_050)

    assert (found.true_peak, found.rms, found.peak, found.floor) == (SILENT,) * 4
    assert found.integrated <= -70


def test_the_room_tone_around_speech_and_its_level_are_found() -> None:
    rate = 22_050
    random = np.random.default_rng(5)
    room = (random.normal(size=10 * rate) * 32_768 * 10 ** (-65 / 20)).round()
    room[round(0.7 * rate) : round(8.5 * rate)] += random.normal(size=round(7.8 * rate)) * 2000
    found = measured(room.astype("<i2").tobytes(), rate)

    assert found.head == pytest.approx(0.7, abs=0.011)
    assert found.tail == pytest.approx(1.5, abs=0.011)
    assert found.floor == pytest.approx(-65, abs=0.5)
