"""Who keeps takes, as the pool meets them: what is kept is not asked for, what comes is kept."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager
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


class Keeper(Protocol):
    """Keeps takes, whatever asks for them."""

    def claim(
        self, service: Service, voice: Voice, sentence: Sentence
    ) -> AbstractAsyncContextManager[TakeClaim]:
        """Claim the take of a sentence, for the length of a block. Raises OutputError."""
        ...
