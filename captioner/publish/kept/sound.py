"""The sound of a kept narration, from any frame to any other: of its WAV, or else of kept takes.

A WAV counts that was made with that very timeline: what MP3 has lost does not come back. Takes are
edited as they were and put where the timeline says, so that what comes is the same, sample for
sample. Which of them lie in a range is found without reading what is before it.
"""

from __future__ import annotations

import threading
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO, Protocol

from captioner.audio import Edits, frames_in, silence
from captioner.audio.packets import PieceKeeper
from captioner.audio.pcm import SAMPLE_BYTES
from captioner.document import Kind, as_text
from captioner.errors import AudioError, OptionError, OutputError, reading
from captioner.markup import Markup
from captioner.narrate.pieces import edited
from captioner.protocol.voice import voice_of
from captioner.publish.kept.losses import NAMED, first_few
from captioner.publish.kept.made import file_of
from captioner.publish.kept.mastered import gained
from captioner.publish.kept.narration import Kept
from captioner.publish.vouching import is_as
from captioner.store import TakeStore
from captioner.store.encoded import EncodedPieces
from captioner.timeline import Placed, record

WAV = "wav"
#: What is handed on at a time: 3 s at 22,050 Hz.
_BLOCK = 65536
#: Every so many sentences it is noted where in the timeline's file one begins.
_NOTED = 64


class _Source(Protocol):
    def pcm(self, start: int, end: int) -> Iterator[bytes]:
        """Give frames [start, end)."""


class KeptSound:
    """The sound of a kept narration, 16-bit mono at the rate of its timeline. Any thread may use
    it.

    `store` is the folder in which takes are kept, that of the user if None. `wanted` are the
    formats that are made of it, for those who have to narrate again. `checkpoint` is called before
    each block of sound, and may raise what stops all.
    """

    def __init__(
        self,
        kept: Kept,
        store: Path | str | None,
        wanted: Sequence[str],
        checkpoint: Callable[[], None] = lambda: None,
    ) -> None:
        self._kept = kept
        self._store = store
        self._wanted = ",".join(dict.fromkeys([WAV, *wanted]))
        self._checkpoint = checkpoint
        self._source: _Source | None = None
        self._finding = threading.Lock()

    @property
    def encoded(self) -> PieceKeeper:
        """What keeps pieces of it that were encoded."""
        return EncodedPieces(TakeStore(self._store).folder)

    def check(self) -> None:
        """Find out of what it is made. Raises AudioError if there is nothing."""
        with self._finding:
            if self._source is None:
                self._source = self._find()

    def pcm(self, start: int, end: int) -> Iterator[bytes]:
        """Give frames [start, end) in blocks.

        Raises AudioError where they are not kept, or are not as long as the timeline says.
        """
        self.check()
        assert self._source is not None  # noqa: S101 - it was found
        for block in self._source.pcm(start, end):
            self._checkpoint()
            yield block

    def blocks(self) -> Iterator[bytes]:
        """Give all of it in blocks. Raises AudioError as `pcm` does."""
        return self.pcm(0, self._kept.end.frames)

    def _find(self) -> _Source:
        kept = self._kept
        if vouched(kept, file_of(kept, WAV)):
            return _Wav(kept)
        check_spoken(kept)
        if not any(line.take for line in _voiced(kept)):
            raise AudioError(
                f"{kept.folder}: sound is made again from a WAV or from kept takes; none are kept, "
                f"and {_why_no_wav(kept)}; narrate the document again with --format {self._wanted}"
            )
        takes = TakeStore(self._store)
        _check_takes(kept, takes, self._wanted)
        source = _Takes(kept, takes)
        mastering = kept.head.mastering
        return source if mastering is None else gained(kept, source.pcm, mastering)


def check_spoken(kept: Kept) -> None:
    """Raise AudioError where nobody here has spoken it, so that there is no sound of it."""
    if not kept.head.voice:
        raise AudioError(
            f"{kept.folder}: its captions are of a recording, which captioner does not keep, so no "
            "sound is made of it; ask for captions alone, and take the sound from the recording"
        )


def vouched(kept: Kept, file: str) -> bool:
    """Tell whether a file that was made with the timeline is there as it was."""
    line = kept.end.files.get(as_text(file))
    return line is not None and not line.earlier and vouched_as(kept, file, line)


def vouched_as(kept: Kept, file: str, line: record.FileLine) -> bool:
    """Tell whether a file is there as a line of the timeline describes it."""
    return is_as(kept.folder / file, line)


def _why_no_wav(kept: Kept) -> str:
    wav = file_of(kept, WAV)
    line = kept.end.files.get(as_text(wav))
    if line is None or not (kept.folder / wav).is_file():
        return f"{wav} is not there"
    return (
        f"{wav} is of an earlier narration"
        if line.earlier
        else (f"{wav} was changed since captioner made it")
    )


# ---------------------------------------------------------------- of the WAV


class _Wav:
    """The samples in a WAV that captioner made."""

    def __init__(self, kept: Kept) -> None:
        self._path = kept.folder / file_of(kept, WAV)
        with reading(self._path), self._path.open("rb") as file:
            self._data, size = _samples_in(file, self._path)
        frames = size // SAMPLE_BYTES
        if frames != kept.end.frames:
            raise AudioError(
                f"{self._path}: it has {frames:,} frames, the timeline {kept.end.frames:,}; "
                "narrate the document again"
            )

    def pcm(self, start: int, end: int) -> Iterator[bytes]:
        with reading(self._path), self._path.open("rb") as file:
            file.seek(self._data + start * SAMPLE_BYTES)
            while start < end:
                block = file.read(min(_BLOCK, end - start) * SAMPLE_BYTES)
                if not block:
                    raise AudioError(f"{self._path}: it was changed meanwhile")
                start += frames_in(block)
                yield block


