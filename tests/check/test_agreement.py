"""Cues beside the sound: what is said without a cue, and cues over nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from captioner.audio.levels import FULL_SCALE
from captioner.check.agreement import cue_findings, said_in, sound_findings, uncaptioned
from captioner.check.report import Finding
from captioner.check.sound import Length, Sound
from captioner.text.vtt_reader import ReadCue


def sound(*heard: tuple[int, int], ms: int, **more: object) -> Sound:
    """A sound in which something is heard from when until when, in hundredths of a second."""
    levels = bytearray(ms // 10)
    for start, end in heard:
        levels[start // 10 : end // 10] = bytes([FULL_SCALE - 30]) * ((end - start) // 10)
    damaged, wanted = more.get("damaged", 0), more.get("wanted")
    assert isinstance(damaged, int)
    assert wanted is None or isinstance(wanted, Length)
    return Sound(Path("x.wav"), 8000, 8 * ms, 80, 160, bytes(levels), b"", damaged, wanted)


def cue(start: int, end: int, text: str = "Hello there.") -> ReadCue:
    return ReadCue(start, end, (text,))


TALK = sound((1000, 3000), (4000, 6000), ms=8000)


def told(found: list[Finding]) -> list[tuple[str, int | None, int | None, float | None]]:
    return [(one.rule, one.cue, one.start_ms, one.value) for one in found]


def by_cue(*cues: ReadCue, in_sound: Sound = TALK) -> list[Finding]:
    return list(cue_findings(cues, in_sound, said_in(cues).__contains__))


def test_a_cue_without_a_text_captions_nothing() -> None:
    heard = sound((1000, 3000), (4000, 7000), ms=8000)
    cues = [cue(1000, 3400), cue(3900, 7000, "")]
    assert told(list(uncaptioned(cues, heard))) == [("uncaptioned", None, 4000, 3000)]


def test_cues_over_speech_are_right() -> None:
    cues = [cue(1000, 3400), cue(3900, 6500)]
    assert by_cue(*cues) == []
    assert list(uncaptioned(cues, TALK)) == []


def test_a_cue_over_silence_is_told() -> None:
    found = by_cue(cue(1000, 3000), cue(6100, 7500))
    assert told(found) == [("silent", 2, 6100, 0)]
    assert found[0].says == "for its 1.4 s nothing is heard"


def test_what_is_no_speech_may_be_shown_over_silence() -> None:
    assert by_cue(cue(6100, 7500, "[the door slams]"), cue(6200, 7900, "♪ ♪")) == []


def test_a_cue_that_waits_long_for_its_sound_is_told() -> None:
    talk = sound((3000, 5000), ms=6000)
    assert told(by_cue(cue(1600, 5000), in_sound=talk)) == []
    assert told(by_cue(cue(1400, 5000), in_sound=talk)) == [("early", 1, 1400, 1600)]


def test_a_cue_that_stays_past_the_end_is_told_but_not_for_what_a_clock_rounds() -> None:
    assert told(by_cue(cue(4000, 8001))) == []
    (found,) = by_cue(cue(4000, 8500))
    assert (found.rule, found.cue, found.value, found.limit) == ("past-end", 1, 8500, 8000)
    assert found.says == "it stays 0.500 s longer than the sound lasts"


def test_speech_without_a_cue_is_told_with_its_place() -> None:
    talk = sound((1000, 3500), (4000, 6000), ms=8000)
    (found,) = uncaptioned([cue(4000, 6000)], talk)
    assert (found.rule, found.start_ms, found.end_ms, found.value) == (
        "uncaptioned",
        1000,
        3500,
        2500,
    )
    assert found.says == "for 2.5 s something is heard, and no cue is shown"


def test_speech_after_the_last_cue_is_told() -> None:
    talk = sound((0, 1000), (4000, 7000), ms=8000)
    (found,) = uncaptioned([cue(0, 1000)], talk)
    assert (found.start_ms, found.end_ms) == (4000, 7000)


def test_cues_in_any_order_cover_the_sound() -> None:
    assert list(uncaptioned([cue(4000, 6000), cue(500, 3500), cue(900, 1000)], TALK)) == []


@pytest.mark.parametrize(("late", "wanted"), [(0, []), (500, []), (600, [600]), (1900, [1900])])
def test_a_cue_that_is_shown_after_its_speech_began_is_told(late: int, wanted: list[int]) -> None:
    found = list(uncaptioned([cue(1000, 3000), cue(4000 + late, 6000)], TALK))
    assert [(one.rule, one.cue, one.value) for one in found] == [("late", 2, ms) for ms in wanted]


def test_speech_that_ends_before_the_next_cue_makes_that_not_late() -> None:
    talk = sound((1000, 2500), (4000, 6000), ms=8000)
    assert list(uncaptioned([cue(4000, 6000)], talk)) == []


def test_a_sound_of_another_length_and_a_damaged_one_are_told() -> None:
    found = list(sound_findings(sound(ms=1000, damaged=3, wanted=Length(9000, 8000))))
    assert [(one.rule, one.value, one.limit) for one in found] == [
        ("sound-damaged", 3, 0),
        ("sound-length", 8000, 9000),
    ]
    assert found[1].says == "x.wav has 8,000 frames, 1,000 less than the timeline (0.125 s)"
    assert found[1].start_ms == 1000
    assert list(sound_findings(sound(ms=1000, wanted=Length(8000, 8000)))) == []


@pytest.mark.parametrize(
    ("text", "speech"),
    [
        ("Hello", True),
        ("(Hello) there", True),
        ("[door slams]", False),
        ("- (laughs)", False),
        ("[laughs] Hello! [laughs]", True),
        ("1) The first", True),
        ("- DR. ÖZ: [laughs]", False),
        ("DR. ÖZ: Come in", True),
        ("Note: [laughs]", True),
        ("（笑い声）", False),
        ("♪ la la ♪", False),
        ("…", False),
        ("42", True),
    ],
)
def test_what_is_in_brackets_or_between_notes_is_no_speech(text: str, speech: bool) -> None:
    assert said_in([cue(0, 1000, text)]) == ({0} if speech else set())


def test_an_aside_may_go_on_in_the_next_cues() -> None:
    texts = [
        "Well.",
        "[Rain on a roof.",
        "Far away,",
        "a bell.] Come in!",
        "[It stops",
        "for good.]",
    ]
    assert said_in([cue(0, 1000, text) for text in texts]) == {0, 3}
