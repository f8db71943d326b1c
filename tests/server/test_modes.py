"""The three paths and the three modes over real frames, with a voice whose sound is known."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
import trio
import trio.testing

from captioner.local import serving
from captioner.server.endpoint import ServerSettings
from captioner.server.order import Order, Timing
from tests.fakes import MarkedVoice
from tests.server.wire import (
    CLEAR,
    EOS,
    FLUSH,
    all_until_closed,
    connected,
    espeaking,
    events,
    text,
)

EN = "speaker=en-us&lang=eng"


def words(found: list[dict[str, object]]) -> list[list[str]]:
    return [e["word_timestamps"]["words"] for e in found if e["type"] == "timestamps"]  # type: ignore[index]


async def test_by_sentence_speaks_each_sentence_as_it_ends_and_is_done_once() -> None:
    async with serving(MarkedVoice()) as service, connected(service, EN) as websocket:
        for token in ("The ", "tide ", "came. ", "It ", "went. ", "No "):
            await websocket.send_message(text(token, "a"))
        await websocket.send_message(FLUSH)
        found = await events(websocket)
        await websocket.send_message(text("Again. "))
        again = await events(websocket)

    spoken = words(found)
    assert [word for said in spoken for word in said] == [
        "The",
        "tide",
        "came.",
        "It",
        "went.",
        "No",
    ]
    assert spoken[0] == ["The", "tide", "came."]
    assert [e["type"] for e in found].count("done") == 1
    assert words(again) == [["Again."]]
    assert {e["contextId"] for e in again} == {"a"}


async def test_a_client_that_sends_word_by_word_is_not_told_too_early_that_all_is_done(
    autojump_clock: trio.testing.MockClock,
) -> None:
    async with serving(MarkedVoice()) as service, connected(service, EN) as websocket:
        for token in ("One. ", "Two. ", "Three. "):
            await websocket.send_message(text(token))
            await trio.sleep(0.01)
        await websocket.send_message(EOS)
        frames, code, _ = await all_until_closed(websocket)

    kinds = [json.loads(frame)["type"] for frame in frames]
    assert kinds.count("done") == 1
    assert kinds[-1] == "done"
    assert kinds.count("timestamps") == 3
    assert code == 1000


async def test_immediate_speaks_whatever_comes() -> None:
    async with (
        serving(MarkedVoice()) as service,
        connected(service, EN + "&segment=immediate") as websocket,
    ):
        await websocket.send_message(text("no end of a sentence"))
        found = await events(websocket)

    assert words(found) == [["no", "end", "of", "a", "sentence"]]


async def test_the_documented_conversation_is_heard_from_behind_its_clear() -> None:
    async with serving(MarkedVoice()) as service, connected(service, EN) as websocket:
        for token in ("This ", "is ", "an ", "incomplete ", "phrase "):
            await websocket.send_message(text(token))
        await websocket.send_message(CLEAR)
        for token in ("All ", "this ", "is ", "heard."):
            await websocket.send_message(text(token))
        await websocket.send_message(EOS)
        frames, code, _ = await all_until_closed(websocket)

    found = [json.loads(frame) for frame in frames]
    assert words(found) == [["All", "this", "is", "heard."]]
    assert found[-1]["type"] == "done"
    assert code == 1000


async def test_ws2_says_done_twice_and_names_marks_of_their_own() -> None:
    async with (
        espeaking() as service,
        connected(service, EN + "&segment=never", path="/ws2") as websocket,
    ):
        await websocket.send_message(text('"Well," she said, 5 % at $3.50 (or so)...'))
        await websocket.send_message(FLUSH)
        found = await events(websocket)

    times = found[-2]["word_timestamps"]
    assert found[-1] == {"type": "done", "contextId": None, "done": True}
    assert times["words"] == [
        '"', "Well", ",", '"', "she", "said", ",", "5", "%", "at", "$3.50", "(", "or", "so", ")",
        ".", ".", ".",
    ]  # fmt: skip
    assert len(times["words"]) == len(times["start"]) == len(times["end"])
    edges = [edge for span in zip(times["start"], times["end"], strict=True) for edge in span]
    assert edges == sorted(edges)


async def test_ws_takes_text_and_gives_sound_and_nothing_else() -> None:
    async with espeaking() as service:
        async with connected(service, EN + "&segment=never") as json_socket:
            await json_socket.send_message(text("Some words, to speak."))
            await json_socket.send_message(FLUSH)
            length = (await events(json_socket))[-2]["word_timestamps"]["end"][-1]
        async with connected(service, EN, path="/ws") as websocket:
            await websocket.send_message("This is dropped ")
            await websocket.send_message("<CLEAR>")
            await websocket.send_message("Some words, to speak.")
            await websocket.send_message("<FLUSH>")
            await websocket.send_message("<EOS>")
            frames, code, _ = await all_until_closed(websocket)

    assert code == 1000
    sound = b"".join(frame for frame in frames if isinstance(frame, bytes))
    assert all(isinstance(frame, bytes) for frame in frames)
    # The comma ends a synthesis of its own there, so the rests are not quite the same.
    assert len(sound) / 2 / 22050 == pytest.approx(length, rel=0.25)


async def test_a_binary_frame_to_ws_ends_it_with_a_reason() -> None:
    async with serving(MarkedVoice()) as service, connected(service, EN, path="/ws") as websocket:
        await websocket.send_message(b"\0\1")
        _, code, reason = await all_until_closed(websocket)

    assert (code, reason[:4]) == (1011, "400:")


class PatientVoice(MarkedVoice):
    """A voice that gives its first sound, and the rest when it is let."""

    def __init__(self) -> None:
        self.go_on = trio.Event()

    async def synthesize(self, order: Order, on_block: Callable[[bytes], None]) -> Timing:
        blocks: list[bytes] = []
        timing = await super().synthesize(order, blocks.append)
        on_block(blocks[0])
        await self.go_on.wait()
        for block in blocks[1:]:
            on_block(block)
        return timing


async def test_the_first_sound_leaves_before_the_last_is_made() -> None:
    voice = PatientVoice()
    async with (
        serving(voice, ServerSettings(chunk_bytes=4096)) as service,
        connected(service, EN) as websocket,
    ):
        await websocket.send_message(text("many words to say at some length " * 10 + "."))
        assert json.loads(await websocket.get_message())["type"] == "chunk"
        assert not voice.go_on.is_set()
        voice.go_on.set()
        assert (await events(websocket))[-1]["type"] == "done"


async def test_a_message_that_is_too_long_ends_the_connection() -> None:
    async with (
        serving(MarkedVoice(), ServerSettings(max_message=1000)) as service,
        connected(service, EN) as websocket,
    ):
        await websocket.send_message(text("x" * 2000))
        _, code, _ = await all_until_closed(websocket)

    assert code == 1009


async def test_so_does_text_that_waits_without_end() -> None:
    async with (
        serving(MarkedVoice(), ServerSettings(max_waiting=1000)) as service,
        connected(service, EN + "&segment=never") as websocket,
    ):
        for _ in range(11):
            await websocket.send_message(text("x" * 100))
        _, code, reason = await all_until_closed(websocket)

    assert (code, reason) == (1011, "400: text is too long")


async def test_pauses_without_end_are_refused() -> None:
    async with (
        serving(MarkedVoice()) as service,
        connected(service, EN + "&pauseBetweenBrackets=true") as websocket,
    ):
        await websocket.send_message(text("<60001> x."))
        _, code, reason = await all_until_closed(websocket)

    assert code == 1011
    assert "60 s" in reason
