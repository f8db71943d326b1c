"""Cues for the tests of the formats, and files written of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from hypothesis import strategies as st

from captioner.captions import About, CaptionWriter, Cue, Profile, Word, cut
from captioner.timeline import Quality
from tests.strategies import timelines

PROFILES = (
    Profile(),
    Profile("short", max_chars=24, gap_ms=0, chain_ms=250, merge=False),
    Profile("wide", max_chars=13, wide=True, lead_ms=80),
)


def cue_of(
    *lines: str,
    start: int = 0,
    end: int = 8000,
    name: str = "s01-001",
    quality: Quality = Quality.MEASURED,
    **more: Any,
) -> Cue:
    """Make a cue whose words share its time evenly.

    A blank follows each, but for the last, unless the last line ends with one.
    """
    texts = [line.split() for line in lines]
    count = sum(map(len, texts))
    times = iter(range(count))
    made = []
    for text in texts:
        row = []
        for shown in text:
            at = next(times)
            begins, ends = (start + (end - start) * n // count for n in (at, at + 1))
            blank = " " if at + 1 < count or lines[-1].endswith(" ") else ""
            row.append(Word(shown + blank, begins, ends, quality, name))
        made.append(tuple(row))
    return Cue(name, start, end, tuple(made), **more)


def word(text: str, start: int, end: int, quality: Quality = Quality.MEASURED) -> Word:
    """Make a word of the first sentence."""
    return Word(text, start, end, quality, "s01-001")


def written(
    writer: Callable[[About], CaptionWriter], cues: Sequence[Cue], about: About | None = None
) -> str:
    """Give a whole file; without `about`, at 1,000 frames a second."""
    made = writer(about or About(1000))
    return made.head() + made.cues(cues) + made.end()


def warned(
    writer: Callable[[About], CaptionWriter], cues: Sequence[Cue], about: About | None = None
) -> list[str]:
    """Give what the writer of a whole file warns of."""
    made = writer(about or About(1000))
    made.cues(cues)
    return made.warnings()


@st.composite
def captions(draw: st.DrawFn) -> tuple[About, list[Cue]]:
    """Some sentences cut into cues by some profile, at some rate, from some timecode on."""
    timeline = draw(timelines())
    profile = draw(st.sampled_from(PROFILES))
    offset_ms = draw(st.sampled_from((0, 0, 3_600_000, 3_599_999)))
    about = About(timeline.rate, "A title", offset_ms=offset_ms, profile=profile)
    return about, list(cut(timeline, profile))
