"""Whatever a service does, and in whatever order: a right take, or a named failure, of each."""

from __future__ import annotations

import json
import random
import struct
from collections import Counter

import pytest
import trio
import trio.testing
from hypothesis import given
from hypothesis import strategies as st
from trio_websocket import WebSocketConnection

from captioner.audio import Take
from captioner.client import Deadlines, Outcome, PoolSettings, Unspoken
from captioner.errors import SpeechInterrupted
from tests.client.services import Guarded, chunk, done, guarded, http, outcomes_of, sentences, times
from tests.fakes import flushed
from tests.strategies import tried

#: A whole take: so many samples, of which each tells the sentence and the try that it is of.
LENGTH = 900


def sound_of(context: str, attempt: int) -> bytes:
    return struct.pack("<h", 1000 + 100 * int(context[4:]) + attempt) * LENGTH


class Moody:
    """A service that does something else at every step. Its fortune is drawn from a seed."""

    def __init__(self, seed: int, badness: float) -> None:
        self.random = random.Random(seed)
        self.badness = badness
        self.tries: Counter[str] = Counter()

    def turn_away(self, seen: Guarded) -> bytes | None:
        if seen.open >= 3 or self.random.random() < self.badness / 3:
            return self.random.choice([http(429, b"busy"), http(503, b"away")])
        return None

    async def __call__(self, websocket: WebSocketConnection) -> None:
        before = "s09-001"
        while True:
            context = await flushed(websocket)
            self.tries[context] += 1
            sound = sound_of(context, self.tries[context])
            if self.random.random() < self.badness:
                if not await self._misbehave(websocket, context, sound):
                    return
            else:
                await self._harmless(websocket, before)
                await self._answer(websocket, context, sound)
            before = context

    async def _answer(self, websocket: WebSocketConnection, context: str, sound: bytes) -> None:
        at = 0
        told = times(context, (context, 0.0, LENGTH / 8000))
        early = self.random.random() < 0.3
        if early:
            await websocket.send_message(told)
        while at < len(sound):
            size = self.random.randint(1, 700)
            await websocket.send_message(chunk(sound[at : at + size], context))
            at += size
            await trio.sleep(self.random.choice([0, 0.01, 4]))
        late = self.random.random() < 0.2
        if not early and not late:
            await websocket.send_message(told)
        await websocket.send_message(done(context))
        if late:
            await trio.sleep(self.random.choice([0, 0.1, 1]))
            await websocket.send_message(told)

    async def _harmless(self, websocket: WebSocketConnection, before: str) -> None:
        for frame in self.random.sample(
            [
                '{"type":"progress"}',
                times(before, ("wrong", 0.0, 0.1)),
                chunk(b"\7\7\7", before),
                done(before),
                '{"type":"timestamps","word_timestamps":7}',
            ],
            k=self.random.randint(0, 3),
        ):
            await websocket.send_message(frame)

    async def _misbehave(self, websocket: WebSocketConnection, context: str, sound: bytes) -> bool:
        """Do something bad; tell whether the connection goes on."""
        some = self.random.randint(0, len(sound) - 1)
        if some:
            await websocket.send_message(chunk(sound[:some], context))
        match self.random.choice(["drop", "close", "stall", "error", "binary", "noise", "wrong"]):
            case "drop":
                return False
            case "close":
                await websocket.aclose(self.random.choice([1000, 1011]), "500: why not")
                return False
            case "error":
                await websocket.send_message('{"type":"error","message":"ouch"}')
                await self._answer(websocket, context, sound)
                return True
            case "binary":
                await websocket.send_message(sound)
            case "noise":
                await websocket.send_message(json.dumps([context]))
            case "wrong":
                await self._answer(websocket, "s09-009", sound)
        await trio.sleep(30)  # As long as it takes the place of another connection.
        return False


async def narrated(seed: int, badness: float, count: int = 12, attempts: int = 6) -> list[Outcome]:
    moody = Moody(seed, badness)
    settings = PoolSettings(
        connections=4,
        look_ahead=6,
        connection_seconds=20,
        attempts=attempts,
        deadlines=Deadlines(first_sound=5, silence=8, take=60),
    )
    with trio.fail_after(36_000):
        async with guarded(moody.turn_away, moody) as seen:
            return await outcomes_of(seen.service, count, settings)


@tried
@given(st.integers(0, 2**32), st.floats(0, 0.9))
def test_each_sentence_comes_whole_once_in_order_and_of_one_try_or_is_named(
    seed: int, badness: float
) -> None:
    try:
        outcomes = trio.run(
            narrated, seed, badness, clock=trio.testing.MockClock(autojump_threshold=0)
        )
    except BaseExceptionGroup as group:
        wanted, other = group.split(SpeechInterrupted)
        assert wanted
        assert other is None
        return

    assert [o.sentence.context for o in outcomes] == [s.context for s in sentences(12)]
    for outcome in outcomes:
        context = outcome.sentence.context
        if isinstance(outcome.result, Unspoken):
            assert outcome.result.reason
            continue
        possible = [sound_of(context, attempt) for attempt in range(1, 8)]
        assert outcome.result.pcm in possible
        assert {word.text for word in outcome.result.words} <= {context}
        assert outcome.received >= len(outcome.result.pcm)
        assert outcome.characters >= len(outcome.sentence.spoken)


@pytest.mark.parametrize("seed", range(5))
def test_a_service_with_some_bad_moments_gives_everything(seed: int) -> None:
    clock = trio.testing.MockClock(autojump_threshold=0)
    outcomes = trio.run(narrated, seed, 0.2, 60, 12, clock=clock)

    assert all(isinstance(outcome.result, Take) for outcome in outcomes)
    assert len(outcomes) == 60
