"""The sentences that are missing from what was made, told to people."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import islice

#: How many sentences, and how many reasons, are named one by one.
_NAMED = 20


def missing(unspoken: Mapping[str, str]) -> Iterator[str]:
    """Name the sentences that could not be spoken and say why: those of one reason in one line.

    A disk that is full is one reason for a whole book.
    """
    lacking: dict[str, list[str]] = defaultdict(list)
    for context, reason in unspoken.items():
        lacking[reason].append(context)
    for reason, contexts in islice(lacking.items(), _NAMED):
        more = len(contexts) - _NAMED
        named = ", ".join(contexts[:_NAMED]) + (f" and {more} more" if more > 0 else "")
        yield f"{named}: {reason}"
    rest = sum(map(len, islice(lacking.values(), _NAMED, None)))
    if rest:
        yield f"… and {rest} more"
