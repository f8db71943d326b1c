"""Many connections: how many, how fairly, and how they end together."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
import trio
import trio.testing
from trio_websocket import ConnectionRejected

from captioner.errors import leaves
from captioner.server.endpoint import Server, ServerSettings
from captioner.server.order import Order, Timing
from tests.fakes import MarkedVoice, serving_streams
from tests.server.wire import FLUSH, QUERY, all_until_closed, connected, events, text


async def rejected(server: Server, query: str = QUERY) -> ConnectionRejected:
    async with serving_streams(server.serve_stream) as service:
        with pytest.raises(BaseExceptionGroup) as caught:
            async with connected(service, query):
                pass
    (error,) = leaves(caught.value)
    assert isinstance(error, ConnectionRejected)
    return error


async def test_one_connection_too_many_is_told_so_in_plain_text() -> None:
    server = Server(MarkedVoice(), ServerSettings(max_connections=2))
    async with (
        serving_streams(server.serve_stream) as service,
        connected(service) as one,
        connected(service),
    ):
        refusal = await rejected(server)
        await one.send_message(text("Still here."))
        await one.send_message(FLUSH)
        assert (await events(one))[-1]["type"] == "done"
    async with serving_streams(server.serve_stream) as service, connected(service):
        pass  # There is room again.

    assert (refusal.status_code, refusal.body) == (429, b"Currently at websocket limit")


async def test_a_crowd_that_comes_at_once_does_not_get_past_the_limit() -> None:
    server = Server(MarkedVoice(), ServerSettings(max_connections=2))
    refused = 0
    leave = trio.Event()

    async with serving_streams(server.serve_stream) as service:

        async def come() -> None:
            nonlocal refused
            try:
                async with connected(service):
                    await leave.wait()
            except BaseExceptionGroup as group:
                (error,) = leaves(group)
                assert isinstance(error, ConnectionRejected)
                assert error.status_code == 429
                refused += 1
                if refused == 18:
                    leave.set()

        async with trio.open_nursery() as nursery:
            for _ in range(20):
                nursery.start_soon(come)

    assert refused == 18


async def test_so_many_that_never_shake_hands_are_cut_off() -> None:
    server = Server(MarkedVoice(), ServerSettings(max_connections=1))
    async with serving_streams(server.serve_stream) as service:
        silent = [await service.open_stream() for _ in range(150)]
        cut = 0

        async def listen(stream: trio.abc.Stream) -> None:
            nonlocal cut
            if await stream.receive_some() == b"":
                cut += 1

        async with trio.open_nursery() as nursery:
            for stream in silent:
                nursery.start_soon(listen, stream)
            await trio.testing.wait_all_tasks_blocked(0.05)
            nursery.cancel_scope.cancel()
        for stream in silent:
            await stream.aclose()

    assert cut == 150 - 101


async def test_a_client_that_does_not_listen_loses_its_place(
    autojump_clock: trio.testing.MockClock,
) -> None:
    """A stream in lockstep takes nothing that is not read at once."""
    server = Server(MarkedVoice(), ServerSettings(max_connections=1))
    shake = (
        b"GET /ws3?speaker=en-us HTTP/1.1\r\nhost: x\r\nupgrade: websocket\r\n"
        b"connection: upgrade\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
        b"sec-websocket-version: 13\r\n\r\n"
    )
    said = text("Some words that nobody hears.").encode()
    begun = trio.current_time()
    async with trio.open_nursery() as nursery:
        ours, theirs = trio.testing.lockstep_stream_pair()
        nursery.start_soon(server.serve_stream, theirs)
        await ours.send_all(shake)
        await ours.receive_some()
        await ours.send_all(bytes([0x81, 0x80 | len(said), 0, 0, 0, 0]) + said)
    took = trio.current_time() - begun

    assert 50 < took < 120


class Endless(MarkedVoice):
    """A voice that gives more sound than anybody asked for."""

    async def synthesize(self, order: Order, on_block: Callable[[bytes], None]) -> Timing:
        for _ in range(100):
            on_block(bytes(2**18))
            await trio.lowlevel.checkpoint()
        return Timing([], [], [])


async def test_sound_that_nobody_takes_is_not_kept_without_end() -> None:
    """A stream in lockstep takes nothing that is not read at once."""
    settings = ServerSettings(max_unsent=3 * 2**20, chunk_bytes=2**16)
    server = Server(Endless(), settings)
    async with serving_streams(server.serve_stream) as service, connected(service) as websocket:
        await websocket.send_message(text("Some words."))
        await websocket.send_message(FLUSH)
        # Our queue of one message fills at once, since we do not read.
        await trio.testing.wait_all_tasks_blocked(0.05)
        assert server._backlog.total <= 3 * 2**20
        _, code, reason = await all_until_closed(websocket)

    assert (code, reason) == (1011, "500: the sound is not taken fast enough")
    assert server._backlog.total == 0


class OneAtATime(MarkedVoice):
    """A voice that speaks one sentence at a time, in the order in which they are asked for."""

    def __init__(self) -> None:
        self._free = trio.Lock()
        self.order: list[str] = []

    async def synthesize(self, order: Order, on_block: Callable[[bytes], None]) -> Timing:
        async with self._free:
            self.order.append(order.text.split()[0])
            await trio.sleep(1)
            return await super().synthesize(order, on_block)


async def test_a_client_with_a_lot_to_say_does_not_keep_the_others_waiting(
    autojump_clock: trio.testing.MockClock,
) -> None:
    voice = OneAtATime()
    async with (
        serving_streams(Server(voice).serve_stream) as service,
        connected(service) as greedy,
        connected(service) as other,
    ):
        for _ in range(20):
            await greedy.send_message(text("greedy words"))
            await greedy.send_message(FLUSH)
        for _ in range(3):
            await other.send_message(text("other words"))
            await other.send_message(FLUSH)
        await events(other, dones=3)
        before = voice.order.count("greedy")
        await events(greedy, dones=20)

    assert before <= 6


class SlowVoice(MarkedVoice):
    """A voice that takes its time for each sentence."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds

    async def synthesize(self, order: Order, on_block: Callable[[bytes], None]) -> Timing:
        await trio.sleep(self._seconds)
        return await super().synthesize(order, on_block)


