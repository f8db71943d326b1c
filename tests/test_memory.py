"""What the C library keeps, as it tells of it itself, in processes of their own."""

from __future__ import annotations

import platform
import subprocess
import sys

import pytest

pytestmark = pytest.mark.skipif(
    platform.libc_ver()[0] != "glibc", reason="another C library has another heap"
)

THREADS = """
import ctypes, threading
from captioner.memory import keep_little

if {told}:
    keep_little()
together = threading.Barrier(4)

def allocate():
    together.wait()
    held = [bytes(2000) for _ in range(1000)]
    together.wait()

threads = [threading.Thread(target=allocate) for _ in range(4)]
for thread in threads: thread.start()
for thread in threads: thread.join()
libc = ctypes.CDLL(None)
libc.malloc_info(0, ctypes.c_void_p.in_dll(libc, "stdout"))
"""

#: How many pages a process has in memory.
RESIDENT = """
def resident():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1])
"""

BOOK = """
from captioner.memory import give_back

pieces = [bytes(2000) for _ in range(20_000)]
full = resident()
last = pieces[-1:]  # It holds the end of the heap, so that nothing below is given back by itself.
del pieces
before = resident()
give_back()
print(full, before, resident())
"""


LARGE = """
from captioner.memory import keep_little

keep_little()
bytes(8_000_000)  # By itself glibc would keep smaller ones in the heap from now on.
sounds = [b"x" * (600_000 + number) for number in range(100)]
full = resident()
del sounds[:-1]
print(full, resident())
"""


def said(program: str) -> str:
    return subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    ).stdout


@pytest.mark.parametrize(("told", "least", "most"), [(False, 2, 99), (True, 1, 1)])
def test_threads_share_one_heap_where_little_is_to_be_kept(
    told: bool, least: int, most: int
) -> None:
    assert least <= said(THREADS.format(told=told)).count("<heap nr=") <= most


def test_what_was_freed_is_given_back_though_something_behind_it_is_held() -> None:
    full, before, after = map(int, said(RESIDENT + BOOK).split())
    assert before > 0.8 * full
    assert after < 0.5 * full


def test_large_pieces_are_given_back_at_once() -> None:
    full, after = map(int, said(RESIDENT + LARGE).split())
    assert after < 0.5 * full
