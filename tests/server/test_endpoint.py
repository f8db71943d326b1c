"""The server's connections: real frames, a real or a marked voice."""

from __future__ import annotations

import base64
import json

import trio
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from trio_websocket import ConnectionClosed, ConnectionRejected, wrap_client_stream

from captioner.local import serving
from captioner.server.endpoint import ServerSettings
from tests.fakes import MarkedVoice
from tests.server.wire import CLEAR, EOS, FLUSH, QUERY, connected, espeaking, events, text

HOSTILE = (
    b"GET //[ HTTP/1.1\r\nhost: x\r\nupgrade: websocket\r\nconnection: upgrade\r\n"
    b"sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\nsec-websocket-version: 13\r\n\r\n",
    b"GET /ws3 HTTP/1.1\r\n\r\n",
    b"POST / HTTP/1.0\r\ncontent-length: 5\r\n\r\n12345",
    b"\xff\xfe\0garbage\r\n\r\n",
    *(
        b"GET /ws3?speaker=luna HTTP/1.1\r\nhost: x\r\nupgrade: websocket\r\n"
        b"connection: upgrade\r\n"
        b"sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\nsec-websocket-version: 13\r\n"
        + header
        + b"\r\n\r\n"
        for header in (
            b"connection: \xff",
            b"sec-websocket-protocol: \xff",
            b"sec-websocket-extensions: \xff",
            b"authorization: \xff",
        )
    ),
    b"GET /ws3?speaker=luna HTTP/1.1\r\nhost: xn--a\r\nupgrade: websocket\r\n"
    b"connection: upgrade\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
    b"sec-websocket-version: 13\r\n\r\n",
)


async def test_a_flush_is_answered_by_chunks_then_timestamps_then_done() -> None:
    async with espeaking() as service, connected(service) as websocket:
        await websocket.send_message(text("Hello ", "a"))
        await websocket.send_message(text("there. "))
        await websocket.send_message(FLUSH)
        found = await events(websocket)

    kinds = [event["type"] for event in found]
    assert kinds == ["chunk"] * (len(kinds) - 2) + ["timestamps", "done"]
    assert {event["contextId"] for event in found} == {"a"}
    assert found[-2]["word_timestamps"]["words"] == ["Hello", "there."]
    assert "estimated" not in found[-2]


async def test_chunks_are_of_the_size_that_was_set_whatever_the_voice_gives() -> None:
    sizes = ServerSettings(chunk_bytes=4096)
    async with serving(MarkedVoice(), sizes) as service, connected(service) as websocket:
        await websocket.send_message(text("some words to speak", "a"))
        await websocket.send_message(FLUSH)
        found = await events(websocket)

    lengths = [len(base64.b64decode(e["data"])) for e in found if e["type"] == "chunk"]
    assert len(lengths) > 3
    assert set(lengths[:-1]) == {4096}
    assert 0 < lengths[-1] <= 4096


async def test_each_flush_is_spoken_with_the_context_of_its_moment() -> None:
    async with serving(MarkedVoice()) as service, connected(service) as websocket:
        for context in ("a", "b", "c"):
            await websocket.send_message(text(f"word {context}", context))
            await websocket.send_message(FLUSH)
        found = await events(websocket, dones=3)

    times = [e for e in found if e["type"] == "timestamps"]
    assert [(e["contextId"], e["word_timestamps"]["words"]) for e in times] == [
        (name, ["word", name]) for name in "abc"
    ]


async def test_clear_drops_what_was_not_flushed_and_eos_speaks_the_rest_and_closes() -> None:
    async with serving(MarkedVoice()) as service, connected(service) as websocket:
        await websocket.send_message(text("dropped"))
        await websocket.send_message(CLEAR)
        await websocket.send_message(text("kept"))
        await websocket.send_message(EOS)
        found = await events(websocket)
        try:
            await websocket.get_message()
        except ConnectionClosed as closed:
            code = closed.reason.code if closed.reason else None

    assert [e["word_timestamps"]["words"] for e in found if e["type"] == "timestamps"] == [["kept"]]
    assert found[0]["contextId"] is None
    assert code == 1000


async def test_malformed_input_is_answered_and_the_connection_goes_on() -> None:
    async with serving(MarkedVoice()) as service, connected(service) as websocket:
        for malformed in (
            "",
            "{",
            '{"x":' + "[" * 100_000,
            "[]",
            "{}",
            '{"operation":"sing"}',
            '{"text":5}',
            b"\0\1",
        ):
            await websocket.send_message(malformed)
            assert json.loads(await websocket.get_message())["type"] == "error"
        await websocket.send_message(text("still here", "x"))
        await websocket.send_message(FLUSH)
        assert (await events(websocket))[-1] == {"type": "done", "contextId": "x"}


async def test_a_text_over_the_limit_closes_with_the_reason() -> None:
    limit = ServerSettings(max_text=50)
    async with serving(MarkedVoice(), limit) as service, connected(service) as websocket:
        await websocket.send_message(text("word " * 20))
        await websocket.send_message(FLUSH)
        try:
            await websocket.get_message()
        except ConnectionClosed as closed:
            reason = closed.reason
    assert reason is not None
    assert (reason.code, reason.reason) == (1011, "400: text is too long")


async def test_a_refusal_is_plain_text() -> None:
    async with serving(MarkedVoice(), ServerSettings(key="k")) as service:
        try:
            async with connected(service):
                pass
        except BaseExceptionGroup as group:
            rejected = group.exceptions[0]
    assert isinstance(rejected, ConnectionRejected)
    assert (rejected.status_code, rejected.body) == (401, b"Missing Authorization header")


@given(st.binary(min_size=1, max_size=200) | st.sampled_from(HOSTILE))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
async def test_whatever_bytes_arrive_the_server_lives(data: bytes) -> None:
    async with serving(MarkedVoice()) as service:
        stream = await service.open_stream()
        try:
            await stream.send_all(data)
            await stream.aclose()
        except trio.BrokenResourceError:
            pass
        async with connected(service) as websocket:
            await websocket.send_message(text("alive"))
            await websocket.send_message(FLUSH)
            assert (await events(websocket))[-1]["type"] == "done"


async def test_a_client_that_leaves_in_mid_sentence_disturbs_nobody() -> None:
    async with espeaking() as service, connected(service) as patient:
        for _ in range(5):
            stream = await service.open_stream()
            async with trio.open_nursery() as nursery:
                hasty = await wrap_client_stream(
                    nursery,
                    stream,  # type: ignore[arg-type]
                    "test",
                    f"/ws3?{QUERY}",
                )
                await hasty.send_message(text("a long sentence that nobody will hear " * 20))
                await hasty.send_message(FLUSH)
                await trio.aclose_forcefully(stream)
        await patient.send_message(text("I waited.", "p"))
        await patient.send_message(FLUSH)
        found = await events(patient)

    assert found[-2]["word_timestamps"]["words"] == ["I", "waited."]
