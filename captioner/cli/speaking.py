"""What verbs that speak, or plan to, have in common: how documents are read, who speaks them."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

import click
import msgspec
from msgspec.structs import replace

from captioner.cli.casting import DEFAULT, NARRATOR, NO_ROW, Row, Rows, cast_of, casting
from captioner.cli.reading import READING_NAMES, READING_OPTIONS, Readings, edition_by
from captioner.client import Service, remote
from captioner.document import Document, Sentence, primary_language
from captioner.errors import DocumentError, OptionError
from captioner.local import LOCAL_SPEEDS, LONGEST_SENTENCE, local_identity, local_voice
from captioner.narrate import Cast
from captioner.protocol import Voice, parse_settings, speed_alpha
from captioner.server.voices import choose_voice
from captioner.store import Origin, origin_of
from captioner.text import MAX_SENTENCE, read
from captioner.text.edition import AS_IT_IS, Edition
from captioner.timeline import Pauses
from captioner.timeline.pauses import with_rules

_PAUSES = Pauses()
_MODEL, _EMBEDDED_MODEL = "coda", "espeak-ng"
_RATE = 22050
_SPEEDS = (0.1, 10)
#: What a named option sets, by its name for --set.
_PARAMETERS = {
    "speaker": "speaker", "model": "modelId", "rate": "samplingRate", "lang": "lang",
    "speed_alpha": "speedAlpha",
}  # fmt: skip

Command = Callable[..., None]


class Speaking(msgspec.Struct, frozen=True):
    """How documents are read and who speaks them: a `service`, or the embedded server.

    `wanted` is the narrator's voice but for what a document decides, `asked` what was said of all
    voices, and `cast` what of some. `edition` is what is asked of the documents, `readings` what
    theirs met with.
    """

    service: Service | None
    wanted: Voice
    asked: dict[str, Any]
    max_sentence: int
    script: bool | None
    pauses: Pauses
    connections: int | None
    cast: Rows = msgspec.field(default_factory=Rows)
    edition: Edition = AS_IT_IS
    readings: Readings = msgspec.field(default_factory=Readings)

    def read(self, path: Path) -> Document:
        """Read a document. Raises DocumentError and OptionError as `read` does."""
        document = read(
            path,
            lang=self.asked.get("lang"),
            max_sentence=self.max_sentence,
            markup=self.wanted.markup,
            script=self.script,
            lang_of=self.cast.lang_of if self.cast else None,
            edition=self.edition,
        )
        return self.readings.add(document)

    def voice_for(self, document: Document) -> Voice:
        """Give the narrator's voice for a document's language. Raises DocumentError or OptionError
        if there is none that can do what is asked.
        """
        row = self.cast.of("")
        if row is not NO_ROW:
            return self._cast(document, NARRATOR, row)
        if self.service is not None:
            return replace(self.wanted, lang=document.lang)
        speaker = _embedded_speaker(document, self.asked)
        voice = replace(self.wanted, speaker=speaker, lang=document.lang)
        _check_embedded(voice)
        return voice

    def cast_for(self, document: Document) -> dict[str, Voice]:
        """Give the voices of the speakers of a document that are not the narrator's, by the names
        that it has for them. Raises as `voice_for` does.
        """
        if not self.cast:
            return {}
        narrator = self.voice_for(document)
        voices = {
            name: self._cast(document, name, self.cast.of(name)) for name in document.speakers
        }
        cast = {name: voice for name, voice in voices.items() if voice != narrator}
        Cast(narrator, cast).check()
        return cast

    def _cast(self, document: Document, name: str, row: Row) -> Voice:
        asked = row.over(self.asked, _usual_model(self.service))
        lang = asked["lang"] = asked.get("lang", document.lang)
        if self.service is None:
            # Who is to speak another language has the voice of that, unless another is named.
            known = row.fields if "lang" in row.fields else asked
            with casting(name):
                asked["speaker"] = local_voice(lang, known.get("speaker")).speaker
        with casting(name):
            voice = _voice(asked, self.service)
            if self.service is None:
                _check_embedded(voice)
        return voice

    def origin(self, voice: Voice) -> Origin:
        """Tell who would be heard."""
        name = self.service.speaks_as if self.service is not None else local_identity()
        return origin_of(name, voice)

    def origins(self, cast: Cast) -> Callable[[Sentence], Origin]:
        """Tell who would be heard saying each sentence."""
        known = {voice: self.origin(voice) for voice in cast.voices}
        return lambda sentence: known[cast.of(sentence)]


def speaking_options(command: Command) -> Command:
    """Give a command the options of the voice and of documents; it gets them as `speaking`."""

    @wraps(command)
    def gather(**given: Any) -> None:
        own = {name: given.pop(name) for name in _OWN}
        edition = edition_by(**{name: given.pop(name) for name in READING_NAMES})
        rules = given.pop("pauses")
        speaking = speaking_by(**own)
        pauses = with_rules(speaking.pauses, rules)
        command(**given, speaking=replace(speaking, edition=edition, pauses=pauses))

    optioned: Command = gather
    for option in reversed((*_OPTIONS, *READING_OPTIONS)):
        optioned = option(optioned)
    return optioned


def _pause(name: str, usual: int, says: str) -> Callable[[Command], Command]:
    return click.option(
        f"--pause-{name}", type=click.IntRange(0, 60000), default=usual, show_default=True,
        metavar="MS", help=f"Pause {says}.",
    )  # fmt: skip


def voice_options(command: Command) -> Command:
    """Give a command the options of a voice but for its language, for `speaking_by`."""
    for option in reversed(_VOICE_OPTIONS):
        command = option(command)
    return command


_VOICE_OPTIONS = (
    click.option("--speaker", metavar="NAME", help="Who speaks; see captioner voices."),
    click.option("--model", metavar="NAME", help="The service's model.  [default: coda]"),
    click.option("--rate", type=int, metavar="HZ", help="Sampling rate.  [default: 22050]"),
    click.option(
        "--speed", type=float, metavar="X",
        help="How many times as fast as usual, whatever the model: 1.2 is a little faster.",
    ),
    click.option(
        "--set", "settings", multiple=True, metavar="NAME=VALUE",
        help="Any other parameter of the service, such as pauseBetweenBrackets=true. Repeatable.",
    ),
    click.option(
        "--url", metavar="URL",
        help="Speech service to ask, ws:// or wss://; the key is read from RIME_API_KEY. "
        "Without it the embedded server speaks.",
    ),
    click.option(
        "--connections", type=click.IntRange(1, 100), metavar="N",
        help="Sentences asked for at once, at most, of all documents together.",
    ),
)  # fmt: skip
_OPTIONS = (
    click.option("--lang", metavar="TAG", help="The document's language, such as en-GB or de."),
    click.option(
        "--script/--no-script", default=None,
        help="Show labels such as ANNA: and [directions] without saying them, or say them; without "
        "either its front matter decides.",
    ),
    *_VOICE_OPTIONS,
    # Not text, which has to be UTF-8: a file's name need not be.
    click.option(
        "--cast", "cast", multiple=True, type=click.UNPROCESSED, metavar="FILE.toml|NAME=SPEAKER",
        help="Who speaks for whom, by the names in labels such as ANNA: or in <v Anna>. A document "
        "is taken for a script then, unless it says otherwise. Repeatable.",
    ),
    click.option(
        "--max-sentence", type=click.IntRange(50, LONGEST_SENTENCE), default=MAX_SENTENCE,
        show_default=True, metavar="N",
        help="Longest sentence the service takes, in characters.",
    ),
    _pause("sentence", _PAUSES.sentence_ms, "between sentences"),
    _pause("paragraph", _PAUSES.paragraph_ms, "between paragraphs"),
    _pause("heading", _PAUSES.heading_ms, "after a heading"),
    _pause("section", _PAUSES.section_ms, "before a section"),
)  # fmt: skip
_OWN = (
    "lang", "script", "cast", "speaker", "model", "rate", "speed", "settings", "url", "connections",
    "max_sentence", "pause_sentence", "pause_paragraph", "pause_heading", "pause_section",
)  # fmt: skip


def speaking_by(
    *,
    lang: str | None,
    speaker: str | None,
    model: str | None,
    rate: int | None,
    speed: float | None,
    settings: tuple[str, ...],
    url: str | None,
    connections: int | None,
    script: bool | None = None,
    cast: tuple[str, ...] = (),
    max_sentence: int = MAX_SENTENCE,
    pause_sentence: int = _PAUSES.sentence_ms,
    pause_paragraph: int = _PAUSES.paragraph_ms,
    pause_heading: int = _PAUSES.heading_ms,
    pause_section: int = _PAUSES.section_ms,
) -> Speaking:
    """Check what is asked before a document is read. Raises OptionError for what cannot be."""
    asked = _asked(settings, speed, speaker=speaker, model=model, rate=rate, lang=lang)
    service = remote(url, os.environ.get("RIME_API_KEY")) if url is not None else None
    pauses = Pauses(pause_sentence, pause_paragraph, pause_heading, pause_section)
    rows = cast_of(cast)
    _check_cast(rows, asked, service)
    wanted = _wanted(rows.of("").over(asked, _usual_model(service)), service)
    return Speaking(service, wanted, asked, max_sentence, script, pauses, connections, rows)


def _asked(
    settings: tuple[str, ...], speed: float | None, **named: str | float | None
) -> dict[str, Any]:
    """Gather what is asked of the voice, by the names of its fields; each may be said once."""
    asked = parse_settings(settings)
    for name, value in (named | {"speed": speed}).items():
        field = "speed_alpha" if name == "speed" else name
        if value is None:
            continue
        if field in asked:
            raise OptionError(
                f"--{name} and --set {_PARAMETERS[field]} say the same thing; name one of them"
            )
        asked[field] = value
    if speed is not None:
        if not _SPEEDS[0] <= speed <= _SPEEDS[1]:
            raise OptionError(f"--speed {speed:g}: it must be from {_SPEEDS[0]} to {_SPEEDS[1]}")
        asked["speed_alpha"] = speed_alpha(asked.get("model", _MODEL), speed)
    return asked


def _wanted(asked: dict[str, Any], service: Service | None) -> Voice:
    """Give the voice, as far as no document decides: its speaker and language are not yet known."""
    if not service and "model" in asked:
        raise OptionError(
            "--model needs --url, and so does --set modelId: the embedded server has a model of "
            "its own"
        )
    if service and not asked.get("speaker"):
        raise OptionError("--url needs --speaker: a service has no voice of its own choosing")
    return _voice(asked | {"lang": "en"}, service)


def _voice(asked: dict[str, Any], service: Service | None) -> Voice:
    usual: dict[str, Any] = {"speaker": "any", "rate": _RATE, "model": _usual_model(service)}
    return Voice(**(usual | asked))


def _usual_model(service: Service | None) -> str:
    return _MODEL if service else _EMBEDDED_MODEL


def _check_cast(rows: Rows, asked: dict[str, Any], service: Service | None) -> None:
    """Raise OptionError for a row that no document could make a voice of."""
    for name, row in rows.rows.items():
        with casting(name):
            if not service and "model" in row.fields:
                raise OptionError("model needs --url: the embedded server has a model of its own")
            if service and not {**asked, **row.fields}.get("speaker"):
                raise OptionError("it names no speaker, and --speaker none for all")
            _voice({"lang": "en"} | row.over(asked, _usual_model(service)), service)
    if rows and service and not {**asked, **rows.of("").fields}.get("speaker"):
        raise OptionError(
            "--url needs --speaker, or a cast with a row for the narrator or a default that names "
            "one: a service has no voice of its own choosing"
        )
    if rows and service and not asked.get("speaker") and DEFAULT not in rows.rows:
        raise OptionError(
            "--url needs --speaker, or a cast with a default row: whoever has no row needs a voice"
        )


def _embedded_speaker(document: Document, asked: dict[str, Any]) -> str:
    lang, speaker = asked.get("lang"), asked.get("speaker")
    if lang is None and speaker is None and choose_voice(document.lang) is None:
        raise DocumentError(
            document.path,
            f"no embedded voice speaks {document.lang!r}, the language in its front matter; see "
            "captioner voices, or name another with --lang",
        )
    return local_voice(document.lang, speaker).speaker


def _check_embedded(voice: Voice) -> None:
    """Refuse what the embedded voice cannot do, and would do otherwise without a word."""
    if voice.markup.phonemes and primary_language(voice.lang) != "en":
        raise OptionError(
            "--set phonemizeBetweenBrackets: Rime's phonetic alphabet is for English, not for "
            f"{voice.lang}"
        )
    speed = (voice.speed_alpha or 1.0) / (voice.time_scale_factor or 1.0)
    if not LOCAL_SPEEDS[0] <= speed <= LOCAL_SPEEDS[1]:
        raise OptionError(
            f"the embedded voice speaks from {LOCAL_SPEEDS[0]} to {LOCAL_SPEEDS[1]} times as fast "
            f"as usual, not {speed:g} times; choose another --speed"
        )
