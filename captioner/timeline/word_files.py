"""Files of word times that other programs write, read into one list of words.

One row a format in `WORD_FORMATS`: a recogniser and a reader. The format is recognised by its
shape. What each looks like is documented where its reader is; nothing in a file is taken for
granted. Pure: bytes in, words out.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import msgspec
from msgspec.structs import replace

from captioner.errors import DocumentError, OptionError
from captioner.timeline.told.azure import azure, is_azure
from captioner.timeline.told.elevenlabs import elevenlabs, is_elevenlabs
from captioner.timeline.told.lists import is_plain, is_rime, plain, plain_ms, rime
from captioner.timeline.told.polly import is_polly, polly
from captioner.timeline.told.shapes import Data, Reading
from captioner.timeline.told.times import WordFault, WordList, word_list
from captioner.timeline.told.whisper import is_whisper, is_whisper_cpp, whisper, whisper_cpp


class WordFormat(msgspec.Struct, frozen=True):
    """A kind of file: `is_it` tells one by its shape, `read` raises WordFault for a broken one."""

    is_it: Callable[[Data], bool]
    read: Callable[[Data], Reading]


#: Where two could recognise a file, the first row reads it.
WORD_FORMATS: dict[str, WordFormat] = {
    "elevenlabs": WordFormat(is_elevenlabs, elevenlabs),
    "polly": WordFormat(is_polly, polly),
    "azure": WordFormat(is_azure, azure),
    "whisper.cpp": WordFormat(is_whisper_cpp, whisper_cpp),
    "rime": WordFormat(is_rime, rime),
    "whisper": WordFormat(is_whisper, whisper),
    "list": WordFormat(is_plain, plain),
    "list-ms": WordFormat(lambda data: False, plain_ms),
}


def read_words(
    data: bytes, *, rate: int, path: Path | str = "the word times", form: str | None = None
) -> WordList:
    """Read a file of word times, in any of the formats of `WORD_FORMATS`.

    Times become frames at `rate`. `path` names the file in errors; `form` names its format, which
    is recognised otherwise. Raises DocumentError for a file that is none of them, or has words or
    times that cannot be meant; OptionError for a format that is not known.
    """
    if form is not None and form not in WORD_FORMATS:
        raise OptionError(f"--words-format: {form} is not one of {', '.join(WORD_FORMATS)}")
    parsed = _parsed(data, path)
    name = form or next((name for name, row in WORD_FORMATS.items() if row.is_it(parsed)), None)
    if name is None:
        raise DocumentError(
            path,
            f"it has no word times that captioner knows; it reads {', '.join(WORD_FORMATS)}, "
            "and --words-format names one",
        )
    try:
        reading = WORD_FORMATS[name].read(parsed)
        words = word_list(reading.told, reading.per_second, rate)
    except WordFault as exc:
        raise DocumentError(path, f"{exc} (read as {name})") from exc
    return replace(words, encoding=reading.encoding, format=name)


def _parsed(data: bytes, path: Path | str) -> Data:
    """Read JSON, or several JSON values in one file, which become a list (JSON Lines)."""
    encoding = json.detect_encoding(data)
    # whisper.cpp cuts letters in two: a byte that is no text waits for the other half.
    text = data.decode(encoding, "surrogateescape" if encoding.startswith("utf-8") else "replace")
    decoder = json.JSONDecoder()
    values: list[Data] = []
    at = _after_blanks(text, 0)
    while at < len(text):
        try:
            value, at = decoder.raw_decode(text, at)
        except json.JSONDecodeError as exc:
            raise DocumentError(
                path, f"it is no JSON ({exc.msg[:1].lower()}{exc.msg[1:]})", line=exc.lineno
            ) from exc
        except (RecursionError, ValueError) as exc:
            raise DocumentError(path, "it is no JSON that holds word times") from exc
        values.append(value)
        at = _after_blanks(text, at)
    if not values:
        raise DocumentError(path, "it is empty")
    return values[0] if len(values) == 1 else values


_WRITTEN = re.compile(r"[^\s,\0]")


def _after_blanks(text: str, at: int) -> int:
    found = _WRITTEN.search(text, at)
    return found.start() if found else len(text)
