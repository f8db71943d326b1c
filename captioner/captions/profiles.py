"""How a cue may look and when: the published standards as rows of one table."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Profile:
    """The limits of a standard. Times are milliseconds, speeds characters a second.

    A character is one that a reader sees (a grapheme cluster); where `wide` is set, a full-width
    one, and half-width ones count half.
    """

    name: str = "netflix"
    max_chars: int = 42
    max_lines: int = 2
    max_cps: float = 20
    target_cps: float = 15
    min_ms: int = 833
    min_ms_per_word: int = 0
    max_ms: int = 7000
    gap_ms: int = 83
    gap_frames: int = 0
    chain_ms: int = 500
    lag_ms: int = 500
    lead_ms: int = 0
    merge: bool = True
    wide: bool = False
    fps: Fraction | None = None

    @property
    def line_cells(self) -> int:
        """The widest line, in half-width cells."""
        return self.max_chars * (2 if self.wide else 1)


def profile_of(name: str = "netflix", lang: str = "en") -> Profile:
    """Give a profile of the table, as it is for a language."""
    return Profile(name)
