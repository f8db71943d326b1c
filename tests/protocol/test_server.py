"""The server's half of the conversation, alone and joined to the client's."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from captioner.errors import LocalProtocolError
from captioner.protocol import (
    Action,
    Chunk,
    Clear,
    ClientConversation,
    Close,
    Done,
    Eos,
    ErrorEvent,
    Finished,
    Flush,
    Message,
    Send,
    ServerConversation,
    Sound,
    Synthesize,
    Text,
    encode,
)
from tests.protocol.strategies import FRAMES, MESSAGES


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
    server = ServerConversation(max_text=10)
    assert tell(server, Text("x" * 10 + " "), Flush()) == [Synthesize("x" * 10 + " ", None)]
    server.spoken()
    assert tell(server, Text("x" * 11), Flush()) == [Close(1011, "400: text is too long")]


def test_a_buffer_that_only_grows_closes_the_connection() -> None:
    server = ServerConversation(max_text=10)
    actions = [action for _ in range(100) for action in tell(server, Text("x" * 10))]
    assert actions == [Close(1011, "400: text is too long")]


def test_a_refusal_while_another_is_spoken_is_the_only_close() -> None:
    server = ServerConversation(max_text=10)
    tell(server, Text("One.", "a"), Flush())
    assert tell(server, Text("x" * 11), Flush()) == [Close(1011, "400: text is too long")]
    assert server.spoken() == [Send(Done("a"))]


def test_nothing_is_spoken_that_was_not_asked_for() -> None:
    with pytest.raises(LocalProtocolError):
        ServerConversation().spoken()


@given(st.lists(MESSAGES.map(encode) | FRAMES | st.binary(max_size=4), max_size=20), st.data())
def test_any_frames_in_any_order_are_answered_without_raising(
    frames: list[str | bytes], data: st.DataObject
) -> None:
    """At most one synthesis is under way, each ends in its own done, and at most one close."""
    server = ServerConversation(max_text=30)
    under_way: list[Synthesize] = []
    closes = 0

    def carry_out(actions: list[Action], *, after: Synthesize | None = None) -> None:
        nonlocal closes
        dones = [a.event for a in actions if isinstance(a, Send) and isinstance(a.event, Done)]
        if after is not None:
            assert dones == [Done(after.context)]
        under_way.extend(action for action in actions if isinstance(action, Synthesize))
        closes += sum(isinstance(action, Close) for action in actions)
        assert len(under_way) <= 1
        assert closes <= 1

    for frame in frames:
        carry_out(server.receive(frame))
        goes_on: bool = data.draw(st.booleans())
        if under_way and goes_on:
            carry_out(server.spoken(), after=under_way.pop())
    while under_way:
        carry_out(server.spoken(), after=under_way.pop())


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


@given(
    st.lists(st.text("abcé潮 .", min_size=1).filter(str.strip), min_size=1, max_size=10),
    st.integers(1, 7),
)
def test_client_and_server_on_one_wire_answer_each_sentence_once_with_its_context(
    sentences: list[str], chunk: int
) -> None:
    """The voice here says the UTF-16 of a text: sound of whole samples that tells what was said."""
    client, server = ClientConversation(), ServerConversation()
    contexts = []
    for number, sentence in enumerate(sentences, start=1):
        wire = [
            action
            for frame in client.ask(f"s01-{number:03}", sentence)
            for action in server.receive(frame)
        ]
        heard = b""
        finished = 0
        while wire:
            action = wire.pop(0)
            assert not isinstance(action, Close)
            if isinstance(action, Synthesize):
                contexts.append(action.context)
                sound = action.text.encode("utf-16-le")
                chunks = [sound[at : at + chunk] for at in range(0, len(sound), chunk)]
                wire += [Send(Chunk(data, action.context)) for data in chunks] + server.spoken()
                continue
            event = client.receive(encode(action.event))
            heard += event.data if isinstance(event, Sound) else b""
            finished += isinstance(event, Finished)
        assert heard.decode("utf-16-le") == sentence.strip() + " "
        assert finished == 1
    assert contexts == [f"s01-{number:03}" for number in range(1, len(sentences) + 1)]
    assert not client.ignored
