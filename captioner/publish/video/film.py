"""Anybody's video, opened to be read, and refused in one sentence where it cannot be. PyAV."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import Self

import av
import av.error
from av.container import InputContainer
from av.packet import Packet
from av.stream import Disposition, Stream
from av.video.stream import VideoStream

from captioner import __version__
from captioner.errors import DocumentError

_PROGRAM = "captioner"
#: Where it stands that captioner has made a file, by FFmpeg's names of kinds of file: MP4 has a
#: place for the program, the tags of Matroska are free, and QuickTime has nothing but remarks.
MARK_TAGS = {"mp4": "encoding_tool", "mov": "comment", "matroska": "captioner", "webm": "captioner"}
#: What FFmpeg says of itself when it is told to say little. Written anew by it or by another
#: program, tags stay, but not that.
_SAYS_LITTLE = ("", "Lavf")
#: A playlist, whatever it is called, may name addresses: none is asked.
_FILES_ONLY = {"protocol_whitelist": "file"}
#: What the sample entries of encrypted tracks are called (ISO/IEC 23001-7, and Apple's).
_ENCRYPTED = frozenset({"encv", "enca", "drmi", "drms"})
#: So much of the picture may be missing at the end before the file counts as cut short: containers
#: round, and the last frame may be shown for longer.
_SLACK_SECONDS = 1


class Film:
    """A video to read from. Use as a context manager.

    `picture` is its first moving picture; `seconds` is how long it says that is, None where it
    does not say. Raises DocumentError for what is no video, or is encrypted.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        with understood(path):
            try:
                self.container: InputContainer = av.open(
                    f"file:{path}", "r", metadata_errors="replace", options=_FILES_ONLY
                )
            except FileNotFoundError as exc:
                raise DocumentError(path, "there is no such file") from exc
            except av.error.FFmpegError as exc:
                if isinstance(exc, OSError):
                    raise
                raise DocumentError(
                    path,
                    f"no video can be read from it ({exc.strerror}); it is of another kind, "
                    "damaged, or was cut short",
                ) from exc
        try:
            self.picture = self._picture()
        except BaseException:
            self.container.close()
            raise
        self._shown = self._end = Fraction(0)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.container.close()

    def _picture(self) -> VideoStream:
        for stream in (*self.container.streams.video, *self.container.streams.audio):
            if stream.codec_tag in _ENCRYPTED:
                raise self._encrypted()
        for stream in self.container.streams.video:
            if not stream.disposition & Disposition.attached_pic:
                if not stream.codec_context.width:
                    break
                return stream
        raise DocumentError(self.path, "there is no moving picture in it")

    def _encrypted(self) -> DocumentError:
        return DocumentError(self.path, "it is encrypted, so nothing can be added to it")

    @property
    def zero(self) -> Fraction:
        """The moment of its clock at which players begin, in seconds; never before 0."""
        return max(Fraction(0), Fraction(self.container.start_time or 0, av.time_base))

    @property
    def start(self) -> Fraction:
        """When its picture begins, in seconds by its own clock."""
        return (self.picture.start_time or 0) * (self.picture.time_base or Fraction(0))

    @property
    def seconds(self) -> float | None:
        """How long its picture is, as far as the file tells."""
        if self.picture.duration and self.picture.time_base:
            return float(self.picture.duration * self.picture.time_base)
        if self.container.duration:
            return self.container.duration / av.time_base
        return None

    @property
    def shown(self) -> Fraction:
        """How long the picture was, of the packets read so far, in seconds."""
        return self._shown

    def packets(self) -> Iterator[Packet[Stream]]:
        """Read what it holds, once, as it comes. Raises DocumentError where it was cut short."""
        with understood(self.path):
            for packet in self.container.demux():
                if packet.dts is None and packet.pts is None:
                    if not packet.size:
                        continue  # It says that there are no more.
                    packet.pts = packet.dts = 0  # A cover has no time.
                if packet.has_sidedata("encryption_info"):
                    raise self._encrypted()
                end = ((packet.pts or 0) + (packet.duration or 0)) * packet.time_base
                self._end = max(self._end, end)
                if packet.stream is self.picture:
                    self._shown = max(self._shown, end - self.start)
                yield packet
        self._check_end()

    def _check_end(self) -> None:
        # In some kinds of file this counts from 0, and not from where the picture begins.
        said = Fraction(self.container.duration or 0, av.time_base)
        if self._end < said - _SLACK_SECONDS:
            raise DocumentError(
                self.path,
                f"it was cut short: of {float(said):.1f} s only {float(self._end):.1f} s are there",
            )


def check_film(path: Path) -> None:
    """Raise DocumentError for what is no video, or cannot be read from its beginning on."""
    with Film(path) as film:
        if not any(packet.stream is film.picture for packet in film.packets()):
            raise DocumentError(path, "there is no moving picture in it")


def mark_of(recipe: str) -> str:
    """Tell what a video says of the program that made it; a `recipe` tells from what."""
    return f"{_PROGRAM} {__version__}" + (f" ({recipe})" if recipe else "")


def is_mark(text: str) -> bool:
    """Tell whether a tag is what `mark_of` gives."""
    return text.startswith(f"{_PROGRAM} ")


def made_by(path: Path) -> str | None:
    """Tell what a video says of the captioner that made it (see `mark_of`); None if none did."""
    try:
        with av.open(
            f"file:{path}", "r", metadata_errors="replace", options=_FILES_ONLY
        ) as container:
            told = {key.lower(): text for key, text in container.metadata.items()}
    except (OSError, av.error.FFmpegError):
        return None
    encoder = told.get("encoder", "")
    marks = [told.get(tag, "") for tag in MARK_TAGS.values() if encoder in _SAYS_LITTLE]
    # What MP4 has of the program is read by this name.
    return next(filter(is_mark, (encoder, *marks)), None)


@contextmanager
def understood(path: Path) -> Iterator[None]:
    """Name the file in what PyAV complains of while it is read."""
    try:
        yield
    except av.error.FFmpegError as exc:
        if isinstance(exc, OSError):
            raise DocumentError(path, f"it cannot be read ({exc.strerror or exc})") from exc
        raise DocumentError(path, f"it is damaged ({exc.strerror})") from exc
