"""How a cue may look and when: the published standards as rows of one table.

A standard is a row of `_STANDARDS`, which has what it says of English. What differs in other
languages is in `_LANGUAGES`: Netflix alone publishes numbers for them, so the others have their own
speed and line wherever characters are letters, but never a longer line than Netflix's, and
Netflix's speed elsewhere.

Where the numbers come from, but for what a comment says:

    netflix, sdh    Timed Text Style Guides, General Requirements and Timing Guidelines, and for
                    each language its own, as Subtitle Edit checks them
    bbc             Subtitle Guidelines 1.2
    ted             TED Translators' guidelines
    dcmp            Captioning Key; its lines are those of the older NAD guidelines
    children        lines of the BBC, durations of the DCMP, speeds of Netflix
    short-form      Subtitle Edit's profile for upright videos
    podcast         the podcast namespace's transcripts

No standard says at which speed reading is at ease: targets are about three quarters of what is the
most, four fifths and more where that is slow.
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import NamedTuple

import msgspec
from msgspec.structs import replace

from captioner.document import primary_language
from captioner.errors import OptionError


class Profile(msgspec.Struct, frozen=True):
    """The limits of a standard. Times are milliseconds, speeds characters a second.

    A character is one that a reader sees (a grapheme cluster); where `wide` is set, a full-width
    one, and half-width ones count half. `merge` tells whether whole short sentences may share a
    cue. With `fps`, cues come and go with the frames of a video, and `gap_frames` of those, if not
    0, are the gap. `gap_ms` then says the same (see `at_frame_rate`).
    """

    name: str = "netflix"
    max_chars: int = 42
    max_lines: int = 2
    max_cps: float = 20
    target_cps: float = 15
    min_ms: int = 833
    min_ms_per_word: int = 0
    max_ms: int = 7000
    gap_ms: int = 83
    gap_frames: int = 0
    chain_ms: int = 500
    lag_ms: int = 500
    lead_ms: int = 0
    merge: bool = True
    wide: bool = False
    fps: Fraction | None = None

    @property
    def line_cells(self) -> int:
        """The widest line, in half-width cells."""
        return self.max_chars * (2 if self.wide else 1)


#: Netflix's columns; the last is for the deaf and hard of hearing, whose captions shorten nothing.
_ADULT, _CHILDREN, _SDH = range(3)

#: At most and at ease, in characters a second.
_Speed = tuple[float, float]


class _Language(NamedTuple):
    """Netflix's numbers for a language: characters a line, and a speed for each column."""

    chars: int
    speeds: tuple[_Speed, _Speed, _Speed]
    wide: bool = False


_OTHERS = _Language(42, ((17, 13), (13, 11), (20, 15)))
_LANGUAGES = {
    "en": _Language(42, ((20, 15), (17, 13), (20, 15))),
    "ar": _Language(42, ((20, 15), (17, 13), (23, 17))),
    "he": _Language(42, ((17, 13), (13, 11), (20, 15))),
    "hi": _Language(42, ((22, 17), (18, 14), (25, 19))),
    "th": _Language(35, ((17, 13), (13, 11), (20, 15))),
    # Full-width characters. Four a second are for translations: nobody speaks as slowly.
    "ja": _Language(13, ((4, 4), (4, 4), (7, 6)), wide=True),
    "zh": _Language(16, ((9, 8), (7, 6), (11, 9)), wide=True),
    "ko": _Language(16, ((12, 10), (9, 8), (14, 12)), wide=True),
}
#: SDH has longer lines in Japanese: as many characters as Chinese and Korean have.
_WIDEST = 16
#: Languages that are written as another one is.
_WRITTEN_AS = {
    "yue": "zh", "wuu": "zh", "hak": "zh", "lzh": "zh", "arz": "ar", "apc": "ar", "ary": "ar",
}  # fmt: skip
#: The script subtag of a language written in Latin letters, as `zh-Latn-pinyin` is.
_LATIN = re.compile(r"[-_]latn\b", re.IGNORECASE)


class _Standard(NamedTuple):
    """A standard as it is for English, and its column for other languages; None has none."""

    profile: Profile
    column: int | None = None


