"""The engine: asks for every sentence and lays out what comes, piece by piece.

A piece ends with a paragraph, once it holds enough sentences, and with a section; it begins where
the one before it ended. Two pieces, one of them being laid out, a bounded look-ahead and the few
takes that come together are all that is ever held of a document's sound. Where only the beginning
is wanted, `beginning` says where that ends.
"""

from __future__ import annotations

from collections.abc import AsyncIterable, Iterable, Mapping

import trio
from msgspec.structs import replace

from captioner.audio import Take
from captioner.captions import profile_of
from captioner.client import Outcome, PoolSettings, Service, speak, speak_by, turns
from captioner.document import Document, Sentence
from captioner.errors import one_error
from captioner.narrate.again import Again
from captioner.narrate.beginning import Beginning
from captioner.narrate.casting import Cast
from captioner.narrate.conform import Fitter
from captioner.narrate.pieces import Draft, Group, Heard, Layer, Piece, usage_of
from captioner.narrate.settings import FitBy, Progress, Settings
from captioner.narrate.slots import Slot, slots_of
from captioner.narrate.timed import Timer
from captioner.protocol import Voice
from captioner.protocol.frames import TOGETHER
from captioner.usage import Usage

#: A piece of so many sentences, or seconds of sound, ends with its paragraph, and with twice as
#: many in any case. Those of an old diary are much longer than those of a novel: if sentences alone
#: counted, memory would hang on who wrote the book.
_ENOUGH_SENTENCES = 24
_ENOUGH_SECONDS = 60.0


async def narrate(
    document: Document,
    service: Service,
    voice: Voice,
    settings: Settings,
    pieces: trio.MemorySendChannel[Piece],
) -> None:
    """Speak a document and send it, laid out, to `pieces`; then close it.

    Raises SpeechRefused or SpeechInterrupted if not a single sentence can be had; once one could,
    the others that cannot are named in their pieces.
    """
    outcomes_in, outcomes = trio.open_memory_channel[Outcome](TOGETHER if service.is_direct else 0)
    groups_in, groups = trio.open_memory_channel[Group](0)
    cast = Cast(voice, settings.cast)
    layer = Layer(cast, settings)
    slots = slots_of(document)
    pool, fitter = _fitter(document, service, cast, settings, layer, slots)
    beginning = None
    sentences: Iterable[Sentence] | AsyncIterable[Sentence] = document.sentences
    if settings.first_ms is not None:
        at_once = settings.pool.connections or service.connections
        beginning = Beginning(document, cast, settings, settings.first_ms, 2 * at_once)
    count = _Count(document, settings, beginning)
    with one_error():
        async with pieces, trio.open_nursery() as nursery:
            if beginning is not None:
                sentences_in, sentences = trio.open_memory_channel[Sentence](0)
                wanted_in, wanted = trio.open_memory_channel[Outcome](0)
                nursery.start_soon(beginning.feed, sentences_in)
                nursery.start_soon(beginning.pass_on, outcomes, wanted_in)
                outcomes = wanted
            if settings.cast:
                nursery.start_soon(speak_by, cast.of, sentences, service, pool, outcomes_in)
            else:
                nursery.start_soon(speak, sentences, service, voice, pool, outcomes_in)
            hearing = layer if fitter is None else None
            nursery.start_soon(_gather, outcomes, slots, count, hearing, groups_in)
            async for group in groups:
                if fitter is None:
                    piece = layer.piece(group, Draft(group.heard))
                else:
                    piece, usage = await fitter.piece(group)
                    count.asked_again(usage)
                if beginning is not None and group.following is None:
                    piece = replace(piece, usage=piece.usage + beginning.spent)
                await pieces.send(piece)


def _fitter(
    document: Document,
    service: Service,
    cast: Cast,
    settings: Settings,
    layer: Layer,
    slots: Mapping[str, Slot],
) -> tuple[PoolSettings, Fitter | Timer | None]:
    """Give what makes pieces fit, if they are to, and how to ask beside it. A timed script fits its
    slots: slower speech and longer pauses, as a profile wants them, would break its times.
    """
    chosen = settings.fit
    asks_again = chosen is not None and chosen.by is not FitBy.PAUSES
    rate = cast.narrator.rate
    again = Again(service, cast, settings.pool)
    if slots and not asks_again:
        return settings.pool, Timer(slots, rate, layer, None)
    if slots:
        return again.beside, Timer(slots, rate, layer, again)
    if chosen is None:
        return settings.pool, None
    profile = chosen.profile or profile_of(lang=document.lang)
    pool = again.beside if asks_again else settings.pool
    return pool, Fitter(chosen.by, profile, rate, layer, again)


async def _gather(
    outcomes: trio.MemoryReceiveChannel[Outcome],
    slots: Mapping[str, Slot],
    count: _Count,
    hearing: Layer | None,
    groups: trio.MemorySendChannel[Group],
) -> None:
    """Gather outcomes into the pieces that they make; have them heard, if somebody is to."""
    gathered: list[Outcome] = []
    heard: list[Heard] = []
    seconds = 0.0
    async with groups:
        async for outcome in turns.Each(outcomes):
            if gathered and _ends_piece(gathered, seconds, outcome.sentence, slots):
                await groups.send(Group(gathered, outcome, heard))
                gathered, heard, seconds = [], [], 0.0
            gathered.append(outcome)
            length = _seconds(outcome)
            seconds += length
            count.add(outcome, length)
            if hearing is not None:
                heard += await _heard(hearing, outcome)
        if gathered:
            await groups.send(Group(gathered, None, heard))


async def _heard(layer: Layer, outcome: Outcome) -> list[Heard]:
    """Hear an outcome: beside the loop if that may take a while, but else sooner than a thread is
    begun for it.
    """
    if layer.hears_at_once(outcome):
        return layer.hear([outcome])
    return await trio.to_thread.run_sync(layer.hear, [outcome])


def _seconds(outcome: Outcome) -> float:
    """Tell how much sound came."""
    return outcome.result.seconds if isinstance(outcome.result, Take) else 0.0


def _ends_piece(
    gathered: list[Outcome], seconds: float, after: Sentence, slots: Mapping[str, Slot]
) -> bool:
    before = gathered[-1].sentence
    enough = max(len(gathered) / _ENOUGH_SENTENCES, seconds / _ENOUGH_SECONDS)
    is_apart = before.paragraph != after.paragraph and (
        not slots or slots.get(before.context) is not slots.get(after.context)
    )
    return before.section != after.section or (is_apart and enough >= 1) or enough >= 2


class _Count:
    """Counts what was done, and tells it."""

    def __init__(self, document: Document, settings: Settings, beginning: Beginning | None) -> None:
        total = document.sentence_count
        self._beginning = beginning
        self._tell = settings.on_progress
        self._progress = Progress(0, total, 0, 0.0)

    def add(self, outcome: Outcome, seconds: float) -> None:
        """Count a sentence, for which so much sound came."""
        now = self._progress
        self._progress = Progress(
            done=now.done + 1,
            total=self._beginning.sentences if self._beginning else now.total,
            unspoken=now.unspoken + (not isinstance(outcome.result, Take)),
            sound_seconds=now.sound_seconds + seconds,
            usage=now.usage + usage_of(outcome),
        )
        self._tell(self._progress)

    def asked_again(self, usage: Usage) -> None:
        """Count what was asked for sentences that were counted before."""
        if usage.requests:
            self._progress = replace(self._progress, usage=self._progress.usage + usage)
            self._tell(self._progress)
