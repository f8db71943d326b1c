"""captioner publish"""

from __future__ import annotations

import signal
import sys
from fractions import Fraction
from pathlib import Path

import click

from captioner.captions.own_profile import Own
from captioner.cli import exit_code, tell
from captioner.cli.keeping import store_option
from captioner.cli.options import caption_options, format_names
from captioner.cli.progress import clock, count, note
from captioner.errors import CaptionerError
from captioner.publish.again import Published, publish_folder
from captioner.publish.formats import FORMATS, known_formats


@click.command()
@click.argument(
    "folders", metavar="DIR...", nargs=-1, required=True, type=click.Path(path_type=Path)
)
@click.option(
    "--format", "formats", metavar="LIST",
    help=f"What to make, of {', '.join(FORMATS)}; sound is made of a WAV that is there, or of kept "
    "takes.  [default: the captions that were made before]",
)  # fmt: skip
@store_option
@caption_options
def command(
    folders: tuple[Path, ...],
    formats: str | None,
    folder: Path | None,
    own: Own,
    offset_ms: Fraction | None,
) -> None:
    """Make files again from the timeline kept in each DIR, without speaking.

    Captions are made as they were, but for what the options say. Example:

        captioner publish out/article --format srt,ttml --profile bbc
    """
    # As at Ctrl-C: what is half made is put away.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    names = None if formats is None else known_formats(format_names(formats))
    codes = set()
    for each in folders:
        try:
            published = publish_folder(
                each, formats=names, profile=own, offset_ms=offset_ms, store=folder
            )
        except CaptionerError as exc:
            if len(folders) == 1:
                raise
            tell(exc)
            codes.add(exit_code(exc))
        else:
            _report(published)
    if codes:
        sys.exit(min(codes))


def _report(published: Published) -> None:
    for warning in published.warnings:
        note(f"captioner: {warning}")
    click.echo(
        f"{published.folder}: {count(published.sentences)}, {clock(published.seconds)} of audio, "
        f"{' '.join(published.formats)}"
    )
