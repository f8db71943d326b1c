"""Sounds of a script: a silence in which they can be read, and no voice is asked for them."""

from __future__ import annotations

import pytest
import trio.testing
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from trio_websocket import WebSocketConnection

from captioner.audio import Take
from captioner.captions import profile_of
from captioner.captions.width import width
from captioner.client import Unspoken
from captioner.client.sounds import silent_take
from captioner.document import Kind, Sentence
from captioner.errors import SpeechInterrupted
from tests.client.services import (
    ONE,
    SOUND,
    answer,
    failing_always,
    outcomes_of,
    sentence,
    takes,
)
from tests.fakes import flushed, scripted
from tests.strategies import any_text


def sound(text: str, n: int = 1) -> Sentence:
    return replace(sentence(text, n), spoken="", kind=Kind.SOUND, unsaid=((0, len(text)),))


@given(text=any_text(), rate=st.sampled_from((8000, 22050, 44100)))
def test_it_lasts_as_long_as_it_takes_to_be_read_and_is_silent(text: str, rate: int) -> None:
    take = silent_take(sound(text), rate)
    cells = width(text.strip())

    assert (take.rate, take.words) == (rate, ())
    assert not any(take.pcm)
    assert take.frames >= rate
    for name in ("netflix", "bbc", "dcmp", "children"):
        assert cells <= profile_of(name).max_cps * take.frames / rate


def test_a_short_one_can_be_seen() -> None:
    assert silent_take(sound("♪"), 8000).frames == 8000 + 8000 // 12 // 8 * 8


async def test_no_voice_is_asked_for_it_and_it_comes_in_its_turn(
    autojump_clock: trio.testing.MockClock,
) -> None:
    asked: list[str] = []

    async def handler(websocket: WebSocketConnection) -> None:
        while True:
            context = await flushed(websocket)
            asked.append(context)
            await answer(websocket, context)

    wanted = [sound("[rain]"), sentence("One.", 2), sound("[a bell]", 3), sentence("Two.", 4)]
    async with scripted(handler) as service:
        outcomes = await outcomes_of(service, [*wanted, sound("♪", 5)])

    assert sorted(asked) == ["s01-002", "s01-004"]
    assert [outcome.sentence.number for outcome in outcomes] == [1, 2, 3, 4, 5]
    assert [take.pcm == SOUND for take in takes(outcomes)] == [False, True, False, True, False]
    silent = [outcome for outcome in outcomes if outcome.sentence.kind is Kind.SOUND]
    assert {(o.attempts, o.characters, o.received) for o in silent} == {(0, 0, 0)}


async def hang_up(websocket: WebSocketConnection, context: str) -> None:
    return


async def test_a_service_that_is_down_is_an_error_although_a_sound_could_be_had(
    autojump_clock: trio.testing.MockClock,
) -> None:
    async with scripted(failing_always(hang_up)) as service:
        with pytest.raises(ExceptionGroup) as caught:
            await outcomes_of(service, [sound("[rain]"), sentence("One.", 2)])

    assert caught.group_contains(SpeechInterrupted)


async def test_after_a_service_went_down_sounds_are_still_there(
    autojump_clock: trio.testing.MockClock,
) -> None:
    async def handler(websocket: WebSocketConnection) -> None:
        while True:
            context = await flushed(websocket)
            if context != "s01-001":
                return
            await answer(websocket, context)

    wanted = [sentence(f"Number {n}.", n) for n in range(1, 40)]
    async with scripted(handler) as service:
        outcomes = await outcomes_of(service, [*wanted, sound("[silence]", 40)], ONE)

    assert isinstance(outcomes[0].result, Take)
    assert isinstance(outcomes[38].result, Unspoken)
    assert isinstance(outcomes[39].result, Take)
