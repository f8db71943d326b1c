"""captioner retake"""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable, Iterator
from contextlib import nullcontext
from functools import cached_property, partial
from pathlib import Path

import click
import trio
from msgspec.structs import replace

from captioner.cli.keeping import Kept, store_option
from captioner.cli.progress import Reporter, Track, reporting
from captioner.cli.signals import Interrupted, interruptible
from captioner.cli.wording import asked_for, clock, count, doubtful, note
from captioner.client import PoolSettings, Service, remote
from captioner.errors import OptionError, one_error
from captioner.local import embedded, local_identity
from captioner.narrate import Progress
from captioner.publish import kept as narrations
from captioner.publish.publication import Step
from captioner.publish.retake import Retaken, retake_folder
from captioner.publish.retake.narrated import speaking_of
from captioner.store import TakeStore
from captioner.store.publications import Publications


@click.command()
@click.argument("made", metavar="DIR", type=click.Path(path_type=Path))
@click.argument("contexts", metavar="[CONTEXT...]", nargs=-1)
@click.option("--suspect", is_flag=True, help="Ask for all that are worth a second listen.")
@click.option("--undo", is_flag=True, help="Go back to the take before, without asking.")
@click.option("--url", metavar="URL", help="Where the service is asked now, if that has changed.")
@store_option
@click.option(
    "--progress", type=click.Choice(["auto", "lines", "none"]), default="auto",
    show_default=True, help="How progress is told on stderr.",
)  # fmt: skip
def command(
    made: Path,
    contexts: tuple[str, ...],
    suspect: bool,
    undo: bool,
    url: str | None,
    folder: Path | None,
    progress: str,
) -> None:
    """Ask again for takes of the narration in DIR, and make its files anew with them.

    A CONTEXT names a sentence, as captions and warnings do. Voice, pauses, formats and profile stay
    as they were, and so do all other takes. The old take is kept. Example:

        captioner retake out/article s02-014
    """
    if suspect == bool(contexts):
        raise OptionError(
            "name the sentences that are to be asked for again, such as s02-014, or else say "
            "--suspect"
        )
    narration = narrations.find_kept(made)
    service = _service(narration, url)
    store = TakeStore(folder)
    Publications(store.folder).add(narration.timeline)
    with (
        Kept(store, None).begin(f"{narration.head.source}, again") as keeping,
        reporting(progress) as reporter,
    ):
        assert keeping is not None  # noqa: S101 - there is a store
        how = _Telling(reporter, narration)
        retaking = partial(
            retake_folder,
            narration.timeline,
            contexts or None,
            keeping=keeping,
            back=undo,
            pool=PoolSettings(on_retry=how.retry),
            on_progress=how.update,
            tell=how.publishing,
        )
        retaken = trio.run(_retake, retaking, service)
    if retaken is None:
        raise Interrupted(
            f"interrupted; {narration.folder} is as it was, takes that came are kept: the same "
            "command goes on"
        )
    _report(retaken, is_embedded=service is None)


async def _retake(
    retaking: Callable[..., Awaitable[Retaken]], service: Service | None
) -> Retaken | None:
    """Ask the service, or the embedded server; None if it was interrupted before all was made."""
    retaken = None
    with one_error(), trio.CancelScope() as run, interruptible(run):
        async with nullcontext(service) if service else embedded() as speaking:
            retaken = await retaking(service=speaking)
    return retaken


class _Telling:
    """Tells of progress, once there is any."""

    def __init__(self, reporter: Reporter, narration: narrations.Kept) -> None:
        self._reporter = reporter
        self._name, self._sentences = narration.head.source, narration.end.sentences

    @cached_property
    def _track(self) -> Track:
        self._reporter.begin(1, self._sentences)
        return self._reporter.track(self._name, self._sentences)

    def retry(self, context: str, reason: str) -> None:
        """Hear of another try."""
        self._track.retry(context, reason)

    def update(self, progress: Progress) -> None:
        """Hear how far it has come."""
        self._track.update(progress)

    def publishing(self, step: Step) -> None:
        """Hear how far a publication has come."""
        self._track.publishing(step)


def _service(narration: narrations.Kept, url: str | None) -> Service | None:
    """Give the service that has spoken, at another address if one is named; None for the embedded
    server. Raises OptionError where it cannot be asked.
    """
    speaking = speaking_of(narration)
    address = url or speaking.url
    if address:
        service = remote(address, os.environ.get("RIME_API_KEY"))
        return replace(service, identity=speaking.service)
    if speaking.service != local_identity():
        raise OptionError(
            f"{narration.folder}: {speaking.service} has spoken it, which is not the voice that is "
            "embedded here, and has no address; say with --url where it is asked, or narrate the "
            "document again"
        )
    return None


def _report(retaken: Retaken, *, is_embedded: bool) -> None:
    if not retaken.wanted:
        click.echo(f"{retaken.folder}: no take in it is suspect; nothing was asked for")
        return
    for line in _told(retaken, is_embedded=is_embedded):
        note(f"captioner: {line}")
    made = retaken.narration
    for line in (*made.warnings, *doubtful(made.suspect)) if made is not None else ():
        note(f"captioner: {line}")
    usage = retaken.usage
    if usage.requests:
        note(f"captioner: {asked_for(usage.requests - usage.retries, usage)}")
    changed = f"{count(len(retaken.changed))} changed" if retaken.changed else "unchanged"
    click.echo(
        f"{retaken.folder}: {changed}, {count(retaken.sentences)}, {clock(retaken.seconds)} of "
        f"audio, {' '.join(retaken.formats)}"
    )


def _told(retaken: Retaken, *, is_embedded: bool) -> Iterator[str]:
    """Say what became of each sentence that was wanted, and of those that changed along."""
    because = ", since the embedded voice says a sentence always alike" if is_embedded else ""
    others = dict.fromkeys(retaken.changed)
    for context in retaken.wanted:
        others.pop(context, None)
        alike = retaken.alike.get(context, ())
        if context in retaken.same:
            yield f"{context}: the new take is the same as the old one{because}"
        elif context in retaken.changed:
            before, now = (frames / retaken.rate for frames in retaken.changed[context])
            was_there = "; another take was kept already" if context in retaken.there else ""
            yield f"{context}: {now:.2f} s, before {before:.2f} s{was_there}"
            if alike:
                yield f"{context}: {', '.join(alike)} say the same, and have the same take"
        for other in alike:
            others.pop(other, None)
    if others:
        yield f"{', '.join(others)}: another take of it counts by now, and is taken too"
