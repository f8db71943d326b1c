"""Samples as PyAV's frames, and back."""

from __future__ import annotations

from fractions import Fraction

import av

from captioner.audio.pcm import SAMPLE_BYTES, frames_in


def joined(frames: list[av.AudioFrame]) -> bytes:
    """Give the samples of PyAV's frames."""
    return b"".join(
        bytes(frame.planes[0])[: frame.samples * SAMPLE_BYTES] for frame in frames if frame.samples
    )


def pcm_frame(pcm: bytes, rate: int, position: int) -> av.AudioFrame:
    """Make samples a frame of PyAV's that begins at a position, counted in samples."""
    frame = av.AudioFrame(format="s16", layout="mono", samples=frames_in(pcm))
    frame.planes[0].update(pcm)
    frame.sample_rate = rate
    frame.time_base = Fraction(1, rate)
    frame.pts = position
    return frame
