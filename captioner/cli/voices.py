"""captioner voices"""

from __future__ import annotations

import click

from captioner.errors import OptionError
from captioner.server.voices import local_voices


@click.command()
@click.option("--lang", metavar="TAG", help="Only those that speak this language.")
def command(lang: str | None) -> None:
    """List the voices of the embedded server: name, languages, description."""
    voices = [voice for voice in local_voices().values() if not lang or voice.speaks(lang)]
    if not voices:
        raise OptionError(f"--lang {lang}: no embedded voice speaks it")
    for voice in voices:
        note = " (word times estimated)" if voice.estimated else ""
        click.echo(f"{voice.name:24} {', '.join(voice.languages):24} {voice.title}{note}")
