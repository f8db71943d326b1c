"""The bare encoder: the limit that encoding a narration is measured against.

    python -m tests.benchmarks.bare_encoder WAV NUMBER OF FORMAT FILE

Encodes part NUMBER of the sound of a WAV, of as many as OF, into FILE with one encoder, as fast as
it goes, by the settings of a format, and does nothing else.
"""

from __future__ import annotations

import sys
from pathlib import Path

import av
from av.audio.stream import AudioStream

from captioner.audio.frames import pcm_frame
from captioner.audio.pcm import SAMPLE_BYTES
from captioner.publish.formats import FORMATS, AudioFormat

_BLOCK = 65536


def encode(wav: Path, number: int, of: int, name: str, file: Path) -> None:
    """Encode a part of some sound in a format of the table."""
    chosen = FORMATS[name]
    assert isinstance(chosen, AudioFormat)
    codec = chosen.codec
    container = "mp4" if codec.is_mp4 else codec.name
    begin, frames, rate = _samples(wav)
    first, last = frames * number // of, frames * (number + 1) // of
    with wav.open("rb") as source, av.open(str(file), "w", format=container) as out:
        stream = out.add_stream(codec.encoder, rate=rate, options=dict(codec.encoder_options))
        assert isinstance(stream, AudioStream)
        stream.layout = "mono"
        if codec.bit_rate:
            stream.bit_rate = codec.bit_rate
        source.seek(begin + first * SAMPLE_BYTES)
        for at in range(first, last, _BLOCK):
            pcm = source.read(min(_BLOCK, last - at) * SAMPLE_BYTES)
            out.mux(stream.encode(pcm_frame(pcm, rate, at - first)))
        out.mux(stream.encode(None))


def _samples(wav: Path) -> tuple[int, int, int]:
    """Tell at which byte the samples of a WAV begin, how many there are, and at which rate."""
    with av.open(str(wav)) as container:
        (stream,) = container.streams.audio
        packet = next(container.demux(stream))
        assert packet.pos is not None
        assert stream.duration is not None
        return packet.pos, stream.duration, stream.rate


if __name__ == "__main__":
    encode(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), sys.argv[4], Path(sys.argv[5]))
