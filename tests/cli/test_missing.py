"""Sentences that are missing, told to people."""

from __future__ import annotations

from captioner.cli.missing import missing


def test_sentences_with_one_reason_are_told_in_one_line() -> None:
    unspoken = {f"s01-{n:03}": "the disk is full" for n in range(1, 26)} | {"s02-001": "refused"}
    full, refused = missing(unspoken)

    assert full.startswith("s01-001, s01-002, ")
    assert full.endswith("s01-020 and 5 more: the disk is full")
    assert refused == "s02-001: refused"


def test_the_first_twenty_reasons_are_told() -> None:
    lines = list(missing({f"s01-{n:03}": f"reason {n}" for n in range(1, 24)}))

    assert len(lines) == 21
    assert lines[0] == "s01-001: reason 1"
    assert lines[-1] == "… and 3 more"
    assert list(missing({})) == []
