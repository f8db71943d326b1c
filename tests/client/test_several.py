"""Sentences of several voices: each by its own, in order, over connections that they share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import pytest
import trio
import trio.testing
from trio_websocket import WebSocketConnection

from captioner.audio import Take
from captioner.client import Outcome, PoolSettings, Service, Unspoken, speak_by
from captioner.document import Sentence
from captioner.errors import SpeechInterrupted, SpeechRefused
from captioner.local import serving
from captioner.protocol import Voice
from captioner.server.order import Order, Timing
from tests.client.services import answer, answer_all, sentence
from tests.fakes import flushed, scripted
from tests.narrate.making import Counted, PacedVoice

QUICK = PoolSettings(connections=2, backoff_seconds=0)
VOICES = [Voice(name, name[:2], rate=8000) for name in ("en-us", "en", "de")]


def voice_of(asked: Sentence) -> Voice:
    return VOICES[asked.number % len(VOICES)]


async def outcomes_of(
    service: Service,
    count: int,
    settings: PoolSettings = QUICK,
    by: Callable[[Sentence], Voice] = voice_of,
) -> list[Outcome]:
    send, receive = trio.open_memory_channel[Outcome](0)
    asked = [sentence(f"Number {n}.", n) for n in range(1, count + 1)]
    found = []
    async with trio.open_nursery() as nursery:
        nursery.start_soon(speak_by, by, asked, service, settings, send)
        async for outcome in receive:
            found.append(outcome)
    return found


class Several(PacedVoice):
    """Counts what each speaker is asked for; some are `refused`."""

    def __init__(self, *refused: str) -> None:
        super().__init__()
        self.by: Counter[str] = Counter()
        self.refused = refused

    async def synthesize(self, order: Order, on_block: object) -> Timing:
        self.by[order.voice] += 1
        if order.voice in self.refused:
            raise SpeechRefused(f"{order.voice} is not in today")
        return await super().synthesize(order, on_block)  # type: ignore[arg-type]


async def test_each_sentence_is_asked_of_its_voice_and_all_come_back_in_order() -> None:
    voice, counted = Several(), Counted()
    async with serving(voice) as service:
        outcomes = await outcomes_of(counted.watching(service), 40)

    assert [outcome.sentence.number for outcome in outcomes] == list(range(1, 41))
    assert all(isinstance(outcome.result, Take) for outcome in outcomes)
    assert voice.by == {"en-us": 13, "en": 14, "de": 13}
    assert counted.most <= 2


async def test_no_more_is_looked_ahead_for_than_is_said_all_voices_together(
    autojump_clock: trio.testing.MockClock,
) -> None:
    answered: list[str] = []

    async def handler(websocket: WebSocketConnection) -> None:
        while True:
            answered.append(await flushed(websocket))
            await answer(websocket, answered[-1])

    send, receive = trio.open_memory_channel[Outcome](0)
    asked = [sentence(f"Number {n}.", n) for n in range(1, 100)]
    settings = PoolSettings(connections=2, look_ahead=8)
    async with scripted(handler) as service, trio.open_nursery() as nursery:
        nursery.start_soon(speak_by, voice_of, asked, service, settings, send)
        await receive.receive()
        await trio.testing.wait_all_tasks_blocked()
        assert len(answered) <= 9
        nursery.cancel_scope.cancel()


async def test_a_voice_that_cannot_be_had_leaves_its_sentences_unspoken_once_others_spoke() -> None:
    async with serving(Several("en-us")) as service:
        outcomes = await outcomes_of(service, 9)

    lost = {o.sentence.number: o.result for o in outcomes if isinstance(o.result, Unspoken)}
    assert list(lost) == [3, 6, 9]
    assert all("en-us is not in today" in result.reason for result in lost.values())


async def test_if_the_first_voice_cannot_be_had_nothing_is_begun() -> None:
    nobody = Voice("nobody", rate=8000)
    async with serving(Several()) as service:
        with pytest.RaisesGroup(pytest.RaisesExc(SpeechRefused, match="nobody")):
            await outcomes_of(service, 9, by=lambda asked: (nobody, *VOICES)[asked.number % 2 - 1])


async def test_a_service_that_is_gone_is_an_error(autojump_clock: trio.testing.MockClock) -> None:
    async def hang_up(websocket: WebSocketConnection) -> None:
        return None

    async with scripted(hang_up) as service:
        with pytest.RaisesGroup(SpeechInterrupted):
            await outcomes_of(service, 9)


async def test_voices_take_turns_over_a_single_connection(
    autojump_clock: trio.testing.MockClock,
) -> None:
    async with scripted(answer_all) as service:
        outcomes = await outcomes_of(service, 30, PoolSettings(connections=1))

    assert all(isinstance(outcome.result, Take) for outcome in outcomes)
