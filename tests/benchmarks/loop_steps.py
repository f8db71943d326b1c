"""How long the steps of a narration hold up the loop, each in CPU time of the loop's own thread.

    python -m tests.benchmarks.loop_steps samples/harbour.md --format all

Narrates the text with the embedded voice, as the command does, into a folder and a store that are
gone afterwards, and lists the longest steps: which task, from where to where. While one lasts,
nothing else is sent, heard, shown or stopped, so none may take more than 50 ms. A step may just be
the one in which garbage was collected: the longest collection is told too. Other options are
handed to the command. Exits with 1 if a step took longer.
"""

from __future__ import annotations

import argparse
import gc
import heapq
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any
from unittest.mock import patch

import trio

from captioner.cli import cli
from captioner.publish.formats import FORMATS

LONGEST_MS = 50.0
_SHOWN = 15


@dataclass(frozen=True, order=True, slots=True)
class Step:
    """What a task did between two waits."""

    ms: float
    task: str
    began: str
    ended: str


class Steps(trio.abc.Instrument):
    """Measures every step, and keeps the longest of each task by the place where it began."""

    def __init__(self) -> None:
        self.count = 0
        self.seconds = 0.0
        self.over: Counter[int] = Counter()
        self.collection_ms = 0.0
        self._collecting_since = 0
        self._longest: dict[tuple[str, str], Step] = {}
        self._began = ""
        self._since = 0

    def before_task_step(self, task: trio.lowlevel.Task) -> None:
        """Begin to measure."""
        self._began = where(task)
        self._since = time.thread_time_ns()

    def after_task_step(self, task: trio.lowlevel.Task) -> None:
        """Note a step that is over."""
        ms = (time.thread_time_ns() - self._since) / 1e6
        self.count += 1
        self.seconds += ms / 1000
        for bound in (5, 10, 20, 50):
            self.over[bound] += ms > bound
        known = self._longest.get((task.name, self._began))
        if known is None or known.ms < ms:
            self._longest[task.name, self._began] = Step(ms, task.name, self._began, where(task))

    def collected(self, phase: str, info: dict[str, int]) -> None:
        """Measure collections of garbage in the loop's thread."""
        if threading.current_thread() is not threading.main_thread():
            return
        if phase == "start":
            self._collecting_since = time.thread_time_ns()
        else:
            ms = (time.thread_time_ns() - self._collecting_since) / 1e6
            self.collection_ms = max(self.collection_ms, ms)

    def longest(self) -> list[Step]:
        """Give the longest steps, the longest first."""
        return heapq.nlargest(_SHOWN, self._longest.values())


def where(task: trio.lowlevel.Task) -> str:
    """Name the innermost place of ours in which a task waits."""
    found, coroutine = "its start", task.coro
    inner: Any = coroutine
    while inner is not None:
        frame = getattr(inner, "cr_frame", None) or getattr(inner, "ag_frame", None)
        if frame is not None and "captioner" in frame.f_code.co_filename:
            file = Path(frame.f_code.co_filename)
            found = f"{file.parent.name}/{file.name}:{frame.f_lineno} {frame.f_code.co_name}"
        inner = getattr(inner, "cr_await", None) or getattr(inner, "ag_await", None)
    return found


def measure(text: Path, options: Sequence[str]) -> Steps:
    """Narrate a text and measure the steps of its loop."""
    steps = Steps()
    instrumented = partial(trio.run, instruments=[steps])
    with tempfile.TemporaryDirectory() as folder, patch("trio.run", instrumented):
        kept = ["--store", str(Path(folder, "store")), "--out", str(Path(folder, "out"))]
        gc.callbacks.append(steps.collected)
        cli(["narrate", str(text), *kept, *options], standalone_mode=False)
    return steps


def report(steps: Steps) -> bool:
    """Print the longest steps; tell whether one was too long."""
    print(f"{steps.count:,} steps, {steps.seconds:.1f} s of CPU in the loop's thread")
    print(f"  the longest collection of garbage took {steps.collection_ms:.1f} ms")
    for bound, count in sorted(steps.over.items()):
        print(f"  {count} took more than {bound} ms")
    for step in steps.longest():
        print(f"  {step.ms:7.1f} ms  {step.task}: from {step.began} to {step.ended}")
    return any(step.ms > LONGEST_MS for step in steps.longest())


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("text", type=Path)
    parser.add_argument("--format", default="wav,mp3,srt,vtt,words.vtt")
    asked, others = parser.parse_known_args()
    formats = ",".join(FORMATS) if asked.format == "all" else asked.format
    sys.exit(report(measure(asked.text, ["--format", formats, *others])))
