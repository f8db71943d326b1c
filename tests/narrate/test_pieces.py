"""Takes as they are heard: at once, or beside the loop."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from captioner.audio import HeardWord, Take
from captioner.client import Outcome, Unspoken
from captioner.document import Sentence
from captioner.narrate import Cast, Settings
from captioner.narrate.pieces import Layer
from tests.narrate.making import RATE, VOICE
from tests.strategies import sentence_of

_TOLD = (HeardWord("Two", 0, 800), HeardWord("words.", 800, 1600))


@pytest.mark.parametrize(
    ("take", "at_once"),
    [
        (Take(bytes(2 * RATE), RATE, _TOLD), True),
        (Take(bytes(2 * RATE), RATE), True),
        (Take(bytes(2 * RATE), RATE, _TOLD[1:]), False),
        (Take(bytes(2 * RATE), 2 * RATE, _TOLD), False),
        (Take(bytes(2 * 31 * 22050), RATE, _TOLD), False),
    ],
    ids=["agreeing", "without words", "disagreeing", "of another rate", "long"],
)
def test_what_takes_a_while_is_not_heard_on_the_loop(take: Take, at_once: bool) -> None:
    layer = Layer(Cast(VOICE, {}), Settings())

    assert layer.hears_at_once(Outcome(_sentence(), take, 1)) is at_once


def test_what_stands_for_other_words_is_not_heard_on_the_loop() -> None:
    layer = Layer(Cast(VOICE, {}), Settings())
    take = Take(bytes(2 * RATE), RATE, _TOLD)
    sentence = _sentence()

    assert not layer.hears_at_once(Outcome(replace(sentence, unsaid=((0, 3),)), take, 1))
    assert layer.hears_at_once(Outcome(sentence, Unspoken("it was refused"), 1))


def _sentence() -> Sentence:
    return sentence_of("Two words.")
