"""Takes that were written lately are given to the disk, and in time no longer held in memory."""

from __future__ import annotations

from pathlib import Path

import pytest

from captioner.store.lately import Lately, see_to
from captioner.writeback import CAN_WRITE_BACK


@pytest.mark.skipif(not CAN_WRITE_BACK, reason="the system cannot be asked to")
def test_each_take_is_seen_to_when_some_are_new_and_again_when_it_is_old() -> None:
    lately = Lately()
    paths = [str(number) for number in range(2000)]
    given = [lately.add(path) for path in paths]

    batches = [batch for batch in given if batch]
    assert [batch[:32] for batch in batches] == [
        paths[at : at + 32] for at in range(0, 32 * len(batches), 32)
    ]
    assert [path for batch in batches for path in batch[32:]] == paths[: 2000 // 32 * 32 - 256]


def test_a_system_that_cannot_be_asked_to_is_asked_for_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("captioner.store.lately.CAN_WRITE_BACK", False)
    lately = Lately()

    assert not any(lately.add(str(number)) for number in range(100))


def test_what_is_gone_meanwhile_is_passed_over_and_nothing_is_changed(tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    kept.write_bytes(b"sound" * 1000)
    see_to([str(tmp_path / "gone"), str(kept)])

    assert kept.read_bytes() == b"sound" * 1000
