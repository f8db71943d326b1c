"""The engine: asks for every sentence and lays out what comes, piece by piece.

A piece ends with a paragraph, once it holds enough sentences, and with a section; it begins where
the one before it ended. A piece and a bounded look-ahead are all that is ever held of a document's
sound.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import trio

from captioner.audio import Edits, Take, edit
from captioner.audio.edit import edge_silence
from captioner.client import Outcome, PoolSettings, Service, Unspoken, speak
from captioner.document import Document, Sentence
from captioner.errors import one_error
from captioner.protocol import Voice
from captioner.timeline import Measure, Pauses, Placed, Timeline, fit, lay_out

#: A piece with so many sentences ends with its paragraph, and with twice as many in any case.
_ENOUGH_SENTENCES = 24


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a narration has come.

    Sentences `done` of `total`, those that were `unspoken`, how often one was asked for again, and
    the seconds of sound without pauses.
    """

    done: int
    total: int
    unspoken: int
    retries: int
    sound_seconds: float


@dataclass(frozen=True, slots=True)
class Settings:
    """How a document is narrated, whatever the voice."""

    pauses: Pauses = field(default_factory=Pauses)
    edits: Edits = field(default_factory=Edits)
    pool: PoolSettings = field(default_factory=PoolSettings)
    on_progress: Callable[[Progress], None] = lambda progress: None


@dataclass(frozen=True, slots=True)
class Piece:
    """Some sentences laid out, with their sound, and those that could not be spoken.

    `pcm` holds the samples of each take by its context.
    """

    timeline: Timeline
    pcm: dict[str, bytes]
    unspoken: tuple[tuple[Sentence, str], ...]


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
    outcomes_in, outcomes = trio.open_memory_channel[Outcome](0)
    with one_error():
        async with pieces, trio.open_nursery() as nursery:
            nursery.start_soon(
                speak, document.sentences, service, voice, settings.pool, outcomes_in
            )
            await _lay_out_all(document, voice.rate, settings, outcomes, pieces)


async def _lay_out_all(
    document: Document,
    rate: int,
    settings: Settings,
    outcomes: trio.MemoryReceiveChannel[Outcome],
    pieces: trio.MemorySendChannel[Piece],
) -> None:
    total = sum(len(section.sentences) for section in document.sections)
    gathered: list[Outcome] = []
    last: Placed | None = None
    done = unspoken = retries = frames = 0
    async for outcome in outcomes:
        if gathered and _ends_piece(gathered, outcome.sentence):
            piece = await _in_thread(gathered, rate, settings, last)
            last = piece.timeline.placed[-1] if piece.timeline.placed else last
            await pieces.send(piece)
            gathered = []
        gathered.append(outcome)
        done += 1
        retries += max(0, outcome.attempts - 1)
        if isinstance(outcome.result, Take):
            frames += outcome.result.frames
        else:
            unspoken += 1
        settings.on_progress(Progress(done, total, unspoken, retries, frames / rate))
    if gathered:
        await pieces.send(await _in_thread(gathered, rate, settings, last))


async def _in_thread(
    gathered: list[Outcome], rate: int, settings: Settings, last: Placed | None
) -> Piece:
    """Lay out a piece beside the loop: fitting words that disagree may take a while."""
    return await trio.to_thread.run_sync(_piece, gathered, rate, settings, last)


def _ends_piece(gathered: list[Outcome], after: Sentence) -> bool:
    before = gathered[-1].sentence
    return (
        before.section != after.section
        or (before.paragraph != after.paragraph and len(gathered) >= _ENOUGH_SENTENCES)
        or len(gathered) >= 2 * _ENOUGH_SENTENCES
    )


def _piece(gathered: list[Outcome], rate: int, settings: Settings, last: Placed | None) -> Piece:
    spoken = [
        (outcome.sentence, edit(outcome.result, settings.edits))
        for outcome in gathered
        if isinstance(outcome.result, Take)
    ]
    timeline = lay_out(
        [sentence for sentence, _ in spoken],
        [measure(sentence, take) for sentence, take in spoken],
        rate=rate,
        pauses=settings.pauses,
        after=last,
    )
    return Piece(
        timeline,
        {sentence.context: take.pcm for sentence, take in spoken},
        tuple(
            (outcome.sentence, outcome.result.reason)
            for outcome in gathered
            if isinstance(outcome.result, Unspoken)
        ),
    )


def measure(sentence: Sentence, take: Take) -> Measure:
    """Measure a take and fit its words to the sentence's text."""
    lead, tail = edge_silence(take)
    words = fit(sentence.text, take, (lead, take.frames - tail))
    return Measure(take.frames, lead, tail, words)
