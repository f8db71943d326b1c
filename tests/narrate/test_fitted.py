"""What is told of speech that was made to fit."""

from __future__ import annotations

from captioner.captions import Flaw
from captioner.narrate import Fitted
from captioner.narrate.fitted import Unmet

FAST = Unmet(Flaw("reading-speed", 23.41, 20), "the voice speaks no slower")


def test_what_was_done_is_told_in_a_line() -> None:
    one = Fitted(cues=1200, before=1, slower=1, added=4000)

    assert list(one.told(8000)) == [
        "--fit: 1 cue of 1,200 could not be read in time, now 0; 1 sentence spoken slower, "
        "0.5 s of pauses added"
    ]


def test_a_cue_that_is_too_fast_still_is_named_with_its_speed_and_the_reason() -> None:
    _, line = Fitted(3, 2, unmet={"s01-002-2": FAST}).told(8000)

    assert line == (
        "s01-002-2: 23.5 of 20 characters a second in spite of --fit (the voice speaks no slower)"
    )


def test_one_with_too_many_words_is_named_in_milliseconds() -> None:
    hurried = Unmet(Flaw("min-duration", 1520.5, 2100), "the voice speaks no slower")
    _, line = Fitted(3, 2, unmet={"s01-002": hurried}).told(8000)

    assert line.startswith("s01-002: 1520 of 2100 ms in spite of --fit")


def test_of_many_only_the_first_are_named() -> None:
    told = list(Fitted(99, 50, unmet={f"s01-{n:03}": FAST for n in range(1, 51)}).told(8000))

    assert len(told) == 22
    assert told[-1] == "… and 30 more"


def test_pieces_add_up() -> None:
    total = Fitted(3, 2, 1, 100, {"s01-001": FAST}) + Fitted(4, 1, 1, 50, {"s01-009": FAST})

    assert total == Fitted(7, 3, 2, 150, {"s01-001": FAST, "s01-009": FAST})
