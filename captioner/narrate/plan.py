"""What narrating a document would take: what is kept, what is new, and what may be expected of it.

Nothing is asked of anybody. What is kept is known to the frame; of what is new a length is expected
from how fast the same voice has spoken before, or else a usual pace, and the plan says which.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping

import msgspec
from msgspec.structs import replace

from captioner.document import Document, Sentence
from captioner.store import Origin, TakeStore
from captioner.store.ledger import Line, Pace
from captioner.timeline import Pauses

#: How fast a voice speaks that was never heard, in characters a second: about 160 words a minute.
USUAL_CHARACTERS_PER_SECOND = 15
#: A run must have taken so many seconds before it tells how fast sound comes: the ledger counts
#: whole ones.
_WORTH_TIMING_SECONDS = 10
#: Sound that comes later than this after what came before it was not waited for: a clock was set.
_LONGEST_WAIT_SECONDS = 15 * 60


class Part(msgspec.Struct, frozen=True):
    """Some sentences, their characters as they are sent, and how long their sound is."""

    sentences: int = 0
    characters: int = 0
    sound_ms: int = 0

    def __add__(self, other: Part) -> Part:
        return Part(
            self.sentences + other.sentences,
            self.characters + other.characters,
            self.sound_ms + other.sound_ms,
        )


class Plan(msgspec.Struct, frozen=True):
    """What a document would take: what is `kept`, what is `new`, and what is said `twice`, which
    is asked for once. `pauses_ms` are the rests between, `measured` tells whether the length of
    what is new comes from what these voices have spoken before, and `voices` what of it each of
    them would say.
    """

    kept: Part = Part()
    new: Part = Part()
    twice: Part = Part()
    pauses_ms: int = 0
    measured: bool = True
    voices: Mapping[Origin, Plan] = msgspec.field(default_factory=dict)

    def __add__(self, other: Plan) -> Plan:
        return Plan(
            self.kept + other.kept,
            self.new + other.new,
            self.twice + other.twice,
            self.pauses_ms + other.pauses_ms,
            self.measured and other.measured,
            {
                origin: self.voices.get(origin, Plan()) + other.voices.get(origin, Plan())
                for origin in {**self.voices, **other.voices}
            },
        )

    @property
    def all(self) -> Part:
        """All its sentences."""
        return self.kept + self.new + self.twice

    @property
    def audio_seconds(self) -> float:
        """How long the narration would be."""
        return (self.all.sound_ms + self.pauses_ms) / 1000


class Heard(msgspec.Struct):
    """What the ledger tells of a voice: its pace, and in how many seconds its sound came."""

    pace: Pace = msgspec.field(default_factory=Pace)
    timed_ms: int = 0
    seconds: int = 0

    @property
    def speed(self) -> float | None:
        """How many seconds of sound came in a second; None if that was never timed."""
        return self.timed_ms / 1000 / self.seconds if self.seconds else None


_UNHEARD = Heard()


def heard_before(lines: Iterable[Line | None]) -> dict[str, Heard]:
    """Read from a ledger what is known of each voice, by the tag of its origin."""
    heard: dict[str, Heard] = defaultdict(Heard)
    before: dict[str, int] = {}
    runs: dict[tuple[str, str], list[int]] = {}
    for line in lines:
        if line is None:
            continue
        if line.what == "asked":
            before.setdefault(line.run, line.at)
        elif line.what == "kept":
            pace = heard[line.voice].pace
            pace.characters += line.characters
            pace.sound_ms += line.sound_ms
            run = runs.setdefault((line.run, line.voice), [0, 0])
            run[0] += line.sound_ms
            waited = line.at - before.get(line.run, line.at)
            run[1] += waited if 0 <= waited <= _LONGEST_WAIT_SECONDS else 0
            before[line.run] = line.at
    for (_, voice), (sound_ms, seconds) in runs.items():
        if seconds >= _WORTH_TIMING_SECONDS:
            heard[voice].timed_ms += sound_ms
            heard[voice].seconds += seconds
    return heard


def plan_document(
    document: Document,
    origin_of: Callable[[Sentence], Origin],
    store: TakeStore | None,
    heard: Mapping[str, Heard],
    pauses: Pauses,
    *,
    seen: set[str] | None = None,
    first_ms: int | None = None,
) -> Plan:
    """Plan a document, or its beginning of at least `first_ms` milliseconds.

    `origin_of` tells who would be heard, `heard` what is known of each voice, by the tag of its
    origin. `seen` are the keys of what other documents of the same run say already. Raises
    OutputError if the store cannot be read.
    """
    plan = Plan()
    voices: dict[Origin, Plan] = {}
    seen = set() if seen is None else seen
    before: Sentence | None = None
    for sentence in document.sentences:
        if before is not None:
            plan += Plan(pauses_ms=pauses.between(before, sentence))
        before = sentence
        if sentence.start_ms is not None:
            plan += Plan(pauses_ms=max(0, sentence.start_ms - round(1000 * plan.audio_seconds)))
        if not sentence.is_voiced:
            continue
        origin = origin_of(sentence)
        key, pace = origin.key(sentence.spoken), heard.get(origin.tag, _UNHEARD).pace
        planned = _planned(sentence, key, store, pace, is_seen=key in seen)
        plan += planned
        voices[origin] = voices.get(origin, Plan()) + planned
        seen.add(key)
        if first_ms is not None and plan.audio_seconds * 1000 >= first_ms:
            break
    return replace(plan, voices=voices)


def voiced(document: Document) -> Iterator[Sentence]:
    """Give the sentences that a voice is asked for."""
    return (sentence for sentence in document.sentences if sentence.is_voiced)


def kept_sentences(
    document: Document, origin_of: Callable[[Sentence], Origin], store: TakeStore
) -> int:
    """Count the sentences of which a take is in a store, as their files tell."""
    return sum(
        store.path_of(key, store.chosen(key)).exists()
        for key in (origin_of(sentence).key(sentence.spoken) for sentence in voiced(document))
    )


def _planned(
    sentence: Sentence, key: str, store: TakeStore | None, pace: Pace, *, is_seen: bool
) -> Plan:
    characters = len(sentence.spoken)
    header = store.header(key) if store is not None else None
    if header is not None:
        return Plan(kept=Part(1, characters, round(1000 * header.seconds)))
    expected = pace.ms_for(characters)
    if expected is None:
        expected = 1000 * characters // USUAL_CHARACTERS_PER_SECOND
    part = Part(1, characters, expected)
    if is_seen:
        return Plan(twice=part)
    return Plan(new=part, measured=bool(pace.characters))