def _samples_in(file: BinaryIO, path: Path) -> tuple[int, int]:
    """Tell where the samples of a WAV begin, and how many bytes they are (EBU Tech 3306)."""
    long = None
    riff = file.read(12)
    while riff[8:] == b"WAVE" and len(header := file.read(8)) == 8:
        name, size = header[:4], int.from_bytes(header[4:], "little")
        if name == b"data":
            # One of more than 4 GiB has its size in a chunk before, and here all ones.
            return file.tell(), long if long is not None and size == 0xFFFFFFFF else size
        begin = file.tell()
        if name == b"ds64":
            long = int.from_bytes(file.read(16)[8:], "little")
        file.seek(begin + size + size % 2)
    raise AudioError(f"{path}: there is no sound in it")


# ---------------------------------------------------------------- of takes


def _voiced(kept: Kept) -> Iterator[record.SentenceLine]:
    """Give the sentences that a voice has spoken."""
    return (line for line in kept.sentences() if line.kind is not Kind.SOUND)


def _check_takes(kept: Kept, store: TakeStore, wanted: str) -> None:
    """Raise AudioError if takes are gone, before anything is made."""
    gone: list[str] = []
    total = 0
    for line in _voiced(kept):
        total += 1
        if not line.take or not store.named(line.take).exists():
            gone.append(line.context)
    if gone:
        raise AudioError(
            f"{kept.folder}: {_why_no_wav(kept)}, and {len(gone):,} of the {total:,} takes that it "
            f"was made of are not in {store.folder} ({first_few(gone[:NAMED], len(gone))}); "
            f"captioner narrate {kept.head.source} as before, with --format {wanted}, asks for "
            "them again"
        )


class _Takes:
    """The takes of a narration, and silence between them."""

    def __init__(self, kept: Kept, store: TakeStore) -> None:
        self._kept = kept
        self._store = store
        self._markup = _markup(kept)
        self._edits = kept.head.speaking.edits if kept.head.speaking is not None else Edits()
        #: Where some sentences start, and where their lines do: (frame, byte).
        self._noted: list[tuple[int, int]] = []
        with kept.opened() as lines, reading(kept.timeline):
            at, count = _Offset(lines), 0
            for line in record.verified(at):
                if isinstance(line, record.SentenceLine):
                    if count % _NOTED == 0:
                        self._noted.append((line.start, at.begin))
                    count += 1

    def pcm(self, start: int, end: int) -> Iterator[bytes]:
        at = start
        for line in self._lines(start):
            if line.start >= end:
                break
            if line.end <= at:
                continue
            yield from _rest(at, line.start)
            at = max(at, line.start)
            pcm = self._take(record.placed_of(line), line.take)
            until = min(line.end, end)
            yield pcm[(at - line.start) * SAMPLE_BYTES : (until - line.start) * SAMPLE_BYTES]
            at = until
        yield from _rest(at, end)

    def _lines(self, start: int) -> Iterator[record.SentenceLine]:
        """Give the sentences from one on that starts no later than a frame."""
        noted = bisect_right(self._noted, start, key=lambda one: one[0]) - 1
        begin = self._noted[max(0, noted)][1] if self._noted else 0
        with self._kept.opened() as lines, reading(self._kept.timeline):
            lines.seek(begin)
            for line in record.read(raw.decode() for raw in lines):
                if isinstance(line, record.SentenceLine):
                    yield line

    def _take(self, placed: Placed, name: str) -> bytes:
        """Give the samples of a sentence, as long as the timeline says."""
        frames = placed.end - placed.start
        sentence = placed.sentence
        if sentence.kind is Kind.SOUND:
            return silence(frames)
        found = self._store.get_named(name)
        if found is None:
            raise AudioError(
                f"{self._kept.folder}: the take of {sentence.context} in {self._store.folder} is "
                "gone or damaged; narrate the document again as before, and it is asked for again"
            )
        rate = self._kept.head.rate
        pcm = edited(sentence, found.take, self._markup, self._edits, rate).pcm
        # A narration may end with a rest, so that its last cue can be read.
        if placed.end == self._kept.end.frames:
            pcm += silence(max(0, frames - frames_in(pcm)))
        if frames_in(pcm) != frames:
            raise AudioError(
                f"{sentence.context}: its take has {frames_in(pcm)} frames, the timeline {frames}"
            )
        return pcm


class _Offset:
    """Lines of a file, and where the last one that was given begins."""

    def __init__(self, lines: BinaryIO) -> None:
        self._lines = lines
        self.begin = 0

    def __iter__(self) -> Iterator[bytes]:
        end = 0
        for line in self._lines:
            self.begin, end = end, end + len(line)
            yield line


def _rest(start: int, end: int) -> Iterator[bytes]:
    while start < end:
        frames = min(_BLOCK, end - start)
        yield silence(frames)
        start += frames


def _markup(kept: Kept) -> Markup:
    try:
        return voice_of(kept.head.voice).markup
    except OptionError as exc:
        raise OutputError(f"{kept.timeline}: its voice is none ({exc})") from exc
