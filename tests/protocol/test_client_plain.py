"""The client's half on `/ws`: text out, sound in, and the end is the end of the connection."""

from __future__ import annotations

import pytest

from captioner.errors import LocalProtocolError, RemoteProtocolError
from captioner.protocol import WS, WS3, ClientConversation, Failed, Finished, Sound
from tests.protocol.test_client import asked as asked_in_json


def asked() -> ClientConversation:
    conversation = ClientConversation(WS)
    assert conversation.ask("s01-001", " The tide. ") == ("The tide. ", "<EOS>")
    return conversation


def test_a_sentence_that_reads_like_a_command_is_still_text() -> None:
    text, end = ClientConversation(WS).ask("s01-001", "<EOS>")
    assert (text, end) == ("<EOS> ", "<EOS>")


def test_every_binary_frame_is_sound() -> None:
    conversation = asked()
    assert conversation.receive(b"\1\2\3") == Sound(b"\1\2")
    assert conversation.receive(b"") is None
    assert conversation.receive(b"\4") == Sound(b"\3\4")


@pytest.mark.parametrize("code", [1000, 1001, 1005])
def test_a_good_close_after_sound_ends_the_sentence_once(code: int) -> None:
    conversation = asked()
    conversation.receive(b"\0\0")
    assert conversation.closed(code) == Finished()
    assert conversation.is_spent
    assert isinstance(conversation.closed(code), Failed)


@pytest.mark.parametrize("code", [None, 1002, 1006, 1009, 1011, 4000])
def test_any_other_close_fails_the_sentence(code: int | None) -> None:
    conversation = asked()
    conversation.receive(b"\0\0")
    assert isinstance(conversation.closed(code), Failed)


def test_a_good_close_without_sound_fails_the_sentence() -> None:
    assert isinstance(asked().closed(1000), Failed)


def test_a_connection_is_good_for_one_sentence() -> None:
    conversation = asked()
    conversation.receive(b"\0\0")
    conversation.closed(1000)
    with pytest.raises(LocalProtocolError, match="spent"):
        conversation.ask("s01-002", "Two.")


def test_text_is_their_error() -> None:
    with pytest.raises(RemoteProtocolError, match="where sound was due"):
        asked().receive("500: internal error")


@pytest.mark.parametrize("code", [None, 1000, 1006, 1011])
def test_where_there_is_a_done_no_close_stands_for_it(code: int | None) -> None:
    conversation = asked_in_json()
    assert isinstance(conversation.closed(code), Failed)
    assert conversation.is_spent


def test_a_close_between_sentences_finishes_none() -> None:
    for dialect in (WS, WS3):
        assert isinstance(ClientConversation(dialect).closed(1000), Failed)
