"""One fault of a service at a time: it costs another try, or a sentence, and nothing else."""

from __future__ import annotations

import pytest
import trio
import trio.testing
from trio_websocket import WebSocketConnection

from captioner.audio import Take
from captioner.client import Deadlines, PoolSettings, Unspoken, asking
from captioner.errors import SpeechInterrupted
from tests.client.services import (
    ONE,
    SOUND,
    Fault,
    answer,
    chunk,
    done,
    failing_always,
    failing_once,
    outcomes_of,
    takes,
    times,
)
from tests.fakes import flushed, scripted


async def drop(websocket: WebSocketConnection, context: str) -> None:
    await websocket.send_message(chunk(SOUND[:1000], context))


async def fall_silent(websocket: WebSocketConnection, context: str) -> None:
    await websocket.send_message(chunk(SOUND[:1000], context))
    await trio.sleep(3600)


async def never_answer(websocket: WebSocketConnection, context: str) -> None:
    await trio.sleep(3600)


async def trickle(websocket: WebSocketConnection, context: str) -> None:
    while True:
        await websocket.send_message(chunk(b"\0\0", context))
        await trio.sleep(10)


async def report_error(websocket: WebSocketConnection, context: str) -> None:
    await websocket.send_message('{"type":"error","message":"out of breath"}')
    await trio.sleep(3600)


async def send_garbage(websocket: WebSocketConnection, context: str) -> None:
    await websocket.send_message("<html>bad gateway</html>")
    await trio.sleep(3600)


async def send_binary(websocket: WebSocketConnection, context: str) -> None:
    await websocket.send_message(SOUND)
    await trio.sleep(3600)


async def send_a_wav(websocket: WebSocketConnection, context: str) -> None:
    await websocket.send_message(chunk(b"RIFF" + SOUND, context))
    await trio.sleep(3600)


async def be_done_at_once(websocket: WebSocketConnection, context: str) -> None:
    await websocket.send_message(done(context))
    await trio.sleep(3600)


async def send_too_little(websocket: WebSocketConnection, context: str) -> None:
    await websocket.send_message(chunk(b"\0\0" * 20, context))
    await websocket.send_message(done(context))
    await trio.sleep(3600)


async def close_with_reason(websocket: WebSocketConnection, context: str) -> None:
    await websocket.aclose(1011, "500: synthesis failed")


async def close_well_but_early(websocket: WebSocketConnection, context: str) -> None:
    await websocket.send_message(chunk(SOUND[:1000], context))
    await websocket.aclose(1000)


async def be_done_too_early(websocket: WebSocketConnection, context: str) -> None:
    await websocket.send_message(chunk(SOUND[:4000], context))
    await websocket.send_message(done(context))
    await trio.sleep(0.1)
    await websocket.send_message(chunk(SOUND[4000:], context))
    await trio.sleep(3600)


async def send_broken_base64(websocket: WebSocketConnection, context: str) -> None:
    await websocket.send_message('{"type":"chunk","data":"AA*A"}')
    await trio.sleep(3600)


FAULTS = {
    drop: "closed the connection",
    fall_silent: "fell silent for 15 s",
    never_answer: "no sound within 20 s",
    trickle: "more than 180 s for one sentence",
    report_error: "out of breath",
    send_garbage: "which is no JSON",
    send_binary: "binary frame",
    send_a_wav: "asked for pcm, the server sent wav",
    be_done_at_once: "sent no sound for it",
    send_too_little: "too short to be",
    close_with_reason: "1011: 500: synthesis failed",
    close_well_but_early: "closed the connection (1000)",
    be_done_too_early: "more sound of it after it was done",
    send_broken_base64: "not base64",
}


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.__name__)
async def test_a_fault_costs_one_more_try_and_nothing_else(
    fault: Fault, autojump_clock: trio.testing.MockClock
) -> None:
    async with scripted(failing_once(fault)) as service:
        outcomes = await outcomes_of(service)

    assert [o.attempts for o in outcomes] == [2, 2, 2]
    assert all(isinstance(o.result, Take) and o.result.pcm == SOUND for o in outcomes)


@pytest.mark.parametrize(
    ("fault", "says"), FAULTS.items(), ids=lambda x: getattr(x, "__name__", "")
)
async def test_a_sentence_that_always_fails_is_named_with_the_reason_and_the_others_go_on(
    fault: Fault,
    says: str,
    autojump_clock: trio.testing.MockClock,
) -> None:
    async def handler(websocket: WebSocketConnection) -> None:
        while True:
            context = await flushed(websocket)
            if context == "s01-002":
                await fault(websocket, context)
                return
            await answer(websocket, context)

    async with scripted(handler) as service:
        outcomes = await outcomes_of(service, 4)

    lost = outcomes[1]
    assert isinstance(lost.result, Unspoken)
    assert says in lost.result.reason
    assert lost.attempts == 4
    assert [isinstance(o.result, Take) for o in outcomes] == [True, False, True, True]


