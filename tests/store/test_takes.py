"""The store of takes on a real disk: kept once and for good, damage counts as absence."""

from __future__ import annotations

import errno
import os
import sys
import threading
import time
from pathlib import Path

import pytest

from captioner.audio import Take
from captioner.errors import OutputError
from captioner.store.locks import KeyLock
from captioner.store.takefile import Asked, Kind
from captioner.store.takes import USE_NOTED_SECONDS, TakeStore
from tests.store.making import ORIGIN, TEXT, files, put, take

KEY = ORIGIN.key(TEXT)


@pytest.fixture
def store(tmp_path: Path) -> TakeStore:
    return TakeStore(tmp_path / "store")


def test_what_was_put_is_there_in_one_file_for_any_who_look(store: TakeStore) -> None:
    put(store)
    kept = TakeStore(store.folder).get(KEY)

    assert kept is not None
    assert kept.take == take()
    assert kept.header.spoken == TEXT
    assert abs(kept.header.made - time.time()) < 60
    assert files(store.folder) == [f"{KEY[:4]}….take"]
    assert store.path_of(KEY) == store.folder / "takes" / KEY[:2] / f"{KEY}.take"


def test_a_take_is_found_by_its_name_and_nothing_else_is(store: TakeStore) -> None:
    put(store)
    first = store.get(KEY)
    assert first is not None
    assert first.take.kept_as == first.header.name == KEY
    found = store.get_named(KEY)
    assert found is not None
    assert found.take == first.take
    assert store.get_named(f"{KEY}.1") is None
    assert store.named(f"{KEY}.12") == store.path_of(KEY, 12)
    for name in ("", "..", f"../{KEY}", f"{KEY}.", f"{KEY}.0", f"{KEY}.x", f"{KEY}\n", KEY.upper()):
        with pytest.raises(OutputError, match="is the name of no take"):
            store.get_named(name)


@pytest.mark.skipif(sys.platform == "win32", reason="there it counts as absent")
def test_a_folder_of_takes_that_cannot_be_entered_is_told_and_not_taken_for_one_without(
    store: TakeStore,
) -> None:
    shard = store.path_of(KEY).parent
    shard.parent.mkdir(parents=True)
    shard.write_text("no folder")

    for look in (store.get, store.get_named, store.header):
        with pytest.raises(OutputError, match="this take cannot be read"):
            look(KEY)


def test_looking_alone_makes_nothing(store: TakeStore) -> None:
    assert store.get(KEY) is None
    assert store.header(KEY) is None
    assert store.chosen(KEY) == 0
    assert store.numbers(KEY) == []
    assert not store.folder.exists()


def test_the_first_to_put_a_take_wins_and_the_second_is_told(store: TakeStore) -> None:
    put(store, seed=1)
    other = TakeStore(store.folder).put(Asked(ORIGIN, TEXT), take(seed=2))

    assert other.take == take(seed=1)
    assert files(store.folder) == [f"{KEY[:4]}….take"]


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such locks")
def test_what_a_killed_run_left_half_written_goes_when_its_take_is_asked_for(
    store: TakeStore,
) -> None:
    put(store, "Another text.")
    shard = store.path_of(KEY).parent
    shard.mkdir(exist_ok=True)
    (shard / f"{KEY}.0123abcd.tmp").write_bytes(b"half")
    (store.folder / "locks" / f"{KEY}.lock").touch()
    put(store)

    assert [path.name for path in shard.iterdir()] == [f"{KEY}.take"]


