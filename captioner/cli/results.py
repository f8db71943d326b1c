"""What a run has come to: on stderr what it met with, on stdout what it made."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence

import click

from captioner.cli import events
from captioner.cli.attempts import AttemptLog
from captioner.cli.missing import missing
from captioner.cli.shelf import Work
from captioner.cli.speaking import Speaking
from captioner.cli.wording import asked_for, clock, cost_of, count, doubtful, note
from captioner.document import as_text
from captioner.errors import Incomplete
from captioner.usage import Usage

_STATES = ("done", "incomplete", "failed", "stopped")


def report(works: Sequence[Work], log: AttemptLog, price: float | None, *, as_json: bool) -> None:
    """Tell on stderr what a run met with, and what it took."""
    for work in works:
        if as_json:
            _report_events(work)
        else:
            for line in _met_with(work, alone=len(works) == 1):
                note(f"captioner: {line}")
    if log.failure:
        _warn(log.failure, as_json=as_json)
    usage = sum((work.usage for work in works), Usage())
    spoke = any(work.made is not None and not work.made.unchanged for work in works)
    if (usage.requests or usage.kept or spoke) and not as_json:
        asked = asked_for(sum(work.voiced for work in works), usage)
        cost = "" if price is None else f"; cost {cost_of(usage.characters, price):,.2f}"
        note(f"captioner: {asked}{cost}")


def report_readings(speaking: Speaking, documents: int, *, as_json: bool) -> None:
    """Tell on stderr what the documents met with when they were read."""
    for message in speaking.readings.told(speaking.edition, documents):
        _warn(message, as_json=as_json)


def summarize(works: Sequence[Work], formats: Sequence[str], first_ms: int | None = None) -> None:
    """Tell on stdout what was made. Raises the error of a lone document; of several that are not
    all there, leaves with exit code 1.
    """
    if len(works) == 1:
        (work,) = works
        if work.error is not None:
            raise work.error
        click.echo(_made(work, formats, first_ms))
        return
    width = max(len(_name(work)) for work in works)
    for work in works:
        click.echo(
            f"{work.state:10}  {_name(work):{width}}  {_outcome(work, formats, first_ms)}".rstrip()
        )
    click.echo(_total(works))
    if any(work.state != "done" for work in works):
        sys.exit(1)


def _met_with(work: Work, *, alone: bool) -> Iterator[str]:
    """List what a document met with. What a lone one lacks is told with its error, at the end."""
    place = "" if alone else f"{_name(work)}: "
    if work.made is not None:
        if work.made.unchanged:
            yield f"{place}{work.made.folder} is there as it would be made; nothing was spoken"
        yield from (f"{place}{warning}" for warning in work.made.warnings)
        yield from (f"{place}{doubt}" for doubt in doubtful(work.made.suspect))
    if isinstance(work.error, Incomplete):
        yield from (f"{place}{doubt}" for doubt in doubtful(work.error.suspect))
    if alone or work.error is None:
        return
    if isinstance(work.error, Incomplete):
        yield from (f"{place}{warning}" for warning in work.error.warnings)
        yield from (f"{place}{line}" for line in missing(work.error.unspoken))
    named = str(work.error)
    yield named if named.startswith(as_text(str(work.source.name))) else f"{place}{named}"


def _report_events(work: Work) -> None:
    name, error = _name(work), work.error
    told = error if isinstance(error, Incomplete) else work.made
    if work.state == "stopped":
        events.tell("ended", document=name, state=work.state, message=None)
    if told is None:
        return
    for message in (*told.warnings, *doubtful(told.suspect)):
        events.tell("warning", document=name, message=message)
    for misfit in work.made.misfits if work.made is not None else ():
        events.tell("misfit", document=name, **misfit)
    if isinstance(error, Incomplete):
        for context, reason in error.unspoken.items():
            events.tell("missing", document=name, context=context, reason=reason)


def _warn(message: str, *, as_json: bool) -> None:
    if as_json:
        events.tell("warning", document=None, message=message)
    else:
        note(f"captioner: {message}")


def _name(work: Work) -> str:
    return as_text(work.name)


def _made(work: Work, formats: Sequence[str], first_ms: int | None) -> str:
    assert work.made is not None  # noqa: S101 - there is no error
    only = ""
    if first_ms is not None and work.made.beyond:
        beyond = count(work.made.beyond)
        only = f"; only the first {first_ms / 1000:g} s, without the {beyond} after it"
    return (
        f"{work.made.folder}: {count(work.sentences)}, {clock(work.made.seconds)} of audio, "
        f"{' '.join(formats)}{only}"
    )


def _outcome(work: Work, formats: Sequence[str], first_ms: int | None) -> str:
    if work.made is not None:
        return _made(work, formats, first_ms)
    if isinstance(work.error, Incomplete):
        there = work.sentences - len(work.error.unspoken)
        return f"{work.error.folder}: {there:,} of {count(work.sentences)}"
    return ""


def _total(works: Sequence[Work]) -> str:
    states = [work.state for work in works]
    told = ", ".join(f"{states.count(state)} {state}" for state in _STATES if state in states)
    seconds = sum(work.made.seconds for work in works if work.made is not None)
    return f"{len(works)} documents: {told}; {clock(seconds)} of audio"
