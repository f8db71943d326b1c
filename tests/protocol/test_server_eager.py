"""The server's half where it speaks before it is told to: `bySentence` and `immediate`.

Each test is a cell of the table that the server's half begins with.
"""

from __future__ import annotations

import pytest

from captioner.protocol import (
    WS2,
    WS3,
    Clear,
    Close,
    Dialect,
    Eos,
    Flush,
    Marks,
    Message,
    Rest,
    Segment,
    ServerConversation,
    Synthesize,
    Text,
)
from tests.protocol.conversing import CLOSED, done, tell

EAGER = [Segment.BY_SENTENCE, Segment.IMMEDIATE]
eager = pytest.mark.parametrize("segment", EAGER)


def sentences(dialect: Dialect = WS3) -> ServerConversation:
    return ServerConversation(Segment.BY_SENTENCE, dialect)


def immediate() -> ServerConversation:
    return ServerConversation(Segment.IMMEDIATE)


# ---------------------------------------------------------------- text comes


def test_idle_by_sentence_text_waits_for_the_end_of_its_sentence() -> None:
    server = sentences()
    assert tell(server, Text("The tide", "a"), Text(" came in")) == []
    assert tell(server, Text(". And")) == [Synthesize("The tide came in. ", "a")]


def test_idle_by_sentence_all_is_spoken_up_to_the_last_sentence_end() -> None:
    assert tell(sentences(), Text("One. Two! Three? Fo")) == [Synthesize("One. Two! Three? ", None)]


def test_by_sentence_a_number_sent_in_two_texts_is_cut_at_its_point() -> None:
    assert tell(sentences(), Text("Take 2."), Text("5ml.")) == [Synthesize("Take 2.", None)]


def test_idle_immediately_whatever_comes_is_spoken() -> None:
    assert tell(immediate(), Text("The ti")) == [Synthesize("The ti", None)]


@eager
def test_blank_text_is_not_spoken_and_starts_no_run(segment: Segment) -> None:
    server = ServerConversation(segment)
    assert tell(server, Text(" "), Text(""), Text("\n")) == []
    assert server.rested() == []


@eager
def test_while_speaking_text_waits(segment: Segment) -> None:
    server = ServerConversation(segment)
    tell(server, Text("One. "))
    assert tell(server, Text("Two. "), Text("Three. ")) == []


# ---------------------------------------------------------------- a synthesis ends


@eager
def test_all_that_came_meanwhile_is_spoken_as_one(segment: Segment) -> None:
    server = ServerConversation(segment)
    tell(server, Text("One. "), Text("Two. "), Text("Three. "))
    assert server.spoken() == [Synthesize("Two. Three. ", None)]


def test_by_sentence_only_whole_sentences_follow_and_no_done_comes_between() -> None:
    server = sentences()
    tell(server, Text("One. "), Text("Two. Thr"))
    assert server.spoken() == [Synthesize("Two. ", None)]
    assert server.spoken() == []
    assert server.rested() == []
    assert tell(server, Text("ee. ")) == [Synthesize("Three. ", None)]
    assert server.spoken() == [Rest()]
    assert server.rested() == [done()]


def test_immediately_a_piece_of_a_sentence_follows_too() -> None:
    server = immediate()
    tell(server, Text("One. "), Text("Two. Thr"))
    assert server.spoken() == [Synthesize("Two. Thr", None)]
    assert server.spoken() == [Rest()]


@eager
def test_after_text_the_last_done_waits_a_moment(segment: Segment) -> None:
    server = ServerConversation(segment)
    tell(server, Text("One. ", "a"))
    assert server.spoken() == [Rest()]
    assert server.rested() == [done("a")]


@eager
def test_a_run_has_one_done_however_often_it_rested(segment: Segment) -> None:
    server = ServerConversation(segment)
    tell(server, Text("One. "))
    assert server.spoken() == [Rest()]
    assert tell(server, Text(" ")) == [Rest()]
    assert server.rested() == [done()]
    assert server.rested() == []


@eager
def test_text_within_that_moment_belongs_to_the_run(segment: Segment) -> None:
    server = ServerConversation(segment)
    tell(server, Text("One. "))
    assert server.spoken() == [Rest()]
    assert tell(server, Text("Two. ")) == [Synthesize("Two. ", None)]
    assert server.rested() == []
    assert server.spoken() == [Rest()]
    assert server.rested() == [done()]


@eager
def test_text_after_the_done_begins_another_run(segment: Segment) -> None:
    server = ServerConversation(segment)
    for _ in range(2):
        assert tell(server, Text("One. ")) == [Synthesize("One. ", None)]
        assert server.spoken() == [Rest()]
        assert server.rested() == [done()]


# ---------------------------------------------------------------- flush


def test_idle_by_sentence_a_flush_speaks_what_has_no_end() -> None:
    server = sentences()
    assert tell(server, Text("One, two"), Flush()) == [Synthesize("One, two", None)]


@eager
def test_after_a_flush_done_comes_without_a_rest(segment: Segment) -> None:
    server = ServerConversation(segment)
    tell(server, Text("One"), Flush())
    assert server.spoken() == [done()]


@eager
def test_while_speaking_a_flush_waits_its_turn_before_what_comes_later(segment: Segment) -> None:
    server = ServerConversation(segment)
    tell(server, Text("One. "))
    assert tell(server, Text("Two"), Flush(), Text("Three. ")) == []
    assert server.spoken() == [Synthesize("Two", None)]
    assert server.spoken() == [Synthesize("Three. ", None)]
    assert server.spoken() == [Rest()]


