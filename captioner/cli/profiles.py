"""captioner profiles"""

from __future__ import annotations

from collections.abc import Iterator

import click

from captioner.captions.own_profile import Own, as_toml, profile_from
from captioner.captions.profiles import PROFILES, Profile, profile_of
from captioner.cli.options import profile_options

_COLUMNS = (
    "profile", "characters", "lines", "characters/s", "at ease", "stays (ms)", "a word (ms)",
    "gap (ms)", "pause from (ms)", "lag (ms)", "sentences share",
)  # fmt: skip


@click.command()
@click.option("--lang", metavar="TAG", default="en", show_default=True, help="For which language.")
@profile_options
def command(lang: str, own: Own) -> None:
    """List the profiles of captions and their numbers for a language.

    With --profile, or any of its settings, one of them is written as a TOML file, to be changed and
    named with --profile. Example:

        captioner profiles --profile bbc --max-chars 32 > my.toml
    """
    if own != Own():
        click.echo(as_toml(profile_from(own, lang)), nl=False)
        return
    rows = [_COLUMNS, *(tuple(_row(profile_of(name, lang))) for name in PROFILES)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for name, *numbers in rows:
        cells = (cell.rjust(size) for cell, size in zip(numbers, widths[1:], strict=True))
        click.echo("  ".join([name.ljust(widths[0]), *cells]))


def _row(profile: Profile) -> Iterator[str]:
    yield profile.name
    yield f"{profile.max_chars}{' wide' if profile.wide else ''}"
    yield f"{profile.max_lines}"
    yield f"{profile.max_cps:g}"
    yield f"{profile.target_cps:g}"
    yield f"{profile.min_ms} to {profile.max_ms}"
    yield f"{profile.min_ms_per_word}"
    yield f"{profile.gap_frames} frames" if profile.gap_frames else f"{profile.gap_ms}"
    yield f"{profile.chain_ms}"
    yield f"{profile.lag_ms}"
    yield "yes" if profile.merge else "no"
