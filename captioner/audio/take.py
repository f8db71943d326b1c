"""What came back for one sentence."""

from __future__ import annotations

import msgspec

from captioner.audio.pcm import frames_in


# A book has more words than all else; such a value is made in a fifth of a dataclass's time.
class HeardWord(msgspec.Struct, frozen=True, gc=False):
    """A word as the service named it, with its times in frames from the take's beginning."""

    text: str
    start: int
    end: int


class Take(msgspec.Struct, frozen=True, eq=False):
    """The sound of one sentence and the words in it, as the service told them.

    `words` are in order and inside the take; `repaired` and `nominal` say whether they came so
    (`repaired`: some were out of order or out of bounds; `nominal`: they were of another length
    than the sound and have been stretched to it). `estimated`: the service itself guessed them.
    `kept_as` is the name by which a store keeps it, if one does: that is nothing that is heard.
    `edges` is the silence at the two edges of the sound that stands before it, in frames, once that
    was measured.
    """

    pcm: bytes
    rate: int
    words: tuple[HeardWord, ...] = ()
    estimated: bool = False
    nominal: bool = False
    repaired: bool = False
    kept_as: str = ""
    edges: tuple[bytes, int, int] | None = None

    def __eq__(self, other: object) -> bool:
        """Tell whether the same is heard, wherever it is kept and whatever was measured."""
        if not isinstance(other, Take):
            return NotImplemented
        return self._heard() == other._heard()

    def __hash__(self) -> int:
        return hash(self._heard())

    def _heard(self) -> tuple[object, ...]:
        return self.pcm, self.rate, self.words, self.estimated, self.nominal, self.repaired

    @property
    def frames(self) -> int:
        """Its length."""
        return frames_in(self.pcm)

    @property
    def seconds(self) -> float:
        """The same, in seconds."""
        return self.frames / self.rate
