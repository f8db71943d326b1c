"""Sentences in their places, once their words have times; and sounds in the rests between them."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import structs
from msgspec.structs import replace

from captioner.document import Sentence
from captioner.timeline.fit import Quality, TimedWord, beside
from captioner.timeline.layout import Placed
from captioner.timeline.told.flat import Flat
from captioner.timeline.words import words_of

#: Where there is room a sound is shown for so many seconds, or for as long as it takes to be read
#: at ease; where there is none it takes no more than one second from the word before it.
_ROOMY_SECONDS, _CHARS_A_SECOND, _SHORTEST_SECONDS = 3, 10, 1
#: Where the length of the sound is not known it is taken to go on so long after the last word.
_AFTER_SECONDS = 1


def placed(
    text: Flat,
    timed: Sequence[Sequence[TimedWord]],
    gone: set[int],
    rate: int,
    frames: int | None,
) -> tuple[Placed, ...]:
    """Place all sentences but those that are gone, one after the other.

    A sound, which nobody heard as a word, lies between its neighbours; if they leave no time it
    takes some of the last word before it.
    """
    found: list[Placed] = []
    sounds: list[Sentence] = []
    for index, sentence in enumerate(text.sentences):
        if index in gone:
            continue
        words = list(timed[index])
        if not words:
            sounds.append(sentence)
            continue
        if sounds:
            _place_sounds(found, sounds, words, rate)
            sounds = []
        everything = beside(sentence.text, text.shown[index], words, (0, 0))
        found.append(Placed(sentence, words[0].start, words[-1].end, 0, everything))
    last = found[-1].end if found else 0
    end = frames if frames is not None else last + _AFTER_SECONDS * rate
    if sounds:
        end = end if frames is not None else last + _at_ease(sounds, rate)
        _fit_in(found, sounds, end, rate)
    elif found and end > last:
        # The last cue may stay until the sound ends.
        end = min(end, last + _AFTER_SECONDS * rate)
        found[-1] = replace(found[-1], end=end, tail=end - last)
    return tuple(found)


def _place_sounds(
    found: list[Placed], sounds: Sequence[Sentence], words: list[TimedWord], rate: int
) -> None:
    """Place sounds before a sentence, which has the `words`."""
    first = words[0]
    if not found and first.start == 0:
        # Nothing is before the very beginning: half of the first word has to do.
        words[0] = first = structs.replace(first, start=(first.start + first.end) // 2)
    _fit_in(found, sounds, first.start, rate)


def _fit_in(found: list[Placed], sounds: Sequence[Sentence], end: int, rate: int) -> None:
    """Place sounds after all that is there, up to `end`."""
    longest = _at_ease(sounds, rate)
    start = max(0, end - longest)
    if found:
        start = found[-1].end
        shortest = _SHORTEST_SECONDS * rate * len(sounds)
        if end - start < shortest:
            found[-1] = _cut_short(found[-1], end - shortest)
            start = found[-1].end
    end = min(end, start + longest)
    for number, sentence in enumerate(sounds):
        a = start + (end - start) * number // len(sounds)
        b = start + (end - start) * (number + 1) // len(sounds)
        words = beside(sentence.text, words_of(sentence.text), (), (a, b))
        found.append(Placed(sentence, a, b, 0, words))


def _at_ease(sounds: Sequence[Sentence], rate: int) -> int:
    return sum(
        max(_ROOMY_SECONDS * rate, len(sentence.text) * rate // _CHARS_A_SECOND)
        for sentence in sounds
    )


def _cut_short(before: Placed, end: int) -> Placed:
    """End a sentence earlier, but not before the middle of its last word."""
    said = [word for word in before.words if word.quality is not Quality.UNSAID]
    if not said:
        return before
    end = min(before.end, max(end, (said[-1].start + said[-1].end) // 2))
    words = tuple(
        structs.replace(word, start=min(word.start, end), end=min(word.end, end))
        for word in before.words
    )
    return replace(before, end=end, words=words)
