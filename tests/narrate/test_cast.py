"""A cast: each sentence by its voice, all at the rate of the narrator's."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
import trio
from msgspec.structs import replace

from captioner.document import Document
from captioner.errors import OptionError
from captioner.local import serving
from captioner.narrate import Cast, Fit, FitBy, Settings
from captioner.protocol import Voice
from captioner.server.order import Order, Timing
from captioner.timeline import Timeline
from tests.narrate.making import VOICE, PacedVoice, document_of, pieces_of, whole

CAST = {"ANNA": Voice("en", rate=16000), "BEN": Voice("en-029", rate=8000)}
SPOKEN = ["It was early and quiet. ", "Where is the map? ", "On the table there. ", "[Bells.]"]


@dataclass
class Speakers(PacedVoice):
    """Notes by whom what is said, and at which rate."""

    by: list[tuple[str, str, int]] = field(default_factory=list)

    async def synthesize(self, order: Order, on_block: Callable[[bytes], None]) -> Timing:
        self.by.append((order.text.strip(), order.voice, order.rate))
        return await super().synthesize(order, on_block)


def dialogue() -> Document:
    document = document_of([[text] for text in SPOKEN])
    (section,) = document.sections
    speakers = ("", "ANNA", "BEN", "ANNA")
    sentences = tuple(
        replace(sentence, speaker=speaker)
        for sentence, speaker in zip(section.sentences, speakers, strict=True)
    )
    return replace(document, sections=(replace(section, sentences=sentences),))


def narrated(voice: Speakers, settings: Settings) -> Timeline:
    async def narrate() -> Timeline:
        async with serving(voice) as service:
            return whole(await pieces_of(dialogue(), service, settings))

    return trio.run(narrate)


def test_each_sentence_is_said_by_its_voice_and_takes_as_long_at_any_rate() -> None:
    voice, plain = Speakers(), Speakers()
    cast, alone = narrated(voice, Settings(cast=CAST)), narrated(plain, Settings())

    assert set(voice.by) == {
        ("It was early and quiet.", "en-us", 8000),
        ("Where is the map?", "en", 16000),
        ("On the table there.", "en-029", 8000),
    }
    assert cast.rate == alone.rate == 8000
    for ours, theirs in zip(cast.placed, alone.placed, strict=True):
        assert abs((ours.end - ours.start) - (theirs.end - theirs.start)) <= 16
        for a, b in zip(ours.words, theirs.words, strict=True):
            assert abs((a.start - ours.start) - (b.start - theirs.start)) <= 16
            assert a.quality == b.quality


def test_what_is_made_slower_to_fit_is_asked_of_the_voice_that_spoke_it() -> None:
    voice = Speakers(letters_per_second=30.0)
    narrated(voice, Settings(cast=CAST, fit=Fit(FitBy.RATE)))
    slower = {text.strip() for text in voice.slower}

    assert slower
    assert {(text, name) for text, name, _ in voice.by if text in slower} == {
        (text, {"It": "en-us", "Wh": "en", "On": "en-029"}[text[:2]]) for text in slower
    }


def test_a_cast_heeds_the_same_marks() -> None:
    marked = replace(CAST["BEN"], model="espeak-ng", pause_between_brackets=True)
    with pytest.raises(OptionError, match="BEN: this voice heeds other marks"):
        Cast(VOICE, {"BEN": marked}).check()


def test_a_cast_is_those_who_speak_and_are_not_the_narrator() -> None:
    cast = Cast(VOICE, {"ANNA": CAST["ANNA"], "BEN": VOICE, "CARL": CAST["BEN"]})

    assert cast.speaking(dialogue()) == {"ANNA": CAST["ANNA"]}
    assert list(cast.voices) == [VOICE, CAST["ANNA"], CAST["BEN"]]
    assert [cast.of(sentence) for sentence in dialogue().sentences] == [
        VOICE, CAST["ANNA"], VOICE, VOICE,
    ]  # fmt: skip
