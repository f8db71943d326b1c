"""The server's half on `/ws`, where all is bare text, and on `/ws2`."""

from __future__ import annotations

import json

import pytest

from captioner.protocol import (
    WS,
    WS2,
    Chunk,
    Clear,
    Close,
    Done,
    Eos,
    ErrorEvent,
    Flush,
    Message,
    Rest,
    Segment,
    Send,
    ServerConversation,
    Synthesize,
    Text,
    Timestamps,
    WordTimestamps,
    decode_message,
    encode,
    encode_event,
)
from tests.protocol.conversing import CLOSED, done, tell


@pytest.mark.parametrize(
    ("frame", "message"),
    [("<CLEAR>", Clear()), ("<FLUSH>", Flush()), ("<EOS>", Eos()), ("One. ", Text("One. "))],
)
def test_three_whole_frames_are_commands_and_all_else_is_text(frame: str, message: Message) -> None:
    assert decode_message(frame, WS) == message
    assert encode(message, WS) == frame


@pytest.mark.parametrize(
    "frame",
    ["<200>", "<FLUSH> ", " <EOS>", "<clear>", "<CLEAR><FLUSH>", "", '{"operation":"eos"}'],
)
def test_what_only_resembles_a_command_is_text(frame: str) -> None:
    assert decode_message(frame, WS) == Text(frame)


def test_only_sound_can_be_told() -> None:
    assert encode_event(Chunk(b"\1\2", "a"), WS) == b"\1\2"
    assert encode_event(Done("a"), WS) is None
    assert encode_event(ErrorEvent("no"), WS) is None
    assert encode_event(Timestamps(WordTimestamps([], [], [])), WS) is None


def test_commands_do_what_their_messages_do() -> None:
    server = ServerConversation(Segment.NEVER, WS)
    assert server.receive("One. ") == []
    assert server.receive("<CLEAR>") == []
    assert server.receive("Two. ") == []
    assert server.receive("<FLUSH>") == [Synthesize("Two. ", None)]
    assert server.receive("<EOS>") == []
    assert server.spoken() == [done(), CLOSED]


@pytest.mark.parametrize("mark", [",", ".", "?", "!", "，", "、", "。"])
def test_a_comma_ends_what_is_spoken_by_sentence_too(mark: str) -> None:
    server = ServerConversation(Segment.BY_SENTENCE, WS)
    assert server.receive(f"One{mark} two") == [
        Synthesize(f"One{mark}" + " " * (mark != " "), None)
    ]
    assert server.spoken() == []
    assert server.receive("<EOS>") == [Synthesize("two", None)]


def test_a_comma_within_a_number_ends_nothing() -> None:
    assert ServerConversation(Segment.BY_SENTENCE, WS).receive("1,000 ft") == []


def test_done_is_owed_here_too_though_it_cannot_be_told() -> None:
    server = ServerConversation(Segment.IMMEDIATE, WS)
    assert server.receive("One") == [Synthesize("One", None)]
    assert server.spoken() == [Rest()]
    assert server.rested() == [done()]


@pytest.mark.parametrize("first", ["", "One. "])
def test_a_binary_frame_closes_since_no_error_can_be_told(first: str) -> None:
    server = ServerConversation(Segment.IMMEDIATE, WS)
    server.receive(first)
    assert server.receive(b"Two. ") == [Close(1011, "400: text frames only")]
    assert server.receive("Three. ") == []
    if first:
        assert server.spoken() == []
    assert server.rested() == []


def test_on_ws2_done_says_so_twice_and_all_else_is_the_same() -> None:
    server = ServerConversation(Segment.NEVER, WS2)
    assert tell(server, Text("One.", "a"), Flush()) == [Synthesize("One.", "a")]
    (action,) = server.spoken()
    assert isinstance(action, Send)
    assert json.loads(str(encode_event(action.event, WS2))) == {
        "type": "done",
        "contextId": "a",
        "done": True,
    }
