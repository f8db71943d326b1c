"""Client and server on one wire."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from captioner.protocol import (
    Chunk,
    ClientConversation,
    Close,
    Finished,
    Send,
    ServerConversation,
    Sound,
    Synthesize,
)
from tests.protocol.strategies import event_frame


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
            assert isinstance(action, Send)
            event = client.receive(event_frame(action.event))
            heard += event.data if isinstance(event, Sound) else b""
            finished += isinstance(event, Finished)
        assert heard.decode("utf-16-le") == sentence.strip() + " "
        assert finished == 1
    assert contexts == [f"s01-{number:03}" for number in range(1, len(sentences) + 1)]
    assert not client.ignored
