"""What a narration can be published as: one row a format.

Adding a format is adding a row: a codec for sound, or a kind of `CaptionWriter`, which are made
while a document is spoken; or a module that plans what is made when that is done. Suffixes keep the
files of a document apart, from each other and from a document in the same folder (`NAME.md`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from importlib import import_module
from typing import TYPE_CHECKING

import msgspec

from captioner.audio.codecs import FLAC, M4A, M4B, MP3, OPUS, SHOP_MP3, WAV, Codec, check_rate
from captioner.captions import (
    About,
    Ass,
    CaptionWriter,
    Labels,
    Lrc,
    MarkdownTranscript,
    PodcastJson,
    Srt,
    Transcript,
    Ttml,
    Vtt,
    WordsCsv,
    WordsVtt,
)
from captioner.errors import AudioError, OptionError
from captioner.timeline import record

if TYPE_CHECKING:
    from captioner.document import Document
    from captioner.publish.publication import Material, Plan, Publication
    from captioner.publish.settings import PublishSettings


class AudioFormat(msgspec.Struct, frozen=True):
    """A format for sound."""

    suffix: str
    codec: Codec


class CaptionFormat(msgspec.Struct, frozen=True):
    """A format for captions; `writer` makes one for what the file is about.

    `shows_cues` tells whether they can be seen in it, with their lines and times.
    """

    suffix: str
    writer: Callable[[About], CaptionWriter]
    shows_cues: bool = True


class PublicationFormat(msgspec.Struct, frozen=True):
    """A format that is made of a narration once it is kept, as a module in this package plans it.

    What that imports is imported when it is asked for. `suffixes` are those of files that it always
    has, beside the timeline. `needs_sound` tells whether it has any, and `codec` how it is encoded,
    where that is always the same. `checks` tells whether the module can see of a document whether
    it can be made of that.
    """

    module: str
    suffixes: tuple[str, ...] = ()
    needs_sound: bool = True
    codec: Codec | None = None
    checks: bool = False

    def plan(self, material: Material) -> Publication:
        """Plan it. Raises OptionError for what was chosen and cannot be."""
        plan: Plan = import_module(f"captioner.publish.{self.module}").plan
        return plan(material)

    def check(self, document: Document, settings: PublishSettings) -> None:
        """See whether it can be made of a document, before that is spoken. Raises OptionError."""
        if self.checks:
            import_module(f"captioner.publish.{self.module}").check(document, settings)


Format = AudioFormat | CaptionFormat

FORMATS: dict[str, Format] = {
    "mp3": AudioFormat("mp3", MP3),
    "m4a": AudioFormat("m4a", M4A),
    "opus": AudioFormat("opus", OPUS),
    "flac": AudioFormat("flac", FLAC),
    "wav": AudioFormat("wav", WAV),
    "srt": CaptionFormat("srt", Srt),
    "vtt": CaptionFormat("vtt", Vtt),
    "words.vtt": CaptionFormat("words.vtt", WordsVtt),
    "ass": CaptionFormat("ass", Ass),
    "ttml": CaptionFormat("ttml", Ttml),
    "lrc": CaptionFormat("lrc", Lrc),
    "json": CaptionFormat("transcript.json", PodcastJson),
    "txt": CaptionFormat("transcript.txt", Transcript, shows_cues=False),
    "md": CaptionFormat("transcript.md", MarkdownTranscript, shows_cues=False),
    "labels": CaptionFormat("labels.txt", Labels),
    "csv": CaptionFormat("words.csv", WordsCsv, shows_cues=False),
}

PUBLICATIONS: dict[str, PublicationFormat] = {
    "epub": PublicationFormat("epub.plan", ("epub",), codec=M4A),
    "m4b": PublicationFormat("sound.m4b", ("m4b",), codec=M4B),
    "mp4": PublicationFormat("video.slate", ("mp4",), checks=True),
    "page": PublicationFormat("page.pages"),
    "podcast": PublicationFormat(
        "podcast",
        ("podcast.json", "podcast.vtt", "chapters.json", "podcast.xml"),
        needs_sound=False,
    ),
}

#: How sound is encoded that is mastered for a target, if not as usual.
_MASTERED = {("acx", "mp3"): SHOP_MP3}


def codecs_of(names: Iterable[str], head: record.Head) -> dict[str, Codec]:
    """Give the codecs of those formats that are of sound, for a narration."""
    target = head.mastering.target if head.mastering is not None else ""
    return {
        name: _MASTERED.get((target, name), row.codec)
        for name in names
        if isinstance(row := FORMATS.get(name), AudioFormat)
    }


#: The names of all that can be asked for.
ALL_FORMATS = (*FORMATS, *PUBLICATIONS)

DEFAULT_FORMATS = ("mp3", "srt", "vtt", "words.vtt")


def check_formats(names: Iterable[str], rate: int) -> tuple[str, ...]:
    """Give the names of formats, each once.

    Raises OptionError for one that is not in the table, for none, and for one that cannot carry a
    sampling rate in Hz.
    """
    names = known_formats(names)
    for name in names:
        chosen = FORMATS.get(name) or PUBLICATIONS[name]
        if not isinstance(chosen, CaptionFormat) and chosen.codec is not None:
            try:
                check_rate(chosen.codec, rate)
            except AudioError as exc:
                raise OptionError(str(exc)) from exc
    return names


def known_formats(names: Iterable[str]) -> tuple[str, ...]:
    """Give the names of formats, each once. Raises OptionError for one that there is not."""
    names = tuple(dict.fromkeys([names] if isinstance(names, str) else names))
    if not names:
        raise OptionError(f"--format names nothing; choose from {', '.join(ALL_FORMATS)}")
    for name in names:
        if name not in ALL_FORMATS:
            raise OptionError(f"--format: {name} is not one of {', '.join(ALL_FORMATS)}")
    return names


def whole_formats(names: Iterable[str], *, by_chapter: bool) -> tuple[str, ...]:
    """Give those of which there is one file for all of a narration. Where there is a file a chapter
    that is no sound, but for the WAV, of which other sound can be made.
    """
    return tuple(
        name
        for name in names
        if name in FORMATS
        and not (by_chapter and name != "wav" and isinstance(FORMATS[name], AudioFormat))
    )


def sounding(names: Iterable[str]) -> list[str]:
    """Give those that have sound."""
    return [
        name
        for name in names
        if isinstance(FORMATS.get(name), AudioFormat)
        or (name in PUBLICATIONS and PUBLICATIONS[name].needs_sound)
    ]
