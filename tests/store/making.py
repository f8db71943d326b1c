"""Takes to keep, and who would be heard in them."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

from captioner.audio import HeardWord, Take
from captioner.protocol import Voice
from captioner.store.origin import origin_of
from captioner.store.takefile import Asked
from captioner.store.takes import TakeStore

RATE = 8000
VOICE = Voice("ada", rate=RATE)
ORIGIN = origin_of("test/ws3", VOICE)
TEXT = "The tide was out."


def take(seed: int = 1, frames: int = 400, rate: int = RATE) -> Take:
    """Make a take that resembles no other."""
    words = (HeardWord("tide", 10, frames // 2), HeardWord("öut", frames // 2, frames))
    return Take(random.Random(seed).randbytes(2 * frames), rate, words, nominal=True)


def put(store: TakeStore, text: str = TEXT, seed: int = 1, number: int = 0) -> str:
    """Keep a take of a text and give its key."""
    store.put(Asked(ORIGIN, text, number), take(seed))
    return ORIGIN.key(text)


def files(folder: Path) -> list[str]:
    """Name what is in a store, each key's digits cut to four."""
    return sorted(f"{path.name[:4]}…{path.name[64:]}" for path in all_files(folder))


def all_files(folder: Path) -> Iterator[Path]:
    """Find every file of a store but the ledger."""
    for part in ("takes", "locks"):
        yield from (path for path in (folder / part).rglob("*") if path.is_file())
