"""captioner plan"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import click

from captioner.cli import exit_code, tell
from captioner.cli.keeping import price_option, store_option
from captioner.cli.options import first_option
from captioner.cli.progress import characters, clock, cost_of, count
from captioner.cli.sources import Source, sources
from captioner.cli.speaking import Speaking, speaking_options
from captioner.cores import cores
from captioner.errors import CaptionerError
from captioner.narrate.plan import (
    USUAL_CHARACTERS_PER_SECOND,
    Heard,
    Part,
    Plan,
    heard_before,
    plan_document,
)
from captioner.store import Ledger, TakeStore

#: How fast sound comes where that was never measured, in seconds a second: of the embedded voice
#: for each core, and of a service for each connection. Measured here, and guessed.
_EMBEDDED_SPEED, _SERVICE_SPEED = 100, 2


@dataclass(frozen=True, slots=True)
class _Planned:
    source: Source
    plan: Plan
    seconds: float
    speed_measured: bool


@click.command()
@click.argument(
    "files", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path)
)
@click.option(
    "--name", type=click.Path(path_type=Path), metavar="NAME.md",
    help="What standard input (-) is called, and by its ending how it is written.",
)  # fmt: skip
@speaking_options
@first_option
@store_option
@price_option
def command(
    files: tuple[Path, ...],
    name: Path | None,
    speaking: Speaking,
    first: int | None,
    folder: Path | None,
    price: float | None,
) -> None:
    """Say what narrating each FILE would take: nothing is asked of anybody, and nothing is made.

    Give the options that narrate will have: another voice has other takes. Example:

        captioner plan book.md --price-per-1k 0.05
    """
    store = TakeStore(folder)
    heard = heard_before(Ledger(store.folder).lines())
    seen: set[str] = set()
    planned: list[_Planned] = []
    codes = set()
    with sources(files, name) as found:
        for source in found:
            try:
                planned.append(_planned(source, speaking, store, heard, seen, first))
            except CaptionerError as exc:
                if len(found) == 1:
                    raise
                tell(exc)
                codes.add(exit_code(exc))
    for each in planned:
        for line in _told(str(each.source.name), each, price):
            click.echo(line)
    if len(planned) > 1:
        whole = _Planned(
            planned[0].source,
            sum((each.plan for each in planned), Plan()),
            sum(each.seconds for each in planned),
            all(each.speed_measured for each in planned),
        )
        for line in _told(f"{len(planned)} documents", whole, price):
            click.echo(line)
    for line in _guesses(planned):
        click.echo(f"captioner: {line}", err=True)
    if codes:
        sys.exit(min(codes))


def _planned(
    source: Source,
    speaking: Speaking,
    store: TakeStore,
    heard: dict[str, Heard],
    seen: set[str],
    first_ms: int | None,
) -> _Planned:
    document = source.read(speaking.read)
    origin = speaking.origin(speaking.voice_for(document))
    before = heard.get(origin.tag, Heard())
    plan = plan_document(
        document, origin, store, before.pace, speaking.pauses, seen=seen, first_ms=first_ms
    )
    speed = before.speed or _usual_speed(speaking)
    return _Planned(source, plan, plan.new.sound_ms / 1000 / speed, before.speed is not None)


def _usual_speed(speaking: Speaking) -> float:
    if speaking.service is None:
        return _EMBEDDED_SPEED * cores()
    return _SERVICE_SPEED * (speaking.connections or speaking.service.connections)


def _told(name: str, planned: _Planned, price: float | None) -> Iterator[str]:
    plan = planned.plan
    yield (f"{name}: {_part(plan.all)}, about {clock(plan.audio_seconds)} of audio")
    cost = "" if price is None else f", cost {cost_of(plan.new.characters, price):,.2f}"
    yield f"  kept   {_part(plan.kept)}"
    if plan.twice.sentences:
        yield f"  twice  {_part(plan.twice)}, which are asked for once"
    yield f"  new    {_part(plan.new)}, about {clock(planned.seconds)} to speak{cost}"


def _part(part: Part) -> str:
    return f"{count(part.sentences)}, {characters(part.characters)}"


def _guesses(planned: list[_Planned]) -> Iterator[str]:
    """Say which numbers are guesses."""
    new = [each for each in planned if each.plan.new.sentences]
    if not all(each.plan.measured for each in new):
        yield (
            "the store has not heard this voice yet: the length of the audio is a guess, from "
            f"{USUAL_CHARACTERS_PER_SECOND} characters a second"
        )
    if not all(each.speed_measured for each in new):
        yield "how fast this voice answers was never timed: the time to speak is a guess"
