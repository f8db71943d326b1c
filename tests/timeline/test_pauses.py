"""How long the voice rests, by what lies between two sentences."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from captioner.document import Kind, Place, Sentence
from captioner.errors import OptionError
from captioner.timeline import Pauses
from captioner.timeline.pauses import with_rules

ONE = Sentence("s01-001", "One.", "One.", Kind.PARAGRAPH, 1, Place(1), "en")
NEXT = replace(ONE, context="s01-002", text="Two.", paragraph=2)


def between(rules: tuple[str, ...], before: Sentence, after: Sentence) -> int:
    return with_rules(Pauses(10, 20, 30, 40, 50), rules).between(before, after)


def of(kind: Kind, sentence: Sentence = ONE) -> Sentence:
    return replace(sentence, kind=kind)


@pytest.mark.parametrize(
    ("rules", "before", "after", "expected"),
    [
        ((), ONE, NEXT, 20),
        ((), ONE, replace(NEXT, paragraph=1), 10),
        ((), ONE, replace(NEXT, after_break=True), 50),
        (("break=7",), ONE, replace(NEXT, after_break=True), 7),
        (("sentence=1", "paragraph=2", "heading=3", "section=4"), ONE, NEXT, 2),
        (("heading=3",), of(Kind.HEADING), NEXT, 3),
        (("section=4",), ONE, replace(NEXT, context="s02-001"), 4),
        (("item=5",), of(Kind.ITEM), of(Kind.ITEM, NEXT), 5),
        (("item=5",), of(Kind.ITEM), NEXT, 20),
        (("item=90",), ONE, of(Kind.ITEM, NEXT), 90),
        (("figure=99",), of(Kind.FIGURE), NEXT, 99),
        (("figure=99",), of(Kind.HEADING), of(Kind.FIGURE, NEXT), 30),
        ((), of(Kind.CELL), of(Kind.CELL, NEXT), 10),
        (("cell=15",), of(Kind.CELL), of(Kind.CELL, NEXT), 15),
        ((), of(Kind.SOUND), NEXT, 10),
        (("sound=3",), of(Kind.SOUND), NEXT, 3),
        (("?=70",), replace(ONE, text="One?” "), replace(NEXT, paragraph=1), 70),
        (("?=5",), replace(ONE, text="One?"), replace(NEXT, paragraph=1), 5),
        (("?=5",), replace(ONE, text="One?"), NEXT, 20),
        (("?=70",), replace(ONE, text="One?"), NEXT, 70),
        (("?=70", "!?=80"), replace(ONE, text="One!?"), NEXT, 80),
        (("…=1 ms",), replace(ONE, text="One…"), replace(NEXT, paragraph=1), 1),
    ],
)
def test_the_rule_for_what_lies_between_counts(
    rules: tuple[str, ...], before: Sentence, after: Sentence, expected: int
) -> None:
    assert between(rules, before, after) == expected


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        ("item", "such as item=300"), ("item=x", "such as item=300"),
        ("items=3", "nothing is called"),
        ("item=99999", "at most 60000"), ("a?=3", "nothing is called"),
    ],
)  # fmt: skip
def test_what_is_no_rule_is_told(rule: str, told: str) -> None:
    with pytest.raises(OptionError, match=told):
        with_rules(Pauses(), (rule,))
