"""Where disasters happen: a text, a server that counts and outlives its clients, and real runs of
the command that are watched from outside.
"""

from __future__ import annotations

import hashlib
import os
import random
import shutil
import signal
import subprocess
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from captioner.document import Kind
from captioner.server.order import Order, Timing
from captioner.server.workers import Workers, open_workers
from captioner.store import TakeStore
from captioner.store.upkeep import headers
from captioner.text import read
from tests.end_to_end.command import CAPTIONER, environment
from tests.end_to_end.test_serve import alive
from tests.fakes import served

#: As quick to make as can be, so that a run is mostly speech; and all that captions can be.
FORMATS = "wav,srt,vtt,words.vtt"
CONNECTIONS = 4
#: Nothing takes as long as this, unless it hangs.
_PATIENCE_SECONDS = 1800
_GONE_SECONDS = 2.0
_LOOK_SECONDS = 0.002
_HOOKS = Path(__file__).parent / "disturbed"

Made = Mapping[str, str]


@dataclass(frozen=True)
class Row:
    """A line of the table."""

    done: str
    seen: str
    limit: str
    held: bool


@dataclass
class Voice:
    """The embedded voice behind a server that counts what it is asked for."""

    url: str = ""
    asked: Counter[str] = field(default_factory=Counter)
    _workers: Workers | None = None

    async def synthesize(self, order: Order, on_block: Callable[[bytes], None]) -> Timing:
        self.asked[order.text.strip()] += 1
        assert self._workers is not None
        return await self._workers.synthesize(order, on_block)

    @asynccontextmanager
    async def speaking(self) -> AsyncIterator[Voice]:
        async with open_workers(os.cpu_count() or 1) as self._workers:
            yield self


@contextmanager
def counting_voice() -> Iterator[Voice]:
    """Serve it, for the length of a block."""
    voice = Voice()
    with served(voice.speaking()) as voice.url:
        yield voice


class Run:
    """The real command at work. `kept` counts the takes that its store's ledger tells of."""

    def __init__(self, process: subprocess.Popen[bytes], job: Job, said: Path) -> None:
        self.process = process
        self.begun = time.monotonic()
        self._said = said
        self._ledger = job.store / "ledger.jsonl"
        self._sound = job.out / job.text.stem / f".{job.text.stem}.{job.formats.split(',')[0]}.part"
        self._read = self._kept = 0

    @property
    def is_over(self) -> bool:
        return self.process.poll() is not None

    @property
    def kept(self) -> int:
        if self._ledger.exists():
            with self._ledger.open("rb") as file:
                file.seek(self._read)
                # A line may be half there yet.
                lines = file.read().rpartition(b"\n")[0]
            self._read += len(lines)
            self._kept += lines.count(b'"what":"kept"')
        return self._kept

    @property
    def written(self) -> int:
        """How many bytes of sound are in the file that has no name yet."""
        return self._sound.stat().st_size if self._sound.exists() else 0

    def wait_for(self, due: Callable[[Run], bool]) -> bool:
        """Look until something is so; tell whether that came before the end of the run."""
        while not due(self):
            if self.is_over:
                return False
            time.sleep(_LOOK_SECONDS)
        return not self.is_over

    def end(self) -> tuple[int, str]:
        """Wait for its end, and give its exit code and the last thing that it said."""
        code = self.process.wait(_PATIENCE_SECONDS)
        lines = self._said.read_text().splitlines()
        return code, lines[-1] if lines else ""

    @property
    def said(self) -> str:
        return self._said.read_text()


def kept_so_many(count: int, and_then: float = 0.0) -> Callable[[Run], bool]:
    """Tell a moment: some time after so many takes are kept."""
    return _after(lambda run: run.kept >= count, and_then)


def _after(begun: Callable[[Run], bool], and_then: float) -> Callable[[Run], bool]:
    since: list[float] = []

    def due(run: Run) -> bool:
        if not since and begun(run):
            since.append(time.monotonic())
        return bool(since) and time.monotonic() - since[0] >= and_then

    return due


def written_so_much(size: float, and_then: float = 0.0) -> Callable[[Run], bool]:
    """Tell a moment: some time after so many bytes of sound are written."""
    return _after(lambda run: run.written >= size, and_then)


def after(seconds: float) -> Callable[[Run], bool]:
    """Tell a moment: so many seconds after the start."""
    return lambda run: time.monotonic() - run.begun >= seconds


def kill(pids: list[int]) -> None:
    """Kill -9 some processes."""
    for pid in pids:
        with suppress(ProcessLookupError):  # It may have ended by itself this moment.
            os.kill(pid, signal.SIGKILL)


def orphans(pids: list[int]) -> list[int]:
    """Tell which processes are there after the time in which they should be gone."""
    last = time.monotonic() + _GONE_SECONDS
    while time.monotonic() < last and any(map(alive, pids)):
        time.sleep(_LOOK_SECONDS)
    return list(filter(alive, pids))


@dataclass(frozen=True)
class Job:
    """What a run is to do: narrate a text, by the counting server or by the embedded one."""

    text: Path
    store: Path
    out: Path
    formats: str = FORMATS
    embedded: bool = False


