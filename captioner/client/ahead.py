"""How far is looked ahead: how much may be under way, or wait for an earlier sentence.

It is what bounds memory, whatever a document's length, so long sentences count for more.
"""

from __future__ import annotations

import trio

from captioner.document import Sentence

#: After so many sentences others have a turn: some thousandths of a second, where each is claimed.
_A_TURN = 32


class LookAhead:
    """At most `most` sentences at a time; where they come to more than so many `characters`, no
    more than `least` of them.
    """

    def __init__(self, least: int, most: int, characters: int) -> None:
        self._least, self._most = least, most
        self._most_characters = characters
        self._sentences = self._characters = self._entered = 0
        self._lot = trio.lowlevel.ParkingLot()

    async def enter(self, sentence: Sentence) -> None:
        """Wait until there is room for a sentence. One at a time may wait."""
        size = len(sentence.spoken)
        self._entered += 1
        if self._entered % _A_TURN:
            await trio.lowlevel.checkpoint_if_cancelled()
        else:
            await trio.lowlevel.checkpoint()
        while not self._has_room(size):
            await self._lot.park()
        self._sentences += 1
        self._characters += size

    def leave(self, sentence: Sentence) -> None:
        """Make room for others: a sentence has been handed on."""
        self._sentences -= 1
        self._characters -= len(sentence.spoken)
        self._lot.unpark()

    def _has_room(self, size: int) -> bool:
        if self._sentences < self._least:
            return True
        return self._sentences < self._most and self._characters + size <= self._most_characters
