"""A narration into a folder: sound, captions and timeline, written as the sentences come.

Encoding and writing run in threads beside the speaking. All files are read from the same pieces
of the one timeline.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import partial
from pathlib import Path

import trio

from captioner.audio.codecs import AudioWriter
from captioner.captions import About, Profile, profile_of
from captioner.captions.own_profile import check_profile
from captioner.client import Service
from captioner.document import Document, Sentence, as_text
from captioner.errors import Incomplete, OptionError, Usage, one_error
from captioner.narrate import Fitted, Piece, Settings, costs, narrate
from captioner.protocol import Voice
from captioner.publish.caption_files import CaptionFiles
from captioner.publish.files import OutputFolder, append
from captioner.publish.formats import (
    DEFAULT_FORMATS,
    FORMATS,
    AudioFormat,
    check_formats,
)
from captioner.timeline import Quality, record, render

#: From this share of words on, it is worth telling that their times were not measured.
_WORTH_TELLING = 0.05


@dataclass(frozen=True, slots=True)
class Narration:
    """What was made: `files` in `folder`, among them the `timeline`; `frames` long at `rate` Hz.

    `suspect` names the sentences whose sound is worth a second listen, by context, and why. `usage`
    is what it took, `fitted` what was done so that speech fits a profile, if anything was to be.
    """

    document: Document
    folder: Path
    files: tuple[Path, ...]
    timeline: Path
    rate: int
    frames: int
    warnings: tuple[str, ...] = ()
    suspect: dict[str, tuple[str, ...]] = field(default_factory=dict)
    usage: Usage = field(default_factory=Usage)
    fitted: Fitted | None = None

    @property
    def seconds(self) -> float:
        """The length of the sound, for people; captions are counted in frames."""
        return self.frames / self.rate


async def narrate_document(
    document: Document,
    service: Service,
    voice: Voice,
    out: Path | str,
    *,
    formats: Sequence[str] = DEFAULT_FORMATS,
    profile: Profile | None = None,
    offset_ms: int | Fraction = 0,
    settings: Settings | None = None,
    made_from: str = "",
) -> Narration:
    """Speak a document and publish it into a folder of its own name in `out`.

    `formats` are names of the table `FORMATS`; the timeline is always written. Captions are cut by
    a `profile`, without one by Netflix's for the document's language; `offset_ms` is added to their
    times. Files appear when all are complete. `made_from` is noted in the timeline, for
    `kept.finished` to find. Raises Incomplete, with the files in place, if some
    sentences could not be spoken; SpeechRefused or SpeechInterrupted if none could; OutputError for
    the folder; OptionError if document and voice disagree about marks, and for a profile that
    contradicts itself.
    """
    formats = check_formats(formats, voice.rate)
    if document.markup != voice.markup:
        raise OptionError(
            f"{document.path}: the voice heeds other marks than it was read with; read it with "
            "markup=voice.markup"
        )
    chosen = profile or profile_of(lang=document.lang)
    check_profile(chosen)
    stem = document.path.stem
    names = [f"{stem}.{FORMATS[name].suffix}" for name in formats]
    record_name = f"{stem}.timeline.jsonl"
    source = as_text(document.path.name)
    with OutputFolder(Path(out) / stem, source, record_name, names) as files:
        await trio.to_thread.run_sync(files.claim)
        with ExitStack() as closing:
            about = About(voice.rate, document.title, document.lang, offset_ms, chosen)
            making = _Making(document, voice, about, files, files.part(record_name))
            for name, file in zip(formats, names, strict=True):
                making.add(name, file, closing)
            await _make(document, service, voice, _fitting(settings or Settings(), chosen), making)
            await trio.to_thread.run_sync(closing.close)  # Encoders may have much left to do.
        await trio.to_thread.run_sync(making.finish, made_from)
    narration = making.narration(
        [files.folder / name for name in names], record_name, dict(costs(voice, service))
    )
    if making.unspoken:
        total = sum(len(section.sentences) for section in document.sections)
        raise Incomplete(
            narration.folder,
            making.unspoken,
            total,
            narration.warnings,
            suspect=narration.suspect,
            usage=narration.usage,
        )
    return narration


def _fitting(settings: Settings, profile: Profile) -> Settings:
    """Have speech fit the profile of the captions, if it is to fit one and none is named."""
    if settings.fit is None or settings.fit.profile is not None:
        return settings
    return replace(settings, fit=replace(settings.fit, profile=profile))


async def _make(
    document: Document, service: Service, voice: Voice, settings: Settings, making: _Making
) -> None:
    # One piece waits while another is written: speaking goes on beside encoding.
    pieces_in, pieces = trio.open_memory_channel[Piece](1)
    with one_error():
        async with trio.open_nursery() as nursery:
            nursery.start_soon(narrate, document, service, voice, settings, pieces_in)
            async for piece in pieces:
                async with trio.open_nursery() as jobs:
                    for write in making.writers(piece):
                        jobs.start_soon(trio.to_thread.run_sync, write)


@dataclass
class _Making:
    """The files of a narration while they grow; `timeline` is where its record is written."""

    document: Document
    voice: Voice
    about: About
    files: OutputFolder
    timeline: Path
    unspoken: dict[str, str] = field(default_factory=dict)
    suspect: dict[str, tuple[str, ...]] = field(default_factory=dict)
    usage: Usage = field(default_factory=Usage)
    fitted: Fitted | None = None
    _audio: list[AudioWriter] = field(default_factory=list)
    _made_as: dict[str, record.Captions] = field(default_factory=dict)
    _section: int = 0
    _frames: int = 0
    _sentences: int = 0
    _words: Counter[Quality] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self._captions = CaptionFiles(self.about)
        left_out = map(record.left_out_line, self.document.left_out)
        head = record.head(self.document, self.voice)
        append(self.timeline, record.write([head, *left_out]), mode="w")

    def add(self, name: str, file: str, closing: ExitStack) -> None:
        """Begin a file of a format; `closing` ends it."""
        chosen = FORMATS[name]
        path = self.files.part(file)
        if isinstance(chosen, AudioFormat):
            writer = AudioWriter(path, chosen.codec, self.voice.rate)
            self._audio.append(closing.enter_context(writer))
        else:
            self._captions.add(path, chosen)
            self._made_as[file] = self._captions.how()

    def writers(self, piece: Piece) -> list[Callable[[], None]]:
        """List the jobs that write a piece; each may run in a thread of its own."""
        self._frames += piece.timeline.frames
        self._sentences += len(piece.timeline.placed)
        self._words.update(
            word.quality for placed in piece.timeline.placed for word in placed.words
        )
        self.unspoken |= {sentence.context: reason for sentence, reason in piece.unspoken}
        self.suspect |= piece.suspect
        self.usage += piece.usage
        if piece.fitted is not None:
            self.fitted = (self.fitted or Fitted()) + piece.fitted
        audio = [partial(_write_audio, writer, piece) for writer in self._audio]
        return [*audio, partial(self._write_text, piece)]

    def _write_text(self, piece: Piece) -> None:
        self._captions.write(piece.timeline)
        append(self.timeline, record.write(self._lines(piece)))

    def _lines(self, piece: Piece) -> Iterator[record.Line]:
        """Record a piece in reading order; sections are announced when they begin."""
        lines: list[tuple[Sentence, record.Line]] = [
            *((placed.sentence, record.sentence_line(placed)) for placed in piece.timeline.placed),
            *((lost, record.unspoken_line(lost, reason)) for lost, reason in piece.unspoken),
        ]
        for sentence, line in sorted(lines, key=lambda x: (x[0].section, x[0].number)):
            while self._section < sentence.section:
                yield record.section_line(self.document.sections[self._section])
                self._section += 1
            yield line

    def finish(self, made_from: str) -> None:
        """Close the timeline and give all files their names."""
        self._captions.end()
        self.files.close_timeline(
            self._frames, self._sentences, len(self.unspoken), self._made_as, made_from
        )
        self.files.commit()

    def narration(
        self, files: Sequence[Path], record_name: str, told: dict[Quality | None, str]
    ) -> Narration:
        """Describe what was made. `told` is what the choices made cost, and need not be found."""
        timeline = self.files.folder / record_name
        return Narration(
            self.document,
            self.files.folder,
            (*files, timeline),
            timeline,
            self.voice.rate,
            self._frames,
            tuple(self._warnings(told)),
            self.suspect,
            self.usage,
            self.fitted,
        )

    def _warnings(self, told: dict[Quality | None, str]) -> Iterator[str]:
        yield from told.values()
        if self.fitted is not None:
            yield from self.fitted.told(self.voice.rate)
        yield from self._captions.warnings(fitted=self.fitted is not None)
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


def _write_audio(writer: AudioWriter, piece: Piece) -> None:
    for pcm in render(piece.timeline, piece.pcm.__getitem__):
        writer.write(pcm)
