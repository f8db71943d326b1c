"""--cast: which voice speaks for whom.

    default = "en"                                  # a speaker: whoever has no row
    narrator = { speaker = "en-us", speed = 0.95 }  # what nobody else says

    [ANNA]
    speaker = "en-gb-x-rp"
    lang = "en-GB"
    timeScaleFactor = 1.1                           # any parameter that --set takes

A row says in what a voice differs from the one that the other options name. Names are compared
without regard to case and blanks. Nothing but the voice is ever made of a name.
"""

from __future__ import annotations

import tomllib
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec

from captioner.document import Document
from captioner.errors import OptionError
from captioner.protocol import parse_settings, speed_alpha
from captioner.protocol.parameters import as_text

#: The rows of those who have none, and of what no speaker says.
DEFAULT, NARRATOR = "default", "narrator"
_LARGEST_FILE = 1 << 20
#: What a row may set by the name of its option.
_NAMES = {"speaker": "speaker", "model": "modelId", "lang": "lang", "rate": "samplingRate"}
#: So many speakers without a row are named.
_NAMED = 8


class Row(msgspec.Struct, frozen=True):
    """How a voice differs from the usual one: fields of a Voice, and how fast it is to speak."""

    fields: Mapping[str, Any] = msgspec.field(default_factory=dict)
    speed: float | None = None

    def over(self, asked: Mapping[str, Any], usual_model: str) -> dict[str, Any]:
        """Give what is asked of the voice, with what was asked of the usual one."""
        found = {**asked, **self.fields}
        model, speed = found.get("model", usual_model), self.speed
        if speed is None and "speed_alpha" in asked and "speed_alpha" not in self.fields:
            # In some models an alpha above 1 is slower: as fast is not as large.
            speed = speed_alpha(asked.get("model", usual_model), asked["speed_alpha"])
        if speed is not None:
            found["speed_alpha"] = speed_alpha(model, speed)
        return found


#: A row that says nothing.
NO_ROW = Row()


class Rows(msgspec.Struct, frozen=True):
    """The rows of a cast, by folded names; none, if nobody was cast."""

    rows: Mapping[str, Row] = msgspec.field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.rows)

    def of(self, speaker: str) -> Row:
        """Give the row of a speaker, by an empty name that of the narrator."""
        own = self.rows.get(folded(speaker) if speaker else NARRATOR)
        return own or self.rows.get(DEFAULT, NO_ROW)

    def lang_of(self, speaker: str) -> str | None:
        """Tell the language of a speaker, if the cast does."""
        lang: str | None = self.of(speaker).fields.get("lang")
        return lang

    def without(self, document: Document) -> tuple[str, ...]:
        """Name the speakers of a document who have no row, in the order in which they speak."""
        if not self:
            return ()
        return tuple(name for name in document.speakers if folded(name) not in self.rows)


def told_without(names: tuple[str, ...]) -> Iterator[str]:
    """Say for people who has no row."""
    if names:
        named = ", ".join(map(shown, names[:_NAMED]))
        more = f" and {len(names) - _NAMED:,} more" if len(names) > _NAMED else ""
        have = "has no row and is" if len(names) == 1 else "have no row and are"
        yield f"--cast: {named}{more} {have} spoken by the default voice"


def cast_of(given: Iterable[str]) -> Rows:
    """Read what was given: files, and NAME=SPEAKER, which goes over the row of a file.

    Raises OptionError for what is neither, and for a name that is cast twice.
    """
    files = [one for one in given if one.lower().endswith(".toml") or "=" not in one]
    names = [one for one in given if one not in files]
    rows: dict[str, Row] = {}
    for file in files:
        for name, row in _rows_in(file).items():
            if name in rows:
                raise OptionError(f"--cast {file}: {shown(name)} has a row in another file too")
            rows[name] = row
    cast: set[str] = set()
    for one in names:
        name, _, speaker = one.partition("=")
        key, where = folded(name), f"--cast {shown(one)}"
        if not key or not speaker.strip():
            raise OptionError(f"{where}: it must look like ANNA=luna, or name a file.toml")
        if key in cast:
            raise OptionError(f"{where}: {shown(name)} is cast twice")
        cast.add(key)
        before = rows.get(key, NO_ROW)
        rows[key] = Row({**before.fields, **_fields({"speaker": speaker}, where)}, before.speed)
    return Rows(rows)


@contextmanager
def casting(name: str) -> Iterator[None]:
    """Name the speaker in what is wrong with a voice."""
    try:
        yield
    except OptionError as exc:
        raise OptionError(f"--cast {shown(name)}: {exc}") from exc


def folded(name: str) -> str:
    """Reduce a name to what two ways to write it have in common."""
    return " ".join(unicodedata.normalize("NFKC", name).split()).casefold()


def _rows_in(file: str) -> dict[str, Row]:
    where = f"--cast {shown(file)}"
    try:
        path = Path(file)
        if path.stat().st_size > _LARGEST_FILE:
            raise OptionError(
                f"{where}: it has more than {_LARGEST_FILE >> 20} MB, which is no cast"
            )
        found = tomllib.loads(path.read_text("utf-8-sig"))
    except (OSError, ValueError) as exc:
        reason = (exc.strerror or exc) if isinstance(exc, OSError) else exc
        raise OptionError(f"{where}: it cannot be read ({reason})") from exc
    rows: dict[str, Row] = {}
    for name, row in found.items():
        key, at = folded(name), f"{where}: {shown(name)}"
        if not key or key in rows:
            raise OptionError(f"{at}: {'it has two rows' if key else 'it is no name'}")
        settings = {"speaker": row} if isinstance(row, str) else row
        if not isinstance(settings, dict):
            raise OptionError(f'{at}: a row must look like "luna", or {{ speaker = "luna" }}')
        speed = settings.pop("speed", None)
        rows[key] = Row(_fields(settings, at), None if speed is None else _speed(speed, at))
    return rows


def _fields(row: Mapping[str, Any], where: str) -> dict[str, Any]:
    """Read the settings of a row. Raises OptionError for one that there is not."""
    settings = []
    for name, value in row.items():
        text = as_text(tuple(value) if isinstance(value, list) else value).strip()
        if not (name + text).isprintable():
            raise OptionError(f"{where}: {shown(name)} holds a character that no setting has")
        settings.append(f"{_NAMES.get(name, name)}={text}")
    try:
        return parse_settings(settings)
    except OptionError as exc:
        raise OptionError(f"{where}: {str(exc).removeprefix('--set ')}") from exc


def _speed(value: object, where: str) -> float:
    if not isinstance(value, int | float) or isinstance(value, bool) or not 0.1 <= value <= 10:
        raise OptionError(f"{where}: speed must be a number from 0.1 to 10")
    return float(value)


def shown(name: str) -> str:
    """Give a name without what a terminal would obey."""
    return "".join(char if char.isprintable() else "\ufffd" for char in name)
