"""A document laid on words that somebody else heard: which of them are which words of the text.

The program's own offsets tell it, if they hold (`offsets`); then only the cuts within a sentence
are to be found. Else the whole text is aligned with the whole list (`align_all`), and what fell to
sentences that nobody said is taken from them (`doubts`). What was not heard gets its time from its
neighbours (`gaps`), what is not in the text gets nothing. The text itself is never touched, so
nothing that was misheard is ever shown.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise

import msgspec

from captioner.document import Document, Sentence
from captioner.timeline.align import Block, align
from captioner.timeline.align_all import align_all
from captioner.timeline.fit import Quality, Span, TimedWord, in_order, shares
from captioner.timeline.layout import Timeline
from captioner.timeline.likeness import is_worded
from captioner.timeline.settle import in_runs
from captioner.timeline.told.agreement import Agreement, Run
from captioner.timeline.told.doubts import believed
from captioner.timeline.told.flat import Flat, Heard, flat, heard, is_in_words
from captioner.timeline.told.gaps import fill, usual_pace
from captioner.timeline.told.offsets import sentences_by_offsets
from captioner.timeline.told.placing import placed
from captioner.timeline.told.times import WordFault, WordList

#: Of two texts of one language up to a seventh of the shorter one's words agree by chance, of one
#: that was recognised at its worst about half.
_LEAST_AGREEMENT = 0.3


class Mapped(msgspec.Struct, frozen=True):
    """A document on a timeline; without the sentences that are `missing`, which were not heard and
    for which the words leave no time. Of those that are `unheard` nothing was heard either, but
    there is a rest in which they may have been said.
    """

    timeline: Timeline
    agreement: Agreement
    missing: tuple[Sentence, ...] = ()
    unheard: tuple[Sentence, ...] = ()


def map_words(
    document: Document, words: WordList, *, source: str = "", frames: int | None = None
) -> Mapped:
    """Give every word of a document its time among words that were told.

    `source` is the text of the document's file, into which offsets may count; `frames` the length
    of the sound, where that is known. Takes time linear in the number of words, or nearly so.
    Raises WordFault for words that are plainly of another text.
    """
    text, said = flat(document.sentences), heard(words)
    owners = sentences_by_offsets(words, text.sentences, source)
    if owners is None:
        blocks = align_all(text.folded, said.folded, _rests(said, frames), text.firsts)
    else:
        blocks = _within_sentences(text, said, owners)
    found = _agreed(blocks, text, said)
    pace = usual_pace(_alone(blocks, text, said), words.rate)
    if owners is None:
        blocks = believed(blocks, text, said, pace)
    blocks = list(in_runs(blocks))
    agreed = _agreed(blocks, text, said)
    # What agrees by chance is doubted, all of it in another text.
    _check_same(found if agreed else 0, text, said)
    spans, extra = _spans(blocks, text, said)
    silent = _silent(text, spans)
    unheard = [index for index, span in enumerate(spans) if span is None]
    gone = fill(text, spans, [(run.start, run.end) for run in extra], pace, words.rate, frames)
    timed = _ordered(text, spans, gone, frames)
    agreement = Agreement(
        words.rate,
        len(text.words),
        agreed,
        len(text.words) - agreed - len(unheard),
        tuple(_unheard_runs(unheard, text, spans)),
        tuple(extra),
        owners is not None,
    )
    laid = Timeline(words.rate, 0, placed(text, timed, gone, words.rate, frames))
    return Mapped(
        laid,
        agreement,
        tuple(text.sentences[index] for index in sorted(gone)),
        tuple(text.sentences[index] for index in silent if index not in gone),
    )


def _rests(said: Heard, frames: int | None) -> list[int]:
    """List the silences before each word, and after the last."""
    if not said.words:
        return [0]
    last = said.words[-1].end
    return [
        said.words[0].start,
        *(max(0, after.start - word.end) for word, after in pairwise(said.words)),
        max(0, (frames or last) - last),
    ]


def _within_sentences(text: Flat, said: Heard, owners: Sequence[int]) -> list[Block]:
    """Align each sentence with the words whose offsets are in it."""
    blocks: list[Block] = []
    at = 0
    for index, (first, end) in enumerate(pairwise(text.firsts)):
        stop = at
        while stop < len(said.words) and owners[said.origins[stop]] <= index:
            stop += 1
        blocks += [
            Block(first + block.a, first + block.b, at + block.c, at + block.d)
            for block in align(text.folded[first:end], said.folded[at:stop])
        ]
        at = stop
    return blocks


def _alone(blocks: Sequence[Block], text: Flat, said: Heard) -> Iterator[tuple[str, int]]:
    """Give words that were heard as they are, and how long they last."""
    for block in blocks:
        if block.b - block.a == block.d - block.c == 1 and not said.guessed[block.c]:
            word = said.words[block.c]
            if text.folded[block.a] == said.folded[block.c]:
                yield text.folded[block.a], word.end - word.start


def _agreed(blocks: Sequence[Block], text: Flat, said: Heard) -> int:
    """Count the words of the text that were heard with the same letters, or in other words."""
    return sum(
        block.b - block.a
        for block in blocks
        if block.a < block.b
        and block.c < block.d
        and _agree(text.folded[block.a : block.b], said.folded[block.c : block.d])
    )


def _agree(text: Sequence[str], said: Sequence[str]) -> bool:
    if text == said:
        return True
    if len(text) == 1:
        return is_worded(text[0], *said)
    if len(said) == 1:
        return is_worded(said[0], *text)
    return "".join(text) == "".join(said)


def _check_same(agreed: int, text: Flat, said: Heard) -> None:
    words, heard = len(text.words), len(said.words)
    if agreed and agreed >= _LEAST_AGREEMENT * min(words, heard):
        return
    found = f"only {agreed:,}" if agreed else "none"
    if heard <= words:
        raise WordFault(f"{found} of its {heard:,} words can be found, in order, in the text")
    raise WordFault(f"{found} of the {words:,} words of the text can be found, in order, in it")


def _spans(blocks: Sequence[Block], text: Flat, said: Heard) -> tuple[list[Span | None], list[Run]]:
    """Time the words that were heard, and list those that are not in the text."""
    spans: list[Span | None] = [None] * len(text.words)
    extra: list[Run] = []
    for block in blocks:
        if block.c == block.d:
            continue
        words = said.words[block.c : block.d]
        start, end = words[0].start, words[-1].end
        if block.a == block.b:
            told = " ".join(word.text for word in words)
            extra.append(Run(told, len(words), start, end))
            continue
        count = block.b - block.a
        quality = Quality.MEASURED if count == 1 else Quality.SHARED
        if all(said.guessed[block.c : block.d]):
            quality = Quality.ESTIMATED
        if count == 1:
            spans[block.a] = (start, end, quality)
            continue
        parts = shares(text.folded[block.a : block.b], start, end)
        spans[block.a : block.b] = [(begin, stop, quality) for begin, stop in parts]
    return spans, extra


def _silent(text: Flat, spans: Sequence[Span | None]) -> list[int]:
    """List the sentences of which nothing was heard."""
    return [
        owner
        for owner, (first, end) in enumerate(pairwise(text.firsts))
        if not any(spans[first:end]) and any(map(is_in_words, text.of(owner)))
    ]


def _ordered(
    text: Flat, spans: Sequence[Span | None], gone: set[int], frames: int | None
) -> list[list[TimedWord]]:
    """Put the times in order, and give each sentence its own."""
    kept = [index for index, owner in enumerate(text.owners) if owner not in gone]
    limit = frames or max((span[1] for span in spans if span is not None), default=0)
    ordered = in_order(
        [text.words[index] for index in kept],
        [text.folded[index] for index in kept],
        [spans[index] for index in kept],
        (0, limit),
        limit,
    )
    timed: list[list[TimedWord]] = [[] for _ in text.sentences]
    for index, word in zip(kept, ordered, strict=True):
        timed[text.owners[index]].append(word)
    return timed


def _unheard_runs(
    unheard: Sequence[int], text: Flat, spans: Sequence[Span | None]
) -> Iterator[Run]:
    """Gather words that were not heard into runs; a run that was left out has no time."""
    for _, group in groupby(enumerate(unheard), key=lambda pair: pair[1] - pair[0]):
        run = [index for _, index in group]
        first = text.owners[run[0]]
        span = spans[run[0]]
        yield Run(
            text.text(run[0], run[-1] + 1),
            len(run),
            span[0] if span else 0,
            (spans[run[-1]] or (0, 0))[1],
            text.sentences[first].context,
        )
