"""The client's half of the conversation."""

from __future__ import annotations

import json
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from captioner.errors import LocalProtocolError, RemoteProtocolError
from captioner.protocol import (
    Chunk,
    ClientConversation,
    Done,
    ErrorEvent,
    Failed,
    Finished,
    SaidEvent,
    Sound,
    Timestamps,
    Words,
    WordTimestamps,
    encode_event,
)
from tests.protocol.strategies import FRAMES, STRINGS, event_frame


def asked(context: str = "s01-001") -> ClientConversation:
    conversation = ClientConversation()
    conversation.ask(context, "The tide.")
    return conversation


def heard_sound(conversation: ClientConversation, data: bytes) -> bytes:
    heard = conversation.receive(event_frame(Chunk(data, "s01-001")))
    assert heard is None or isinstance(heard, Sound)
    return heard.data if heard else b""


def test_a_sentence_is_asked_for_by_one_text_and_one_flush() -> None:
    text, flush = ClientConversation().ask("s01-001", "  The tide. ")
    assert json.loads(text) == {"text": "The tide. ", "contextId": "s01-001"}
    assert json.loads(flush) == {"operation": "flush"}


def test_a_second_sentence_waits_for_the_first() -> None:
    conversation = asked()
    with pytest.raises(LocalProtocolError, match="s01-002: asked while s01-001 is unanswered"):
        conversation.ask("s01-002", "Two.")
    heard_sound(conversation, b"\0\0")
    assert conversation.receive(event_frame(Done("s01-001"))) == Finished()
    assert conversation.ask("s01-002", "Two.")


@pytest.mark.parametrize("spoken", ["", " ", "\n\u2003"])
def test_a_sentence_without_words_is_not_asked_for(spoken: str) -> None:
    conversation = ClientConversation()
    with pytest.raises(LocalProtocolError, match="without words"):
        conversation.ask("s01-001", spoken)
    assert conversation.ask("s01-001", "Words.")


def test_an_error_fails_the_sentence_and_the_connection() -> None:
    conversation = asked()
    assert conversation.receive(event_frame(ErrorEvent("too many"))) == Failed(
        "the server reported: too many"
    )
    with pytest.raises(LocalProtocolError, match="spent"):
        conversation.ask("s01-002", "Two.")


def test_done_without_a_sound_fails_the_sentence() -> None:
    conversation = asked()
    assert isinstance(conversation.receive(event_frame(Done("s01-001"))), Failed)
    with pytest.raises(LocalProtocolError):
        conversation.ask("s01-002", "Two.")


def test_half_a_sample_alone_is_no_sound() -> None:
    conversation = asked()
    assert heard_sound(conversation, b"\1") == b""
    assert isinstance(conversation.receive(event_frame(Done("s01-001"))), Failed)


def test_half_a_sample_at_the_end_is_dropped_counted_and_not_carried_over() -> None:
    conversation = asked()
    assert heard_sound(conversation, b"\1\2\3") == b"\1\2"
    assert conversation.receive(event_frame(Done("s01-001"))) == Finished()
    assert conversation.ignored == {"half a sample": 1}
    conversation.ask("s01-001", "Again.")
    assert heard_sound(conversation, b"\4\5") == b"\4\5"


@pytest.mark.parametrize("magic", [b"RIFF\0\0", b"ID3\4", b"OggS", b"fLaC"])
def test_a_container_instead_of_bare_samples_is_their_error(magic: bytes) -> None:
    conversation = asked()
    with pytest.raises(RemoteProtocolError, match="asked for pcm"):
        conversation.receive(event_frame(Chunk(magic, "s01-001")))


def test_the_bytes_of_a_container_in_the_middle_are_sound() -> None:
    conversation = asked()
    heard_sound(conversation, b"\0\0")
    assert heard_sound(conversation, b"RIFF") == b"RIFF"


def test_words_are_handed_on_as_they_came() -> None:
    times = WordTimestamps(["tide", "The"], [3.0], [-1.0, 2.0])
    heard = asked().receive(event_frame(Timestamps(times, "s01-001", estimated=True)))
    assert heard == Words(("tide", "The"), (3.0,), (-1.0, 2.0), estimated=True)


TIMES = WordTimestamps(["The", "tide."], [0.0, 0.5], [0.5, 1.0])
WORDS = Words(("The", "tide."), (0.0, 0.5), (0.5, 1.0))


@pytest.mark.parametrize("context", ["s01-001", None])
def test_times_after_done_are_those_of_the_sentence_before(context: str | None) -> None:
    conversation = asked()
    heard_sound(conversation, b"\0\0")
    assert conversation.receive(event_frame(Timestamps(TIMES, "s01-001"))) == WORDS
    assert conversation.receive(event_frame(Done("s01-001"))) == Finished()
    assert conversation.receive(event_frame(Timestamps(TIMES, context))) == WORDS
    assert not conversation.ignored


def test_times_after_done_of_any_other_sentence_or_after_the_next_question_are_stale() -> None:
    conversation = asked()
    heard_sound(conversation, b"\0\0")
    conversation.receive(event_frame(Done("s01-001")))
    assert conversation.receive(event_frame(Timestamps(TIMES, "s01-000"))) is None
    conversation.ask("s01-002", "Two.")
    assert conversation.receive(event_frame(Timestamps(TIMES, "s01-001"))) is None
    assert conversation.ignored == {"stale": 2}


