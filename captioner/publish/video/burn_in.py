"""Captions drawn on the picture, which is encoded anew for it. PyAV.

Each cue is drawn once, as a picture of its own (`lettering`), and laid by FFmpeg's filter over the
frames that are seen while it is shown; every other frame goes from the decoder to the encoder as it
is. Frames keep their times, so a picture of a variable rate stays one. A picture that is turned by
its player is not turned here: the captions are, the other way.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import cast

import msgspec
from av.container import OutputContainer
from av.filter import Graph
from av.packet import Packet
from av.stream import Stream
from av.video.format import VideoFormat
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from captioner.errors import DocumentError, OptionError
from captioner.publish.video.containers import Container
from captioner.publish.video.film import Film, understood
from captioner.publish.video.lettering import Lettered, Lettering, Look, fonts_for, turned_right
from captioner.publish.video.shown import CaptionTrack, ShownCue

#: What encoders are asked for: x264 at a quality that is hard to tell from what there was, and the
#: preset after which more time makes files hardly smaller.
_ENCODERS = {
    "libx264": {"crf": "20", "preset": "fast"},
    "libvpx-vp9": {"crf": "31", "b": "0", "deadline": "good", "cpu-used": "5", "row-mt": "1"},
}
#: Eight bits in a quarter of the colours: what every player can show.
_PLAIN, _FULL_RANGE = "yuv420p", "yuvj420p"
#: Transfers of high dynamic range (ITU-T H.273): PQ and HLG.
_HDR = {16: "PQ", 18: "HLG"}


class BurnIn(msgspec.Struct, frozen=True):
    """How captions are drawn: by a font, a file or the name of a family, in a look (an
    outline, if none is said), at a quality (x264's CRF; less is better), which is that of the
    encoder's row where it is None.
    """

    font: str | None = None
    look: Look | None = None
    quality: int | None = None
    preset: str | None = None


class Burned:
    """A picture with the cues of a track drawn on it.

    Raises OptionError where no font has a character of them, and for a picture on which nothing can
    be drawn as it should be.
    """

    def __init__(self, track: CaptionTrack, container: Container, how: BurnIn) -> None:
        cues = tuple(track.cues)
        self._lang = track.lang
        self._container = container
        self._how = how
        chars = {char for cue in cues for char in cue.text}
        self._fonts = fonts_for(track.lang, how.font, chars)
        self.notes = list(self._fonts.notes)
        self._cues = iter(cues)
        self._cue = next(self._cues, None)
        self._graph: _Graph | None = None
        self._pad: _Graph | None = None

    def begin(self, film: Film, output: OutputContainer) -> VideoStream:
        """Add the stream of the encoder."""
        first = first_frame(film.path)
        self._film = film
        options = dict(_ENCODERS[self._container.picture])
        if self._how.quality is not None:
            options["crf"] = str(self._how.quality)
        if self._how.preset is not None and "preset" in options:
            options["preset"] = self._how.preset
        stream = output.add_stream(
            self._container.picture, rate=film.picture.average_rate or 25, options=options
        )
        assert isinstance(stream, VideoStream)  # noqa: S101 - both are for pictures
        self._stream = stream
        self._describe(first)
        if (stream.width, stream.height) != self._size:
            self._pad = _Graph(stream, self._size, self._format, self._clock)
        if first.rotation:
            stream.set_display_rotation(first.rotation)
        self._letter(first)
        return stream

    def _describe(self, first: VideoFrame) -> None:
        """Have the encoder know the size, the colours and the clock."""
        made = self._stream.codec_context
        made.width, made.height = first.width + first.width % 2, first.height + first.height % 2
        self._size = first.width, first.height
        self._format = made.pix_fmt = _FULL_RANGE if first.format.name == _FULL_RANGE else _PLAIN
        if first.format.name not in (_PLAIN, _FULL_RANGE):
            self.notes.append(
                f"{self._film.path}: its colours ({first.format.name}) are made ordinary ones "
                f"({self._format}), so that captions can be drawn"
            )
        self._clock = self._film.picture.time_base or Fraction(1, 90_000)
        self._stream.time_base = made.time_base = self._clock
        aspect = self._film.picture.sample_aspect_ratio  # Of the codec it need not be known.
        if aspect:
            made.sample_aspect_ratio = aspect
        made.color_range = first.color_range
        made.color_primaries = first.color_primaries
        made.color_trc = first.color_trc
        made.colorspace = first.colorspace
        self._stream.metadata.update(
            {k: v for k, v in self._film.picture.metadata.items() if k in ("language", "title")}
        )

    def _letter(self, first: VideoFrame) -> None:
        """Make ready to draw for the picture as it is seen: of square pixels, and upright."""
        aspect = self._film.picture.sample_aspect_ratio or Fraction(1)
        seen = round(first.width * aspect), first.height
        self._squeeze = Fraction(first.width, seen[0])
        self._turned = first.rotation % 360
        if self._turned in (90, 270):
            seen = seen[::-1]
        self._lettering = Lettering(*seen, self._fonts, self._how.look or Look.OUTLINE)

    # ------------------------------------------------------------ frames

    def packets(self, packet: Packet[Stream] | None) -> Iterator[Packet[Stream]]:
        """Draw on the frames of the next packet, and give what the encoder has ready."""
        if packet is None:
            with understood(self._film.path):
                left = self._film.picture.codec_context.decode(None)
            for frame in left:
                yield from self._encode(frame)
            yield from self._stream.encode(None)
            return
        with understood(self._film.path):
            frames = cast("Packet[VideoStream]", packet).decode()
        for frame in frames:
            yield from self._encode(frame)

    def _encode(self, frame: VideoFrame) -> list[Packet[Stream]]:
        frame.time_base = self._clock  # Those that the decoder held back do not know it.
        at = frame.pts
        if at is None:
            raise DocumentError(self._film.path, "it does not tell when its pictures are seen")
        if (frame.width, frame.height) != self._size:
            raise DocumentError(self._film.path, "its picture changes its size on the way")
        if frame.format.name != self._format:
            frame = _reformatted(frame, self._format)
        graph = self._graph_at((at * self._clock - self._film.zero) * 1000)
        if graph is not None:
            frame = graph.through(frame)
        frame.pict_type = 0  # Not as the frame was: the encoder knows best.
        return self._stream.encode(frame)

    def _graph_at(self, ms: Fraction) -> _Graph | None:
        """Give what frames go through at a moment; None where they stay as they are."""
        while self._cue is not None and self._cue.end_ms <= ms:
            self._cue, self._graph = next(self._cues, None), None
        if self._cue is None or self._cue.start_ms > ms:
            return self._pad
        if self._graph is None:
            letters = self._letters(self._cue)
            self._graph = _Graph(self._stream, self._size, self._format, self._clock, letters)
        return self._graph

    def _letters(self, cue: ShownCue) -> Lettered:
        """Draw a cue as it goes into a picture that is not turned, whose pixels may be oblong."""
        drawn = self._lettering.draw(cue.lines, self._lang)
        image, x, y = drawn.image, drawn.x, drawn.y
        width, height = self._lettering.size
        # A picture seen after a quarter turn to the left is to be drawn on after one to the right.
        for _ in range(self._turned // 90):
            x, y = height - y - image.height, x
            image = turned_right(image)
            width, height = height, width
        squeezed = round(image.width * self._squeeze)
        if squeezed != image.width:
            image = image.resize((squeezed, image.height))
        return Lettered(image, round(x * self._squeeze), y)


class _Graph:
    """What FFmpeg's filters do to frames of one kind: lay something over them, and make their sides
    even.
    """

    def __init__(
        self,
        stream: VideoStream,
        size: tuple[int, int],
        pixels: str,
        clock: Fraction,
        letters: Lettered | None = None,
    ) -> None:
        made = stream.codec_context
        self._graph = Graph()
        (width, height), form = size, VideoFormat(pixels)
        last = self._source = self._graph.add_buffer(
            width=width, height=height, format=form, time_base=clock
        )
        if letters is not None:
            image = letters.image
            over = self._graph.add_buffer(
                width=image.width, height=image.height, format=VideoFormat("rgba"), time_base=clock
            )
            overlay = self._graph.add("overlay", f"x={letters.x}:y={letters.y}:format=yuv420")
            last.link_to(overlay, 0, 0)
            over.link_to(overlay, 0, 1)
            last = overlay
        if (made.width, made.height) != size:
            pad = self._graph.add("pad", f"{made.width}:{made.height}:0:0")
            last.link_to(pad)
            last = pad
        self._sink = self._graph.add("buffersink")
        last.link_to(self._sink)
        self._graph.configure()
        if letters is not None:
            frame = VideoFrame.from_bytes(image.tobytes(), image.width, image.height, "rgba")
            frame.pts, frame.time_base = 0, clock
            over.push(frame)
            over.push(None)  # There is only one, for all that comes.

    def through(self, frame: VideoFrame) -> VideoFrame:
        """Give what becomes of a frame."""
        self._source.push(frame)
        return cast("VideoFrame", self._sink.pull())


def _reformatted(frame: VideoFrame, pixels: str) -> VideoFrame:
    made = frame.reformat(format=pixels)
    made.pts, made.time_base = frame.pts, frame.time_base
    return made


def first_frame(path: Path) -> VideoFrame:
    """Decode the first frame of a video, which tells how it is turned.

    Raises DocumentError for a video that cannot be decoded, OptionError for one on which nothing
    can be drawn.
    """
    with Film(path) as film, understood(path):
        packets = (packet for packet in film.packets() if packet.stream is film.picture)
        frames = (
            frame for packet in packets for frame in cast("Packet[VideoStream]", packet).decode()
        )
        frame = next(frames, None)
    if frame is None:
        raise DocumentError(path, "none of its pictures can be decoded")
    if frame.color_trc in _HDR:
        raise OptionError(
            f"{path}: it is of high dynamic range ({_HDR[frame.color_trc]}), which drawing would "
            "lose; convert it to an ordinary one first, or leave out --burn-in"
        )
    return frame
