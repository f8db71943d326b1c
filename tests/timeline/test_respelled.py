"""Words that a lexicon has said otherwise get the times of what is said for them."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from captioner.text.lexicon import Entry, Lexicon
from captioner.timeline import Quality, fit, words_of
from captioner.timeline.respelled import SaidAs
from tests.strategies import tried
from tests.timeline.test_fit import even, take_of


def fitted(
    text: str, said_as: tuple[SaidAs, ...], heard: str
) -> list[tuple[str, int, int, Quality]]:
    take = take_of(even(heard.split()))
    timed = fit(text, take, (0, take.frames), said_as=said_as)
    return [
        (text[t.word.start : t.word.end], t.start // 1000, t.end // 1000, t.quality) for t in timed
    ]


MEASURED, SHARED, ESTIMATED = Quality.MEASURED, Quality.SHARED, Quality.ESTIMATED


@pytest.mark.parametrize(
    ("text", "said_as", "heard", "expected"),
    [
        # One word for one, however little they are alike.
        ("To Cholmondeley’s now.", ((3, 14, "chum lee"),), "To chum lee’s now.",
         [("To", 0, 1, MEASURED), ("Cholmondeley’s", 1, 3, MEASURED), ("now.", 3, 4, MEASURED)]),
        # Fewer words for more.
        ("As soon as possible, yes.", ((0, 19, "asap"),), "asap, yes.",
         [("As", 0, 0, SHARED), ("soon", 0, 0, SHARED), ("as", 0, 0, SHARED),
          ("possible,", 0, 1, SHARED), ("yes.", 1, 2, MEASURED)]),
        # As many: each its own.
        ("In Ouse Bridge.", ((3, 14, "ooze britch"),), "In ooze britch.",
         [("In", 0, 1, MEASURED), ("Ouse", 1, 2, MEASURED), ("Bridge.", 2, 3, MEASURED)]),
        # Within a hyphenated word, and twice in a row.
        ("Rime-based Rime", ((0, 4, "r i m e"), (11, 15, "r i m e")), "r i m e-based r i m e",
         [("Rime-based", 0, 4, MEASURED), ("Rime", 4, 8, MEASURED)]),
        # Sounds, as a service names them.
        ("A tomato’s red.", ((2, 10, "{t0xm1atoz}"),), "A {t0xm1atoz} red.",
         [("A", 0, 1, MEASURED), ("tomato’s", 1, 2, MEASURED), ("red.", 2, 3, MEASURED)]),
        # Nothing of it was told.
        ("A Rime b", ((2, 6, "rhyme time"),), "A b",
         [("A", 0, 1, ESTIMATED), ("Rime", 0, 1, ESTIMATED), ("b", 1, 2, MEASURED)]),
    ],
)  # fmt: skip
def test_a_word_has_the_time_of_what_is_said_for_it(
    text: str,
    said_as: tuple[SaidAs, ...],
    heard: str,
    expected: list[tuple[str, int, int, Quality]],
) -> None:
    found = fitted(text, said_as, heard)
    assert [(word, quality) for word, _, _, quality in found] == [(w, q) for w, _, _, q in expected]
    if ESTIMATED not in [quality for *_, quality in expected]:
        assert found == expected


WORDS = st.lists(st.sampled_from(["Rime", "Rime’s", "of", "Ouse Bridge", "x-Rime,", "one", "GIFs"]))
LEXICON = Lexicon(
    (
        Entry("Rime", "a b c"),
        Entry("Ouse Bridge", "ooze"),
        Entry("one", "seventeen"),
        Entry("GIF", "j"),
    )
)


@tried
@given(WORDS)
def test_where_what_is_said_is_heard_every_word_is_where_it_was_said(words: list[str]) -> None:
    text = " ".join(words)
    found = tuple((w.start, w.end, w.said) for w in LEXICON.find(text, "en"))
    said, at = "", 0
    for start, end, spoken in found:
        said += text[at:start] + spoken
        at = end
    said += text[at:]
    take = take_of(even(said.split()))
    timed = fit(text, take, (0, take.frames), said_as=found)
    assert tuple(word.word for word in timed) == words_of(text)
    edges = [edge for word in timed for edge in (word.start, word.end)]
    assert edges == sorted(edges)
    # A word ends where the next begins: no time is lost, and none is guessed.
    assert all(a.end == b.start for a, b in pairwise(timed))
    assert {word.quality for word in timed} <= {MEASURED, SHARED}
