"""A user's own profile: a row of the table, changed by a TOML file and by single options.

Pure: a file comes as text. `SETTINGS` has the names that files and options share, one for each
field of a Profile; adding a field is adding a row. Each value is checked as it is read, and when
the profile is made, whether all of it goes together.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from difflib import get_close_matches
from fractions import Fraction
from functools import partial
from pathlib import PurePath
from typing import Any, NamedTuple

import msgspec
from msgspec.structs import replace

from captioner.captions.profiles import (
    DEFAULT_PROFILE,
    PROFILES,
    Profile,
    at_frame_rate,
    profile_of,
)
from captioner.captions.timecode import frame_rate
from captioner.errors import OptionError

Value = bool | int | float | Fraction | None


class Setting(NamedTuple):
    """A field of a Profile: how its value is read, in what it is told (none for a switch), and what
    it is, for people.
    """

    field: str
    read: Callable[[object, str], Value]
    unit: str
    help: str


def _whole(value: object, where: str, *, least: int, most: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise OptionError(f"{_said(where, value)}: it must be a whole number, {least} to {most}")
    return value


def _speed(value: object, where: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 1 <= value <= 100:
        raise OptionError(f"{_said(where, value)}: it must be a number, 1 to 100")
    return int(value) if value == int(value) else value


def _switch(value: object, where: str) -> bool:
    if not isinstance(value, bool):
        raise OptionError(f"{_said(where, value)}: it must be true or false")
    return value


def _fps(value: object, where: str) -> Fraction | None:
    return None if value is None else frame_rate(str(value), where)


def _count(least: int, most: int) -> Callable[[object, str], int]:
    return partial(_whole, least=least, most=most)


SETTINGS = {
    "max-chars": Setting("max_chars", _count(5, 120), "N", "Longest line, in characters."),
    "max-lines": Setting("max_lines", _count(1, 4), "N", "Most lines of a cue."),
    "max-cps": Setting("max_cps", _speed, "X", "Fastest reading, in characters a second."),
    "target-cps": Setting("target_cps", _speed, "X", "Reading at ease, which is aimed at."),
    "min-duration": Setting("min_ms", _count(0, 20_000), "MS", "Shortest duration of a cue."),
    "min-per-word": Setting("min_ms_per_word", _count(0, 2_000), "MS", "The same, for each word."),
    "max-duration": Setting("max_ms", _count(0, 60_000), "MS", "Longest duration of a cue."),
    "gap": Setting("gap_ms", _count(0, 5_000), "MS", "Gap between cues that follow closely."),
    "gap-frames": Setting("gap_frames", _count(0, 50), "N", "The same, in frames of --fps."),
    "chain": Setting("chain_ms", _count(0, 10_000), "MS", "A shorter pause is closed to the gap."),
    "lag": Setting("lag_ms", _count(0, 10_000), "MS", "How long a cue may outstay its words."),
    "lead": Setting("lead_ms", _count(0, 2_000), "MS", "How long a cue may precede its words."),
    "merge": Setting("merge", _switch, "", "Let whole short sentences share a cue, or not."),
    "wide": Setting("wide", _switch, "", "Count full-width characters, as in Japanese, or not."),
    "fps": Setting(
        "fps", _fps, "RATE", "Keep to the frames of a video: 24, 25, 29.97, 30000/1001."
    ),
}


class Own(msgspec.Struct, frozen=True):
    """What a user says of a profile: the row it begins with, and changes by their setting's name.

    `base` is None where no row was named. Beside each value stands where it was said, such as
    `--gap` or `my.toml: gap`.
    """

    name: str = ""
    base: str | None = None
    changes: Mapping[str, tuple[Value, str]] = msgspec.field(default_factory=dict)

    @property
    def fps(self) -> Fraction | None:
        """The frame rate, if one was said."""
        fps, _ = self.changes.get("fps", (None, ""))
        return fps if isinstance(fps, Fraction) else None


def own_of(name: str, where: str = "--profile") -> Own:
    """Begin with a row of the table. Raises OptionError if there is none of this name."""
    if name not in PROFILES:
        raise OptionError(
            f"{where} {name!r}: there is no such profile; choose from {', '.join(PROFILES)}, or "
            "name a file that ends in .toml"
        )
    return Own(name, name)


def own_in(text: str, path: str) -> Own:
    """Read a TOML file: `base`, if it begins with another row than the default one, and settings.

    Raises OptionError, which names the file, the line and the key.
    """
    try:
        said = tomllib.loads(text)
    except tomllib.TOMLDecodeError as exc:
        raise OptionError(f"{path}: it is no TOML ({exc})") from exc
    lines = {key: f"{path}{_line_of(key, text)}" for key in said}
    base = said.pop("base", DEFAULT_PROFILE)
    if base not in PROFILES:
        raise OptionError(
            f"{lines['base']}: base = {base!r}: there is no such profile; choose from "
            f"{', '.join(PROFILES)}"
        )
    for key in said:
        if key not in SETTINGS:
            near = get_close_matches(key, (*SETTINGS, "base"), 1)
            known = f"did you mean {near[0]}?" if near else f"it may have {', '.join(SETTINGS)}"
            raise OptionError(f"{lines[key]}: nothing is called {key!r}; {known}")
    own = Own(PurePath(path).stem, base)
    return _changed(own, said, lambda key: f"{lines[key]}: {key}")


def _line_of(key: str, text: str) -> str:
    """Tell in which line of a file a key stands, as `:3`, where that can be seen."""
    begins = re.compile(rf"""\[?\s*["']?{re.escape(key)}["']?\s*[\].=]""")
    numbered = enumerate(text.splitlines(), start=1)
    return next((f":{number}" for number, line in numbered if begins.match(line.strip())), "")


def with_options(own: Own, options: Mapping[str, object]) -> Own:
    """Change a profile by options, by their setting's name; those that are None were not given.

    An option is for this run what it says, whatever a file says of the gap in another unit. Raises
    OptionError for a value out of range, and for two gaps.
    """
    given = {key: value for key, value in options.items() if value is not None}
    in_ms, in_frames = "gap" in given, bool(given.get("gap-frames"))
    if in_ms and in_frames:
        raise OptionError(
            f"--gap {given['gap']} contradicts --gap-frames {given['gap-frames']}: both say how "
            "long the gap is, in milliseconds and in frames of --fps; leave one of them out"
        )
    said = dict(own.changes)
    if in_ms or in_frames:
        said.pop("gap-frames" if in_ms else "gap", None)
    return _changed(replace(own, changes=said), given, lambda key: f"--{key}")


def _changed(own: Own, said: Mapping[str, object], where: Callable[[str], str]) -> Own:
    changes = {key: (SETTINGS[key].read(said[key], where(key)), where(key)) for key in said}
    return replace(own, changes={**own.changes, **changes})


def profile_from(own: Own, lang: str = "en", usual: Profile | None = None) -> Profile:
    """Make the profile for a language; `usual` is what it begins with where no row was named.

    A change takes along what was not named: a gap in milliseconds counts no frames, and the target
    is never above the fastest speed. Raises OptionError for settings that contradict each other.
    """
    row = usual if own.base is None and usual else profile_of(own.base or DEFAULT_PROFILE, lang)
    values: dict[str, Any] = {SETTINGS[key].field: said for key, (said, _) in own.changes.items()}
    fps = values.pop("fps", row.fps)
    if values.get("gap_frames") and fps is None and "gap_ms" not in values:
        where = own.changes["gap-frames"][1]
        rate = "--fps" if where.startswith("--") else "fps"
        raise OptionError(
            f"{where}: it counts frames of a video; say with {rate} how many a second"
        )
    if "gap_ms" in values:
        values.setdefault("gap_frames", 0)
    if "max_cps" in values:
        values.setdefault("target_cps", min(row.target_cps, values["max_cps"]))
    profile = replace(row, name=own.name or row.name, **values)
    if fps is not None:
        profile = at_frame_rate(profile, fps)
    _check_together(profile, own, row.name)
    return profile


def settings_of(profile: Profile) -> dict[str, str | int | float | bool | None]:
    """Write a profile down by the names of its settings, with its own."""
    values = {key: getattr(profile, setting.field) for key, setting in SETTINGS.items()}
    return {"name": profile.name} | values | {"fps": profile.fps and str(profile.fps)}


def as_toml(profile: Profile) -> str:
    """Write a profile as a file that `own_in` reads: every setting, with what it is for people."""
    lines = [f"# A profile of captions, made of {profile.name}."]
    for key, setting in SETTINGS.items():
        value = getattr(profile, setting.field)
        unit = {"MS": " Milliseconds."}.get(setting.unit, "")
        if isinstance(value, Fraction):
            value = f'"{value}"'
        said = f"{key} = {value}" if value is not None else f'# {key} = "25"'
        said = said.replace("True", "true").replace("False", "false")
        lines.append(f"{said}  # {setting.help}{unit}")
    return "\n".join(lines) + "\n"


def profile_with(settings: Mapping[str, object], where: str) -> Profile:
    """Read back what `settings_of` wrote. Raises OptionError, which names `where`."""
    values: dict[str, Any] = {
        SETTINGS[key].field: SETTINGS[key].read(value, f"{where}: {key}")
        for key, value in settings.items()
        if key in SETTINGS
    }
    return Profile(str(settings.get("name", "")), **values)


def check_profile(profile: Profile) -> None:
    """Raise OptionError for a profile with a value out of range, or that contradicts itself."""
    for setting in SETTINGS.values():
        setting.read(getattr(profile, setting.field), f"Profile.{setting.field}")
    _check_together(profile, Own(), profile.name)


def _check_together(profile: Profile, own: Own, row: str) -> None:
    for pair, why in _contradictions(profile):
        # What the user said comes first.
        first, second = (
            _called(key, profile, own, row)
            for key in sorted(pair, key=lambda key: key not in own.changes)
        )
        raise OptionError(f"{first} contradicts {second}: {why}; change one of them")


def _contradictions(profile: Profile) -> Iterator[tuple[tuple[str, str], str]]:
    """List the pairs of settings that cannot both be kept, and why."""
    gap = "gap-frames" if profile.fps and profile.gap_frames else "gap"
    if profile.min_ms > profile.max_ms:
        yield ("min-duration", "max-duration"), "the shortest duration is longer than the longest"
    if profile.target_cps > profile.max_cps:
        yield ("target-cps", "max-cps"), "the speed at ease is faster than the fastest"
    if profile.gap_ms > profile.min_ms:
        yield (gap, "min-duration"), "the gap is longer than the shortest cue"
    if profile.chain_ms and profile.gap_ms >= profile.chain_ms:
        yield (gap, "chain"), "what is closed to the gap has to be longer than the gap"


def _called(key: str, profile: Profile, own: Own, row: str) -> str:
    """Say a setting as the user did, or with the profile that has it."""
    value = getattr(profile, SETTINGS[key].field)
    if key in own.changes:
        return _said(own.changes[key][1], value)
    return f"{key} {value:g} of {row}"


def _said(where: str, value: object) -> str:
    """Say a value and where it stands, as one writes it there."""
    shown = str(value).lower() if isinstance(value, bool) else value
    return f"{where} {shown}" if where.startswith("--") else f"{where} = {shown}"
