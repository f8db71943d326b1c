"""Encoding on all cores, against one encoder on one core.

    python -m tests.benchmarks.encode --hours 1

Prints for each format the wall time and the CPU time as ratios, the error near the joints against
that elsewhere, and what the settings cost in quality: against the original, beside what the
encoder does by itself. The sound is speech of the embedded voice.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
import wave
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from msgspec.structs import replace
from numpy.typing import NDArray

from captioner.audio import SAMPLE_BYTES, frames_in
from captioner.audio.codecs import M4A, MP3, OPUS, OPUS_RATES, Codec, encoder_rate
from captioner.audio.coded import Resampler
from captioner.audio.encoder import Encoder
from captioner.audio.writer import AudioWriter
from tests.audio.test_writer import decoded_by_ffmpeg
from tests.end_to_end.command import captioner

SAMPLES = Path(__file__).parents[2] / "samples"
CODECS = (MP3, M4A, OPUS)
#: Near a joint, and the parts of speech in which noise is counted.
_NEAR_MS, _PART_MS = 100, 20
#: Softer parts are pauses: -50 dB of full scale.
_PAUSE = 100.0
#: Errors of the spectrum more than 70 dB below its peak are not heard.
_FLOOR = 1e-7

Signal = NDArray[Any]


@dataclass(frozen=True)
class Speech:
    """Samples at a rate."""

    pcm: bytes
    rate: int

    def pieces(self, seconds: float) -> Iterator[bytes]:
        """Give so much sound, from the beginning again where it ends, as an engine gives it."""
        left = int(seconds * self.rate)
        step = 30 * self.rate * SAMPLE_BYTES
        while left > 0:
            for at in range(0, len(self.pcm), step):
                piece = self.pcm[at : at + step][: left * SAMPLE_BYTES]
                left -= frames_in(piece)
                yield piece


def speech(folder: Path, names: tuple[str, ...] = ("harbour", "lantern", "ferry")) -> Speech:
    """Have the samples spoken."""
    parts, rate = [], 0
    for name in names:
        source = SAMPLES / f"{name}.md"
        done = captioner(
            "narrate", source, "-o", folder, "--format", "wav", "--no-store", cwd=folder
        )
        assert done.returncode == 0, done.stderr
        with wave.open(str(folder / name / f"{name}.wav")) as file:
            parts.append(file.readframes(file.getnframes()))
            rate = file.getframerate()
    return Speech(b"".join(parts), rate)


@dataclass(frozen=True)
class Took:
    """What it took to write a file: seconds by the clock, and of all cores."""

    wall: float
    cpu: float


def encode(path: Path, codec: Codec, sound: Speech, seconds: float, workers: int) -> Took:
    """Write a file of so many seconds."""
    wall, cpu = time.perf_counter(), time.process_time()
    with AudioWriter(path, codec, sound.rate, workers) as writer:
        for piece in sound.pieces(seconds):
            writer.write(piece)
    return Took(time.perf_counter() - wall, time.process_time() - cpu)


def alone(codec: Codec) -> Codec:
    """Give the same with one encoder for the whole."""
    assert codec.spread is not None
    return replace(codec, spread=replace(codec.spread, piece=2**40))


def errors(path: Path, codec: Codec, sound: Speech) -> tuple[Signal, Signal, int]:
    """Encode a sound and decode it; give the original, the error and their rate."""
    encode(path, codec, sound, frames_in(sound.pcm) / sound.rate, 2)
    original, rate = sound.pcm, sound.rate
    if codec.resampled:
        for step in (encoder_rate(codec, rate), OPUS_RATES[-1]):
            up = Resampler(rate, step)
            original, rate = up.feed(original) + up.feed(b""), step
    first, second = (
        np.frombuffer(x, "<i2").astype(float) for x in (original, decoded_by_ffmpeg(path))
    )
    assert abs(len(first) - len(second)) <= OPUS_RATES[-1] // encoder_rate(codec, sound.rate)
    length = min(len(first), len(second))
    return first[:length], second[:length] - first[:length], rate


def decibels(signal: Signal) -> float:
    return float(10 * np.log10(np.mean(signal**2)))


def near_joints(codec: Codec, sound: Speech, frames: int, rate: int) -> NDArray[np.bool_]:
    """Mark the frames that are near to where two encoders' packets join."""
    assert codec.spread is not None
    own = encoder_rate(codec, sound.rate)
    encoder = Encoder(codec.encoder, own, codec.bit_rate, codec.encoder_options)
    step = codec.spread.piece * encoder.opened().frame_size * rate // own
    near = np.zeros(frames, bool)
    around = rate * _NEAR_MS // 1000
    for joint in range(step, frames - step, step):
        near[joint - around : joint + around] = True
    return near


