"""What one word may stand for."""

from __future__ import annotations

import pytest

from captioner.timeline.align import fold
from captioner.timeline.likeness import NEVER, is_worded, unlikeness


def folded(words: str) -> list[str]:
    return [fold(word) for word in words.split()]


SAME = [
    ("12", "twelve"),
    ("1984", "nineteen eighty four"),
    ("1.234.567", "one million two hundred thirty four thousand five hundred sixty seven"),
    ("$5.2M", "five point two million dollars"),
    ("$5.2M", "$5.2 million"),
    ("$5.2M", "5.2 million dollars"),
    ("5km", "5 kilometres"),
    ("50%", "fifty per cent"),
    ("&", "and"),
    ("10:30", "halb elf"),
    ("25", "twenty five"),
    ("wasn't", "was not"),
    ("wasn't", "was n't"),
    ("I'd", "I would"),
    ("I'm", "I am"),
    ("won't", "will not"),
    ("it's", "it is"),
    ("zum", "zu dem"),
    ("z.B.", "zum Beispiel"),
    ("π.χ.", "παραδείγματος χάρη"),
    ("usw.", "und so weiter"),
    ("U.S.A.", "united states america"),
    ("e.g.", "for example"),
    ("Donaudampfschiff", "Donau Dampf Schiff"),
    ("well-known", "well known"),
]


@pytest.mark.parametrize(("one", "several"), SAME)
def test_figures_contractions_abbreviations_and_compounds_are_said_in_several_words(
    one: str, several: str
) -> None:
    assert unlikeness(fold(one), *folded(several)) < 1
    assert is_worded(fold(one), *folded(several))


@pytest.mark.parametrize(
    ("one", "several"),
    [
        ("uh", "Nobody came"),
        ("uh", "under her"),
        ("um", "no"),
        ("äh", "Ach"),
        ("weather", "weather No"),
        ("weather", "whether no"),
        ("the", "to have"),
        ("he", "her eyes"),
        ("as", "a boss"),
        ("seven", "Nobody knows"),
        ("7", "seven of us"),
        ("12", "twelve uh"),
        ("twelve", "12 uh"),
        ("twelve", "12 so"),
        ("1984", "1984 so"),
        ("going", "nothing at all"),
    ],
)  # fmt: skip
def test_a_word_stands_for_no_others_than_that(one: str, several: str) -> None:
    assert unlikeness(fold(one), *folded(several)) == NEVER


@pytest.mark.parametrize(
    ("one", "other"), [("1984", "1985"), ("quay", "key"), ("said", "sad"), ("12", "112")]
)
def test_a_mistake_is_no_other_wording(one: str, other: str) -> None:
    assert not is_worded(one, other)


def test_a_misspelt_word_that_was_cut_is_found_by_its_letters() -> None:
    assert unlikeness("donaudampfschiff", "donau", "dampfschif") < 0.2