class Scene:
    """A folder in which runs narrate one text after another, and what was seen of them."""

    def __init__(self, folder: Path, voice: Voice, chance: random.Random) -> None:
        self.folder = folder
        self.voice = voice
        self.chance = chance
        self.passing = folder / "passing"
        self.passing.mkdir(parents=True)
        self._runs = 0

    def job(self, text: Path, name: str, *, formats: str = FORMATS, embedded: bool = False) -> Job:
        """Have a text narrated with a store and a folder of its own."""
        store, out = self.folder / f"{name}.store", self.folder / f"{name}.out"
        return Job(text, store, out, formats, embedded)

    def start(self, job: Job, *options: str, **disturbed: str) -> Run:
        """Start to narrate, in a process group of its own."""
        self._runs += 1
        said = self.folder / f"{self._runs}.said"
        where = () if job.embedded else ("--url", self.voice.url, "--connections", str(CONNECTIONS))
        extra = {"TMPDIR": str(self.passing), "PYTHONDONTWRITEBYTECODE": "1"}
        if disturbed:
            path = [str(_HOOKS), *filter(None, [os.environ.get("PYTHONPATH")])]
            extra |= {"PYTHONPATH": os.pathsep.join(path), **disturbed}
        with said.open("wb") as file:
            process = subprocess.Popen(
                [*CAPTIONER, "narrate", str(job.text), "-o", str(job.out),
                 "--store", str(job.store), "--format", job.formats,
                 "--speaker", "en-us", "--lang", "en", *where, *options],
                cwd=self.folder, env=environment(**extra), stdout=subprocess.DEVNULL, stderr=file,
                start_new_session=True,
            )  # fmt: skip
        return Run(process, job, said)

    def whole(self, job: Job) -> Whole:
        """Narrate a text undisturbed, and keep what it came to."""
        began = time.monotonic()
        run = self.start(job)
        run.wait_for(kept_so_many(1))
        first = time.monotonic() - began
        code, said = run.end()
        assert code == 0, said
        seconds = time.monotonic() - began
        sound = job.out / job.text.stem / f"{job.text.stem}.{job.formats.split(',')[0]}"
        size = sound.stat().st_size
        takes = len(spoken(job.text))
        found = Whole(job.text, takes, digests(job.out), size, first, seconds)
        shutil.rmtree(job.store)
        shutil.rmtree(job.out)
        return found

    def sweep(self) -> list[str]:
        """Name what is left in the folder for passing files, and remove it."""
        found = list(self.passing.iterdir())
        for path in found:
            shutil.rmtree(path)
        return [path.name for path in found]

    def finish(self, job: Job) -> tuple[int, str]:
        """Narrate to the end."""
        return self.start(job).end()


@dataclass(frozen=True)
class Whole:
    """What a text comes to undisturbed: so many takes, these files, so many bytes of sound; and
    when, in seconds, the first take was kept, and all was done.
    """

    text: Path
    takes: int
    made: Made
    sound: int
    first: float
    seconds: float

    @property
    def files(self) -> int:
        return len(self.made)


def spoken(text: Path) -> set[str]:
    """Tell what is to be asked for, each once."""
    sentences = read(text, lang="en").sentences
    return {one.spoken.strip() for one in sentences if one.kind is not Kind.SOUND} - {""}


def kept_sentences(text: Path, store: Path) -> int:
    """Count the sentences of a text of which a store has the take, by what its takes say."""
    said = {header.spoken.strip() for _, header in headers(TakeStore(store))}
    return sum(one.spoken.strip() in said for one in read(text, lang="en").sentences)


def digests(folder: Path) -> dict[str, str]:
    """Digest all files under a folder, hidden ones too."""
    found = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            with path.open("rb") as file:
                name = path.relative_to(folder).as_posix()
                found[name] = hashlib.file_digest(file, "sha256").hexdigest()
    return found


def same_as(whole: Whole, out: Path) -> tuple[bool, str]:
    """Tell whether files came out as those of an undisturbed run, and in words."""
    same = digests(out) == whole.made
    return same, "the same files" if same else "OTHER FILES"


def head(text: Path, words: int, path: Path) -> Path:
    """Write the first paragraphs of a text, up to so many words."""
    taken, count = [], 0
    for line in text.read_text("utf-8-sig").splitlines(keepends=True):
        if count >= words and not line.strip():
            break
        taken.append(line)
        count += len(line.split())
    path.write_text("".join(taken))
    return path


@dataclass(frozen=True)
class Shelf:
    """What is in a store, counted from its files and from its ledger."""

    takes: int
    asked: int
    kept: int
    strays: tuple[str, ...]
    is_whole: bool
    told: str

    @property
    def lost(self) -> int:
        """How many takes the ledger tells of that are not there."""
        return max(0, self.kept - self.takes)


def shelf(store: Path) -> Shelf:
    """Look into a store. Its takes are checked by the command."""
    ledger = (store / "ledger.jsonl").read_bytes() if (store / "ledger.jsonl").exists() else b""
    names = [path.name for path in store.rglob("*") if path.is_file()]
    checked = subprocess.run(
        [*CAPTIONER, "store", "check", "--store", str(store)],
        capture_output=True, env=environment(), text=True, check=False,
    )  # fmt: skip
    return Shelf(
        takes=sum(name.endswith(".take") for name in names),
        asked=ledger.count(b'"what":"asked"'),
        kept=ledger.count(b'"what":"kept"'),
        strays=tuple(name for name in names if not name.endswith((".take", ".chosen", ".jsonl"))),
        is_whole=checked.returncode == 0,
        told=(checked.stdout + checked.stderr).strip(),
    )
