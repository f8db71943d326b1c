"""captioner narrate"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from fractions import Fraction
from itertools import islice
from pathlib import Path

import click
import trio
from msgspec.structs import replace

from captioner.captions.own_profile import Own
from captioner.cli import events, exit_code
from captioner.cli.addresses import Address, file_or_address, is_address
from captioner.cli.attempts import logging_attempts
from captioner.cli.filming import (
    SLATE,
    VideoOrder,
    check_drawing,
    check_out,
    film,
    filming_of,
    video_options,
)
from captioner.cli.grouped import Grouped
from captioner.cli.keeping import Kept, keeping_options, price_option
from captioner.cli.options import caption_options, first_option, format_names, in_one_list
from captioner.cli.order import Order
from captioner.cli.progress import Reporter, reporting
from captioner.cli.publications import further_publication_options
from captioner.cli.results import report, report_readings, summarize
from captioner.cli.shelf import Shelf, how_to_go_on, survey
from captioner.cli.signals import Interrupted
from captioner.cli.sources import Source, sources
from captioner.cli.speaking import Speaking, speaking_options
from captioner.cores import work_in_batch
from captioner.document import as_text
from captioner.errors import CaptionerError, OptionError
from captioner.memory import keep_little
from captioner.narrate import Fit, FitBy
from captioner.publish.formats import ALL_FORMATS, DEFAULT_FORMATS, check_formats
from captioner.publish.settings import PublishSettings

#: How many documents name a run in the ledger.
_NAMED = 3


class _Narrate(Grouped):
    """Takes `--fit` before a document to stand alone: a document is no way to fit."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        told = [
            f"--fit={FitBy.BOTH}" if arg == "--fit" and _is_document(after) else arg
            for arg, after in zip(args, [*args[1:], ""], strict=True)
        ]
        return super().parse_args(ctx, told)


def _is_document(name: str) -> bool:
    path = Path(name)
    named = bool(path.suffix) or path.is_dir() or is_address(name)
    return bool(name) and (name == "-" or named)


