"""How fast cues are cut, and in how much memory: a narration of a million words, in pieces.

    python -m tests.benchmarks.captions_speed TEXT [--words 1000000]

The sentences of a text are said again and again in a new order, at times about as regular as a
voice's. Only the cutting is timed, in processor time, beside a fixed yardstick in the same run.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from captioner.captions import Cutter, profile_of
from captioner.document import Kind, Place, Sentence, context_of
from captioner.text import read
from captioner.timeline import (
    Measure,
    Pauses,
    Quality,
    TextWord,
    TimedWord,
    Timeline,
    lay_out,
    words_of,
)
from tests.captions.hand_cut import ENGLISH, read_hand_cuts

RATE = 22050
#: A sixteenth of a million words: what is timed as one.
STRETCH = 62_500
_PIECE = 48
_PARAGRAPH = 6
_SEED = 4
_TOP = Path(__file__).parents[2]
#: What the process holds at a moment, where the system tells: its second number, in pages.
HELD = Path("/proc/self/statm")


@dataclass(frozen=True, slots=True)
class Speed:
    """What was seen of one stretch: microseconds a word, those of the yardstick beside it, and
    the most memory held during it, in kilobytes.
    """

    words: int
    a_word: float
    yardstick: float
    peak: int


def yardstick() -> float:
    """Time a plain loop of a thousand rounds, each a few steps with a dict, a list and numbers.

    In microseconds of processor time, the best of ten.
    """
    taken = []
    for _ in range(10):
        begun = time.process_time()
        seen: dict[int, int] = {}
        last: list[int] = []
        total = 0
        for number in range(1000):
            total += seen.get(number & 63, 1)
            seen[number & 63] = total & 1023
            last.append(total)
        taken.append(time.process_time() - begun)
    return min(taken) * 1e6


def sentences_in(path: Path) -> list[str]:
    """Give the sentences of a text, or of the hand cuts."""
    if path == ENGLISH:
        return [cut.text for cut in read_hand_cuts()]
    return [sentence.text for sentence in read(path, lang="en").sentences]


def pieces(sentences: Sequence[str], words: int) -> Iterator[Timeline]:
    """Give the pieces of a narration of at least so many words, one after the other."""
    chance = random.Random(_SEED)
    measured = [(text, _times(text, chance)) for text in sentences]
    after = None
    count = number = 0
    while count < words:
        chosen = chance.choices(measured, k=_PIECE)
        asked = []
        for text, _ in chosen:
            asked.append(_sentence(text, number))
            number += 1
        timeline = lay_out(
            asked, [times for _, times in chosen], rate=RATE, pauses=Pauses(), after=after
        )
        after = timeline.placed[-1]
        count += sum(len(placed.words) for placed in timeline.placed)
        yield timeline


def _sentence(text: str, number: int) -> Sentence:
    return Sentence(
        context_of(1, number + 1), text, text, Kind.PARAGRAPH, number // _PARAGRAPH + 1,
        Place(number + 1), "en",
    )  # fmt: skip


def _times(text: str, chance: random.Random) -> Measure:
    words: list[TimedWord] = []
    at = RATE // 20
    for word in words_of(text):
        length = int(RATE * (0.08 + 0.05 * (word.end - word.start)) * chance.uniform(0.8, 1.2))
        words.append(TimedWord(TextWord(word.start, word.end), at, at + length, Quality.MEASURED))
        at += length
        if text[word.end - 1] in ",;:":
            at += int(RATE * chance.uniform(0.1, 0.4))
    return Measure(at + RATE // 10, RATE // 20, RATE // 10, tuple(words))


def measured(sentences: Sequence[str], words: int, profile: str = "netflix") -> list[Speed]:
    """Cut a narration of so many words, and tell of each stretch of it."""
    cutter = Cutter(profile_of(profile, "en"), RATE)
    seen: list[Speed] = []
    taken, count, total, peak = 0.0, 0, 0, 0
    for piece in pieces(sentences, words + STRETCH):
        begun = time.process_time()
        for _ in cutter.cues(piece):
            pass
        taken += time.process_time() - begun
        count += sum(len(placed.words) for placed in piece.placed)
        peak = max(peak, _held())
        if count >= STRETCH:
            total += count
            seen.append(Speed(total, taken / count * 1e6, yardstick(), peak))
            taken, count, peak = 0.0, 0, 0
    return seen


def _held() -> int:
    """Tell how much memory this process holds, in kilobytes; 0 where the system does not say."""
    if not HELD.exists():
        return 0
    return int(HELD.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") // 1024


def measured_apart(path: Path, words: int) -> list[Speed]:
    """The same in a process of its own, whose memory is that of the cutting."""
    command = [sys.executable, "-m", __name__, str(path.resolve()), "--words", str(words)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, cwd=_TOP)
    return [Speed(*row) for row in json.loads(done.stdout)]


def report_speed(texts: Sequence[Path], words: int = 16 * STRETCH) -> None:
    """Print the speed of cutting each text."""
    for path in texts:
        seen = measured_apart(path, words)
        a_word, stick = median(one.a_word for one in seen), median(one.yardstick for one in seen)
        print(f"{path.name}: {seen[-1].words:,} words at the netflix profile, one core")
        print(f"  {a_word:.1f} microseconds a word; the yardstick took {stick:.1f}: "
              f"{a_word / stick:.3f} yardsticks a word")  # fmt: skip
        print(f"  all of it to its first {seen[0].words:,} words: {growth(seen):.2f} in time a word"
              f"; memory {seen[1].peak:,} kB at {seen[1].words:,} words, "
              f"{max(one.peak for one in seen):,} kB at most")  # fmt: skip


def growth(seen: Sequence[Speed]) -> float:
    """Tell how much more a word took over all stretches than in the first, in yardsticks."""
    spent = [one.a_word / one.yardstick for one in seen]
    return sum(spent) / len(spent) / spent[0]


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("text", type=Path)
    parser.add_argument("--words", type=int, default=16 * STRETCH)
    asked = parser.parse_args()
    rows = measured(sentences_in(asked.text), asked.words)
    json.dump([[one.words, one.a_word, one.yardstick, one.peak] for one in rows], sys.stdout)
