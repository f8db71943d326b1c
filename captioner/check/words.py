"""Whether each word begins while its own cue is shown, by the timeline's frames."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Collection, Iterator, Sequence

from captioner.audio.pcm import ms_of
from captioner.captions.rules import ROUNDING_MS
from captioner.check.align import Run
from captioner.check.coverage import finding_at, quoted
from captioner.check.report import Finding
from captioner.check.script import Script
from captioner.check.shown import Shown
from captioner.text.vtt_reader import ReadCue
from captioner.timeline.fit import Quality
from captioner.timeline.record import SentenceLine


class WordTimes:
    """The said words of a script, in order: their sentences, their places in them without white
    space, and when they begin, in milliseconds.
    """

    def __init__(self, rate: int) -> None:
        self._rate = rate
        self._count = 0
        self.sentences = array("q")
        self.places = array("q")
        self.onsets_ms = array("q")

    def add(self, sentence: SentenceLine) -> None:
        """Add the words of the next sentence."""
        at = place = 0
        for word in sentence.words:
            place += len("".join(sentence.text[at : word.text_from].split()))
            at = word.text_from
            if word.quality is not Quality.UNSAID:
                self.sentences.append(self._count)
                self.places.append(place)
                self.onsets_ms.append(ms_of(word.start, self._rate))
        self._count += 1


class Begun:
    """Words, and the cues in which they were found; where a cue begins with one, when it does."""

    def __init__(
        self,
        words: WordTimes,
        script: Script,
        shown: Shown,
        runs: Sequence[Run],
        cues: Sequence[ReadCue],
    ) -> None:
        self.findings: list[Finding] = []
        self.late_ms: dict[int, int] = {}
        self.said: set[int] = set()
        self.judged = 0
        for place, other, onset_ms in _found(words, script, runs):
            number = shown.cue_at(other)
            cue = cues[number]
            self.judged += 1
            self.said.add(number)
            if other == shown.starts[number]:
                self.late_ms[number] = cue.start_ms - onset_ms
            early, late = cue.start_ms - onset_ms, onset_ms - cue.end_ms
            if max(early, late) > ROUNDING_MS:
                self.findings.append(_outside(script, cues, place, number, early, late))

    def forget(self, numbers: Collection[int]) -> None:
        """Say nothing of when some cues begin: they are known not to be there with their words."""
        self.findings = [one for one in self.findings if one.cue and one.cue - 1 not in numbers]
        for number in numbers:
            self.late_ms.pop(number, None)


def _found(words: WordTimes, script: Script, runs: Sequence[Run]) -> Iterator[tuple[int, int, int]]:
    """List the words that are shown: their places in the document and in the captions, and when
    they begin.
    """
    begins = [run.here for run in runs]
    for sentence, offset, onset_ms in zip(
        words.sentences, words.places, words.onsets_ms, strict=True
    ):
        place = script.starts[sentence] + offset
        number = bisect_right(begins, place) - 1
        if number >= 0 and place < runs[number].here + runs[number].length:
            yield place, runs[number].there + place - runs[number].here, onset_ms


def _outside(
    script: Script, cues: Sequence[ReadCue], place: int, number: int, early: int, late: int
) -> Finding:
    sentence = script.sentence_at(place)
    context = script.contexts[sentence]
    end = script.end_of(sentence)
    stop = next((at for at in range(place + 1, end) if at in script.blanks), end)
    word = quoted(script.text[place:stop])
    if early > late:
        says = f"{context}: {word} is said {early:,} ms before its cue is shown"
    else:
        says = f"{context}: {word} is said {late:,} ms after its cue is gone"
    return finding_at(
        cues, number, "word-time", says, sentence=context, value=max(early, late), limit=0
    )