@dataclass(frozen=True)
class Joints:
    """The error within 100 ms of a joint against that elsewhere, in dB: `here`, and with one
    encoder at the same places, since it goes with what is said there.
    """

    here: float
    alone: float


def joint_error(path: Path, codec: Codec, sound: Speech) -> Joints:
    """Measure what joints do to a sound."""
    told = []
    for one in (codec, alone(codec)):
        _, error, rate = errors(path, one, sound)
        near = near_joints(codec, sound, len(error), rate)
        told.append(decibels(error[near]) - decibels(error[~near]))
    return Joints(*told)


def noise_ratio(original: Signal, error: Signal, rate: int) -> float:
    """The signal to noise ratio of speech in dB, as the mean of its parts."""
    width = rate * _PART_MS // 1000
    count = len(original) // width
    power, noise = (np.mean(x[: count * width].reshape(count, width) ** 2, axis=1)
                    for x in (original, error))  # fmt: skip
    spoken = power > _PAUSE**2
    return float(np.mean(10 * np.log10(power[spoken] / np.maximum(noise[spoken], 1e-3))))


def spectral_distance(original: Signal, error: Signal, rate: int) -> float:
    """How far the spectra of speech lie apart in dB, up to 11 kHz, as the mean of its parts."""
    width = rate * _PART_MS // 1000
    count = len(original) // width
    heard = 11_000 * _PART_MS // 1000
    first, second = (
        np.abs(np.fft.rfft(x[: count * width].reshape(count, width) * np.hanning(width)))[:, :heard]
        ** 2
        for x in (original, original + error)
    )
    spoken = first.sum(axis=1) > first.sum(axis=1).max() * 1e-4
    floor = first.max() * _FLOOR
    apart = 10 * np.log10((second[spoken] + floor) / (first[spoken] + floor))
    return float(np.mean(np.sqrt(np.mean(apart**2, axis=1))))


def quality(path: Path, codec: Codec, sound: Speech) -> str:
    """Tell what is lost, and what it costs."""
    original, error, rate = errors(path, codec, sound)
    seconds = len(original) / rate
    took = min(encode(path, codec, sound, seconds, 1).cpu for _ in range(2))
    return (
        f"{took * 3600 / seconds:6.1f} CPU s/h {path.stat().st_size * 8 / seconds / 1000:6.1f} kb/s"
        f"  noise {noise_ratio(original, error, rate):5.1f} dB below"
        f"  spectra {spectral_distance(original, error, rate):4.2f} dB apart"
    )


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--hours", type=float, default=1)
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    parser.add_argument("--workers", type=int, default=cores or 1)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "sound"
        sound = speech(Path(name))
        print(f"{asked.hours:g} h of speech, {asked.workers} workers")
        for codec in CODECS:
            bare = encode(path, alone(codec), sound, asked.hours * 3600, 1)
            ours = encode(path, codec, sound, asked.hours * 3600, asked.workers)
            joints = joint_error(path, codec, sound)
            print(
                f"{codec.name:5} one core {bare.wall:6.1f} s, here {ours.wall:6.1f} s: wall "
                f"{ours.wall / bare.wall:.2f}, CPU {ours.cpu / bare.cpu:.2f}; error at joints "
                f"{joints.here:+.2f} dB, of one encoder there {joints.alone:+.2f} dB"
            )
        for codec in CODECS:
            usual = replace(alone(codec), encoder_options=())
            for told, one in (("here", alone(codec)), ("usual", usual)):
                print(f"{codec.name:5} {told:6} {quality(path, one, sound)}")


if __name__ == "__main__":
    main()
