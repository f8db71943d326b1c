"""Opening a connection: what is asked for, whatever answers, and secrets that stay so."""

from __future__ import annotations

import json
from contextlib import suppress
from urllib.parse import parse_qs

import pytest
import trio
import trio.testing
from msgspec.structs import replace
from trio_websocket import ConnectionRejected, WebSocketConnection

from captioner.client import PoolSettings, Service
from captioner.errors import OptionError, SpeechInterrupted, SpeechRefused, leaves
from captioner.protocol import Voice
from tests.client.services import (
    ONE,
    answer,
    failing_always,
    guarded,
    http,
    outcomes_of,
    takes,
)
from tests.fakes import flushed, scripted


async def test_what_a_service_would_replace_without_a_word_is_always_said(
    autojump_clock: trio.testing.MockClock,
) -> None:
    paths: list[str] = []

    async def handler(websocket: WebSocketConnection) -> None:
        paths.append(str(websocket.path))
        await answer(websocket, await flushed(websocket))

    async with scripted(handler) as service:
        takes(await outcomes_of(service, 1, ONE, Voice("astra & co", lang="en-GB", rate=8000)))

    path, _, query = paths[0].partition("?")
    assert path == "/ws3"
    assert {name: value for name, [value] in parse_qs(query).items()} == {
        "speaker": "astra & co",
        "modelId": "coda",
        "lang": "en",
        "audioFormat": "pcm",
        "samplingRate": "8000",
        "segment": "never",
    }


def test_a_model_that_a_service_would_not_know_is_not_asked_for() -> None:
    with pytest.raises(OptionError, match="codda"):
        Voice("anna", model="codda")


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
    ("status", "refused"), [(401, True), (403, True), (400, True), (500, False), (503, False)]
)
async def test_a_refused_handshake_is_final_or_tried_again_by_its_status(
    status: int, refused: bool, autojump_clock: trio.testing.MockClock
) -> None:
    async with guarded(lambda seen: http(status, b"invalid api key")) as seen:
        with pytest.raises(ExceptionGroup) as caught:
            await outcomes_of(seen.service, 1, ONE)

    kind = SpeechRefused if refused else SpeechInterrupted
    assert caught.group_contains(kind, match=f"answered {status}: invalid api key")
    assert len(seen.opened_at) == (1 if refused else 4)


@pytest.mark.parametrize(
    ("body", "says", "says_not"),
    [
        (b"invalid subscription", "billing", "RIME_API_KEY"),
        (b"invalid api key", "check the key in RIME_API_KEY", "billing"),
        (b"missing headers", "check the key in RIME_API_KEY", "billing"),
    ],
)
async def test_a_401_tells_the_key_from_the_bill(
    body: bytes, says: str, says_not: str, autojump_clock: trio.testing.MockClock
) -> None:
    async with guarded(lambda seen: http(401, body)) as seen:
        with pytest.raises(ExceptionGroup) as caught:
            await outcomes_of(seen.service, 1, ONE)

    (error,) = leaves(caught.value)
    assert isinstance(error, SpeechRefused)
    assert body.decode() in str(error)
    assert says in str(error)
    assert says_not not in str(error)


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
        (b"\xff\xfe\0garbage\r\n\r\n", False, "the guarded server"),
        (
            b"HTTP/1.1 101 Go\r\nupgrade: websocket\r\nconnection: upgrade\r\n"
            b"sec-websocket-accept: wrong\r\n\r\n",
            False,
            "the guarded server",
        ),
        (
            b"HTTP/1.1 101 Go\r\nupgrade: websocket\r\nconnection: upgrade, \xff\r\n\r\n",
            False,
            "does not speak WebSocket",
        ),
        (
            b"HTTP/1.1 101 Go\r\nupgrade: websocket\r\nconnection: upgrade\r\n"
            b"sec-websocket-extensions: \xff\r\n\r\n",
            False,
            "does not speak WebSocket",
        ),
    ],
)
async def test_whatever_answers_the_handshake_the_error_is_one_of_ours(
    answer_bytes: bytes, refused: bool, says: str, autojump_clock: trio.testing.MockClock
) -> None:
    async with guarded(lambda seen: answer_bytes) as seen:
        with pytest.raises(ExceptionGroup) as caught:
            await outcomes_of(seen.service, 3, PoolSettings(connections=3))

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
            await stream.send_all(http(401, b"no"))

    service = Service("the guarded server", "test", "/ws3", open_stream)
    for _ in range(30):
        async with trio.open_nursery() as nursery:
            with pytest.raises(ExceptionGroup) as caught:
                await outcomes_of(service, 20, PoolSettings(connections=10))
            nursery.cancel_scope.cancel()
        assert caught.group_contains(SpeechRefused, match="answered 401: no")
        assert not caught.group_contains(ConnectionRejected)


async def test_the_key_is_in_the_header_of_the_handshake_and_nowhere_else(
    autojump_clock: trio.testing.MockClock,
) -> None:
    async with guarded(lambda seen: http(403, b"s3cr3t-key is forbidden")) as seen:
        with pytest.raises(ExceptionGroup) as caught:
            await outcomes_of(seen.service, 1, ONE)

    head, _, rest = seen.requests[0].partition(b"Authorization: Bearer s3cr3t-key\r\n")
    assert head
    assert rest
    assert b"s3cr3t-key" not in head + rest
    assert "s3cr3t-key" not in repr(seen.service)
    assert all("s3cr3t-key" not in str(error) for error in leaves(caught.value))


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
            keyed = replace(service, key="s3cr3t-key")
            with pytest.raises(ExceptionGroup) as caught:
                await outcomes_of(keyed, 1, PoolSettings(connections=1, attempts=1))
        (error,) = leaves(caught.value)
        assert "s3cr3t-key" not in str(error)
        assert str(error).isprintable()
        assert len(str(error)) < 300


async def test_code_and_whole_reason_of_a_closure_are_told(
    autojump_clock: trio.testing.MockClock,
) -> None:
    reason = "502: the synthesis failed upstream, and " + "this is why; " * 6

    async def close(websocket: WebSocketConnection, context: str) -> None:
        await websocket.send_message('{"type":"chunk","data":"AAAA"}')
        await websocket.aclose(1011, reason)

    async with scripted(failing_always(close)) as service:
        with pytest.raises(ExceptionGroup) as caught:
            await outcomes_of(service, 1, ONE)

    (error,) = leaves(caught.value)
    assert f"(1011: {reason.strip()})" in str(error)
