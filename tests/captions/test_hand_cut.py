"""Our breaks fall where judgement put them, far more often than those of other tools' writers."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from captioner.captions import Profile, profile_of
from tests.benchmarks.captions_figures import breaks_inside, cut_by_us
from tests.benchmarks.captions_voice import spoken
from tests.benchmarks.other_writers import WRITERS
from tests.captions.hand_cut import (
    MAX_CHARS,
    MAX_LINES,
    Agreement,
    HandCut,
    agreement,
    breaks_of,
    document_of,
    read_hand_cuts,
    wanted_breaks,
)

BBC: Profile = replace(profile_of("bbc", "en"), max_chars=MAX_CHARS, max_lines=MAX_LINES)


@pytest.fixture(scope="module")
def agreed() -> dict[str, Agreement]:
    """How far each writer agrees with the hand cuts, at the times of the embedded voice."""
    cuts = read_hand_cuts()
    words, ours = cut_by_us(spoken(document_of(cuts)), BBC)
    written = {name: write(words, BBC) for name, write in WRITERS.items()} | {"ours": ours}
    wanted = wanted_breaks(cuts)
    return {name: agreement(breaks_inside(words, cues), wanted) for name, cues in written.items()}


def test_the_hand_cuts_keep_to_their_own_rules() -> None:
    cuts = read_hand_cuts()
    cues = [cue for cut in cuts for cue in cut.cues]
    assert len(cuts) >= 220
    assert sum(len(cut.cues) > 1 for cut in cuts) >= 100
    assert max(len(cue) for cue in cues) == MAX_LINES
    assert max(len(line) for cue in cues for line in cue) <= MAX_CHARS
    assert all(line == " ".join(line.split()) for cue in cues for line in cue)
    assert not [cue for cue in cues if len(cue) > 1 and len(" ".join(cue)) <= MAX_CHARS]
    assert len({cut.text for cut in cuts}) == len(cuts)


def test_our_breaks_agree_with_the_hand_cuts_far_better_than_a_greedy_writers(
    agreed: dict[str, Agreement],
) -> None:
    """Greedy filling is given true sentences in one of its two columns, and loses all the same."""
    for greedy in (agreed["Whisper's"], agreed["by sentence"]):
        assert agreed["ours"].cues > 4 * greedy.cues
        assert agreed["ours"].all > 2.5 * greedy.all


def test_our_breaks_agree_with_the_hand_cuts_better_than_those_of_any_other_writer(
    agreed: dict[str, Agreement],
) -> None:
    others = [one for name, one in agreed.items() if name != "ours"]
    assert agreed["ours"].cues > max(one.cues for one in others)
    assert agreed["ours"].all > 1.3 * max(one.all for one in others)


def test_breaks_agree_by_what_stands_before_them_however_words_are_divided() -> None:
    wanted = wanted_breaks([HandCut((("one – two", "three"), ("four",)))])
    same = breaks_of([("s01-001", [("one –  two ", "three "), ("four",)])])
    swapped = breaks_of([("s01-001", [("one – two",), ("three", "four")])])
    assert agreement(same, wanted) == Agreement(1.0, 1.0)
    assert agreement(swapped, wanted) == Agreement(0.0, 1.0)
    assert agreement(breaks_of([]), wanted) == Agreement(0.0, 0.0)