_STANDARDS = {
    # From 5/6 s to 7 s. The gap is two frames, 83 ms at 24 a second; a gap of less than half a
    # second is closed to that. A cue may stay half a second after what is said.
    "netflix": _Standard(Profile("netflix", gap_frames=2), _ADULT),
    "sdh": _Standard(Profile("sdh", gap_frames=2), _SDH),
    # 160 to 180 words a minute of 5.4 characters, and 0.3 s a word. A pause is closed, or a gap of
    # a second and more. A cue may stay 1.5 s; it has one sentence.
    "bbc": _Standard(
        Profile(
            "bbc", max_chars=37, max_cps=16, target_cps=14, min_ms=1000, min_ms_per_word=300,
            gap_ms=0, chain_ms=1000, lag_ms=1500, merge=False,
        )
    ),
    # Never the end of one sentence and the beginning of the next. No gap is asked for: one shorter
    # than a quarter of a second would flicker, here and below.
    "ted": _Standard(Profile("ted", max_cps=21, min_ms=1000, gap_ms=0, chain_ms=250, merge=False)),
    # 130 (lower level) to 160 words a minute (upper level) of 6 characters; 40 frames of 30 a
    # second to 6 s.
    "dcmp": _Standard(
        Profile(
            "dcmp", max_chars=32, max_cps=16, target_cps=13, min_ms=1333, max_ms=6000,
            gap_ms=0, chain_ms=250,
        )
    ),
    # Slow readers are given what silence there is.
    "children": _Standard(
        Profile(
            "children", max_chars=37, max_cps=17, target_cps=13, min_ms=1333, max_ms=6000,
            gap_frames=2, lag_ms=1000, merge=False,
        ),
        _CHILDREN,
    ),
    "short-form": _Standard(
        Profile(
            "short-form", max_chars=24, max_cps=25, target_cps=18, min_ms=700, max_ms=5000,
            gap_ms=0, chain_ms=250, lag_ms=300, merge=False,
        )
    ),
    "podcast": _Standard(Profile("podcast", max_chars=32, min_ms=1000, gap_ms=0, chain_ms=250)),
}  # fmt: skip

#: The names of the profiles.
PROFILES = tuple(_STANDARDS)
DEFAULT_PROFILE = "netflix"


def profile_of(name: str = DEFAULT_PROFILE, lang: str = "en") -> Profile:
    """Give a profile of the table, as it is for a language by its BCP 47 tag.

    Raises OptionError for a name that is not in the table.
    """
    if name not in _STANDARDS:
        raise OptionError(f"no profile is called {name!r}; there are {', '.join(PROFILES)}")
    profile, column = _STANDARDS[name]
    language = _language(lang)
    if language.wide:
        return _full_width(profile, language, _SDH if column is None else column)
    chars = min(profile.max_chars, language.chars)
    if column is None:
        return replace(profile, max_chars=chars)
    most, ease = language.speeds[column]
    return replace(profile, max_chars=chars, max_cps=most, target_cps=ease)


def _full_width(profile: Profile, language: _Language, column: int) -> Profile:
    """Give a profile for a language of full-width characters.

    Their words are not told apart by blanks, so none has a time of its own.
    """
    chars = language.chars if column != _SDH else _WIDEST
    most, ease = language.speeds[column]
    return replace(
        profile,
        max_chars=min(chars, profile.max_chars // 2),
        max_cps=most,
        target_cps=ease,
        min_ms_per_word=0,
        wide=True,
    )


def _language(lang: str) -> _Language:
    """Find the row of a language; one in Latin letters has no full-width characters."""
    primary = primary_language(lang)
    if primary != "en" and _LATIN.search(lang):
        return _OTHERS
    return _LANGUAGES.get(_WRITTEN_AS.get(primary, primary), _OTHERS)


def at_frame_rate(profile: Profile, fps: Fraction) -> Profile:
    """Give a profile whose cues come and go with the frames of a video.

    A gap that is told in frames is as long as those are at that rate.
    """
    if not profile.gap_frames:
        return replace(profile, fps=fps)
    return replace(profile, fps=fps, gap_ms=int(1000 * profile.gap_frames / fps))
