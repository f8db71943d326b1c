"""Many connections at once, and the first sound of a long text. `load.py` says how to run it for
a minute, as the project's check does.
"""

from __future__ import annotations

import subprocess
import time
from pathlib import Path

import trio

from tests.benchmarks.load import PARAGRAPH, SENTENCE, first_byte, put_load
from tests.end_to_end.command import CAPTIONER, environment
from tests.end_to_end.test_serve import served


def test_two_hundred_clients_are_served_at_once_without_a_failure(tmp_path: Path) -> None:
    with served(tmp_path) as (process, address):
        load = trio.run(put_load, address, process.pid, 200, 4.0)

    assert load.failures == []
    assert load.spoken >= 200


def test_it_starts_without_delay(tmp_path: Path) -> None:
    """As a share of what any Python program with the same libraries needs to start."""
    begun = time.perf_counter()
    subprocess.run(
        [CAPTIONER[0], "-c", "import trio_websocket, click, msgspec, pydub"],
        check=True, env=environment(PYTHONWARNINGS="ignore"), capture_output=True,
    )  # fmt: skip
    floor = time.perf_counter() - begun
    begun = time.perf_counter()
    with served(tmp_path):
        took = time.perf_counter() - begun

    assert took < 5 * floor


def test_the_first_sound_of_a_long_text_comes_as_soon_as_that_of_a_short_one(
    tmp_path: Path,
) -> None:
    assert len(PARAGRAPH) > 10 * len(SENTENCE)
    with served(tmp_path) as (_, address):
        ratio = trio.run(first_byte, address, PARAGRAPH) / trio.run(first_byte, address, SENTENCE)

    print(f"first byte of {len(PARAGRAPH)} against {len(SENTENCE)} characters: {ratio:.2f}")
    assert ratio < 3
