"""The server's half of the conversation, alone and joined to the client's."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from captioner.errors import LocalProtocolError
from captioner.protocol import (
    Action,
    Clear,
    Close,
    Done,
    Eos,
    ErrorEvent,
    Flush,
    Limits,
    Message,
    Send,
    ServerConversation,
    Synthesize,
    Text,
    encode,
)


def tell(server: ServerConversation, *said: Message) -> list[Action]:
    return [action for message in said for action in server.receive(encode(message))]


def test_text_waits_for_a_flush_and_is_spoken_as_it_came() -> None:
    server = ServerConversation()
    assert tell(server, Text("The tide", "a"), Text(" came in. ")) == []
    assert tell(server, Flush()) == [Synthesize("The tide came in. ", "a")]
    assert server.spoken() == [Send(Done("a"))]


def test_a_context_stays_until_the_next_one() -> None:
    server = ServerConversation()
    assert tell(server, Text("One. "), Flush()) == [Synthesize("One. ", None)]
    server.spoken()
    assert tell(server, Text("Two. ", "a"), Flush()) == [Synthesize("Two. ", "a")]
    server.spoken()
    assert tell(server, Text("Three. "), Flush()) == [Synthesize("Three. ", "a")]


def test_what_is_flushed_while_another_is_spoken_waits_its_turn() -> None:
    server = ServerConversation()
    tell(server, Text("One.", "a"), Flush())
    assert tell(server, Text("Two.", "b"), Flush(), Text("Three.", "c"), Flush()) == []
    assert server.spoken() == [Send(Done("a")), Synthesize("Two.", "b")]
    assert server.spoken() == [Send(Done("b")), Synthesize("Three.", "c")]
    assert server.spoken() == [Send(Done("c"))]


def test_a_flush_without_words_is_not_answered() -> None:
    assert tell(ServerConversation(), Flush(), Text(" \n"), Flush()) == []


def test_clear_drops_what_was_not_flushed_and_no_more() -> None:
    server = ServerConversation()
    tell(server, Text("One.", "a"), Flush(), Text("Two.", "b"), Flush(), Text("Three."))
    assert tell(server, Clear(), Flush()) == []
    assert server.spoken() == [Send(Done("a")), Synthesize("Two.", "b")]


def test_eos_speaks_what_is_left_and_closes() -> None:
    server = ServerConversation()
    assert tell(server, Text("One.", "a"), Eos()) == [Synthesize("One.", "a")]
    assert server.spoken() == [Send(Done("a")), Close(1000, "")]
    assert tell(server, Text("Two."), Flush()) == []


def test_eos_with_nothing_left_is_answered_and_closes() -> None:
    assert tell(ServerConversation(), Eos()) == [Send(Done(None)), Close(1000, "")]


def test_eos_waits_for_what_is_being_spoken() -> None:
    server = ServerConversation()
    tell(server, Text("One.", "a"), Flush(), Text("Two.", "b"), Flush())
    assert tell(server, Eos()) == []
    assert server.spoken() == [Send(Done("a")), Synthesize("Two.", "b")]
    assert server.spoken() == [Send(Done("b")), Close(1000, "")]


@pytest.mark.parametrize("frame", ["", "{}", "One.", '{"operation":"stop"}', b"\0", "\ud800"])
def test_a_malformed_frame_is_answered_and_changes_nothing(frame: str | bytes) -> None:
    server = ServerConversation()
    tell(server, Text("One.", "a"))
    (answer,) = server.receive(frame)
    assert isinstance(answer, Send)
    assert isinstance(answer.event, ErrorEvent)
    assert tell(server, Flush()) == [Synthesize("One.", "a")]


def test_a_text_over_the_limit_closes_the_connection() -> None:
    server = ServerConversation(limits=Limits(synthesis=10, waiting=640))
    assert tell(server, Text("x" * 10 + " "), Flush()) == [Synthesize("x" * 10 + " ", None)]
    server.spoken()
    assert tell(server, Text("x" * 11), Flush()) == [Close(1011, "400: text is too long")]


def test_a_buffer_that_only_grows_closes_the_connection() -> None:
    server = ServerConversation(limits=Limits(synthesis=10, waiting=640))
    actions = [action for _ in range(100) for action in tell(server, Text("x" * 10))]
    assert actions == [Close(1011, "400: text is too long")]


def test_a_refusal_while_another_is_spoken_is_the_only_close() -> None:
    server = ServerConversation(limits=Limits(synthesis=10, waiting=640))
    tell(server, Text("One.", "a"), Flush())
    assert tell(server, Text("x" * 11), Flush()) == [Close(1011, "400: text is too long")]
    assert server.spoken() == []


def test_nothing_is_spoken_that_was_not_asked_for() -> None:
    with pytest.raises(LocalProtocolError):
        ServerConversation().spoken()


@given(
    st.lists(st.sampled_from(["One. ", "", " ", "Two."]).map(Text) | st.just(Flush()), max_size=30)
)
def test_each_flush_that_holds_words_gets_exactly_one_done(said: list[Text | Flush]) -> None:
    server = ServerConversation()
    expected: list[str] = []
    buffer = ""
    waiting: list[Action] = []
    for message in said:
        waiting += tell(server, message)
        if isinstance(message, Text):
            buffer += message.text
        else:
            expected += [buffer] if buffer.strip() else []
            buffer = ""
    spoken, dones = [], 0
    while waiting:
        action = waiting.pop(0)
        if isinstance(action, Synthesize):
            spoken.append(action.text)
            waiting += server.spoken()
        elif isinstance(action, Send):
            dones += isinstance(action.event, Done)
    assert spoken == expected
    assert dones == len(expected)
