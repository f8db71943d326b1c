"""Progress on stderr: a bar on a terminal, a plain line now and then anywhere else.

`events` has it for other programs.
"""

from __future__ import annotations

import sys
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol

from captioner.cli.wording import Standing, cost_of, count, making, note, retrying, standing
from captioner.narrate import Progress

if TYPE_CHECKING:
    from rich.progress import Progress as Bar
    from rich.progress import TaskID

    from captioner.publish.publication import Step

_SECONDS_BETWEEN_LINES = 5.0
#: Over so many seconds the time left is reckoned: what is kept comes faster than what is spoken.
_OF_LATE_SECONDS = 30.0


class Track(Protocol):
    """Shows how far a document has come."""

    def update(self, progress: Progress) -> None:
        """Show the latest count."""
        ...

    def retry(self, context: str, reason: str) -> None:
        """Tell that a sentence is asked for again."""
        ...

    def publishing(self, step: Step) -> None:
        """Show how far a publication has come, once all is spoken; any thread may."""
        ...

    def end(self, state: str, message: str) -> None:
        """Tell what became of it, and why if it is not all there."""
        ...


class Reporter(Protocol):
    """Shows how far a run has come."""

    def begin(self, documents: int, sentences: int) -> None:
        """Tell how much there is to do."""
        ...

    def track(self, name: str, sentences: int | None) -> Track:
        """Begin a document; None if it is spoken already, and only published."""
        ...


class Meter:
    """Counts a run, or a document, over time."""

    def __init__(self, total: int, price: float | None = None) -> None:
        self._price = price
        self._started = time.monotonic()
        self._late: deque[tuple[float, int]] = deque([(self._started, 0)])
        self.progress = Progress(0, total, 0, 0.0)

    def update(self, progress: Progress) -> None:
        """Take the latest count."""
        self.progress = progress
        now = time.monotonic()
        # A point a second, for as long as it matters.
        if now - self._late[-1][0] >= 1.0:
            self._late.append((now, progress.done))
            while len(self._late) > 1 and now - self._late[0][0] > _OF_LATE_SECONDS:
                self._late.popleft()

    def standing(self) -> Standing:
        """Tell where it stands."""
        now, progress = time.monotonic(), self.progress
        since, before = self._late[0]
        came = progress.done - before
        left = (now - since) * (progress.total - progress.done) / came if came > 0 else None
        cost = None if self._price is None else cost_of(progress.usage.characters, self._price)
        return Standing(progress, now - self._started, left, cost)


class Sum:
    """The count of a whole run: what its documents have come to together."""

    def __init__(self, total: int, price: float | None) -> None:
        self.meter = Meter(total, price)
        self._counts: dict[int, Progress] = {}

    def update(self, document: int, progress: Progress) -> None:
        """Take the latest count of a document, by its number."""
        before = self._counts.get(document, Progress(0, 0, 0, 0.0))
        self._counts[document] = progress
        now = self.meter.progress
        done = now.done + progress.done - before.done
        self.meter.update(
            Progress(
                done,
                # How many the beginning of a document has is only known once it was spoken.
                total=max(now.total, done),
                unspoken=now.unspoken + progress.unspoken - before.unspoken,
                sound_seconds=now.sound_seconds + progress.sound_seconds - before.sound_seconds,
                usage=now.usage + (progress.usage - before.usage),
            )
        )


@contextmanager
def reporting(kind: str = "auto", price: float | None = None) -> Iterator[Reporter]:
    """Report on stderr for the length of a block: `auto`, `lines` or `none`."""
    if kind == "none" or sys.stderr is None:
        yield _Nothing()
        return
    if kind == "lines" or not sys.stderr.isatty():
        yield _Lines(price)
        return
    from rich.console import Console
    from rich.progress import BarColumn, TextColumn
    from rich.progress import Progress as Bar

    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[state]}"))
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        yield _Bars(bar, price)


class _Nothing:
    def begin(self, documents: int, sentences: int) -> None:
        pass

    def track(self, name: str, sentences: int | None) -> Track:
        return _NoTrack()


class _NoTrack:
    def update(self, progress: Progress) -> None:
        pass

    def publishing(self, step: Step) -> None:
        pass

    def retry(self, context: str, reason: str) -> None:
        pass

    def end(self, state: str, message: str) -> None:
        pass


