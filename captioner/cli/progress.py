"""Progress on stderr: a bar on a terminal, a plain line now and then anywhere else."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from itertools import islice
from typing import TYPE_CHECKING, Protocol

from captioner.document import Document
from captioner.errors import Usage
from captioner.narrate import Progress

if TYPE_CHECKING:
    from rich.progress import Progress as Bar

_SECONDS_BETWEEN_LINES = 5.0
#: How many doubtful sentences are named one by one.
_NAMED = 20


class Reporter(Protocol):
    """Shows how far a run has come."""

    def begin(self, document: Document) -> None:
        """Name what is being narrated."""
        ...

    def update(self, progress: Progress) -> None:
        """Show the latest count."""
        ...

    def retry(self, context: str, reason: str) -> None:
        """Tell that a sentence is asked for again."""
        ...


@contextmanager
def reporting() -> Iterator[Reporter]:
    """Report on stderr for the length of a block."""
    if sys.stderr is None or not sys.stderr.isatty():
        yield _Lines()
        return
    from rich.console import Console
    from rich.progress import BarColumn, TextColumn
    from rich.progress import Progress as Bar

    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[state]}"))
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        yield _Bar(bar)


def retrying(context: str, reason: str) -> str:
    """Say that a sentence is asked for again, and why."""
    return f"captioner: {context}: {reason}; trying again"


def note(line: str) -> None:
    """Print a line on stderr. Where nobody can read it, the work goes on all the same."""
    if sys.stderr is not None:
        with suppress(OSError):
            print(line, file=sys.stderr, flush=True)


class _Lines:
    def retry(self, context: str, reason: str) -> None:
        note(retrying(context, reason))

    def __init__(self) -> None:
        self._started = time.monotonic()
        self._last = 0.0
        self._name = ""

    def begin(self, document: Document) -> None:
        self._started = time.monotonic()
        self._name = document.path.name
        total = sum(len(section.sentences) for section in document.sections)
        note(f"{self._name}: {count(total)}")

    def update(self, progress: Progress) -> None:
        now = time.monotonic()
        if progress.done < progress.total and now - self._last < _SECONDS_BETWEEN_LINES:
            return
        self._last = now
        state = describe(progress, now - self._started)
        note(f"{self._name}: {state}")


class _Bar:
    def retry(self, context: str, reason: str) -> None:
        self._bar.console.print(retrying(context, reason), markup=False, highlight=False)

    def __init__(self, bar: Bar) -> None:
        self._bar = bar
        self._task = bar.add_task("starting", total=None, state="")
        self._started = time.monotonic()

    def begin(self, document: Document) -> None:
        self._started = time.monotonic()
        self._bar.update(self._task, description=document.path.name)

    def update(self, progress: Progress) -> None:
        self._bar.update(
            self._task,
            total=progress.total,
            completed=progress.done,
            state=describe(progress, time.monotonic() - self._started),
        )


def describe(progress: Progress, elapsed: float) -> str:
    """Say in a line: sentences, sound, speed against real time, time left."""
    parts = [
        f"{progress.done}/{progress.total} sentences",
        f"{clock(progress.sound_seconds)} audio",
    ]
    if elapsed > 0:
        parts.append(f"{progress.sound_seconds / elapsed:,.0f}x real time")
    if progress.done:
        left = elapsed * (progress.total - progress.done) / progress.done
        parts.append(f"{clock(left)} left")
    if progress.usage.retries:
        parts.append(f"{progress.usage.retries} asked again")
    if progress.unspoken:
        parts.append(f"{progress.unspoken} not spoken")
    return ", ".join(parts)


def count(sentences: int) -> str:
    """Write a number of sentences."""
    return f"{sentences:,} sentence" + ("" if sentences == 1 else "s")


def asked_for(sentences: int, usage: Usage) -> str:
    """Say what a run asked of the service, and what came back."""
    requests = f"{usage.requests:,} request" + ("" if usage.requests == 1 else "s")
    again = f", {usage.retries:,} of them again" if usage.retries else ""
    characters = f"{usage.characters:,} character" + ("" if usage.characters == 1 else "s")
    return (
        f"asked for {count(sentences)} in {requests}{again}, {characters}; "
        f"{size(usage.received)} of sound came back"
    )


def doubtful(suspect: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """Name the sentences whose sound is worth a second listen, the first of them one by one."""
    for context, doubts in islice(suspect.items(), _NAMED):
        yield f"{context}: worth a second listen ({'; '.join(doubts)})"
    if len(suspect) > _NAMED:
        yield f"… and {len(suspect) - _NAMED} more"


def size(count_of_bytes: int) -> str:
    """Write a number of bytes: 812 bytes, 9.1 MB, 1,204.0 MB."""
    if count_of_bytes < 1000:
        return f"{count_of_bytes} byte" + ("" if count_of_bytes == 1 else "s")
    if count_of_bytes < 10**6:
        return f"{count_of_bytes / 10**3:.1f} kB"
    return f"{count_of_bytes / 10**6:,.1f} MB"


def clock(seconds: float) -> str:
    """Write a duration as people do: 0:07, 12:03, 1:00:59."""
    minutes, whole = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{whole:02}" if hours else f"{minutes}:{whole:02}"
