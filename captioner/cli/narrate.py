"""captioner narrate"""

from __future__ import annotations

import os
import signal
from contextlib import nullcontext
from functools import partial
from pathlib import Path

import click
import trio

from captioner.cli.progress import Reporter, clock, count, reporting
from captioner.client import PoolSettings, Service, remote
from captioner.document import Document
from captioner.errors import DocumentError, OptionError, one_error
from captioner.local import LONGEST_SENTENCE, embedded, local_voice
from captioner.narrate import Settings
from captioner.protocol import Voice
from captioner.publish.folder import Narration, narrate_document
from captioner.publish.formats import DEFAULT_FORMATS, FORMATS, check_formats
from captioner.server.voices import choose_voice
from captioner.text import read
from captioner.timeline import Pauses

_PAUSES = Pauses()
_SIGNALS = [
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)
]


@click.command()
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
@click.option("--speaker", metavar="NAME", help="Who speaks; see captioner voices.")
@click.option("--model", metavar="NAME", help="The service's model.  [default: coda]")
@click.option("--rate", type=int, default=22050, show_default=True, metavar="HZ",
              help="Sampling rate.")  # fmt: skip
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
def command(
    file: Path,
    out: Path,
    formats: str,
    lang: str | None,
    speaker: str | None,
    model: str | None,
    rate: int,
    url: str | None,
    connections: int | None,
    max_sentence: int,
    pause_sentence: int,
    pause_paragraph: int,
    pause_heading: int,
    pause_section: int,
) -> None:
    """Speak FILE (.md or .txt), stitch the sound and caption it.

    The results are put into a folder of the document's name. Example:

        captioner narrate article.md -o out --format wav,srt
    """
    listed = (name.strip().lower() for name in formats.split(","))
    names = check_formats(filter(None, listed), rate)
    service = remote(url, os.environ.get("RIME_API_KEY")) if url is not None else None
    if not service and model is not None:
        raise OptionError("--model needs --url: the embedded server has a model of its own")
    if service and not speaker:
        raise OptionError("--url needs --speaker: a service has no voice of its own choosing")
    document = read(file, lang=lang, max_sentence=max_sentence)
    if service:
        voice = Voice(speaker or "", document.lang, model or "coda", rate)
    else:
        voice = _embedded_voice(document, lang, speaker, rate)
    with reporting() as reporter:
        settings = Settings(
            pauses=Pauses(pause_sentence, pause_paragraph, pause_heading, pause_section),
            pool=PoolSettings(connections=connections, on_retry=reporter.retry),
            on_progress=reporter.update,
        )
        narration = trio.run(
            partial(_narrate, document, service, voice, out, names, settings, reporter)
        )
    for warning in narration.warnings:
        click.echo(f"captioner: {warning}", err=True)
    click.echo(_summary(narration, names))


def _embedded_voice(document: Document, lang: str | None, speaker: str | None, rate: int) -> Voice:
    if lang is None and speaker is None and choose_voice(document.lang) is None:
        raise DocumentError(
            document.path,
            f"no embedded voice speaks {document.lang!r}, the language in its front matter; see "
            "captioner voices, or name another with --lang",
        )
    return local_voice(document.lang, speaker, rate)


async def _narrate(
    document: Document,
    service: Service | None,
    voice: Voice,
    out: Path,
    formats: tuple[str, ...],
    settings: Settings,
    reporter: Reporter,
) -> Narration:
    narration: Narration | None = None
    with one_error():
        async with trio.open_nursery() as nursery:
            with trio.CancelScope() as run:
                # Outside of what it cancels: a second signal must not cut the tidying short.
                nursery.start_soon(_interruptible, run)
                async with nullcontext(service) if service else embedded() as asked:
                    reporter.begin(document)
                    narration = await narrate_document(
                        document, asked, voice, out, formats=formats, settings=settings
                    )
            nursery.cancel_scope.cancel()
    if narration is None:
        raise click.Abort
    return narration


async def _interruptible(run: trio.CancelScope) -> None:
    """Give up the run at Ctrl-C, SIGTERM or a terminal that is closed, and let it tidy up."""
    with trio.open_signal_receiver(*_SIGNALS) as signals:
        async for _ in signals:
            run.cancel()


def _summary(narration: Narration, formats: tuple[str, ...]) -> str:
    sentences = sum(len(section.sentences) for section in narration.document.sections)
    return (
        f"{narration.folder}: {count(sentences)}, {clock(narration.seconds)} of audio, "
        f"{' '.join(formats)}"
    )
