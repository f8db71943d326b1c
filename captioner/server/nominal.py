"""Word times as Rime's `/ws3` was measured to state them: made from the text, not from the sound.

Every boundary is a multiple of one number of the model. A plain word takes one or two of them, any
other token one a character: the last word of a sentence, with its full stop, far too many.
"""

from __future__ import annotations

import re

from captioner.protocol import WordTimestamps

#: Of Coda, in seconds.
QUANTUM = 0.18053

_PLAIN = re.compile(r"[A-Za-z]+")
_LONG = 5


def nominal_times(text: str, quantum: float = QUANTUM) -> WordTimestamps:
    """Give the words of a text, split at blanks, and the times that the model would state."""
    words = text.split()
    edges = [0]
    for word in words:
        edges.append(edges[-1] + _quanta(word))
    seconds = [round(edge * quantum, 5) for edge in edges]
    return WordTimestamps(words, seconds[:-1], seconds[1:])


def _quanta(word: str) -> int:
    if _PLAIN.fullmatch(word):
        return 2 if len(word) >= _LONG else 1
    return max(1, len(word.rstrip(".,;:!?")))
