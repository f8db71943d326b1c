"""The client against services on their bad days, over real frames and a virtual clock."""

from __future__ import annotations

import base64
import json
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from dataclasses import replace

import pytest
import trio
import trio.testing
from trio_websocket import ConnectionRejected, WebSocketConnection

from captioner.audio import Take
from captioner.client import Deadlines, Outcome, PoolSettings, Service, Unspoken, speak
from captioner.document import Kind, Place, Sentence, context_of
from captioner.errors import SpeechInterrupted, SpeechRefused, leaves
from captioner.protocol import Voice
from tests.fakes import Handler, flushed, scripted

Fault = Callable[[WebSocketConnection, str], Awaitable[None]]

VOICE = Voice("anna", rate=8000)
SOUND = b"\x01\x02" * 4000


def sentences(count: int) -> list[Sentence]:
    return [
        Sentence(
            context_of(1, n), f"Number {n}.", f"Number {n}.", Kind.PARAGRAPH, n, Place(n), "en"
        )
        for n in range(1, count + 1)
    ]


def chunk(data: bytes, context: str | None) -> str:
    return json.dumps(
        {"type": "chunk", "data": base64.b64encode(data).decode(), "contextId": context}
    )


def done(context: str | None) -> str:
    return json.dumps({"type": "done", "contextId": context})


async def answer(websocket: WebSocketConnection, context: str) -> None:
    await websocket.send_message(chunk(SOUND, context))
    await websocket.send_message(done(context))


async def answer_all(websocket: WebSocketConnection) -> None:
    while True:
        await answer(websocket, await flushed(websocket))


async def outcomes_of(
    service: Service, count: int = 3, settings: PoolSettings | None = None
) -> list[Outcome]:
    send, receive = trio.open_memory_channel[Outcome](0)
    settings = settings or PoolSettings(connections=2)
    found = []
    async with trio.open_nursery() as nursery:
        nursery.start_soon(speak, sentences(count), service, VOICE, settings, send)
        async for outcome in receive:
            found.append(outcome)
    return found


def failing_once(
    fail: Fault,
) -> Handler:
    """Make a server that answers the first try of each sentence by `fail`, the next well."""
    tries: Counter[str] = Counter()

    async def handler(websocket: WebSocketConnection) -> None:
        while True:
            context = await flushed(websocket)
            tries[context] += 1
            if tries[context] == 1:
                await fail(websocket, context)
                return
            await answer(websocket, context)

    return handler


async def test_sentences_come_back_in_order_whole_and_once(
    autojump_clock: trio.testing.MockClock,
) -> None:
    async with scripted(answer_all) as service:
        outcomes = await outcomes_of(service, 50, PoolSettings(connections=5, look_ahead=8))

    assert [o.sentence.context for o in outcomes] == [context_of(1, n) for n in range(1, 51)]
    assert all(isinstance(o.result, Take) and o.result.pcm == SOUND for o in outcomes)
    assert {o.attempts for o in outcomes} == {1}


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


async def test_a_service_that_is_down_from_the_start_is_an_error(
    autojump_clock: trio.testing.MockClock,
) -> None:
    async with scripted(failing_always(report_error)) as service:
        with pytest.raises(ExceptionGroup) as caught:
            await outcomes_of(service, 200)

    assert caught.group_contains(SpeechInterrupted, match="out of breath")


def failing_always(
    fail: Fault,
) -> Handler:
    async def handler(websocket: WebSocketConnection) -> None:
        await fail(websocket, await flushed(websocket))

    return handler


async def test_a_service_that_goes_down_is_not_asked_for_every_sentence_that_is_left(
    autojump_clock: trio.testing.MockClock,
) -> None:
    asked: Counter[str] = Counter()

    async def handler(websocket: WebSocketConnection) -> None:
        while True:
            context = await flushed(websocket)
            asked[context] += 1
            if int(context[4:]) > 10:
                return
            await answer(websocket, context)

    async with scripted(handler) as service:
        outcomes = await outcomes_of(service, 500)

    assert [isinstance(o.result, Take) for o in outcomes] == [True] * 10 + [False] * 490
    assert len(asked) < 30
    assert isinstance(outcomes[-1].result, Unspoken)
    assert "not asked for any more" in outcomes[-1].result.reason


