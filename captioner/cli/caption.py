"""captioner caption"""

from __future__ import annotations

import signal
from fractions import Fraction
from pathlib import Path

import click

from captioner.captions.own_profile import Own, profile_from
from captioner.cli.options import caption_options, format_names, in_one_list
from captioner.cli.wording import clock, count, note
from captioner.publish.caption import (
    CAPTION_FORMATS,
    DEFAULT_CAPTIONS,
    Captioned,
    caption_document,
)
from captioner.text import read
from captioner.timeline.word_files import WORD_FORMATS


@click.command()
@click.argument("file", metavar="TEXT", type=click.Path(path_type=Path))
@click.option(
    "--words", required=True, metavar="FILE", type=click.Path(path_type=Path),
    help="The times of the words that were said, as Whisper, Polly, Azure or ElevenLabs give them.",
)  # fmt: skip
@click.option(
    "--words-format", metavar="NAME",
    help=f"What kind of file that is, of {', '.join(WORD_FORMATS)}.  [default: what it looks like]",
)  # fmt: skip
@click.option(
    "--audio", metavar="FILE", type=click.Path(path_type=Path),
    help="The sound, which tells how long the last caption may stay. It is not copied.",
)  # fmt: skip
@click.option(
    "-o", "--out", type=click.Path(path_type=Path), default=Path("out"), show_default=True,
    help="Folder in which a folder for the document is made.",
)  # fmt: skip
@click.option(
    "--format", "formats", multiple=True, callback=in_one_list,
    default=[",".join(DEFAULT_CAPTIONS)], show_default=True, metavar="LIST",
    help=f"What to make, of {', '.join(CAPTION_FORMATS)}; the timeline is always made. "
    "Repeatable.",
)  # fmt: skip
@click.option("--lang", metavar="TAG", help="The document's language, such as en-GB or de.")
@click.option(
    "--script/--no-script", default=None,
    help="Labels such as ANNA: and [directions] were not said, or were; without either its front "
    "matter decides.",
)  # fmt: skip
@caption_options
def command(
    file: Path,
    words: Path,
    words_format: str | None,
    audio: Path | None,
    out: Path,
    formats: str,
    lang: str | None,
    script: bool | None,
    own: Own,
    offset_ms: Fraction | None,
) -> None:
    """Caption TEXT (.md or .txt) by the times of its words in a sound that is there already.

    The captions show TEXT as it is written, whatever the times were told for. Example:

        captioner caption talk.md --words talk.json --audio talk.mp3 --format srt,vtt
    """
    # As at Ctrl-C: what is half made is put away.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    names = format_names(formats)
    document = read(file, lang=lang, script=script)
    captioned = caption_document(
        document,
        words,
        out,
        words_format=words_format,
        audio=audio,
        formats=names,
        profile=profile_from(own, document.lang),
        offset_ms=offset_ms or 0,
    )
    for warning in captioned.warnings:
        note(f"captioner: {warning}")
    click.echo(_summary(captioned, names))


def _summary(captioned: Captioned, names: list[str]) -> str:
    sentences = captioned.document.sentence_count
    agreement = captioned.agreement
    heard = agreement.agreed + agreement.differing
    others = f", {agreement.differing:,} of them as other words" if agreement.differing else ""
    return (
        f"{captioned.folder}: {count(sentences)}, {clock(captioned.seconds)} of audio, "
        f"{' '.join(names)}; {heard:,} of the {agreement.words:,} words of the text were heard "
        f"({captioned.form}){others}"
    )
