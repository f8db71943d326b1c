"""Which takes are worth a second listen."""

from __future__ import annotations

import math
from array import array

import pytest
from hypothesis import given
from hypothesis import strategies as st

from captioner.audio import Take, silence
from captioner.audio.suspect import Listener
from tests.strategies import tried

RATE = 22050
#: 60 letters: at 15 a second they take 4 s.
TEXT = "the tide came in and went out again as it had done before us"


def voice(seconds: float, amplitude: int = 8000, rate: int = RATE) -> bytes:
    """A sine of 150 Hz: it is as loud at its end as anywhere."""
    step = 2 * math.pi * 150 / rate
    frames = int(seconds * rate)
    levels = (round(amplitude * math.sin(step * i)) for i in range(frames))
    return array("h", (max(-32768, min(32767, level)) for level in levels)).tobytes()


def take(seconds: float, amplitude: int = 8000, tail_ms: int = 50) -> Take:
    return Take(voice(seconds, amplitude) + silence(tail_ms * RATE // 1000), RATE)


def practised(seconds: float = 4.0) -> Listener:
    """One that has heard some takes of the text, each as long as that."""
    listener = Listener()
    for _ in range(8):
        assert listener.doubts(take(seconds), TEXT) == ()
    return listener


@pytest.mark.parametrize("seconds", [1.5, 4.0, 12.0])
def test_a_whole_take_at_any_usual_pace_is_beyond_doubt(seconds: float) -> None:
    assert Listener().doubts(take(seconds), TEXT) == ()


@pytest.mark.parametrize(
    ("text", "seconds", "says"),
    [
        (TEXT, 0.5, "too short: 0.5 s of speech for 60 characters"),
        (TEXT, 27.0, "too long: 27.0 s of speech for 60 characters"),
        ("Yes.", 6.0, "too long: 6.0 s of speech for 4 characters"),
        ("我爱喝茶。" * 12, 1.5, "too short"),
        ("1,250,000", 25.0, "too long"),
    ],
)
def test_what_no_voice_takes_so_long_or_short_for_is_suspect(
    text: str, seconds: float, says: str
) -> None:
    (doubt,) = Listener().doubts(take(seconds), text)
    assert doubt.startswith(says)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("Ah.", 0.06),
        ("Ah…", 2.5),
        ("我爱喝茶。", 1.2),
        ("1,250,000", 3.5),
        ("👩‍👩‍👧‍👦", 4.0),
        ("HTML", 2.2),
        ("你好" * 20, 9.0),
    ],
)
def test_figures_signs_and_scripts_take_their_own_time(text: str, seconds: float) -> None:
    assert Listener().doubts(take(seconds), text) == ()


@pytest.mark.parametrize(("seconds", "says"), [(1.6, "too short"), (9.0, "too long")])
def test_a_take_unlike_the_others_of_its_voice_is_suspect(seconds: float, says: str) -> None:
    assert Listener().doubts(take(seconds), TEXT) == ()
    (doubt,) = practised().doubts(take(seconds), TEXT)
    assert doubt.startswith(says)


@pytest.mark.parametrize("seconds", [1.6, 9.0])
def test_a_voice_that_is_always_so_fast_or_slow_is_beyond_doubt(seconds: float) -> None:
    assert practised(seconds).doubts(take(seconds), TEXT) == ()


@pytest.mark.parametrize("seconds", [0.1, 2.0])
def test_a_short_text_is_not_measured_by_the_pace_of_others(seconds: float) -> None:
    assert practised().doubts(take(seconds), "Yes, sir.") == ()


def test_rests_that_the_text_asks_for_are_no_speech() -> None:
    rested = Take(voice(2) + silence(20 * RATE) + voice(2) + silence(RATE // 10), RATE)
    assert practised().doubts(rested, TEXT, rest_ms=20_000) == ()
    assert practised().doubts(rested, TEXT) != ()


def test_silence_at_the_edges_is_no_speech() -> None:
    late = Take(silence(60 * RATE) + voice(4) + silence(60 * RATE), RATE)
    assert practised().doubts(late, TEXT) == ()


@given(st.integers(0, 30_000))
def test_a_take_in_which_nothing_can_be_heard_is_silent(frames: int) -> None:
    (doubt,) = Listener().doubts(Take(silence(frames), RATE), TEXT)
    assert doubt.startswith("silent")


@tried
@given(st.integers(33_500, 200_000))
def test_sound_beyond_full_scale_is_clipped(amplitude: int) -> None:
    (doubt,) = Listener().doubts(take(4, amplitude), TEXT)
    assert doubt.startswith("clipped: cut flat at full scale in ")


@tried
@given(st.integers(50, 32_767))
def test_sound_up_to_full_scale_is_not_clipped(amplitude: int) -> None:
    assert Listener().doubts(take(4, amplitude), TEXT) == ()


@pytest.mark.parametrize("level", [32767, -32767, -32768])
@pytest.mark.parametrize("first", range(8))
def test_a_flat_place_is_found_wherever_it_begins(first: int, level: int) -> None:
    levels = array("h", take(4).pcm)
    for at in range(5):
        begin = 1000 * (at + 1) + first
        levels[begin : begin + 4] = array("h", [level] * 4)

    (doubt,) = Listener().doubts(Take(levels.tobytes(), RATE), TEXT)
    assert doubt == "clipped: cut flat at full scale in 5 places"


def test_samples_that_only_look_like_full_scale_between_two_others_are_not() -> None:
    """A level of -129 is FF 7F in bytes, and so is full scale, one byte further."""
    level = array("h", [-129, 128] * 10 + [-129] * 50_000 + [32767, 0] * 30 + [128] * 40_000)
    taken = Take(level.tobytes() + silence(RATE // 10), RATE)
    assert Listener().doubts(taken, TEXT) == ()


@tried
@given(st.floats(1.5, 3.9))
def test_a_take_that_ends_at_full_voice_is_cut_off(seconds: float) -> None:
    assert "cut off: it ends at full voice" in Listener().doubts(take(seconds, tail_ms=0), TEXT)


def test_a_take_that_dies_away_is_not_cut_off() -> None:
    sound = array("h", voice(4))
    last = RATE // 50
    for index in range(last):
        sound[-1 - index] = sound[-1 - index] * index // last
    assert Listener().doubts(Take(sound.tobytes(), RATE), TEXT) == ()


def test_all_that_is_wrong_is_said() -> None:
    doubts = Listener().doubts(take(0.3, 60_000, tail_ms=0), TEXT)
    assert [doubt.split(":")[0] for doubt in doubts] == ["too short", "clipped", "cut off"]


def test_letters_of_another_script_are_spelled_and_take_as_long_as_they_like() -> None:
    arabic = "مرحبا بالعالم كيف حالك اليوم"
    listener = practised()

    assert listener.doubts(take(15.0), arabic) == ()
    assert listener.doubts(take(4.0), TEXT) == ()
    (doubt,) = Listener().doubts(take(30.0), arabic)
    assert doubt.startswith("too long")
