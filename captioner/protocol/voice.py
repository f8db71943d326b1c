"""Every setting that changes how something sounds, and its place in the connection's URL."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlencode

import msgspec
from msgspec.structs import force_setattr, replace

from captioner.document import primary_language
from captioner.errors import OptionError
from captioner.markup import Markup
from captioner.protocol.parameters import (
    AUDIO_FORMATS,
    MODELS,
    MP3_RATES,
    PARAMETERS,
    RATES,
    SLOWER_ABOVE_ONE,
    Family,
    Value,
    as_text,
)

#: The formats in which we can take sound; the others have containers, which are for files.
HEARD_FORMATS = ("pcm", "mulaw", "mp3")

#: The field of a parameter whose name would not do, or says too little.
_FIELDS = {"modelId": "model", "samplingRate": "rate"}


class Voice(msgspec.Struct, frozen=True):
    """How a narration sounds: the parameters of Rime's protocol, None where the service decides.

    `rate` is the sampling rate in Hz, asked of the service and kept to the end. Two voices that
    differ in anything give different takes. Raises OptionError for what no service can mean, and
    for what the model would not heed.
    """

    speaker: str
    lang: str = "en"
    model: str = "coda"
    rate: int = 22050
    audio_format: str = "pcm"
    speed_alpha: float | None = None
    time_scale_factor: float | None = None
    pause_between_brackets: bool | None = None
    phonemize_between_brackets: bool | None = None
    inline_speed_alpha: tuple[float, ...] | None = None
    no_text_normalization: bool | None = None
    save_oovs: bool | None = None
    repetition_penalty: float | None = None
    temperature: float | None = None
    top_p: float | None = None
    max_tokens: int | None = None

    def __post_init__(self) -> None:
        known = AUDIO_FORMATS.get(self.audio_format, self.audio_format)
        force_setattr(self, "audio_format", known)
        if not self.speaker:
            raise OptionError("a voice needs a speaker; name one with --speaker")
        if self.rate not in RATES:
            raise OptionError(
                f"--rate {self.rate} is no sampling rate that a service offers; "
                f"choose one from {RATES.start} to {RATES.stop - 1} Hz, such as 22050 or 24000"
            )
        family = MODELS.get(self.model)
        if family is None:
            raise OptionError(
                f"--model {self.model} is none that captioner knows, and a service would take "
                f"another in its place; choose one of {', '.join(MODELS)}"
            )
        for name, value in self._set().items():
            self._check(name, value, family)
        if self.audio_format == "mp3" and self.rate not in MP3_RATES:
            raise OptionError(
                f"--rate {self.rate} is none of mp3's, which are {', '.join(map(str, MP3_RATES))}; "
                "choose one of them, or another audioFormat"
            )
        if self.audio_format not in HEARD_FORMATS:
            raise OptionError(
                f"audioFormat={self.audio_format} is for files; choose one of "
                f"{', '.join(HEARD_FORMATS)}"
            )

    def _check(self, name: str, value: Value, family: Family) -> None:
        parameter = PARAMETERS[name]
        try:
            parameter.read(as_text(value))
        except ValueError as exc:
            raise OptionError(f"{name}={as_text(value)}: it must be {exc}") from exc
        if family not in parameter.heeded_by:
            heeding = [model for model, known in MODELS.items() if known in parameter.heeded_by]
            raise OptionError(
                f"{name}={as_text(value)}: {self.model} does not heed it; leave it out, or choose "
                f"one of the models {', '.join(heeding)}"
            )

    @property
    def markup(self) -> Markup:
        """Which marks in a text this voice heeds."""
        return Markup(
            bool(self.pause_between_brackets),
            bool(self.phonemize_between_brackets),
            bool(self.inline_speed_alpha),
        )

    def query(self) -> str:
        """Give the query part of the URL.

        What a service would replace without a word if it were missing is said always. `never`
        makes the server speak at a flush and at nothing else.
        """
        asked = self._set() | {"lang": primary_language(self.lang), "segment": "never"}
        return urlencode({name: as_text(value) for name, value in asked.items()})

    def settings(self) -> dict[str, str | int]:
        """Give what is set, for people and for keeping."""
        return {
            name: value
            if isinstance(value, int) and not isinstance(value, bool)
            else as_text(value)
            for name, value in self._set().items()
        }

    def _set(self) -> dict[str, Value]:
        values = {name: getattr(self, field) for name, field in _SETTABLE.items()}
        return {name: value for name, value in values.items() if value is not None}


def _field_of(name: str) -> str:
    spelled = "".join(f"_{char.lower()}" if char.isupper() else char for char in name)
    return _FIELDS.get(name, spelled)


#: The field of each parameter that is a voice's to set.
_SETTABLE = {
    name: _field_of(name) for name in PARAMETERS if _field_of(name) in Voice.__struct_fields__
}


def parse_settings(settings: Iterable[str]) -> dict[str, Any]:
    """Read `name=value` settings, by the names of the protocol, into fields of a Voice.

    Raises OptionError for an unknown name, a value out of range, or a name given twice.
    """
    found: dict[str, Any] = {}
    for setting in settings:
        given, equals, text = setting.partition("=")
        name = next((n for n in _SETTABLE if _spelling(n) == _spelling(given)), None)
        if not equals:
            raise OptionError(f"--set {setting}: it must look like speedAlpha=1.2")
        if name is None:
            raise OptionError(
                f"--set {setting}: there is nothing of that name to be set, but there is "
                f"{', '.join(_SETTABLE)}" + _why_not(given)
            )
        if _SETTABLE[name] in found:
            raise OptionError(f"--set {setting}: {name} is set twice")
        try:
            found[_SETTABLE[name]] = PARAMETERS[name].read(text.strip())
        except ValueError as exc:
            raise OptionError(f"--set {setting}: it must be {exc}") from exc
    return found


def voice_of(settings: Mapping[str, str | int]) -> Voice:
    """Give the voice that has told its `settings`: the inverse. Raises OptionError for what no
    voice has told.
    """
    found: dict[str, Any] = {}
    for name, value in settings.items():
        try:
            found[_SETTABLE[name]] = PARAMETERS[name].read(str(value))
        except (KeyError, ValueError) as exc:
            raise OptionError(f"{name}={value}: no voice is set so") from exc
    return Voice(**{"speaker": ""} | found)


def _spelling(name: str) -> str:
    return name.strip().replace("_", "").replace("-", "").lower()


def _why_not(name: str) -> str:
    if _spelling(name) in ("segment", "immediate"):
        return "; captioner says itself when to speak, since only so times and sentences agree"
    return ""


def speed_alpha(model: str, speed: float) -> float:
    """Give the `speedAlpha` by which a model speaks so many times as fast as it would."""
    slower_above = MODELS.get(model, Family.MISTV3) in SLOWER_ABOVE_ONE
    return 1 / speed if slower_above else speed


def speed_of(voice: Voice) -> float:
    """Tell how many times as fast as it would a voice speaks by its settings."""
    alpha = voice.speed_alpha or 1.0
    # Whichever way an alpha goes, its inverse goes the other.
    return speed_alpha(voice.model, alpha) / (voice.time_scale_factor or 1.0)


def slowed(voice: Voice, times: float) -> Voice:
    """Give a voice, alike but so many times as slow.

    Raises OptionError for one that is slower than the parameters of the protocol go.
    """
    alpha = (voice.speed_alpha or 1.0) * speed_alpha(voice.model, 1 / times)
    return replace(voice, speed_alpha=round(alpha, 4))