async def test_a_server_that_accepts_and_never_speaks_http_is_given_up_after_the_deadline(
    autojump_clock: trio.testing.MockClock,
) -> None:
    async def open_stream() -> trio.abc.Stream:
        ours, theirs = trio.testing.memory_stream_pair()
        held.append(theirs)
        return ours

    held: list[trio.abc.Stream] = []
    service = Service("the silent server", "test", "/ws3", open_stream)
    started = trio.current_time()
    with pytest.raises(ExceptionGroup) as caught:
        await outcomes_of(service, 1, PoolSettings(connections=1, attempts=1))

    assert caught.group_contains(SpeechInterrupted, match="did not answer within 10 s")
    assert trio.current_time() - started == pytest.approx(10, abs=3)


@pytest.mark.parametrize(
    ("status", "refused"), [(401, True), (403, True), (400, True), (429, False), (503, False)]
)
async def test_a_refused_handshake_is_final_or_tried_again_by_its_status(
    status: int, refused: bool, autojump_clock: trio.testing.MockClock
) -> None:
    opened = 0

    async def open_stream() -> trio.abc.Stream:
        nonlocal opened
        opened += 1
        ours, theirs = trio.testing.memory_stream_pair()
        nursery.start_soon(reject, theirs)
        return ours

    async def reject(stream: trio.abc.Stream) -> None:
        await stream.receive_some(65536)
        body = b"invalid api key"
        await stream.send_all(
            b"HTTP/1.1 %d No\r\ncontent-length: %d\r\n\r\n%s" % (status, len(body), body)
        )

    service = Service("the guarded server", "test", "/ws3", open_stream, key="secret-key")
    async with trio.open_nursery() as nursery:
        with pytest.raises(ExceptionGroup) as caught:
            await outcomes_of(service, 1, PoolSettings(connections=1))
        nursery.cancel_scope.cancel()

    kind = SpeechRefused if refused else SpeechInterrupted
    assert caught.group_contains(kind, match=f"answered {status}: invalid api key")
    assert opened == (1 if refused else 4)
    assert "secret-key" not in repr(service) + str(caught.value)


@pytest.mark.parametrize(
    ("answer_bytes", "refused", "says"),
    [
        (
            b"HTTP/1.1 401 No\r\nconnection: close\r\n\r\nno such key",
            True,
            "answered 401: no such key",
        ),
        (b"HTTP/1.1 302 Found\r\nlocation: /\r\ncontent-length: 0\r\n\r\n", True, "answered 302"),
        (b"HTTP/1.1 503 Busy\r\n\r\n", False, "answered 503"),
        (b"220 mail.example.org ESMTP ready\r\n", False, "hung up while shaking hands"),
        (b"", False, "hung up while shaking hands"),
        (b"\xff\xfe\0garbage\r\n\r\n", False, "the odd server"),
        (
            b"HTTP/1.1 101 Go\r\nupgrade: websocket\r\nconnection: upgrade\r\n"
            b"sec-websocket-accept: wrong\r\n\r\n",
            False,
            "the odd server",
        ),
    ],
)
async def test_whatever_answers_the_handshake_the_error_is_one_of_ours(
    answer_bytes: bytes, refused: bool, says: str, autojump_clock: trio.testing.MockClock
) -> None:
    async def open_stream() -> trio.abc.Stream:
        ours, theirs = trio.testing.memory_stream_pair()
        nursery.start_soon(reply, theirs)
        return ours

    async def reply(stream: trio.abc.Stream) -> None:
        await stream.receive_some(65536)
        await stream.send_all(answer_bytes)
        await stream.aclose()

    service = Service("the odd server", "test", "/ws3", open_stream)
    async with trio.open_nursery() as nursery:
        with pytest.raises(ExceptionGroup) as caught:
            await outcomes_of(service, 3, PoolSettings(connections=3))
        nursery.cancel_scope.cancel()

    assert caught.group_contains(SpeechRefused if refused else SpeechInterrupted, match=says)


