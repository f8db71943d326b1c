"""Word times as they came, made usable: waited for, checked, repaired and marked.

They are never trusted over counted samples. Rime's `/ws3` states nominal times, from 0.6 to 1.5
times the real length; any service may send none, too few, none in order, or no numbers.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from math import inf

import msgspec

from captioner.audio.pcm import all_to_frames
from captioner.audio.take import HeardWord, Take
from captioner.protocol import Words

#: A last word this much beyond the sound is rounding; more says that the times are nominal.
_SLACK_SECONDS = 0.02
#: A voice may rest after its last word, but words that end this early are not of this sound.
_LEAST_COVERED = 0.8
#: The most nominal times seen were 1.7 times as long as the sound; a time far beyond is noise.
_MOST_NOMINAL = 3
#: A pause, as services report it among the words, with the marks that cling to it.
_PAUSE = re.compile(r"<[0-9]{1,5}>[^\w\s]*")
#: A service that was waited for so often, and never sent anything late, never will.
_MOST_VAIN = 3


class LateTimes:
    """Whether it is worth waiting for times after `done`, learned from a service's own answers.

    No service promises times before it, and some languages never have any. One object a service.
    """

    def __init__(self) -> None:
        self._came_late = False
        self._vain = 0

    @property
    def expected(self) -> bool:
        """Whether to wait for those of a sentence that came without."""
        return self._came_late or self._vain < _MOST_VAIN

    def waited(self, *, in_vain: bool) -> None:
        """Note what came of waiting."""
        self._vain += in_vain
        self._came_late |= not in_vain


class _Times(msgspec.Struct, frozen=True):
    words: list[HeardWord]
    estimated: bool
    repaired: bool
    restarted: bool


def take_of(
    bare: Take,
    said: Sequence[Words],
    sounding_end: int | None = None,
    *,
    shifted: bool = False,
    pauses: bool = False,
) -> Take:
    """Give a take that has no words yet, `bare`, those that a service said for its sentence.

    `sounding_end` is the frame after the last one that sounds, the whole length if not given.
    `shifted`: a codec has moved the sound by an unknown delay. `pauses`: marks of pauses among the
    words are none.
    """
    frames, rate = bare.frames, bare.rate
    sounding_end = frames if sounding_end is None else sounding_end
    times = _joined(said, rate, frames)
    words, repaired = _in_order(times.words)
    if pauses:
        words = [word for word in words if not _PAUSE.fullmatch(word.text)]
    nominal = times.restarted or (shifted and bool(words))
    last = words[-1].end if words else 0
    if not last:
        words = []  # Times that are all zero are none.
    elif last > frames + _SLACK_SECONDS * rate or last < _LEAST_COVERED * sounding_end:
        nominal = True
        words = [
            HeardWord(word.text, word.start * sounding_end // last, word.end * sounding_end // last)
            for word in words
        ]
    if words and words[-1].end > frames:
        words = [HeardWord(w.text, min(w.start, frames), min(w.end, frames)) for w in words]
    return Take(
        bare.pcm,
        rate,
        tuple(words),
        times.estimated,
        nominal,
        times.repaired or repaired,
        edges=bare.edges,
    )


def _joined(said: Sequence[Words], rate: int, frames: int) -> _Times:
    """Put the times of several events after one another.

    A service may speak one sentence in several syntheses, each counting from 0; where the next
    begins is then only known from where the words before it ended.
    """
    words: list[HeardWord] = []
    repaired = restarted = False
    longest = _MOST_NOMINAL * frames / rate + 1
    for event in said:
        count = min(len(event.words), len(event.starts), len(event.ends))
        usable = [
            times
            for times in zip(event.words, event.starts, event.ends, strict=False)
            if 0 <= times[1] < longest > times[2] > -inf
        ]
        repaired |= len(usable) < max(count, len(event.words))
        starts = all_to_frames([start for _, start, _ in usable], rate)
        ends = all_to_frames([end for _, _, end in usable], rate)
        shift = 0
        if words and usable and starts[0] < words[-1].end:
            shift, restarted = words[-1].end, True
        words += [
            HeardWord(word, shift + start, shift + max(0, end))
            for (word, _, _), start, end in zip(usable, starts, ends, strict=True)
        ]
    return _Times(words, any(event.estimated for event in said), repaired, restarted)


def _in_order(words: Sequence[HeardWord]) -> tuple[list[HeardWord], bool]:
    """Make the times rise and not overlap, changing only what does not."""
    edges = [edge for word in words for edge in (word.start, word.end)]
    if edges == sorted(edges) and (not edges or edges[0] >= 0):
        return list(words), False
    ordered: list[HeardWord] = []
    repaired = False
    now = 0
    for index, word in enumerate(words):
        start = max(word.start, now)
        end = max(word.end, start)
        follows = words[index + 1].start if index + 1 < len(words) else end
        if start <= follows < end:
            end = follows
        repaired |= (start, end) != (word.start, word.end)
        ordered.append(HeardWord(word.text, start, end))
        now = end
    return ordered, repaired