def test_threads_that_put_the_same_take_agree_on_one(store: TakeStore) -> None:
    given: list[Take] = []
    threads = [
        threading.Thread(
            target=lambda seed=seed: given.append(store.put(Asked(ORIGIN, TEXT), take(seed)).take)
        )
        for seed in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(given) == 8
    assert len(set(given)) == 1
    assert files(store.folder) == [f"{KEY[:4]}….take"]


@pytest.mark.parametrize("kind", ["pcm_s16le", "flac"])
def test_either_kind_is_read_whatever_the_store_writes(store: TakeStore, kind: Kind) -> None:
    TakeStore(store.folder, kind=kind).put(Asked(ORIGIN, TEXT), take())
    kept = store.get(KEY)

    assert kept is not None
    assert (kept.take, kept.header.kind) == (take(), kind)


def test_only_its_user_can_look_into_a_store(store: TakeStore) -> None:
    """It holds the text of documents."""
    put(store)

    assert store.folder.stat().st_mode & 0o077 == 0


def test_a_damaged_take_is_absent_and_set_aside_and_can_be_put_again(store: TakeStore) -> None:
    put(store)
    path = store.path_of(KEY)
    path.write_bytes(path.read_bytes()[:-1])

    assert store.header(KEY) is not None
    assert store.get(KEY) is None
    assert files(store.folder) == [f"{KEY[:4]}….take.bad"]
    put(store, seed=3)
    kept = store.get(KEY)
    assert kept is not None
    assert kept.take == take(3)


def test_a_damaged_take_is_replaced_by_one_that_is_put_before_anybody_read_it(
    store: TakeStore,
) -> None:
    put(store)
    store.path_of(KEY).write_bytes(b"TAKE1\n")
    kept = store.put(Asked(ORIGIN, TEXT), take(4))

    assert kept.take == take(4)
    assert files(store.folder) == [f"{KEY[:4]}….take", f"{KEY[:4]}….take.bad"]


def test_a_take_under_the_name_of_another_is_damaged(store: TakeStore) -> None:
    put(store)
    other, second = ORIGIN.key("Something else."), store.path_of(KEY, 1)
    for wrong in (store.path_of(other), second):
        wrong.parent.mkdir(exist_ok=True)
        wrong.write_bytes(store.path_of(KEY).read_bytes())

    assert store.get(other) is None
    assert store.header(other) is None
    assert store.get(KEY, 1) is None
    assert store.get(KEY) is not None


def test_a_take_of_another_version_is_absent_and_left_until_it_is_in_the_way(
    store: TakeStore,
) -> None:
    put(store)
    path = store.path_of(KEY)
    path.write_bytes(b"TAKE9\nof the future")

    assert store.get(KEY) is None
    assert store.header(KEY) is None
    assert path.read_bytes() == b"TAKE9\nof the future"
    put(store, seed=5)
    assert store.get(KEY) is not None


@pytest.mark.skipif(sys.platform == "win32", reason="folders are synced by the system")
@pytest.mark.parametrize("same", [True, False], ids=["one process", "two processes"])
def test_a_paid_take_is_safe_in_a_folder_that_was_made_for_a_free_one(
    store: TakeStore, monkeypatch: pytest.MonkeyPatch, same: bool
) -> None:
    safe: set[Path] = set()
    monkeypatch.setattr("captioner.store.disk.sync_folder", safe.add)
    store.put(Asked(ORIGIN, TEXT), take(), synced=False)
    other = store if same else TakeStore(store.folder)
    other.put(Asked(ORIGIN, TEXT, 1), take())

    folder = store.path_of(KEY).parent
    assert {folder, folder.parent, store.folder, store.folder.parent} <= safe


@pytest.mark.parametrize("synced", [True, False])
def test_a_whole_take_that_came_meanwhile_for_a_damaged_one_stays(
    store: TakeStore, monkeypatch: pytest.MonkeyPatch, synced: bool
) -> None:
    """Another process has used it already."""
    put(store)
    store.path_of(KEY).write_bytes(b"nothing")
    honest = store.lock

    def lock(key: str, *, wait: bool) -> KeyLock | None:
        monkeypatch.undo()
        put(TakeStore(store.folder), seed=3)
        return honest(key, wait=wait)

    monkeypatch.setattr(store, "lock", lock)
    assert store.put(Asked(ORIGIN, TEXT), take(5), synced=synced).take == take(3)
    assert files(store.folder) == [f"{KEY[:4]}….take", f"{KEY[:4]}….take.bad"]


def test_a_damaged_take_is_left_to_whoever_holds_its_lock(store: TakeStore) -> None:
    put(store)
    path = store.path_of(KEY)
    path.write_bytes(b"nothing")
    lock = store.lock(KEY, wait=False)
    assert lock is not None

    with lock:
        assert store.get(KEY) is None
        assert path.exists()
        assert store.get(KEY, lock=lock) is None
        assert not path.exists()


def test_a_header_longer_than_the_first_look_is_read_whole(store: TakeStore) -> None:
    text = "Tide. " * 2000
    put(store, text)
    header = store.header(ORIGIN.key(text))

    assert header is not None
    assert header.spoken == text


def test_the_chosen_take_counts_and_the_others_stay(store: TakeStore) -> None:
    put(store, seed=1)
    put(store, seed=2, number=1)
    first = store.get(KEY)
    store.choose(KEY, 1)
    chosen, old = store.get(KEY), TakeStore(store.folder).get(KEY, 0)

    assert first is not None
    assert first.take == take(1)
    assert chosen is not None
    assert (chosen.take, chosen.header.number) == (take(2), 1)
    assert old is not None
    assert old.take == take(1)
    assert store.numbers(KEY) == [0, 1]


def test_a_chosen_take_that_is_gone_is_absent_and_not_replaced_by_a_rejected_one(
    store: TakeStore,
) -> None:
    put(store)
    store.choose(KEY, 1)

    assert store.get(KEY) is None
    assert store.chosen(KEY) == 1


@pytest.mark.parametrize("text", [b"", b"1", b"-1\n", b"\xff\n", b"12345678\n"])
def test_where_the_mark_of_the_chosen_take_is_damaged_the_latest_counts(
    store: TakeStore, text: bytes
) -> None:
    for number in (0, 2, 10):
        put(store, seed=number, number=number)
    store.choose(KEY, 2)
    store.path_of(KEY).with_suffix(".chosen").write_bytes(text)

    assert store.chosen(KEY) == 10


def test_a_use_is_noted_once_a_day_and_a_wrong_clock_put_right(store: TakeStore) -> None:
    put(store)
    path = store.path_of(KEY)
    now = time.time()
    noted = []
    for age in (USE_NOTED_SECONDS / 2, 2 * USE_NOTED_SECONDS, -900 * USE_NOTED_SECONDS):
        os.utime(path, (now - age, now - age))
        store.header(KEY)
        before = path.stat().st_mtime
        store.get(KEY)
        noted.append(path.stat().st_mtime != before)

    assert noted == [False, True, True]
    assert abs(path.stat().st_mtime - now) < 60


def test_without_links_a_rename_does_and_the_first_still_wins(
    store: TakeStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on exFAT, which answers so."""

    def refuse(source: object, target: object, **options: object) -> None:
        raise OSError(errno.EPERM, os.strerror(errno.EPERM))

    monkeypatch.setattr(os, "link", refuse)
    put(store, seed=1)
    kept = store.put(Asked(ORIGIN, TEXT), take(seed=2))

    assert kept.take == take(seed=1)
    assert files(store.folder) == [f"{KEY[:4]}….take"]


def test_a_store_that_was_removed_meanwhile_is_made_anew(store: TakeStore) -> None:
    put(store)
    store.folder.rename(store.folder.with_name("elsewhere"))
    put(store, seed=2)

    assert store.get(KEY) is not None


def test_a_place_that_can_be_no_store_is_named_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    store = TakeStore(tmp_path / "file")
    with pytest.raises(
        OutputError, match=r"file: takes cannot be kept there \(.*\); mend that, or"
    ):
        put(store)


def test_what_cannot_be_read_at_all_is_an_error_and_not_absence(store: TakeStore) -> None:
    """Otherwise it would be paid for again."""
    store.path_of(KEY).mkdir(parents=True)
    with pytest.raises(OutputError, match="this take cannot be read"):
        store.get(KEY)


@pytest.mark.skipif(sys.platform == "win32", reason="other permissions")
def test_a_store_that_can_only_be_read_serves_as_well(store: TakeStore) -> None:
    put(store)
    long_ago = time.time() - 9 * USE_NOTED_SECONDS
    os.utime(store.path_of(KEY), (long_ago, long_ago))
    for path in (store.path_of(KEY), store.path_of(KEY).parent):
        path.chmod(path.stat().st_mode & ~0o222)
    kept = store.get(KEY)
    store.path_of(KEY).parent.chmod(0o700)

    assert kept is not None
