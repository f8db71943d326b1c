"""Sentences of several voices, asked of one service: a pool for each voice.

Settings live in a connection's URL, so a connection has one voice. The pools share the connections;
each is begun with the first sentence of its voice. Sentences go to them in order, so many ahead as
the settings say, all voices together, and what became of them is given back in reading order.
"""

from __future__ import annotations

import math
from collections.abc import AsyncIterable, Callable, Iterable
from functools import partial

import msgspec
import trio
from msgspec.structs import replace

from captioner.audio.take import Take
from captioner.client.pool import speak
from captioner.client.requests import Outcome, Unspoken, hand_on
from captioner.client.service import Service
from captioner.client.settings import PoolSettings
from captioner.client.share import share_of
from captioner.document import Kind, Sentence
from captioner.errors import CaptionerError, one_error
from captioner.protocol import Voice


async def speak_by(
    voice_of: Callable[[Sentence], Voice],
    sentences: Iterable[Sentence] | AsyncIterable[Sentence],
    service: Service,
    settings: PoolSettings,
    outcomes: trio.MemorySendChannel[Outcome],
) -> None:
    """Ask for every sentence by its voice, send what became of each to `outcomes`, in order, and
    close it.

    Raises as `speak` does; but once a sentence was spoken, by whatever voice, those of a voice that
    cannot be had are Unspoken.
    """
    share = settings.share or share_of(service, settings.connections)
    several = _Several(voice_of, service, replace(settings, share=share))
    with one_error():
        async with outcomes, trio.open_nursery() as nursery:
            nursery.start_soon(several.feed, sentences, nursery)
            async for sentence, lane in several.ordered:
                await outcomes.send(await several.outcome(sentence, lane))
                several.ahead.leave(sentence)
            await several.ended()


class _Lane(msgspec.Struct):
    """The sentences of one voice on their way, and why it was given up, if it was."""

    sentences_in: trio.MemorySendChannel[Sentence]
    sentences: trio.MemoryReceiveChannel[Sentence]
    outcomes_in: trio.MemorySendChannel[Outcome]
    outcomes: trio.MemoryReceiveChannel[Outcome]
    failure: CaptionerError | None = None
    ended: trio.Event = msgspec.field(default_factory=trio.Event)


class _Several:
    """A lane for each voice, and the order in which the sentences of all are read."""

    def __init__(
        self, voice_of: Callable[[Sentence], Voice], service: Service, settings: PoolSettings
    ) -> None:
        self._voice_of = voice_of
        self._service = service
        self._settings = settings
        self._lanes: dict[Voice, _Lane] = {}
        self._has_spoken = False
        # What is under way is bounded by looking ahead; nothing else needs to wait.
        self.ahead = settings.ahead(service)
        ordered_in, self.ordered = trio.open_memory_channel[tuple[Sentence, _Lane]](math.inf)
        self._ordered_in = ordered_in

    async def feed(
        self, sentences: Iterable[Sentence] | AsyncIterable[Sentence], nursery: trio.Nursery
    ) -> None:
        """Hand each sentence to the lane of its voice, never more than is looked ahead for."""
        with self._ordered_in:
            await hand_on(sentences, partial(self._feed, nursery))
        for lane in self._lanes.values():
            lane.sentences_in.close()

    async def _feed(self, nursery: trio.Nursery, sentence: Sentence) -> None:
        await self.ahead.enter(sentence)
        voice = self._voice_of(sentence)
        lane = self._lanes.get(voice)
        if lane is None:
            lane = self._lanes[voice] = _Lane(
                *trio.open_memory_channel[Sentence](math.inf),
                *trio.open_memory_channel[Outcome](math.inf),
            )
            nursery.start_soon(self._speak, voice, lane)
        lane.sentences_in.send_nowait(sentence)
        self._ordered_in.send_nowait((sentence, lane))

    async def _speak(self, voice: Voice, lane: _Lane) -> None:
        try:
            await speak(lane.sentences, self._service, voice, self._settings, lane.outcomes_in)
        except CaptionerError as error:
            lane.failure = error
        finally:
            lane.ended.set()

    async def ended(self) -> None:
        """Wait for all lanes to end. Raises what the first of them met with, if nothing was spoken
        at all.
        """
        for lane in self._lanes.values():
            await lane.ended.wait()
            if lane.failure is not None and not self._has_spoken:
                raise lane.failure

    async def outcome(self, sentence: Sentence, lane: _Lane) -> Outcome:
        """Wait for what became of a sentence, the next one of its lane."""
        try:
            outcome = await lane.outcomes.receive()
        except trio.EndOfChannel:
            await lane.ended.wait()
            if lane.failure is not None and not self._has_spoken:
                raise lane.failure from None
            return Outcome(sentence, Unspoken(str(lane.failure)), 0)
        self._has_spoken |= isinstance(outcome.result, Take) and sentence.kind is not Kind.SOUND
        return outcome
