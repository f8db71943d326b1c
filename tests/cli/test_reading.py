"""What was left out of documents, counted for people."""

from __future__ import annotations

from collections import Counter

import pytest

from captioner.cli.reading import counted


@pytest.mark.parametrize(
    ("reason", "one", "two"),
    [
        ("code block", "1 code block", "2 code blocks"),
        ("beside the main text", "1 part beside the main text", "2 parts beside the main text"),
        ("hidden", "1 hidden part", "2 hidden parts"),
        ("embedded medium", "1 embedded medium", "2 embedded media"),
        ("comments of readers", "1 comment of a reader", "2 comments of a reader"),
        ("picture that no text stands for", "1 picture that no text stands for",
         "2 pictures that no text stands for"),
        ("page without text", "1 page without text", "2 pages without text"),
        ("section skipped (--skip 3)", "1 section", "2 sections"),
        ("no player shows a cue that does not end after it begins: 00:02 --> 00:01",
         "1 cue without a length", "2 cues without a length"),
        ("'0x' is no timing of SRT", "1 cue without a time", "2 cues without a time"),
        ("navigation", "1 navigation", "2 navigation"),
    ],
)  # fmt: skip
def test_reasons_are_counted_as_things(reason: str, one: str, two: str) -> None:
    assert counted(Counter({reason: 1})) == one
    assert counted(Counter({reason: 2})) == two
