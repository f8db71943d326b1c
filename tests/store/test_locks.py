"""Locks between processes: one holder, let go of by any end, no files left."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

import pytest

from captioner.store.locks import take_lock

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there are no such locks")


def test_a_lock_has_one_holder_and_its_file_goes_with_it(tmp_path: Path) -> None:
    path = tmp_path / "k.lock"
    first = take_lock(path, wait=False)
    second = take_lock(path, wait=False)
    assert first is not None
    first.release()
    first.release()

    assert second is None
    assert list(tmp_path.iterdir()) == []
    with take_lock(path, wait=True) or pytest.fail("it is free") as third:
        assert third is not first
    assert list(tmp_path.iterdir()) == []


def test_a_crowd_of_threads_holds_it_one_after_the_other(tmp_path: Path) -> None:
    """Though its file is removed and made again all the time."""
    holders = 0
    most = 0
    times = 0

    def come() -> None:
        nonlocal holders, most, times
        for _ in range(50):
            lock = take_lock(tmp_path / "k.lock", wait=True)
            assert lock is not None
            with lock:
                holders += 1
                most = max(most, holders)
                times += 1
                holders -= 1

    threads = [threading.Thread(target=come) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (most, times) == (1, 400)
    assert list(tmp_path.iterdir()) == []


HOLDER = """
import sys
from pathlib import Path
from captioner.store.locks import take_lock
lock = take_lock(Path(sys.argv[1]), wait=True)
print("held", flush=True)
sys.stdin.read()
"""


def test_a_process_that_is_killed_lets_go_and_the_file_it_left_does_no_harm(
    tmp_path: Path,
) -> None:
    path = tmp_path / "k.lock"
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        held = take_lock(path, wait=False)
        holder.kill()
    lock = take_lock(path, wait=True)

    assert held is None
    assert path.exists()
    assert lock is not None
    lock.release()
    assert not path.exists()
    assert lock.was_left
    with take_lock(path, wait=True) or pytest.fail("it is free") as another:
        assert not another.was_left
