"""The server's faults: each does what its name says, no more, and as often as it was asked."""

from __future__ import annotations

import base64
import json
from collections.abc import Awaitable, Callable
from itertools import pairwise
from typing import Any

import pytest
import trio
import trio.testing
from hypothesis import given
from hypothesis import strategies as st
from trio_websocket import ConnectionClosed, ConnectionRejected, WebSocketConnection

from captioner.errors import OptionError, leaves
from captioner.protocol import Chunk, Done, SaidEvent, Synthesize, Timestamps, WordTimestamps
from captioner.server.endpoint import Server, ServerSettings
from captioner.server.faults import FAULTS, Fault, Faults, Row, parse_fault
from captioner.server.nominal import QUANTUM, nominal_times
from tests.fakes import MarkedVoice, serving_streams
from tests.server.wire import FLUSH, connected, events, text

SENTENCE = "Some plain words, to be spoken here."
Talk = Callable[[WebSocketConnection], Awaitable[Any]]


async def meeting(fault: str, talk: Talk, chunk_bytes: int = 4096) -> Any:
    """Talk to a server that has a fault."""
    settings = ServerSettings(chunk_bytes=chunk_bytes, faults=[parse_fault(fault)])
    server = Server(MarkedVoice(), settings)
    async with serving_streams(server.serve_stream) as service, connected(service) as websocket:
        return await talk(websocket)


async def ask(websocket: WebSocketConnection, context: str = "a") -> None:
    await websocket.send_message(text(SENTENCE, context))
    await websocket.send_message(FLUSH)


async def frames(websocket: WebSocketConnection) -> list[Any]:
    """Ask once, and collect what comes for a while; a closure is the last of it."""
    await ask(websocket)
    found: list[Any] = []
    with trio.move_on_after(30):
        while True:
            try:
                frame = await websocket.get_message()
            except ConnectionClosed as closed:
                found.append(closed.reason.code if closed.reason else None)
                return found
            try:
                found.append(json.loads(frame))
            except ValueError:
                found.append(frame)
    return found


def kinds(found: list[Any]) -> list[str]:
    return [frame["type"] for frame in found if isinstance(frame, dict)]


def sound(found: list[Any]) -> bytes:
    return b"".join(
        base64.b64decode(frame["data"])
        for frame in found
        if isinstance(frame, dict) and frame["type"] == "chunk"
    )


async def undisturbed() -> list[Any]:
    """What a server sends that has no fault."""
    found: list[Any] = await meeting("drop-after:9999", frames)
    return found


async def test_undisturbed_is_chunks_times_done(
    autojump_clock: trio.testing.MockClock,
) -> None:
    whole = await undisturbed()
    assert kinds(whole)[:3] == ["chunk"] * 3
    assert kinds(whole)[-2:] == ["timestamps", "done"]


async def test_connections_are_cut_stalled_and_closed(
    autojump_clock: trio.testing.MockClock,
) -> None:
    whole = await undisturbed()
    assert await meeting("drop-after=2", frames) == [*whole[:2], 1006]
    assert await meeting("stall=1", frames) == whole[:1]
    assert await meeting("stall=0", frames) == []
    assert await meeting("close=1013", frames) == [whole[0], 1013]
    assert await meeting("close", frames) == [whole[0], 1011]


async def test_a_cut_comes_before_done_even_if_there_are_fewer_chunks(
    autojump_clock: trio.testing.MockClock,
) -> None:
    whole = await undisturbed()
    assert await meeting("drop-after=999", frames) == [*whole[:-1], 1006]


async def test_frames_that_make_no_sense(
    autojump_clock: trio.testing.MockClock,
) -> None:
    whole = await undisturbed()
    garbage, binary = await meeting("garbage", frames), await meeting("binary", frames)

    assert garbage == [whole[0], "<html>bad gateway</html>", *whole[1:]]
    assert binary == [whole[0], bytes(64), *whole[1:]]


