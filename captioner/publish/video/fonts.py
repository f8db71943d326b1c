"""Which fonts there are on this machine, and which characters each of them has.

Font files are read here only as far as that needs (OpenType: the tables name, OS/2, cmap, and those
of colours), so that hundreds of them are looked through in a moment, wherever an operating system
keeps them.
"""

from __future__ import annotations

import os
import sys
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from struct import Struct, error, unpack_from

import regex

from captioner.document import primary_language
from captioner.errors import OptionError

_SUFFIXES = frozenset({".ttf", ".otf", ".ttc", ".otc"})
#: What is liked best, from the left; after them any font that is upright, of usual weight, and
#: without serifs by its name.
_PREFERRED = (
    "noto sans", "noto sans *", "arial", "helvetica", "segoe ui", "liberation sans", "roboto",
    "open sans", "dejavu sans", "freesans",
)  # fmt: skip
#: Chinese characters look different in each language that has them: what the names of fonts that
#: draw them so begin with or end in.
_HAN = {
    "ja": ("cjk jp", "noto sans jp", "hiragino", "yu gothic", "meiryo", "ipa", "takao"),
    "ko": ("cjk kr", "noto sans kr", "apple sd gothic", "malgun", "nanum"),
    "zh": ("cjk sc", "noto sans sc", "pingfang sc", "microsoft yahei", "wenquanyi"),
    "zh-hant": ("cjk tc", "noto sans tc", "pingfang tc", "microsoft jhenghei"),
}
_REGULAR, _REGULAR_WIDTH = 400, 5
_ITALIC, _FAMILY, _TYPOGRAPHIC_FAMILY = 1, 1, 16
#: Characters that are seen only by what they do to others, and need no glyph.
_UNSEEN = frozenset({"Cc", "Cf", "Zl", "Zp", "Cs", "Zs"})
_EMOJI = regex.compile(r"[\p{Emoji_Presentation}\p{Emoji_Modifier}]")
#: The version of COLR in which each layer is of one colour.
_FLAT = 0
_VARIATION_SELECTORS = (range(0xFE00, 0xFE10), range(0xE0100, 0xE01F0))


@dataclass(frozen=True)
class Face:
    """A font: face `index` of a file, of a `family`.

    One of emoji in colours `is_coloured`; where these are pictures and no outlines, it can be drawn
    in the one size `strike`, in pixels, and no other.
    """

    path: Path
    index: int
    family: str
    weight: int
    width: int
    is_italic: bool
    _offset: int
    is_coloured: bool = False
    strike: int | None = None

    def has(self, char: str) -> bool:
        """Tell whether it has a character, or needs none for it. One in colours has what is an
        emoji wherever it stands, and leaves digits and the like to others.
        """
        if self.is_coloured and not is_emoji(char):
            return is_unseen(char)
        code = ord(char)
        at = bisect_right(self._ranges, code, key=lambda found: found[0]) - 1
        return (at >= 0 and code <= self._ranges[at][1]) or is_unseen(char)

    @cached_property
    def _ranges(self) -> list[tuple[int, int]]:
        with self.path.open("rb") as file:
            data = file.read()
        try:
            return sorted(_covered(data, self._offset))
        except (error, IndexError, KeyError, ValueError):
            return []


def is_unseen(char: str) -> bool:
    """Tell whether a character draws nothing of its own."""
    code = ord(char)
    return unicodedata.category(char) in _UNSEEN or any(code in r for r in _VARIATION_SELECTORS)


def is_emoji(char: str) -> bool:
    """Tell whether a character is shown as an emoji by itself, or as a part of one."""
    return _EMOJI.fullmatch(char) is not None


class Fonts:
    """The fonts with which a text in a language is drawn, the first that has a character first.

    `chosen` is what the user asked for, a file or the name of a family; without one the machine is
    searched, for those of a `weight` (400 is usual, 700 bold). Raises OptionError where there is no
    such font.
    """

    def __init__(self, lang: str, chosen: str | None = None, weight: int = _REGULAR) -> None:
        self._lang = lang
        self._weight = weight
        self.faces = [_named(chosen)] if chosen else []
        self._pale = False

    def cover(self, chars: Iterable[str]) -> Sequence[Face]:
        """Find fonts for all of some characters, as few as can be, and give all found so far.

        Raises OptionError, which names the script, if there is none for one of them.
        """
        missing = {char for char in chars if not self._has(char)}
        # What is in colours comes first, lest a font for text draws emoji too, and only some.
        for char in sorted(missing, key=lambda char: (not is_emoji(char), char)):
            if not self._has(char):
                self.faces.append(self._for(char, missing))
        self._pale |= any(is_emoji(char) and not self._is_coloured(char) for char in missing)
        return self.faces

    @property
    def notes(self) -> Sequence[str]:
        """Tell what is drawn otherwise than one would think."""
        if not self._pale:
            return ()
        return (
            "emoji are drawn in white, since no font here has them all in colours; Noto Color "
            "Emoji (fonts-noto-color-emoji in Debian) has",
        )

    def _is_coloured(self, char: str) -> bool:
        return next(face for face in self.faces if face.has(char)).is_coloured

    def _has(self, char: str) -> bool:
        return is_unseen(char) or any(face.has(char) for face in self.faces)

    def _for(self, char: str, wanted: set[str]) -> Face:
        """Choose the font for a character that has the most of what else is wanted, of those that
        are liked the best.
        """
        able = [face for face in installed() if face.has(char)]
        if not able:
            raise OptionError(_none_has(char))
        return max(able, key=lambda face: (-self._rank(face, char), _count(face, wanted)))

    def _rank(self, face: Face, char: str) -> int:
        """Tell how little a face is liked for a character: 0 is best."""
        if face.is_coloured:  # It has nothing but emoji.
            return -1
        rank = _rank(face.family.lower(), self._lang, script_of(char))
        if (face.weight, face.width, face.is_italic) != (self._weight, _REGULAR_WIDTH, False):
            rank += 10_000 + abs(face.weight - self._weight)
        return rank


