"""Parts of a narration that get files of their own: chapters, and what long ones are split into."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

import msgspec

from captioner.audio.pcm import ms_to_frames
from captioner.publish.kept import Kept
from captioner.publish.kept.chapters import Chapter, boundary
from captioner.publish.parts.names import part_names
from captioner.publish.publication import Material
from captioner.timeline import record

#: A part is not ended so early for a better place, as a share of what it may be long.
_EARLY = 4


class Part(msgspec.Struct, frozen=True):
    """Frames [start, end) of the timeline, called `name` among files and `title` by people."""

    name: str
    title: str
    start: int
    end: int


class Place(msgspec.Struct, frozen=True, order=True):
    """A frame at which a part may end. The lower the `rank` the better: where a section begins, a
    paragraph, a sentence; `before` is the sentence that ends there.
    """

    frame: int
    rank: int
    before: str


def parts_of(material: Material) -> tuple[list[Part], list[str]]:
    """List the parts of a narration, and tell what is longer than it may be all the same."""
    chapters, longest_ms = material.chapters, material.settings.max_file_ms
    longest = ms_to_frames(longest_ms, material.rate) if longest_ms else material.kept.end.frames
    cuts = [[chapter.start, chapter.end] for chapter in chapters]
    warnings: list[str] = []
    if any(chapter.frames > longest for chapter in chapters):
        places = places_in(material.kept)
        for chapter, found in zip(chapters, cuts, strict=True):
            found[1:1] = split(chapter, longest, places)
            warnings += _too_long(chapter, found, longest, places, material.rate)
    titles = [chapter.title for chapter in chapters]
    names = part_names(titles, [len(found) - 1 for found in cuts])
    return [
        Part(name, title, start, end)
        for title, found, called in zip(titles, cuts, names, strict=True)
        for name, (start, end) in zip(called, pairwise(found), strict=True)
    ], warnings


def places_in(kept: Kept) -> list[Place]:
    """List where parts may end, in order."""
    return list(_places(kept.sentences(), kept.head.rate))


def _places(lines: Iterable[record.SentenceLine], rate: int) -> Iterator[Place]:
    for before, after in pairwise(lines):
        if not after.continues:
            section = before.context.partition("-")[0] != after.context.partition("-")[0]
            rank = 0 if section else 1 if before.paragraph != after.paragraph else 2
            frame = boundary(after.start, before.end - before.tail, rate)
            yield Place(frame, rank, before.context)


def split(chapter: Chapter, longest: int, places: Sequence[Place]) -> Iterator[int]:
    """Yield where a chapter is cut so that no part is longer than so many frames, if it can be."""
    at = chapter.start
    while chapter.end - at > longest:
        inside = _between(places, at, chapter.end)
        fits = _between(inside, at, at + longest + 1)
        late = _between(fits, at + longest // _EARLY, at + longest + 1) or fits
        if late:
            best = min(late, key=lambda place: (place.rank, -place.frame))
        elif inside:
            best = inside[0]
        else:
            return
        at = best.frame
        yield at


def _between(places: Sequence[Place], after: int, until: int) -> Sequence[Place]:
    """Give the places after a frame, and before another."""
    first = bisect_right(places, after, key=lambda place: place.frame)
    return places[first : bisect_left(places, until, key=lambda place: place.frame)]


def _too_long(
    chapter: Chapter, cuts: Sequence[int], longest: int, places: Sequence[Place], rate: int
) -> Iterator[str]:
    for start, end in pairwise(cuts):
        if end - start > longest:
            inside = _between(places, start, end + 1)
            where = f"{inside[0].before} is" if inside else f"the end of {chapter.title!r} is"
            yield (
                f"--max-file: {where} one sentence of {(end - start) / rate:.1f} s, longer than a "
                f"file of {longest / rate:.1f} s may be"
            )
