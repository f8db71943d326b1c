"""captioner voices"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from captioner.cli.keeping import Kept, keeping_options
from captioner.cli.speaking import Speaking, speaking_by, voice_options
from captioner.errors import OptionError
from captioner.server.speakers import cloud_languages, cloud_speaker, cloud_speakers
from captioner.server.voices import LocalVoice, local_voices


@click.command()
@click.argument("names", metavar="[NAME...]", nargs=-1)
@click.option("--lang", metavar="TAG", help="Only those that speak this language.")
@click.option("--cloud", is_flag=True, help="List the cloud's speakers and who stands in for them.")
@click.option("--say", metavar="TEXT", help="Have each of them say this, into a file.")
@click.option(
    "-o", "--out", type=click.Path(path_type=Path), default=Path("out/voices"), show_default=True,
    metavar="FILE|DIR", help="The file for one voice, such as hello.wav, or a folder for several.",
)  # fmt: skip
@voice_options
@keeping_options
def command(
    names: tuple[str, ...],
    lang: str | None,
    cloud: bool,
    say: str | None,
    out: Path,
    kept: Kept,
    **asked: Any,
) -> None:
    """List the voices of the embedded server: name, languages, description.

    With --say each NAME, or each voice that speaks --lang, says a text into a file of its own, as
    narrate would have it said. Example:

        captioner voices en-us en-gb-scotland --say "Well, good morning."
    """
    if say is not None:
        from captioner.cli.say import say as say_it  # Only now are sound and speech needed.

        if cloud:
            raise OptionError("--cloud lists speakers; to hear them leave it out and name them")
        say_it(say, _chosen(names, lang, asked), out, kept)
        return
    if given := [option for option, value in asked.items() if value]:
        raise OptionError(f"--{given[0].replace('settings', 'set')} needs --say: it lists nothing")
    if cloud:
        _list_cloud(names, lang)
        return
    for voice in _local(names, lang):
        note = " (word times estimated)" if voice.estimated else ""
        click.echo(f"{voice.name:24} {', '.join(voice.languages):24} {voice.title}{note}")


def _local(names: tuple[str, ...], lang: str | None) -> list[LocalVoice]:
    """Choose among the embedded voices."""
    voices = local_voices()
    for name in names:
        if name.lower() not in voices:
            raise OptionError(f"{name}: there is no such voice here; see captioner voices")
    wanted = [voices[name.lower()] for name in names] or voices.values()
    found = [voice for voice in wanted if not lang or voice.speaks(lang)]
    if not found:
        who = "none of these voices" if names else "no embedded voice"
        raise OptionError(f"--lang {lang}: {who} speaks it")
    return found


def _list_cloud(names: tuple[str, ...], lang: str | None) -> None:
    found = False
    for name in names:
        if not cloud_languages(name):
            raise OptionError(f"{name}: no such speaker is known; see captioner voices --cloud")
    for name in names or cloud_speakers():
        if (voice := cloud_speaker(name, lang)) is not None:
            found = True
            click.echo(f"{name:24} {', '.join(cloud_languages(name)):24} {voice.name}")
    if not found:
        raise OptionError(f"--lang {lang}: no speaker of the cloud is known to speak it")


def _chosen(names: tuple[str, ...], lang: str | None, asked: dict[str, Any]) -> dict[str, Speaking]:
    """Tell who is to be heard, each with how it is asked. Raises OptionError if nobody is meant."""
    speaker = asked.pop("speaker")
    chosen = list(dict.fromkeys([*names, *([speaker] if speaker else [])]))
    if not chosen and asked["url"] is not None:
        raise OptionError("--url: name whom to hear: a service tells nobody whom it has")
    if not chosen and lang is None:
        raise OptionError(
            f"--say: there are {len(local_voices())} voices; name those to be heard, or a language "
            "with --lang: captioner voices en-us en-gb-scotland --say …"
        )
    if not chosen:
        chosen = [voice.name for voice in _local((), lang)]
    return {
        name: speaking_by(
            speaker=name, lang=lang or _own_language(name, is_remote=bool(asked["url"])), **asked
        )
        for name in chosen
    }


def _own_language(name: str, *, is_remote: bool) -> str | None:
    """Tell which language a voice speaks if none is named; None for the usual one."""
    local = local_voices().get(name.lower())
    languages = local.languages if local and not is_remote else cloud_languages(name)
    return next(iter(languages), None)
