"""The ledger: one line each, never lost to a kill, summed up in total, by run and by voice."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from captioner.errors import OutputError
from captioner.store.ledger import Ledger, Pace
from tests.strategies import tried


def test_a_run_is_summed_up_as_it_was_noted(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path)
    with ledger.begin("one.md") as run:
        run.asked(10)
        run.failed(10)
        run.asked(10, retry=True)
        run.kept(10, 900, "voice")
        run.saved(25, 2)
        run.asked(7)
    total = ledger.account().total

    assert (total.requests, total.characters, total.retries) == (3, 27, 1)
    assert (total.kept, total.failed, total.unanswered) == (1, 1, 1)
    assert (total.saved, total.saved_characters, total.sound_ms) == (2, 25, 900)
    assert total == run.totals


def test_runs_are_told_apart_and_add_up(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path)
    for characters in (3, 4):
        with ledger.begin(f"{characters}.md") as run:
            run.asked(characters)
            run.kept(characters, 100 * characters, "voice")
    account = ledger.account()

    assert [totals.characters for totals in account.runs.values()] == [3, 4]
    assert [totals.name for totals in account.runs.values()] == ["3.md", "4.md"]
    assert account.total.characters == 7
    assert account.paces["voice"].ms_for(70) == 7000


def test_a_voice_that_was_never_heard_has_no_pace() -> None:
    assert Pace().ms_for(100) is None


def test_nothing_is_forgotten_by_the_next_run_and_a_line_cut_short_spoils_no_other(
    tmp_path: Path,
) -> None:
    ledger = Ledger(tmp_path)
    with ledger.begin("a") as run:
        run.asked(5)
        run.kept(5, 500, "voice")
    whole = ledger.path.read_bytes()
    ledger.path.write_bytes(whole[:-9])
    with ledger.begin("b") as run:
        run.asked(6)
    account = ledger.account()

    assert account.unreadable == 1
    assert account.total.characters == 11
    assert account.total.kept == 0


def test_no_ledger_is_an_empty_one(tmp_path: Path) -> None:
    account = Ledger(tmp_path / "nowhere").account()

    assert account.total.requests == 0
    assert not account.runs


def test_a_ledger_that_cannot_be_written_is_one_clear_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="takes cannot be kept there"):
        Ledger(tmp_path / "file").begin("a")


@tried
@given(st.lists(st.tuples(st.sampled_from("akfs"), st.integers(0, 999)), max_size=30))
def test_totals_read_back_are_those_that_were_counted(
    tmp_path_factory: pytest.TempPathFactory, notes: list[tuple[str, int]]
) -> None:
    ledger = Ledger(tmp_path_factory.mktemp("ledger"))
    with ledger.begin("any") as run:
        for what, characters in notes:
            match what:
                case "a":
                    run.asked(characters, retry=characters % 2 == 1)
                case "k":
                    run.kept(characters, 2 * characters, "voice")
                case "f":
                    run.failed(characters)
                case _:
                    run.saved(characters)
    assert ledger.account().total == run.totals