async def test_many_connections_refused_at_once_are_one_refusal(
    autojump_clock: trio.testing.MockClock,
) -> None:
    """Those still shaking hands when the first is refused fail on the way out, unheard."""

    async def open_stream() -> trio.abc.Stream:
        ours, theirs = trio.testing.memory_stream_pair()
        nursery.start_soon(reject, theirs)
        return ours

    async def reject(stream: trio.abc.Stream) -> None:
        with suppress(trio.BrokenResourceError):
            await stream.receive_some(65536)
            await stream.send_all(b"HTTP/1.1 401 No\r\ncontent-length: 2\r\n\r\nno")

    service = Service("the guarded server", "test", "/ws3", open_stream)
    for _ in range(30):
        async with trio.open_nursery() as nursery:
            with pytest.raises(ExceptionGroup) as caught:
                await outcomes_of(service, 20, PoolSettings(connections=10))
            nursery.cancel_scope.cancel()
        assert caught.group_contains(SpeechRefused, match="answered 401: no")
        assert not caught.group_contains(ConnectionRejected)


@pytest.mark.parametrize(
    "said", ["your key is s3cr3t-key", "\x1b[2J\nhacked\r\n", "long " * 100_000]
)
async def test_what_a_server_says_is_quoted_in_one_short_line_without_the_key(
    said: str, autojump_clock: trio.testing.MockClock
) -> None:
    async def complain(websocket: WebSocketConnection, context: str) -> None:
        await websocket.send_message(json.dumps({"type": "error", "message": said}))
        await trio.sleep(1)

    async def close(websocket: WebSocketConnection, context: str) -> None:
        await websocket.aclose(1011, said[:60])

    async def babble(websocket: WebSocketConnection, context: str) -> None:
        await websocket.send_message(said)
        await trio.sleep(1)

    for fault in (complain, close, babble):
        async with scripted(failing_always(fault)) as service:
            guarded = replace(service, key="s3cr3t-key")
            with pytest.raises(ExceptionGroup) as caught:
                await outcomes_of(guarded, 1, PoolSettings(connections=1, attempts=1))
        (error,) = leaves(caught.value)
        assert "s3cr3t-key" not in str(error)
        assert str(error).isprintable()
        assert len(str(error)) < 300


async def test_not_more_than_the_look_ahead_is_ever_asked_for(
    autojump_clock: trio.testing.MockClock,
) -> None:
    handed = 0

    def source() -> Iterator[Sentence]:
        nonlocal handed
        for sentence in sentences(100):
            handed += 1
            yield sentence

    async with scripted(answer_all) as service:
        send, receive = trio.open_memory_channel[Outcome](0)
        settings = PoolSettings(connections=3, look_ahead=7)
        async with trio.open_nursery() as nursery:
            nursery.start_soon(speak, source(), service, VOICE, settings, send)
            taken = 0
            async for _ in receive:
                taken += 1
                await trio.testing.wait_all_tasks_blocked()
                assert handed <= taken + 7 + 1


async def test_an_idle_connection_is_kept_alive_by_pings(
    autojump_clock: trio.testing.MockClock,
) -> None:
    """One slow sentence must not cost the other connection its life."""

    async def handler(websocket: WebSocketConnection) -> None:
        while True:
            context = await flushed(websocket)
            await trio.sleep(14)
            await answer(websocket, context)

    async with scripted(handler) as service:
        outcomes = await outcomes_of(service, 6, PoolSettings(connections=2))

    assert {o.attempts for o in outcomes} == {1}


async def test_deadlines_are_settings(autojump_clock: trio.testing.MockClock) -> None:
    async with scripted(failing_always(never_answer)) as service:
        started = trio.current_time()
        settings = PoolSettings(connections=1, attempts=1, deadlines=Deadlines(first_sound=1.0))
        with pytest.raises(ExceptionGroup):
            await outcomes_of(service, 1, settings)

    assert trio.current_time() - started == pytest.approx(1, abs=1.5)
