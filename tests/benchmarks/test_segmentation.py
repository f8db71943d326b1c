"""Cutting cues is linear and flat in memory; and what the table of `captions.py` says can be
trusted. `captions.py` says how to print that table.
"""

from __future__ import annotations

import pytest

from captioner.captions import profile_of
from tests.benchmarks.captions import cut_by_all, table, tallies
from tests.benchmarks.captions_figures import ROWS, tally
from tests.benchmarks.captions_speed import HELD, STRETCH, growth, measured_apart
from tests.benchmarks.captions_voice import shortened, spoken
from tests.benchmarks.judge import break_at, forbidden
from tests.benchmarks.other_writers import WRITERS, Heard, Shown, lines_of
from tests.captions.hand_cut import ENGLISH, Agreement, document_of, read_hand_cuts

NETFLIX = profile_of("netflix", "en")


@pytest.mark.skipif(not HELD.exists(), reason="measures by /proc")
def test_a_million_words_take_no_longer_each_and_no_more_memory_than_the_first_ones() -> None:
    seen = measured_apart(ENGLISH, 16 * STRETCH)
    print(f"cutting: {seen[0].a_word:.1f} us a word, yardstick {seen[0].yardstick:.1f} us; "
          f"growth {growth(seen):.2f}; {seen[1].peak:,} to {seen[-1].peak:,} kB")  # fmt: skip

    assert seen[-1].words >= 1_000_000
    assert growth(seen) <= 1.3
    assert max(one.peak for one in seen) <= 1.2 * seen[1].peak


def heard(text: str, sentence: str = "s01-001", begins_ms: int = 0) -> list[Heard]:
    """Words of 300 ms each."""
    return [
        Heard(word + " ", begins_ms + 300 * number, begins_ms + 300 * (number + 1), sentence)
        for number, word in enumerate(text.split())
    ]


def shown(text: str, writer: str) -> list[list[str]]:
    words = heard(text)
    return [lines_of(words, cue) for cue in WRITERS[writer](words, NETFLIX)]


def test_the_greedy_writer_fills_line_after_line() -> None:
    text = "It was a bright cold day in April, and the clocks on the wall were striking the hour."
    assert shown(text, "Whisper's") == [
        ["It was a bright cold day in April, and the", "clocks on the wall were striking the hour."]
    ]
    words = [*heard("One two."), *heard("Three.", begins_ms=4000)]
    cues = WRITERS["Whisper's"](words, NETFLIX)
    assert [lines_of(words, cue) for cue in cues] == [["One two."], ["Three."]]


def test_the_stable_ts_writer_splits_at_stops_pauses_and_commas_then_evenly() -> None:
    assert shown("Mr. Pike left. Who?  Nobody", "stable-ts's") == [
        ["Mr. Pike left."], ["Who?"], ["Nobody"]
    ]  # fmt: skip
    long = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen"
    assert shown(long, "stable-ts's") == [
        ["one two three four five six seven eight"], ["nine ten eleven twelve thirteen fourteen"]
    ]  # fmt: skip


def test_the_whisperx_writer_cuts_halfway_back_where_a_line_overflows() -> None:
    long = "one two three four five six seven eight nine ten eleven twelve"
    assert shown(long, "whisperX's") == [
        ["one two three four"], ["five six seven eight nine ten eleven twelve"]
    ]  # fmt: skip


def test_the_balancing_writer_shares_out_a_sentence_evenly() -> None:
    text = "one two three four five six seven eight nine ten eleven"
    assert shown(text, "balanced") == [
        ["one two three four five six", "seven eight nine ten eleven"]
    ]


def test_every_writer_shows_every_word_once_and_the_table_has_a_figure_for_each() -> None:
    document = shortened(document_of(read_hand_cuts()), 300)
    one = cut_by_all(spoken(document), NETFLIX)
    counted = tallies([one], NETFLIX)
    for found in counted.values():
        assert found["exact"] == found["sentences"] == len(list(document.sentences))
    ours = counted["captioner"]
    assert not any(ours[name] for name in ("too wide", "too tall", "overlaps", "mixed", "late"))
    assert ours["gaps kept"] == ours["cue breaks"]
    lines = list(table(counted, dict.fromkeys(counted, Agreement(0, 0))))
    assert len(lines) == len(ROWS) + 3


def test_what_is_wrong_with_cues_is_counted() -> None:
    words = [*heard("Go to the old house. "), *heard("No.", "s01-002", 1500)]
    cues = [Shown(100, 900, (0, 2, 3)), Shown(880, 1900, (3, 6))]
    texts = {"s01-001": "Go to the old house.", "s01-002": "No, never."}
    found = tally(texts, words, cues, NETFLIX)
    assert (found["mixed"], found["late"], found["overlaps"], found["exact"]) == (1, 1, 1, 1)
    assert (found["cue forbidden"], found["line forbidden"], found["gaps kept"]) == (1, 1, 0)
    assert (found["long enough"], found["balanced"], found["readable"]) == (1, 1, 2)


@pytest.mark.parametrize(
    ("left", "right", "rule"),
    [
        ("he saw the", "house", "article|noun"),
        ("in front of", "everybody", "preposition|phrase"),
        ("all that I could think of", "was tea", None),
        ("he came in", "quickly", None),
        ("he stood in", "silence", "preposition|phrase"),
        ("he came in,", "quickly", None),
        ("they went on", "and on", None),
        ("we wanted to", "leave", "to|verb"),
        ("it rained and", "he left", "conjunction|clause"),
        ("the man who", "knew", "relative|clause"),
        ("when we", "arrived", "pronoun|verb"),
        ("they had", "arrived", "auxiliary|verb"),
        ("they had", "nothing", None),
        ("I saw old Mr.", "Hale", "honorific|name"),
        ("I saw Anna", "Hale", "name|name"),
        ("I saw Anna,", "Hale said", None),
        ("it costs 5", "million", "number|unit"),
        ("it was his own", "fault", "adjective|noun"),
        ("she went home", "before dark", None),
    ],
)  # fmt: skip
def test_the_judge_forbids_what_the_guides_agree_on(
    left: str, right: str, rule: str | None
) -> None:
    words = [*left.split(), *right.split()]
    assert forbidden(break_at(words, len(left.split()), 0)) == rule


def test_the_judge_finds_nothing_to_forbid_in_the_hand_cuts() -> None:
    for cut in read_hand_cuts():
        words, at = cut.text.split(), 0
        for line in (line for cue in cut.cues for line in cue):
            assert not at or forbidden(break_at(words, at, 0)) is None, (cut.text, words[at])
            at += len(line.split())


def test_a_document_is_shortened_at_the_end_of_a_paragraph() -> None:
    document = document_of(read_hand_cuts())
    short = shortened(document, 20)
    texts = [sentence.text for sentence in short.sentences]
    assert texts == [sentence.text for sentence in document.sentences][: len(texts)]
    assert 20 <= sum(len(text.split()) for text in texts) < 60