async def test_a_done_without_sound_is_a_failure(autojump_clock: trio.testing.MockClock) -> None:
    async with scripted(failing_always(be_done_at_once)) as service:
        with pytest.raises(ExceptionGroup) as caught:
            await outcomes_of(service, 1, ONE)

    assert caught.group_contains(SpeechInterrupted, match=r"no sound for it \(asked 4 times\)")


@pytest.mark.parametrize(
    ("deadlines", "fault", "seconds"),
    [
        (Deadlines(first_sound=1.0), never_answer, 1.0),
        (Deadlines(silence=2.0), fall_silent, 2.0),
        (Deadlines(take=37.0), trickle, 37.0),
    ],
)
async def test_each_wait_has_a_deadline_of_its_own(
    deadlines: Deadlines, fault: Fault, seconds: float, autojump_clock: trio.testing.MockClock
) -> None:
    async with scripted(failing_always(fault)) as service:
        started = trio.current_time()
        settings = PoolSettings(connections=1, attempts=1, deadlines=deadlines)
        with pytest.raises(ExceptionGroup):
            await outcomes_of(service, 1, settings)

    assert trio.current_time() - started == pytest.approx(seconds, abs=0.01)


async def test_sound_without_end_is_cut_off(
    autojump_clock: trio.testing.MockClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Memory would end first."""
    monkeypatch.setattr(asking, "_LONGEST_TAKE_SECONDS", 1)

    async def never_end(websocket: WebSocketConnection, context: str) -> None:
        while True:
            await websocket.send_message(chunk(SOUND, context))

    async with scripted(failing_always(never_end)) as service:
        with pytest.raises(ExceptionGroup) as caught:
            await outcomes_of(service, 1, ONE)

    assert caught.group_contains(SpeechInterrupted, match="more than 10 s of sound")


async def test_after_an_error_event_the_sentence_is_asked_for_on_another_connection(
    autojump_clock: trio.testing.MockClock,
) -> None:
    """The first one stays open, and would answer twice."""
    opened = 0

    async def handler(websocket: WebSocketConnection) -> None:
        nonlocal opened
        opened += 1
        first = opened == 1
        while True:
            context = await flushed(websocket)
            if first:
                await websocket.send_message('{"type":"error","message":"hiccup"}')
            await answer(websocket, context)

    async with scripted(handler) as service:
        (outcome,) = await outcomes_of(service, 1, ONE)

    assert (opened, outcome.attempts) == (2, 2)
    assert takes([outcome])[0].pcm == SOUND


async def test_an_error_after_the_end_costs_the_connection_and_no_sentence(
    autojump_clock: trio.testing.MockClock,
) -> None:
    opened = 0

    async def handler(websocket: WebSocketConnection) -> None:
        nonlocal opened
        opened += 1
        await answer(websocket, await flushed(websocket))
        await websocket.send_message('{"type":"error","message":"bad mood"}')
        await trio.sleep(3600)

    async with scripted(handler) as service:
        outcomes = await outcomes_of(service, 3, ONE)

    assert [take.pcm for take in takes(outcomes)] == [SOUND] * 3
    assert [outcome.attempts for outcome in outcomes] == [1] * 3
    assert opened == 3


async def test_an_error_before_anything_is_asked_is_a_failure_that_says_why(
    autojump_clock: trio.testing.MockClock,
) -> None:
    async def handler(websocket: WebSocketConnection) -> None:
        await websocket.send_message('{"type":"error","message":"bad mood"}')
        await trio.sleep(3600)

    async with scripted(handler) as service:
        with pytest.raises(ExceptionGroup) as caught:
            await outcomes_of(service, 1, ONE)

    assert caught.group_contains(SpeechInterrupted, match="bad mood")


async def test_sound_and_times_are_never_of_two_attempts(
    autojump_clock: trio.testing.MockClock,
) -> None:
    """The first try brings other sound, and times; the second brings none."""

    async def fail(websocket: WebSocketConnection, context: str) -> None:
        await websocket.send_message(chunk(b"\x07\x07" * 999 + b"\x07", context))
        await websocket.send_message(times(context, ("Number", 0.0, 0.2), ("1.", 0.2, 0.5)))
        await websocket.aclose(1011, "500: upstream failed")

    async with scripted(failing_once(fail)) as service:
        outcomes = await outcomes_of(service, 3)

    for take in takes(outcomes):
        assert take.pcm == SOUND
        assert take.words == ()
