"""Conversations in the shapes that Rime's pages show and its clients met, frame by frame.

Since one codec can be wrong at both of its ends and pass every round trip, these are text.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from pathlib import Path

import pytest

from captioner.protocol import ClientConversation, Failed, Finished, Heard, Sound, Words

RECORDED = Path(__file__).parent / "recorded"


def frames(name: str) -> Iterator[tuple[str, str]]:
    """Yield (direction, frame) pairs of a recorded conversation."""
    for line in (RECORDED / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            yield line[0], line[2:]


def replay(name: str) -> tuple[list[Heard], ClientConversation]:
    """Ask what was asked, checking each frame, and collect what was heard."""
    conversation = ClientConversation()
    heard: list[Heard] = []
    due: list[str] = []
    for direction, frame in frames(name):
        if direction == ">":
            if not due:
                said = json.loads(frame)
                due = list(conversation.ask(said["contextId"], said["text"]))
            assert due.pop(0) == frame
        elif (event := conversation.receive(frame)) is not None:
            heard.append(event)
    assert not due
    return heard, conversation


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
            [samples(1, 1), Finished(), samples(2, 2), Finished()],
            {"stale": 3},
        ),
        ("refused", [samples(1, 1), Failed("the server reported: Needs sentence parameter")], {}),
        ("silent", [Failed("the server sent no sound for it")], {}),
        ("no_times", [samples(1, 1), Finished()], {}),
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


def test_every_recorded_conversation_is_replayed() -> None:
    for path in RECORDED.glob("*.txt"):
        heard, _ = replay(path.stem)
        assert isinstance(heard[-1], Finished | Failed)
