"""When cues begin, against when speech does. Pure.

Heard from outside, speech begins where a rest ends, and so do most cues. Where all of them are off
by the same, that distance from cues to onsets is shared by most: it is looked for among all
distances at once, so that a file that is two seconds late is not taken for one whose cues all
belong to other sentences. It is looked for again from stretch to stretch, since captions that were
made for another speed drift away.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from statistics import median

from captioner.check.report import Finding, Onsets
from captioner.text.vtt_reader import ReadCue

#: How far off captions are looked for, and how finely.
_REACH_MS, _BIN_MS = 10_000, 100
#: A cue is judged by an onset that lies so close to where the others lie.
_CLOSE_MS = 400
#: Captions are looked at in stretches of so many cues, and none is told from fewer onsets.
_STRETCH, _FEWEST = 40, 4
#: Standards close a gap of less.
LIMIT_MS = 500
#: Of two distances that are shared by as many cues, the nearer one.
_PER_REACH = 0.1


def onsets_by_sound(
    cues: Sequence[ReadCue], heard: Sequence[tuple[int, int]]
) -> tuple[Onsets | None, list[Finding]]:
    """Measure how far from the onsets of speech cues begin, and tell if all of them are off.

    `heard` tells where something is, with rests between. Without enough onsets nothing is told.
    """
    onsets = [start for start, _ in heard]
    starts = sorted(cue.start_ms for cue in cues)
    late: list[int] = []
    stretches: list[float] = []
    usual = _shared(starts, onsets, 0)
    for at in range(0, len(starts), _STRETCH):
        stretch = starts[at : at + _STRETCH]
        far = _shared(stretch, onsets, usual) if len(stretch) >= _STRETCH // 2 else usual
        measured = _measured(stretch, onsets, far)
        late += measured
        if len(measured) >= _FEWEST:
            stretches.append(median(measured))
    if len(late) < _FEWEST or not stretches:
        return None, []
    onsets_told = _told("sound", late, stretches)
    return onsets_told, _findings(onsets_told)


def onsets_by_words(late_ms: Sequence[int]) -> tuple[Onsets | None, list[Finding]]:
    """Describe by how much cues begin after their first words, and tell if all of them are off."""
    if not late_ms:
        return None, []
    stretches = [median(late_ms[at : at + _STRETCH]) for at in range(0, len(late_ms), _STRETCH)]
    onsets = _told("words", late_ms, stretches)
    return onsets, _findings(onsets)


def _told(by: str, late: Sequence[int], stretches: Sequence[float]) -> Onsets:
    away = sorted(map(abs, late))
    return Onsets(
        by,
        len(late),
        float(median(late)),
        float(away[max(0, -(-95 * len(away) // 100) - 1)]),
        float(max(late, key=abs)),
        float(stretches[0]),
        float(stretches[-1]),
    )


def _shared(starts: Sequence[int], onsets: Sequence[int], usual: int) -> int:
    """Find the distance from a cue to an onset that most cues share, in milliseconds.

    Where two are shared by about as many, the nearer one to what is `usual` counts.
    """
    counts: Counter[int] = Counter()
    for start in starts:
        first = bisect_left(onsets, start - usual - _REACH_MS)
        last = bisect_right(onsets, start - usual + _REACH_MS)
        counts.update({(start - onset) // _BIN_MS for onset in onsets[first:last]})
    if not counts:
        return usual

    def worth(place: int) -> float:
        shared = counts[place - 1] + counts[place] + counts[place + 1]
        away = abs(place * _BIN_MS + _BIN_MS // 2 - usual)
        return shared - _PER_REACH * len(starts) * away / _REACH_MS

    return max(sorted(counts), key=worth) * _BIN_MS + _BIN_MS // 2


def _measured(starts: Sequence[int], onsets: Sequence[int], far: int) -> list[int]:
    """Tell by how much cues begin after the onsets that lie about `far` before them."""
    measured = []
    for start in starts:
        at = bisect_left(onsets, start - far)
        nearest = min(
            onsets[max(0, at - 1) : at + 1], key=lambda x: abs(x + far - start), default=None
        )
        if nearest is not None and abs(nearest + far - start) <= _CLOSE_MS:
            measured.append(start - nearest)
    return measured


def _findings(onsets: Onsets) -> list[Finding]:
    drift = onsets.last_ms - onsets.first_ms
    if abs(drift) > LIMIT_MS:
        says = (
            f"cues drift away from the speech: {_side(onsets.first_ms)} at first, "
            f"{_side(onsets.last_ms)} at last"
        )
        return [Finding("drift", says, value=drift, limit=LIMIT_MS)]
    if abs(onsets.median_ms) > LIMIT_MS:
        says = (
            f"cues come {_side(onsets.median_ms)}, from beginning to end; if the file begins at "
            "another time than the sound on purpose, say so with --offset"
        )
        return [Finding("shift", says, value=onsets.median_ms, limit=LIMIT_MS)]
    return []


def _side(late_ms: float) -> str:
    return f"{abs(late_ms) / 1000:.2f} s {'late' if late_ms >= 0 else 'early'}"
