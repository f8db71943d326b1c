"""Timed scripts: speech lies in its slots, or it is told by how much it does not."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
import trio
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from captioner.audio import frames_in, ms_to_frames
from captioner.document import Document, Kind
from captioner.local import serving
from captioner.narrate import Fit, FitBy, Misfit, Piece, Settings, Timing
from captioner.narrate.again import FASTEST
from captioner.narrate.slots import Slot, slots_of
from tests.narrate.making import RATE, PacedVoice, document_of, pieces_of, whole
from tests.strategies import tried

#: Ten letters, a third of a second for the voice at 30 letters a second.
TEN = "Nine bells"
FIT = Settings(fit=Fit())


def timed(*cues: tuple[int, str]) -> Document:
    """Make a timed script of cues: a time in milliseconds, and a sentence or a [sound]."""
    document = document_of([[text] for _, text in cues])
    (section,) = document.sections
    sentences = tuple(
        replace(sentence, start_ms=start)
        for sentence, (start, _) in zip(section.sentences, cues, strict=True)
    )
    return replace(document, sections=(replace(section, sentences=sentences),))


def narrated(
    document: Document, voice: PacedVoice | None = None, settings: Settings | None = None
) -> list[Piece]:
    async def narrate() -> list[Piece]:
        async with serving(voice or PacedVoice()) as service:
            return await pieces_of(document, service, settings or Settings())

    return trio.run(narrate)


def timing(pieces: Sequence[Piece]) -> Timing:
    return sum((piece.timing for piece in pieces if piece.timing is not None), Timing())


def starts(pieces: Sequence[Piece]) -> list[float]:
    return [round(placed.start / RATE, 2) for placed in whole(pieces).placed]


def seconds(misfits: Sequence[Misfit]) -> list[tuple[str, float, float]]:
    return [(m.context, round(m.over / RATE, 2), round(m.late / RATE, 2)) for m in misfits]


def test_what_fits_begins_at_its_time_and_nothing_is_told() -> None:
    pieces = narrated(timed((500, TEN), (1000, TEN), (5000, TEN)))

    assert starts(pieces) == [0.5, 1.0, 5.0]
    assert timing(pieces) == Timing(slots=3)
    assert list(timing(pieces).told(RATE)) == []


def test_what_is_too_long_pushes_what_follows_which_catches_up_in_the_next_gap() -> None:
    long = " ".join([TEN] * 3)
    pieces = narrated(timed((0, long), (500, TEN), (1000, TEN), (3000, TEN)))

    assert starts(pieces) == [0.0, 1.18, 1.63, 3.0]
    assert seconds(timing(pieces).misfits) == [
        ("s01-001", 0.6, 0),
        ("s01-002", 0, 0.68),
        ("s01-003", 0, 0.63),
    ]
    assert {k: round(v / RATE, 2) for piece in pieces for k, v in piece.over.items()} == {
        "s01-001": 0.6
    }
    assert list(timing(pieces).told(RATE)) == [
        "speech is longer than 1 of 4 slots of the script, by up to 0.60 s; --fit speaks such "
        "sentences faster",
        "2 begin late, by up to 0.68 s",
        "s01-001 (line 1): 0.60 s longer than its slot of 0.50 s",
        "s01-002 (line 2): begins 0.68 s late",
        "s01-003 (line 3): begins 0.63 s late",
    ]


def test_with_fit_it_is_spoken_as_much_faster_as_it_must_be_and_no_more() -> None:
    voice = PacedVoice()
    long = " ".join([TEN] * 3)
    pieces = narrated(timed((0, long), (1000, TEN), (3000, TEN)), voice, FIT)

    assert starts(pieces) == [0.0, 1.0, 3.0]
    assert timing(pieces) == Timing(slots=3, before=1, faster=1, fit=True)
    assert [text.strip() for text, speed in voice.asked if speed > 1] == [long]
    assert max(speed for _, speed in voice.asked) == pytest.approx(1.05**4, abs=1e-4)
    assert list(timing(pieces).told(RATE)) == [
        "--fit: speech was longer than 1 of 3 slots of the script, now than 0; 1 sentence spoken "
        "faster"
    ]


def test_it_is_never_spoken_faster_than_one_can_follow_and_the_rest_is_told() -> None:
    voice = PacedVoice()
    long = " ".join([TEN] * 3)
    pieces = narrated(timed((0, long), (300, TEN), (3000, TEN)), voice, FIT)

    assert 1.3 < max(speed for _, speed in voice.asked) <= FASTEST
    (first, second) = seconds(timing(pieces).misfits)
    assert first[1] > 0.4
    assert second[2] > 0.4
    assert starts(pieces)[-1] == 3.0


def test_a_voice_that_does_not_heed_is_not_asked_for_ever() -> None:
    voice = PacedVoice(heeds=False)
    pieces = narrated(timed(*((n * 400, f"{TEN} {TEN} {n}") for n in range(40))), voice, FIT)

    assert timing(pieces).faster == 0
    assert len([text for text, speed in voice.asked if speed > 1]) <= 6
    assert "given up (asked to speak faster, the voice did not)" in next(timing(pieces).told(RATE))


@pytest.mark.parametrize("by", [FitBy.PAUSES, None])
def test_by_pauses_alone_nothing_is_spoken_faster(by: FitBy | None) -> None:
    voice = PacedVoice()
    settings = Settings(fit=Fit(by) if by else None)
    narrated(timed((0, f"{TEN} {TEN}"), (300, TEN)), voice, settings)

    assert {speed for _, speed in voice.asked} == {1.0}


def test_a_sound_is_shown_for_as_long_as_there_is_room_and_delays_nobody() -> None:
    pieces = narrated(timed((0, TEN), (1000, "[A door slams.]"), (2000, TEN), (3000, "[Bells.]")))
    ends = [round(placed.end / RATE, 2) for placed in whole(pieces).placed]

    assert starts(pieces) == [0.0, 1.0, 2.0, 3.0]
    assert ends[1] == 1.92
    assert ends[3] > 4.5
    for piece in pieces:
        for placed in piece.timeline.placed:
            pcm = piece.pcm[placed.sentence.context]
            assert frames_in(pcm) == placed.end - placed.start


def test_what_begins_together_is_one_slot() -> None:
    document = timed((0, TEN), (1000, TEN), (1000, TEN), (2000, TEN))
    slots = slots_of(document)

    assert [(slot.start_ms, slot.end_ms, slot.last) for slot in dict.fromkeys(slots.values())] == [
        (0, 1000, "s01-001"), (1000, 2000, "s01-003"), (2000, None, "s01-004"),
    ]  # fmt: skip
    assert timing(narrated(document)) == Timing(slots=3)


def test_a_document_without_times_is_no_timed_script() -> None:
    document = document_of([[TEN]])

    assert slots_of(document) == {}
    assert narrated(document)[0].timing is None


CUES = st.lists(
    st.tuples(st.integers(0, 1500), st.sampled_from(["Yes.", TEN, f"{TEN} {TEN}.", "[Bang]"])),
    min_size=1,
    max_size=12,
)


@tried
@given(CUES, st.booleans())
def test_nothing_is_lost_nothing_is_early_and_what_is_told_is_so(
    gaps: list[tuple[int, str]], fits: bool
) -> None:
    at, cues = 0, []
    for gap, text in gaps:
        at += gap
        cues.append((at, text))
    document = timed(*cues)
    pieces = narrated(document, settings=FIT if fits else None)
    placed = whole(pieces).placed

    assert [one.sentence for one in placed] == list(document.sentences)
    end = 0
    for one, (start, _) in zip(placed, cues, strict=True):
        assert one.start >= max(end, ms_to_frames(start, RATE))
        end = one.end
    told = {misfit.context: misfit for misfit in timing(pieces).misfits}
    ends = {one.sentence.context: one.end - one.tail for one in placed}
    begun = {one.sentence.context: one.start for one in placed}
    contexts: dict[Slot, str] = {}
    for context, slot in slots_of(document).items():
        contexts.setdefault(slot, context)
    for slot, context in contexts.items():
        late = begun[context] - ms_to_frames(slot.start_ms, RATE)
        misfit = told.get(context)
        assert (misfit.late if misfit else 0) == (late if late >= RATE // 10 else 0)
        if slot.end_ms is not None and misfit is not None and misfit.over:
            frames = ms_to_frames(slot.end_ms, RATE) - ms_to_frames(slot.start_ms, RATE)
            assert misfit.over == ends[slot.last] - begun[context] - frames
    assert timing(pieces).slots == len(contexts)
    assert all(one.end > one.start for one in placed if one.sentence.kind is Kind.SOUND)
