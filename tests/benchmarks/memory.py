"""How much memory a book takes, in all processes together, against a tenth of it.

    python -m tests.benchmarks.memory BOOK.txt --work DIR --words 1000000

Narrates the first so many words of a text, and the first tenth of those, with the embedded voice
and a store, to the formats that are asked for. What counts is the peak of what the processes have
in memory at the same time, pages that they share counted once (PSS).
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.disaster_scene import head

_EVERY_SECONDS = 0.25
_MEGABYTE = 1024


@dataclass(frozen=True)
class Peak:
    """The most that all processes had at once, and the client alone, in MB."""

    all: int
    client: int


def tree(pid: int) -> list[int]:
    """List a process and those that it has started, and so on."""
    found = [pid]
    try:
        tasks = list(Path(f"/proc/{pid}/task").iterdir())
        children = [child for task in tasks for child in (task / "children").read_text().split()]
    except (FileNotFoundError, ProcessLookupError):
        return found
    for child in children:
        found += tree(int(child))
    return found


def memory_of(pid: int) -> int:
    """Tell how many kilobytes a process has in memory, its share of what it shares."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except (OSError, ValueError):
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)


def peak(text: Path, work: Path, formats: str) -> Peak:
    """Narrate a text, and watch."""
    for name in ("out", "store"):
        shutil.rmtree(work / name, ignore_errors=True)
    command = [
        sys.executable, "-W", "ignore", "-m", "captioner", "narrate", str(text), "--format",
        formats, "-o", str(work / "out"), "--store", str(work / "store"), "--progress", "none",
    ]  # fmt: skip
    most, client = 0, 0
    with subprocess.Popen(command, cwd=Path(__file__).parents[2]) as process:
        while process.poll() is None:
            sizes = {pid: memory_of(pid) for pid in tree(process.pid)}
            most = max(most, sum(sizes.values()))
            client = max(client, sizes.get(process.pid, 0))
            time.sleep(_EVERY_SECONDS)
    if process.returncode:
        raise SystemExit(f"captioner failed with {process.returncode}")
    return Peak(most // _MEGABYTE, client // _MEGABYTE)


def main() -> None:
    """Compare a book and a tenth of it."""
    parser = argparse.ArgumentParser()
    parser.add_argument("text", type=Path)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--words", type=int, default=1_000_000)
    parser.add_argument("--format", default="flac,srt,vtt,words.vtt")
    asked = parser.parse_args()
    work = asked.work.absolute()
    work.mkdir(parents=True, exist_ok=True)
    peaks = []
    for words in (asked.words // 10, asked.words):
        part = head(asked.text, words, work / f"{words}.txt")
        peaks.append(peak(part, work, asked.format))
        print(f"{words:9,} words: {peaks[-1].all} MB, of them the client {peaks[-1].client} MB")
    print(f"ratio {peaks[1].all / peaks[0].all:.2f}")


if __name__ == "__main__":
    main()
