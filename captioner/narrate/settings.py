"""How a document is narrated, and how far it has come."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum

import msgspec

from captioner.audio import Edits
from captioner.audio.packets import PieceKeeper
from captioner.captions import Profile
from captioner.client import PoolSettings
from captioner.protocol import Voice
from captioner.timeline import Pauses
from captioner.usage import Usage


class Progress(msgspec.Struct, frozen=True):
    """How far a narration has come.

    Sentences `done` of `total`, those that were `unspoken`, the seconds of sound without pauses,
    and what it took so far.
    """

    done: int
    total: int
    unspoken: int
    sound_seconds: float
    usage: Usage = msgspec.field(default_factory=Usage)


class FitBy(StrEnum):
    """By what speech that is too fast is made to fit."""

    PAUSES = "pauses"
    """Longer pauses after sentences."""
    RATE = "rate"
    """A slower voice for the sentences that need it."""
    BOTH = "both"
    """A longer pause where that is enough, else a slower voice."""


class Fit(msgspec.Struct, frozen=True):
    """How speech that is too fast for a profile is made to fit it; the text is never touched.

    Without a `profile` it is the one by which the captions are cut.
    """

    by: FitBy = FitBy.BOTH
    profile: Profile | None = None


class Settings(msgspec.Struct, frozen=True):
    """How a document is narrated, whatever the voice. Without `fit` speech is left as it is.

    `cast` gives speakers voices of their own, by the names that the document has for them.

    With `first_ms` no more is narrated than the beginning: up to the first sentence that ends so
    many milliseconds after it, or later. `encoded` keeps the pieces of sound that were encoded.
    """

    pauses: Pauses = msgspec.field(default_factory=Pauses)
    edits: Edits = msgspec.field(default_factory=Edits)
    pool: PoolSettings = msgspec.field(default_factory=PoolSettings)
    fit: Fit | None = None
    cast: Mapping[str, Voice] = msgspec.field(default_factory=dict)
    first_ms: int | None = None
    encoded: PieceKeeper | None = None
    on_progress: Callable[[Progress], None] = lambda progress: None