def _count(face: Face, wanted: set[str]) -> int:
    return sum(face.has(char) for char in wanted)


def _rank(name: str, lang: str, script: str) -> int:
    """Tell by its name how little a family is liked for a script."""
    rank = 0
    if script in _CJK_NAMES:
        drawn = "ko" if script == "Hangul" else _han(lang)
        rank += 0 if any(part in name for part in _HAN[drawn]) else 500
    if not {"mono", "serif", "emoji", "ui", "display"}.isdisjoint(name.split()):
        rank += 1_000
    for place, liked in enumerate(_PREFERRED):
        if name == liked or (liked.endswith("*") and name.startswith(liked[:-1])):
            return rank + place
    return rank + (40 if "sans" in name else 60)


def _han(lang: str) -> str:
    primary = primary_language(lang)
    if primary == "zh" and any(part in lang.lower() for part in ("hant", "-tw", "-hk", "-mo")):
        return "zh-hant"
    return primary if primary in _HAN else "ja"


def script_of(char: str) -> str:
    """Name the script of a character for people: the first word of its name, mostly."""
    name = unicodedata.name(char, "")
    if name.startswith("CJK"):
        return "Chinese characters"
    if ord(char) >= 0x1F000 or unicodedata.category(char) in ("So", "Sk"):
        return "symbols and emoji"
    return name.partition(" ")[0].capitalize() or "this script"


_CJK_NAMES = ("Chinese characters", "Hiragana", "Katakana", "Hangul", "Bopomofo")


def _none_has(char: str) -> str:
    script = script_of(char)
    if script in _CJK_NAMES:
        install = "Noto Sans CJK (fonts-noto-cjk in Debian)"
    elif script == "symbols and emoji":
        install = (
            "Noto Color Emoji (fonts-noto-color-emoji in Debian)"
            if is_emoji(char)
            else "Noto Sans Symbols 2 (fonts-noto-core in Debian) or Symbola"
        )
    else:
        install = f"Noto Sans {script} (fonts-noto-core in Debian)"
    return (
        f"no font on this machine has {char!r} (U+{ord(char):04X}, {script}), which is to be drawn "
        f"on the picture; install one, such as {install}, or name one with --font FILE"
    )


# ---------------------------------------------------------------- the machine


def folders() -> list[Path]:
    """List where fonts are kept here."""
    home = Path.home()
    if sys.platform == "win32":
        local = Path(os.environ.get("LOCALAPPDATA", home / "AppData/Local"))
        windows = Path(os.environ.get("WINDIR", "C:/Windows"))
        return [windows / "Fonts", local / "Microsoft/Windows/Fonts"]
    if sys.platform == "darwin":
        return [home / "Library/Fonts", Path("/Library/Fonts"), Path("/System/Library/Fonts")]
    data = os.environ.get("XDG_DATA_HOME") or home / ".local/share"
    shared = os.environ.get("XDG_DATA_DIRS") or "/usr/local/share:/usr/share"
    return [home / ".fonts", Path(data) / "fonts", *(Path(p) / "fonts" for p in shared.split(":"))]


_installed: list[Face] = []


def installed() -> Sequence[Face]:
    """List the fonts on this machine; they are looked for once."""
    if not _installed:
        _installed.extend(_search())
    return _installed


def _search() -> Iterator[Face]:
    for folder in folders():
        for path in sorted(folder.rglob("*")):
            if path.suffix.lower() in _SUFFIXES:
                yield from faces_in(path)


def _named(chosen: str) -> Face:
    path = Path(chosen)
    if path.suffix.lower() in _SUFFIXES:
        if not path.is_file():
            raise OptionError(f"--font {chosen}: there is no such file")
        found = list(faces_in(path))
        if not found:
            raise OptionError(f"--font {chosen}: it is no font that can be read")
        return found[0]
    named = [face for face in installed() if face.family.lower() == chosen.lower()]
    if not named:
        raise OptionError(
            f"--font {chosen}: no font of that name is installed; name its file (.ttf, .otf, .ttc)"
        )
    usual = (_REGULAR, _REGULAR_WIDTH)
    return min(named, key=lambda face: (face.is_italic, (face.weight, face.width) != usual))


