"""Tracks added to a video: what it holds is copied, packet by packet, beside them. PyAV.

Copied packets are the very bytes that were there; only where they lie in the file is new. What a
kind of file cannot hold is an error where it is seen or heard, and told where it is neither.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from fractions import Fraction
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import av
from av.container import InputContainer, OutputContainer
from av.packet import Packet
from av.stream import AttachmentStream, Disposition, Stream
from av.subtitles.stream import SubtitleStream
from av.video.stream import VideoStream

from captioner.errors import OptionError
from captioner.publish.video.additions import Additions, SoundTrack, VideoChapter
from captioner.publish.video.containers import CONTAINERS, Container
from captioner.publish.video.covers import add_cover, cover_in, is_cover
from captioner.publish.video.film import MARK_TAGS, Film, is_mark, mark_of
from captioner.publish.video.packets import MS, Waiting, caption_packet
from captioner.publish.video.shown import (
    MOV_TEXT_LOOK,
    TEXTS,
    CaptionTrack,
    ShownCue,
    read_payload,
)
from captioner.publish.video.streams import (
    codec_of,
    copied,
    holds,
    opened,
    say,
    sound_file,
    writing_video,
)

if TYPE_CHECKING:
    from av.container.core import Chapter as AvChapter

#: Tags of FFmpeg's that tell of the file that was read, not of what is in it.
_OF_THE_FILE = frozenset(
    {"major_brand", "minor_version", "compatible_brands", "encoder", "encoding_tool"}
)
_DVD = "dvd_subtitle"
_FRAGILE = re.compile(r"<[/A-Za-z]|\{")
#: A difference in length worth telling, in seconds.
_WORTH_TELLING = Fraction(1, 2)


class Picture(Protocol):
    """Where the packets of the picture come from."""

    notes: list[str]

    def begin(self, film: Film, output: OutputContainer) -> VideoStream:
        """Add its stream."""
        ...

    def packets(self, packet: Packet[Stream] | None) -> Iterator[Packet[Stream]]:
        """Give what becomes of the next packet, or, of None, what is left."""
        ...


class Copied:
    """The picture as it was."""

    def __init__(self) -> None:
        self.notes: list[str] = []

    def begin(self, film: Film, output: OutputContainer) -> VideoStream:
        """Add its stream."""
        return copied(film.picture, output)

    def packets(self, packet: Packet[Stream] | None) -> Iterator[Packet[Stream]]:
        """Give the packet."""
        if packet is not None:
            yield packet


def write_video(
    source: Path,
    part: Path,
    container: Container,
    additions: Additions,
    picture: Picture | None = None,
    tell: Callable[[float], None] | None = None,
) -> tuple[str, ...]:
    """Write a video anew with something added; tell what was left out, and where it is longer.

    `tell` is told how much of it is done, from 0 to 1. Raises DocumentError for a video that cannot
    be read, OptionError for one that the `container` cannot hold, AudioError for such sound,
    OutputError where the disk fails; `part` may then be there, and is nothing.
    """
    with Film(source) as film, ExitStack() as closing, opened(part, container) as output:
        making = _Making(film, output, container, additions, picture or Copied(), closing)
        making.begin()
        making.write(tell)
        return (*making.picture.notes, *making.notes)


def check_video(source: Path, container: Container, *, keep_sound: bool, draws: bool) -> None:
    """See that a kind of video can hold what is in one, before anything is written. A picture that
    is drawn on is encoded anew.

    Raises DocumentError for a video that cannot be read, OptionError for what cannot be held.
    """
    with Film(source) as film, ExitStack() as closing:
        output = closing.enter_context(av.open(BytesIO(), "w", format=container.muxer))
        additions = Additions(keep_sound=keep_sound)
        making = _Making(film, output, container, additions, Copied(), closing)
        if draws:
            making.keep()
        else:
            making.begin()


@dataclass
class _Making:
    film: Film
    output: OutputContainer
    container: Container
    additions: Additions
    picture: Picture
    _closing: ExitStack
    notes: list[str] = field(default_factory=list)
    _copies: dict[int, Stream] = field(default_factory=dict)
    #: Captions that become those of another codec.
    _turned: dict[int, Stream] = field(default_factory=dict)
    _new: list[Iterator[Packet[Stream]]] = field(default_factory=list)
    _heard: Fraction = Fraction(0)

    def begin(self) -> None:
        """Add all streams. Raises OptionError for what such a video cannot hold."""
        film, output, added = self.film, self.output, self.additions
        self._describe()
        self._picture = self.picture.begin(film, output)
        sound = self._add_sound(added.sound) if added.sound is not None else None
        self.keep(is_first_sound=sound is None)
        for number, track in enumerate(added.captions):
            self._add_captions(track, is_first=number == 0)

    def keep(self, *, is_first_sound: bool = True) -> None:
        """Add the streams that are there beside the picture. Raises as `begin` does."""
        for stream in self.film.container.streams:
            if stream is not self.film.picture:
                self._keep(stream, is_first_sound=is_first_sound)

    def write(self, tell: Callable[[float], None] | None) -> None:
        """Write all of it."""
        film, picture = self.film, self._picture
        cover = self._add_cover()
        with writing_video(self._name):
            self.output.start_encoding()
        self._mux(cover)
        waiting = [Waiting(packets) for packets in self._new]
        whole = film.seconds
        for packet in film.packets():
            now = (packet.pts if packet.dts is None else packet.dts) or 0
            self._catch_up(waiting, now * packet.time_base)
            if packet.stream is film.picture:
                self._mux(self.picture.packets(packet), picture)
                if tell is not None and whole:
                    tell(min(1.0, float(film.shown) / whole))
            elif packet.stream.index in self._copies:
                self._mux((packet,), self._copies[packet.stream.index])
            elif packet.stream.index in self._turned:
                self._mux(self._turn(packet), self._turned[packet.stream.index])
        self._mux(self.picture.packets(None), picture)
        self._catch_up(waiting, None)
        self._compare()

    @property
    def _name(self) -> Path:
        return Path(self.output.name)

    def _describe(self) -> None:
        told = self.output.metadata
        own = self.film.container.metadata
        told.update({key: text for key, text in self.additions.tags if text})
        told.update({k: text for k, text in own.items() if not _is_of_the_file(k, text)})
        told.setdefault(MARK_TAGS[self.container.muxer], mark_of(self.additions.recipe))
        chapters = self.film.container.chapters() or list(map(_chapter, self.additions.chapters))
        if chapters:
            self.output.set_chapters(chapters)

    # ------------------------------------------------------------ streams

    def _keep(self, stream: Stream, *, is_first_sound: bool) -> None:
        """Copy a stream beside the picture, if that can be."""
        if stream.type == "audio":
            if self.additions.keep_sound:
                self._keep_sound(stream, is_first=is_first_sound)
            return
        if is_cover(stream):
            self._keep_cover(stream)
        elif stream.type == "video":
            self._copies[stream.index] = copied(stream, self.output)
        elif stream.type == "subtitle":
            self._keep_captions(stream)
        elif isinstance(stream, AttachmentStream) and self.container.muxer == "matroska":
            name = stream.metadata.get("filename", "attachment")
            self.output.add_attachment(name, stream.mimetype or "", stream.data)
        elif stream.type == "attachment":
            self._leave_out(stream, "attachments")

    def _keep_cover(self, stream: Stream) -> None:
        if self.container.is_mp4:
            self._copies[stream.index] = copied(stream, self.output)
            return
        cover = cover_in(self.film, stream)
        if cover is None or self.container.muxer != "matroska":
            self.notes.append(
                f"{self.film.path}: its cover is left out, since this kind of video has none"
            )
        else:
            add_cover(self.output, self.container, cover)

    def _add_cover(self) -> Sequence[Packet[Stream]]:
        """Add a cover, unless there is one; give its packets."""
        cover = self.additions.cover
        if cover is None or any(map(is_cover, self.film.container.streams)):
            return ()
        return add_cover(self.output, self.container, cover)

    def _keep_captions(self, stream: Stream) -> None:
        """Copy captions, or have them put into what this kind of video holds."""
        codec = codec_of(stream)
        # MP4 has DVD's by a custom that few players know.
        if holds(self.output, stream) and not (self.container.is_mp4 and codec == _DVD):
            copy = self._copies[stream.index] = copied(stream, self.output)
            if self.additions.captions:
                copy.disposition = Disposition(stream.disposition & ~Disposition.default)
        elif codec in TEXTS:
            is_first = not self.additions.captions and not self._turned
            lang = stream.metadata.get("language", "")
            self._turned[stream.index] = self._caption_stream(lang, "", is_first=is_first)
            self.notes.append(
                f"{self.film.path}: its captions ({codec}) become {self.container.captions}, "
                "without italics and the like"
            )
        else:
            self._leave_out(stream, "captions")

    def _leave_out(self, stream: Stream, what: str) -> None:
        self.notes.append(
            f"{self.film.path}: its {what} ({codec_of(stream)}) are left out, since this kind of "
            "video cannot hold them; .mkv can"
        )

    def _keep_sound(self, stream: Stream, *, is_first: bool) -> None:
        codec = codec_of(stream)
        if self.container.sounds and codec not in self.container.sounds:
            raise OptionError(
                f"{self.film.path}: its sound is {codec}, which players do not expect in "
                f"{_names(self.container)}; write .mkv, or drop it with --original drop"
            )
        copy = self._copies[stream.index] = copied(stream, self.output)
        if not is_first:
            copy.disposition = Disposition(stream.disposition & ~Disposition.default)

    def _add_sound(self, sound: SoundTrack) -> Stream:
        source = self._closing.enter_context(sound_file(sound.path))
        template = source.streams.audio[0]
        stream = self.output.add_stream_from_template(template, opaque=True)
        stream.disposition = Disposition.default
        say(stream, self.container, sound.lang, sound.title)
        self._new.append(self._sound_packets(source, template, stream))
        return stream

    def _sound_packets(
        self, source: InputContainer, template: Stream, stream: Stream
    ) -> Iterator[Packet[Stream]]:
        for packet in source.demux(template):
            if packet.dts is None or packet.pts is None:
                continue
            end = (packet.pts + (packet.duration or 0)) * packet.time_base
            self._heard = max(self._heard, end)
            moved = round(self.film.zero / packet.time_base)
            packet.pts += moved
            packet.dts += moved
            packet.stream = stream
            yield packet

    def _add_captions(self, track: CaptionTrack, *, is_first: bool) -> None:
        stream = self._caption_stream(track.lang, track.title, is_first=is_first)
        self._new.append(self._caption_packets(track, stream))

    def _caption_stream(self, lang: str, title: str, *, is_first: bool) -> Stream:
        codec = self.container.captions
        stream: Stream
        if codec == "mov_text":
            # Opened, since it is the encoder that writes what players need to know of the text.
            made = self.output.add_stream("mov_text")
            assert isinstance(made, SubtitleStream)  # noqa: S101 - mov_text is text
            made.codec_context.subtitle_header = MOV_TEXT_LOOK
            made.codec_context.time_base = MS
            stream = made
        else:
            stream = self.output.add_mux_stream(codec)
        stream.time_base = MS
        stream.disposition = Disposition.default if is_first else Disposition(0)
        say(stream, self.container, lang, title)
        return stream

    def _turn(self, packet: Packet[Stream]) -> Iterator[Packet[Stream]]:
        """Give captions that are there as the new video holds them; packets without text tell
        players of MP4 that there is none.
        """
        lines = read_payload(bytes(packet), codec_of(packet.stream))
        if lines and packet.pts is not None:
            start = round(packet.pts * packet.time_base * 1000)
            length = round((packet.duration or 0) * packet.time_base * 1000)
            cue = ShownCue(start, start + length, lines)
            self._look_for_losses(cue, self.container.captions)
            stream = self._turned[packet.stream.index]
            yield caption_packet(cue, self.container.captions, stream, 0)

    def _caption_packets(self, track: CaptionTrack, stream: Stream) -> Iterator[Packet[Stream]]:
        codec, zero = self.container.captions, round(self.film.zero * 1000)
        for cue in track.cues:
            self._look_for_losses(cue, codec)
            yield caption_packet(cue, codec, stream, zero)

    def _look_for_losses(self, cue: ShownCue, codec: str) -> None:
        """Tell, once, what a track cannot carry."""
        if codec == "subrip" and _FRAGILE.search(cue.text):
            self._note("captions in .mkv cannot escape < and {, which some players take for markup")
        if codec != "webvtt" and cue.speaker:
            self._note("this track of captions does not tell who speaks; one in .webm does")

    def _note(self, note: str) -> None:
        if note not in self.notes:
            self.notes.append(note)

    # ------------------------------------------------------------ packets

    def _mux(self, packets: Iterable[Packet[Stream]], stream: Stream | None = None) -> None:
        for packet in packets:
            if stream is not None:
                packet.stream = stream
            with writing_video(self._name):
                self.output.mux_one(packet)

    def _catch_up(self, waiting: Sequence[Waiting], now: Fraction | None) -> None:
        """Write what is new up to a moment of the video, or all of it."""
        for each in waiting:
            self._mux(each.until(now))

    def _compare(self) -> None:
        """Tell by how much sound that was added and the picture differ in length."""
        if self.additions.sound is None:
            return
        longer = self._heard - self.film.shown
        if longer > _WORTH_TELLING:
            self.notes.append(
                f"{self.film.path}: the narration goes on for {float(longer):.1f} s after the "
                "picture; players stay at the last one"
            )
        elif -longer > _WORTH_TELLING:
            self.notes.append(
                f"{self.film.path}: the picture goes on for {float(-longer):.1f} s after the "
                "narration"
            )


def _is_of_the_file(key: str, text: str) -> bool:
    return key.lower() in _OF_THE_FILE or is_mark(text)


def _names(container: Container) -> str:
    return " or ".join(name for name, each in CONTAINERS.items() if each == container)


def _chapter(chapter: VideoChapter) -> AvChapter:
    return {
        "id": chapter.start_ms,
        "start": chapter.start_ms,
        "end": chapter.end_ms,
        "time_base": MS,
        "metadata": {"title": chapter.title},
    }
