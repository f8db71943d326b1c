"""captioner check"""

from __future__ import annotations

import sys
from fractions import Fraction
from pathlib import Path

import click

from captioner.captions.own_profile import Own
from captioner.check import check_captions
from captioner.check.machine import as_json
from captioner.check.page import write_page
from captioner.check.table import table, verdict
from captioner.cli.options import caption_options
from captioner.errors import OptionError

#: What many programs write to when they are told this name.
_STDOUT = Path("-")


@click.command()
@click.argument("path", type=click.Path(path_type=Path))
@click.option(
    "--audio", type=click.Path(path_type=Path), metavar="FILE",
    help="The sound that the captions belong to.  [default: that of the folder]",
)  # fmt: skip
@click.option(
    "--text", type=click.Path(path_type=Path), metavar="FILE",
    help="The document that the captions should show.  [default: that of the timeline]",
)  # fmt: skip
@click.option("--lang", metavar="TAG", help="The captions' language, where no file tells it.")
@click.option("--json", "as_machine", is_flag=True, help="Print all of it as JSON.")
@click.option(
    "--html", type=click.Path(path_type=Path), metavar="FILE",
    help="Write a page with a picture, in which flaws can be seen and heard.",
)  # fmt: skip
@caption_options
def command(
    path: Path,
    audio: Path | None,
    text: Path | None,
    lang: str | None,
    as_machine: bool,
    html: Path | None,
    own: Own,
    offset_ms: Fraction | None,
) -> None:
    """Tell what is wrong with captions: text, times, and how they can be read.

    PATH is a folder that captioner made, or anybody's .srt or .vtt. The exit code is 1 where a hard
    rule is broken. Example:

        captioner check talk.srt --audio talk.mp3 --text talk.md --html talk.html
    """
    if html == _STDOUT:
        raise OptionError("--html -: the page plays sound that lies beside it; name a file")
    report = check_captions(
        path, audio=audio, text=text, profile=own, lang=lang, offset_ms=offset_ms
    )
    if html is not None:
        write_page(report, html)
        click.echo(f"captioner: {html}: a page to look at and listen to", err=True)
    if as_machine:
        click.echo(as_json(report), nl=False)
        click.echo(f"captioner: {path}: {verdict(report)}", err=True)
    else:
        for line in table(report):
            click.echo(line)
    if not report.ok:
        sys.stdout.flush()
        sys.exit(1)
