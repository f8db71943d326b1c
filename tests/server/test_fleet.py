"""The server processes that clients on this machine are handed over to."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest
import trio
from msgspec.structs import replace

from captioner.client import Service, Tally, open_connection
from captioner.client.service import LocalStream
from captioner.document import Kind, Place, Sentence
from captioner.errors import SpeechInterrupted, SpeechRefused
from captioner.local import embedded, local_voice
from captioner.protocol import frames as framed
from captioner.server.fleet import Fleet, open_fleet
from tests.server.wire import (
    EOS,
    FLUSH,
    QUERY,
    Framed,
    connected,
    espeaking,
    events,
    framed_client,
    text,
)

MAX_TEXT = 1000


def service_of(fleet: Fleet) -> Service:
    async def open_stream() -> LocalStream:
        return LocalStream(await fleet.open_stream())

    return Service("a fleet", "localhost", "/ws3", open_stream)


async def test_the_clients_of_a_process_each_hear_their_own_in_turn() -> None:
    async with open_fleet(1, MAX_TEXT) as fleet:
        service = service_of(fleet)
        async with framed_client(service) as one, framed_client(service) as other:
            for turn in range(3):
                await one.send(text(f"one {turn}", "a"))
                await one.send(FLUSH)
            await other.send(text("other", "b"))
            await other.send(FLUSH)
            # Spoken before the third of the first client, though that was asked for before.
            theirs = await other.events()
            ours = await one.events(dones=3)

    said = [event["word_timestamps"]["words"] for event in ours if event["type"] == "timestamps"]
    assert said == [["one", "0"], ["one", "1"], ["one", "2"]]
    assert [event["type"] for event in ours] == ["sound", "timestamps", "done"] * 3
    assert theirs[-2]["word_timestamps"]["words"] == ["other"]


async def test_one_that_takes_nothing_keeps_nobody_waiting() -> None:
    async with open_fleet(1, MAX_TEXT) as fleet:
        service = service_of(fleet)
        async with framed_client(service) as patient, framed_client(service) as other:
            # Of some three megabytes each.
            for _ in range(8):
                await patient.send(text("a long sentence that nobody takes " * 25))
                await patient.send(FLUSH)
            await other.send(text("I am heard.", "b"))
            await other.send(FLUSH)
            with trio.fail_after(20):
                found = await other.events()

    assert found[-2]["word_timestamps"]["words"] == ["I", "am", "heard."]


async def test_what_is_asked_for_in_the_wrong_way_is_refused_as_elsewhere() -> None:
    async with open_fleet(1, MAX_TEXT) as fleet:
        service = replace(service_of(fleet), is_direct=True)
        stream = await service.open_stream()
        async with stream:
            nameless = Framed(stream)
            await nameless.send("/ws3?lang=en", framed.OPEN)
            refused = framed.numbered(400, "speaker is required")
            assert await nameless.get() == (framed.REFUSED, refused)
            assert await nameless.get() is None
        async with framed_client(service) as client:
            await client.send(text("x" * (MAX_TEXT + 1)))
            await client.send(FLUSH)
            told = framed.numbered(1011, "400: text is too long")
            assert await client.get() == (framed.CLOSED, told)
            assert await client.get() is None
        with pytest.raises(SpeechRefused, match="answered 400"):
            async with open_connection(service, replace(local_voice("en"), speaker="nobody")):
                pass


async def test_eos_ends_it_once_all_is_spoken() -> None:
    async with open_fleet(1, MAX_TEXT) as fleet, framed_client(service_of(fleet)) as client:
        await client.send(text("The end."))
        await client.send(EOS)
        await client.events()
        assert await client.get() == (framed.CLOSED, framed.numbered(1000, ""))
        assert await client.get() is None


async def test_a_slow_writer_is_given_a_moment_before_it_is_told_that_all_is_spoken() -> None:
    query = QUERY.replace("segment=never", "segment=bySentence")
    async with open_fleet(1, MAX_TEXT) as fleet, framed_client(service_of(fleet), query) as client:
        await client.send(text("First. "))
        await client.send(text("Second. "))
        found = await client.events()

    assert [event["type"] for event in found].count("timestamps") == 2


async def test_what_breaks_the_rules_is_hung_up_on() -> None:
    async with open_fleet(1, MAX_TEXT) as fleet:
        for wrong in (framed.frame(framed.MESSAGE, b"{}"), framed.frame(framed.OPEN, b"\xff")):
            stream = await service_of(fleet).open_stream()
            async with stream:
                await stream.send_all(wrong)
                with trio.fail_after(20):
                    assert await stream.receive_some() == b""


async def test_one_that_is_killed_is_started_anew_and_takes_nothing_along() -> None:
    sentence = Sentence("s01-001", "Hello.", "Hello.", Kind.PARAGRAPH, 1, Place(1), "en")
    async with open_fleet(1, MAX_TEXT) as fleet:
        service = replace(service_of(fleet), is_direct=True)
        async with open_connection(service, local_voice("en")) as connection:
            (place,) = fleet._places
            assert place._child is not None
            pid, folder = place._child.process.pid, Path(place._child.folder)
            os.kill(pid, signal.SIGKILL)
            await place._child.process.wait()
            with pytest.raises(SpeechInterrupted, match="process died"):
                await connection.speak(sentence, Tally())
            assert not connection.is_usable
        async with open_connection(service, local_voice("en")) as connection:
            assert (await connection.speak(sentence, Tally())).words
            assert place._child.process.pid != pid
            second = Path(place._child.folder)
    assert not folder.exists()
    assert not second.exists()


@pytest.mark.parametrize("path", ["/ws2", "/ws"])
async def test_every_endpoint_tells_what_it_can(path: str) -> None:
    sentence = Sentence("s01-001", "Hello, you.", "Hello, you.", Kind.PARAGRAPH, 1, Place(1), "en")
    takes = []
    async with embedded(workers=1) as in_a_room, espeaking() as over_websocket:
        for service in (in_a_room, over_websocket):
            where = replace(service, path=path)
            async with open_connection(where, local_voice("en")) as connection:
                takes.append(await connection.speak(sentence, Tally()))
    assert takes[0] == takes[1]
    assert len(takes[0].words) == (4 if path == "/ws2" else 0)


@pytest.mark.parametrize("audio_format", ["pcm", "mulaw", "mp3"])
async def test_a_take_is_the_same_over_websocket_in_frames_and_in_a_room(audio_format: str) -> None:
    said = "It cost €1,250.50, and nobody paid. " * 12
    sentence = Sentence("s01-001", said, said, Kind.PARAGRAPH, 1, Place(1), "en")
    short = replace(sentence, text="No.", spoken="No.")
    voice = replace(local_voice("en"), audio_format=audio_format)
    takes = []
    async with (
        open_fleet(1, MAX_TEXT) as fleet,
        espeaking() as over_websocket,
        embedded(workers=1) as in_a_room,
    ):
        # Twice, since a room is used again; one sentence is longer than it.
        for service in (replace(service_of(fleet), is_direct=True), over_websocket, in_a_room):
            async with open_connection(service, voice) as connection:
                for one in (short, sentence):
                    tally = Tally()
                    takes.append(await connection.speak(one, tally))
                    assert tally.characters == len(one.spoken)
                    assert tally.received > 0
    assert takes[0:2] == takes[2:4] == takes[4:6]


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
