"""Conversations in the shapes that Rime's pages show and its clients met, frame by frame.

Since one codec can be wrong at both of its ends and pass every round trip, these are text.
"""

from __future__ import annotations

import base64
import json
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from msgspec import structs

from captioner.protocol import (
    WS,
    WS2,
    WS3,
    Action,
    Chunk,
    ClientConversation,
    Close,
    Dialect,
    Failed,
    Finished,
    Heard,
    SaidEvent,
    Segment,
    Send,
    ServerConversation,
    Sound,
    Synthesize,
    Timestamps,
    Words,
    decode_event,
    decode_message,
    dialect_of,
    encode_event,
)

RECORDED = Path(__file__).parent / "recorded"


@dataclass(frozen=True)
class Recording:
    """A conversation, line by line: a sign, a blank and what it is about.

    `>` the client's frame, `<` the server's, `(` the server's sound in base64, `x` the server's
    close. What a server must be told besides: `*` the text that its voice is given, `.` that all of
    it has been sent, `~` that a moment has passed. A line `: /ws3 never` tells path and segment,
    which are these if there is none.
    """

    dialect: Dialect
    segment: Segment
    lines: tuple[tuple[str, str], ...]

    @property
    def has_voice(self) -> bool:
        """Whether it tells what the server does, and not only what is seen of it."""
        return any(sign in "*x" for sign, _ in self.lines)


def recording(name: str) -> Recording:
    """Read a recorded conversation."""
    text = (RECORDED / f"{name}.txt").read_text(encoding="utf-8")
    lines = [(line[0], line[2:]) for line in text.splitlines() if not line.startswith("#")]
    path, segment = next((about for sign, about in lines if sign == ":"), "/ws3 never").split()
    told = tuple(line for line in lines if line[0] != ":")
    return Recording(dialect_of(path), Segment(segment), told)


NAMES = sorted(path.stem for path in RECORDED.glob("*.txt"))
#: Those that our client can hold: it asks for a sentence, and waits.
ASKED = [name for name in NAMES if recording(name).segment is Segment.NEVER]
SERVED = [name for name in NAMES if recording(name).has_voice]


def replay(name: str) -> tuple[list[Heard], ClientConversation]:
    """Ask what was asked, checking each frame, and collect what was heard."""
    recorded = recording(name)
    conversation = ClientConversation(recorded.dialect)
    heard: list[Heard | None] = []
    due: list[str] = []
    for number, (sign, about) in enumerate(recorded.lines):
        match sign:
            case ">":
                due = due or asked(conversation, about, number)
                assert due.pop(0) == about
            case "<":
                heard.append(conversation.receive(about))
            case "(":
                heard.append(conversation.receive(base64.b64decode(about)))
            case "x":
                heard.append(conversation.closed(int(about.split()[0])))
    assert not due
    return [event for event in heard if event is not None], conversation


def asked(conversation: ClientConversation, frame: str, number: int) -> list[str]:
    """Ask for the sentence that a recorded frame asks for."""
    if not frame.startswith("{"):
        return list(conversation.ask(f"line {number}", frame))
    said = json.loads(frame)
    return list(conversation.ask(said["contextId"], said["text"]))


def samples(*values: int) -> Sound:
    return Sound(b"".join(value.to_bytes(2, "little", signed=True) for value in values))


@pytest.mark.parametrize(
    ("name", "expected", "ignored"),
    [
        (
            "documented",
            [
                samples(0, 1, -1, 300),
                Words(("Hello", "there."), (0, 0.36106), (0.36106, 1.44424)),
                samples(-300, 7),
                Finished(),
            ],
            {},
        ),
        (
            "null_contexts",
            [samples(5, 6), Words(("Hello", "there."), (0, 0.4), (0.4, 1.1)), Finished()],
            {},
        ),
        (
            "older",
            [
                samples(9, 9),
                Words(
                    ("The", "probe", ",", "again", "."),
                    (0, 0.1, 0.4, 0.45, 0.8),
                    (0.1, 0.4, 0.45, 0.8, 0.9),
                ),
                Finished(),
            ],
            {},
        ),
        ("camel_case", [Words(("One.",), (0,), (0.5,)), samples(1, 2, 3), Finished()], {}),
        (
            "odd_chunks",
            [
                samples(-6, -5),
                samples(-4),
                samples(-3, -2, -1, 0, 1),
                samples(2, 3, 4, 5),
                Finished(),
            ],
            {},
        ),
        (
            "late_and_stale",
            [
                samples(1, 1),
                Finished(),
                Words(("One.",), (0,), (0.5,)),
                samples(2, 2),
                Finished(),
            ],
            {"stale": 2},
        ),
        ("refused", [samples(1, 1), Failed("the server reported: Needs sentence parameter")], {}),
        ("silent", [Failed("the server sent no sound for it")], {}),
        ("no_times", [samples(1, 1), Finished()], {}),
        (
            "ws2",
            [
                samples(1, 2, 3),
                samples(4, 5),
                Words(
                    ("A", "wave", ",", "then", "calm", "."),
                    (0, 0.1161, 0.36, 0.37152, 0.51084, 0.8591),
                    (0.1161, 0.36, 0.37152, 0.51084, 0.8591, 0.93),
                ),
                Finished(),
                samples(6),
                Finished(),
            ],
            {},
        ),
        ("ws", [samples(1, 2), samples(3, 4), Finished()], {}),
        ("too_long", [Failed("the server closed the connection")], {}),
    ],
)
def test_each_conversation_is_understood(
    name: str, expected: list[Heard], ignored: dict[str, int]
) -> None:
    heard, conversation = replay(name)
    assert heard == expected
    assert conversation.ignored == ignored


