"""How a run is told in words: counts, sizes, times, and lines on stderr."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import islice
from typing import TYPE_CHECKING

import msgspec

from captioner.narrate import Progress
from captioner.usage import Usage

if TYPE_CHECKING:
    from captioner.publish.publication import Step

#: How many doubtful sentences are named one by one.
_NAMED = 20


class Standing(msgspec.Struct, frozen=True):
    """A count and what follows from it: how long it took, what is left, what it has cost."""

    progress: Progress
    elapsed: float
    left: float | None = None
    cost: float | None = None


def retrying(context: str, reason: str) -> str:
    """Say that a sentence is asked for again, and why."""
    return f"captioner: {context}: {reason}; trying again"


def note(line: str) -> None:
    """Print a line on stderr. Where nobody can read it, the work goes on all the same."""
    if sys.stderr is not None:
        with suppress(OSError):
            print(line, file=sys.stderr, flush=True)


def standing(now: Standing) -> str:
    """Say in a line where something stands."""
    return describe(now.progress, now.elapsed, left=now.left, cost=now.cost)


def describe(
    progress: Progress, elapsed: float, *, left: float | None = None, cost: float | None = None
) -> str:
    """Say in a line: sentences, sound, speed against real time, time left, what was asked."""
    usage = progress.usage
    parts = [
        f"{progress.done}/{progress.total} sentences",
        f"{clock(progress.sound_seconds)} audio",
    ]
    if elapsed > 0:
        parts.append(f"{progress.sound_seconds / elapsed:,.0f}x real time")
    if progress.done:
        whole = elapsed * (progress.total - progress.done) / progress.done
        parts.append(f"{clock(whole if left is None else left)} left")
    if usage.characters:
        parts.append(f"{usage.characters:,} characters")
    if cost is not None:
        parts.append(f"cost {cost:,.2f}")
    if usage.kept:
        parts.append(f"{usage.kept:,} kept")
    if usage.retries:
        parts.append(f"{usage.retries} asked again")
    if progress.unspoken:
        parts.append(f"{progress.unspoken} not spoken")
    return ", ".join(parts)


#: What is done, where that is not to make a thing.
_DOING = {"mastering": "mastering", "loudness": "measuring loudness"}


def making(step: Step) -> str:
    """Say how far a publication has come: making chapters, 12 of 40; making m4b, 35 %."""
    doing = _DOING.get(step.publication, f"making {step.publication}")
    if not step.total:
        return doing
    if step.share:
        return f"{doing}, {100 * step.done // step.total} %"
    return f"{doing}, {step.done} of {step.total}"


def cost_of(characters: int, price_per_1k: float) -> float:
    """Tell what characters cost."""
    return characters * price_per_1k / 1000


def count(sentences: int) -> str:
    """Write a number of sentences."""
    return f"{sentences:,} sentence" + ("" if sentences == 1 else "s")


def characters(number: int) -> str:
    """Write a number of characters."""
    return f"{number:,} character" + ("" if number == 1 else "s")


def asked_for(sentences: int, usage: Usage) -> str:
    """Say what a run asked of the service, what came back, and what need not be asked for."""
    requests = f"{usage.requests:,} request" + ("" if usage.requests == 1 else "s")
    again = f", {usage.retries:,} of them again" if usage.retries else ""
    kept = (
        f"; {count(usage.kept)} kept, which saved {characters(usage.kept_characters)}"
        if usage.kept
        else ""
    )
    return (
        f"asked for {count(sentences - usage.kept)} in {requests}{again}, "
        f"{characters(usage.characters)}; {size(usage.received)} of sound came back{kept}"
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
