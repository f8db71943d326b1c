"""A line of text in runs, from left to right as they are seen, each in one direction and one font.

Where one font has all of a line, the shaper orders it by all rules of Unicode's bidirectional
algorithm (UAX #9). Where it takes several, the line is parted here by those rules that matter
without embeddings: numbers go with the letters before them (W2, W7), and what has no direction with
its neighbours if they agree, else with the line (N1, N2).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Generic, TypeVar

import msgspec
import regex

from captioner.publish.video.fonts import is_emoji

_RIGHT = frozenset({"R", "AL"})
_NUMBERS = frozenset({"EN", "AN", "ES", "ET", "CS"})
_CLUSTER = regex.compile(r"\X")
F = TypeVar("F")


class Run(msgspec.Struct, Generic[F], frozen=True):
    """A part of a line in one `font`."""

    text: str
    font: F
    right_to_left: bool


def runs_of(
    line: str, fonts: Sequence[F], has: Callable[[F, str], bool], *, right_to_left: bool
) -> list[Run[F]]:
    """Part a line that goes in a direction, from left to right; the first font that has something
    draws it.
    """
    for font in fonts:
        if all(has(font, char) for char in line):
            return [Run(line, font, right_to_left)]
        if any(is_emoji(char) and has(font, char) for char in line):
            break  # It draws these, whatever another one has.
    clusters = _CLUSTER.findall(line)
    goes = _directions(clusters, right_to_left=right_to_left)
    parts: list[list[Run[F]]] = []
    for direction, group in groupby(zip(clusters, goes, strict=True), key=itemgetter(1)):
        inside = [cluster for cluster, _ in group]
        drawn = zip(inside, _fonts_of(inside, fonts, has), strict=True)
        runs = [
            Run("".join(cluster for cluster, _ in part), font, direction)
            for font, part in groupby(drawn, key=itemgetter(1))
        ]
        parts.append(runs[::-1] if direction else runs)
    if right_to_left:
        parts.reverse()
    return [run for part in parts for run in part]


def _directions(clusters: Sequence[str], *, right_to_left: bool) -> list[bool]:
    """Tell of each cluster whether it goes from right to left."""
    known: list[bool | None] = []
    before = right_to_left
    for cluster in clusters:
        kind = unicodedata.bidirectional(cluster[0])
        if kind == "L" or kind in _RIGHT:
            before = kind in _RIGHT
            known.append(before)
        elif kind in _NUMBERS and any(map(str.isdigit, cluster)):
            known.append(before)
        else:
            known.append(None)
    return list(_resolved(known, right_to_left=right_to_left))


def _resolved(known: Sequence[bool | None], *, right_to_left: bool) -> Iterator[bool]:
    before = right_to_left
    for at, direction in enumerate(known):
        if direction is not None:
            before = direction
            yield direction
            continue
        after = next((other for other in known[at:] if other is not None), right_to_left)
        yield before if before == after else right_to_left


def _fonts_of(
    clusters: Sequence[str], fonts: Sequence[F], has: Callable[[F, str], bool]
) -> list[F]:
    """Choose a font for each cluster; what many scripts share is drawn as its neighbour is, but for
    emoji: a font for letters may have some too, in white.
    """
    chosen: list[F | None] = []
    for cluster in clusters:
        if cluster[0].isalpha() or is_emoji(cluster[0]):
            chosen.append(_first(cluster, fonts, has))
        else:
            chosen.append(None)
    now = next((font for font in chosen if font is not None), fonts[0])
    for at, cluster in enumerate(clusters):
        font = chosen[at]
        if font is None:
            font = now if all(has(now, c) for c in cluster) else _first(cluster, fonts, has)
            chosen[at] = font
        else:
            now = font
    return [font for font in chosen if font is not None]


def _first(cluster: str, fonts: Sequence[F], has: Callable[[F, str], bool]) -> F:
    able = (font for font in fonts if all(has(font, char) for char in cluster))
    return next(able, next((font for font in fonts if has(font, cluster[0])), fonts[0]))
