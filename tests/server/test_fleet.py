"""The server processes that end the WebSockets themselves."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest
import trio
from trio_websocket import ConnectionClosed, ConnectionRejected

from captioner.client import Service
from captioner.errors import SpeechRefused
from captioner.local import embedded
from captioner.server.fleet import Fleet, open_fleet
from tests.server.wire import EOS, FLUSH, QUERY, all_until_closed, connected, events, text

MAX_TEXT = 1000


def service_of(fleet: Fleet) -> Service:
    return Service("a fleet", "localhost", "/ws3", fleet.open_stream)


async def test_the_clients_of_a_process_each_hear_their_own_in_turn() -> None:
    async with open_fleet(1, MAX_TEXT) as fleet:
        service = service_of(fleet)
        async with connected(service) as one, connected(service) as other:
            for turn in range(3):
                await one.send_message(text(f"one {turn}", "a"))
                await one.send_message(FLUSH)
            await other.send_message(text("other", "b"))
            await other.send_message(FLUSH)
            # Spoken before the third of the first client, though that was asked for before.
            theirs = await events(other)
            ours = await events(one, dones=3)

    said = [event["word_timestamps"]["words"] for event in ours if event["type"] == "timestamps"]
    assert said == [["one", "0"], ["one", "1"], ["one", "2"]]
    assert {event["contextId"] for event in ours} == {"a"}
    assert theirs[-2]["word_timestamps"]["words"] == ["other"]


async def test_one_that_takes_nothing_keeps_nobody_waiting() -> None:
    async with open_fleet(1, MAX_TEXT) as fleet:
        service = service_of(fleet)
        stream = await service.open_stream()
        async with connected(service) as patient, connected(service) as other:
            # Of some three megabytes each; the library takes a few in by itself.
            for _ in range(40):
                await patient.send_message(text("a long sentence that nobody takes " * 25))
                await patient.send_message(FLUSH)
            await other.send_message(text("I am heard.", "b"))
            await other.send_message(FLUSH)
            with trio.fail_after(20):
                found = await events(other)
        await stream.aclose()

    assert found[-2]["word_timestamps"]["words"] == ["I", "am", "heard."]


async def test_what_is_asked_for_in_the_wrong_way_is_refused_as_elsewhere() -> None:
    async with open_fleet(1, MAX_TEXT) as fleet:
        service = service_of(fleet)
        with pytest.RaisesGroup(ConnectionRejected) as refused:
            async with connected(service, "lang=en"):
                pass
        assert isinstance(error := refused.value.exceptions[0], ConnectionRejected)
        assert (error.status_code, error.body) == (400, b"speaker is required")
        async with connected(service) as websocket:
            await websocket.send_message(text("x" * (MAX_TEXT + 1)))
            await websocket.send_message(FLUSH)
            _, code, reason = await all_until_closed(websocket)
            assert (code, reason) == (1011, "400: text is too long")


async def test_a_ping_is_answered_and_eos_ends_it_once_all_is_spoken() -> None:
    async with open_fleet(1, MAX_TEXT) as fleet, connected(service_of(fleet)) as websocket:
        with trio.fail_after(20):
            await websocket.ping()
        await websocket.send_message(text("The end."))
        await websocket.send_message(EOS)
        frames, code, _ = await all_until_closed(websocket)

    assert code == 1000
    assert '"done"' in str(frames[-1])


async def test_a_slow_writer_is_given_a_moment_before_it_is_told_that_all_is_spoken() -> None:
    query = QUERY.replace("segment=never", "segment=bySentence")
    async with open_fleet(1, MAX_TEXT) as fleet, connected(service_of(fleet), query) as websocket:
        await websocket.send_message(text("First. "))
        await websocket.send_message(text("Second. "))
        found = await events(websocket)

    assert [event["type"] for event in found].count("timestamps") == 2


async def test_one_that_is_killed_is_started_anew_and_takes_nothing_along() -> None:
    async with open_fleet(1, MAX_TEXT) as fleet:
        service = service_of(fleet)
        async with connected(service) as websocket:
            (place,) = fleet._places
            assert place._child is not None
            pid, folder = place._child.process.pid, Path(place._child.folder)
            os.kill(pid, signal.SIGKILL)
            with pytest.raises(ConnectionClosed):
                await websocket.get_message()
            await place._child.process.wait()
        async with connected(service) as websocket:
            await websocket.send_message(text("Hello."))
            await websocket.send_message(FLUSH)
            assert (await events(websocket))[-1]["type"] == "done"
            assert place._child.process.pid != pid
            second = Path(place._child.folder)
    assert not folder.exists()
    assert not second.exists()


async def test_where_no_connection_can_be_handed_over_one_process_serves_for_all(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("captioner.local.can_hand_over", lambda: False)
    async with embedded(workers=1) as service, connected(service) as websocket:
        await websocket.send_message(text("Hello."))
        await websocket.send_message(FLUSH)
        found = await events(websocket)

    assert [event["type"] for event in found][-2:] == ["timestamps", "done"]


async def test_one_that_cannot_speak_says_why(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    package = tmp_path / "espeakng_loader"
    package.mkdir()
    (package / "__init__.py").touch()
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    async with open_fleet(1, MAX_TEXT) as fleet:
        with pytest.raises(SpeechRefused, match="eSpeak NG"):
            await fleet.open_stream()
