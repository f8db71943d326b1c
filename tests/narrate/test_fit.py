"""Speech made to fit a profile: only what is too fast is asked again, and no text is lost."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import pytest
import trio
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from captioner.captions import Cue, Profile, cut, profile_of
from captioner.captions.profiles import PROFILES, at_frame_rate
from captioner.captions.reading import too_fast
from captioner.document import Document
from captioner.errors import SpeechInterrupted
from captioner.local import LOCAL_SPEEDS, serving
from captioner.narrate import Fit, FitBy, Piece, Progress, Settings
from tests.narrate.making import (
    RATE,
    Counted,
    PacedVoice,
    document_of,
    fitted,
    fitting,
    pieces_of,
    whole,
)
from tests.strategies import tried

NETFLIX = profile_of("netflix")
#: Netflix's 20 characters a second count blanks, as the voice does: faster than that is too fast.
SLOW, FAST, FASTER, TOO_FAST = 15.0, 22.0, 25.0, 30.0

LONG = (
    "The harbour was quiet that morning, and nobody had yet seen the boats come in from the north. "
)
SHORT = "Nobody said a word. "
BOOK = document_of([[LONG, SHORT, LONG], [SHORT], [LONG, LONG]] * 15)


async def narrated(
    document: Document,
    voice: PacedVoice,
    settings: Settings,
    speeds: tuple[float, float] = LOCAL_SPEEDS,
) -> list[Piece]:
    async with serving(voice) as service:
        return await pieces_of(document, replace(service, speeds=speeds), settings)


def cues_of(pieces: Sequence[Piece], profile: Profile = NETFLIX) -> list[Cue]:
    return list(cut(whole(pieces), profile))


def still_too_fast(cues: Sequence[Cue], profile: Profile = NETFLIX) -> set[str]:
    return {cue.identifier for cue in cues if too_fast(cue, profile)}


def shown(cues: Sequence[Cue]) -> str:
    return "".join(word.text for cue in cues for line in cue.lines for word in line)


async def test_too_fast_a_voice_is_asked_to_be_slower_until_all_can_be_read() -> None:
    voice = PacedVoice(TOO_FAST)
    pieces = await narrated(BOOK, voice, fitting(FitBy.BOTH))
    done, cues = fitted(pieces), cues_of(pieces)

    assert done.before > 0
    assert (done.cues, len(done.unmet)) == (len(cues), 0)
    assert still_too_fast(cues) == set()
    assert 0 < done.slower <= len(voice.slower)


async def test_the_text_is_never_touched() -> None:
    before = await narrated(BOOK, PacedVoice(TOO_FAST), Settings())
    after = await narrated(BOOK, PacedVoice(TOO_FAST), fitting(FitBy.BOTH))
    everything = "".join(sentence.text for sentence in BOOK.sentences)

    assert [placed.sentence for placed in whole(after).placed] == list(BOOK.sentences)
    assert shown(cues_of(before)) == shown(cues_of(after)) == everything


async def test_only_sentences_that_are_too_fast_are_asked_for_again() -> None:
    voice = PacedVoice(FAST)
    document = document_of([[LONG], ["Is it you? "], [LONG]])
    plain = cues_of(await narrated(document, PacedVoice(FAST), Settings()))
    pieces = await narrated(document, voice, fitting(FitBy.RATE))

    assert still_too_fast(plain)
    again = {text.strip() for text in voice.slower}
    assert again
    for sentence in document.sentences:
        of_it = [cue for cue in plain if cue.identifier.startswith(sentence.context)]
        assert (sentence.spoken in again) == any(too_fast(cue, NETFLIX) for cue in of_it)
    assert still_too_fast(cues_of(pieces)) == set()


async def test_what_can_be_read_is_left_as_it_is() -> None:
    voice = PacedVoice(SLOW)
    plain = await narrated(BOOK, PacedVoice(SLOW), Settings())
    pieces = await narrated(BOOK, voice, fitting(FitBy.BOTH))

    assert voice.slower == []
    assert whole(pieces) == whole(plain)
    assert list(fitted(pieces).told(RATE)) == [
        "--fit: no cue is too fast to be read; 0 sentences spoken slower, 0.0 s of pauses added"
    ]


async def test_pauses_alone_ask_for_nothing_again_and_name_what_stays_too_fast() -> None:
    voice = PacedVoice(TOO_FAST)
    pieces = await narrated(BOOK, voice, fitting(FitBy.PAUSES))
    done = fitted(pieces)

    assert len(voice.asked) == len(list(BOOK.sentences))
    assert done.slower == 0
    assert 0 < len(done.unmet) == len(still_too_fast(cues_of(pieces)))
    assert {unmet.flaw.rule for unmet in done.unmet.values()} == {"reading-speed"}


async def test_a_pause_is_added_where_it_is_enough_and_nowhere_else() -> None:
    document = document_of(
        [["We sail on the evening tide today. ", "Nobody was left behind. "] * 9]
    )
    plain = await narrated(document, PacedVoice(FASTER), Settings())
    pieces = await narrated(document, PacedVoice(FASTER), fitting(FitBy.PAUSES))
    done = fitted(pieces)
    longer = whole(pieces).frames - whole(plain).frames

    assert still_too_fast(cues_of(plain))
    assert not done.unmet
    assert still_too_fast(cues_of(pieces)) == set()
    assert 0 < done.added == longer
    lengths = [
        [placed.end - placed.start for placed in whole(each).placed] for each in (plain, pieces)
    ]
    assert lengths[0][:-1] == lengths[1][:-1]


async def test_by_rate_no_pause_is_added() -> None:
    pieces = await narrated(BOOK, PacedVoice(TOO_FAST), fitting(FitBy.RATE))

    assert fitted(pieces).added == 0
    assert fitted(pieces).slower > 0


async def test_a_voice_that_heeds_no_speed_is_given_up_after_three_sentences() -> None:
    voice = PacedVoice(TOO_FAST, heeds=False)
    plain = await narrated(BOOK, PacedVoice(TOO_FAST), Settings())
    pieces = await narrated(BOOK, voice, fitting(FitBy.RATE))
    done = fitted(pieces)

    assert len(voice.slower) == 3
    assert whole(pieces) == whole(plain)
    assert done.slower == 0
    assert set(done.unmet) == still_too_fast(cues_of(plain))
    assert {unmet.reason for unmet in done.unmet.values()} == {
        "asked to speak slower, the voice did not"
    }


async def test_a_sentence_that_cannot_be_had_slower_keeps_its_first_take_and_is_named() -> None:
    voice = PacedVoice(TOO_FAST, refuses="stubborn")
    document = document_of([[LONG], [LONG.replace("quiet", "stubborn")], [LONG]])
    plain = whole(await narrated(document, PacedVoice(TOO_FAST), Settings()))
    pieces = await narrated(document, voice, fitting(FitBy.RATE, attempts=1))
    done = fitted(pieces)
    second = {identifier for identifier in done.unmet if identifier.startswith("s01-002")}

    assert second == set(done.unmet) != set()
    assert all("it does not want to" in unmet.reason for unmet in done.unmet.values())
    kept = [placed.end - placed.start for placed in whole(pieces).placed]
    first = [placed.end - placed.start for placed in plain.placed]
    assert kept[1] == first[1]
    assert (kept[0] > first[0], kept[2] > first[2]) == (True, True)


async def test_when_the_service_is_gone_all_first_takes_are_kept() -> None:
    voice = PacedVoice(TOO_FAST)
    left = 3

    async with serving(voice) as service:

        async def open_stream() -> trio.abc.Stream:
            nonlocal left
            left -= 1
            return await (service.open_stream() if left >= 0 else gone())

        gone_soon = replace(service, open_stream=open_stream)
        settings = fitting(FitBy.RATE, connections=4, attempts=1)
        pieces = await pieces_of(document_of([[LONG]] * 4), gone_soon, settings)

    plain = await narrated(document_of([[LONG]] * 4), PacedVoice(TOO_FAST), Settings())
    assert voice.slower == []
    assert whole(pieces) == whole(plain)
    assert set(fitted(pieces).unmet) == still_too_fast(cues_of(plain))
    assert all("the line is cut" in unmet.reason for unmet in fitted(pieces).unmet.values())


async def gone() -> trio.abc.Stream:
    raise SpeechInterrupted("the line is cut")


async def test_no_voice_is_asked_to_be_slower_than_the_service_has_it() -> None:
    voice = PacedVoice(2 * TOO_FAST)
    pieces = await narrated(BOOK, voice, fitting(FitBy.RATE), speeds=(0.8, 2.0))
    speeds = {speed for _, speed in voice.asked}

    assert 0.8 <= min(speeds) < 0.85
    assert {unmet.reason for unmet in fitted(pieces).unmet.values()} == {
        "the voice speaks no slower"
    }


async def test_all_that_was_asked_is_counted() -> None:
    voice = PacedVoice(TOO_FAST)
    told: list[Progress] = []
    settings = replace(fitting(FitBy.BOTH), on_progress=told.append)
    pieces = await narrated(BOOK, voice, settings)

    assert voice.slower
    assert sum(piece.usage.requests for piece in pieces) == len(voice.asked)
    assert told[-1].usage.requests == len(voice.asked)
    assert told[-1].done == len(list(BOOK.sentences))
    assert sum(piece.usage.retries for piece in pieces) == 0


async def test_what_cannot_be_spoken_at_all_leaves_the_rest_to_fit() -> None:
    mute = "Mumble, mumble. "
    document = document_of([[LONG, mute, LONG], [mute] * 100, [LONG, mute]])
    voice = PacedVoice(TOO_FAST, cannot="Mumble")
    # So many connections have patience with so many losses in a row.
    pieces = await narrated(document, voice, fitting(FitBy.BOTH, attempts=1, connections=60))
    lost = [sentence.text for piece in pieces for sentence, _ in piece.unspoken]

    assert lost == [mute] * 102
    assert [placed.sentence.text for placed in whole(pieces).placed] == [LONG] * 3
    assert any(not piece.timeline.placed for piece in pieces)
    assert fitted(pieces).before > 0
    assert still_too_fast(cues_of(pieces)) == set()


@pytest.mark.parametrize("connections", [1, 2, 8])
async def test_asking_again_takes_no_more_connections_than_were_allowed_or_two(
    connections: int,
) -> None:
    counted = Counted()
    async with serving(PacedVoice(TOO_FAST)) as service:
        watched = counted.watching(service)
        settings = fitting(FitBy.RATE, connections=connections)
        pieces = await pieces_of(BOOK, watched, settings)

    assert fitted(pieces).slower > 0
    assert counted.most <= max(2, connections)


@given(data=st.data(), by=st.sampled_from(FitBy), pace=st.floats(8, 70))
@tried
def test_what_is_told_is_true_of_the_captions_that_are_published(
    data: st.DataObject, by: FitBy, pace: float
) -> None:
    words = st.text("abcdefgh", min_size=1, max_size=9)
    texts = st.lists(words, min_size=1, max_size=25).map(lambda some: " ".join(some) + ". ")
    sounds = words.map(lambda word: f"[{word}] ")
    paragraph = st.lists(texts | texts | sounds, min_size=1, max_size=30)
    document = document_of(data.draw(st.lists(paragraph, min_size=1, max_size=4)))
    profile = profile_of(data.draw(st.sampled_from(PROFILES)))
    if data.draw(st.booleans()):
        profile = at_frame_rate(profile, Fraction(25))
    settings = Settings(fit=Fit(by, profile))
    voice = PacedVoice(pace)
    if all(not sentence.spoken for sentence in document.sentences):
        return
    pieces = trio.run(narrated, document, voice, settings)
    done, cues = fitted(pieces), cues_of(pieces, profile)

    assert set(done.unmet) == still_too_fast(cues, profile)
    assert done.cues == len(cues)
    assert shown(cues) == "".join(sentence.text for sentence in document.sentences)
    assert not any("[" in text for text, _ in voice.asked)
