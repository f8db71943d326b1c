"""Timelines without a voice: the samples, and what has broken caption files before."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

from msgspec.structs import replace

from captioner.document import Kind, Sentence
from captioner.text import READERS, read
from captioner.timeline import Measure, Pauses, Quality, TimedWord, Timeline, lay_out, words_of
from tests.strategies import ADVERSARIES, sentence_of

SAMPLES = Path(__file__).parents[2] / "samples"
RATE = 24000
#: About 15 letters a second.
_LETTER = RATE // 15

_MORE_ADVERSARIES = (
    "STYLE", "REGION x", "[00:01.00]", "[ti:x]", "<00:01.00>", "Dialogue: 0,0", "\\", "a\\ {",
    "]]>", "<!-- x -->", "=1+1", '"quoted", and so on', "a;b\tc", "&#x41;", "%s %d {0}",
)  # fmt: skip


def timed(
    sentences: Sequence[Sentence], letter: int = _LETTER, pauses: dict[int, int] | None = None
) -> Timeline:
    """Lay out sentences at a regular speed, in frames a letter; what is unsaid takes no time.

    `pauses` are frames of silence before the words of these numbers, in every sentence.
    """
    measures = []
    for sentence in sentences:
        now = 0
        words = []
        for number, word in enumerate(words_of(sentence.text)):
            unsaid = any(a <= word.start < b for a, b in sentence.unsaid)
            now += (pauses or {}).get(number, 0)
            length = letter * (word.end - word.start)
            if unsaid and sentence.kind is not Kind.SOUND:
                length = 0
            quality = Quality.UNSAID if unsaid else Quality.MEASURED
            words.append(TimedWord(word, now, now + length, quality))
            now += length
        measures.append(Measure(now + RATE, 0, RATE, tuple(words)))
    return lay_out(sentences, measures, rate=RATE, pauses=Pauses())


def _sample(path: Path) -> Timeline:
    return timed(list(read(path).sentences))


def _alone() -> Timeline:
    texts = (*ADVERSARIES, *_MORE_ADVERSARIES)
    return timed([sentence_of(text, n, paragraph=n) for n, text in enumerate(texts, start=1)])


def _among_others() -> Timeline:
    texts = [f"Before {text} and after {text}" for text in (*ADVERSARIES, *_MORE_ADVERSARIES)]
    return timed([sentence_of(text, n, paragraph=n) for n, text in enumerate(texts, start=1)])


def _refrain() -> Timeline:
    texts = ["And nobody came. "] * 200
    return timed([sentence_of(text, n) for n, text in enumerate(texts, start=1)])


def _all_at_once() -> Timeline:
    texts = ["Stop! ", "Every word of this came at one and the same moment, says the voice. "] * 4
    return timed([sentence_of(text, n) for n, text in enumerate(texts, start=1)], letter=0)


def _long_pause() -> Timeline:
    texts = ["He opened the door, waited for half a minute, and closed it again without a word."]
    return timed([sentence_of(text) for text in texts], pauses={4: 30 * RATE})


def _late() -> Timeline:
    hours = (0, 1, 9, 10, 23, 24, 99, 100, 1000)
    return timed([
        replace(sentence_of(f"It is {hour} hours.", n, paragraph=n),
                start_ms=max(0, hour * 3_600_000 - 4))
        for n, hour in enumerate(hours, start=1)
    ])  # fmt: skip


def _voices() -> Timeline:
    told = (
        ("ANNA: Who is there? ", ((0, 6),), "Anna", "en"),
        ("Nobody. ", (), "Bob & Sons <x>", "en"),
        ("It was [sighs] the wind. ", ((7, 14),), "Bob & Sons <x>", "en"),
        ("Wer ist da? ", (), 'Frau "K", geb. L', "de"),
        ("מי שם? ", (), "רות", "he"),
        ("谁在那里？", (), "小明", "zh-Hans"),
    )
    sentences = [
        replace(sentence_of(text, n, paragraph=n), unsaid=unsaid, speaker=speaker, lang=lang)
        for n, (text, unsaid, speaker, lang) in enumerate(told, start=1)
    ]
    sound = sentence_of("[a door slams, far away]", 7, paragraph=7)
    return timed([*sentences, replace(sound, kind=Kind.SOUND, unsaid=((0, len(sound.text)),))])


_ADVERSARIAL: tuple[Callable[[], Timeline], ...] = (
    _alone, _among_others, _refrain, _all_at_once, _long_pause, _late, _voices,
)  # fmt: skip


@cache
def fixtures() -> dict[str, Timeline]:
    """Give all of them by name."""
    documents = [path for path in sorted(SAMPLES.iterdir()) if path.suffix in READERS]
    made = {path.name: _sample(path) for path in documents}
    return made | {make.__name__.strip("_"): make() for make in _ADVERSARIAL}
