"""captioner store"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from typing import Any

import click

from captioner.cli.wording import clock, note
from captioner.errors import OptionError, OutputError
from captioner.publish.kept.losses import losses
from captioner.store import upkeep
from captioner.store.ledger import Ledger, Totals
from captioner.store.place import VARIABLE
from captioner.store.publications import Publications
from captioner.store.takes import TakeStore

_DAY = 24 * 60 * 60
_AGES = {"w": 7 * _DAY, "d": _DAY, "h": 60 * 60, "m": 60}
_SIZES = {"TB": 10**12, "GB": 10**9, "MB": 10**6, "kB": 10**3}
#: As much of a text, and of a key, as is shown of a take.
_TEXT_LETTERS = 60
_KEY_LETTERS = 12
#: So many narrations that lose takes are named one by one.
_LOSSES = 20
#: So many runs of the ledger are shown one by one, the latest.
_RUNS = 20


class _Age(click.ParamType[float]):
    name = "AGE"

    def convert(
        self, value: str, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        found = re.fullmatch(rf"(\d{{1,9}}(?:\.\d+)?)\s*([{''.join(_AGES)}])", value.strip())
        if not found:
            raise OptionError(f"--older {value}: it must be an age such as 30d, 12h or 8w")
        return float(found[1]) * _AGES[found[2]]


class _Size(click.ParamType[int]):
    name = "SIZE"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> int:
        units = {unit.lower(): factor for unit, factor in _SIZES.items()} | {"": 1, "b": 1}
        found = re.fullmatch(r"(\d{1,15}(?:\.\d+)?)\s*([a-z]*)", value.strip().lower())
        if not found or found[2] not in units:
            raise OptionError(f"--keep {value}: it must be a size such as 5GB or 500MB")
        return round(float(found[1]) * units[found[2]])


def _placed(command: Callable[..., None]) -> Callable[..., None]:
    return click.option(
        "--store", "folder", type=click.Path(path_type=Path), metavar="DIR",
        help=f"Where the store is.  [default: {VARIABLE}, or a folder in the user's cache]",
    )(command)  # fmt: skip


_dry_run = click.option("--dry-run", is_flag=True, help="Say what would go, and leave it.")


@click.group()
def command() -> None:
    """See, check and prune the takes that are kept, and what they have cost.

    Every take that a voice has given is kept, so that no sentence is paid for twice.
    """


@command.command("ls")
@_placed
@click.option("--each", is_flag=True, help="List every take, the one used last first.")
def list_takes(folder: Path | None, each: bool) -> None:
    """List what is kept, by voice: takes, size, sound, when used last."""
    store = TakeStore(folder)
    now = time.time()
    if each:
        found = sorted(upkeep.headers(store), key=lambda item: -item[0].used)
        for entry, header in found:
            text = " ".join(header.spoken.split())
            number = f".{entry.number}" if entry.number else ""
            click.echo(
                f"{entry.key[:_KEY_LETTERS]}{number:3} {size(entry.bytes):>9} "
                f"{age(entry.age(now)):>8}  {text[:_TEXT_LETTERS]}"
            )
        return
    shelves = upkeep.shelves(store)
    for title, shelf in shelves.items():
        columns = size(shelf.bytes), clock(shelf.seconds), age(max(0.0, now - shelf.used))
        click.echo(f"{shelf.takes:>9,} {' '.join(f'{told:>10}' for told in columns)}  {title}")
    takes = sum(shelf.takes for shelf in shelves.values())
    held = sum(shelf.bytes for shelf in shelves.values())
    seconds = sum(shelf.seconds for shelf in shelves.values())
    click.echo(f"{_takes(takes)}, {size(held)}, {clock(seconds)} of sound in {store.folder}")


@command.command("check")
@_placed
def check_takes(folder: Path | None) -> None:
    """Read every take, and set aside those that are damaged."""
    store = TakeStore(folder)
    checked = upkeep.check(store)
    for path, reason in checked.damaged.items():
        click.echo(f"{path}: {reason}")
    other = f"; {_takes(checked.other)} of another version left alone" if checked.other else ""
    click.echo(f"{_takes(checked.whole)} whole, {size(checked.bytes)} in {store.folder}{other}")
    if checked.damaged:
        raise OutputError(
            f"{store.folder}: {_takes(len(checked.damaged))} damaged and set aside; each will be "
            "asked for again when it is needed"
        )


@command.command("prune")
@_placed
@click.option("--older", type=_Age(), help="Those not used for so long, such as 30d or 12h.")
@click.option("--keep", type=_Size(), help="Those used least recently, until so much is left: 5GB.")
@_dry_run
def prune_takes(folder: Path | None, older: float | None, keep: int | None, dry_run: bool) -> None:
    """Remove takes that have not been used for long, or that are too many."""
    if older is None and keep is None:
        raise OptionError("say what is to go: --older 30d, or --keep 5GB, or both")
    store = TakeStore(folder)
    removed = upkeep.prune(store, older=older, keep=keep, dry_run=dry_run)
    click.echo(_removed(removed, store, dry_run=dry_run))
    _remind(removed, store)


@command.command("clear")
@_placed
@click.option("--yes", is_flag=True, help="Do it; without this it is only said what would go.")
def clear_takes(folder: Path | None, yes: bool) -> None:
    """Remove all takes. The ledger stays."""
    store = TakeStore(folder)
    removed = upkeep.clear(store, dry_run=not yes)
    click.echo(_removed(removed, store, dry_run=not yes))
    _remind(removed, store)
    if not yes:
        click.echo("captioner: nothing was removed; say --yes to remove them", err=True)


@command.command("ledger")
@_placed
def show_ledger(folder: Path | None) -> None:
    """Show what was asked for, in the latest runs and in all: requests, characters, what came."""
    ledger = Ledger(TakeStore(folder).folder)
    account = ledger.account()
    for totals in islice(account.runs.values(), max(0, len(account.runs) - _RUNS), None):
        began = time.strftime("%Y-%m-%d %H:%M", time.localtime(totals.at))
        click.echo(f"{began}  {_told(totals)}  {totals.name}")
    click.echo(f"{'in all':16}  {_told(account.total)}")
    if account.unreadable:
        click.echo(f"captioner: {ledger.path}: {account.unreadable} lines cut short", err=True)


def _told(totals: Totals) -> str:
    told: dict[str, Any] = {
        "asked": (totals.requests, totals.characters),
        "again": (totals.retries, totals.retried_characters),
        "kept": (totals.kept, totals.kept_characters),
        "failed": (totals.failed, totals.failed_characters),
        "saved": (totals.saved, totals.saved_characters),
    }
    parts = [f"{name} {count:,} ({chars:,})" for name, (count, chars) in told.items() if count]
    if totals.unanswered:
        parts.append(f"unanswered {totals.unanswered:,}")
    return ", ".join(parts) or "nothing asked"


def _removed(removed: upkeep.Removed, store: TakeStore, *, dry_run: bool) -> str:
    would = "would be removed" if dry_run else "removed"
    in_use = f"; {_takes(removed.in_use)} in use stayed" if removed.in_use else ""
    return (
        f"{_takes(removed.takes)} {would}, {size(removed.bytes)}; {_takes(removed.left)} left, "
        f"{size(removed.left_bytes)} in {store.folder}{in_use}"
    )


def _remind(removed: upkeep.Removed, store: TakeStore) -> None:
    """Say what it means that takes are gone, and for which narrations."""
    if not removed.takes:
        return
    note(
        "captioner: what was made of them stays; narrated again, those sentences are asked for "
        "again: captioner plan FILE tells how many"
    )
    found = losses(Publications(store.folder).timelines(), removed.names)
    for loss in islice(found, _LOSSES):
        note(f"captioner: {loss}")
    if more := sum(1 for _ in found):
        note(f"captioner: … and {more:,} more narrations")


def _takes(count: int) -> str:
    return f"{count:,} take" + ("" if count == 1 else "s")


def size(count_of_bytes: int) -> str:
    """Write a number of bytes: 812 B, 9.1 MB, 1.2 GB."""
    for unit, factor in _SIZES.items():
        if count_of_bytes >= factor:
            return f"{count_of_bytes / factor:.1f} {unit}"
    return f"{count_of_bytes} B"


def age(seconds: float) -> str:
    """Write how long ago something was: now, 5 min, 3 h, 12 days."""
    for unit, factor in (("day", _DAY), ("h", 60 * 60), ("min", 60)):
        if seconds >= factor:
            count = int(seconds // factor)
            return f"{count} {unit}" + ("s" if unit == "day" and count > 1 else "")
    return "now"
