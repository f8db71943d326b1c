"""The engine: asks for every sentence and lays out what comes, piece by piece.

A piece ends with a paragraph, once it holds enough sentences, and with a section; it begins where
the one before it ended. A piece and a bounded look-ahead are all that is ever held of a document's
sound.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import trio

from captioner.audio import Edits, Take, edit
from captioner.audio.edit import edge_silence
from captioner.audio.suspect import Listener
from captioner.client import Outcome, PoolSettings, Service, Unspoken, speak
from captioner.document import Document, Sentence
from captioner.errors import Usage, one_error
from captioner.protocol import Voice, dialect_of
from captioner.text.spoken import aloud
from captioner.timeline import Measure, Pauses, Placed, Quality, Timeline, fit, lay_out

#: A piece with so many sentences ends with its paragraph, and with twice as many in any case.
_ENOUGH_SENTENCES = 24


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a narration has come.

    Sentences `done` of `total`, those that were `unspoken`, the seconds of sound without pauses,
    and what it took so far.
    """

    done: int
    total: int
    unspoken: int
    sound_seconds: float
    usage: Usage = field(default_factory=Usage)


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

    `pcm` holds the samples of each take by its context, `suspect` what makes one doubtful.
    """

    timeline: Timeline
    pcm: dict[str, bytes]
    unspoken: tuple[tuple[Sentence, str], ...]
    suspect: dict[str, tuple[str, ...]]
    usage: Usage


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
            await _lay_out_all(document, _Layer(voice, settings), settings, outcomes, pieces)


async def _lay_out_all(
    document: Document,
    layer: _Layer,
    settings: Settings,
    outcomes: trio.MemoryReceiveChannel[Outcome],
    pieces: trio.MemorySendChannel[Piece],
) -> None:
    total = sum(len(section.sentences) for section in document.sections)
    gathered: list[Outcome] = []
    done = unspoken = 0
    seconds = 0.0
    usage = Usage()
    async for outcome in outcomes:
        if gathered and _ends_piece(gathered, outcome.sentence):
            await pieces.send(await _in_thread(layer, gathered))
            gathered = []
        gathered.append(outcome)
        done += 1
        usage += usage_of(outcome)
        if isinstance(outcome.result, Take):
            seconds += outcome.result.frames / outcome.result.rate
        else:
            unspoken += 1
        settings.on_progress(Progress(done, total, unspoken, seconds, usage))
    if gathered:
        await pieces.send(await _in_thread(layer, gathered))


async def _in_thread(layer: _Layer, gathered: list[Outcome]) -> Piece:
    """Lay out a piece beside the loop: fitting words that disagree may take a while."""
    return await trio.to_thread.run_sync(layer.piece, gathered)


def usage_of(outcome: Outcome) -> Usage:
    """Tell what a sentence took."""
    retries = max(0, outcome.attempts - 1)
    return Usage(outcome.characters, outcome.attempts, retries, outcome.received)


def _ends_piece(gathered: list[Outcome], after: Sentence) -> bool:
    before = gathered[-1].sentence
    return (
        before.section != after.section
        or (before.paragraph != after.paragraph and len(gathered) >= _ENOUGH_SENTENCES)
        or len(gathered) >= 2 * _ENOUGH_SENTENCES
    )


class _Layer:
    """Makes pieces out of outcomes, each after the one before it."""

    def __init__(self, voice: Voice, settings: Settings) -> None:
        self._voice = voice
        self._settings = settings
        self._last: Placed | None = None
        # Languages and speakers differ in how much they say in a second.
        self._listeners: dict[tuple[str, str], Listener] = defaultdict(Listener)

    def piece(self, gathered: list[Outcome]) -> Piece:
        """Lay out some sentences."""
        spoken: list[tuple[Sentence, Take]] = []
        suspect: dict[str, tuple[str, ...]] = {}
        usage = Usage()
        for outcome in gathered:
            usage += usage_of(outcome)
            if isinstance(outcome.result, Take):
                take, doubts = self._heard(outcome.sentence, outcome.result)
                spoken.append((outcome.sentence, take))
                if doubts:
                    suspect[outcome.sentence.context] = doubts
        timeline = lay_out(
            [sentence for sentence, _ in spoken],
            [measure(sentence, take) for sentence, take in spoken],
            rate=self._voice.rate,
            pauses=self._settings.pauses,
            after=self._last,
        )
        self._last = timeline.placed[-1] if timeline.placed else self._last
        return Piece(
            timeline,
            {sentence.context: take.pcm for sentence, take in spoken},
            tuple(
                (outcome.sentence, outcome.result.reason)
                for outcome in gathered
                if isinstance(outcome.result, Unspoken)
            ),
            suspect,
            usage,
        )

    def _heard(self, sentence: Sentence, take: Take) -> tuple[Take, tuple[str, ...]]:
        """Edit a take, keeping the rests that its text asks for, and say what makes it suspect."""
        said = aloud(sentence.spoken, self._voice.markup)
        listener = self._listeners[sentence.lang, sentence.speaker]
        doubts = listener.doubts(take, said.text, said.between_ms)
        return edit(take, self._settings.edits, (said.before_ms, said.after_ms)), doubts


def measure(sentence: Sentence, take: Take) -> Measure:
    """Measure a take and fit its words to the sentence's text."""
    lead, tail = edge_silence(take)
    words = fit(sentence.text, take, (lead, take.frames - tail))
    return Measure(take.frames, lead, tail, words)


#: The samples that an MP3 encoder (576) and a decoder (529) put before the sound of a stream.
_MP3_DELAY = 1105


def costs(voice: Voice, service: Service) -> Iterator[tuple[Quality | None, str]]:
    """Say what a choice of service and sound costs, and in which quality of word times it shows."""
    if dialect_of(service.path).plain:
        yield (
            Quality.ESTIMATED,
            f"{service.path} tells no word times: that of every word is estimated, and each "
            "sentence takes a connection of its own; /ws3 and /ws2 tell them",
        )
    elif voice.audio_format == "mp3":
        yield (
            Quality.NOMINAL,
            f"audioFormat=mp3: MP3 encoders put about {_MP3_DELAY:,} samples of delay before the "
            f"sound of a take, so its words are heard some {1000 * _MP3_DELAY / voice.rate:.0f} ms "
            "later than their times say; with pcm they are not",
        )
    if voice.audio_format == "mulaw":
        yield None, "audioFormat=mulaw: word times are exact, but the sound has 8 bits a sample"
