"""Who keeps takes, as the pool meets them: what is kept is not asked for, what comes is kept."""

from __future__ import annotations

from typing import Protocol

from captioner.audio.take import Take
from captioner.client.service import Service
from captioner.document import Sentence
from captioner.protocol import Voice


class TakeClaim(Protocol):
    """A claim on the take of a sentence: the take itself, or the right to ask for it."""

    @property
    def take(self) -> Take | None:
        """The take that is kept, if there is one."""
        ...

    def asked(self, *, retry: bool) -> None:
        """Note a request, before it is sent. Raises a CaptionerError if it must not be sent."""
        ...

    def failed(self) -> None:
        """Note that a request came to nothing. Raises OutputError if that cannot be noted."""
        ...

    async def keep(self, take: Take) -> Take:
        """Keep a take, whatever is cancelled, and give the one that counts. Raises OutputError."""
        ...

    def end(self) -> None:
        """Let the next one have it, whatever came of it. May be called again."""
        ...


class Keeper(Protocol):
    """Keeps takes, whatever asks for them."""

    def claim_at_once(self, service: Service, voice: Voice, sentence: Sentence) -> TakeClaim | None:
        """Claim the take of a sentence if that need not wait, as for what costs nothing and nobody
        else has claimed; None if it may have to. Raises OutputError.
        """
        ...

    async def claim(self, service: Service, voice: Voice, sentence: Sentence) -> TakeClaim:
        """Claim the take of a sentence, until it is kept or the claim is ended. Raises
        OutputError.
        """
        ...
