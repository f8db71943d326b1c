"""What eSpeak NG is given to read: text with its commands, and where each character came from."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence

import msgspec

from captioner.server.order import Said, Silence
from captioner.server.phonetic import espeak_phonemes

_LETTER_BLANK_LETTER = re.compile(r"(?<=[^\W\d_]) (?=[^\W\d_])")


class Script(msgspec.Struct, frozen=True):
    """`source` for the library, `shown` as words are named; `origins` has an offset in `shown`
    for each character of `source`.
    """

    source: str
    shown: str
    origins: Sequence[int]
    has_phonemes: bool

    def offset(self, at: int) -> int:
        """Give the offset in `shown` for one in `source`."""
        return self.origins[max(0, min(at, len(self.origins) - 1))]


def stretches(parts: Sequence[Said | Silence]) -> Iterator[list[Said] | Silence]:
    """Cut at each silence: what is between is spoken on its own, so that a silence is exact."""
    stretch: list[Said] = []
    for part in parts:
        if isinstance(part, Said):
            stretch.append(part)
            continue
        if stretch:
            yield stretch
        stretch = []
        yield part
    if stretch:
        yield stretch


def write_script(stretch: Sequence[Said], words_per_minute: Callable[[float], int]) -> Script:
    """Write what the library reads for a stretch.

    A speed of its own is a command around it: U+0001, the rate, S. Phonemes stand in double
    brackets, which the text must then not have itself.
    """
    match stretch:
        case [Said(text=text, phonemes=False, speed=1.0)]:
            # Nearly always; and then every character stands where it stood.
            shown = _without_controls(text)
            plain = _LETTER_BLANK_LETTER.sub("\u00a0", shown)
            return Script(plain, shown, range(len(shown) + 1), has_phonemes=False)
    has_phonemes = any(part.phonemes for part in stretch)
    source: list[str] = []
    origins: list[int] = []
    shown = ""

    def add(text: str, offsets: Sequence[int]) -> None:
        source.append(text)
        origins.extend(offsets)

    for part in stretch:
        begin = len(shown)
        shown += f"{{{part.text}}}" if part.phonemes else _without_controls(part.text)
        command = _rate(words_per_minute(part.speed)) if part.speed != 1 else ""
        add(command, [begin] * len(command))
        if part.phonemes:
            sounds = espeak_phonemes(part.text)
            # Right behind an opening mark, as in "([[", the library skips what is in the brackets.
            blank = " " if begin and not shown[begin - 1].isspace() else ""
            bracketed = f"{blank}[[{sounds}]]" if sounds else ""
            add(bracketed, [begin] * len(bracketed))
        else:
            text = shown[begin:].replace("[[", "[ ") if has_phonemes else shown[begin:]
            add(text, range(begin, len(shown)))
        if command:
            back = _rate(words_per_minute(1.0))
            add(back, [len(shown)] * len(back))
    joined = _LETTER_BLANK_LETTER.sub("\u00a0", "".join(source))
    return Script(joined, shown, (*origins, len(shown)), has_phonemes)


def _rate(words_per_minute: int) -> str:
    return f"\u0001{words_per_minute}S"


def _without_controls(text: str) -> str:
    """Replace controls one for one, so that the library's positions hold."""
    if text.isprintable():
        return text
    return "".join(" " if unicodedata.category(c) in ("Cc", "Cs") else c for c in text)