@click.command(cls=_Narrate)
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=file_or_address)
@click.option(
    "-o", "--out", type=click.Path(path_type=Path), default=Path("out"), show_default=True,
    help="Folder in which a folder for each document is made.",
)  # fmt: skip
@click.option(
    "--format", "formats", multiple=True, callback=in_one_list, default=[",".join(DEFAULT_FORMATS)],
    show_default=True, metavar="LIST",
    help=f"What to make, of {', '.join(ALL_FORMATS)}; the timeline is always made. "
    "Repeatable.",
)  # fmt: skip
@click.option(
    "--name", type=click.Path(path_type=Path), metavar="NAME.md",
    help="What standard input (-) is called, and by its ending how it is written.",
)  # fmt: skip
@speaking_options
@click.option(
    "--fit", type=click.Choice([by.value for by in FitBy]), is_flag=False,
    flag_value=FitBy.BOTH.value,
    help="Make speech that is too fast for the profile fit: by longer pauses after sentences, by "
    "asking for the fast ones again, slower, or by both, which is what --fit alone means. In a "
    "timed script (.srt, .vtt): ask for what is longer than its slot again, faster.",
)  # fmt: skip
@first_option
@keeping_options
@price_option
@click.option(
    "--keep-going/--fail-fast", default=True, show_default=True,
    help="Whether other documents are narrated when one cannot be.",
)  # fmt: skip
@click.option(
    "--progress", type=click.Choice(["auto", "lines", "json", "none"]), default="auto",
    show_default=True, help="How progress is told on stderr; json is for other programs.",
)  # fmt: skip
@click.option(
    "--log", type=click.Path(path_type=Path), metavar="FILE",
    help="Add a line of JSON to FILE for each time that a sentence is asked for.",
)  # fmt: skip
@further_publication_options
@video_options
@caption_options
def command(
    files: tuple[Path | Address, ...],
    out: Path,
    formats: str,
    name: Path | None,
    speaking: Speaking,
    fit: str | None,
    first: int | None,
    kept: Kept,
    price: float | None,
    keep_going: bool,
    progress: str,
    log: Path | None,
    publish: PublishSettings,
    video: VideoOrder,
    slate: bool,
    own: Own,
    offset_ms: Fraction | None,
) -> None:
    """Speak each FILE, stitch the sound and caption it.

    A FILE may also be a folder, a pattern in quotes, an http(s) address, or - for standard input.
    The results are put into a folder of the document's name. What was spoken is kept: the same
    command, run again, goes on where it was stopped, and asks only for what has changed. Example:

        captioner narrate article.md -o out --format wav,srt
    """
    keep_little()
    work_in_batch()
    check_out(out, video)
    wanted = [*format_names(formats), *([SLATE] if slate else ())]
    names = check_formats(wanted, speaking.wanted.rate)
    check_drawing(video, publish, is_filmed=video.source is not None or SLATE in names)
    chosen = Fit(FitBy(fit)) if fit else None
    edition = speaking.edition
    publish = replace(
        publish, title=edition.title, authors=edition.authors, narrator=edition.narrator
    )
    film_out, out = out, out if video.source is None else out.parent
    order = Order(speaking, out, names, own, offset_ms or Fraction(0), chosen, first, publish)
    as_json = progress == "json"
    with _errors_told(as_json=as_json):
        with (
            sources(files, name) as found,
            logging_attempts(log) as written,
            _reporting(progress, price) as reporter,
        ):
            if video.source is not None:
                _check_film(found, film_out, video, publish, kept, names)
            resume = kept.store is not None
            works = survey(order, found, fail_fast=not keep_going, resume=resume)
            if video.source is not None and (ready := works[0].ready) is not None:
                filming_of(film_out, video, publish).check_document(ready.document)
            with kept.begin(_title(found)) as keeping:
                shelf = Shelf(order, keeping, reporter, written, fail_fast=not keep_going)
                trio.run(shelf.narrate, works)
        report_readings(speaking, len(works), as_json=as_json)
        report(works, written, price, as_json=as_json)
        if shelf.interrupted:
            raise Interrupted(how_to_go_on(order, works, kept.store))
        summarize(works, names, first)
        if video.source is not None:
            folder = order.made_in(works[0].source.name)
            store = kept.store.folder if kept.store is not None else None
            click.echo(film(folder, film_out, video, publish, store=store, as_json=as_json))
        if speaking.readings.lost:
            sys.exit(1)


def _check_film(
    found: Sequence[Source],
    out: Path,
    video: VideoOrder,
    publish: PublishSettings,
    kept: Kept,
    names: Sequence[str],
) -> None:
    """Raise what is wrong with a video before anything is spoken."""
    if len(found) > 1:
        raise OptionError(f"--video: it is for one document, not {len(found)}")
    if kept.store is None and "wav" not in names:
        raise OptionError(
            "--video makes its sound of kept takes, or of a WAV; leave out --no-store, or have a "
            "WAV made with --format"
        )
    filming_of(out, video, publish).check()


@contextmanager
def _reporting(kind: str, price: float | None) -> Iterator[Reporter]:
    if kind == "json":
        yield events.Events(price)
        return
    with reporting(kind, price) as reporter:
        yield reporter


@contextmanager
def _errors_told(*, as_json: bool) -> Iterator[None]:
    """Let errors be told as events to whoever reads those."""
    try:
        yield
    except CaptionerError as error:
        if not as_json:
            raise
        events.tell("error", message=str(error), exit_code=exit_code(error))
        sys.exit(exit_code(error))


def _title(found: Sequence[Source]) -> str:
    """Name a run for people who read the ledger."""
    names = [as_text(source.name.name) for source in islice(found, _NAMED)]
    more = len(found) - len(names)
    return ", ".join(names) + (f" and {more} more" if more else "")
