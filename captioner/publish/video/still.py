"""Still pictures as a moving one: each is seen for so long, at an even rate. PyAV.

A picture that does not move is the same to the encoder from one key frame to the next. So that
group of frames is encoded once for each picture, and its packets are written again and again: ten
hours of one card cost no more than ten seconds.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import av
from av.packet import Packet
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from captioner.publish.video.streams import writing_video

if TYPE_CHECKING:
    from PIL.Image import Image

#: Captions come no later than a fortieth of a second, and every player and platform knows it.
RATE = 25
#: Frames from one key frame to the next: players seek to within ten seconds, at once.
_GROUP = 10 * RATE
_CLOCK = 12_800
_TICKS = _CLOCK // RATE
#: Each frame comes out as it goes in: there is nothing to look ahead for. Colours are those of
#: HDTV, and the file says so.
_OPTIONS = {
    "preset": "veryfast",
    "tune": "stillimage,zerolatency",
    "crf": "18",
    "x264-params": f"keyint={_GROUP}:min-keyint={_GROUP}:scenecut=0:bframes=0:threads=1",
}
_BT709, _LIMITED = 1, 1


def write_stills(path: Path, pictures: Iterable[tuple[Image, int]], size: tuple[int, int]) -> None:
    """Write pictures of a size in pixels, each to be seen up to a frame, counted from the start.

    Raises OutputError where the disk fails.
    """
    with writing_video(path):
        output = av.open(str(path), "w", format="mp4")
    try:
        stream = output.add_stream("libx264", rate=RATE, options=dict(_OPTIONS))
        assert isinstance(stream, VideoStream)  # noqa: S101 - x264 is for pictures
        context = stream.codec_context
        context.width, context.height = size
        context.pix_fmt = "yuv420p"
        stream.time_base = context.time_base = Fraction(1, _CLOCK)
        context.colorspace = context.color_primaries = context.color_trc = _BT709
        context.color_range = _LIMITED
        at = 0
        for image, end in pictures:
            for packet in _shown(stream, image, at, end):
                with writing_video(path):
                    output.mux_one(packet)
            at = max(at, end)
    finally:
        with writing_video(path):
            output.close()


def _shown(
    stream: VideoStream, image: Image, start: int, end: int
) -> Iterator[Packet[VideoStream]]:
    """Give the packets of a picture from one frame to another."""
    pixels = image.convert("RGBA").tobytes()
    frame = VideoFrame.from_bytes(pixels, image.width, image.height, "rgba").reformat(
        format="yuv420p", dst_colorspace="ITU709", dst_color_range="MPEG"
    )
    group: list[bytes] = []
    for at in range(start, end):
        number = (at - start) % _GROUP
        if number == len(group):
            group.append(_encoded(stream, frame, at, is_key=number == 0))
        yield _packet(stream, group[number], at, is_key=number == 0)


def _encoded(stream: VideoStream, frame: VideoFrame, at: int, *, is_key: bool) -> bytes:
    frame.pts, frame.time_base = at * _TICKS, Fraction(1, _CLOCK)
    frame.pict_type = 1 if is_key else 0  # PictureType.I
    return b"".join(bytes(packet) for packet in stream.encode(frame))


def _packet(stream: VideoStream, data: bytes, at: int, *, is_key: bool) -> Packet[VideoStream]:
    packet: Packet[VideoStream] = Packet(data)  # type: ignore[assignment]  # it gets its stream here
    packet.stream = stream
    packet.time_base = Fraction(1, _CLOCK)
    packet.pts = packet.dts = at * _TICKS
    packet.duration = _TICKS
    packet.is_keyframe = is_key
    return packet
