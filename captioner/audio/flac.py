"""Samples made smaller and got back, bit for bit: FLAC in memory. PyAV.

For takes that are kept. On its own each is a whole FLAC file, which any player opens.
"""

from __future__ import annotations

import io

import av
import av.error
from av.audio.stream import AudioStream

from captioner.audio.frames import joined, pcm_frame
from captioner.audio.pcm import SAMPLE_BYTES, frames_in
from captioner.errors import AudioError

#: Enough for the encoder to work on at a time.
_BLOCK_FRAMES = 65536
#: Without room for tags, 8 KiB in each.
_BARE = {"metadata_header_padding": "0"}
#: Threads of its own cost it more than they bring, for a few seconds of sound.
_ALONE = {"threads": "1"}


def encode_flac(pcm: bytes, rate: int) -> bytes:
    """Give some samples as FLAC, about half as many bytes. Raises AudioError if it cannot be."""
    sink = io.BytesIO()
    block = _BLOCK_FRAMES * SAMPLE_BYTES
    try:
        with av.open(sink, "w", format="flac", options=_BARE) as container:
            stream = container.add_stream("flac", rate=rate, options=_ALONE)
            assert isinstance(stream, AudioStream)  # noqa: S101 - it is for sound
            stream.layout = "mono"
            stream.format = "s16"
            for at in range(0, len(pcm), block):
                frame = pcm_frame(pcm[at : at + block], rate, at // SAMPLE_BYTES)
                for packet in stream.encode(frame):
                    container.mux(packet)
            for packet in stream.encode(None):
                container.mux(packet)
    except av.error.FFmpegError as exc:
        raise AudioError(f"{frames_in(pcm)} frames at {rate} Hz cannot be FLAC ({exc})") from exc
    return sink.getvalue()


def decode_flac(data: bytes) -> bytes:
    """Give the samples back. Raises AudioError for what is no FLAC of ours."""
    try:
        with av.open(io.BytesIO(data), "r", format="flac") as container:
            container.streams.audio[0].codec_context.thread_count = 1
            return joined(list(container.decode(audio=0)))
    except (av.error.FFmpegError, IndexError) as exc:
        raise AudioError(f"it is no FLAC ({exc})") from exc
