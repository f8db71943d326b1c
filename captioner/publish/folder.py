"""A narration into a folder: sound, captions and timeline, written as the sentences come.

Encoding and writing run in threads beside the speaking. All files are read from the same pieces
of the one timeline.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import trio

from captioner.audio.codecs import AudioWriter
from captioner.captions import Style, cut
from captioner.client import Service
from captioner.document import Document, Section
from captioner.errors import Incomplete, one_error, writing
from captioner.narrate import Piece, Settings, narrate
from captioner.protocol import Voice
from captioner.publish.files import OutputFolder
from captioner.publish.formats import (
    DEFAULT_FORMATS,
    FORMATS,
    AudioFormat,
    CaptionWriter,
    check_formats,
)
from captioner.timeline import record, render


@dataclass(frozen=True, slots=True)
class Narration:
    """What was made: `files` in `folder`, `frames` long at `rate` Hz."""

    document: Document
    folder: Path
    files: tuple[Path, ...]
    rate: int
    frames: int
    warnings: tuple[str, ...] = ()

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
    style: Style | None = None,
    settings: Settings | None = None,
) -> Narration:
    """Speak a document and publish it into a folder of its own name in `out`.

    `formats` are names of the table `FORMATS`; the timeline is always written. Files appear when
    all are complete. Raises Incomplete, with the files in place, if some sentences could not be
    spoken; SpeechRefused or SpeechInterrupted if none could; OutputError for the folder.
    """
    stem = document.path.stem
    names = [f"{stem}.{FORMATS[name].suffix}" for name in formats]
    timeline = f"{stem}.timeline.jsonl"
    check_formats(formats, voice.rate)
    with OutputFolder(Path(out) / stem, timeline, names) as files, ExitStack() as closing:
        making = _Making(document, voice, style or Style(), files, timeline)
        for name, file in zip(formats, names, strict=True):
            making.add(name, file, closing)
        await _make(document, service, voice, settings or Settings(), making)
        closing.close()
        await trio.to_thread.run_sync(making.finish)
    narration = making.narration([files.folder / name for name in (*names, timeline)])
    if making.unspoken:
        total = sum(len(section.sentences) for section in document.sections)
        raise Incomplete(narration.folder, making.unspoken, total)
    return narration


async def _make(
    document: Document, service: Service, voice: Voice, settings: Settings, making: _Making
) -> None:
    # One piece waits while another is written: speaking goes on beside encoding.
    pieces_in, pieces = trio.open_memory_channel[Piece](1)
    with one_error():
        async with trio.open_nursery() as nursery:
            nursery.start_soon(narrate, document, service, voice, settings, pieces_in)
            async for piece in pieces:
                async with trio.open_nursery() as writing:
                    for write in making.writers(piece):
                        writing.start_soon(trio.to_thread.run_sync, write)


@dataclass
class _Making:
    """The files of a narration while they grow."""

    document: Document
    voice: Voice
    style: Style
    files: OutputFolder
    timeline: str
    unspoken: dict[str, str] = field(default_factory=dict)
    _audio: list[AudioWriter] = field(default_factory=list)
    _captions: list[tuple[Path, CaptionWriter]] = field(default_factory=list)
    _sections: Iterator[Section] = field(default_factory=lambda: iter(()))
    _section: int = 0
    _frames: int = 0
    _sentences: int = 0

    def __post_init__(self) -> None:
        self._sections = iter(self.document.sections)
        _append(
            self.files.part(self.timeline),
            record.write(
                [
                    record.head(self.document, self.voice),
                    *map(record.left_out_line, self.document.left_out),
                ]
            ),
            mode="w",
        )

    def add(self, name: str, file: str, closing: ExitStack) -> None:
        """Begin a file of a format; `closing` ends it."""
        chosen = FORMATS[name]
        path = self.files.part(file)
        if isinstance(chosen, AudioFormat):
            writer = AudioWriter(path, chosen.codec, self.voice.rate)
            self._audio.append(closing.enter_context(writer))
        else:
            captions = chosen.writer(self.voice.rate)
            _append(path, captions.head(), mode="w")
            self._captions.append((path, captions))

    def writers(self, piece: Piece) -> list[Callable[[], None]]:
        """List the jobs that write a piece; each may run in a thread of its own."""
        self._frames += piece.timeline.frames
        self._sentences += len(piece.timeline.placed)
        self.unspoken |= {sentence.context: reason for sentence, reason in piece.unspoken}
        audio = [partial(_write_audio, writer, piece) for writer in self._audio]
        return [*audio, partial(self._write_text, piece)]

    def _write_text(self, piece: Piece) -> None:
        cues = list(cut(piece.timeline, self.style))
        for path, writer in self._captions:
            _append(path, writer.cues(cues))
        lines: list[record.Line] = []
        for placed in piece.timeline.placed:
            lines += [*self._section_lines(placed.sentence.section), record.sentence_line(placed)]
        lines += [record.unspoken_line(sentence, reason) for sentence, reason in piece.unspoken]
        _append(self.files.part(self.timeline), record.write(lines))

    def _section_lines(self, number: int) -> Iterator[record.Line]:
        while self._section < number:
            section = next(self._sections)
            self._section = section.number
            yield record.section_line(section)

    def finish(self) -> None:
        """Close the timeline and give all files their names."""
        files = self.files.digests()
        end = record.End(self._frames, self._sentences, len(self.unspoken), files)
        _append(self.files.part(self.timeline), record.write([end]))
        self.files.commit()

    def narration(self, files: Sequence[Path]) -> Narration:
        """Describe what was made."""
        warnings = tuple(warning for _, writer in self._captions for warning in writer.warnings())
        return Narration(
            self.document, self.files.folder, tuple(files), self.voice.rate, self._frames, warnings
        )


def _append(path: Path, text: str, mode: str = "a") -> None:
    with writing(path), path.open(mode, encoding="utf-8", newline="\n") as file:
        file.write(text)


def _write_audio(writer: AudioWriter, piece: Piece) -> None:
    for pcm in render(piece.timeline, piece.pcm.__getitem__):
        writer.write(pcm)
