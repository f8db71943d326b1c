"""Frame rates and timecodes, exact."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from captioner.captions.timecode import duration_ms_of, frame_rate, offset_ms_of
from captioner.errors import OptionError
from tests.strategies import tried

FILM, PAL, NTSC = Fraction(24000, 1001), Fraction(25), Fraction(30000, 1001)


@pytest.mark.parametrize(
    ("text", "rate"),
    [
        ("24", Fraction(24)),
        ("25", PAL),
        ("25.000", PAL),
        (" 30 ", Fraction(30)),
        ("50", Fraction(50)),
        ("60", Fraction(60)),
        ("23.976", FILM),
        ("23.98", FILM),
        ("29.97", NTSC),
        ("59.94", Fraction(60000, 1001)),
        ("119.88", Fraction(120000, 1001)),
        ("30000/1001", NTSC),
        ("12.5", Fraction(25, 2)),
        ("29.9", Fraction(299, 10)),
    ],
)
def test_a_frame_rate_is_read_exactly(text: str, rate: Fraction) -> None:
    assert frame_rate(text) == rate


@pytest.mark.parametrize(
    "text", ["", "fast", "-25", "1e2", "25/0", "9", "241", "nan", "25 fps", "٢٥", "30000/1001/2"]
)
def test_what_is_no_frame_rate_of_a_video_is_an_error(text: str) -> None:
    with pytest.raises(OptionError, match=r"--fps .*name (one|a rate) such as 24, 25, 29\.97"):
        frame_rate(text)


@pytest.mark.parametrize(
    ("text", "fps", "ms"),
    [
        ("0", None, 0),
        ("3600", None, 3_600_000),
        ("1.5", None, 1500),
        ("01:00:00.000", None, 3_600_000),
        ("01:00:00,250", None, 3_600_250),
        ("01:00:00", None, 3_600_000),
        ("100:00:00.001", None, 360_000_001),
        ("01:00:00:00", PAL, 3_600_000),
        ("00:00:01:12", PAL, 1480),
        ("01:00:00:00", FILM, 3_603_600),
        ("01:00:00:00", NTSC, 3_603_600),
        ("01:00:00;00", NTSC, Fraction(107_892 * 1001, 30)),
        ("00:01:00;02", NTSC, Fraction(1800 * 1001, 30)),
        ("00:10:00;00", NTSC, Fraction(17_982 * 1001, 30)),
        ("00:00:00:119", Fraction(120), Fraction(119_000, 120)),
    ],
)
def test_a_start_is_read_exactly(text: str, fps: Fraction | None, ms: Fraction | int) -> None:
    assert offset_ms_of(text, fps) == ms


@pytest.mark.parametrize(
    ("text", "fps", "says"),
    [
        ("01:00:00:00", None, "it counts frames; say with --fps how many a second"),
        ("01:00:00:25", PAL, "at 25 frames a second they go from 00 to 24"),
        ("00:60:00:00", PAL, "minutes and seconds go from 00 to 59"),
        ("00:00:60.0", None, "minutes and seconds go from 00 to 59"),
        ("24:00:00:00", PAL, "hours go from 00 to 23"),
        ("01:00:00;00", PAL, "only 29.97 and 59.94 .* have drop-frame timecode; write a colon"),
        ("00:01:00;01", NTSC, "drop-frame timecode has no such frame; the next is 02"),
        ("-5", None, "it is no time from zero on; write it as"),
        ("1:00", None, "it is no time from zero on"),
        ("", None, "it is no time from zero on"),
        ("1h", None, "it is no time from zero on"),
    ],
)
def test_a_start_that_cannot_be_is_an_error_that_says_how_to_write_it(
    text: str, fps: Fraction | None, says: str
) -> None:
    with pytest.raises(OptionError, match=f"--offset .*{says}"):
        offset_ms_of(text, fps)


@tried
@given(st.integers(0, 23), st.integers(0, 59), st.integers(0, 59), st.integers(0, 29))
def test_drop_frame_timecode_stays_within_two_frames_of_the_clock(
    hours: int, minutes: int, seconds: int, frames: int
) -> None:
    if minutes % 10 and not seconds and frames < 2:
        return
    text = f"{hours:02}:{minutes:02}:{seconds:02};{frames:02}"
    clock = Fraction(1000 * ((hours * 60 + minutes) * 60 + seconds)) + frames * 1001 / Fraction(30)
    # What is left after ten minutes, 86 ms a day.
    assert abs(offset_ms_of(text, NTSC) - clock) < 2 * Fraction(1001, 30) + 90


@tried
@given(st.integers(0, 24 * 3600 * 25 - 1))
def test_each_frame_of_a_day_has_one_timecode(frame: int) -> None:
    seconds, rest = divmod(frame, 25)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    text = f"{hours:02}:{minutes:02}:{seconds:02}:{rest:02}"
    assert offset_ms_of(text, PAL) == frame * 40


@pytest.mark.parametrize(
    ("text", "ms"),
    [
        ("30s", 30_000),
        ("2m", 120_000),
        ("1.5 min", 90_000),
        ("2h", 7_200_000),
        ("00:02:00", 120_000),
        ("00:00:01.5", 1500),
        ("90", 90_000),
        (" 0.0001s ", 1),
    ],
)
def test_a_length_of_time_is_read_as_people_write_it(text: str, ms: int) -> None:
    assert duration_ms_of(text, "--first") == ms


@pytest.mark.parametrize("text", ["", "soon", "-5s", "5x", "00:00:10:00", "0", "0s", "1:30"])
def test_what_is_no_length_of_time_is_refused(text: str) -> None:
    with pytest.raises(OptionError, match="--first"):
        duration_ms_of(text, "--first")
