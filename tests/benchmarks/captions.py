"""Our cues beside those of other tools, on the same words at the same times.

    python -m tests.benchmarks.captions TEXT... [--profiles netflix,bbc] [--words 20000]
    python -m tests.benchmarks.captions TEXT --speed

Each text (.txt or .md, English) is spoken by the embedded voice; no sound is kept. One table a
profile: how exact, well-formed and readable the cues are, how many breaks part what belongs
together, and how far the breaks agree with sentences that were cut by judgement. With --cache the
times of a text are kept, and the next run speaks nothing.
"""

from __future__ import annotations

import argparse
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from msgspec.structs import replace

from captioner.captions import Profile, profile_of
from captioner.document import context_of
from captioner.text import read
from captioner.timeline import Timeline
from tests.benchmarks.captions_figures import (
    ROWS,
    Tally,
    breaks_inside,
    cut_by_us,
    judged,
    tally,
    texts_of,
)
from tests.benchmarks.captions_speed import report_speed
from tests.benchmarks.captions_voice import shortened, spoken
from tests.benchmarks.other_writers import WRITERS, Shown, Words, joined, lines_of
from tests.captions.hand_cut import (
    MAX_CHARS,
    MAX_LINES,
    Agreement,
    agreement,
    document_of,
    read_hand_cuts,
    wanted_breaks,
)

OURS = "captioner"
_SEED = 4
_LABEL, _COLUMN = 44, 12
#: How many words are shown on either side of a break.
_AROUND = 5


@dataclass(frozen=True, slots=True)
class Cut:
    """A timeline cut by one profile: ours first, then everybody's on the words of ours."""

    texts: dict[str, str]
    words: Words
    cues: dict[str, list[Shown]]


def cut_by_all(timeline: Timeline, profile: Profile) -> Cut:
    """Cut a timeline with every writer."""
    words, ours = cut_by_us(timeline, profile)
    others = {name: write(words, profile) for name, write in WRITERS.items()}
    return Cut(texts_of(timeline), words, {OURS: ours, **others})


def tallies(cuts: Sequence[Cut], profile: Profile) -> dict[str, Tally]:
    """Count for each writer over all texts."""
    found: dict[str, Tally] = {name: Counter() for name in cuts[0].cues}
    for one in cuts:
        for name, cues in one.cues.items():
            found[name].update(tally(one.texts, one.words, cues, profile))
    return found


def hand_shape(profile: Profile) -> Profile:
    """Give a profile the lines of the hand cuts."""
    return replace(profile, max_chars=MAX_CHARS, max_lines=MAX_LINES)


def agreements(timeline: Timeline, profile: Profile) -> dict[str, Agreement]:
    """Compare each writer's breaks with the hand cuts, at the line length of those."""
    one = cut_by_all(timeline, hand_shape(profile))
    wanted = wanted_breaks(read_hand_cuts())
    return {
        name: agreement(breaks_inside(one.words, cues), wanted) for name, cues in one.cues.items()
    }


def table(found: dict[str, Tally], agreed: dict[str, Agreement]) -> Iterator[str]:
    """Lay out the rows for one profile."""
    yield " " * _LABEL + "".join(f"{name:>{_COLUMN}}" for name in found)
    for label, row in ROWS.items():
        yield f"{label:{_LABEL}}" + "".join(f"{row(one):>{_COLUMN}}" for one in found.values())
    for label, figures in (
        ("F1 with the hand cuts, cue breaks", [one.cues for one in agreed.values()]),
        ("F1 with the hand cuts, all breaks", [one.all for one in agreed.values()]),
    ):
        yield f"{label:{_LABEL}}" + "".join(f"{figure:>{_COLUMN}.3f}" for figure in figures)


def forbidden_samples(cuts: Sequence[Cut], count: int) -> Iterator[str]:
    """Show some of our breaks that the judge forbids, so that the judge can be judged."""
    samples = [
        f"{kind:5}{rule:20}{joined(one.words, max(0, at - _AROUND), at)}  |  "
        f"{joined(one.words, at, at + _AROUND)}"
        for one in cuts
        for at, kind, rule in judged(one.words, one.cues[OURS])
        if rule
    ]
    yield from random.Random(_SEED).sample(samples, min(count, len(samples)))


def disagreements(timeline: Timeline, profile: Profile) -> Iterator[str]:
    """Show the sentences that we cut otherwise than by hand: `/` ends a line, `//` a cue."""
    words, cues = cut_by_us(timeline, hand_shape(profile))
    ours: dict[str, list[tuple[str, ...]]] = {}
    for cue in cues:
        ours.setdefault(words[cue.first].sentence, []).append(tuple(lines_of(words, cue)))
    for number, cut in enumerate(read_hand_cuts(), start=1):
        found = ours[context_of(1, number)]
        if tuple(found) != cut.cues:
            yield f"ours  {_on_one_line(found)}"
            yield f"hand  {_on_one_line(cut.cues)}\n"


def _on_one_line(cues: Sequence[Sequence[str]]) -> str:
    return " // ".join(" / ".join(cue) for cue in cues)


def compare(paths: Sequence[Path], names: Sequence[str], asked: argparse.Namespace) -> None:
    """Print the tables."""
    timelines = []
    for path in paths:
        document = shortened(read(path, lang="en"), asked.words)
        timelines.append(spoken(document, asked.cache))
        words = sum(len(sentence.text.split()) for sentence in document.sentences)
        print(f"{path.name}: {words:,} words, {timelines[-1].end / timelines[-1].rate:,.0f} s")
    hand = spoken(document_of(read_hand_cuts()), asked.cache)
    for name in names:
        profile = profile_of(name, "en")
        cuts = [cut_by_all(timeline, profile) for timeline in timelines]
        print(f"\n{name}: {profile.max_lines} lines of {profile.max_chars} characters, "
              f"{profile.max_cps:g} characters a second")  # fmt: skip
        print("\n".join(table(tallies(cuts, profile), agreements(hand, profile))))
        if asked.show_forbidden:
            print("\nbreaks of ours that the judge forbids")
            print("\n".join(forbidden_samples(cuts, asked.show_forbidden)))
        if asked.show_hand:
            print("\nsentences that we cut otherwise than by hand")
            print("\n".join(disagreements(hand, profile)))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Compare our cues with those of other tools.")
    parser.add_argument("texts", nargs="+", type=Path, metavar="TEXT")
    parser.add_argument("--profiles", default="netflix,bbc", metavar="LIST")
    parser.add_argument("--words", type=int, default=20_000, help="of each text, at most")
    parser.add_argument("--cache", type=Path, metavar="DIR", help="keep the times of texts here")
    parser.add_argument("--show-forbidden", type=int, default=0, metavar="N")
    parser.add_argument("--show-hand", action="store_true", help="and what we cut otherwise")
    parser.add_argument("--speed", action="store_true", help="time the cutting instead")
    given = parser.parse_args()
    if given.speed:
        report_speed(given.texts)
    else:
        compare(given.texts, given.profiles.split(","), given)
