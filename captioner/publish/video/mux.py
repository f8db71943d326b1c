"""Tracks added to a video: what it holds is copied, packet by packet, beside them. PyAV.

Copied packets are the very bytes that were there; only where they lie in the file is new. What a
kind of file cannot hold is an error where it is seen or heard, and told where it is neither.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from av.container import InputContainer, OutputContainer
from av.packet import Packet
from av.stream import AttachmentStream, Disposition, Stream
from av.subtitles.stream import SubtitleStream
from av.video.stream import VideoStream

from captioner.audio.languages import terminology_code
from captioner.errors import OptionError
from captioner.publish.video.additions import Additions, SoundTrack, VideoChapter
from captioner.publish.video.containers import CONTAINERS, Container
from captioner.publish.video.film import MARK_TAGS, Film, is_mark, mark_of
from captioner.publish.video.shown import (
    MOV_TEXT_LOOK,
    TEXTS,
    CaptionTrack,
    ShownCue,
    payload,
    read_payload,
)
from captioner.publish.video.streams import (
    codec_of,
    copied,
    holds,
    opened,
    sound_file,
    writing_video,
)

if TYPE_CHECKING:
    from av.container.core import Chapter as AvChapter

_MS = Fraction(1, 1000)
#: Tags of FFmpeg's that tell of the file that was read, not of what is in it.
_OF_THE_FILE = frozenset(
    {"major_brand", "minor_version", "compatible_brands", "encoder", "encoding_tool"}
)
#: QuickTime has numbers for languages, which FFmpeg knows by these names where they are not those
#: of ISO 639-2/T.
_QUICKTIME = {
    "bod": "tib", "cym": "wel", "deu": "ger", "ell": "gre", "eus": "baq", "fas": "per",
    "hye": "arm", "isl": "ice", "kat": "geo", "mkd": "mac", "msa": "may", "mya": "bur",
    "nld": "dut", "sqi": "alb", "swe": "sve", "zho": "chi",
}  # fmt: skip
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
        making.write(tell)
        return (*making.picture.notes, *making.notes)


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

    def write(self, tell: Callable[[float], None] | None) -> None:
        """Write all of it."""
        film, output, added = self.film, self.output, self.additions
        self._describe()
        picture = self.picture.begin(film, output)
        sound = self._add_sound(added.sound) if added.sound is not None else None
        for stream in film.container.streams:
            if stream is not film.picture:
                self._keep(stream, is_first_sound=sound is None)
        for number, track in enumerate(added.captions):
            self._add_captions(track, is_first=number == 0)
        with writing_video(self._name):
            output.start_encoding()
        waiting = [_Waiting(packets) for packets in self._new]
        whole = film.seconds
        for packet in film.packets():
            now = (packet.pts if packet.dts is None else packet.dts) or 0
            self._catch_up(waiting, now * packet.time_base)
            if packet.stream is film.picture:
                self._mux(self.picture.packets(packet), picture)
                if tell is not None and whole:
                    tell(min(1.0, float(film.shown) / whole))
            elif packet.stream.index in self._copies:
                self._mux(iter((packet,)), self._copies[packet.stream.index])
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
        if stream.type == "video" and stream.disposition & Disposition.attached_pic:
            if self.container.is_mp4:
                self._copies[stream.index] = copied(stream, self.output)
            else:
                self.notes.append(f"{self.film.path}: its cover is left out")
        elif stream.type == "video":
            self._copies[stream.index] = copied(stream, self.output)
        elif stream.type == "subtitle":
            self._keep_captions(stream)
        elif isinstance(stream, AttachmentStream) and self.container.muxer == "matroska":
            name = stream.metadata.get("filename", "attachment")
            self.output.add_attachment(name, stream.mimetype or "", stream.data)
        elif stream.type == "attachment":
            self._leave_out(stream, "attachments")

    def _keep_captions(self, stream: Stream) -> None:
        """Copy captions, or have them put into what this kind of video holds."""
        codec = codec_of(stream)
        if holds(self.output, stream):
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
        self._say(stream, sound.lang, sound.title)
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
            made.codec_context.time_base = _MS
            stream = made
        else:
            stream = self.output.add_mux_stream(codec)
        stream.time_base = _MS
        stream.disposition = Disposition.default if is_first else Disposition(0)
        self._say(stream, lang, title)
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
            yield _caption(cue, self.container.captions, stream, zero=0)

    def _caption_packets(self, track: CaptionTrack, stream: Stream) -> Iterator[Packet[Stream]]:
        codec, zero = self.container.captions, round(self.film.zero * 1000)
        for cue in track.cues:
            self._look_for_losses(cue, codec)
            yield _caption(cue, codec, stream, zero)

    def _look_for_losses(self, cue: ShownCue, codec: str) -> None:
        """Tell, once, what a track cannot carry."""
        if codec == "subrip" and _FRAGILE.search(cue.text):
            self._note("captions in .mkv cannot escape < and {, which some players take for markup")
        if codec != "webvtt" and cue.speaker:
            self._note("this track of captions does not tell who speaks; one in .webm does")

    def _note(self, note: str) -> None:
        if note not in self.notes:
            self.notes.append(note)

    def _say(self, stream: Stream, lang: str, title: str) -> None:
        code = terminology_code(lang) or "und"
        if self.container.muxer == "mov":
            code = _QUICKTIME.get(code, code)
        stream.metadata["language"] = code
        if title:
            # A player of MP4 shows the name of the handler, any other the title.
            stream.metadata["handler_name" if self.container.is_mp4 else "title"] = title

    # ------------------------------------------------------------ packets

    def _mux(self, packets: Iterator[Packet[Stream]], stream: Stream) -> None:
        for packet in packets:
            packet.stream = stream
            with writing_video(self._name):
                self.output.mux_one(packet)

    def _catch_up(self, waiting: Sequence[_Waiting], now: Fraction | None) -> None:
        """Write what is new up to a moment of the video, or all of it."""
        for each in waiting:
            for packet in each.until(now):
                with writing_video(self._name):
                    self.output.mux_one(packet)

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


class _Waiting:
    """Packets that wait for their time."""

    def __init__(self, packets: Iterator[Packet[Stream]]) -> None:
        self._packets = packets
        self._next = next(packets, None)

    def until(self, now: Fraction | None) -> Iterator[Packet[Stream]]:
        """Give those that are due."""
        while self._next is not None:
            if now is not None and (self._next.dts or 0) * self._next.time_base > now:
                return
            yield self._next
            self._next = next(self._packets, None)


def _is_of_the_file(key: str, text: str) -> bool:
    return key.lower() in _OF_THE_FILE or is_mark(text)


def _names(container: Container) -> str:
    return " or ".join(name for name, each in CONTAINERS.items() if each == container)


def _chapter(chapter: VideoChapter) -> AvChapter:
    return {
        "id": chapter.start_ms,
        "start": chapter.start_ms,
        "end": chapter.end_ms,
        "time_base": _MS,
        "metadata": {"title": chapter.title},
    }


def _caption(cue: ShownCue, codec: str, stream: Stream, zero: int) -> Packet[Stream]:
    packet = Packet(payload(cue, codec))
    packet.stream = stream
    packet.time_base = _MS
    packet.pts = packet.dts = cue.start_ms + zero
    packet.duration = cue.end_ms - cue.start_ms
    packet.is_keyframe = True
    return packet
