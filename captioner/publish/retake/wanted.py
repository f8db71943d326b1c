"""Takes of a narration that are wanted again: which they are, asking for them, and going back.

The timeline tells which take is heard. If another one counts in the store by now, since a run was
stopped before it was done, or another document asked for it, that one is taken, and nothing is
asked for.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

import msgspec
import trio
from msgspec.structs import replace

from captioner.client import Outcome, PoolSettings, Service, Unspoken, speak
from captioner.document import Document, Kind, Sentence
from captioner.errors import OptionError, OutputError, SpeechInterrupted, one_error
from captioner.narrate.again import faster_voices, slower_voices
from captioner.narrate.pieces import usage_of
from captioner.narrate.plan import voiced
from captioner.protocol import Voice
from captioner.publish.kept.losses import NAMED, first_few
from captioner.publish.retake.narrated import Narrated
from captioner.store import Keeping, Origin, TakeStore, origin_of
from captioner.store.takefile import parts_of
from captioner.usage import Usage


class Wanted(msgspec.Struct, frozen=True):
    """A sentence of which another take is wanted than the one that is heard, which is number
    `number` of its `key`, spoken by `voice`.
    """

    sentence: Sentence
    voice: Voice
    key: str
    number: int

    @property
    def context(self) -> str:
        """Its name."""
        return self.sentence.context


class Asked(msgspec.Struct, frozen=True):
    """What was asked for: of what, by context, another take was `there` already; what it took."""

    there: frozenset[str]
    usage: Usage


def wanted_of(
    narrated: Narrated, contexts: Iterable[str] | None, service: Service
) -> tuple[Wanted, ...]:
    """Find the takes that are heard of some sentences, in reading order; of all that are suspect if
    none are named.

    Raises OptionError for a context that there is not, and for that of a sound; OutputError for one
    whose take was not kept, or by another version of captioner.
    """
    if contexts is None:
        named = {context for context, heard in narrated.heard.items() if heard.suspect}
    else:
        named = set(contexts)
    if unknown := sorted(named - narrated.heard.keys()):
        raise OptionError(f"{unknown[0]}: {_no_such(unknown[0], narrated.document)}")
    return tuple(
        _wanted(sentence, narrated, service)
        for sentence in narrated.document.sentences
        if sentence.context in named
    )


def _no_such(context: str, document: Document) -> str:
    """Say which contexts there are instead of one that there is not."""
    contexts = [sentence.context for sentence in document.sentences]
    here = [name for name in contexts if name.startswith(f"{context.partition('-')[0]}-")]
    near = f", and in that section from {here[0]} to {here[-1]}" if here else ""
    return (
        f"no sentence of {document.path} is called that; they go from {contexts[0]} to "
        f"{contexts[-1]}{near}"
    )


def _voices(sentence: Sentence, narrated: Narrated, service: Service) -> Iterator[Voice]:
    """List the voices by which a sentence may have been spoken."""
    voice = narrated.cast.of(sentence)
    yield voice
    if narrated.settings.fit is not None:
        yield from slower_voices(voice, service.speeds)
        yield from faster_voices(voice, service.speeds)


def _wanted(sentence: Sentence, narrated: Narrated, service: Service) -> Wanted:
    context, take = sentence.context, narrated.heard[sentence.context].take
    if sentence.kind is Kind.SOUND:
        raise OptionError(f"{context}: it is a sound, which is shown and not said")
    if not take:
        raise OutputError(
            f"{context}: its take was not kept, so no other could take its place; narrate the "
            "document again, without --no-store"
        )
    key, number = parts_of(take)
    for voice in _voices(sentence, narrated, service):
        if _origin(service.speaks_as, voice).key(sentence.spoken) == key:
            return Wanted(sentence, voice, key, number)
    raise OutputError(
        f"{context}: its take is of another version of captioner; narrate the document again"
    )


@lru_cache(maxsize=256)
def _origin(speaks_as: str, voice: Voice) -> Origin:
    return origin_of(speaks_as, voice)


def check_kept(
    narrated: Narrated, wanted: Sequence[Wanted], service: Service, store: TakeStore
) -> None:
    """Raise OutputError if a take is gone that is not wanted again: it would be asked for too."""
    again = {one.key for one in wanted}
    gone: list[str] = []
    for sentence in voiced(narrated.document):
        heard = narrated.heard[sentence.context]
        origin = _origin(service.speaks_as, narrated.cast.of(sentence))
        keys = {origin.key(sentence.spoken), heard.key} - again - {""}
        if not all(store.path_of(key, store.chosen(key)).exists() for key in keys):
            gone.append(sentence.context)
    if gone:
        raise OutputError(
            f"{store.folder}: {len(gone):,} takes of {narrated.document.path} are not there "
            f"({first_few(gone[:NAMED], len(gone))}); captioner narrate asks for them again; if "
            "takes are kept elsewhere, say so with --store"
        )


async def ask(
    wanted: Sequence[Wanted], service: Service, keeping: Keeping, pool: PoolSettings
) -> Asked:
    """Ask for another take of each, unless another one counts already; it counts once it is kept.

    Raises SpeechRefused or SpeechInterrupted if one cannot be had.
    """
    there = {one.context for one in wanted if _is_there(one, keeping.store)}
    by_voice: dict[Voice, dict[str, Wanted]] = defaultdict(dict)
    for one in wanted:
        if one.context not in there:
            by_voice[one.voice].setdefault(one.key, one)
    usage = Usage()
    for voice, ones in by_voice.items():
        sentences = [one.sentence for one in ones.values()]
        keeper = keeping.wanting(sentence.spoken for sentence in sentences)
        outcomes = await _outcomes(sentences, service, voice, replace(pool, keeper=keeper))
        usage += sum(map(usage_of, outcomes), Usage())
        there |= {outcome.sentence.context for outcome in outcomes if outcome.kept}
    return Asked(frozenset(there), replace(usage, kept=0, kept_characters=0))


def is_another(one: Wanted, store: TakeStore) -> bool:
    """Tell whether another take counts than the one that is heard."""
    return store.chosen(one.key) != one.number


def _is_there(one: Wanted, store: TakeStore) -> bool:
    return is_another(one, store) and store.path_of(one.key, store.chosen(one.key)).exists()


async def _outcomes(
    sentences: Sequence[Sentence], service: Service, voice: Voice, pool: PoolSettings
) -> list[Outcome]:
    outcomes_in, outcomes = trio.open_memory_channel[Outcome](len(sentences))
    with one_error():
        await speak(sentences, service, voice, pool, outcomes_in)
    found = [outcome async for outcome in outcomes]
    for outcome in found:
        if isinstance(outcome.result, Unspoken):
            raise SpeechInterrupted(f"{outcome.sentence.context}: {outcome.result.reason}")
    return found


def go_back(wanted: Sequence[Wanted], store: TakeStore) -> None:
    """Have the take before the one that is heard count again.

    Raises OptionError, before anything is changed, for a sentence of which there is none.
    """
    former: dict[str, int] = {}
    for one in wanted:
        earlier = [number for number in store.numbers(one.key) if number < one.number]
        found = next((n for n in reversed(earlier) if store.get(one.key, n) is not None), None)
        if found is None:
            raise OptionError(f"{one.context}: no earlier take of it is kept in {store.folder}")
        former[one.key] = found
    for key, number in former.items():
        store.choose(key, number)


def alike(narrated: Narrated, wanted: Sequence[Wanted]) -> dict[str, tuple[str, ...]]:
    """Name, for each that is wanted, the sentences that have the same take and are not."""
    keys = {one.key for one in wanted}
    sharing: dict[str, list[str]] = defaultdict(list)
    for context, heard in narrated.heard.items():
        if heard.key in keys:
            sharing[heard.key].append(context)
    named = {one.context for one in wanted}
    first = {one.key: one.context for one in reversed(wanted)}
    return {
        context: others
        for key, context in first.items()
        if (others := tuple(other for other in sharing[key] if other not in named))
    }
