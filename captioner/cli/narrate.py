"""captioner narrate"""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import Any

import click
import trio

from captioner.captions import Profile
from captioner.captions.own_profile import Own, profile_from
from captioner.cli.options import caption_options, format_names
from captioner.cli.progress import Reporter, asked_for, clock, count, doubtful, note, reporting
from captioner.client import PoolSettings, Service, remote
from captioner.document import Document, Kind, primary_language
from captioner.errors import (
    CaptionerError,
    DocumentError,
    Incomplete,
    OptionError,
    Usage,
    one_error,
)
from captioner.local import LOCAL_SPEEDS, LONGEST_SENTENCE, embedded, local_voice
from captioner.narrate import Fit, FitBy, Settings
from captioner.protocol import Voice, parse_settings, speed_alpha
from captioner.publish.folder import Narration, narrate_document
from captioner.publish.formats import DEFAULT_FORMATS, FORMATS, check_formats
from captioner.server.voices import choose_voice
from captioner.text import read
from captioner.timeline import Pauses

_PAUSES = Pauses()
_MODEL, _EMBEDDED_MODEL = "coda", "espeak-ng"
_RATE = 22050
_SPEEDS = (0.1, 10)
#: What a named option sets, by its name for --set.
_PARAMETERS = {
    "speaker": "speaker", "model": "modelId", "rate": "samplingRate", "lang": "lang",
    "speed_alpha": "speedAlpha",
}  # fmt: skip
_SIGNALS = [
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)
]


