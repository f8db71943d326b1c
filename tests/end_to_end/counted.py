"""A server on a real port that counts what it is asked for, and commands that ask it."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import trio

from captioner.cli import main
from captioner.server.order import Order, Timing
from tests.end_to_end.command import CAPTIONER, environment, store_beside
from tests.fakes import served

#: How long it says a word, and is silent at the end.
_WORD_SECONDS, _TAIL_SECONDS = 0.3, 0.1


@dataclass
class Counted:
    """A voice that counts how often it says what; after `stops_after` requests it says nothing
    more, and `stopped` is set. One that `varies` says a text slower each time that it is asked;
    what it `swallows` cannot be heard the first time.
    """

    asked: Counter[str] = field(default_factory=Counter)
    order: list[str] = field(default_factory=list)
    stops_after: int | None = None
    stopped: threading.Event = field(default_factory=threading.Event)
    url: str = ""
    varies: bool = False
    swallows: str = ""

    @property
    def options(self) -> tuple[str, ...]:
        """Ask it, and make what is made fast."""
        return ("--url", self.url, "--speaker", "en-us", "--format", "wav,srt")

    async def synthesize(self, order: Order, on_block: Callable[[bytes], None]) -> Timing:
        said = order.text.strip()
        self.asked[said] += 1
        self.order.append(said)
        await trio.lowlevel.checkpoint()
        if self.stops_after is not None and self.asked.total() > self.stops_after:
            self.stopped.set()
            await trio.sleep_forever()
        words = said.split()
        is_swallowed = self.swallows and self.swallows in said and self.asked[said] == 1
        sound = b"\0\0\0\0" if is_swallowed else b"\x10\x04\xf0\xfb"
        seconds = _WORD_SECONDS * (self.asked[said] if self.varies else 1)
        on_block(sound * round(order.rate * seconds * len(words) / 2))
        on_block(b"\0\0" * round(order.rate * _TAIL_SECONDS))
        starts = [seconds * number for number in range(len(words))]
        ends = [start + seconds for start in starts]
        return Timing(words, starts, ends, length=seconds * len(words) + _TAIL_SECONDS)


@contextmanager
def counted(
    stops_after: int | None = None, *, varies: bool = False, swallows: str = ""
) -> Iterator[Counted]:
    """Serve a counted voice."""
    voice = Counted(stops_after=stops_after, varies=varies, swallows=swallows)
    with served(nullcontext(voice)) as voice.url:
        yield voice


@dataclass(frozen=True)
class Done:
    """What a command said, and its exit code."""

    returncode: int
    stdout: str
    stderr: str

    @property
    def last(self) -> str:
        """The last line on stderr."""
        return self.stderr.splitlines()[-1]


@dataclass(frozen=True)
class Here:
    """Runs commands in this process, which saves the time that one takes to start."""

    cwd: Path
    monkeypatch: pytest.MonkeyPatch
    capture: pytest.CaptureFixture[str]

    def __call__(self, *arguments: object, **extra: str) -> Done:
        """Run a command to its end."""
        self.monkeypatch.chdir(self.cwd)
        self.monkeypatch.delenv("RIME_API_KEY", raising=False)
        for name, value in ({"CAPTIONER_STORE": str(store_beside(self.cwd))} | extra).items():
            self.monkeypatch.setenv(name, value)
        self.monkeypatch.setattr(sys, "argv", ["captioner", *map(str, arguments)])
        code = 0
        self.capture.readouterr()
        try:
            main()
        except SystemExit as left:
            code = int(left.code or 0)
        said = self.capture.readouterr()
        return Done(code, said.out, said.err)


def start(voice: Counted, *arguments: object, cwd: Path) -> subprocess.Popen[str]:
    """Start the real command, in a process of its own."""
    return subprocess.Popen(
        [*CAPTIONER, "narrate", *voice.options, *map(str, arguments)],
        cwd=cwd,
        env=environment(CAPTIONER_STORE=str(store_beside(cwd))),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def end(process: subprocess.Popen[str]) -> Done:
    """Wait for the end of what was started."""
    out, err = process.communicate(timeout=60)
    return Done(process.returncode, out, err)


def made(folder: Path) -> dict[str, bytes]:
    """Read all files in a folder."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def text(count: int, what: str = "tide") -> str:
    """Write so many different sentences."""
    return "".join(f"Line {number} of the {what}.\n\n" for number in range(count))