class _Lines:
    """A line now and then: of a document if there is one, else of all of them."""

    def __init__(self, price: float | None) -> None:
        self._price = price
        self._last = 0.0
        self._documents = 1
        self._begun = self._ended = 0
        self.sum = Sum(0, price)

    def begin(self, documents: int, sentences: int) -> None:
        self._documents = documents
        self.sum = Sum(sentences, self._price)
        if documents > 1:
            note(f"{documents} documents: {count(sentences)}")

    def track(self, name: str, sentences: int | None) -> Track:
        if sentences is None:
            self._last = time.monotonic()
        elif self._documents == 1:
            note(f"{name}: {count(sentences)}")
        self._begun += 1
        return _LinesTrack(self, name, self._begun)

    def show(self, name: str, *, is_last: bool) -> None:
        """Show where the run stands, unless that was shown a moment ago."""
        if not self._is_time() and not is_last:
            return
        self._last = time.monotonic()
        if self._documents > 1:
            name = f"{self._ended} of {self._documents} documents"
        note(f"{name}: {standing(self.sum.meter.standing())}")

    def publishing(self, name: str, step: Step) -> None:
        """Show how far a publication has come, unless something was shown a moment ago."""
        if self._is_time():
            self._last = time.monotonic()
            note(f"{name}: {making(step)}")

    def _is_time(self) -> bool:
        return time.monotonic() - self._last >= _SECONDS_BETWEEN_LINES

    def place(self, name: str, context: str) -> str:
        """Name a sentence, and its document among others."""
        return f"{name}: {context}" if self._documents > 1 else context

    def ended(self, name: str, state: str) -> None:
        """Tell what became of a document among others."""
        self._ended += 1
        if self._documents > 1:
            note(f"{name}: {state}")


class _LinesTrack:
    def __init__(self, lines: _Lines, name: str, number: int) -> None:
        self._lines = lines
        self._name = name
        self._number = number

    def update(self, progress: Progress) -> None:
        self._lines.sum.update(self._number, progress)
        whole = self._lines.sum.meter.progress
        self._lines.show(self._name, is_last=whole.done >= whole.total)

    def retry(self, context: str, reason: str) -> None:
        note(retrying(self._lines.place(self._name, context), reason))

    def publishing(self, step: Step) -> None:
        self._lines.publishing(self._name, step)

    def end(self, state: str, message: str) -> None:
        self._lines.ended(self._name, state)


class _Bars:
    """A bar for each document at work, and one for all of them if there are several."""

    def __init__(self, bar: Bar, price: float | None) -> None:
        self.bar = bar
        self.price = price
        self._begun = 0
        self._whole = bar.add_task("starting", total=None, state="")
        self._many = False
        self.sum = Sum(0, price)

    def begin(self, documents: int, sentences: int) -> None:
        self._many = documents > 1
        self.sum = Sum(sentences, self.price)
        if self._many:
            self.bar.update(self._whole, description=f"{documents} documents")

    def track(self, name: str, sentences: int | None) -> Track:
        self._begun += 1
        if self._many:
            task = self.bar.add_task(name, total=sentences, state="")
        else:
            task = self._whole
            self.bar.update(task, description=name)
        return _BarTrack(self, task, name, self._begun, Meter(sentences or 0, self.price))

    def update(self, number: int, progress: Progress) -> None:
        """Show the bar of the whole."""
        self.sum.update(number, progress)
        if self._many:
            self.show(self._whole, self.sum.meter)

    def show(self, task: TaskID, meter: Meter) -> None:
        """Show a bar."""
        progress = meter.progress
        self.bar.update(
            task,
            total=progress.total,
            completed=progress.done,
            state=standing(meter.standing()),
        )

    def place(self, name: str, context: str) -> str:
        """Name a sentence, and its document among others."""
        return f"{name}: {context}" if self._many else context

    def hide(self, task: TaskID) -> None:
        """Take away the bar of a document among others."""
        if self._many:
            self.bar.remove_task(task)


class _BarTrack:
    def __init__(self, bars: _Bars, task: TaskID, name: str, number: int, meter: Meter) -> None:
        self._bars = bars
        self._name = name
        self._task = task
        self._number = number
        self._meter = meter

    def update(self, progress: Progress) -> None:
        self._meter.update(progress)
        self._bars.show(self._task, self._meter)
        self._bars.update(self._number, progress)

    def retry(self, context: str, reason: str) -> None:
        line = retrying(self._bars.place(self._name, context), reason)
        self._bars.bar.console.print(line, markup=False, highlight=False)

    def publishing(self, step: Step) -> None:
        done = (step.done, step.total) if step.total else (None, None)
        self._bars.bar.update(self._task, completed=done[0], total=done[1], state=making(step))

    def end(self, state: str, message: str) -> None:
        self._bars.hide(self._task)


@contextmanager
def telling(name: str) -> Iterator[Callable[[Step], None]]:
    """Tell for the length of a block how far the publications of a narration have come."""
    with reporting() as reporter:
        yield reporter.track(name, None).publishing
