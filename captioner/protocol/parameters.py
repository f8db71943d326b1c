"""The parameters in the URL of a connection: names, values, and the models that heed them.

One row a parameter; the client checks its `Voice` by them and the server what it is asked. Ranges
are those of Rime's pages; where they name none, ours are so wide that only slips are outside.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from enum import StrEnum
from urllib.parse import parse_qsl

import msgspec

Value = str | int | float | bool | tuple[float, ...]

#: What Rime's services accept over all of their models, in Hz.
RATES = range(4000, 96001)
#: Of MPEG audio layer III: MPEG-1 (ISO/IEC 11172-3), its halves (13818-3) and their halves.
MP3_RATES = (8000, 11025, 12000, 16000, 22050, 24000, 32000, 44100, 48000)
#: The formats of sound by every name that they have.
AUDIO_FORMATS = {
    "pcm": "pcm", "l16": "pcm", "mulaw": "mulaw", "pcmu": "mulaw", "mp3": "mp3", "mpeg": "mp3",
    "wav": "wav", "ogg": "ogg", "opus": "ogg", "webm": "webm",
}  # fmt: skip


class Family(StrEnum):
    """Models that heed the same parameters in the same way."""

    CODA = "coda"
    MISTV3 = "mistv3"
    MIST = "mist"
    LOCAL = "local"


#: Every known model. A service replaces one that it does not know without a word.
MODELS = {
    "coda": Family.CODA, "codav1": Family.CODA,
    "arcana": Family.CODA, "arcanav2": Family.CODA, "arcanav3": Family.CODA,
    "mistv3": Family.MISTV3,
    "mistv2": Family.MIST, "mistv1": Family.MIST, "mist": Family.MIST,
    "espeak-ng": Family.LOCAL,
}  # fmt: skip

#: Those in which a `speedAlpha` above 1 is slower, not faster.
SLOWER_ABOVE_ONE = frozenset({Family.MIST})

#: The least and the most `timeScaleFactor`; what is beyond is clamped by services.
TIME_SCALES = (0.4, 2.5)


class Parameter(msgspec.Struct, frozen=True):
    """A parameter: how its value is read, and which models heed it.

    `read` takes the text of a value; it raises ValueError with what the value must be.
    """

    name: str
    read: Callable[[str], Value]
    heeded_by: frozenset[Family] = frozenset(Family)


def _word(text: str) -> str:
    if not text:
        raise ValueError("a name")
    return text


def _flag(text: str) -> bool:
    if text.lower() not in ("true", "false"):
        raise ValueError("true or false")
    return text.lower() == "true"


def _one_of(choices: Mapping[str, str]) -> Callable[[str], str]:
    def read(text: str) -> str:
        if (found := choices.get(text.lower())) is None:
            raise ValueError(f"one of {', '.join(dict.fromkeys(choices.values()))}")
        return found

    return read


def _number(least: float, most: float) -> Callable[[str], float]:
    def read(text: str) -> float:
        try:
            number = float(text)
        except ValueError:
            number = math.nan
        if not least <= number <= most:
            raise ValueError(f"a number from {least:g} to {most:g}")
        return number

    return read


def _whole(least: int, most: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        if not (
            text.isascii() and text.isdigit() and len(text) <= 9 and least <= int(text) <= most
        ):
            raise ValueError(f"a whole number from {least} to {most}")
        return int(text)

    return read


def _numbers(least: float, most: float) -> Callable[[str], tuple[float, ...]]:
    def read(text: str) -> tuple[float, ...]:
        try:
            return tuple(_number(least, most)(part.strip()) for part in text.split(","))
        except ValueError:
            raise ValueError(f"numbers from {least:g} to {most:g}, with commas between") from None

    return read


#: The cloud takes `false` for none.
_SEGMENTS = {
    "bysentence": "bySentence", "immediate": "immediate", "never": "never", "false": "bySentence",
}  # fmt: skip
_MARKED = frozenset({Family.MISTV3, Family.MIST, Family.LOCAL})
_CODA = frozenset({Family.CODA})

PARAMETERS = {
    parameter.name: parameter
    for parameter in (
        Parameter("speaker", _word),
        Parameter("modelId", _word),
        Parameter("lang", _word),
        Parameter("audioFormat", _one_of(AUDIO_FORMATS)),
        Parameter("samplingRate", _whole(RATES[0], RATES[-1])),
        Parameter("segment", _one_of(_SEGMENTS)),
        Parameter("immediate", _flag),
        Parameter("speedAlpha", _number(0.1, 10)),
        Parameter(
            "timeScaleFactor",
            _number(*TIME_SCALES),
            frozenset({Family.CODA, Family.MISTV3, Family.LOCAL}),
        ),
        Parameter("pauseBetweenBrackets", _flag, _MARKED),
        Parameter("phonemizeBetweenBrackets", _flag, _MARKED),
        Parameter("inlineSpeedAlpha", _numbers(0.1, 10), _MARKED),
        Parameter("noTextNormalization", _flag, frozenset({Family.MIST})),
        Parameter("reduceLatency", _flag, frozenset({Family.MIST})),
        Parameter("saveOovs", _flag, frozenset({Family.MIST})),
        Parameter("repetition_penalty", _number(1, 2), _CODA),
        Parameter("temperature", _number(0, 1), _CODA),
        Parameter("top_p", _number(0.001, 1), _CODA),
        Parameter("max_tokens", _whole(1, 100_000), _CODA),
    )
}


def as_text(value: Value) -> str:
    """Write a value as it stands in a URL."""
    match value:
        case bool():
            return "true" if value else "false"
        case tuple():
            return ",".join(as_text(number) for number in value)
        case float():
            return repr(value).removesuffix(".0")
        case _:
            return str(value)


def parse_query(query: str) -> dict[str, list[str]]:
    """Read the query part of a URL: the values of each name, in order."""
    found: dict[str, list[str]] = {}
    for name, value in parse_qsl(query, keep_blank_values=True):
        found.setdefault(name, []).append(value)
    return found
