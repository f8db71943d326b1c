"""How a service is asked for many sentences."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from captioner.client.ahead import LookAhead
from captioner.client.asking import Deadlines
from captioner.client.keeper import Keeper
from captioner.client.requests import Attempt
from captioner.client.service import Service
from captioner.client.share import Share
from captioner.protocol.frames import TOGETHER

#: Sound comes to 3 KB a character at 22,050 Hz. The least is some three minutes of speech, as much
#: as 32 sentences of a novel come to.
_CHARACTERS_A_CONNECTION, _LEAST_CHARACTERS = 300, 3000


class PoolSettings(msgspec.Struct, frozen=True):
    """How to ask.

    `connections` is how many sentences are asked for at once, as many as the service likes best if
    None; at most so many if the service does not know (`pace`). Twice as many are looked ahead for,
    or at least `look_ahead` if they are not long; where a process of ours speaks fewer, or four
    times as many and at least `look_ahead` if they are not long. A connection that has been open
    for `connection_seconds` is replaced.
    Where `share` is given, those who have it have no more connections together than are in it.
    `attempts` is how often a sentence is asked for before it counts as unspoken; before try n + 1
    the wait is `backoff_seconds` times two to the n - 1, at most `longest_backoff_seconds`, and up
    to half as much again. So are the waits before a connection is opened, once one could not be.
    A connection that cannot be opened costs no try while others are open, or where the service says
    that it has too many (HTTP 429). A service that allows none at all, or is gone, is given up
    after `limited_seconds`.
    With a `keeper` no sentence is asked for of which a take is kept, and what comes is kept before
    it counts. If it cannot be, nothing more is asked for.
    `on_retry` hears the context and the reason of each further try, and of each wait for a service
    that allows no connection; `on_attempt` hears of each try, once it is over.
    """

    connections: int | None = None
    look_ahead: int = 32
    connection_seconds: float = 300.0
    attempts: int = 4
    backoff_seconds: float = 0.5
    longest_backoff_seconds: float = 20.0
    limited_seconds: float = 120.0
    deadlines: Deadlines = msgspec.field(default_factory=Deadlines)
    keeper: Keeper | None = None
    share: Share | None = None
    on_retry: Callable[[str, str], None] = lambda context, reason: None
    on_attempt: Callable[[Attempt], None] = lambda attempt: None

    def at_once(self, service: Service) -> int:
        """How many sentences a service is asked for at once."""
        return self.connections or service.connections

    def ahead(self, service: Service) -> LookAhead:
        """Bound how many sentences may be under way, or wait for an earlier one."""
        at_once = self.at_once(service)
        least, most = 2 * at_once, 2 * at_once
        if service.is_direct:
            # Most of them wait in the process already. But answers come many together, and then
            # each connection that finds nothing to ask for would rest, which is felt.
            # Those that are handed on together are held beyond that.
            least, most = max(1, at_once - TOGETHER), 4 * at_once
        characters = max(_LEAST_CHARACTERS, _CHARACTERS_A_CONNECTION * at_once)
        return LookAhead(least, max(self.look_ahead, most), characters)
