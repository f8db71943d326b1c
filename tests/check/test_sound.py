"""Where something is heard in a sound, and how long it should be."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from captioner.audio.levels import FULL_SCALE
from captioner.check.sound import Length, Sound
from tests.strategies import tried

#: A level is every ten milliseconds: voice, breath in a rest, and digital silence.
VOICE, BREATH, NOTHING = FULL_SCALE - 40, FULL_SCALE - 110, 0


def sound_of(levels: bytes, wanted: Length | None = None) -> Sound:
    return Sound(Path("talk.wav"), 8000, 80 * len(levels), 80, 160, levels, b"", wanted=wanted)


def of(*parts: tuple[int, int]) -> Sound:
    """A sound of levels and for how many hundredths of a second each is heard."""
    return sound_of(b"".join(bytes([level]) * count for level, count in parts))


def test_voice_is_heard_and_breath_in_rests_is_not() -> None:
    sound = of((BREATH, 50), (VOICE, 100), (BREATH, 60), (VOICE, 200), (BREATH, 50))
    assert sound.heard == ((500, 1500), (2100, 4100))
    assert sound.ms == 4600


def test_a_rest_inside_of_a_word_is_none_and_a_click_is_not_heard() -> None:
    sound = of((NOTHING, 50), (VOICE, 40), (NOTHING, 14), (VOICE, 40), (NOTHING, 15), (VOICE, 3))
    assert sound.heard == ((500, 1440),)


def test_softer_voices_are_heard_as_well_as_louder_ones() -> None:
    sound = of((NOTHING, 50), (VOICE, 200), (NOTHING, 50), (VOICE - 40, 200), (NOTHING, 50))
    assert sound.heard == ((500, 2500), (3000, 5000))


def test_nothing_is_heard_in_silence() -> None:
    assert of((NOTHING, 500)).heard == ()
    assert of((BREATH - 20, 500)).heard == ()


def test_what_never_rests_cannot_be_told() -> None:
    sound = of((VOICE, 500))
    assert sound.heard is None
    assert sound.heard_between(0, 5000) == []


@tried
@given(
    st.lists(
        st.tuples(st.sampled_from([VOICE, NOTHING]), st.integers(20, 100)), min_size=4, max_size=12
    ),
    st.integers(-100, 6000),
    st.integers(0, 3000),
)
def test_what_is_heard_between_two_moments_is_what_is_heard_then(
    parts: list[tuple[int, int]], start: int, length: int
) -> None:
    sound = of((NOTHING, 40), *parts, (VOICE, 40))
    end = start + length
    wanted = [
        (max(first, start), min(last, end))
        for first, last in sound.heard or ()
        if first < end and last > start
    ]
    assert sound.heard_between(start, end) == wanted


def test_a_sound_has_to_be_as_long_as_wanted_to_the_frame() -> None:
    assert sound_of(bytes(100), Length(8000, 8000)).frames_off == 0
    assert sound_of(bytes(100), Length(8001, 8000)).frames_off == -1
    assert sound_of(bytes(100), Length(7000, 8000)).frames_off == 1000
    assert sound_of(bytes(100)).frames_off == 0


def test_at_another_rate_less_than_a_frame_is_nothing() -> None:
    # 8,000 frames at 8,000 Hz are 22,050 at 22,050 Hz, of which one has 2.76.
    assert sound_of(bytes(100), Length(22_051, 22_050)).frames_off == 0
    assert sound_of(bytes(100), Length(22_052, 22_050)).frames_off == 0
    assert sound_of(bytes(100), Length(22_053, 22_050)).frames_off == -1
    assert sound_of(bytes(100), Length(22_060, 22_050)).frames_off == -4
    assert sound_of(bytes(100), Length(22_060, 22_050)).wanted_frames == 8004
