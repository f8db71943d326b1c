"""captioner publish"""

from __future__ import annotations

import signal
import sys
from fractions import Fraction
from pathlib import Path

import click

from captioner.captions.own_profile import Own
from captioner.cli import exit_code, tell
from captioner.cli.filming import SLATE, VideoOrder, check_drawing, check_out, film, video_options
from captioner.cli.grouped import Grouped
from captioner.cli.keeping import store_option
from captioner.cli.options import caption_options, format_names, in_one_list
from captioner.cli.progress import telling
from captioner.cli.publications import publication_options
from captioner.cli.wording import clock, count, note
from captioner.document import as_text
from captioner.errors import CaptionerError, OptionError
from captioner.publish.again import Published, publish_folder
from captioner.publish.formats import ALL_FORMATS, known_formats
from captioner.publish.mastering import publish_mastered
from captioner.publish.settings import PublishSettings
from captioner.publish.sound.loudness_report import check_mastered


@click.command(cls=Grouped)
@click.argument(
    "folders", metavar="DIR...", nargs=-1, required=True, type=click.Path(path_type=Path)
)
@click.option(
    "--format", "formats", multiple=True, callback=in_one_list, metavar="LIST",
    help=f"What to make, of {', '.join(ALL_FORMATS)}; sound is made of a WAV that is there, or of "
    "kept takes. Repeatable.  [default: the captions that were made before]",
)  # fmt: skip
@click.option(
    "-o", "--out", type=click.Path(path_type=Path), metavar="FILE",
    help="The video to be made, with --video.",
)  # fmt: skip
@store_option
@publication_options
@video_options
@caption_options
def command(
    folders: tuple[Path, ...],
    formats: str | None,
    out: Path | None,
    folder: Path | None,
    publish: PublishSettings,
    video: VideoOrder,
    slate: bool,
    own: Own,
    offset_ms: Fraction | None,
) -> None:
    """Make files again from the timeline kept in each DIR, without speaking.

    Captions are made as they were, but for what the options say. Example:

        captioner publish out/article --format srt,ttml --profile bbc
    """
    # As at Ctrl-C: what is half made is put away.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    names = _names(formats, slate=slate)
    check_out(out, video)
    is_filmed = video.source is not None or SLATE in (names or ())
    check_drawing(video, publish, is_filmed=is_filmed)
    if video.source is not None and len(folders) > 1:
        raise OptionError(f"--video: it is for one narration, not {len(folders)}")
    codes = set()
    for each in folders:
        narration = each
        try:
            if names is not None or video.source is None or publish.master:
                published = _publish(each, names, publish, own, offset_ms, folder)
                _report(published)
                check_mastered(published.timeline)
                narration = published.timeline
            if video.source is not None and out is not None:
                click.echo(film(narration, out, video, publish, profile=own, store=folder))
        except CaptionerError as exc:
            if len(folders) == 1:
                raise
            tell(exc)
            codes.add(exit_code(exc))
    if codes:
        sys.exit(min(codes))


def _publish(
    narration: Path,
    names: tuple[str, ...] | None,
    settings: PublishSettings,
    own: Own,
    offset_ms: Fraction | None,
    store: Path | None,
) -> Published:
    with telling(as_text(str(narration))) as told:
        make = publish_mastered if settings.master else publish_folder
        return make(
            narration,
            formats=names,
            profile=own,
            offset_ms=offset_ms,
            store=store,
            settings=settings,
            tell=told,
        )


def _names(formats: str | None, *, slate: bool) -> tuple[str, ...] | None:
    """Name what is asked for; None if nothing is."""
    if formats is None:
        return (SLATE,) if slate else None
    return known_formats([*format_names(formats), *([SLATE] if slate else ())])


def _report(published: Published) -> None:
    for warning in published.warnings:
        note(f"captioner: {warning}")
    click.echo(
        f"{published.folder}: {count(published.sentences)}, {clock(published.seconds)} of audio, "
        f"{' '.join(published.formats)}"
    )
