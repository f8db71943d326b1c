"""What verbs that make videos have in common: the picture, how captions are drawn, and progress."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import msgspec

from captioner.cli.wording import clock, note
from captioner.document import as_text
from captioner.errors import OptionError
from captioner.publish.settings import LOOKS, PublishSettings

if TYPE_CHECKING:
    from captioner.captions.own_profile import Own
    from captioner.publish.video.burn_in import BurnIn
    from captioner.publish.video.narrated import Filming

Command = Callable[..., None]

#: What is asked for by `--slate`.
SLATE = "mp4"
_SUFFIXES = ".mp4, .m4v, .mov, .mkv or .webm"

draw_options = (
    click.option(
        "--burn-in/--no-burn-in", default=None,
        help="In a video, draw the captions on the picture, in place of a track of them.",
    ),
    click.option(
        "--font", metavar="FILE|NAME",
        help="With --burn-in, the font: a file, or the name of one that is installed.",
    ),
    click.option(
        "--look", type=click.Choice(LOOKS),
        help="With --burn-in, what keeps text apart from the picture.  [default: outline; box with "
        "the profile bbc]",
    ),
)  # fmt: skip
DRAWN = ("burn_in", "font", "look")

_original = click.option(
    "--original", type=click.Choice(["keep", "drop"]), default="keep", show_default=True,
    help="Whether the video's own sound stays, as a further track.",
)  # fmt: skip
_quality = click.option(
    "--crf", type=click.IntRange(0, 63), metavar="N",
    help="With --burn-in, how good the picture is; less is better.  [default: 20; 31 in .webm]",
)  # fmt: skip
_preset = click.option(
    "--preset", type=click.Choice(
        ["ultrafast", "superfast", "veryfast", "faster", "fast", "medium", "slow", "slower",
         "veryslow"]
    ),
    metavar="NAME",
    help="With --burn-in, how long the encoder (x264) thinks, from ultrafast to veryslow.  "
    "[default: fast]",
)  # fmt: skip
encoding_options = (_original, _quality, _preset)


class VideoOrder(msgspec.Struct, frozen=True):
    """What the options say of a video: the file with the picture, whether its sound is kept, and
    how the picture is encoded if captions are drawn on it.
    """

    source: Path | None = None
    keep_sound: bool = True
    crf: int | None = None
    preset: str | None = None


def video_options(command: Command) -> Command:
    """Give a command `--video` and what goes with it; it gets them as `video`, and `slate`."""

    @wraps(command)
    def gather(
        video: Path | None, original: str, crf: int | None, preset: str | None, **given: Any
    ) -> None:
        command(**given, video=VideoOrder(video, original == "keep", crf, preset))

    optioned: Command = gather
    for option in (
        *encoding_options,
        click.option(
            "--slate", is_flag=True,
            help="Make a video too that has no picture of its own, of the cover or the title "
            f"(--format {SLATE}).",
        ),
        click.option(
            "--video", type=click.Path(path_type=Path), metavar="FILE",
            help="Add sound and captions to this video, which is copied to what -o names.",
        ),
    ):  # fmt: skip
        optioned = option(optioned)
    return optioned


def check_out(out: Path | None, video: VideoOrder) -> None:
    """Raise OptionError if `-o` names no video where one is made, or one where none is."""
    is_video = out is not None and out.suffix.lower() in (".mp4", ".m4v", ".mov", ".mkv", ".webm")
    if video.source is not None and not is_video:
        raise OptionError(f"--video: name the video to be made with -o, a file in {_SUFFIXES}")
    if video.source is None and is_video:
        raise OptionError(
            f"-o {out}: it is the name of a video; say with --video which one it is made of, or "
            "name a folder (--slate makes a video in it)"
        )


def check_drawing(video: VideoOrder, settings: PublishSettings, *, is_filmed: bool) -> None:
    """Raise OptionError for what is said of drawing where nothing is drawn; `is_filmed` if a video
    is made.
    """
    told = {"--crf": video.crf, "--preset": video.preset, "--look": settings.look}
    lacking = next((name for name, value in told.items() if value is not None), "")
    if lacking and not settings.burn_in:
        raise OptionError(f"{lacking} is for captions that are drawn; say --burn-in too")
    drawn = "--burn-in" if settings.burn_in else "--font" if settings.font else ""
    if drawn and not is_filmed:
        raise OptionError(f"{drawn} is for a video; say --video FILE or --slate too")


def film(
    folder: Path,
    out: Path,
    video: VideoOrder,
    settings: PublishSettings,
    *,
    profile: Own | None = None,
    store: Path | None = None,
    as_json: bool = False,
) -> str:
    """Add the narration in a folder to a video; tell what was made, and warn of the rest."""
    from captioner.publish.video.narrated import film_narration  # slow: PyAV

    # As at Ctrl-C: what is half made is put away.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    filming = filming_of(out, video, settings)
    percent = None if as_json or filming.burn_in is None else Percent(out)
    made = film_narration(folder, filming, profile=profile, store=store, tell=percent)
    warn(made.warnings, as_json=as_json)
    if made.unchanged and not as_json:
        note(f"captioner: {as_text(str(out))} is there as it would be made")
    drawn = "captions drawn on it" if filming.burn_in is not None else "captions as a track"
    return f"{as_text(str(out))}: {clock(made.seconds)} of narration, {drawn}"


def filming_of(out: Path, video: VideoOrder, settings: PublishSettings) -> Filming:
    """Tell what a narration is to be added to, and how."""
    from captioner.publish.video.narrated import Filming  # slow: PyAV

    assert video.source is not None  # noqa: S101 - there is one to add to
    burn_in = burn_in_of(video, settings) if settings.burn_in else None
    return Filming(video.source, out, burn_in, video.keep_sound)


def burn_in_of(video: VideoOrder, settings: PublishSettings) -> BurnIn:
    """Tell how captions are drawn."""
    from captioner.publish.video.burn_in import BurnIn  # slow: PyAV
    from captioner.publish.video.lettering import Look

    look = Look(settings.look) if settings.look else None
    return BurnIn(settings.font, look, video.crf, video.preset)


def warn(warnings: tuple[str, ...], *, as_json: bool = False) -> None:
    """Tell what is worth a warning."""
    from captioner.cli import events

    for warning in warnings:
        if as_json:
            events.tell("warning", document=None, message=warning)
        else:
            note(f"captioner: {warning}")


class Percent:
    """Tells on stderr how much of a video is done: in one line on a terminal, every tenth else."""

    def __init__(self, out: Path) -> None:
        self._name = as_text(out.name)
        self._told = 0

    def __call__(self, share: float) -> None:
        percent = int(share * 100)
        is_terminal = sys.stderr is not None and sys.stderr.isatty()
        step = 1 if is_terminal else 10
        if percent >= self._told + step:
            self._told = percent - percent % step
            end = "\n" if percent >= 100 else "\r"
            if is_terminal:
                print(f"\r{self._name}: {percent} %", end=end, file=sys.stderr, flush=True)
            else:
                note(f"{self._name}: {self._told} %")