async def test_at_the_end_what_was_asked_for_is_spoken_and_idle_connections_are_closed(
    autojump_clock: trio.testing.MockClock,
) -> None:
    server = Server(SlowVoice(2.0))
    async with (
        serving_streams(server.serve_stream) as service,
        connected(service) as busy,
        connected(service) as idle,
    ):
        for context in "ab":
            await busy.send_message(text("Last words.", context))
            await busy.send_message(FLUSH)
        await trio.sleep(1)
        async with trio.open_nursery() as nursery:
            nursery.start_soon(server.shut_down, 10.0)
            _, idle_code, reason = await all_until_closed(idle)
            closed_at = trio.current_time()
            frames, code, _ = await all_until_closed(busy)
            ended_at = trio.current_time()
            refusal = await rejected(server)

    assert (idle_code, code) == (1001, 1001)
    assert "shutting down" in reason
    dones = [json.loads(f)["contextId"] for f in frames if json.loads(f)["type"] == "done"]
    assert dones == ["a", "b"]
    assert closed_at < ended_at <= closed_at + 4
    assert refusal.status_code == 503


async def test_the_end_does_not_wait_for_ever(autojump_clock: trio.testing.MockClock) -> None:
    server = Server(SlowVoice(1000.0))
    async with serving_streams(server.serve_stream) as service, connected(service) as busy:
        await busy.send_message(text("Last words."))
        await busy.send_message(FLUSH)
        await trio.sleep(1)
        begun = trio.current_time()
        async with trio.open_nursery() as nursery:
            nursery.start_soon(server.shut_down, 5.0)
            _, code, _ = await all_until_closed(busy)
        took = trio.current_time() - begun

    assert 5.0 <= took < 6.0
    assert code == 1001
