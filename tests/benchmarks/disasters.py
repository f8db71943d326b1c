"""What becomes of a run to which the worst happens.

    python -m tests.benchmarks.disasters TEXT [--kills 30] [--words 10000] [--seed N]

The real command narrates a real text, and is killed at random moments, told to stop, left without
room, given damaged takes, run beside itself, and has its clock set. Prints what was done, what was
seen, what the limit is and whether it was held; exits with 1 if one was not. Kills meet the whole
text, the rest its first `--words`. The clock is that of Python, which is all that the command asks.
Linux only; a full disk needs root, to mount a small one.
"""

from __future__ import annotations

import argparse
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from itertools import zip_longest
from pathlib import Path
from textwrap import wrap

from tests.benchmarks import disaster_disk, disaster_kills
from tests.benchmarks.disaster_scene import Row, Scene, Voice, counting_voice, head

_WIDTHS = (46, 64, 28, 4)


def disasters(asked: argparse.Namespace, folder: Path, voice: Voice) -> Iterator[Row]:
    """Have one after the other happen."""
    scene = Scene(folder, voice, random.Random(asked.seed))
    text = head(asked.text, sys.maxsize, folder / "text.txt")
    short = head(asked.text, asked.words, folder / "short.txt")
    few = max(5, asked.kills // 3)

    whole = scene.whole(scene.job(text, "whole"))
    print(f"undisturbed: {whole.takes:,} takes in {whole.seconds:.0f} s", flush=True)
    yield from disaster_kills.killed(scene, whole, asked.kills, embedded=False)
    shutil.rmtree(folder / "server.store")

    beside = scene.whole(scene.job(short, "beside"))
    own = scene.whole(scene.job(short, "embedded", embedded=True))
    yield from disaster_kills.killed(scene, own, few, embedded=True)
    yield from disaster_kills.workers_killed(scene, own, few)
    yield from disaster_kills.encoding_killed(scene, short, few)
    yield from disaster_kills.terminated(scene, beside, few)

    job = scene.job(short, "short")
    scene.finish(job)
    yield from disaster_kills.killed_publishing(scene, beside, job.store)
    yield from disaster_disk.full_disks(scene, beside)
    yield from disaster_disk.damaged(scene, beside, job.store, 28)
    yield from disaster_disk.at_once(scene, beside)
    yield from disaster_disk.clocks(scene, beside)


def table(rows: Iterable[Row]) -> Iterator[str]:
    """Write rows as they come, each cell folded to its column."""
    yield _line(("what was done", "what was seen", "limit", "held"))
    for row in rows:
        yield _line((row.done, row.seen, row.limit, "yes" if row.held else "NO"))


def _line(cells: tuple[str, ...]) -> str:
    columns = zip(cells, _WIDTHS, strict=True)
    folded = [wrap(cell, width, subsequent_indent="    ") for cell, width in columns]
    return "\n".join(map(_row, zip_longest(*folded, fillvalue="")))


def _row(parts: Iterable[str]) -> str:
    columns = zip(parts, _WIDTHS, strict=True)
    return "  ".join(f"{part:{width}}" for part, width in columns).rstrip()


def main() -> None:
    parser = argparse.ArgumentParser(description="Have the worst happen to runs of the command.")
    parser.add_argument("text", type=Path)
    parser.add_argument("--kills", type=int, default=30)
    parser.add_argument("--words", type=int, default=10_000, help="of the text, but for kills")
    parser.add_argument("--seed", type=int, default=None)
    parser.add_argument("--folder", type=Path, help="where to work; it must not be there")
    asked = parser.parse_args()
    if asked.seed is None:
        asked.seed = int(time.time())
    folder = asked.folder or Path(tempfile.mkdtemp()) / "disasters"
    print(f"{asked.text.name}, {asked.kills} kills, seed {asked.seed}", flush=True)
    held: list[bool] = []
    began = time.monotonic()
    try:
        with counting_voice() as voice:
            rows = disasters(asked, folder, voice)
            for line in table(_noted(rows, held)):
                print(line, flush=True)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print(f"{sum(held)} of {len(held)} held, in {(time.monotonic() - began) / 60:.0f} minutes")
    sys.exit(not all(held))


def _noted(rows: Iterable[Row], held: list[bool]) -> Iterator[Row]:
    for row in rows:
        held.append(row.held)
        yield row


if __name__ == "__main__":
    main()
