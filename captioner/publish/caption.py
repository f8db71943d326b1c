"""Captions for a document that somebody else has read aloud, and whose word times another program
told.

The folder is like that of a narration but for its sound: its timeline can be published again and
checked.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from pathlib import Path

import msgspec

from captioner.audio.decode import AudioReader
from captioner.audio.pcm import frames_in
from captioner.captions import About, Profile, profile_of
from captioner.captions.own_profile import check_profile
from captioner.document import Document, Sentence, as_text
from captioner.errors import DocumentError, Incomplete, OptionError, readable
from captioner.publish.caption_files import CaptionFiles
from captioner.publish.files import OutputFolder, append
from captioner.publish.formats import DEFAULT_FORMATS, FORMATS, CaptionFormat, known_formats
from captioner.text.source import load
from captioner.timeline import Placed, Timeline, record
from captioner.timeline.told.agreement import Agreement
from captioner.timeline.told.mapping import Mapped, map_words
from captioner.timeline.told.times import WordFault, WordList
from captioner.timeline.word_files import read_words

#: Where no sound tells one: milliseconds, and the frames of films, are whole numbers of it.
_RATE = 48_000
#: How far words may go on after the end of their sound: programs round, and so do codecs.
_SLACK_SECONDS = 1
#: Sentences are written so many at a time.
_AT_ONCE = 256
_UNHEARD = "it was not heard, and the words leave no time for it"
_ESTIMATED = "it was not heard; its caption is in a rest that would be long enough for it"

CAPTION_FORMATS = tuple(
    name for name, chosen in FORMATS.items() if isinstance(chosen, CaptionFormat)
)
DEFAULT_CAPTIONS = tuple(name for name in DEFAULT_FORMATS if name in CAPTION_FORMATS)


class Captioned(msgspec.Struct, frozen=True):
    """What was made: `files` in `folder`, among them the `timeline`; `frames` long at `rate` Hz.

    `agreement` tells how far the document and the words agree, `form` of which kind the file of
    words was.
    """

    document: Document
    folder: Path
    files: tuple[Path, ...]
    timeline: Path
    rate: int
    frames: int
    agreement: Agreement
    form: str
    warnings: tuple[str, ...] = ()

    @property
    def seconds(self) -> float:
        """The length of what was captioned, for people."""
        return self.frames / self.rate


def caption_document(
    document: Document,
    words: Path | str,
    out: Path | str,
    *,
    words_format: str | None = None,
    audio: Path | str | None = None,
    formats: Sequence[str] = DEFAULT_CAPTIONS,
    profile: Profile | None = None,
    offset_ms: int | Fraction = 0,
) -> Captioned:
    """Caption a document by word times from elsewhere, into a folder of its own name in `out`.

    `words` is a file of them, of a `words_format` of the table `WORD_FORMATS`, or whichever it
    looks like. The captions show the document's text, whatever the file has. `audio` is the sound,
    which tells its length and rate and is left where it is. Everything else is as in
    `narrate_document`. Raises DocumentError for a file that is no word times, or is plainly of
    another text or sound; Incomplete, with the files in place, if whole sentences were not heard;
    OutputError for the folder; OptionError for formats that are no captions, and for a profile that
    contradicts itself.
    """
    names = _caption_formats(formats)
    chosen = profile or profile_of(lang=document.lang)
    check_profile(chosen)
    rate, frames = _sound(audio) if audio is not None else (_RATE, None)
    told = _read(Path(words), rate, words_format)
    if frames is not None:
        _check_length(told, frames, words, audio or "")
    mapped = _mapped(document, told, Path(words), frames)
    about = About(rate, document.title, document.lang, offset_ms, chosen, document.is_under_title)
    making = _Making(document, mapped, about, max(frames or 0, mapped.timeline.end))
    folder, files, warnings = making.write(Path(out), names)
    warnings = (*_told(mapped, told), *warnings)
    if unheard := _not_heard(document, mapped):
        raise Incomplete(
            folder,
            unheard,
            document.sentence_count,
            warnings,
            lacking=_lacking(mapped),
            remedy=f"complete {words}, or take them out of {document.path}",
        )
    return Captioned(
        document, folder, files, files[-1], rate, making.frames, mapped.agreement, told.format,
        warnings,
    )  # fmt: skip


def _caption_formats(formats: Sequence[str]) -> tuple[str, ...]:
    names = known_formats(formats)
    for name in names:
        if name not in CAPTION_FORMATS:
            raise OptionError(
                f"--format {name}: captions for somebody else's sound come without it; choose "
                f"from {', '.join(CAPTION_FORMATS)}"
            )
    return names


def _sound(audio: Path | str) -> tuple[int, int]:
    """Measure a sound: its rate, and its length in frames."""
    with AudioReader(audio) as reader:
        return reader.rate, sum(map(frames_in, reader.blocks()))


def _read(path: Path, rate: int, form: str | None) -> WordList:
    with readable(path):
        data = path.read_bytes()
    return read_words(data, rate=rate, path=path, form=form)


def _check_length(told: WordList, frames: int, words: Path | str, audio: Path | str) -> None:
    end = told.words[-1].start
    if end > frames + _SLACK_SECONDS * told.rate:
        raise DocumentError(
            words,
            f"its last word is at {end / told.rate:,.1f} s, but {audio} ends at "
            f"{frames / told.rate:,.1f} s: they are of another sound",
        )


def _mapped(document: Document, told: WordList, words: Path, frames: int | None) -> Mapped:
    source = load(document.path) if told.offsets else ""
    try:
        return map_words(document, told, source=source, frames=frames)
    except WordFault as exc:
        raise DocumentError(words, f"{exc}; it tells of another text than {document.path}") from exc


def _told(mapped: Mapped, told: WordList) -> Iterator[str]:
    yield from mapped.agreement.told()
    if told.repaired:
        count = "1 word has" if told.repaired == 1 else f"{told.repaired:,} words have"
        yield f"{count} an impossible time; it is estimated from its neighbours"


def _not_heard(document: Document, mapped: Mapped) -> dict[str, str]:
    """Tell of each sentence of which nothing was heard what became of it, in reading order."""
    became = dict.fromkeys((sentence.context for sentence in mapped.missing), _UNHEARD)
    became |= dict.fromkeys((sentence.context for sentence in mapped.unheard), _ESTIMATED)
    order = (sentence.context for sentence in document.sentences)
    return {context: became[context] for context in order if context in became}


def _lacking(mapped: Mapped) -> str:
    if not mapped.unheard:
        return "were not heard and are missing from"
    became = "missing or at" if mapped.missing else "at"
    return f"were not heard and are {became} an estimated time in"


class _Making(msgspec.Struct, frozen=True):
    """The files for a document that was mapped."""

    document: Document
    mapped: Mapped
    about: About
    frames: int

    def write(
        self, out: Path, names: Sequence[str]
    ) -> tuple[Path, tuple[Path, ...], tuple[str, ...]]:
        """Write all files; give their folder, the files, the timeline last, and warnings."""
        stem = self.document.path.stem
        source = as_text(self.document.path.name)
        files = [f"{stem}.{FORMATS[name].suffix}" for name in names]
        record_name = f"{stem}.timeline.jsonl"
        with OutputFolder(out / stem, source, record_name, files) as folder:
            folder.claim()
            captions = CaptionFiles(self.about)
            for name, file in zip(names, files, strict=True):
                chosen = FORMATS[name]
                if isinstance(chosen, CaptionFormat):
                    captions.add(folder.part(file), chosen)
            for piece in self._pieces():
                captions.write(piece)
            captions.end()
            append(folder.part(record_name), record.write(self._lines(source)), mode="w")
            made_as = dict.fromkeys(files, captions.how())
            placed, missing = self.mapped.timeline.placed, self.mapped.missing
            folder.close_timeline(self.frames, len(placed), len(missing), made_as)
            folder.commit()
        made = tuple(folder.folder / name for name in (*files, record_name))
        return folder.folder, made, tuple(captions.warnings(fitted=True))

    def _pieces(self) -> Iterator[Timeline]:
        timeline = self.mapped.timeline
        start = 0
        for at in range(0, len(timeline.placed), _AT_ONCE):
            piece = Timeline(timeline.rate, start, timeline.placed[at : at + _AT_ONCE])
            start = piece.end
            yield piece

    def _lines(self, source: str) -> Iterator[record.Line]:
        document, rate = self.document, self.about.rate
        yield record.Head(
            record.VERSION, document.title, document.lang, source, rate, {},
            is_under_title=document.is_under_title,
        )  # fmt: skip
        yield from map(record.left_out_line, document.left_out)
        placed = {one.sentence.context: one for one in self.mapped.timeline.placed}
        for section in document.sections:
            yield record.section_line(section)
            for sentence in section.sentences:
                yield self._line(sentence, placed)

    def _line(self, sentence: Sentence, placed: dict[str, Placed]) -> record.Line:
        if (there := placed.get(sentence.context)) is not None:
            return record.sentence_line(there)
        return record.unspoken_line(sentence, _UNHEARD)
