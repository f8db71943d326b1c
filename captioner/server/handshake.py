"""What a client asks for in its opening request, agreed to or refused. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from hmac import compare_digest
from urllib.parse import urlsplit

import msgspec

from captioner.document import primary_language
from captioner.errors import SpeechRefused
from captioner.markup import Markup, Pause, parts
from captioner.protocol import DIALECTS, WS3, Dialect, Marks, Segment
from captioner.protocol.parameters import (
    MODELS,
    MP3_RATES,
    PARAMETERS,
    SLOWER_ABOVE_ONE,
    TIME_SCALES,
    Family,
    Value,
    parse_query,
)
from captioner.server.order import Order, Said, Silence
from captioner.server.speakers import cloud_languages, cloud_speaker
from captioner.server.voices import LocalVoice, local_voices

#: What a client gets that names no model: the default of the protocol's first pages.
_DEFAULT_MODEL = "mistv2"
#: The most silence that marks may ask for in one synthesis: it costs a client nothing to ask.
_MOST_SILENCE_MS = 60_000
#: The rate of a client that names none, in Hz, by the model's family.
_DEFAULT_RATES = {Family.CODA: 24000}
_DEFAULT_RATE = 22050


class Agreed(msgspec.Struct, frozen=True):
    """The connection's settings.

    `speed` is how many times as fast as usual to speak; `inline_speeds` are those of the words in
    square brackets, in order, in the sense that the model's family gives them.
    """

    voice: str
    rate: int
    dialect: Dialect = WS3
    segment: Segment = Segment.BY_SENTENCE
    audio_format: str = "pcm"
    family: Family = Family.MIST
    speed: float = 1.0
    pauses: bool = False
    phonemes: bool = False
    inline_speeds: tuple[float, ...] = ()

    def order(self, text: str, marks: Marks) -> Order:
        """Say what a worker is to speak. What a message says of its marks goes before the URL.

        Raises SpeechRefused for what cannot be spoken.
        """
        speeds = _inline_speeds(marks.speeds, self.inline_speeds)
        markup = Markup(
            pauses=self.pauses if marks.pauses is None else marks.pauses,
            phonemes=(self.phonemes if marks.phonemes is None else marks.phonemes)
            and _has_phonetics(local_voices()[self.voice]),
            speeds=bool(speeds),
        )
        said = tuple(
            Silence(part.ms)
            if isinstance(part, Pause)
            else Said(part.text, part.phonemes, self._inline_speed(speeds, part.mark))
            for part in parts(text, markup)
        )
        if sum(part.ms for part in said if isinstance(part, Silence)) > _MOST_SILENCE_MS:
            raise SpeechRefused(f"pauses of more than {_MOST_SILENCE_MS // 1000} s in one text")
        return Order(said, self.voice, self.rate, self.audio_format, self.speed)

    def _inline_speed(self, speeds: tuple[float, ...], mark: int | None) -> float:
        """Give the speed of a bracket; those that the list is too short for are as usual."""
        if mark is None or mark >= len(speeds):
            return 1.0
        # In all of Mist less is faster here, whatever `speedAlpha` means to the model.
        return 1 / speeds[mark] if self.family is not Family.LOCAL else speeds[mark]


class Refusal(msgspec.Struct, frozen=True):
    """An HTTP status and a plain text that says what is wrong."""

    status: int
    body: str


#: The headers of an answer that says what is wrong.
PLAIN_TEXT = ((b"content-type", b"text/plain; charset=utf-8"),)


def by_name(headers: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    """Give the headers of a request by their names, in lower case, for `agree`."""
    return {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in headers}


def agree(path: str, headers: Mapping[str, str], key: str | None) -> Agreed | Refusal:
    """Read an opening request: `path` with its query, and headers by lower-case name.

    `key` is what the client must present, None for an open server.
    """
    try:
        parts = urlsplit(path)
    except ValueError:
        return Refusal(400, "the request's target is no address")
    dialect = DIALECTS.get(parts.path.rstrip("/") or "/")
    if dialect is None:
        return Refusal(404, f"no such endpoint; this server speaks {', '.join(DIALECTS)}")
    if refusal := _check_key(headers.get("authorization"), key):
        return refusal
    try:
        return _settings(dialect, _values(parse_query(parts.query)))
    except _Refused as refused:
        return Refusal(400, str(refused))


class _Refused(Exception):
    """What a client asks for cannot be had; the message says why."""


def _check_key(given: str | None, key: str | None) -> Refusal | None:
    if key is None:
        return None
    if not given:
        return Refusal(401, "Missing Authorization header")
    scheme, _, token = given.partition(" ")
    token = token.strip()
    if scheme.lower() == "bearer" and not token:
        return Refusal(401, "empty apikey")
    if scheme.lower() != "bearer" or not compare_digest(token.encode(), key.encode()):
        return Refusal(401, "invalid api key")
    return None


def _values(asked: Mapping[str, list[str]]) -> dict[str, Value]:
    """Read the parameters that we know; what is empty, or null, counts as not given."""
    values: dict[str, Value] = {}
    for name, parameter in PARAMETERS.items():
        given = asked.get(name, [])
        if len(given) > 1:
            raise _Refused(f"{name} must be a string")
        if not given or given[0] in ("", "null"):
            continue
        try:
            text = _clamped(given[0]) if name == "timeScaleFactor" else given[0]
            values[name] = parameter.read(text)
        except ValueError as exc:
            raise _Refused(f"{name} must be {exc}") from exc
    return values


def _clamped(text: str) -> str:
    """Bring a time scale into its range, as the service does; what is no number stays."""
    try:
        return str(min(max(float(text), TIME_SCALES[0]), TIME_SCALES[1]))
    except ValueError:
        return text


def _settings(dialect: Dialect, values: Mapping[str, Value]) -> Agreed:
    model = str(values.get("modelId", _DEFAULT_MODEL))
    # One that is not known is served by the newest Mist, as in the cloud.
    family = MODELS.get(model, Family.MISTV3)
    voice = _voice(values, model)
    audio_format = str(values.get("audioFormat", "pcm"))
    rate = int(str(values.get("samplingRate", _DEFAULT_RATES.get(family, _DEFAULT_RATE))))
    if audio_format == "mp3" and rate not in MP3_RATES:
        raise _Refused(f"samplingRate of mp3 must be one of {', '.join(map(str, MP3_RATES))}")
    if values.get("phonemizeBetweenBrackets") and not _has_phonetics(voice):
        raise _Refused("phonemizeBetweenBrackets: Rime's phonetic alphabet is for English only")
    return Agreed(
        voice=voice.name,
        rate=rate,
        dialect=dialect,
        segment=_segment(values),
        audio_format=audio_format,
        family=family,
        speed=_speed(values, family),
        pauses=bool(values.get("pauseBetweenBrackets")),
        phonemes=bool(values.get("phonemizeBetweenBrackets")),
        inline_speeds=_inline_speeds(None, values.get("inlineSpeedAlpha", ())),
    )


def _voice(values: Mapping[str, Value], model: str) -> LocalVoice:
    speaker, lang = values.get("speaker"), values.get("lang")
    if not isinstance(speaker, str):
        raise _Refused("speaker is required")
    language = lang if isinstance(lang, str) else None
    local = local_voices().get(speaker.lower())
    if voice := cloud_speaker(speaker, language):
        return voice
    if local is not None and (language is None or local.speaks(language)):
        return local
    speaks = cloud_languages(speaker) or (local.languages if local else ())
    if not speaks:
        raise _Refused(f"Speaker {speaker} not found; captioner voices lists those there are")
    if not any(voice.speaks(language or "") for voice in local_voices().values()):
        raise _Refused(f"Language {language} is not supported for model {model}")
    raise _Refused(
        f"Language {language} is not supported for speaker {speaker}, who speaks "
        f"{', '.join(speaks)}; captioner voices --lang {language} lists those who do"
    )


def _has_phonetics(voice: LocalVoice) -> bool:
    return primary_language(voice.languages[0]) == "en"


def _segment(values: Mapping[str, Value]) -> Segment:
    if "segment" in values:
        return Segment(str(values["segment"]))
    return Segment.IMMEDIATE if values.get("immediate") else Segment.BY_SENTENCE


def _speed(values: Mapping[str, Value], family: Family) -> float:
    speed = float(str(values.get("speedAlpha", 1.0)))
    if family in SLOWER_ABOVE_ONE:
        speed = 1 / speed
    if family in PARAMETERS["timeScaleFactor"].heeded_by:
        speed /= float(str(values.get("timeScaleFactor", 1.0)))
    return speed


def _inline_speeds(said: str | None, otherwise: Value) -> tuple[float, ...]:
    """Read the speeds that a message gives; what is no list of speeds is as if it gave none."""
    if said is not None:
        try:
            otherwise = PARAMETERS["inlineSpeedAlpha"].read(said)
        except ValueError:
            otherwise = ()
    return otherwise if isinstance(otherwise, tuple) else ()
