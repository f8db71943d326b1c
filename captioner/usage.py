"""What was asked of a service, and what came back."""

from __future__ import annotations

import msgspec


class Usage(msgspec.Struct, frozen=True):
    """What was asked of a service, and what came back, in all tries, failed or not.

    `characters` are the code points sent, `requests` the times a sentence was asked for, `retries`
    those of them that were not its first, `received` the bytes of sound. `kept` are the sentences
    that need not be asked for, since a take of them was kept, and `kept_characters` theirs.
    """

    characters: int = 0
    requests: int = 0
    retries: int = 0
    received: int = 0
    kept: int = 0
    kept_characters: int = 0

    def __add__(self, other: Usage) -> Usage:
        return Usage(
            self.characters + other.characters,
            self.requests + other.requests,
            self.retries + other.retries,
            self.received + other.received,
            self.kept + other.kept,
            self.kept_characters + other.kept_characters,
        )

    def __sub__(self, other: Usage) -> Usage:
        return Usage(
            self.characters - other.characters,
            self.requests - other.requests,
            self.retries - other.retries,
            self.received - other.received,
            self.kept - other.kept,
            self.kept_characters - other.kept_characters,
        )