def test_times_after_an_error_are_nobodys() -> None:
    conversation = asked()
    conversation.receive(event_frame(ErrorEvent("no")))
    assert conversation.receive(event_frame(Timestamps(TIMES, "s01-001"))) is None


@pytest.mark.parametrize("context", ["s01-001", None])
def test_sound_after_done_fails_the_sentence_after_all_and_the_connection(
    context: str | None,
) -> None:
    """What was taken for whole was cut short by a done that came too early."""
    conversation = asked()
    heard_sound(conversation, b"\0\0")
    conversation.receive(event_frame(Done("s01-001")))
    assert conversation.receive(event_frame(Chunk(b"", context))) is None
    assert isinstance(conversation.receive(event_frame(Chunk(b"\0\0", context))), Failed)
    assert conversation.is_spent


def test_an_error_after_done_costs_the_connection_and_not_the_sentence() -> None:
    conversation = asked()
    heard_sound(conversation, b"\0\0")
    conversation.receive(event_frame(Done("s01-001")))
    assert conversation.receive(event_frame(ErrorEvent("no"))) is None
    assert conversation.is_spent
    assert conversation.ignored == {"late error": 1}


def test_a_connection_is_not_spent_by_a_sentence_that_was_spoken() -> None:
    conversation = asked()
    heard_sound(conversation, b"\0\0")
    conversation.receive(event_frame(Done("s01-001")))
    assert not conversation.is_spent


@pytest.mark.parametrize("event", [Done("s01-001"), ErrorEvent("no"), ErrorEvent("no", "s01-000")])
def test_a_connection_is_spent_by_a_failure(event: Done | ErrorEvent) -> None:
    conversation = asked()
    assert isinstance(conversation.receive(event_frame(event)), Failed)
    assert conversation.is_spent


def test_after_a_close_nothing_more_is_heard() -> None:
    conversation = asked()
    assert isinstance(conversation.closed(1006), Failed)
    assert conversation.receive(event_frame(Chunk(b"\0\0", "s01-001"))) is None
    assert conversation.receive(event_frame(Done("s01-001"))) is None
    assert conversation.ignored == {"stale": 2}


def test_events_while_nothing_is_asked_are_counted() -> None:
    conversation = ClientConversation()
    assert conversation.receive(event_frame(Chunk(b"\0\0"))) is None
    assert conversation.receive(event_frame(Done())) is None
    assert conversation.ignored == {"stale": 2}


@given(
    st.binary(min_size=2).filter(lambda b: b[:2] not in (b"RI", b"ID", b"Og", b"fL", b"\x1aE")),
    st.data(),
)
def test_however_the_sound_is_cut_the_same_samples_are_heard(
    pcm: bytes, data: st.DataObject
) -> None:
    cuts = sorted(data.draw(st.lists(st.integers(0, len(pcm)), max_size=8)))
    edges = [0, *cuts, len(pcm)]
    conversation = asked()
    heard = [heard_sound(conversation, pcm[a:b]) for a, b in pairwise(edges)]
    assert b"".join(heard) == pcm[: len(pcm) // 2 * 2]
    assert all(len(part) % 2 == 0 for part in heard)
    assert conversation.receive(event_frame(Done("s01-001"))) == Finished()
    assert conversation.ignored["half a sample"] == len(pcm) % 2


@given(st.lists(FRAMES, max_size=8))
def test_any_frames_end_a_sentence_at_most_once_and_raise_only_their_error(
    frames: list[str],
) -> None:
    conversation = asked()
    ends = 0
    for frame in frames:
        try:
            heard = conversation.receive(frame)
        except RemoteProtocolError:
            return
        ends += isinstance(heard, Finished)
    assert ends <= 1


@given(STRINGS, STRINGS.filter(str.strip))
def test_a_question_is_always_one_text_ended_by_one_blank(context: str, spoken: str) -> None:
    text, _ = ClientConversation().ask(context, spoken)
    assert json.loads(text) == {"text": spoken.strip() + " ", "contextId": context}


def _frame(event: SaidEvent) -> str | bytes:
    frame = encode_event(event)
    assert frame is not None
    return frame


def test_where_a_server_names_contexts_what_has_none_is_not_the_sentence_s() -> None:
    client = ClientConversation()
    client.ask("a", "One.")
    client.receive(_frame(Chunk(b"\x01\x02", "a")))
    client.receive(_frame(Timestamps(WordTimestamps(["One."], [0], [1]), "a")))
    client.receive(_frame(Done("a")))
    client.ask("b", "Two.")

    assert client.receive(_frame(Timestamps(WordTimestamps(["One."], [0], [1])))) is None
    assert client.receive(_frame(Done())) is None
    assert client.ignored == {"stale": 2}
    assert client.receive(_frame(Chunk(b"\x03\x04", "b"))) == Sound(b"\x03\x04")
    assert client.receive(_frame(Done("b"))) == Finished()


def test_events_of_a_kind_that_a_server_never_names_are_the_sentence_s() -> None:
    client = ClientConversation()
    for context in "ab":
        client.ask(context, "One.")
        client.receive(_frame(Chunk(b"\x01\x02", context)))
        words = client.receive(_frame(Timestamps(WordTimestamps(["One."], [0], [1]))))
        assert isinstance(words, Words)
        assert client.receive(_frame(Done(context))) == Finished()