async def test_an_error_takes_the_place_of_the_sound_and_leaves_the_connection_open(
    autojump_clock: trio.testing.MockClock,
) -> None:
    async def talk(websocket: WebSocketConnection) -> list[Any]:
        return [*await frames(websocket), *await frames(websocket)]

    found = await meeting("error:2", talk)
    assert kinds(found)[-1] == "error"
    assert kinds(found).count("done") == 1


async def test_sound_is_cut_oddly_halved_or_missing(
    autojump_clock: trio.testing.MockClock,
) -> None:
    whole = await undisturbed()
    odd = await meeting("odd-chunks", frames)
    sizes = [len(base64.b64decode(f["data"])) for f in odd if f["type"] == "chunk"]
    short = await meeting("short", frames)

    assert any(size % 2 for size in sizes)
    assert sound(odd) == sound(whole)
    assert len(sound(short)) == pytest.approx(len(sound(whole)) / 2, abs=8)
    assert kinds(await meeting("silent", frames)) == ["timestamps", "done"]
    assert sound(await meeting("wav", frames)).startswith(b"RIFF")


async def test_word_times_are_missing_ragged_late_or_nominal(
    autojump_clock: trio.testing.MockClock,
) -> None:
    whole = await undisturbed()
    assert kinds(await meeting("no-times", frames)) == [
        k for k in kinds(whole) if k != "timestamps"
    ]
    late = await meeting("late-times", frames)
    assert kinds(late)[-2:] == ["done", "timestamps"]
    assert late[-1] == whole[-2]
    (ragged,) = [f for f in await meeting("ragged-times", frames) if f["type"] == "timestamps"]
    times = ragged["word_timestamps"]
    assert len({len(times[key]) for key in ("words", "start", "end")}) > 1
    nominal = await meeting("nominal-times", frames)
    assert kinds(nominal) == ["timestamps", *[k for k in kinds(whole) if k != "timestamps"]]
    assert sound(nominal) == sound(whole)


async def test_contexts_are_wrong_missing_or_another_s(
    autojump_clock: trio.testing.MockClock,
) -> None:
    whole = await undisturbed()
    wrong = await meeting("wrong-context", frames)
    none = await meeting("null-context", frames)
    stray = await meeting("stray", frames)

    assert {f["contextId"] for f in wrong} == {"stray-001"}
    assert {f["contextId"] for f in none} == {None}
    assert [f for f in stray if f["contextId"] == "a"] == whole
    assert {f["type"] for f in stray if f["contextId"] != "a"} == {"chunk", "done"}


async def test_done_comes_early_twice_or_never(
    autojump_clock: trio.testing.MockClock,
) -> None:
    whole = await undisturbed()
    early = await meeting("early-done", frames)
    twice = await meeting("double-done", frames)

    assert kinds(early)[:2] == ["chunk", "done"]
    assert sound(early) == sound(whole)
    assert kinds(twice) == [*kinds(whole), "done"]
    assert kinds(await meeting("no-done", frames)) == kinds(whole)[:-1]


async def test_events_that_nobody_knows_come_between(
    autojump_clock: trio.testing.MockClock,
) -> None:
    whole = await undisturbed()
    found = await meeting("unknown", frames)

    assert [f for f in found if f["type"] not in ("progress", "done")] == whole[:-1]
    assert "usage" in found[-1]


async def test_flushes_are_merged_while_the_server_speaks(
    autojump_clock: trio.testing.MockClock,
) -> None:
    async def talk(websocket: WebSocketConnection) -> list[dict[str, Any]]:
        for context in ("a", "b", "c"):
            await ask(websocket, context)
        return await events(websocket, dones=2)

    found = await meeting("merge-flushes", talk)
    times = [f for f in found if f["type"] == "timestamps"]
    # Texts are joined as they came, so "here." and "Some" are one word.
    assert [len(f["word_timestamps"]["words"]) for f in times] == [7, 13]
    assert times[-1]["contextId"] == "c"


