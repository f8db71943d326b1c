"""The files of a narration while they grow, under their temporary names.

All are read from the same pieces of the one timeline. Encoding and writing run in threads beside
the speaking.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import msgspec
import trio

from captioner.audio.packets import PieceKeeper
from captioner.audio.writer import AudioWriter, get_ready
from captioner.captions import About
from captioner.captions.own_profile import settings_of
from captioner.client import Service
from captioner.document import Document, Sentence
from captioner.errors import one_error
from captioner.memory import give_back
from captioner.narrate import Cast, Fitted, Piece, Settings, Timing, narrate
from captioner.protocol import Voice
from captioner.publish.caption_files import CaptionFiles
from captioner.publish.files import OutputFolder, append
from captioner.publish.formats import FORMATS, AudioFormat
from captioner.publish.kept.chapters import Contents
from captioner.publish.kept.cover import cover_files
from captioner.publish.sound.tagged import tags_of_document, with_chapters
from captioner.timeline import Quality, record, render
from captioner.usage import Usage

#: Sound leaves holes where small things have come to lie between. After so many pieces, a second of
#: work or two, they are given back: less often they add up, more often it is felt.
_GIVE_BACK_EVERY = 32
#: From this share of words on, it is worth telling that their times were not measured.
_WORTH_TELLING = 0.05


class ToMake(msgspec.Struct, frozen=True):
    """A file, its format, and what captions in it are about."""

    format: str
    file: str
    about: About


async def make_files(
    wanted: Sequence[ToMake],
    files: OutputFolder,
    timeline: str,
    document: Document,
    service: Service,
    voice: Voice,
    settings: Settings,
) -> Making:
    """Speak a document and write its files; `finish` of what comes gives them their names.

    `timeline` is the name of its record. Raises as `narrate` does, and OutputError.
    """
    with ExitStack() as closing:
        speaking = _speaking(service, settings)
        making = Making(
            document, voice, speaking, files, files.part(timeline), settings.encoded, settings.cast
        )
        formats = (FORMATS[one.format] for one in wanted)
        codecs = [chosen.codec for chosen in formats if isinstance(chosen, AudioFormat)]
        await trio.to_thread.run_sync(get_ready, codecs)
        for one in wanted:
            making.add(one, closing)
        for file in cover_files(timeline, document.cover):
            append(files.part(file), document.cover.data if document.cover else b"", mode="w")
        # One piece waits while another is written: speaking goes on beside encoding.
        pieces_in, pieces = trio.open_memory_channel[Piece](1)
        with one_error():
            async with trio.open_nursery() as nursery:
                nursery.start_soon(narrate, document, service, voice, settings, pieces_in)
                written = 0
                async for piece in pieces:
                    async with trio.open_nursery() as jobs:
                        for write in making.writers(piece):
                            jobs.start_soon(trio.to_thread.run_sync, write)
                        if written % _GIVE_BACK_EVERY == 0:
                            jobs.start_soon(trio.to_thread.run_sync, give_back)
                    written += 1
        making.tell_chapters()
        await trio.to_thread.run_sync(closing.close)  # Encoders may have much left to do.
    return making


def _speaking(service: Service, settings: Settings) -> record.Speaking:
    """Tell the record how a voice is asked."""
    fit = settings.fit
    fitting = None
    if fit is not None and fit.profile is not None:
        fitting = record.Fitting(fit.by, settings_of(fit.profile))
    return record.Speaking(service.speaks_as, settings.pauses, settings.edits, service.url, fitting)


@dataclass
class Making:
    """What was made so far; `timeline` is where its record is written, `encoded` keeps pieces of
    sound, `speakers` have voices of their own.
    """

    document: Document
    voice: Voice
    speaking: record.Speaking
    files: OutputFolder
    timeline: Path
    encoded: PieceKeeper | None = None
    speakers: Mapping[str, Voice] = field(default_factory=dict)
    frames: int = 0
    sentences: int = 0
    unspoken: dict[str, str] = field(default_factory=dict)
    suspect: dict[str, tuple[str, ...]] = field(default_factory=dict)
    usage: Usage = field(default_factory=Usage)
    fitted: Fitted | None = None
    timing: Timing | None = None
    _audio: dict[str, AudioWriter] = field(default_factory=dict)
    _captions: dict[About, CaptionFiles] = field(default_factory=dict)
    _made_as: dict[str, record.Captions] = field(default_factory=dict)
    _section: int = 0
    _words: Counter[Quality] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        left_out = map(record.left_out_line, self.document.left_out)
        speaking = self.cast.speaking(self.document)
        head = record.head(self.document, self.voice, self.speaking, speaking)
        append(self.timeline, record.write([head, *left_out]), mode="w")
        self._tags = tags_of_document(self.document)
        self._contents = Contents(self.document.lang)

    @property
    def cast(self) -> Cast:
        """Who speaks what."""
        return Cast(self.voice, self.speakers)

    def add(self, wanted: ToMake, closing: ExitStack) -> None:
        """Begin a file; `closing` ends it."""
        chosen = FORMATS[wanted.format]
        path = self.files.part(wanted.file)
        if isinstance(chosen, AudioFormat):
            writer = AudioWriter(
                path, chosen.codec, self.voice.rate, keeper=self.encoded, tags=self._tags
            )
            self._audio[wanted.file] = closing.enter_context(writer)
            return
        captions = self._captions.get(wanted.about)
        if captions is None:
            captions = self._captions[wanted.about] = CaptionFiles(wanted.about)
        captions.add(path, chosen)
        self._made_as[wanted.file] = captions.how()

    def writers(self, piece: Piece) -> list[Callable[[], None]]:
        """List the jobs that write a piece; each may run in a thread of its own."""
        self.frames += piece.timeline.frames
        self.sentences += len(piece.timeline.placed)
        self._words.update(
            word.quality for placed in piece.timeline.placed for word in placed.words
        )
        self.unspoken |= {sentence.context: reason for sentence, reason in piece.unspoken}
        self.suspect |= piece.suspect
        self.usage += piece.usage
        if piece.fitted is not None:
            self.fitted = (self.fitted or Fitted()) + piece.fitted
        if piece.timing is not None:
            self.timing = (self.timing or Timing()) + piece.timing
        encoders = [writer for writer in self._audio.values() if writer.encodes]
        sounds = [partial(write_sound, writer, piece) for writer in encoders]
        return [partial(self._write_text, piece), *sounds]

    def _write_text(self, piece: Piece) -> None:
        """Write captions and timeline of a piece, and sound that is only written: it is soon done,
        and the threads of a piece are felt.
        """
        for writer in self._audio.values():
            if not writer.encodes:
                write_sound(writer, piece)
        for captions in self._captions.values():
            captions.write(piece.timeline)
        lines = list(self._lines(piece))
        for line in lines:
            self._contents.add(line)
        append(self.timeline, record.write(lines))

    def tell_chapters(self) -> None:
        """Have sound files tell where chapters are, now that all of them are there."""
        chapters = self._contents.chapters(self.voice.rate, self.frames)
        for writer in self._audio.values():
            writer.tags = with_chapters(writer.tags, chapters)

    def _lines(self, piece: Piece) -> Iterator[record.Line]:
        """Record a piece in reading order; sections are announced when they begin."""
        lines: list[tuple[Sentence, record.Line]] = [
            (lost, record.unspoken_line(lost, reason)) for lost, reason in piece.unspoken
        ]
        for one in piece.timeline.placed:
            context = one.sentence.context
            take, suspect = piece.kept_as.get(context, ""), piece.suspect.get(context, ())
            over = piece.over.get(context, 0)
            lines.append((one.sentence, record.sentence_line(one, take, suspect, over)))
        sections = self.document.sections
        for sentence, line in sorted(lines, key=lambda x: (x[0].section, x[0].number)):
            while self._section < len(sections) and (
                sections[self._section].number <= sentence.section
            ):
                yield record.section_line(sections[self._section])
                self._section += 1
            yield line

    def finish(self, made_from: str, beyond: int) -> None:
        """Close the timeline and give all files their names. `beyond` is how many sentences of the
        document come after what was wanted.
        """
        for captions in self._captions.values():
            captions.end()
        digests = {file: writer.digest for file, writer in self._audio.items()}
        self.files.close_timeline(
            self.frames, self.sentences, len(self.unspoken), self._made_as, made_from, beyond,
            digests=digests,
        )  # fmt: skip
        self.files.commit()

    def warnings(self, told: dict[Quality | None, str]) -> Iterator[str]:
        """List what is worth telling; `told` is what choices cost, which need not be found."""
        yield from told.values()
        if self.fitted is not None:
            yield from self.fitted.told(self.voice.rate)
        if self.timing is not None:
            yield from self.timing.told(self.voice.rate)
        yield from dict.fromkeys(self._caption_warnings())
        if earlier := self.files.earlier:
            yield (
                f"{', '.join(earlier)} in {self.files.folder}: made by an earlier run, and may not "
                "agree with this one"
            )
        meanings = {
            Quality.ESTIMATED: "estimated: the voice did not tell them",
            Quality.NOMINAL: "nominal: the voice told them, but they did not fit its sound",
        }
        total = self._words.total()
        for quality, meaning in meanings.items():
            if quality not in told and self._words[quality] > _WORTH_TELLING * total:
                yield f"the times of {self._words[quality]:,} of {total:,} words are {meaning}"

    def _caption_warnings(self) -> Iterator[str]:
        # A profile is nothing that the speech of a timed script can be made to fit.
        fitted = self.fitted is not None or self.timing is not None
        for captions in self._captions.values():
            yield from captions.warnings(fitted=fitted)


def write_sound(writer: AudioWriter, piece: Piece) -> None:
    """Append the sound of a piece."""
    for pcm in render(piece.timeline, piece.pcm.__getitem__):
        writer.write(pcm)
