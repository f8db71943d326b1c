"""Files of pronunciations: our own, in TOML, and the W3C's Pronunciation Lexicon (PLS).

In TOML a word, or a phrase in quotes, has what is said for it, or a table, or a list of tables:

    Worcester = "wooster"
    "Ouse Bridge" = "ooze bridge"
    tomato = { rime = "t0xm1ato", say = "tuh mah toh", lang = "en-GB" }
    Polish = { ipa = "ˈpoʊlɪʃ", case = true }
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Iterator
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from captioner.errors import OptionError
from captioner.text.lexicon import LONGEST_SAID, LONGEST_WORD, NO_LEXICON, Entry, Lexicon
from captioner.text.sounds import check_rime, rime_of_ipa
from captioner.text.spoken import is_speakable

#: A lexicon is written by people. What is larger is something else.
_MAX_BYTES = 16 * 2**20

_KEYS = ("say", "ipa", "rime", "case", "lang")
_TAG = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")


def load_lexicons(files: Iterable[Path]) -> Lexicon:
    """Read files of pronunciations; of two entries for a word the one in the later file counts.

    Raises OptionError, which names the file, and the line and the entry where that is known.
    """
    lexicon = NO_LEXICON
    for file in files:
        lexicon += load_lexicon(file)
    return lexicon


def load_lexicon(file: Path) -> Lexicon:
    """Read a file of pronunciations: PLS if its name ends in `.pls`, else TOML."""
    try:
        if file.stat().st_size > _MAX_BYTES:
            raise OptionError(f"{file}: it is too large for a lexicon")
        data = file.read_bytes()
    except OSError as exc:
        raise OptionError(f"{file}: it cannot be read ({exc.strerror or exc})") from exc
    if file.suffix.lower() == ".pls":
        from captioner.text.pls import read_pls

        try:
            return read_pls(data, str(file))
        except ValueError as exc:
            raise OptionError(f"{file}: {exc}") from exc
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as exc:
        raise OptionError(f"{file}: it is not UTF-8; save it as UTF-8") from exc
    return read_toml(text, str(file))


def read_toml(text: str, name: str) -> Lexicon:
    """Read a lexicon in TOML that is called by a name.

    Raises OptionError, which names the line and the entry.
    """
    try:
        said = tomllib.loads(text)
    except tomllib.TOMLDecodeError as exc:
        raise OptionError(f"{name}: it is no TOML ({exc})") from exc
    except RecursionError as exc:
        raise OptionError(f"{name}: it is nested too deeply for a lexicon") from exc
    lines = _lines(text, said)
    entries: list[Entry] = []
    for word, value in said.items():
        origin = f"{name}:{lines[word]}" if word in lines else name
        try:
            entries += _entries(word, value, origin)
        except ValueError as exc:
            raise OptionError(f"{origin}: {word!r}: {exc}") from exc
    return Lexicon(tuple(entries))


def _entries(word: str, value: object, origin: str) -> Iterator[Entry]:
    """Read what is said for a word. Raises ValueError, a sentence."""
    if not 0 < len(" ".join(word.split())) <= LONGEST_WORD:
        raise ValueError(f"a word or phrase has from 1 to {LONGEST_WORD} characters")
    tables = value if isinstance(value, list) else [value]
    if not tables:
        raise ValueError("nothing is said for it; leave it out, or say = the words for it")
    for table in tables:
        if isinstance(table, str):
            yield Entry(word, say=_say(table), origin=origin)
        elif isinstance(table, dict):
            yield _entry(word, table, origin)
        else:
            raise ValueError(  # noqa: TRY004 - a user's mistake, told with its line
                'what is said for it stands in quotes, or in a table such as {say = ""}'
            )


def _entry(word: str, table: dict[str, Any], origin: str) -> Entry:
    for key in table:
        if key not in _KEYS:
            near = get_close_matches(key, _KEYS, 1)
            hint = f"did you mean {near[0]}?" if near else f"it may have {', '.join(_KEYS)}"
            raise ValueError(
                f"nothing is called {key!r}; {hint} (a word with a full stop in it needs quotes)"
            )
    if not {"say", "ipa", "rime"} & table.keys():
        raise ValueError("it has neither say, ipa nor rime, so nothing is said for it")
    if {"ipa", "rime"} <= table.keys():
        raise ValueError("ipa and rime both say its sounds; leave one of them out")
    case = table.get("case", False)
    if not isinstance(case, bool):
        raise ValueError(f"case = {case!r}: it is true or false")  # noqa: TRY004 - as above
    return Entry(
        word,
        say=_checked(table, "say", _say),
        phonemes=_checked(table, "ipa", rime_of_ipa) or _checked(table, "rime", check_rime),
        case=case,
        lang=_checked(table, "lang", _lang),
        origin=origin,
    )


def _checked(table: dict[str, Any], key: str, check: Callable[[str], str]) -> str:
    if key not in table:
        return ""
    value = table[key]
    if not isinstance(value, str):
        raise ValueError(f"{key} = {value!r}: it is a text in quotes")  # noqa: TRY004
    try:
        return check(value)
    except ValueError as exc:
        raise ValueError(f"{key} = {value!r}: {exc}") from exc


def _say(text: str) -> str:
    if not is_speakable(text):
        raise ValueError("nothing in it can be said; a word cannot be silenced")
    said = " ".join(text.split())
    if len(said) > LONGEST_SAID:
        raise ValueError(f"it has {len(said)} characters, and may have {LONGEST_SAID}")
    return said


def _lang(tag: str) -> str:
    if not _TAG.fullmatch(tag):
        raise ValueError("it is no language tag such as en or en-GB")
    return tag


def _lines(text: str, said: Iterable[str]) -> dict[str, int]:
    """Tell in which line each word stands, as far as that can be seen."""
    words = set(said)
    found: dict[str, int] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        begins = re.match(
            r"""\s*\[{0,2}\s*(?:"((?:[^"\\]|\\.)*)"|'([^']*)'|([^\s"'=\].]+))""", line
        )
        word = next(filter(None, begins.groups()), "") if begins else ""
        if word in words:
            found.setdefault(word, number)
    return found
