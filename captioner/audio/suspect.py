"""Takes that can hardly be what was asked for: of a wrong length, clipped, silent, cut off.

Nothing is done about them. Services do send such takes, and a person who is told which can listen
to ten sentences instead of to a book; so a false alarm costs more here than one that is missed.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Mapping
from math import inf
from statistics import median

import msgspec
import regex

from captioner.audio.edit import edge_silence, loudness
from captioner.audio.pcm import SAMPLE_BYTES, ms_to_frames
from captioner.audio.take import Take

#: Embedded voices say 4 letters a second at their slowest, in Arabic, and 52 at their fastest.
_SLOWEST, _FASTEST = 2.5, 70.0
#: One word takes as long as it likes: "Ah." is said at 78 letters a second, or drawn out.
_SPARE_SECONDS = 2.0
_LEAST_SECONDS = 0.05
#: Within any narration of five languages, what a voice needs for a letter varied by half at most.
_FROM_USUAL = 2.0
#: Shorter texts vary more, so they tell nothing of a voice's pace and are not judged by it.
_LONG_ENOUGH = 20.0
#: So many takes must be known for their median to be a pace, and so many are remembered.
_ENOUGH_TAKES = 8
_REMEMBERED = 64

#: A tone of 50 Hz at full scale stays there for 3 samples at 22,050 Hz; more in a row are cut flat.
_FLAT_SAMPLES = 4
#: Samples at full scale, 32,767 either way and what lies beyond below: so many in a row, and all
#: that follow. And how the second byte of each, the greater part, is for all as good as there.
_LEVELS = [
    (level * _FLAT_SAMPLES, re.compile(b"(?:%b)++" % re.escape(level)))
    for level in (b"\xff\x7f", b"\x01\x80", b"\x00\x80")
]
_LOUDEST = (0x7F, 0x80)
#: One flat place is a click that few hear.
_FLAT_PLACES = 5

#: Speech that is over leaves at least so much silence: 5 ms at double speed, in all samples.
_OVER_MS = 5
#: Half as loud as the rest, 6 dB below, is a voice; a breath or an echo is softer.
_FULL_VOICE = 0.5


class _Letters(msgspec.Struct, frozen=True):
    """What some text is worth in letters of a plain word: at least, usually, and at most."""

    least: float
    usual: float
    most: float


#: The first that matches. What may be said in several ways is worth little at least, much at most.
_WORTH = (
    (regex.compile(r"\p{Nd}"), _Letters(1, 4, 6)),
    (regex.compile(r"\p{Han}"), _Letters(3, 3, 3)),
    (regex.compile(r"[\p{Hiragana}\p{Katakana}\p{Hangul}]"), _Letters(2, 2, 2)),
    (regex.compile(r"\p{Lu}"), _Letters(1, 1, 3)),  # a name, or spelled out
    (regex.compile(r"[\p{L}\p{M}]"), _Letters(1, 1, 1)),
    (regex.compile(r"\p{N}"), _Letters(1, 4, 12)),
    (regex.compile(r"[\p{S}%&@]"), _Letters(0, 6, 40)),  # skipped, or an emoji's whole name
    (regex.compile(r"\p{P}"), _Letters(0, 0.5, 2)),  # passed over, or a rest
)
_LATIN = regex.compile(r"\p{Latin}")
_NOTHING = _Letters(0, 0.5, 0.5)


class _Signs(dict[int, str]):
    """A sign for each kind of characters that are worth the same, by their code points.

    With them `str.translate` and `str.count` tell how many of each kind a text has, in a third of
    the time that it takes to go through its characters.
    """

    #: What each stands for: how long such a character takes; and 1 for a letter of Latin, -1 for
    #: another letter.
    meaning: Mapping[str, tuple[_Letters, int]] = {
        chr(ord("a") + 3 * number + script): (worth, script)
        for number, worth in enumerate([*(worth for _, worth in _WORTH), _NOTHING])
        for script in (-1, 0, 1)
    }

    def __missing__(self, code: int) -> str:
        char = chr(code)
        number = next((n for n, (kind, _) in enumerate(_WORTH) if kind.match(char)), len(_WORTH))
        script = 1 if _LATIN.match(char) else -char.isalpha()
        sign = self[code] = chr(ord("a") + 3 * number + script)
        return sign

    def counted(self, text: str) -> list[tuple[int, _Letters, int]]:
        """Tell how many characters of each kind there are in a text."""
        told = text.translate(self)
        return [
            (count, *worth) for sign, worth in self.meaning.items() if (count := told.count(sign))
        ]


_signs = _Signs()


class Listener:
    """Listens to the takes of one voice, in order, and learns how fast it speaks."""

    def __init__(self) -> None:
        self._latest: deque[float] = deque(maxlen=_REMEMBERED)
        self._latin = 0

    def doubts(self, take: Take, text: str, rest_ms: int = 0) -> tuple[str, ...]:
        """Say what makes a take of a text suspect, if anything does.

        `rest_ms` is how long it was told to rest between its words.
        """
        lead, tail = edge_silence(take)
        sounding = take.frames - lead - tail
        if sounding <= 0:
            return ("silent: nothing can be heard in it",)
        seconds = max(0.0, sounding / take.rate - rest_ms / 1000)
        found = (
            self._length(text, seconds),
            _clipping(take),
            _cut(take, lead, tail),
        )
        return tuple(filter(None, found))

    def _length(self, text: str, seconds: float) -> str:
        least = usual = most = 0.0
        balance = 0
        for count, worth, script in _signs.counted(text):
            least += count * worth.least
            usual += count * worth.usual
            most += count * worth.most
            balance += count * script
        shortest = least / _FASTEST - _LEAST_SECONDS
        longest = most / _SLOWEST + _SPARE_SECONDS
        if self._is_foreign(balance):
            longest = inf
        elif usual >= _LONG_ENOUGH:
            if len(self._latest) >= _ENOUGH_TAKES:
                pace = median(self._latest)
                shortest = max(shortest, least * pace / _FROM_USUAL)
                longest = min(longest, most * pace * _FROM_USUAL)
            self._latest.append(seconds / usual)
        if shortest <= seconds <= longest:
            return ""
        what = "too short" if seconds < shortest else "too long"
        return f"{what}: {seconds:.1f} s of speech for {len(text)} characters"

    def _is_foreign(self, balance: int) -> bool:
        """Tell whether a text is of another script than most before it: voices spell such letters,
        by name, which takes long. It has so many more letters of Latin than of others.
        """
        is_foreign = balance * self._latin < 0
        if not is_foreign:
            self._latin += balance
        return is_foreign


def _clipping(take: Take) -> str:
    # Of every place that is flat one sample is among these.
    greater = take.pcm[1 :: _FLAT_SAMPLES * SAMPLE_BYTES]
    if not any(loudest in greater for loudest in _LOUDEST):
        return ""
    places = sum(_flat_places(take.pcm, *level) for level in _LEVELS)
    return f"clipped: cut flat at full scale in {places} places" if places >= _FLAT_PLACES else ""


def _flat_places(pcm: bytes, run: bytes, level: re.Pattern[bytes]) -> int:
    """Count the flat places at a level, each of as many samples as a `run` of it."""
    places = 0
    begin = pcm.find(run)
    while begin >= 0 and (whole := level.match(pcm, begin)) is not None:
        # Found between two samples it is not there: the bytes are halves of others.
        if begin % SAMPLE_BYTES == 0:
            places += (whole.end() - begin) // len(run)
        begin = pcm.find(run, whole.end())
    return places


def _cut(take: Take, lead: int, tail: int) -> str:
    over = ms_to_frames(_OVER_MS, take.rate)
    if tail >= over:
        return ""
    voice = loudness(take, lead, take.frames - tail)
    if loudness(take, take.frames - over, take.frames) < _FULL_VOICE * voice:
        return ""
    return "cut off: it ends at full voice"
