"""What is counted in the cues of a writer, ours or another's, and the rows of the table.

Every figure is taken from lines of text and times in milliseconds as a caption file states them,
by plain arithmetic that shares nothing with the cutter.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby, pairwise

from captioner.captions import About, Profile, cut
from captioner.timeline import Timeline
from tests.benchmarks.judge import break_at, forbidden
from tests.benchmarks.other_writers import Heard, Shown, Words, joined, lines_of
from tests.captions.hand_cut import Breaks, breaks_of

#: What a file's clock rounds off at both ends.
_ROUNDING_MS = 1

Tally = Counter[str]


def cut_by_us(timeline: Timeline, profile: Profile) -> tuple[list[Heard], list[Shown]]:
    """Give our cues of a timeline, and the words in them as the other writers get them."""
    about = About(timeline.rate, profile=profile)
    names = _names(timeline)
    words: list[Heard] = []
    cues: list[Shown] = []
    for cue in cut(timeline, profile):
        breaks = [len(words)]
        for line in cue.lines:
            words += (
                Heard(word.text, about.ms(word.start), about.ms(word.end), names[word.context])
                for word in line
            )
            breaks.append(len(words))
        cues.append(Shown(*about.span_ms(cue), tuple(breaks)))
    return words, cues


def _names(timeline: Timeline) -> dict[str, str]:
    """Name every sentence by its first part, where it was split for the service."""
    names: dict[str, str] = {}
    last = ""
    for placed in timeline.placed:
        sentence = placed.sentence
        last = last if sentence.continues and last else sentence.context
        names[sentence.context] = last
    return names


def texts_of(timeline: Timeline) -> dict[str, str]:
    """Give the text of every sentence as its document has it, white space collapsed."""
    names = _names(timeline)
    texts: dict[str, str] = {}
    for placed in timeline.placed:
        name = names[placed.sentence.context]
        texts[name] = texts.get(name, "") + placed.sentence.text
    return {name: " ".join(text.split()) for name, text in texts.items()}


def tally(texts: Mapping[str, str], words: Words, cues: Sequence[Shown], profile: Profile) -> Tally:
    """Count what the rows of the table need."""
    found: Tally = Counter(cues=len(cues), sentences=len(texts))
    found["exact"] = _exact(texts, words, cues)
    for cue in cues:
        found.update(_shape(words, cue, profile))
        found.update(_time(words, cue, profile))
    for cue, following in pairwise(cues):
        rest = following.start_ms - cue.end_ms
        found["overlaps"] += rest < 0
        found["gaps kept"] += rest >= profile.gap_ms - _ROUNDING_MS
    found["cue breaks"] = len(cues) - 1
    found["line breaks"] = found["lines"] - len(cues)
    for _, kind, rule in judged(words, cues):
        found[f"{kind} breaks inside"] += 1
        found[f"{kind} forbidden"] += rule is not None
    return found


def _exact(texts: Mapping[str, str], words: Words, cues: Sequence[Shown]) -> int:
    """Count the sentences whose text is shown whole, once and in its place."""
    shown = (word for cue in cues for word in words[cue.first : cue.end])
    runs = [
        (name, "".join(word.text for word in group))
        for name, group in groupby(shown, key=lambda word: word.sentence)
    ]
    return sum(
        name == wanted and " ".join(text.split()) == texts[wanted]
        for (name, text), wanted in zip(runs, texts, strict=False)
    )


def _shape(words: Words, cue: Shown, profile: Profile) -> Iterator[str]:
    lines = lines_of(words, cue)
    yield from ["lines"] * len(lines)
    for (first, end), line in zip(pairwise(cue.breaks), lines, strict=True):
        if len(line) > profile.max_chars and end - first > 1:
            yield "too wide"
    if len(lines) > profile.max_lines:
        yield "too tall"
    if len(lines) == 2:
        yield "two lines"
        if 2 * min(map(len, lines)) >= max(map(len, lines)):
            yield "balanced"
    if _mixes(words, cue):
        yield "mixed"


def _mixes(words: Words, cue: Shown) -> bool:
    """Tell whether a cue shows a part of one sentence beside another."""
    first, last = words[cue.first].sentence, words[cue.end - 1].sentence
    if first == last:
        return False
    before = cue.first > 0 and words[cue.first - 1].sentence == first
    return before or (cue.end < len(words) and words[cue.end].sentence == last)


def _time(words: Words, cue: Shown, profile: Profile) -> Iterator[str]:
    stays = cue.end_ms - cue.start_ms + _ROUNDING_MS
    characters = sum(map(len, lines_of(words, cue)))
    written = len(joined(words, cue.first, cue.end).split())
    least = max(profile.min_ms, profile.min_ms_per_word * written)
    if characters * 1000 <= profile.max_cps * stays:
        yield "readable"
    if stays >= least:
        yield "long enough"
    if stays - 2 * _ROUNDING_MS <= profile.max_ms:
        yield "short enough"
    if cue.start_ms > words[cue.first].start_ms:
        yield "late"


def judged(words: Words, cues: Iterable[Shown]) -> Iterator[tuple[int, str, str | None]]:
    """Judge every break inside a sentence: the word after it, `cue` or `line`, the rule if any."""
    texts = [word.text for word in words]
    first = 0
    for cue in cues:
        for at in cue.breaks[:-1]:
            if at == 0 or words[at].sentence != words[at - 1].sentence:
                first = at
                continue
            while words[first].sentence != words[at].sentence:
                first += 1
            kind = "cue" if at == cue.first else "line"
            yield at, kind, forbidden(break_at(texts, at, first))


def breaks_inside(words: Words, cues: Iterable[Shown]) -> Breaks:
    """Find the breaks inside sentences, to be compared with the hand cuts."""
    shown: dict[str, list[tuple[str, ...]]] = {}
    for cue in cues:
        parts: dict[str, list[str]] = {}
        for first, end in pairwise(cue.breaks):
            for name, group in groupby(words[first:end], key=lambda word: word.sentence):
                parts.setdefault(name, []).append("".join(word.text for word in group))
        for name, lines in parts.items():
            shown.setdefault(name, []).append(tuple(lines))
    return breaks_of(shown.items())


def _share(part: str, whole: str) -> Callable[[Tally], str]:
    def row(found: Tally) -> str:
        return f"{100 * found[part] / found[whole]:.1f} %" if found[whole] else "-"

    return row


def _number(name: str) -> Callable[[Tally], str]:
    return lambda found: f"{found[name]:,}"


#: The rows of the table.
ROWS: dict[str, Callable[[Tally], str]] = {
    "cues": _number("cues"),
    "sentences shown exactly": _share("exact", "sentences"),
    "lines over the limit": _number("too wide"),
    "cues over the lines allowed": _number("too tall"),
    "overlaps": _number("overlaps"),
    "smallest gap kept": _share("gaps kept", "cue breaks"),
    "forbidden, of cue breaks": _share("cue forbidden", "cue breaks"),
    "  of those inside sentences": _share("cue forbidden", "cue breaks inside"),
    "forbidden, of line breaks": _share("line forbidden", "line breaks"),
    "cues with part of a sentence beside another": _share("mixed", "cues"),
    "can be read in time": _share("readable", "cues"),
    "stay long enough": _share("long enough", "cues"),
    "do not stay too long": _share("short enough", "cues"),
    "two lines, shorter at least half": _share("balanced", "two lines"),
    "begin after their first word": _number("late"),
}