# ---------------------------------------------------------------- in a file


def faces_in(path: Path) -> Iterator[Face]:
    """Read the fonts in a file; none from one that is damaged."""
    try:
        with path.open("rb") as file:
            data = file.read()
        for index, offset in enumerate(_offsets(data)):
            tables = _tables(data, offset)
            weight, width, flags = _style(data, tables)
            strike, layers = _strike(data, tables), _layers(data, tables)
            if strike is None and layers is not None and layers > _FLAT:
                continue  # Gradients and the like, which nothing here draws.
            yield Face(
                path, index, _family(data, tables), weight, width, bool(flags & _ITALIC), offset,
                strike is not None or layers is not None, strike,
            )  # fmt: skip
    except (OSError, error, IndexError, KeyError, ValueError):
        return


def _offsets(data: bytes) -> list[int]:
    if data[:4] != b"ttcf":
        return [0]
    (count,) = unpack_from(">I", data, 8)
    return list(unpack_from(f">{min(count, 64)}I", data, 12))


_RECORD = Struct(">4s4xII")


def _tables(data: bytes, offset: int) -> dict[bytes, int]:
    (count,) = unpack_from(">H", data, offset + 4)
    records = (_RECORD.unpack_from(data, offset + 12 + 16 * n) for n in range(count))
    return {tag: begin for tag, begin, _ in records}


def _style(data: bytes, tables: dict[bytes, int]) -> tuple[int, int, int]:
    at = tables.get(b"OS/2")
    if at is None:
        return _REGULAR, _REGULAR_WIDTH, 0
    weight, width = unpack_from(">HH", data, at + 4)
    (flags,) = unpack_from(">H", data, at + 62)
    return weight, width, flags


def _strike(data: bytes, tables: dict[bytes, int]) -> int | None:
    """Tell the largest size in which glyphs are pictures in colours; None where they are not."""
    if (at := tables.get(b"CBLC")) is not None:
        (count,) = unpack_from(">I", data, at + 4)
        sizes = [data[at + 8 + 48 * n + 44] for n in range(min(count, 64))]
    elif (at := tables.get(b"sbix")) is not None:
        (count,) = unpack_from(">I", data, at + 4)
        begins = unpack_from(f">{min(count, 64)}I", data, at + 8)
        sizes = [unpack_from(">H", data, at + begin)[0] for begin in begins]
    else:
        return None
    return max(sizes, default=None)


def _layers(data: bytes, tables: dict[bytes, int]) -> int | None:
    """Tell the version of the table by which glyphs have layers in colours; None without one."""
    at = tables.get(b"COLR")
    return None if at is None else unpack_from(">H", data, at)[0]


def _family(data: bytes, tables: dict[bytes, int]) -> str:
    at = tables[b"name"]
    count, strings = unpack_from(">HH", data, at + 2)
    found: dict[tuple[bool, bool], str] = {}
    for n in range(count):
        platform, _, lang, name, size, begin = unpack_from(">6H", data, at + 6 + 12 * n)
        if name in (_FAMILY, _TYPOGRAPHIC_FAMILY) and platform in (0, 3):
            text = data[at + strings + begin :][:size].decode("utf-16-be", "replace")
            found.setdefault((name == _TYPOGRAPHIC_FAMILY, lang in (0, 0x409)), text)
    return found[max(found)] if found else ""


def _covered(data: bytes, offset: int) -> Iterator[tuple[int, int]]:
    """Give the ranges of characters that the table cmap maps to glyphs (formats 4 and 12)."""
    at = _tables(data, offset)[b"cmap"]
    (count,) = unpack_from(">H", data, at + 2)
    subtables = {
        unpack_from(">HHI", data, at + 4 + 8 * n)[2]
        for n in range(count)
        if unpack_from(">H", data, at + 4 + 8 * n)[0] in (0, 3)
    }
    by_format = {unpack_from(">H", data, at + begin)[0]: at + begin for begin in subtables}
    if 12 in by_format:
        (groups,) = unpack_from(">I", data, by_format[12] + 12)
        for n in range(groups):
            first, last, glyph = unpack_from(">III", data, by_format[12] + 16 + 12 * n)
            if glyph or last > first:
                yield first, last
    elif 4 in by_format:
        yield from _of_format_4(data, by_format[4])


def _of_format_4(data: bytes, at: int) -> Iterator[tuple[int, int]]:
    (twice,) = unpack_from(">H", data, at + 6)
    count = twice // 2
    ends = unpack_from(f">{count}H", data, at + 14)
    starts = unpack_from(f">{count}H", data, at + 16 + twice)
    for first, last in zip(starts, ends, strict=True):
        if first <= last and first != 0xFFFF:
            yield first, last
