"""Sentences that nobody said, although some word that was heard has fallen to them.

The cheapest alignment gives every word that is left over to some sentence: a filler stands for a
word that is nothing like it, a "the" agrees by chance. A sentence that was said and badly
recognised has about as many words as it has in the text, and about its time.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from captioner.timeline.align import Block
from captioner.timeline.fit import weight
from captioner.timeline.likeness import unlikeness
from captioner.timeline.told.flat import Flat, Heard

#: A word up to so unlike was heard.
_LIKE = 0.5
#: A sentence of which that share was heard was said. What else was said has to have so much of its
#: time, and so many words for each of its own.
_ENOUGH, _LEAST_TIME = 0.5, 0.5
_FEWEST, _MOST = 2 / 3, 2
#: Of so few words all have to be there.
_SHORT = 2


def believed(blocks: Sequence[Block], text: Flat, said: Heard, pace: float) -> list[Block]:
    """Take what was heard from sentences that were not said. `pace` is what a letter takes."""
    claims = list(_claims(blocks, text, said))
    around = zip([None, *claims], claims, [*claims[1:], None], strict=False)
    doubted = {
        claim.owner
        for before, claim, after in around
        if claim.like < _ENOUGH * text.count(claim.owner)
        and not _could_be(claim, before, after, text, said, pace)
    }
    found: list[Block] = []
    for block in blocks:
        paired = block.a < block.b and block.c < block.d
        if paired and set(text.owners[block.a : block.b]) <= doubted:
            found.append(Block(block.a, block.b, block.c, block.c))
            found.append(Block(block.b, block.b, block.c, block.d))
        else:
            found.append(block)
    return found


class _Claim(msgspec.Struct):
    """What has fallen to a sentence: words [first, end), of which so many are `like` its own."""

    owner: int
    first: int
    end: int
    like: int = 0


def _claims(blocks: Sequence[Block], text: Flat, said: Heard) -> Iterator[_Claim]:
    claim: _Claim | None = None
    for block in blocks:
        if block.a == block.b or block.c == block.d:
            continue
        like = _is_like(block, text, said)
        for index in range(block.a, block.b):
            owner = text.owners[index]
            if claim is None or claim.owner != owner:
                if claim is not None:
                    yield claim
                claim = _Claim(owner, block.c, block.d)
            claim.end = block.d
            claim.like += like
    if claim is not None:
        yield claim


def _is_like(block: Block, text: Flat, said: Heard) -> bool:
    """Tell whether it is more than one word in the place of another."""
    if block.b - block.a > 1 or block.d - block.c > 1:
        return True
    return unlikeness(text.folded[block.a], said.folded[block.c]) <= _LIKE


def _could_be(
    claim: _Claim, before: _Claim | None, after: _Claim | None, text: Flat, said: Heard, pace: float
) -> bool:
    """Tell whether a sentence may be what was said between the two around it."""
    words = text.count(claim.owner)
    first = before.end if before else 0
    end = after.first if after else len(said.words)
    heard = end - first
    if heard > _MOST * words:
        return False
    if not claim.like and not (heard == words if words <= _SHORT else heard >= _FEWEST * words):
        return False
    if not claim.like and _is_stutter(said.folded, first, end):
        return False
    start = said.words[first - 1].end if first else said.words[claim.first].start
    stop = said.words[end].start if end < len(said.words) else said.words[end - 1].end
    need = pace * sum(map(weight, text.of(claim.owner)))
    return stop - start >= _LEAST_TIME * need


def _is_stutter(said: Sequence[str], first: int, end: int) -> bool:
    """Tell whether words are said once more just before or after."""
    words, heard = said[first:end], end - first
    return words in (said[max(0, first - heard) : first], said[end : end + heard])
