"""What each stage of the engine costs, in CPU time, with a server that only replays.

Part of `speed`. The server is a process of its own, whose time does not count.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import wraps
from pathlib import Path
from typing import Any
from unittest.mock import patch

from captioner.cli import cli
from captioner.store.locks import KeyLock
from captioner.store.takes import TakeStore
from tests.benchmarks.disaster_scene import head
from tests.benchmarks.replay import replaying

#: The functions that each stage consists of, by the names under which they are called.
STAGES = {
    "read": ["captioner.cli.speaking.read"],
    "decode": [
        "captioner.protocol.client.decode_event",
        "captioner.client.asking.edge_silence",
        "captioner.client.asking.take_of",
    ],
    "edit, fit, lay out": [
        "captioner.narrate.pieces.Layer.hears_at_once",
        "captioner.narrate.pieces.Layer.hear",
        "captioner.narrate.pieces.Layer.piece",
    ],
    "captions": ["captioner.publish.making.Making._write_text"],
    "write": ["captioner.publish.making.write_sound", "captioner.publish.making.Making.finish"],
}
_STORE = (("get", TakeStore), ("put", TakeStore), ("lock", TakeStore), ("release", KeyLock))


class Stages:
    """CPU seconds of each stage; what one stage calls of another counts for that alone."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = defaultdict(float)
        self._local = threading.local()

    def timed(self, stage: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """Measure each call of a function."""

        @wraps(function)
        def call(*args: Any, **given: Any) -> Any:
            inside = getattr(self._local, "inside", 0.0)
            self._local.inside = 0.0
            began = time.thread_time()
            try:
                return function(*args, **given)
            finally:
                took = time.thread_time() - began
                self.seconds[stage] += took - self._local.inside
                self._local.inside = inside + took

        return call


def found(name: str) -> tuple[Any, str]:
    """Find who holds what is called by a name."""
    parts = name.split(".")
    for at in range(len(parts) - 1, 0, -1):
        module = ".".join(parts[:at])
        try:
            owner: Any = __import__(module, fromlist=["_"])
        except ModuleNotFoundError:
            continue
        for part in parts[at:-1]:
            owner = getattr(owner, part)
        return owner, parts[-1]
    raise LookupError(name)


def stages(text: Path, work: Path, words: int) -> Iterator[str]:
    """Measure part c: fill a store with the embedded voice, then replay it into another."""
    part = head(text, words, work / "part.txt")
    store, out = work / "replayed", work / "out"
    for folder in (store, out, work / "kept"):
        shutil.rmtree(folder, ignore_errors=True)
    where = ["-o", str(out), "--progress", "none"]
    formats = ["--format", "wav,srt,vtt,words.vtt"]
    command = [sys.executable, "-W", "ignore", "-m", "captioner", "narrate", str(part)]
    subprocess.run([*command, *formats, *where, "--store", str(store)], check=True)
    shutil.rmtree(out)
    timing = Stages()
    with replaying(store) as url, ExitStack() as closing:
        for stage, names in STAGES.items():
            for name in names:
                owner, last = found(name)
                timed = timing.timed(stage, getattr(owner, last))
                closing.enter_context(patch.object(owner, last, timed))
        for last, owner in _STORE:
            timed = timing.timed("store", getattr(owner, last))
            closing.enter_context(patch.object(owner, last, timed))
        asked = ["--url", url, "--speaker", "en-us", "--store", str(work / "kept")]
        began, before = time.perf_counter(), time.process_time()
        cli(["narrate", str(part), *formats, *where, *asked], standalone_mode=False)
        wall, cpu = time.perf_counter() - began, time.process_time() - before
    hours = _hours(out / part.stem / f"{part.stem}.wav")
    yield f"c  {hours:.2f} h of sound in {wall:.1f} s: {60 * hours / wall:.1f} h in a minute"
    yield f"   {cpu / hours:.2f} s of CPU for an hour of sound, of which"
    rest = cpu - sum(timing.seconds.values())
    costs = {**timing.seconds, "socket and loop": rest}
    for stage, seconds in sorted(costs.items(), key=lambda one: -one[1]):
        yield f"     {seconds / hours:6.2f} s  {stage}"


def _hours(wav: Path) -> float:
    return wav.stat().st_size / (2 * 22050 * 3600)
