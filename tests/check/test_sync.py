"""When cues begin against speech: what they are off by, told where it is over half a second."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from captioner.check.sync import onsets_by_sound, onsets_by_words
from captioner.text.vtt_reader import ReadCue
from tests.strategies import tried


def speech(seed: int, count: int = 200) -> list[tuple[int, int]]:
    """Stretches of speech of 1 to 4 s with rests of 0.3 to 1 s."""
    random, at, heard = Random(seed), 0, []
    for _ in range(count):
        length = random.randrange(1000, 4000)
        heard.append((at, at + length))
        at += length + random.randrange(300, 1000)
    return heard


def cues_for(heard: list[tuple[int, int]], late_ms: int = 0, speed: float = 1) -> list[ReadCue]:
    return [
        ReadCue(round(start * speed) + late_ms, round(end * speed) + late_ms, ("x",))
        for start, end in heard
    ]


@tried
@given(st.integers(0, 1000), st.integers(-8000, 8000))
def test_what_all_cues_are_off_by_is_measured(seed: int, late_ms: int) -> None:
    heard = speech(seed)
    onsets, findings = onsets_by_sound(cues_for(heard, late_ms), heard)
    assert onsets is not None
    assert onsets.judged == len(heard)
    assert onsets.median_ms == late_ms
    assert [finding.rule for finding in findings] == ["shift"] * (abs(late_ms) > 500)


@pytest.mark.parametrize("speed", [0.999, 1.001, 24 / 25])
def test_captions_of_another_speed_are_told_to_drift(speed: float) -> None:
    heard = speech(3, 400)
    onsets, (finding,) = onsets_by_sound(cues_for(heard, speed=speed), heard)
    assert onsets is not None
    assert finding.rule == "drift"
    assert "drift away" in finding.says
    assert (onsets.last_ms > onsets.first_ms) is (speed > 1)


def test_cues_that_begin_inside_of_speech_are_not_judged() -> None:
    heard = speech(5)
    inside = [ReadCue(start + 600, start + 900, ("x",)) for start, _ in heard[::3]]
    onsets, findings = onsets_by_sound([*cues_for(heard), *inside], heard)
    assert onsets is not None
    assert (onsets.judged, onsets.median_ms, findings) == (len(heard), 0, [])


def test_too_little_is_told_by_too_little_speech() -> None:
    heard = speech(1, 3)
    assert onsets_by_sound(cues_for(heard, 3000), heard) == (None, [])
    assert onsets_by_sound([], []) == (None, [])
    assert onsets_by_words([]) == (None, [])


def test_words_tell_the_median_the_worst_and_95_percent() -> None:
    onsets, findings = onsets_by_words([0] * 90 + [-40] * 9 + [700])
    assert onsets is not None
    assert not findings
    assert (onsets.by, onsets.judged) == ("words", 100)
    measures = [onsets.median_ms, onsets.within_95_ms, onsets.worst_ms]
    assert measures == [0, 40, 700]
    _, (finding,) = onsets_by_words([2000] * 9)
    assert (finding.rule, finding.value) == ("shift", 2000)
    assert "2.00 s late" in finding.says
