"""What verbs that ask for takes have in common: where those are kept, and what may be spent."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import Any

import click
import msgspec

from captioner.errors import OptionError
from captioner.store import Claims, Keeping, Ledger, TakeStore
from captioner.store.place import VARIABLE

Command = Callable[..., None]

store_option = click.option(
    "--store", "folder", type=click.Path(path_type=Path), metavar="DIR",
    help=f"Where takes are kept.  [default: {VARIABLE}, or a folder in the user's cache]",
)  # fmt: skip

price_option = click.option(
    "--price-per-1k", "price", type=click.FloatRange(0), metavar="X",
    help="What 1,000 characters cost, to be told what a run does.",
)  # fmt: skip


class Kept(msgspec.Struct, frozen=True):
    """A `store`, or None for none, and the most characters that a run may send."""

    store: TakeStore | None
    budget: int | None

    @contextmanager
    def begin(self, name: str) -> Iterator[Keeping | None]:
        """Begin a run, named for people. Raises OutputError if the store cannot be used."""
        if self.store is None:
            yield None
            return
        with Ledger(self.store.folder).begin(name) as run:
            yield Keeping(Claims(self.store), run, budget=self.budget)


def keeping_options(command: Command) -> Command:
    """Give a command `--store`, `--no-store` and `--budget`; it gets them as `kept`."""

    @wraps(command)
    def gather(folder: Path | None, no_store: bool, budget: int | None, **given: Any) -> None:
        command(**given, kept=_kept(folder, budget, no_store=no_store))

    optioned = click.option(
        "--budget", type=click.IntRange(0), metavar="CHARS",
        help="Send no more characters than this; the same command goes on from there.",
    )(gather)  # fmt: skip
    optioned = click.option(
        "--no-store", is_flag=True, help="Keep no takes, and use none that are kept."
    )(optioned)
    return store_option(optioned)


def _kept(folder: Path | None, budget: int | None, *, no_store: bool) -> Kept:
    if not no_store:
        return Kept(TakeStore(folder), budget)
    if folder is not None:
        raise OptionError("--store and --no-store contradict each other; leave one out")
    if budget is not None:
        raise OptionError(
            "--budget needs the store, without which the next run would pay for all of it again; "
            "leave --no-store out"
        )
    return Kept(None, None)
