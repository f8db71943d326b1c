"""A video's cover: a picture beside the moving one, by which shelves show it. PyAV.

MP4 has it as a further picture, Matroska as an attachment of a certain name; WebM has none.
"""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

import av
import av.error
from av.container import OutputContainer
from av.packet import Packet
from av.stream import Disposition, Stream

from captioner.document import Picture
from captioner.publish.kept.cover import cover_name
from captioner.publish.video.containers import Container
from captioner.publish.video.film import Film
from captioner.publish.video.streams import codec_of, copied

_KINDS = {"mjpeg": "image/jpeg", "png": "image/png"}


def is_cover(stream: Stream) -> bool:
    """Tell whether a stream is a cover."""
    return stream.type == "video" and bool(stream.disposition & Disposition.attached_pic)


def cover_in(film: Film, stream: Stream) -> Picture | None:
    """Read a picture that a video has beside its moving one; None for one of another kind."""
    kind = _KINDS.get(codec_of(stream))
    if kind is None:
        return None
    with Film(film.path) as again:
        for packet in again.packets():
            if packet.stream.index == stream.index:
                return Picture(kind, bytes(packet))
    return None


def add_cover(
    output: OutputContainer, container: Container, cover: Picture
) -> Sequence[Packet[Stream]]:
    """Add a cover, where a kind of video can have one; give the packets that are to be written of
    it, if there are any. One that cannot be read is left out.
    """
    if container.muxer == "matroska":
        output.add_attachment(cover_name(cover), cover.media_type, cover.data)
    if not container.is_mp4:
        return ()
    try:
        with av.open(BytesIO(cover.data), "r") as source:
            stream = copied(source.streams.video[0], output)
    except (av.error.FFmpegError, IndexError):
        return ()
    stream.disposition = Disposition.attached_pic
    packet: Packet[Stream] = Packet(cover.data)
    packet.stream = stream
    packet.pts = packet.dts = 0
    packet.is_keyframe = True
    return (packet,)