@eager
def test_two_flushes_of_one_run_have_one_done(segment: Segment) -> None:
    server = ServerConversation(segment)
    tell(server, Text("One. "), Text("Two"), Flush(), Text("Three"), Flush())
    assert server.spoken() == [Synthesize("Two", None)]
    assert server.spoken() == [Synthesize("Three", None)]
    assert server.spoken() == [done()]


@eager
@pytest.mark.parametrize("text", ["", " "])
def test_an_empty_flush_only_says_that_no_more_comes(segment: Segment, text: str) -> None:
    server = ServerConversation(segment)
    assert tell(server, Text(text), Flush()) == []
    tell(server, Text("One. "), Flush())
    assert server.spoken() == [done()]
    tell(server, Text("Two. "))
    assert server.spoken() == [Rest()]
    assert tell(server, Flush()) == [done()]
    assert server.rested() == []


# ---------------------------------------------------------------- clear


@eager
def test_clear_drops_what_waits_and_speaks_on(segment: Segment) -> None:
    server = ServerConversation(segment)
    tell(server, Text("One. "), Text("Two. "))
    assert tell(server, Clear()) == []
    assert server.spoken() == [done()]


@eager
def test_clear_leaves_what_was_flushed(segment: Segment) -> None:
    server = ServerConversation(segment)
    tell(server, Text("One. "), Text("Two. "), Flush(), Text("Three. "), Clear())
    assert server.spoken() == [Synthesize("Two. ", None)]
    assert server.spoken() == [done()]


@eager
def test_clear_while_resting_ends_the_run(segment: Segment) -> None:
    server = ServerConversation(segment)
    tell(server, Text("One. "))
    server.spoken()
    assert tell(server, Clear()) == [done()]


def test_clear_ends_a_run_that_waited_for_the_end_of_a_sentence() -> None:
    server = sentences()
    tell(server, Text("One. Tw"))
    assert server.spoken() == []
    assert tell(server, Clear()) == [done()]
    assert tell(server, Text("Three. ")) == [Synthesize("Three. ", None)]


@pytest.mark.parametrize("ended_by", [Clear(), Flush()])
def test_no_sentence_end_is_overlooked_after_a_long_beginning_was_taken_away(
    ended_by: Message,
) -> None:
    server = sentences()
    if tell(server, Text("So long a beginning"), ended_by):
        server.spoken()
    assert tell(server, Text("Two. ")) == [Synthesize("Two. ", None)]


# ---------------------------------------------------------------- eos


@eager
def test_eos_speaks_the_rest_and_closes(segment: Segment) -> None:
    server = ServerConversation(segment)
    tell(server, Text("One. ", "a"), Text("Two"))
    assert tell(server, Eos(), Text("Three. "), Flush()) == []
    assert server.spoken() == [Synthesize("Two", "a")]
    assert server.spoken() == [done("a"), CLOSED]


def test_idle_by_sentence_eos_speaks_what_has_no_end() -> None:
    server = sentences()
    assert tell(server, Text("One"), Eos()) == [Synthesize("One", None)]
    assert server.spoken() == [done(), CLOSED]


@eager
def test_eos_with_nothing_left_waits_for_what_is_spoken(segment: Segment) -> None:
    server = ServerConversation(segment)
    tell(server, Text("One. "))
    assert tell(server, Eos()) == []
    assert server.spoken() == [done(), CLOSED]


@eager
def test_eos_while_resting_brings_the_done_that_was_owed(segment: Segment) -> None:
    server = ServerConversation(segment)
    tell(server, Text("One. ", "a"), Text("", "b"))
    assert server.spoken() == [Rest()]
    assert tell(server, Eos()) == [done("a"), CLOSED]
    assert server.rested() == []


@eager
def test_eos_after_nothing_is_answered_all_the_same(segment: Segment) -> None:
    assert tell(ServerConversation(segment), Text(" ", "a"), Eos()) == [done("a"), CLOSED]


@eager
def test_nothing_is_said_after_a_close(segment: Segment) -> None:
    server = ServerConversation(segment, WS3)
    tell(server, Text("One. "))
    assert server.spoken() == [Rest()]
    (close,) = tell(server, Text("x" * 65_000))
    assert isinstance(close, Close)
    assert server.rested() == []


# ---------------------------------------------------------------- labels


@eager
def test_a_synthesis_has_the_context_and_marks_of_when_it_was_requested(segment: Segment) -> None:
    """What waits for the voice is requested when the voice is free; a flush is a request."""
    server = ServerConversation(segment)
    one = tell(server, Text("One. ", "a", pause_between_brackets=True))
    assert one == [Synthesize("One. ", "a", Marks(pauses=True))]
    tell(server, Text("Two", "b"), Flush(), Text("Three. ", "c"))
    tell(server, Text("Four. ", pause_between_brackets=False, inline_speed_alpha="2"))
    tell(server, Text("", "d", phonemize_between_brackets=True))
    assert server.spoken() == [Synthesize("Two", "b", Marks(pauses=True))]
    last = Synthesize("Three. Four. ", "d", Marks(pauses=False, phonemes=True, speeds="2"))
    assert server.spoken() == [last]
    tell(server, Text(" ", "e"))
    assert server.spoken() == [Rest()]
    assert server.rested() == [done("d")]


def test_a_comma_ends_no_sentence_where_json_is_spoken() -> None:
    assert tell(sentences(WS2), Text("One, two, ")) == []
    assert tell(sentences(WS3), Text("One, two, ")) == []
