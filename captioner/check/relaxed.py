"""What captions gave way in that no cue shows by itself (`NOT_SEEN` of the rules).

That a word is broken can be told beside its document; that a cue's time is not that of its words,
by the timeline that it was cut from.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence

from captioner.audio.pcm import ms_of
from captioner.captions import Cue, Cutter, Flaw, Profile
from captioner.captions.rules import ROUNDING_MS
from captioner.captions.wide_word import is_inside
from captioner.captions.width import width
from captioner.check.align import Run
from captioner.check.coverage import finding_at, quoted
from captioner.check.folder import Kept
from captioner.check.report import Finding
from captioner.check.script import Script
from captioner.check.shown import Shown
from captioner.errors import reading
from captioner.text.vtt_reader import ReadCue
from captioner.timeline import Timeline, record, words_of


def broken_words(
    script: Script, shown: Shown, runs: Sequence[Run], cues: Sequence[ReadCue], profile: Profile
) -> Iterator[Finding]:
    """Tell which cues break a word at the end of a line, or at their own; the widest of each."""
    unit = 2 if profile.wide else 1
    widest: dict[int, str] = {}
    for place, other in _breaks(shown, runs):
        word = _around(script, place)
        number = shown.cue_at(other - 1)
        if width(word) > width(widest.get(number, "")):
            widest[number] = word
    for number, word in sorted(widest.items()):
        characters = width(word) / unit
        says = f"{quoted(word)} is broken, which has {characters:g} characters"
        yield finding_at(
            cues, number, "broken-word", says, value=characters, limit=profile.max_chars
        )


def _breaks(shown: Shown, runs: Sequence[Run]) -> Iterator[tuple[int, int]]:
    """List the places in a document at which its captions begin a line, and those in these."""
    breaks = sorted(shown.breaks)
    for here, there, length in runs:
        first, end = bisect_right(breaks, there), bisect_left(breaks, there + length)
        for other in breaks[first:end]:
            yield here + other - there, other


def _around(script: Script, place: int) -> str:
    """Give the word that a place is inside of; none if it is between two."""
    sentence = script.sentence_at(place)
    first, end = script.starts[sentence], script.end_of(sentence)
    if script.is_apart(place) or not is_inside(script.text[first:place], script.text[place:end]):
        return ""
    start = next((at for at in range(place, first, -1) if script.is_apart(at)), first)
    stop = next((at for at in range(place, end) if script.is_apart(at)), end)
    text = script.text[start:stop]
    edges = [0, *(word.start for word in words_of(text)[1:]), len(text)]
    if place - start in edges:
        return ""
    number = bisect_right(edges, place - start)
    return text[edges[number - 1] : edges[number]]


def shared_times(kept: Kept, profile: Profile, cues: Sequence[ReadCue]) -> Iterator[Finding]:
    """Tell which cues have a share of the time of others: cut again from the timeline by the
    profile they were made by, they are the same, and say so.
    """
    for number, (cue, flaw) in enumerate(_cut_again(kept, profile)):
        if flaw is None or number >= len(cues):
            continue
        read = cues[number]
        if abs(read.start_ms - ms_of(cue.start, kept.head.rate)) <= ROUNDING_MS:
            says = f"by the times told, a cue would stay {flaw.value:.0f} ms here; it has a share"
            yield finding_at(cues, number, "shared-time", says, value=flaw.value, limit=flaw.limit)


def _cut_again(kept: Kept, profile: Profile) -> Iterator[tuple[Cue, Flaw | None]]:
    cutter = Cutter(profile, kept.head.rate)
    with reading(kept.path), kept.path.open("rb") as file:
        for line in record.verified(file):
            if isinstance(line, record.SentenceLine):
                timeline = Timeline(kept.head.rate, 0, (record.placed_of(line),))
                yield from map(_with_share, cutter.cues(timeline))
    yield from map(_with_share, cutter.end())


def _with_share(cue: Cue) -> tuple[Cue, Flaw | None]:
    return cue, next((flaw for flaw in cue.relaxed if flaw.rule == "shared-time"), None)