def test_times_that_are_none_are_handed_on_and_cost_no_sound() -> None:
    heard, conversation = replay("broken_times")
    sound, words, finished = heard
    assert (sound, finished) == (samples(1, 1), Finished())
    assert isinstance(words, Words)
    assert words.words == ("One", "two.")
    assert words.starts[0] == 0
    assert math.isnan(words.starts[1])
    assert [math.isnan(end) for end in words.ends] == [True]
    assert conversation.ignored == {"unreadable timestamps": 1, "unknown info": 1}


@pytest.mark.parametrize("name", ASKED)
def test_every_conversation_that_our_client_can_hold_ends_for_it(name: str) -> None:
    heard, _ = replay(name)
    assert isinstance(heard[-1], Finished | Failed)


@pytest.mark.parametrize("name", NAMES)
def test_every_frame_of_every_conversation_can_be_read(name: str) -> None:
    recorded = recording(name)
    for sign, about in recorded.lines:
        if sign == "<":
            assert decode_event(about, recorded.dialect)
        if sign == ">" and name != "malformed":
            assert decode_message(about, recorded.dialect)


class Shell:
    """A server's half with a voice that says what was recorded."""

    def __init__(self, recorded: Recording) -> None:
        self.dialect = recorded.dialect
        self.server = ServerConversation(recorded.segment, recorded.dialect)
        self.speaking: Synthesize | None = None
        self.said: list[tuple[str, Any]] = []

    def carry_out(self, actions: list[Action]) -> None:
        for action in actions:
            match action:
                case Synthesize(text=text):
                    self.speaking = action
                    self.said.append(("*", text))
                case Close(code=code, reason=reason):
                    self.said.append(("x", f"{code} {reason}".strip()))
                case Send(event=event):
                    self.send(event)

    def send(self, event: SaidEvent) -> None:
        frame = encode_event(event, self.dialect)
        if isinstance(frame, bytes):
            self.said.append(("(", frame))
        elif frame is not None:
            self.said.append(("<", json.loads(frame)))

    def voice(self, frame: str | bytes) -> bool:
        """Send the sound or the times of a frame as the voice's; False if it holds neither."""
        event = decode_event(frame, self.dialect)
        if not isinstance(event, Chunk | Timestamps):
            return False
        assert self.speaking is not None
        self.send(structs.replace(event, context_id=self.speaking.context))
        return True


@pytest.mark.parametrize("name", SERVED)
def test_our_server_says_what_was_recorded_and_nothing_else(name: str) -> None:
    recorded = recording(name)
    shell = Shell(recorded)
    for sign, about in recorded.lines:
        if sign in ">.~":
            assert shell.said == [], "nothing more was said before"
        match sign:
            case ">":
                shell.carry_out(shell.server.receive(about))
            case ".":
                shell.carry_out(shell.server.spoken())
            case "~":
                shell.carry_out(shell.server.rested())
            case "(":
                assert shell.voice(base64.b64decode(about))
                assert shell.said.pop(0) == ("(", base64.b64decode(about))
            case "<":
                shell.voice(about)
                assert shell.said.pop(0) == ("<", json.loads(about))
            case "*" | "x":
                assert shell.said.pop(0) == (sign, about)
    assert shell.said == []


def test_each_half_is_replayed_in_each_dialect_and_the_server_in_each_segment() -> None:
    assert {recording(name).dialect for name in ASKED} == {WS, WS2, WS3}
    assert {recording(name).dialect for name in SERVED} == {WS, WS2, WS3}
    assert {recording(name).segment for name in SERVED} == set(Segment)
