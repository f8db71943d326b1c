"""The ways in which the protocol is spoken."""

from __future__ import annotations

import pytest

from captioner.protocol import DIALECTS, WS, WS2, WS3, Dialect, dialect_of


@pytest.mark.parametrize(
    ("path", "dialect"),
    [
        ("/ws3", WS3), ("/ws2", WS2), ("/ws", WS), ("/", WS3), ("", WS3),
        ("/ws2/", WS2), ("/behind/a/proxy/ws", WS), ("/speech", WS3), ("/ws3/x", WS3),
    ],
)  # fmt: skip
def test_the_last_part_of_a_path_tells_its_dialect_and_ws3_is_meant_otherwise(
    path: str, dialect: Dialect
) -> None:
    assert dialect_of(path) is dialect


def test_each_dialect_is_found_by_its_own_path() -> None:
    assert all(DIALECTS[dialect.path] is dialect for dialect in (WS, WS2, WS3))


def test_the_dialects_differ_as_rime_says() -> None:
    assert [dialect.plain for dialect in (WS, WS2, WS3)] == [True, False, False]
    assert [dialect.done_flag for dialect in (WS, WS2, WS3)] == [False, True, False]
    assert [dialect.splits_words for dialect in (WS, WS2, WS3)] == [False, True, False]
    assert ["," in dialect.sentence_ends for dialect in (WS, WS2, WS3)] == [True, False, False]
