"""Where a run of words that only one side has lies, if it fits as well in several places.

"The band" was said once and stands at the beginning of two sentences: letters do not tell which of
the two was left out, and none is left out as a half of each. So a run of the text that was not
heard is taken to be whole sentences if it can be; of several it is where the sound has the longest
rest. What was said twice and stands there once was begun anew: the last time counts.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from functools import partial
from itertools import groupby

import msgspec

from captioner.timeline.align import Block

#: How far a run may be moved, in words.
_FARTHEST = 1000


def settle(
    blocks: Iterable[Block],
    text: Sequence[str],
    said: Sequence[str],
    rests: Sequence[int],
    firsts: Container[int],
) -> list[Block]:
    """Move what only one side has to where it belongs, without losing any word that agrees.

    `rests` are the silences before each word said, and after the last; `firsts` are the words with
    which a sentence begins, and the number of all.
    """
    settled = list(in_runs(blocks))

    def unheard(run: Block, shift: int) -> tuple[int, ...]:
        whole = run.a + shift in firsts and run.b + shift in firsts
        return whole, rests[run.c + shift], -abs(shift)

    def extra(run: Block, shift: int) -> tuple[int, ...]:
        return run.c + shift in firsts, -shift

    _Side(settled, text, said, lambda block: block).move_all(unheard)
    _Side(settled, said, text, _turned).move_all(extra)
    return settled


def in_runs(blocks: Iterable[Block]) -> Iterator[Block]:
    """Join blocks of which one side is empty: what was not heard, and then what is not in the
    text.
    """
    for paired, group in groupby(blocks, key=_is_paired):
        if paired:
            yield from group
            continue
        run = list(group)
        first, last = run[0], run[-1]
        if first.a < last.b:
            yield Block(first.a, last.b, first.c, first.c)
        if first.c < last.d:
            yield Block(last.b, last.b, first.c, last.d)


def _turned(block: Block) -> Block:
    return Block(block.c, block.d, block.a, block.b)


class _Side(msgspec.Struct, frozen=True):
    """The blocks seen from one side, whose runs are moved: as `turn` shows them, `own` is the text
    and `other` what was said.
    """

    blocks: list[Block]
    own: Sequence[str]
    other: Sequence[str]
    turn: Callable[[Block], Block]

    def move_all(self, worth: Callable[[Block, int], tuple[int, ...]]) -> None:
        """Move each run to the best place in its reach."""
        for index in [n for n, block in enumerate(self.blocks) if not _is_paired(block)]:
            run = self.turn(self.blocks[index])
            if run.c < run.d:
                continue
            reach = range(-self._reach(index, -1), self._reach(index, 1) + 1)
            self._move(index, max(reach, key=partial(worth, run)))

    def _reach(self, index: int, step: int) -> int:
        """Tell how many words a run may be moved in a direction, without losing what agrees."""
        run = self.turn(self.blocks[index])
        by = (run.b - run.a) * -step
        reach = 0
        at = index + step
        while 0 <= at < len(self.blocks) and reach < _FARTHEST:
            block = self.turn(self.blocks[at])
            if not block.b - block.a == block.d - block.c == 1:
                break
            word = self.other[block.c]
            if self.own[block.a] == word != self.own[block.a + by]:
                break
            reach += 1
            at += step
        return reach

    def _move(self, index: int, shift: int) -> None:
        run = self.turn(self.blocks[index])
        by = run.b - run.a if shift < 0 else run.a - run.b
        first, end = sorted((index, index + shift))
        passed = [
            self.turn(Block(x.a + by, x.b + by, x.c, x.d))
            for x in map(self.turn, self.blocks[first : end + 1])
            if x != run
        ]
        moved = self.turn(Block(run.a + shift, run.b + shift, run.c + shift, run.d + shift))
        self.blocks[first : end + 1] = [moved, *passed] if shift < 0 else [*passed, moved]


def _is_paired(block: Block) -> bool:
    return block.a < block.b and block.c < block.d
