"""Frame rates, and where on a clock a file begins, as people write them. Exact.

A timecode (SMPTE ST 12-1) counts frames and knows no other time: each of its seconds has as many
frames as the rate rounded up. At 29.97 a second, which is 30000/1001, the hour 01:00:00:00 is
reached after 3603.6 s. So it is here: a caption file shows the time that has gone by when that
frame is shown. Drop-frame timecode (a semicolon before the frames) skips the names of the first two
frames of each minute but every tenth, at 59.94 the first four, and so stays close to the clock.
"""

from __future__ import annotations

import re
from fractions import Fraction
from math import ceil

from captioner.errors import OptionError

_NTSC = Fraction(1000, 1001)
_SLOWEST, _FASTEST = 10, 240
_RATE = re.compile(r"(\d{1,9})(?:/(\d{1,9})|\.(\d{1,6}))?", re.ASCII)
_RATES = "such as 24, 25, 29.97, 30 or 30000/1001"

_TIMECODE = re.compile(r"(\d{2}):(\d{2}):(\d{2})([:;])(\d{2,3})", re.ASCII)
_CLOCK = re.compile(r"(\d{2,3}):(\d{2}):(\d{2})(?:[.,](\d{1,9}))?", re.ASCII)
_SECONDS = re.compile(r"(\d{1,6})(?:\.(\d{1,9}))?", re.ASCII)
_DURATION = re.compile(r"(\d{1,6}(?:\.\d{1,9})?) ?(s|m|min|h)", re.ASCII)
_UNITS = {"s": 1, "m": 60, "min": 60, "h": 3600}
_FORMS = (
    "write it as HH:MM:SS:FF with --fps (01:00:00:00), as HH:MM:SS.mmm (01:00:00.000), "
    "or in seconds (3600)"
)
#: Only these rates have drop-frame timecode: the frames whose names are skipped a minute.
_DROPPED = {30 * _NTSC: 2, 60 * _NTSC: 4}


def frame_rate(text: str, where: str = "--fps") -> Fraction:
    """Read a number of video frames a second: 25, 29.97, 30000/1001.

    A decimal that is a whole rate slowed down by 1000/1001 and rounded, as 29.97 and 23.976 are,
    means exactly that. Raises OptionError, which names `where`, for anything else, and for rates
    that no video has.
    """
    found = _RATE.fullmatch(text.strip())
    if found is None or not int(found[2] or 1):
        raise OptionError(f"{where} {text!r}: it is no frame rate; name one {_RATES}")
    rate = Fraction(found[0]) if found[3] is None else _decimal(found[0], len(found[3]))
    if not _SLOWEST <= rate <= _FASTEST:
        raise OptionError(
            f"{where} {text}: videos have {_SLOWEST} to {_FASTEST} frames a second; name a rate "
            f"{_RATES}"
        )
    return rate


def _decimal(text: str, digits: int) -> Fraction:
    written = Fraction(text)
    slowed = ceil(written) * _NTSC
    return slowed if digits > 1 and round(slowed, digits) == written else written


def offset_ms_of(text: str, fps: Fraction | None = None, where: str = "--offset") -> Fraction:
    """Read when a file is to begin, in milliseconds from zero, exactly.

    HH:MM:SS:FF counts frames at `fps`, HH:MM:SS;FF drop-frame; HH:MM:SS.mmm and plain seconds are
    time as a clock tells it. Raises OptionError, which names `where`, for what is none of them.
    """
    return 1000 * _seconds_of(text.strip(), fps, where)


def duration_ms_of(text: str, where: str) -> int:
    """Read how long something is, in milliseconds: 30s, 1.5m, 2h, HH:MM:SS.mmm, or plain seconds.

    Raises OptionError, which names `where`, for what is none of them, and for nothing.
    """
    found = _DURATION.fullmatch(text.strip())
    if found:
        ms = 1000 * Fraction(found[1]) * _UNITS[found[2]]
    elif _CLOCK.fullmatch(text.strip()) or _SECONDS.fullmatch(text.strip()):
        ms = offset_ms_of(text, where=where)
    else:
        raise OptionError(f"{where} {text!r}: it is no length of time; write 30s, 2m or 00:02:00")
    if ms <= 0:
        raise OptionError(f"{where} {text}: it must be longer")
    return ceil(ms)


def _seconds_of(text: str, fps: Fraction | None, where: str) -> Fraction:
    if found := _TIMECODE.fullmatch(text):
        hours, minutes, seconds, frames = (int(found[group]) for group in (1, 2, 3, 5))
        if hours > 23:
            raise OptionError(f"{where} {text}: a timecode's hours go from 00 to 23")
        _check_sixties(minutes, seconds, text, where)
        if fps is None:
            raise OptionError(f"{where} {text}: it counts frames; say with --fps how many a second")
        count = _count((hours, minutes, seconds, frames), fps, found[4] == ";", f"{where} {text}")
        return count / fps
    if found := _CLOCK.fullmatch(text):
        hours, minutes, seconds = (int(found[group]) for group in (1, 2, 3))
        _check_sixties(minutes, seconds, text, where)
        return (hours * 60 + minutes) * 60 + Fraction(f"{seconds}.{found[4] or 0}")
    if _SECONDS.fullmatch(text):
        return Fraction(text)
    raise OptionError(f"{where} {text!r}: it is no time from zero on; {_FORMS}")


def _check_sixties(minutes: int, seconds: int, text: str, where: str) -> None:
    if minutes > 59 or seconds > 59:
        raise OptionError(f"{where} {text}: minutes and seconds go from 00 to 59")


def _count(label: tuple[int, int, int, int], fps: Fraction, drop: bool, where: str) -> int:
    """Count the frames before the one that a timecode names."""
    hours, minutes, seconds, frames = label
    nominal = ceil(fps)
    if frames >= nominal:
        raise OptionError(
            f"{where}: at {float(fps):g} frames a second they go from 00 to {nominal - 1}"
        )
    count = ((hours * 60 + minutes) * 60 + seconds) * nominal + frames
    if not drop:
        return count
    dropped = _DROPPED.get(fps)
    if dropped is None:
        raise OptionError(
            f"{where}: only 29.97 and 59.94 frames a second have drop-frame timecode; write a "
            "colon before the frames"
        )
    if minutes % 10 and not seconds and frames < dropped:
        raise OptionError(
            f"{where}: drop-frame timecode has no such frame; the next is {dropped:02}"
        )
    whole = hours * 60 + minutes
    return count - dropped * (whole - whole // 10)
