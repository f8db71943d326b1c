"""Load on the server: many connections at once, against the synthesizer on its own.

    python -m tests.benchmarks.load --connections 200 --seconds 60

Prints failures, memory, and time to first byte and throughput as ratios to the bare synthesizer.
"""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import trio

from captioner.client import remote
from captioner.server.espeak import RATE, Espeak
from captioner.server.order import Said
from captioner.server.voices import local_voices
from tests.end_to_end.test_serve import children, served
from tests.server.wire import FLUSH, connected, text

QUERY = "speaker=luna&modelId=coda&lang=eng&audioFormat=pcm&samplingRate=22050&segment=never"
SENTENCE = "The boats swung round on their chains, and by noon the wind had gone into the west."
PARAGRAPH = " ".join([SENTENCE] * 11)


@dataclass
class Load:
    """What was seen."""

    spoken: int = 0
    failures: list[str] = field(default_factory=list)
    audio_seconds: float = 0.0
    seconds: float = 0.0
    first_bytes: list[float] = field(default_factory=list)
    memory: list[int] = field(default_factory=list)
    """Megabytes of the server and its workers, once a second."""

    @property
    def growth(self) -> float:
        """The most memory in the last third of the time, as a ratio to the middle one."""
        third = len(self.memory) // 3
        return max(self.memory[2 * third :]) / max(self.memory[third : 2 * third])


def memory_of(pids: list[int]) -> int:
    """Add up what processes hold for themselves, in bytes."""
    total = 0
    for pid in pids:
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("VmRSS"):
                total += int(line.split()[1]) * 1024
    return total


async def put_load(address: str, pid: int, connections: int, seconds: float) -> Load:
    """Speak the sentence over and over on each connection for so long."""
    load = Load()
    begun = trio.current_time()

    async def talk() -> None:
        try:
            async with connected(remote(address), QUERY) as websocket:
                while trio.current_time() < begun + seconds:
                    asked = trio.current_time()
                    await websocket.send_message(text(SENTENCE))
                    await websocket.send_message(FLUSH)
                    first = None
                    while True:
                        event = json.loads(await websocket.get_message())
                        first = first or trio.current_time()
                        if event["type"] == "chunk":
                            load.audio_seconds += len(event["data"]) * 3 / 4 / 2 / RATE
                        if event["type"] == "done":
                            break
                    load.first_bytes.append(first - asked)
                    load.spoken += 1
        except Exception as exc:  # noqa: BLE001 - a failure of any kind is what is counted
            load.failures.append(repr(exc))

    async def watch() -> None:
        while True:
            await trio.sleep(1)
            load.memory.append(memory_of([pid, *children(pid)]) // 2**20)

    async with trio.open_nursery() as nursery:
        nursery.start_soon(watch)
        async with trio.open_nursery() as talking:
            for _ in range(connections):
                talking.start_soon(talk)
        nursery.cancel_scope.cancel()
    load.seconds = trio.current_time() - begun
    return load


async def first_byte(address: str, said: str, times: int = 20) -> float:
    """Time the first sound of an idle server, in seconds: the median."""
    taken = []
    async with connected(remote(address), QUERY) as websocket:
        for _ in range(times):
            asked = time.perf_counter()
            await websocket.send_message(text(said))
            await websocket.send_message(FLUSH)
            first = None
            while json.loads(await websocket.get_message())["type"] != "done":
                first = first or time.perf_counter()
            taken.append((first or asked) - asked)
    return statistics.median(taken)


def bare(said: str, times: int = 20) -> tuple[float, float]:
    """Time the synthesizer on its own: the first sound, and seconds of sound made in a second."""
    with tempfile.TemporaryDirectory() as folder:
        espeak = Espeak(Path(folder))
        voice = local_voices()["en-us"]
        firsts, samples = [], 0
        begun = time.perf_counter()
        for _ in range(times):
            asked = time.perf_counter()
            first: list[float] = []
            _, made = espeak.speak(voice, [Said(said)], _note(first))
            firsts.append(first[0] - asked)
            samples += made
        return statistics.median(firsts), samples / RATE / (time.perf_counter() - begun)


def _note(times: list[float]) -> Callable[[memoryview], None]:
    return lambda block: times.append(time.perf_counter())


def report(connections: int, seconds: float, workers: int) -> Load:
    """Run all of it and print what was seen."""
    with (
        tempfile.TemporaryDirectory() as folder,
        served(Path(folder), "--workers", str(workers)) as (process, address),
    ):
        short = trio.run(first_byte, address, SENTENCE)
        long = trio.run(first_byte, address, PARAGRAPH)
        load = trio.run(put_load, address, process.pid, connections, seconds)
    alone_first, alone_speed = bare(SENTENCE)
    print(f"{connections} connections, {load.seconds:.0f} s, {workers} workers")
    print(f"  sentences {load.spoken:,}, failures {len(load.failures)}")
    print(f"  memory {load.memory[len(load.memory) // 3]} to {load.memory[-1]} MB, "
          f"growth in the last third {load.growth:.2f}")  # fmt: skip
    print(f"  first byte, idle: {short * 1000:.1f} ms for {len(SENTENCE)} characters, "
          f"{long * 1000:.1f} ms for {len(PARAGRAPH)} (ratio {long / short:.2f}); "
          f"{short / alone_first:.2f} of the bare synthesizer's")  # fmt: skip
    speed = load.audio_seconds / load.seconds
    print(f"  first byte under load: {statistics.median(load.first_bytes) * 1000:.0f} ms")
    print(f"  throughput {speed:,.0f}x real time, {speed / (alone_speed * workers):.2f} of "
          f"{workers} bare synthesizers at {alone_speed:,.0f}x")  # fmt: skip
    return load


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--connections", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--workers", type=int, default=2)
    asked = parser.parse_args()
    seen = report(asked.connections, asked.seconds, asked.workers)
    raise SystemExit(bool(seen.failures) or seen.growth > 1.15)
