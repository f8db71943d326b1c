"""The server's half under any messages and moments, in any order, before a referee.

The referee asserts after each what the rules promise: at most one synthesis under way, one close
and nothing behind it; no text lost, doubled or reordered; a done where it is due, and as often.
"""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from captioner.protocol import (
    WS,
    WS2,
    WS3,
    Clear,
    Dialect,
    Eos,
    Flush,
    Limits,
    Message,
    Segment,
    Text,
    encode,
)
from tests.protocol.referee import ServerReferee
from tests.protocol.strategies import CONTEXTS, FLAGS, FRAMES, MESSAGES

TEXTS = st.sampled_from(
    [
        "",
        " ",
        "One. ",
        "two",
        ".",
        ", ",
        "潮。",
        "?!x",
        "Mr. ",
        "2.5 ",
        "\n",
        "six seven eight",
        "Three four five. ",
    ]
)
SAID: st.SearchStrategy[Message] = st.one_of(
    st.builds(Text, TEXTS, st.sampled_from([None, None, "a", "b"]), FLAGS),
    st.builds(Text, TEXTS),
    st.just(Flush()),
    st.just(Clear()),
)
DIALECTS = st.sampled_from([WS3, WS2, WS])
SEGMENTS = st.sampled_from(list(Segment))
LIMITS = st.builds(Limits, st.integers(1, 30), st.integers(1, 200), st.booleans())
#: What happens besides frames: a synthesis is out, or a moment has passed.
MOMENTS = st.sampled_from(["spoken", "rested"])


def play(referee: ServerReferee, happened: list[Message | str | bytes], dialect: Dialect) -> None:
    for event in happened:
        if event == "spoken":
            referee.finish_speaking()
        elif event == "rested":
            referee.rest()
        elif isinstance(event, str | bytes):
            referee.receive(event)
        else:
            referee.receive(encode(event, dialect))


@given(
    SEGMENTS,
    DIALECTS,
    LIMITS,
    st.lists(SAID | MESSAGES | FRAMES | st.binary(max_size=4) | MOMENTS | MOMENTS, max_size=40),
)
def test_any_order_of_messages_and_moments_is_answered_within_the_rules(
    segment: Segment, dialect: Dialect, limits: Limits, happened: list[Message | str | bytes]
) -> None:
    referee = ServerReferee(segment, dialect, limits)
    play(referee, happened, dialect)
    referee.run_out()


@given(SEGMENTS, DIALECTS, st.lists(SAID | MOMENTS, max_size=30))
def test_after_eos_a_done_and_then_a_close_always_come(
    segment: Segment, dialect: Dialect, happened: list[Message | str | bytes]
) -> None:
    referee = ServerReferee(segment, dialect)
    play(referee, [*happened, Eos()], dialect)
    referee.run_out()
    assert referee.closed is not None
    assert referee.closed.code == 1000
    assert referee.dones


@given(SEGMENTS, st.lists(st.builds(Text, TEXTS, CONTEXTS) | MOMENTS | st.just(Flush())))
def test_all_that_is_said_is_spoken_once_and_in_order(
    segment: Segment, happened: list[Message | str | bytes]
) -> None:
    referee = ServerReferee(segment)
    play(referee, [*happened, Eos()], WS3)
    referee.run_out()
    said = "".join(message.text for message in happened if isinstance(message, Text))
    assert "".join("".join(referee.spoken).split()) == "".join(said.split())


@given(st.lists(st.builds(Text, TEXTS) | st.just(Flush()) | st.just("spoken")), st.booleans())
def test_each_flush_that_held_words_has_one_done_unless_flushes_merge(
    happened: list[Message | str | bytes], merges: bool
) -> None:
    referee = ServerReferee(Segment.NEVER, WS3, Limits(merges_flushes=merges))
    play(referee, happened, WS3)
    referee.run_out()
    flushes, buffer = 0, ""
    for message in happened:
        if isinstance(message, Text):
            buffer += message.text
        elif isinstance(message, Flush):
            flushes += bool(buffer.strip())
            buffer = ""
    assert referee.dones == len(referee.spoken)
    assert referee.dones <= flushes if merges else referee.dones == flushes
