"""The bare encoder: the limit that encoding a narration is measured against.

    python -m tests.benchmarks.bare_encoder SAMPLES RATE FORMAT FILE

Encodes a file of samples into FILE with one encoder, as fast as it goes, by the settings of a
format, and does nothing else.
"""

from __future__ import annotations

import sys
from pathlib import Path

import av
from av.audio.stream import AudioStream

from captioner.audio.frames import pcm_frame
from captioner.audio.pcm import SAMPLE_BYTES, frames_in
from captioner.publish.formats import FORMATS, AudioFormat

_BLOCK = 65536


def encode(samples: Path, rate: int, name: str, file: Path) -> None:
    """Encode samples in a format of the table."""
    chosen = FORMATS[name]
    assert isinstance(chosen, AudioFormat)
    codec = chosen.codec
    container = "mp4" if codec.is_mp4 else codec.name
    with samples.open("rb") as source, av.open(str(file), "w", format=container) as out:
        stream = out.add_stream(codec.encoder, rate=rate, options=dict(codec.encoder_options))
        assert isinstance(stream, AudioStream)
        stream.layout = "mono"
        if codec.bit_rate:
            stream.bit_rate = codec.bit_rate
        at = 0
        while pcm := source.read(_BLOCK * SAMPLE_BYTES):
            out.mux(stream.encode(pcm_frame(pcm, rate, at)))
            at += frames_in(pcm)
        out.mux(stream.encode(None))


if __name__ == "__main__":
    encode(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3], Path(sys.argv[4]))
