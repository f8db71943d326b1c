"""Word times as services send them over the wire: early, late, often, never, or another's."""

from __future__ import annotations

import json
from itertools import pairwise

import pytest
import trio
import trio.testing
from trio_websocket import WebSocketConnection

from captioner.audio import Take
from captioner.client import Outcome, PoolSettings
from captioner.protocol import Voice
from tests.client.services import (
    ONE,
    SOUND,
    VOICE,
    answer,
    answering,
    chunk,
    done,
    outcomes_of,
    takes,
    times,
)
from tests.fakes import Handler, flushed, scripted

#: Their sound lasts half a second.
NUMBER = ("Number", 0.0, 0.2)
ONE_ = ("1.", 0.2, 0.5)
BOTH = [("Number", 0, 1600), ("1.", 1600, 4000)]
HALF = SOUND[: len(SOUND) // 2]


def heard(take: Take) -> list[tuple[str, int, int]]:
    return [(word.text, word.start, word.end) for word in take.words]


async def asked(
    handler: Handler, count: int = 1, voice: Voice = VOICE, path: str = "/ws3"
) -> list[Outcome]:
    async with scripted(handler, path) as service:
        return await outcomes_of(service, count, ONE, voice)


@pytest.mark.parametrize(
    "frames",
    [
        [times(None, NUMBER, ONE_), chunk(SOUND, None)],
        [chunk(HALF, None), times(None, NUMBER, ONE_), chunk(HALF, None)],
        [chunk(SOUND, None), times(None, NUMBER, ONE_)],
        [times(None, NUMBER), chunk(SOUND, None), times(None, ONE_)],
    ],
    ids=["before", "between", "after", "in two"],
)
async def test_times_may_come_before_between_or_after_the_sound_or_in_parts(
    frames: list[str], autojump_clock: trio.testing.MockClock
) -> None:
    for take in takes(await asked(answering(*frames, done(None)), 3)):
        assert take.pcm == SOUND
        assert heard(take) == BOTH
        assert not take.nominal


async def test_times_that_begin_anew_within_a_sentence_go_on_and_are_marked(
    autojump_clock: trio.testing.MockClock,
) -> None:
    again = times(None, ("1.", 0.0, 0.3))
    frames = [chunk(HALF, None), times(None, NUMBER), chunk(HALF, None), again, done(None)]
    (take,) = takes(await asked(answering(*frames)))

    assert heard(take) == BOTH
    assert take.nominal


async def test_times_that_never_come_are_waited_for_a_few_times_and_not_again(
    autojump_clock: trio.testing.MockClock,
) -> None:
    started = trio.current_time()
    outcomes = await asked(answering(chunk(SOUND, None), done(None)), 50)

    assert all(take.words == () for take in takes(outcomes))
    assert trio.current_time() - started == pytest.approx(3 * 0.25, abs=0.01)


async def late(websocket: WebSocketConnection) -> None:
    while True:
        context = await flushed(websocket)
        await answer(websocket, context)
        await trio.sleep(0.2)
        await websocket.send_message(times(context, NUMBER, ONE_))


async def test_late_times_are_those_of_the_sentence_before(
    autojump_clock: trio.testing.MockClock,
) -> None:
    outcomes = await asked(late, 10)

    assert all(heard(take) == BOTH for take in takes(outcomes))
    assert all(outcome.ignored == {} for outcome in outcomes)


async def test_times_later_than_that_are_dropped_and_counted_and_never_anothers(
    autojump_clock: trio.testing.MockClock,
) -> None:
    async def handler(websocket: WebSocketConnection) -> None:
        before = ""
        while True:
            context = await flushed(websocket)
            if before:
                await websocket.send_message(times(before, ("wrong", 0.0, 0.5)))
            await answer(websocket, context)
            before = context

    outcomes = await asked(handler, 10)

    assert all(take.words == () for take in takes(outcomes))
    assert [outcome.ignored for outcome in outcomes] == [{}] + [{"stale": 1}] * 9


async def test_a_service_that_is_in_time_is_not_waited_for(
    autojump_clock: trio.testing.MockClock,
) -> None:
    started = trio.current_time()
    frames = [chunk(SOUND, None), times(None, NUMBER, ONE_), done(None)]
    await asked(answering(*frames), 50)

    assert trio.current_time() == started


async def test_sound_is_kept_if_the_connection_ends_while_late_times_are_waited_for(
    autojump_clock: trio.testing.MockClock,
) -> None:
    async def handler(websocket: WebSocketConnection) -> None:
        await answer(websocket, await flushed(websocket))
        await websocket.aclose(1011, "enough")

    outcomes = await asked(handler, 3)

    assert [take.pcm for take in takes(outcomes)] == [SOUND] * 3
    assert {outcome.attempts for outcome in outcomes} == {1}


@pytest.mark.parametrize(
    ("start", "end", "kept"),
    [
        ("[0, NaN]", "[0.2, 0.5]", ["Number"]),
        ("[0]", "[0.2, 0.5]", ["Number"]),
        ('[0, "soon"]', "[0.2, 0.5]", ["Number"]),
        ("[0.3, -0.1]", "[0.2, 0.5]", ["Number"]),
        ("[0.2, 0.1]", "[0.5, 0.4]", ["Number", "1."]),
        ("[0, 4]", "[4, 1e999]", []),
        ("[]", "[]", []),
        ("[0, 0]", "[0, 0]", []),
    ],
)
async def test_times_that_make_no_sense_cost_no_sound(
    start: str, end: str, kept: list[str], autojump_clock: trio.testing.MockClock
) -> None:
    told = f'{{"words":["Number","1."],"start":{start},"end":{end}}}'
    frames = [
        chunk(SOUND, None),
        f'{{"type":"timestamps","word_timestamps":{told},"contextId":null}}',
        done(None),
    ]
    (outcome,) = await asked(answering(*frames))
    (take,) = takes([outcome])

    assert outcome.attempts == 1
    assert take.pcm == SOUND
    assert [word.text for word in take.words] == kept
    assert take.repaired or not kept


async def test_times_beyond_the_sound_are_fitted_to_it_and_marked(
    autojump_clock: trio.testing.MockClock,
) -> None:
    beyond = times(None, ("Number", 0.0, 0.3), ("1.", 0.3, 0.75))
    (take,) = takes(await asked(answering(chunk(SOUND, None), beyond, done(None))))

    assert heard(take) == BOTH
    assert take.nominal


@pytest.mark.parametrize("heeded", [True, False])
async def test_a_pause_that_a_service_reports_as_a_word_is_none_where_pauses_are_heeded(
    heeded: bool, autojump_clock: trio.testing.MockClock
) -> None:
    words = [("Number", 0.0, 0.1), ("<400>", 0.1, 0.3), ("1.", 0.3, 0.4), ("<50>,", 0.4, 0.5)]
    frames = [chunk(SOUND, None), times(None, *words), done(None)]
    voice = Voice("anna", rate=8000, model="mistv3", pause_between_brackets=heeded)
    (take,) = takes(await asked(answering(*frames), voice=voice))

    told = [word.text for word in take.words]
    assert told == (["Number", "1."] if heeded else ["Number", "<400>", "1.", "<50>,"])


@pytest.mark.parametrize("named", ["null", "missing", "its own"])
async def test_what_names_no_context_is_the_sentences_that_was_asked_for(
    named: str, autojump_clock: trio.testing.MockClock
) -> None:
    async def handler(websocket: WebSocketConnection) -> None:
        while True:
            context = await flushed(websocket)
            for frame in (chunk(SOUND, None), times(None, NUMBER, ONE_), done(None)):
                event = json.loads(frame)
                if named == "missing":
                    del event["contextId"]
                elif named == "its own":
                    event["contextId"] = context
                await websocket.send_message(json.dumps(event))

    for take in takes(await asked(handler, 4)):
        assert take.pcm == SOUND
        assert heard(take) == BOTH


async def test_what_names_another_context_is_dropped_and_counted(
    autojump_clock: trio.testing.MockClock,
) -> None:
    async def handler(websocket: WebSocketConnection) -> None:
        while True:
            context = await flushed(websocket)
            await websocket.send_message(chunk(b"\7\7" * 500, "s09-999"))
            await websocket.send_message(times("s09-999", ("wrong", 0.0, 0.5)))
            await websocket.send_message(done("s09-999"))
            await websocket.send_message(chunk(SOUND, context))
            await websocket.send_message(times(context, NUMBER, ONE_))
            await websocket.send_message(done(context))

    outcomes = await asked(handler, 4)

    for take in takes(outcomes):
        assert take.pcm == SOUND
        assert heard(take) == BOTH
    assert [outcome.ignored for outcome in outcomes] == [{"stale": 3}] * 4


async def test_a_wrong_context_on_everything_is_a_failure_and_not_a_hang(
    autojump_clock: trio.testing.MockClock,
) -> None:
    async def handler(websocket: WebSocketConnection) -> None:
        while True:
            context = await flushed(websocket)
            await answer(websocket, "s09-999" if context == "s01-002" else context)

    async with scripted(handler) as service:
        outcomes = await outcomes_of(service, 3, PoolSettings(connections=1))

    assert [isinstance(outcome.result, Take) for outcome in outcomes] == [True, False, True]
    assert outcomes[1].attempts == 4


@pytest.mark.parametrize(
    "end",
    [
        '{"type":"done"}',
        '{"type":"done","done":true,"contextId":null}',
        '{"type":"done","done":"true"}',
        '{"done":false,"took":{"ms":7},"type":"done"}',
    ],
)
@pytest.mark.parametrize("path", ["/ws3", "/ws2", "/"])
async def test_done_is_told_by_its_type_whatever_else_it_says(
    end: str, path: str, autojump_clock: trio.testing.MockClock
) -> None:
    outcomes = await asked(answering(chunk(SOUND, None), end), 3, path=path)

    assert [take.pcm for take in takes(outcomes)] == [SOUND] * 3
    assert {outcome.attempts for outcome in outcomes} == {1}


async def test_events_of_unknown_types_and_fields_are_counted_and_cost_nothing(
    autojump_clock: trio.testing.MockClock,
) -> None:
    frames = [
        '{"type":"progress","percent":50}',
        json.dumps(json.loads(chunk(SOUND, None)) | {"sequence": 1, "final": None}),
        '{"type":"progress","percent":100}',
        done(None),
    ]
    (outcome,) = await asked(answering(*frames))

    assert takes([outcome])[0].pcm == SOUND
    assert outcome.ignored == {"unknown progress": 2}


@pytest.mark.parametrize("path", ["/ws3", "/ws2", "/"])
async def test_sound_cut_at_any_byte_is_the_same_sound(
    path: str, autojump_clock: trio.testing.MockClock
) -> None:
    cuts = [0, 1, 2, 5, 834, 835, 4000, len(SOUND)]
    pieces = [chunk(SOUND[a:b], None) for a, b in pairwise(cuts)]
    outcomes = await asked(answering(*pieces, done(None)), 3, path=path)

    assert [take.pcm for take in takes(outcomes)] == [SOUND] * 3


async def test_half_a_sample_at_the_end_is_dropped_counted_and_not_carried_over(
    autojump_clock: trio.testing.MockClock,
) -> None:
    outcomes = await asked(answering(chunk(SOUND + b"\7", None), done(None)), 3)

    assert [take.pcm for take in takes(outcomes)] == [SOUND] * 3
    assert [outcome.ignored for outcome in outcomes] == [{"half a sample": 1}] * 3
