"""A log of what was asked of a service: a line of JSON for each attempt."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import msgspec

from captioner.client import Attempt
from captioner.document import as_text
from captioner.errors import writing


class AttemptLog:
    """Writes lines while it can. `failure` says why it no longer could: speaking goes on."""

    def __init__(self, file: BinaryIO | None) -> None:
        self.failure = ""
        self._file = file

    def add(self, document: str, attempt: Attempt) -> None:
        """Write a line for an attempt that is over."""
        if self._file is None or self.failure:
            return
        line = {
            "at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
            "document": as_text(document),
            "context": attempt.sentence.context,
            "attempt": attempt.number,
            "result": "failed" if attempt.failure else "spoken",
            "seconds": round(attempt.seconds, 3),
            "characters": attempt.usage.characters,
            "received": attempt.usage.received,
        }
        if attempt.failure:
            line["reason"] = attempt.failure
        try:
            self._file.write(msgspec.json.encode(line) + b"\n")
        except OSError as exc:
            self.failure = f"{self._file.name}: the log ends early ({exc.strerror or exc})"


@contextmanager
def logging_attempts(path: Path | None) -> Iterator[AttemptLog]:
    """Log at the end of a file, or nowhere. Raises OutputError if it cannot be opened."""
    if path is None:
        yield AttemptLog(None)
        return
    with writing(path):
        # Unbuffered, so that whoever reads along, or after a kill, has every attempt.
        file = path.open("ab", buffering=0)
    with file:
        yield AttemptLog(file)
