"""captioner mux"""

from __future__ import annotations

import signal
from pathlib import Path

import click

from captioner.cli.filming import (
    Percent,
    VideoOrder,
    burn_in_of,
    check_drawing,
    draw_options,
    encoding_options,
    warn,
)
from captioner.document import as_text
from captioner.errors import OptionError
from captioner.publish.settings import PublishSettings


@click.command()
@click.argument("source", metavar="VIDEO", type=click.Path(path_type=Path))
@click.argument("captions", metavar="CAPTIONS...", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "-o", "--out", type=click.Path(path_type=Path), required=True, metavar="FILE",
    help="The video to be made; its ending tells the kind: .mp4, .m4v, .mov, .mkv, .webm.",
)  # fmt: skip
@click.option(
    "--lang", "langs", multiple=True, metavar="TAG",
    help="The language of each file of captions, in their order.  [default: as the name says, "
    "such as talk.de.srt]",
)  # fmt: skip
@click.option(
    "--audio", type=click.Path(path_type=Path), metavar="FILE",
    help="Sound to be added, which players play first.",
)  # fmt: skip
@click.option("--audio-lang", default="", metavar="TAG", help="The language of that sound.")
def command(
    source: Path,
    captions: tuple[Path, ...],
    out: Path,
    langs: tuple[str, ...],
    audio: Path | None,
    audio_lang: str,
    burn_in: bool | None,
    font: str | None,
    look: str | None,
    original: str,
    crf: int | None,
    preset: str | None,
) -> None:
    """Add CAPTIONS (.srt, .vtt) to a VIDEO, a track each, and copy what else it holds.

    With --burn-in the first of them is drawn on the picture. Examples:

        captioner mux talk.mp4 talk.en.srt talk.de.vtt -o captioned.mp4

        captioner mux talk.mp4 talk.ar.srt --burn-in -o drawn.mp4
    """
    # As at Ctrl-C: what is half made is put away.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    if not captions and audio is None:
        raise OptionError("name files of captions, or sound with --audio, to be added")
    if langs and len(langs) != len(captions):
        raise OptionError(
            f"--lang: {len(langs)} languages are told of {len(captions)} files of captions; tell "
            "that of each, or of none"
        )
    if burn_in and not captions:
        raise OptionError("--burn-in draws captions, and no file of them is named")
    if font is not None and not burn_in:
        raise OptionError("--font is for captions that are drawn; say --burn-in too")
    from captioner.publish.video.added import Adding, add_to_video  # slow: PyAV

    video = VideoOrder(source, original == "keep", crf, preset)
    settings = PublishSettings(burn_in=burn_in, font=font, look=look)
    check_drawing(video, settings, is_filmed=True)
    adding = Adding(
        source,
        out,
        tuple(zip(captions, langs or [None] * len(captions), strict=True)),
        audio,
        audio_lang,
        video.keep_sound,
        burn_in_of(video, settings) if burn_in else None,
    )
    made = add_to_video(adding, Percent(out) if burn_in else None)
    warn(made.warnings)
    click.echo(f"{as_text(str(out))}: {made.told}")


for _option in (*draw_options, *encoding_options):
    command = _option(command)
