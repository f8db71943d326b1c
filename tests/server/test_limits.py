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
        await server.shut_down(5.0)
        took = trio.current_time() - begun

    assert took == pytest.approx(5.0)
