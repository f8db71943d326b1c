"""What a narration can be published as: one row a format.

Adding a format is adding a row: a codec for sound, or a kind of `CaptionWriter`. Suffixes keep the
files of a document apart, from each other and from a document in the same folder (`NAME.md`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from captioner.audio.codecs import FLAC, M4A, MP3, OPUS, WAV, Codec, check_rate
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


@dataclass(frozen=True, slots=True)
class AudioFormat:
    """A format for sound."""

    suffix: str
    codec: Codec


@dataclass(frozen=True, slots=True)
class CaptionFormat:
    """A format for captions; `writer` makes one for what the file is about.

    `shows_cues` tells whether they can be seen in it, with their lines and times.
    """

    suffix: str
    writer: Callable[[About], CaptionWriter]
    shows_cues: bool = True


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

DEFAULT_FORMATS = ("mp3", "srt", "vtt", "words.vtt")


def check_formats(names: Iterable[str], rate: int) -> tuple[str, ...]:
    """Give the names of formats, each once.

    Raises OptionError for one that is not in the table, for none, and for one that cannot carry a
    sampling rate in Hz.
    """
    names = known_formats(names)
    for name in names:
        chosen = FORMATS[name]
        if isinstance(chosen, AudioFormat):
            try:
                check_rate(chosen.codec, rate)
            except AudioError as exc:
                raise OptionError(str(exc)) from exc
    return names


def known_formats(names: Iterable[str]) -> tuple[str, ...]:
    """Give the names of formats, each once. Raises OptionError for one that there is not."""
    names = tuple(dict.fromkeys([names] if isinstance(names, str) else names))
    if not names:
        raise OptionError(f"--format names nothing; choose from {', '.join(FORMATS)}")
    for name in names:
        if name not in FORMATS:
            raise OptionError(f"--format: {name} is not one of {', '.join(FORMATS)}")
    return names
