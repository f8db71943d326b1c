"""A disk that is full, or forgets; runs that share a store; a clock that jumps."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import cycle
from pathlib import Path

from captioner.store import Ledger, TakeStore
from captioner.store.takes import read_header
from tests.benchmarks.disaster_scene import (
    CONNECTIONS,
    Job,
    Row,
    Scene,
    Whole,
    digests,
    same_as,
    shelf,
    spoken,
)
from tests.end_to_end.command import CAPTIONER, environment

_DAY, _YEAR = 86400, 365 * 86400


def full_disks(scene: Scene, whole: Whole) -> Iterator[Row]:
    """Fill the disk of the store, then that of the output, make room and go on."""
    sound = sum(path.stat().st_size for path in _takes(scene.folder / "short.store"))
    for what in ("store", "output"):
        scene.voice.asked.clear()
        disk = scene.folder / f"full {what}"
        with _small_disk(disk, sound // 3) as grow:
            if grow is None:
                yield Row(f"a full disk for the {what}", "not tried: needs root", "", held=False)
                continue
            job = Job(
                whole.text,
                (disk if what == "store" else scene.folder) / "full.store",
                (scene.folder if what == "store" else disk) / "full.out",
            )
            run = scene.start(job)
            code, _ = run.end()
            said = [line for line in run.said.splitlines() if "No space left" in line]
            found, asked = shelf(job.store), scene.voice.asked.total()
            grow(3 * sound)
            again, last = scene.finish(job)
            same, files = same_as(whole, job.out)
            total = scene.voice.asked.total()
            yield Row(
                f"a disk (tmpfs) that is full for the {what}",
                f"exit {code}, {' / '.join(said)}; {asked} asked, {found.takes} kept",
                f"exit 1, says so once, all kept but {CONNECTIONS}",
                code == 1
                and len(said) == 1
                and found.is_whole
                and asked - found.takes <= CONNECTIONS,
            )
            yield Row(
                "  then run again with room",
                f"exit {again}, {files}, {total - asked} asked, of {whole.takes} not kept "
                f"{whole.takes - found.takes}" + ("" if again == 0 else f": {last}"),
                "exit 0, the same, as many",
                again == 0 and same and total - asked == whole.takes - found.takes,
            )
        shutil.rmtree(scene.folder / ("full.out" if what == "store" else "full.store"))


@contextmanager
def _small_disk(folder: Path, size: int) -> Iterator[Callable[[int], object] | None]:
    """Mount so many bytes; give what makes it larger, None where that is not allowed."""
    folder.mkdir()

    def mount(size: int, *options: str) -> int:
        command = ["mount", "-t", "tmpfs", "-o", ",".join((*options, f"size={size}")), "tmpfs"]
        return subprocess.run([*command, str(folder)], capture_output=True, check=False).returncode

    if mount(size) != 0:
        yield None
        return
    try:
        yield lambda larger: mount(larger, "remount")
    finally:
        subprocess.run(["umount", str(folder)], check=False)


def damaged(scene: Scene, whole: Whole, store: Path, count: int) -> Iterator[Row]:
    """Damage takes of a store that is complete, each in another way."""
    takes = scene.chance.sample(_takes(store), count)
    other = next(path for path in _takes(store) if path not in takes)
    texts = Counter(read_header(path).spoken.strip() for path in takes)
    for path, (_, harm) in zip(takes, cycle(_harms(other).items()), strict=False):
        data = bytearray(path.read_bytes())
        path.write_bytes(harm(data, scene.chance.randrange))
    scene.voice.asked.clear()
    job = Job(whole.text, store, scene.folder / "damaged.out")
    code, said = scene.finish(job)
    found = shelf(store)
    same, files = same_as(whole, job.out)
    yield Row(
        f"{count} takes damaged ({', '.join(_harms(other))})",
        f"exit {code}, {files}, {scene.voice.asked.total()} asked again"
        + ("" if code == 0 else f": {said}"),
        f"exit 0, the same, those {count}",
        code == 0 and same and found.is_whole and scene.voice.asked == texts,
    )


def _harms(other: Path) -> dict[str, Callable[[bytearray, Callable[[int], int]], bytes]]:
    """List what a disk does to a file."""

    def flipped(first: float, last: float) -> Callable[[bytearray, Callable[[int], int]], bytes]:
        def harm(data: bytearray, less_than: Callable[[int], int]) -> bytes:
            at = int(len(data) * first) + less_than(max(1, int(len(data) * (last - first))))
            data[at] ^= 1 << less_than(8)
            return bytes(data)

        return harm

    return {
        "a bit of its header": lambda data, less_than: flipped(0, min(1, 400 / len(data)))(
            data, less_than
        ),
        "a bit in the middle": flipped(0.2, 0.9),
        "a bit near its end": flipped(0.95, 1),
        "cut short": lambda data, less_than: bytes(data[: less_than(len(data))]),
        "empty": lambda data, less_than: b"",
        "zeros": lambda data, less_than: bytes(len(data)),
        "another's": lambda data, less_than: other.read_bytes(),
    }


def at_once(scene: Scene, whole: Whole) -> Iterator[Row]:
    """Have two and three runs use one store at the same time, and documents that share much."""
    for count in (2, 3):
        scene.voice.asked.clear()
        store = scene.folder / f"shared {count}.store"
        outs = [scene.folder / f"shared {count}.{number}" for number in range(count)]
        runs = [scene.start(Job(whole.text, store, out)) for out in outs]
        codes = [run.end()[0] for run in runs]
        same = all(digests(out) == whole.made for out in outs)
        files = "the same files" if same else "OTHER FILES"
        asked = scene.voice.asked.total()
        yield Row(
            f"{count} runs of it at once on one store",
            f"exit {codes}, {files}, {asked} requests",
            f"exit 0, the same, {whole.takes}",
            set(codes) == {0} and same and asked == whole.takes,
        )
        shutil.rmtree(store)
    lines = whole.text.read_text().splitlines(keepends=True)
    parts = {"first": lines[: len(lines) * 2 // 3], "second": lines[len(lines) // 3 :]}
    texts = []
    for name, part in parts.items():
        texts.append(scene.folder / f"{name}.txt")
        texts[-1].write_text("".join(part))
    wholes = [scene.whole(scene.job(text, text.stem)) for text in texts]
    scene.voice.asked.clear()
    store, out = scene.folder / "parts.store", scene.folder / "parts.out"
    runs = [scene.start(Job(text, store, out)) for text in texts]
    codes = [run.end()[0] for run in runs]
    made = digests(out)
    same = made == {name: digest for one in wholes for name, digest in one.made.items()}
    files = "the same files" if same else "OTHER FILES"
    distinct = set().union(*map(spoken, texts))
    asked = scene.voice.asked.total()
    yield Row(
        "2 runs at once of texts that share a third",
        f"exit {codes}, {files}, {asked} requests",
        f"exit 0, the same, {len(distinct)}",
        set(codes) == {0} and same and asked == len(distinct),
    )
    shutil.rmtree(store)


def clocks(scene: Scene, whole: Whole) -> Iterator[Row]:
    """Have the clock jump in the middle of a run, and look at all that tells of time."""
    for name, seconds in (("back by a day", -_DAY), ("on by a year", _YEAR)):
        scene.voice.asked.clear()
        job = scene.job(whole.text, name)
        clock = f"{seconds}@{(whole.first + whole.seconds) / 3:.3f}"
        run = scene.start(job, "--progress", "json", DISTURB_CLOCK=clock)
        code, said = run.end()
        same, files = same_as(whole, job.out)
        asked = scene.voice.asked.total()
        progress = _progress_is_sane(run.said, time.monotonic() - run.begun)
        yield Row(
            f"a clock that goes {name} in the middle of a run",
            f"exit {code}, {files}, {asked} requests, progress {progress}"
            + ("" if code == 0 else f": {said}"),
            f"exit 0, the same, {whole.takes}, steady",
            code == 0
            and same
            and asked == whole.takes
            and progress == "steady"
            and _has_jumped(job.store),
        )
        yield _after_the_jump(scene, whole, job.store, seconds)
        shutil.rmtree(job.store)


def _after_the_jump(scene: Scene, whole: Whole, store: Path, seconds: int) -> Row:
    """Put the times that the jump would have left on the files, and use the store again."""
    takes = _takes(store)
    for path in takes[::2]:
        then = time.time() + seconds
        os.utime(path, (then, then))
    wrong = []
    listed, _ = _captioner("store", "ls", "--store", str(store))
    ages = {int(found) for found in re.findall(r"(\d+) days?\b", listed)}
    if any(age > 1 for age in ages):
        wrong.append(f"ages of {ages} days")
    _captioner("store", "prune", "--older", "2d", "--store", str(store))
    if len(_takes(store)) != len(takes):
        wrong.append(f"{len(takes) - len(_takes(store))} takes pruned as too old")
    planned, _ = _captioner(
        "plan", str(whole.text), "--url", scene.voice.url, "--speaker", "en-us", "--lang", "en",
        "--store", str(scene.folder / "none"),
    )  # fmt: skip
    shutil.copytree(store, scene.folder / "ledger only", ignore=shutil.ignore_patterns("*.take"))
    told, _ = _captioner(
        "plan", str(whole.text), "--url", scene.voice.url, "--speaker", "en-us", "--lang", "en",
        "--store", str(scene.folder / "ledger only"),
    )  # fmt: skip
    shutil.rmtree(scene.folder / "ledger only")
    usual, expected = _seconds_to_speak(planned), _seconds_to_speak(told)
    if not 0 < expected <= 10 * max(usual, whole.seconds):
        wrong.append(f"the plan expects {expected} s to speak it, not {whole.seconds:.0f}")
    asked = scene.voice.asked.total()
    job = Job(whole.text, store, scene.folder / "after.out")
    code, said = scene.finish(job)
    if code != 0 or digests(job.out) != whole.made or scene.voice.asked.total() != asked:
        wrong.append(f"the next run: exit {code}, {said}")
    shutil.rmtree(job.out)
    off = sum(abs(path.stat().st_mtime - time.time()) > _DAY + 3600 for path in _takes(store))
    if off:
        wrong.append(f"{off} takes keep a wrong time after their use")
    return Row(
        "  then claims, ages, prune, plan and the next run",
        "; ".join(wrong) or "as with a right clock",
        "as with a right clock",
        not wrong,
    )


def _has_jumped(store: Path) -> bool:
    """Tell whether the clock of the run that a ledger tells of did jump."""
    times = [line.at for line in Ledger(store).lines() if line is not None]
    return max(times) - min(times) > _DAY / 2


def _progress_is_sane(said: str, seconds: float) -> str:
    events = [json.loads(line) for line in said.splitlines() if line.startswith("{")]
    told = [event for event in events if event["event"] == "progress" and event["document"] is None]
    elapsed = [event["elapsed_seconds"] for event in told]
    left = [event["seconds_left"] for event in told if event["seconds_left"] is not None]
    steady = (
        len(told) > 2
        and elapsed == sorted(elapsed)
        and elapsed[-1] <= seconds
        and all(0 <= one < 100 * seconds for one in left)
    )
    return "steady" if steady else f"unsteady: {elapsed[-3:]}, {max(left, default=0)} s left"


def _seconds_to_speak(planned: str) -> int:
    """Read from a plan how long it takes to speak what is new."""
    found = re.search(r"about ([\d:]+) to speak", planned)
    assert found, planned
    total = 0
    for part in found[1].split(":"):
        total = 60 * total + int(part)
    return total


def _captioner(*arguments: str) -> tuple[str, int]:
    done = subprocess.run(
        [*CAPTIONER, *arguments], capture_output=True, env=environment(), text=True, check=False
    )
    assert "Traceback" not in done.stderr, done.stderr
    return done.stdout + done.stderr, done.returncode


def _takes(store: Path) -> list[Path]:
    return sorted((TakeStore(store).folder / "takes").rglob("*.take"))
