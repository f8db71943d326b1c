"""captioner voices"""

from __future__ import annotations

import click

from captioner.errors import OptionError
from captioner.server.speakers import cloud_languages, cloud_speaker, cloud_speakers
from captioner.server.voices import local_voices


@click.command()
@click.option("--lang", metavar="TAG", help="Only those that speak this language.")
@click.option("--cloud", is_flag=True, help="List the cloud's speakers and who stands in for them.")
def command(lang: str | None, cloud: bool) -> None:
    """List the voices of the embedded server: name, languages, description."""
    if cloud:
        _list_cloud(lang)
        return
    voices = [voice for voice in local_voices().values() if not lang or voice.speaks(lang)]
    if not voices:
        raise OptionError(f"--lang {lang}: no embedded voice speaks it")
    for voice in voices:
        note = " (word times estimated)" if voice.estimated else ""
        click.echo(f"{voice.name:24} {', '.join(voice.languages):24} {voice.title}{note}")


def _list_cloud(lang: str | None) -> None:
    found = False
    for name in cloud_speakers():
        if (voice := cloud_speaker(name, lang)) is not None:
            found = True
            click.echo(f"{name:24} {', '.join(cloud_languages(name)):24} {voice.name}")
    if not found:
        raise OptionError(f"--lang {lang}: no speaker of the cloud is known to speak it")
