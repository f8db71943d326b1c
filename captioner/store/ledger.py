"""What was asked for, kept, lost and saved: one line each, written before anything else follows.

`ledger.jsonl` in the store's folder only ever grows. Each line is one write at the file's end, and
begins with the end of the line before it, so what a kill or a full disk cuts short spoils no other.
`asked` is written before a request is sent, `kept` once its take is safe on disk: what was asked
for and has neither been kept nor failed was under way in a run that was killed, or still is.
"""

from __future__ import annotations

import errno
import os
import secrets
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Literal, Self

import msgspec

from captioner.errors import OutputError
from captioner.store.disk import cannot_keep, keeping, make_folder

What = Literal["began", "asked", "kept", "failed", "saved"]


class Line(msgspec.Struct, frozen=True, omit_defaults=True):
    """A line of the ledger, of the run `run`, written `at` so many seconds since 1970.

    `name` says what a run that began is for. `characters` were sent to be spoken, or would have
    been for the `sentences` that were saved. `retry`: it was not the sentence's first request.
    `sound_ms` is how much sound was kept, of the voice with the tag `voice`.
    """

    what: What
    run: str
    at: int
    name: str = ""
    characters: int = 0
    sentences: int = 1
    retry: bool = False
    sound_ms: int = 0
    voice: str = ""


class Totals(msgspec.Struct):
    """Sums over some lines; `at` and `name` are those of a run's beginning.

    Requests and characters that were sent in all, `retries` those that were no sentence's first,
    then what became of them. `saved` are sentences that were served from the store.
    """

    at: int = 0
    name: str = ""
    requests: int = 0
    characters: int = 0
    retries: int = 0
    retried_characters: int = 0
    kept: int = 0
    kept_characters: int = 0
    failed: int = 0
    failed_characters: int = 0
    saved: int = 0
    saved_characters: int = 0
    sound_ms: int = 0

    @property
    def unanswered(self) -> int:
        """How many requests nothing is known of: under way, or lost with a run that was killed."""
        return max(0, self.requests - self.kept - self.failed)

    def count(self, line: Line) -> None:
        """Add a line."""
        match line.what:
            case "began":
                self.at = line.at
                self.name = ", ".join(filter(None, (self.name, line.name)))
            case "asked":
                self.requests += 1
                self.characters += line.characters
                self.retries += line.retry
                self.retried_characters += line.retry * line.characters
            case "kept":
                self.kept += 1
                self.kept_characters += line.characters
                self.sound_ms += line.sound_ms
            case "failed":
                self.failed += 1
                self.failed_characters += line.characters
            case "saved":
                self.saved += line.sentences
                self.saved_characters += line.characters


class Pace(msgspec.Struct):
    """How fast a voice has spoken: so much sound for so many characters."""

    characters: int = 0
    sound_ms: int = 0

    def ms_for(self, characters: int) -> int | None:
        """Expect how long some characters take; None if nothing was heard yet."""
        if not self.characters:
            return None
        return round(characters * self.sound_ms / self.characters)


class Account(msgspec.Struct):
    """The ledger's sums: in all, per run in the order in which they began, and each voice's pace.

    `unreadable` counts lines that were cut short.
    """

    total: Totals = msgspec.field(default_factory=Totals)
    runs: dict[str, Totals] = msgspec.field(default_factory=lambda: defaultdict(Totals))
    paces: dict[str, Pace] = msgspec.field(default_factory=lambda: defaultdict(Pace))
    unreadable: int = 0


class Ledger:
    """The ledger in a store's folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.path = folder / "ledger.jsonl"

    def begin(self, name: str) -> Run:
        """Begin a run, named for people. Raises OutputError if the ledger cannot be written."""
        began = int(time.time())
        stamp = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime(began))
        run = Run(self, f"{stamp}-{secrets.token_hex(3)}")
        run.began(name)
        return run

    def lines(self) -> Iterator[Line | None]:
        """Read the lines as they stand, one at a time; None for one that was cut short."""
        try:
            with self.path.open("rb") as file:
                for line in file:
                    if line.strip():
                        yield _maybe_line(line)
        except FileNotFoundError:
            return
        except OSError as exc:
            raise OutputError(f"{self.path}: cannot be read ({exc.strerror or exc})") from exc

    def account(self) -> Account:
        """Sum it up. Raises OutputError if it cannot be read."""
        account = Account()
        for line in self.lines():
            if line is None:
                account.unreadable += 1
                continue
            account.total.count(line)
            account.runs[line.run].count(line)
            if line.what == "kept":
                pace = account.paces[line.voice]
                pace.characters += line.characters
                pace.sound_ms += line.sound_ms
        return account


class Run:
    """A run that writes to the ledger. Begun by `Ledger.begin`; use as a context manager.

    Every method raises OutputError if its line cannot be written: whoever cannot note what it
    spends should stop. Lines survive a kill at once, and a power cut once the run has ended.
    """

    def __init__(self, ledger: Ledger, run_id: str) -> None:
        self.id = run_id
        self.totals = Totals()
        self._ledger = ledger
        with keeping(ledger.folder):
            make_folder(ledger.folder)
            flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0)
            self._descriptor = os.open(ledger.path, flags, 0o600)

    def began(self, name: str) -> None:
        """Note that something was begun, such as a document."""
        self._write("began", name=name)

    def asked(self, characters: int, *, retry: bool = False) -> None:
        """Note a request, before it is sent."""
        self._write("asked", characters=characters, retry=retry)

    def kept(self, characters: int, sound_ms: int, voice: str) -> None:
        """Note that what was asked for is safe. `voice` is the tag of its origin."""
        self._write("kept", characters=characters, sound_ms=sound_ms, voice=voice)

    def failed(self, characters: int) -> None:
        """Note that a request came to nothing."""
        self._write("failed", characters=characters)

    def saved(self, characters: int, sentences: int = 1) -> None:
        """Note sentences that need not be asked for."""
        self._write("saved", characters=characters, sentences=sentences)

    def close(self) -> None:
        """Have the disk hold all of it."""
        with keeping(self._ledger.folder):
            try:
                os.fsync(self._descriptor)
            finally:
                os.close(self._descriptor)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _write(
        self,
        what: What,
        *,
        name: str = "",
        characters: int = 0,
        sentences: int = 1,
        retry: bool = False,
        sound_ms: int = 0,
        voice: str = "",
    ) -> None:
        line = Line(
            what, self.id, int(time.time()), name, characters, sentences, retry, sound_ms, voice
        )
        data = b"\n" + _encode(line)
        folder = self._ledger.folder
        try:  # Twice a sentence: `keeping` would take as long as all else here.
            written = os.write(self._descriptor, data)
        except OSError as exc:
            raise cannot_keep(folder, exc) from exc
        if written < len(data):
            raise cannot_keep(folder, OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)))
        self.totals.count(line)


_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(Line).decode


def _maybe_line(text: bytes) -> Line | None:
    try:
        return _decode(text)
    except msgspec.DecodeError:
        return None
