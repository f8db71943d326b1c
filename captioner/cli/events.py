"""Progress for other programs: one JSON object a line on stderr, told apart by `event`.

    begin     documents, sentences
    document  document, sentences                         one is begun
    progress  document (null for all of them), done, total, unspoken, audio_seconds,
              elapsed_seconds, real_time, seconds_left, requests, retries, characters, received,
              kept, kept_characters, cost
    making    document, publication, done, total, share
                                                          how far a publication is: done parts, or
                                                          percent if share is true; total 0 if begun
    retry     document, context, reason                   a sentence is asked for again
    warning   document, message
    misfit    document, context, line, slot_seconds, over_seconds, late_seconds
                                                          a slot of a timed script is too short for
                                                          what is said in it, or begins late
    missing   document, context, reason                   a sentence could not be spoken
    ended     document, state, message                    done, incomplete, failed or stopped
    error     message, exit_code                          the last one, if the run went wrong

Those that something has no value for are null. More fields, and more events, may come.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec.structs import asdict

from captioner.cli.progress import Meter, Sum, Track
from captioner.cli.wording import Standing, note
from captioner.document import as_text
from captioner.narrate import Progress

if TYPE_CHECKING:
    from captioner.publish.publication import Step

_SECONDS_BETWEEN = 0.5


def tell(event: str, **fields: Any) -> None:
    """Write an event."""
    note(msgspec.json.encode({"event": event, **fields}).decode())


class Events:
    """A Reporter that writes events."""

    def __init__(self, price: float | None = None) -> None:
        self._price = price
        self._begun = 0
        self._last = 0.0
        self._sum = Sum(0, price)

    def begin(self, documents: int, sentences: int) -> None:
        """See Reporter."""
        self._sum = Sum(sentences, self._price)
        tell("begin", documents=documents, sentences=sentences)

    def track(self, name: str, sentences: int | None) -> Track:
        """See Reporter."""
        self._begun += 1
        tell("document", document=as_text(name), sentences=sentences)
        return _EventTrack(self, as_text(name), self._begun, Meter(sentences or 0, self._price))

    def update(self, number: int, progress: Progress) -> None:
        """Tell of all documents together, now and then."""
        self._sum.update(number, progress)
        now, whole = time.monotonic(), self._sum.meter
        if now - self._last >= _SECONDS_BETWEEN or whole.progress.done >= whole.progress.total:
            self._last = now
            tell("progress", document=None, **_fields(whole.standing()))


class _EventTrack:
    def __init__(self, events: Events, name: str, number: int, meter: Meter) -> None:
        self._events = events
        self._name = name
        self._number = number
        self._meter = meter
        self._last = self._made = 0.0

    def update(self, progress: Progress) -> None:
        self._meter.update(progress)
        now = time.monotonic()
        if now - self._last >= _SECONDS_BETWEEN or progress.done >= progress.total:
            self._last = now
            tell("progress", document=self._name, **_fields(self._meter.standing()))
        self._events.update(self._number, progress)

    def publishing(self, step: Step) -> None:
        """See Track."""
        now = time.monotonic()
        if now - self._made >= _SECONDS_BETWEEN or step.done >= step.total:
            self._made = now
            tell("making", document=self._name, **asdict(step))

    def retry(self, context: str, reason: str) -> None:
        tell("retry", document=self._name, context=context, reason=reason)

    def end(self, state: str, message: str) -> None:
        tell("ended", document=self._name, state=state, message=message or None)


def _fields(now: Standing) -> Mapping[str, Any]:
    progress, usage = now.progress, now.progress.usage
    return {
        "done": progress.done,
        "total": progress.total,
        "unspoken": progress.unspoken,
        "audio_seconds": round(progress.sound_seconds, 3),
        "elapsed_seconds": round(now.elapsed, 3),
        "real_time": round(progress.sound_seconds / now.elapsed, 1) if now.elapsed else None,
        "seconds_left": None if now.left is None else round(now.left, 1),
        "requests": usage.requests,
        "retries": usage.retries,
        "characters": usage.characters,
        "received": usage.received,
        "kept": usage.kept,
        "kept_characters": usage.kept_characters,
        "cost": None if now.cost is None else round(now.cost, 6),
    }
