"""One document or many, narrated in one run, and what became of each.

Documents are narrated side by side, a few at a time, the shortest first, and share the connections:
a short article does not wait behind a book. Each is read when it is begun, so a shelf of them is
never held at once.
"""

from __future__ import annotations

import gc
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from pathlib import Path

import msgspec
import trio

from captioner.captions import Profile
from captioner.captions.own_profile import Own, profile_from
from captioner.cli.attempts import AttemptLog
from captioner.cli.casting import told_without
from captioner.cli.finished import made_before, made_from
from captioner.cli.order import Order
from captioner.cli.progress import Reporter, Track
from captioner.cli.signals import interruptible
from captioner.cli.sources import Source
from captioner.client import Attempt, PoolSettings, Service, Share, share_of
from captioner.document import Document
from captioner.errors import CaptionerError, Incomplete, one_error
from captioner.local import embedded
from captioner.memory import give_back
from captioner.narrate import Cast, Settings
from captioner.narrate.beginning import sentences_in_first
from captioner.narrate.plan import kept_sentences
from captioner.protocol import Voice
from captioner.publish.folder import Narration, narrate_document
from captioner.store import Keeping, TakeStore
from captioner.store.publications import Publications
from captioner.usage import Usage

#: So many documents are narrated at once. Each holds some seconds of sound, and has an encoder.
_AT_ONCE = 4


class Ready(msgspec.Struct, frozen=True):
    """A document with its voices and its profile, ready to be spoken, and what is to be told."""

    document: Document
    voice: Voice
    profile: Profile
    cast: Mapping[str, Voice] = msgspec.field(default_factory=dict)
    notes: tuple[str, ...] = ()

    @property
    def sentences(self) -> int:
        """How many sentences it has."""
        return self.document.sentence_count


class Made(msgspec.Struct, frozen=True):
    """What is told of a narration when its document is no longer held. An `unchanged` one was there
    already, as it would have been made. `beyond` counts the sentences after its beginning, where no
    more was wanted; `misfits` tell programs what does not fit the slots of a timed script.
    """

    folder: Path
    seconds: float
    warnings: tuple[str, ...] = ()
    suspect: dict[str, tuple[str, ...]] = msgspec.field(default_factory=dict)
    usage: Usage = msgspec.field(default_factory=Usage)
    unchanged: bool = False
    beyond: int = 0
    misfits: tuple[Mapping[str, object], ...] = ()


class Work(msgspec.Struct):
    """A document of the run, and what became of it so far.

    `ready` is held while it is at work. It is in `made`, or there is an `error`; if there is
    neither it was stopped, or never begun. `recipe` is what it is made from, `voiced` counts the
    sentences that a voice is asked for, `asked` is what that took so far.
    """

    source: Source
    recipe: str = ""
    ready: Ready | None = None
    sentences: int = 0
    voiced: int = 0
    characters: int = 0
    made: Made | None = None
    error: CaptionerError | None = None
    asked: Usage = msgspec.field(default_factory=Usage)

    @property
    def name(self) -> str:
        """What it is called."""
        return self.source.name.name

    @property
    def state(self) -> str:
        """What became of it, in a word."""
        if self.error is not None:
            return "incomplete" if isinstance(self.error, Incomplete) else "failed"
        return "done" if self.made is not None else "stopped"

    @property
    def usage(self) -> Usage:
        """What it took, with what was kept if it came to an end."""
        if isinstance(self.error, Incomplete):
            return self.error.usage
        return self.made.usage if self.made is not None else self.asked


def prepare(order: Order, source: Source) -> Ready:
    """Read a document. Raises a CaptionerError if it cannot be narrated as is asked."""
    document = source.read(order.speaking.read)
    profile = profile_from(order.own, document.lang)
    speaking = order.speaking
    cast = speaking.cast_for(document)
    notes = tuple(told_without(speaking.cast.without(document)))
    return Ready(document, speaking.voice_for(document), profile, cast, notes)


def survey(order: Order, sources: Sequence[Source], *, fail_fast: bool, resume: bool) -> list[Work]:
    """See what there is to do, and which documents cannot be narrated. A lone one is held.

    With `resume` what is there already is found. Raises what is wrong with a document if it is the
    only one, or with `fail_fast`.
    """
    works = []
    for source in sources:
        work = Work(source, made_from(order, source))
        works.append(work)
        if resume and _find_made(order, work):
            continue
        try:
            ready = prepare(order, source)
        except CaptionerError as error:
            if fail_fast or len(sources) == 1:
                raise
            work.error = error
            continue
        work.sentences, work.characters = ready.sentences, ready.document.character_count
        if order.first_ms is not None:
            work.sentences = sentences_in_first(
                ready.document, order.first_ms, order.speaking.pauses
            )
        work.voiced = ready.document.voiced_count
        if len(sources) == 1:
            work.ready = ready
    return works


def _find_made(order: Order, work: Work) -> bool:
    end = made_before(order, work.source, work.recipe)
    if end is not None:
        seconds = end.frames / order.speaking.wanted.rate
        folder = order.made_in(work.source.name)
        work.made = Made(folder, seconds, unchanged=True, beyond=end.beyond)
        work.sentences = end.sentences
    return end is not None


