"""How much a client may say to the server's half."""

from __future__ import annotations

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from captioner.protocol import (
    WS3,
    Eos,
    Flush,
    Limits,
    Message,
    Rest,
    Segment,
    ServerConversation,
    Synthesize,
    Text,
    encode,
)
from tests.protocol.conversing import TOO_LONG, done, tell

TEN = Limits(synthesis=10, waiting=100)
every_mode = pytest.mark.parametrize("segment", list(Segment))
ends = pytest.mark.parametrize("end", [Flush(), Eos()])


def spoken_of(server: ServerConversation, text: str) -> list[str]:
    """Say a text, and list what is spoken for it."""
    actions = tell(server, Text(text))
    found = []
    while actions and isinstance(actions[0], Synthesize):
        found.append(actions[0].text)
        actions = server.spoken()
    return found


@ends
def test_what_is_flushed_may_be_as_long_as_the_limit_and_no_longer(end: Message) -> None:
    """Blanks around it cost nothing to speak."""
    assert tell(ServerConversation(limits=TEN), Text(" 123456789. "), end) == [
        Synthesize(" 123456789. ", None)
    ]
    assert tell(ServerConversation(limits=TEN), Text("1234567890."), end) == [TOO_LONG]


@every_mode
def test_what_waits_has_a_limit(segment: Segment) -> None:
    server = ServerConversation(segment, limits=TEN)
    tell(server, Text("One."), Flush())
    flushed: list[Message] = [Text("12345678. "), Flush()]
    assert tell(server, *flushed * 5) == []
    assert tell(server, *[Text("12345678, ")] * 5) == []
    assert tell(server, Text("x")) == [TOO_LONG]
    assert server.spoken() == []


@every_mode
def test_what_has_been_spoken_waits_no_longer(segment: Segment) -> None:
    server = ServerConversation(segment, limits=TEN)
    for _ in range(100):
        assert tell(server, Text("12345678. "), Flush()) == [Synthesize("12345678. ", None)]
        assert server.spoken() == [done()]


@pytest.mark.parametrize(
    ("text", "spoken"),
    [
        ("One. Two. Three. Four. ", ["One. Two. ", "Three. ", "Four. "]),
        ("1234 67. 2.5. ", ["1234 67. ", "2.5. "]),
    ],
)
def test_sentences_that_came_together_are_cut_to_the_limit(text: str, spoken: list[str]) -> None:
    assert spoken_of(ServerConversation(Segment.BY_SENTENCE, limits=TEN), text) == spoken


@pytest.mark.parametrize("end", [Flush(), Eos()])
def test_so_they_are_where_a_flush_or_the_end_finds_them_waiting(end: Flush | Eos) -> None:
    server = ServerConversation(Segment.BY_SENTENCE, limits=TEN)
    tell(server, Text("One. "), Text("Two. "), Text("Three. "), Text("Four"))
    actions = tell(server, end) or server.spoken()
    spoken = []
    while isinstance(actions[0], Synthesize):
        spoken.append(actions[0].text)
        actions = server.spoken()
    assert spoken == ["Two. ", "Three. ", "Four"]
    assert actions[0] == done()


@pytest.mark.parametrize(
    "said",
    [
        [Text("One two three four.")],
        [Text("One two "), Text("three four"), Flush()],
        [Text("12345678901. ")],
    ],
)
def test_a_sentence_over_the_limit_is_never_cut(said: list[Message]) -> None:
    assert tell(ServerConversation(Segment.BY_SENTENCE, limits=TEN), *said) == [TOO_LONG]


def test_an_immediate_message_over_the_limit_is_never_cut() -> None:
    assert tell(ServerConversation(Segment.IMMEDIATE, limits=TEN), Text("One two three")) == [
        TOO_LONG
    ]


@pytest.mark.parametrize(
    ("texts", "spoken"),
    [
        (["One. ", "Two. ", "Three. ", "Four"], ["One. Two. ", "Three. ", "Four"]),
        (["One\n", "two\n", "three\n", "fours"], ["One\ntwo\n", "three\n", "fours"]),
        (["潮汐潮汐潮汐", "潮汐潮汐潮汐"], ["潮汐潮汐潮汐潮汐潮汐", "潮汐"]),
    ],
)
def test_messages_that_came_while_speaking_are_cut_to_the_limit(
    texts: list[str], spoken: list[str]
) -> None:
    server = ServerConversation(Segment.IMMEDIATE, limits=TEN)
    actions = tell(server, Text("Zero. "), *map(Text, texts))
    found = []
    while isinstance(actions[0], Synthesize):
        found.append(actions[0].text)
        actions = server.spoken()
    assert found == ["Zero. ", *spoken]


@given(
    st.lists(st.text("ab .?,\n潮。", max_size=9), max_size=20),
    st.sampled_from([Segment.BY_SENTENCE, Segment.IMMEDIATE]),
)
def test_what_is_joined_while_speaking_never_exceeds_the_limit(
    texts: list[str], segment: Segment
) -> None:
    server = ServerConversation(segment, limits=Limits(10, 1000))
    actions = tell(server, *map(Text, ["One. ", *texts]))
    while actions and isinstance(actions[0], Synthesize):
        assert len(actions[0].text.strip()) <= 10
        actions = server.spoken()
    assert actions in ([], [Rest()], [TOO_LONG])


def test_merged_flushes_are_spoken_as_one_with_one_done() -> None:
    """A fault to rehearse: what a service may do with flushes that it had to hold."""
    server = ServerConversation(limits=Limits(merges_flushes=True))
    assert tell(server, Text("One. ", "a"), Flush()) == [Synthesize("One. ", "a")]
    assert tell(server, Text("Two. ", "b"), Flush(), Text("Three. ", "c"), Flush()) == []
    assert server.spoken() == [done("a"), Synthesize("Two. Three. ", "c")]
    assert server.spoken() == [done("c")]
    assert tell(server, Text("Four. "), Flush()) == [Synthesize("Four. ", "c")]


# ---------------------------------------------------------------- work


def steps(segment: Segment, frames: list[str], first: str = "") -> int:
    """Count the calls, of Python and of C, that it takes to answer some frames."""
    server = ServerConversation(segment, WS3, Limits(waiting=10**6))
    if first:
        server.receive(first)
    count = 0

    def note(*_: object) -> None:
        nonlocal count
        count += 1

    sys.setprofile(note)
    try:
        for frame in frames:
            server.receive(frame)
    finally:
        sys.setprofile(None)
    return count


BUSY = encode(Text("One. "))
TEXT, FLUSH = encode(Text("a")), encode(Flush())


@pytest.mark.parametrize(
    ("frames", "first"),
    [([TEXT], ""), ([TEXT], BUSY), ([TEXT, FLUSH], BUSY), ([encode(Text("."))], BUSY)],
)
@every_mode
def test_ten_times_the_messages_take_ten_times_the_work(
    segment: Segment, frames: list[str], first: str
) -> None:
    few, many = (steps(segment, frames * times, first) for times in (300, 3000))
    assert many < 11 * few
