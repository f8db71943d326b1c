"""Looking after a store: listed, checked, pruned and cleared, beside those who use it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from captioner.store import TakeStore, upkeep
from tests.store.making import ORIGIN, TEXT, files, put

DAY = 24 * 60 * 60


@pytest.fixture
def store(tmp_path: Path) -> TakeStore:
    return TakeStore(tmp_path)


def used(store: TakeStore, key: str, at: float) -> None:
    os.utime(store.path_of(key), (at, at))


def test_takes_are_listed_by_voice_with_their_size_and_sound(store: TakeStore) -> None:
    for number in range(3):
        put(store, f"Sentence {number}.", seed=number)
    (title, shelf), *others = upkeep.shelves(store).items()

    assert not others
    assert title == ORIGIN.title
    assert shelf.takes == 3
    assert shelf.bytes == sum(entry.path.stat().st_size for entry in upkeep.entries(store))
    assert shelf.seconds == pytest.approx(3 * 400 / 8000)


def test_a_damaged_take_is_set_aside_and_the_others_stay(store: TakeStore) -> None:
    good, bad = put(store, "Good."), put(store, "Bad.")
    path = store.path_of(bad)
    data = bytearray(path.read_bytes())
    data[-7] ^= 1
    path.write_bytes(data)
    checked = upkeep.check(store)

    assert (checked.whole, list(checked.damaged)) == (1, [path])
    assert store.get(good) is not None
    assert store.get(bad) is None
    assert files(store.folder) == sorted([f"{good[:4]}….take", f"{bad[:4]}….take.bad"])


def test_what_was_not_used_for_long_goes_and_then_what_was_used_least(store: TakeStore) -> None:
    now = 1_000 * DAY
    keys = [put(store, f"Sentence {days}.") for days in range(6)]
    for days, key in enumerate(keys):
        used(store, key, now - days * DAY)
    size = store.path_of(keys[0]).stat().st_size
    removed = upkeep.prune(store, older=3.5 * DAY, now=now)

    assert (removed.takes, removed.left) == (2, 4)
    removed = upkeep.prune(store, keep=2 * size, now=now)
    assert (removed.takes, removed.left) == (2, 2)
    assert [store.get(key) is not None for key in keys] == [True, True] + [False] * 4


def test_a_dry_run_removes_nothing(store: TakeStore) -> None:
    put(store)
    before = files(store.folder)

    assert upkeep.prune(store, keep=0, dry_run=True).takes == 1
    assert upkeep.clear(store, dry_run=True).takes == 1
    assert files(store.folder) == before


def test_a_take_that_is_being_asked_for_stays(store: TakeStore) -> None:
    key = put(store)
    lock = store.lock(key, wait=False)
    assert lock is not None
    with lock:
        removed = upkeep.clear(store)
    assert (removed.takes, removed.in_use) == (0, 1)
    assert upkeep.clear(store).takes == 1


def test_a_take_used_in_the_future_counts_as_used_now(store: TakeStore) -> None:
    now = 1_000 * DAY
    key = put(store)
    used(store, key, now + 400 * DAY)

    assert upkeep.prune(store, older=DAY, now=now).takes == 0
    assert store.get(key) is not None


def test_what_kills_leave_behind_is_swept_and_nothing_else_is_touched(store: TakeStore) -> None:
    key = put(store)
    shard = store.path_of(key).parent
    (shard / f"{key}.0123abcd.tmp").write_bytes(b"half")
    (shard / "holiday.jpg").write_bytes(b"not ours")
    (store.folder / "takes" / "notes").mkdir()
    now = (shard / "holiday.jpg").stat().st_mtime

    assert upkeep.sweep(store, now) == 0
    assert upkeep.sweep(store, now + 2 * DAY) == 1
    upkeep.clear(store)
    assert (shard / "holiday.jpg").exists()
    assert (store.folder / "takes" / "notes").is_dir()
    assert store.get(key) is None


def test_a_choice_goes_with_the_last_take_that_it_chose_from(store: TakeStore) -> None:
    key = put(store)
    put(store, TEXT, seed=2, number=1)
    store.choose(key, 1)
    upkeep.clear(store)

    assert files(store.folder) == []
    put(store)
    assert store.chosen(key) == 0