class Shelf:
    """Narrates what is to be done. `interrupted` tells whether it was told to stop."""

    def __init__(
        self, order: Order, keeping: Keeping | None, reporter: Reporter, log: AttemptLog,
        *, fail_fast: bool,
    ) -> None:  # fmt: skip
        self._order = order
        self._keeping = keeping
        self._publications = Publications(keeping.store.folder) if keeping else None
        self._encoded = keeping.encoded if keeping else None
        self._reporter = reporter
        self._log = log
        self._fail_fast = fail_fast
        self.interrupted = False

    async def narrate(self, works: Sequence[Work]) -> None:
        """Narrate all that can be, and note in each what became of it."""
        waiting = sorted(
            (work for work in works if work.state == "stopped"), key=lambda work: work.characters
        )
        self._reporter.begin(len(works), sum(work.sentences for work in waiting))
        for work in works:
            if work.state != "stopped":
                track = self._reporter.track(work.name, work.sentences)
                track.end(work.state, str(work.error or "unchanged"))
        if not waiting:
            return
        _spare_what_is_read()
        speaking = self._order.speaking
        with one_error(), trio.CancelScope() as run, interruptible(run):
            async with nullcontext(speaking.service) if speaking.service else embedded() as service:
                share = share_of(service, speaking.connections)
                await self._all(waiting, service, share)
        self.interrupted = run.cancelled_caught

    async def _all(self, waiting: Sequence[Work], service: Service, share: Share) -> None:
        places = trio.Semaphore(min(_AT_ONCE, share.connections))
        async with trio.open_nursery() as nursery:
            for work in waiting:
                await places.acquire()
                nursery.start_soon(self._one, work, service, share, places, nursery)

    async def _one(
        self, work: Work, service: Service, share: Share, places: trio.Semaphore,
        nursery: trio.Nursery,
    ) -> None:  # fmt: skip
        track = self._reporter.track(work.name, work.sentences)
        try:
            if work.ready is None:
                work.ready = await trio.to_thread.run_sync(prepare, self._order, work.source)
                _spare_what_is_read()
            work.made = await self._speak(work, work.ready, service, share, track)
        except CaptionerError as error:
            work.error = error
            if self._fail_fast:
                nursery.cancel_scope.cancel()
        self._recount(work)
        work.ready = None
        track.end(work.state, str(work.error or ""))
        places.release()

    def _recount(self, work: Work) -> None:
        """Count the sentences of a beginning, which could only be expected so far."""
        if self._order.first_ms is None or work.ready is None:
            return
        if isinstance(work.error, Incomplete):
            work.sentences = work.error.total
        elif work.made is not None:
            work.sentences = work.ready.sentences - work.made.beyond
        work.voiced = work.usage.kept + work.usage.requests - work.usage.retries

    async def _speak(
        self, work: Work, ready: Ready, service: Service, share: Share, track: Track
    ) -> Made:
        def attempted(attempt: Attempt) -> None:
            work.asked += attempt.usage
            self._log.add(work.name, attempt)

        order = self._order
        if self._publications is not None:
            timeline = order.timeline(work.source.name)
            await trio.to_thread.run_sync(self._publications.add, timeline)
        narration = await narrate_document(
            ready.document,
            service,
            ready.voice,
            order.out,
            formats=order.formats,
            profile=None if order.own == Own() else ready.profile,
            offset_ms=order.offset_ms,
            settings=Settings(
                pauses=order.speaking.pauses,
                pool=PoolSettings(
                    connections=share.connections,
                    share=share,
                    keeper=self._keeping,
                    on_retry=track.retry,
                    on_attempt=attempted,
                ),
                fit=order.fit,
                cast=ready.cast,
                first_ms=order.first_ms,
                encoded=self._encoded,
                on_progress=track.update,
            ),
            publish=order.publish,
            made_from=work.recipe,
            tell=track.publishing,
        )
        return Made(
            order.made_in(work.source.name),
            narration.seconds,
            (*ready.notes, *narration.warnings),
            narration.suspect,
            narration.usage,
            beyond=narration.beyond,
            misfits=_told(narration),
        )


def _told(narration: Narration) -> tuple[Mapping[str, object], ...]:
    """Tell programs which slots of a timed script do not hold what is said in them."""

    def seconds(frames: int) -> float:
        return round(frames / narration.rate, 3)

    return tuple(
        {
            "context": misfit.context,
            "line": misfit.line,
            "slot_seconds": None if misfit.frames is None else seconds(misfit.frames),
            "over_seconds": seconds(misfit.over),
            "late_seconds": seconds(misfit.late),
        }
        for misfit in (narration.timing.misfits if narration.timing is not None else ())
    )


def _spare_what_is_read() -> None:
    """Have collections of garbage pass over what is there by now, which is held to the end anyway.

    Else each would look at all of it, and the loop stand still meanwhile. What reading took beyond
    that, as much again, is given back.
    """
    gc.freeze()
    give_back()


def how_to_go_on(order: Order, works: Sequence[Work], store: TakeStore | None) -> str:
    """Say what an interrupted run has come to, and how to go on."""
    if store is None:
        return "interrupted; no take was kept, since --no-store was said"
    done = sum(work.state != "stopped" for work in works)
    begun = [work.ready for work in works if work.state == "stopped" and work.ready is not None]
    kept = sum(
        kept_sentences(ready.document, order.speaking.origins(Cast(ready.voice, ready.cast)), store)
        for ready in begun
    )
    total = sum(ready.sentences for ready in begun)
    sentences = f"{kept:,} of {total:,} sentences are kept"
    if len(works) > 1:
        documents = f"{done} of {len(works)} documents are done"
        sentences = f"{documents}, and of those begun {sentences}" if begun else documents
    return f"interrupted; run the same command again: {sentences}"
