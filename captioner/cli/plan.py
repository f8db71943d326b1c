"""captioner plan"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import click
import msgspec

from captioner.cli import exit_code, tell
from captioner.cli.addresses import Address, file_or_address
from captioner.cli.casting import shown, told_without
from captioner.cli.grouped import Grouped
from captioner.cli.keeping import price_option, store_option
from captioner.cli.options import first_option
from captioner.cli.reading import counted
from captioner.cli.show import as_read
from captioner.cli.sources import Source, sources
from captioner.cli.speaking import Speaking, speaking_options
from captioner.cli.wording import characters, clock, cost_of, count
from captioner.cores import cores
from captioner.document import Document
from captioner.errors import CaptionerError
from captioner.narrate import Cast
from captioner.narrate.plan import (
    USUAL_CHARACTERS_PER_SECOND,
    Heard,
    Part,
    Plan,
    heard_before,
    plan_document,
)
from captioner.store import Ledger, Origin, TakeStore

#: How fast sound comes where that was never measured, in seconds a second: of the embedded voice
#: for each core, and of a service for each connection. Measured here, and guessed.
_EMBEDDED_SPEED, _SERVICE_SPEED = 100, 2


class _Planned(msgspec.Struct, frozen=True):
    """A document with its plan. `speaks` names who has each voice, where there are several."""

    source: Source
    plan: Plan
    seconds: float
    speed_measured: bool
    speaks: Mapping[Origin, str] = msgspec.field(default_factory=dict)
    notes: tuple[str, ...] = ()
    respelled: int = 0
    left_out: str = ""


@click.command(cls=Grouped)
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=file_or_address)
@click.option(
    "--name", type=click.Path(path_type=Path), metavar="NAME.md",
    help="What standard input (-) is called, and by its ending how it is written.",
)  # fmt: skip
@speaking_options
@click.option(
    "--show", is_flag=True,
    help="Show the document as it will be read: its sections, sentences and rests, what is said "
    "where that is not what is written, and what is left out and why.",
)  # fmt: skip
@first_option
@store_option
@price_option
def command(
    files: tuple[Path | Address, ...],
    name: Path | None,
    speaking: Speaking,
    show: bool,
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
                document = source.read(speaking.read)
                if show:
                    _show(document, speaking)
                planned.append(_planned(source, document, speaking, store, heard, seen, first))
            except CaptionerError as exc:
                if len(found) == 1:
                    raise
                tell(exc)
                codes.add(exit_code(exc))
    for line in _all_told(planned, price):
        click.echo(line)
    for line in (
        *dict.fromkeys(note for each in planned for note in each.notes),
        *_guesses(planned),
        *speaking.readings.told(speaking.edition, len(found), left_out=False),
    ):
        click.echo(f"captioner: {line}", err=True)
    if speaking.readings.lost:
        codes.add(1)
    if codes:
        sys.exit(min(codes))


def _show(document: Document, speaking: Speaking) -> None:
    for line in as_read(document, speaking.pauses):
        click.echo(line)
    click.echo()


def _all_told(planned: Sequence[_Planned], price: float | None) -> Iterator[str]:
    """Tell of each document, and of several of all together."""
    for each in planned:
        yield from _told(str(each.source.name), each, price)
    if len(planned) > 1:
        whole = _Planned(
            planned[0].source,
            sum((each.plan for each in planned), Plan()),
            sum(each.seconds for each in planned),
            all(each.speed_measured for each in planned),
        )
        yield from _told(f"{len(planned)} documents", whole, price)


def _planned(
    source: Source,
    document: Document,
    speaking: Speaking,
    store: TakeStore,
    heard: dict[str, Heard],
    seen: set[str],
    first_ms: int | None,
) -> _Planned:
    cast = Cast(speaking.voice_for(document), speaking.cast_for(document))
    plan = plan_document(
        document, speaking.origins(cast), store, heard, speaking.pauses, seen=seen,
        first_ms=first_ms,
    )  # fmt: skip
    speeds = {origin: heard.get(origin.tag, Heard()).speed for origin in plan.voices}
    usual = _usual_speed(speaking)
    seconds = sum(
        part.new.sound_ms / 1000 / (speeds[origin] or usual) for origin, part in plan.voices.items()
    )
    asked = [origin for origin, part in plan.voices.items() if part.new.sentences]
    return _Planned(
        source,
        plan,
        seconds,
        all(speeds[origin] is not None for origin in asked),
        _speaks(speaking, cast) if cast.speakers else {},
        tuple(told_without(speaking.cast.without(document))),
        sum(1 for sentence in document.sentences if sentence.said_as),
        counted(Counter(left.reason for left in document.left_out)),
    )


def _speaks(speaking: Speaking, cast: Cast) -> dict[Origin, str]:
    """Name who has each voice of a cast."""
    names: dict[Origin, list[str]] = {speaking.origin(cast.narrator): ["narrator"]}
    for name, voice in cast.speakers.items():
        names.setdefault(speaking.origin(voice), []).append(shown(name))
    return {origin: ", ".join(found) for origin, found in names.items()}


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
    if planned.respelled:
        yield f"  {count(planned.respelled)} said otherwise than written"
    if planned.left_out:
        yield f"  left out: {planned.left_out}"
    for origin, speaker in planned.speaks.items():
        part = plan.voices.get(origin, Plan())
        cost = "" if price is None else f", cost {cost_of(part.new.characters, price):,.2f}"
        voice = dict(origin.settings)
        yield (
            f"  {speaker} ({voice['speaker']}, {voice['lang']}): {_part(part.all)}, of them new "
            f"{_part(part.new)}{cost}"
        )


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
