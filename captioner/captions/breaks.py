"""How much it hurts to break a text after a word, from 0 (a sentence ends) to 100 (forbidden)."""

from __future__ import annotations

from collections.abc import Sequence

#: Where no break may ever be: inside a bracket of kinsoku, a protected atom, a number.
NEVER = 1000


def break_costs(words: Sequence[str], lang: str) -> list[int]:
    """Tell for each word what a break after it costs, 0 to 100, or NEVER.

    `words` stand as in the text: with the blank that follows, without one where the text has none.
    The last one's is 0.
    """
    return [50] * (len(words) - 1) + [0] if words else []