class _Narrate(click.Command):
    """Takes `--fit` before a file to stand alone: a file is no way to fit."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        told = [
            f"--fit={FitBy.BOTH}" if arg == "--fit" and Path(after).suffix else arg
            for arg, after in zip(args, [*args[1:], ""], strict=True)
        ]
        return super().parse_args(ctx, told)


@click.command(cls=_Narrate)
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "-o", "--out", type=click.Path(path_type=Path), default=Path("out"), show_default=True,
    help="Folder in which a folder for the document is made.",
)  # fmt: skip
@click.option(
    "--format", "formats", default=",".join(DEFAULT_FORMATS), show_default=True, metavar="LIST",
    help=f"What to make, of {', '.join(FORMATS)}; the timeline is always made.",
)  # fmt: skip
@click.option("--lang", metavar="TAG", help="The document's language, such as en-GB or de.")
@click.option(
    "--script/--no-script", default=None,
    help="Show labels such as ANNA: and [directions] without saying them, or say them; without "
    "either its front matter decides.",
)  # fmt: skip
@click.option("--speaker", metavar="NAME", help="Who speaks; see captioner voices.")
@click.option("--model", metavar="NAME", help="The service's model.  [default: coda]")
@click.option("--rate", type=int, metavar="HZ", help="Sampling rate.  [default: 22050]")
@click.option(
    "--speed", type=float, metavar="X",
    help="How many times as fast as usual, whatever the model: 1.2 is a little faster.",
)  # fmt: skip
@click.option(
    "--set", "settings", multiple=True, metavar="NAME=VALUE",
    help="Any other parameter of the service, such as pauseBetweenBrackets=true. Repeatable.",
)  # fmt: skip
@click.option(
    "--url", metavar="URL",
    help="Speech service to ask, ws:// or wss://; the key is read from RIME_API_KEY. "
    "Without it the embedded server speaks.",
)  # fmt: skip
@click.option("--connections", type=click.IntRange(1, 100), metavar="N",
              help="Sentences asked for at once.")  # fmt: skip
@click.option(
    "--max-sentence", type=click.IntRange(50, LONGEST_SENTENCE), default=500, show_default=True,
    metavar="N", help="Longest sentence the service takes, in characters.",
)  # fmt: skip
@click.option("--pause-sentence", type=click.IntRange(0, 60000), default=_PAUSES.sentence_ms,
              show_default=True, metavar="MS", help="Pause between sentences.")  # fmt: skip
@click.option("--pause-paragraph", type=click.IntRange(0, 60000), default=_PAUSES.paragraph_ms,
              show_default=True, metavar="MS", help="Pause between paragraphs.")  # fmt: skip
@click.option("--pause-heading", type=click.IntRange(0, 60000), default=_PAUSES.heading_ms,
              show_default=True, metavar="MS", help="Pause after a heading.")  # fmt: skip
@click.option("--pause-section", type=click.IntRange(0, 60000), default=_PAUSES.section_ms,
              show_default=True, metavar="MS", help="Pause before a section.")  # fmt: skip
@click.option(
    "--fit", type=click.Choice([by.value for by in FitBy]), is_flag=False,
    flag_value=FitBy.BOTH.value,
    help="Make speech that is too fast for the profile fit: by longer pauses after sentences, by "
    "asking for the fast ones again, slower, or by both, which is what --fit alone means.",
)  # fmt: skip
@caption_options
def command(
    file: Path,
    out: Path,
    formats: str,
    lang: str | None,
    script: bool | None,
    speaker: str | None,
    model: str | None,
    rate: int | None,
    speed: float | None,
    settings: tuple[str, ...],
    url: str | None,
    connections: int | None,
    max_sentence: int,
    pause_sentence: int,
    pause_paragraph: int,
    pause_heading: int,
    pause_section: int,
    fit: str | None,
    own: Own,
    offset_ms: Fraction | None,
) -> None:
    """Speak FILE (.md or .txt), stitch the sound and caption it.

    The results are put into a folder of the document's name. Example:

        captioner narrate article.md -o out --format wav,srt
    """
    asked = _asked(settings, speed, speaker=speaker, model=model, rate=rate, lang=lang)
    service = remote(url, os.environ.get("RIME_API_KEY")) if url is not None else None
    wanted = _wanted(asked, service)
    names = check_formats(format_names(formats), wanted.rate)
    document = read(
        file,
        lang=asked.get("lang"),
        max_sentence=max_sentence,
        markup=wanted.markup,
        script=script,
    )
    captions = _Captions(names, profile_from(own, document.lang), offset_ms or Fraction(0))
    speaks = wanted.speaker if service else _embedded_speaker(document, asked)
    voice = replace(wanted, speaker=speaks, lang=document.lang)
    if not service:
        _check_embedded(voice)
    spent = _Spent()
    with reporting() as reporter:
        how = Settings(
            pauses=Pauses(pause_sentence, pause_paragraph, pause_heading, pause_section),
            pool=PoolSettings(
                connections=connections, on_retry=reporter.retry, on_attempt=spent.add
            ),
            fit=Fit(FitBy(fit)) if fit else None,
            on_progress=reporter.update,
        )
        run = partial(_narrate, document, service, voice, out, captions, how, reporter)
        try:
            narration = trio.run(run)
        except Incomplete as exc:
            _report(document, (), exc.suspect, exc.usage)
            raise
        except (CaptionerError, click.Abort):
            if spent.usage.requests:
                _report(document, (), {}, spent.usage)
            raise
    _report(document, narration.warnings, narration.suspect, narration.usage)
    click.echo(_summary(narration, names))


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


@dataclass(frozen=True)
class _Captions:
    """What is made, and how its captions are."""

    formats: tuple[str, ...]
    profile: Profile
    offset_ms: Fraction


@dataclass
class _Spent:
    """What was asked so far, for a run that comes to nothing."""

    usage: Usage = field(default_factory=Usage)

    def add(self, usage: Usage) -> None:
        self.usage += usage


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
    """Check what is asked before a document is read. Its speaker and language are not yet known."""
    if not service and "model" in asked:
        raise OptionError(
            "--model needs --url, and so does --set modelId: the embedded server has a model of "
            "its own"
        )
    if service and not asked.get("speaker"):
        raise OptionError("--url needs --speaker: a service has no voice of its own choosing")
    usual: dict[str, Any] = {
        "speaker": "any",
        "rate": _RATE,
        "model": _MODEL if service else _EMBEDDED_MODEL,
    }
    return Voice(**(usual | asked | {"lang": "en"}))


def _embedded_speaker(document: Document, asked: dict[str, Any]) -> str:
    lang, speaker = asked.get("lang"), asked.get("speaker")
    if lang is None and speaker is None and choose_voice(document.lang) is None:
        raise DocumentError(
            document.path,
            f"no embedded voice speaks {document.lang!r}, the language in its front matter; see "
            "captioner voices, or name another with --lang",
        )
    return local_voice(document.lang, speaker).speaker


async def _narrate(
    document: Document,
    service: Service | None,
    voice: Voice,
    out: Path,
    captions: _Captions,
    settings: Settings,
    reporter: Reporter,
) -> Narration:
    narration: Narration | None = None
    with one_error(), trio.CancelScope() as run, _interruptible(run):
        async with nullcontext(service) if service else embedded() as asked:
            reporter.begin(document)
            narration = await narrate_document(
                document,
                asked,
                voice,
                out,
                formats=captions.formats,
                profile=captions.profile,
                offset_ms=captions.offset_ms,
                settings=settings,
            )
    if narration is None:
        raise click.Abort
    return narration


@contextmanager
def _interruptible(run: trio.CancelScope) -> Iterator[None]:
    """Give up the run at Ctrl-C, SIGTERM or a terminal that is closed, and let it tidy up.

    From the first signal on all others are ignored: one that came while the process ends would
    take the last word from it. (trio's receiver of signals would send it to us once more.)
    """
    token = trio.lowlevel.current_trio_token()

    def give_up(number: int, frame: object) -> None:
        for each in _SIGNALS:
            signal.signal(each, signal.SIG_IGN)
        with suppress(trio.RunFinishedError):
            token.run_sync_soon(run.cancel)

    before = {number: signal.signal(number, give_up) for number in _SIGNALS}
    try:
        yield
    finally:
        if not run.cancel_called:
            for number, handler in before.items():
                signal.signal(number, handler or signal.SIG_DFL)


def _report(
    document: Document,
    warnings: tuple[str, ...],
    suspect: dict[str, tuple[str, ...]],
    usage: Usage,
) -> None:
    """Tell on stderr what a run met with, and what it took."""
    sentences = sum(sentence.kind is not Kind.SOUND for sentence in document.sentences)
    for line in (*warnings, *doubtful(suspect), asked_for(sentences, usage)):
        note(f"captioner: {line}")


def _summary(narration: Narration, formats: tuple[str, ...]) -> str:
    sentences = sum(len(section.sentences) for section in narration.document.sections)
    return (
        f"{narration.folder}: {count(sentences)}, {clock(narration.seconds)} of audio, "
        f"{' '.join(formats)}"
    )