async def test_a_connection_is_refused_hangs_or_is_cut_and_the_next_is_not(
    autojump_clock: trio.testing.MockClock,
) -> None:
    for name, code in (("refuse=503:2", 503), ("hang-up:2", None), ("hang:2", None)):
        server = Server(MarkedVoice(), ServerSettings(faults=[parse_fault(name)]))
        async with serving_streams(server.serve_stream) as service:
            async with connected(service):
                pass
            met: list[BaseException] = []
            with trio.move_on_after(60) as patience:
                try:
                    async with connected(service):
                        pass
                except BaseExceptionGroup as group:
                    met = leaves(group)
            async with connected(service) as websocket:
                await ask(websocket)
                assert (await events(websocket))[-1]["type"] == "done"
        rejections = [error for error in met if isinstance(error, ConnectionRejected)]
        assert [error.status_code for error in rejections] == ([code] if code else [])
        assert patience.cancelled_caught or met


async def test_slow_is_slow(autojump_clock: trio.testing.MockClock) -> None:
    began = trio.current_time()
    found = await meeting("slow=2", frames)

    assert trio.current_time() - began >= 2 * len(found)


# ---------------------------------------------------------------- asking for them


def test_every_fault_is_named_and_read_back() -> None:
    for name, row in FAULTS.items():
        assert parse_fault(name) == Fault(name, row.usual)
        assert parse_fault(f"{name}:3").every == 3
        if row.unit:
            value = row.usual + (0 if row.allowed is None else 1)
            assert parse_fault(f"{name}={value:g}:2") == Fault(name, value, 2)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "drop",
        "stall=x",
        "stall=-1",
        "stall=nan",
        "stall:0",
        "refuse=99",
        "refuse=101",
        "refuse=429.5",
        "close=1005",
        "close=1006",
        "close=999",
        "close=5000",
        "stall:x",
        "garbage=1",
        "=1",
    ],
)
def test_what_is_no_fault_is_refused_in_a_sentence(text: str) -> None:
    with pytest.raises(OptionError, match="--fault"):
        parse_fault(text)


@given(st.integers(1, 5), st.integers(1, 30))
def test_each_so_many_th_time_is_just_that(every: int, times: int) -> None:
    faults = Faults([Fault("no-done", 0, every)])
    hit = [not list(faults.in_synthesis(Synthesize("x", None))(Done(None))) for _ in range(times)]

    assert hit == [(turn + 1) % every == 0 for turn in range(times)]


EVENTS: list[SaidEvent] = [
    Chunk(bytes(100), "a"),
    Chunk(bytes(300), "a"),
    Timestamps(WordTimestamps(["x", "y."], [0.0, 0.1], [0.1, 0.2]), "a"),
    Done("a"),
]


@given(st.lists(st.sampled_from([n for n, row in FAULTS.items() if row.make]), max_size=4))
def test_faults_can_be_met_together(names: list[str]) -> None:
    change = Faults([Fault(name, FAULTS[name].usual) for name in names]).in_synthesis(
        Synthesize("x y.", "a")
    )
    steps = [step for event in EVENTS for step in change(event)]

    assert names or steps == EVENTS
    assert all(isinstance(row, Row) for row in FAULTS.values())


# ---------------------------------------------------------------- nominal times


def test_nominal_times_are_as_the_cloud_was_measured_to_state_them() -> None:
    """A plain word takes one or two quanta; one with a full stop, figures or marks one a letter."""
    times = nominal_times("This is a test of websockets.")

    assert times.words == ["This", "is", "a", "test", "of", "websockets."]
    assert times.end[-1] - times.start[-1] == pytest.approx(10 * QUANTUM, abs=1e-4)
    assert nominal_times("<400> mistv3").end == pytest.approx([5 * QUANTUM, 11 * QUANTUM], abs=1e-4)


@given(st.text(max_size=60))
def test_nominal_times_are_whole_quanta_without_gaps(said: str) -> None:
    times = nominal_times(said)

    assert times.words == said.split()
    assert times.start == [0, *times.end][: len(times.words)]
    for before, after in pairwise([0, *times.end]):
        assert (after - before) / QUANTUM == pytest.approx(
            round((after - before) / QUANTUM), abs=1e-3
        )
