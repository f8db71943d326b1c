"""What verbs that make or judge captions have in common: the profile, and where a file begins."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

import click

from captioner.captions.own_profile import SETTINGS, Own, own_in, own_of, with_options
from captioner.captions.profiles import PROFILES
from captioner.captions.timecode import duration_ms_of, offset_ms_of
from captioner.errors import OptionError

_TYPES = {"N": click.INT, "MS": click.INT, "X": click.FLOAT, "RATE": click.STRING}

Command = Callable[..., None]


def profile_options(command: Command) -> Command:
    """Give a command `--profile` and an option for each of its settings; it gets them as `own`."""

    @wraps(command)
    def gather(profile: str | None, **given: Any) -> None:
        changes = {key: given.pop(_parameter(key)) for key in SETTINGS}
        command(**given, own=with_options(_begin(profile), changes))

    for key, setting in reversed(SETTINGS.items()):
        names = f"--{key}" if setting.unit else f"--{key}/--no-{key}"
        option = click.option(
            names,
            _parameter(key),
            type=_TYPES.get(setting.unit, click.BOOL),
            metavar=setting.unit or None,
            default=None,
            help=setting.help,
        )
        gather = option(gather)
    return click.option(
        "--profile", metavar="NAME|FILE.toml",
        help=f"How cues look and when they come: {', '.join(PROFILES)}, or a file of your own.",
    )(gather)  # fmt: skip


def caption_options(command: Command) -> Command:
    """Give a command the options of `profile_options` and `--offset`; it gets `offset_ms` too.

    That is None where none was given.
    """

    @wraps(command)
    def gather(offset: str | None, own: Own, **given: Any) -> None:
        offset_ms = None if offset is None else offset_ms_of(offset, own.fps)
        command(**given, own=own, offset_ms=offset_ms)

    return profile_options(click.option(
        "--offset", metavar="TIME",
        help="When the captions begin: HH:MM:SS:FF (with --fps), HH:MM:SS.mmm, or seconds.",
    )(gather))  # fmt: skip


class _Length(click.ParamType[int]):
    name = "TIME"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> int:
        return duration_ms_of(value, f"--{param.name}" if param is not None else "")


first_option = click.option(
    "--first", type=_Length(), metavar="TIME",
    help="Only the beginning: up to the first sentence that ends after so long, such as 30s, 2m or "
    "00:02:00. It goes into a folder of its own.",
)  # fmt: skip


def in_one_list(ctx: click.Context, param: click.Parameter, values: tuple[str, ...]) -> str | None:
    """Read an option that was given several times, each time with a list, as if it were once."""
    return ",".join(values) if values else None


def format_names(listed: str) -> list[str]:
    """Read the names of formats in a list with commas."""
    return [name for name in (name.strip().lower() for name in listed.split(",")) if name]


def _parameter(key: str) -> str:
    return key.replace("-", "_")


def _begin(profile: str | None) -> Own:
    """Find a profile by its name, or read the file it is in."""
    if profile is None:
        return Own()
    if not profile.lower().endswith(".toml"):
        return own_of(profile)
    try:
        text = Path(profile).read_text("utf-8-sig")
    except OSError as exc:
        raise OptionError(f"--profile {profile}: cannot be read ({exc.strerror or exc})") from exc
    except UnicodeDecodeError as exc:
        raise OptionError(f"--profile {profile}: it is not UTF-8 ({exc})") from exc
    return own_in(text, profile)
