"""How words are to be said that a voice says wrongly: a lexicon of respellings and of sounds.

What is shown never changes, only what is said. A word counts where it stands as a whole, with
whatever follows its apostrophe; case does not matter, unless an entry says so or two differ in
nothing else. Of phrases that overlap the one that begins first counts, of those the longest. A text
is looked through once, whatever the size of the lexicon. Pure; `lexicon_files` reads the files.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Any

import msgspec
import regex

from captioner.document import primary_language

#: Longer words are none, and what is said for one must leave room in a sentence.
LONGEST_WORD, LONGEST_SAID = 200, 200

_UNSPACED = r"\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}"
#: A character of a script without blanks; a run of letters and digits; blanks; any other mark. They
#: tile a text. A small "s" behind capitals, as in "GIFs", is apart: it makes a plural.
_TOKEN = regex.compile(
    rf"""[{_UNSPACED}][\p{{M}}\p{{Cf}}]*+
        |[\p{{Lu}}\p{{N}}\p{{Cf}}]*\p{{Lu}}{{2}}(?=s(?![\p{{L}}\p{{M}}\p{{N}}_\p{{Cf}}]))
        |(?:(?![{_UNSPACED}])[\p{{L}}\p{{M}}\p{{N}}_\p{{Cf}}])++
        |\s++|.""",
    regex.VERBOSE | regex.DOTALL,
)
_ASCII_TOKEN = re.compile(r"[A-Z0-9]*[A-Z]{2}(?=s(?![A-Za-z0-9_]))|[A-Za-z0-9_]+|\s+|.", re.DOTALL)
_APOSTROPHES = "'’ʼ＇"
_HYPHENS = "-‐‑"
#: A word such as CO₂ is the one that is written CO2 where nothing can be lowered.
_LOWERED = {ord(lowered): str(figure) for figure, lowered in enumerate("₀₁₂₃₄₅₆₇₈₉")}
_MUTE = regex.compile(r"\p{Cf}+")
#: The name of what ends at a node, among the tokens by which it goes on.
_END = ""
#: The end of a sound of Rime's alphabet, by which a plural is said.
_HISSING, _VOICELESS = tuple("szSZCJ"), tuple("ptkfT")


class Entry(msgspec.Struct, frozen=True):
    """What is said for a word or a phrase: `say`, or `phonemes` in Rime's alphabet where the voice
    takes them.

    `case` makes the case of its letters count. `lang`, a BCP 47 tag, is the language it is for, of
    any region if it names none. `origin` tells where it stands, for people.
    """

    word: str
    say: str = ""
    phonemes: str = ""
    case: bool = False
    lang: str = ""
    origin: str = ""

    def is_for(self, lang: str) -> bool:
        """Tell whether it is for a language."""
        if "-" not in self.lang or "-" not in lang:
            return not self.lang or primary_language(self.lang) == primary_language(lang)
        return f"{lang.lower()}-".startswith(f"{self.lang.lower()}-")


class Respelled(msgspec.Struct, frozen=True):
    """A slice [start, end) of a text, and what is said for it: as `entry` has it, or as anybody
    says what is written so.
    """

    start: int
    end: int
    said: str
    entry: Entry | None = None


@dataclass(frozen=True)
class Lexicon:
    """Entries; of two for the same word the later one counts."""

    entries: tuple[Entry, ...] = ()
    _roots: dict[str, Any] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        roots: dict[str, Any] = {}
        for entry in self.entries:
            node = roots
            for token in _tokens(" ".join(entry.word.split())):
                node = node.setdefault(_folded(token), {})
            node.setdefault(_END, []).append(entry)
        object.__setattr__(self, "_roots", roots)

    def __bool__(self) -> bool:
        return bool(self.entries)

    def __add__(self, other: Lexicon) -> Lexicon:
        return Lexicon((*self.entries, *other.entries)) if other.entries else self

    def find(self, text: str, lang: str, *, phonemes: bool = False) -> Iterator[Respelled]:
        """Find what is said otherwise in a text, in order and apart.

        NUL characters are no text. Without `phonemes` the voice takes none: entries that have
        nothing else find nothing but themselves, with an empty `said`.
        """
        if not self.entries:
            return
        tokens = _tokens(text)
        folded = [_folded(token) for token in tokens]
        if self._roots.keys().isdisjoint(folded):
            return
        edges = [0, *accumulate(map(len, tokens))]
        at = 0
        while at < len(tokens):
            found = self._longest(text, folded, edges, at, lang)
            if found is None:
                at += 1
                continue
            entry, last = found
            start, end = edges[at], edges[last]
            at = last
            if phonemes and entry.phonemes:
                sounds, more = _inflected(entry.phonemes, text, end)
                yield Respelled(start, end + more, f"{{{sounds}}}", entry)
            else:
                yield Respelled(start, end, entry.say, entry)

    def _longest(
        self, text: str, folded: Sequence[str], edges: Sequence[int], at: int, lang: str
    ) -> tuple[Entry, int] | None:
        """Find the longest entry that begins with a token, and the token that follows it."""
        node = self._roots.get(folded[at])
        if node is None or _is_ending(text, edges[at], edges[at + 1]):
            return None
        found: tuple[Entry, int] | None = None
        after = at + 1
        while node is not None:
            if (entries := node.get(_END)) and not _is_cut(text, edges[after]):
                chosen = _chosen(entries, text[edges[at] : edges[after]], lang)
                found = (chosen, after) if chosen is not None else found
            node = node.get(folded[after]) if after < len(folded) else None
            after += 1
        return found


#: Everything is said as it is written.
NO_LEXICON = Lexicon()


def _tokens(text: str) -> list[str]:
    pattern = _ASCII_TOKEN if text.isascii() else _TOKEN
    return pattern.findall(text)


def _folded(token: str) -> str:
    """Reduce a token to what two ways to write it have in common."""
    if token.isascii():
        return " " if token.isspace() else token.lower()
    if token.isspace():
        return " "
    if token in _APOSTROPHES:
        return "'"
    if token in _HYPHENS:
        return "-"
    return unicodedata.normalize("NFC", _MUTE.sub("", token)).translate(_LOWERED).casefold()


def _plain(text: str) -> str:
    """Write a text in the one way in which case is compared."""
    text = unicodedata.normalize("NFC", _MUTE.sub("", text))
    return " ".join(text.translate(_LOWERED).translate(_PLAINLY).split())


_PLAINLY = str.maketrans(dict.fromkeys(_APOSTROPHES, "'") | dict.fromkeys(_HYPHENS, "-"))


def _chosen(entries: Sequence[Entry], surface: str, lang: str) -> Entry | None:
    """Choose among entries that are written alike but for case: the one in the very case, then the
    one for the very language, then the last.
    """
    plain = _plain(surface)
    spellings = {_plain(entry.word) for entry in entries if entry.is_for(lang)}
    best: tuple[tuple[bool, int], Entry] | None = None
    for entry in entries:
        exact = _plain(entry.word) == plain
        if not entry.is_for(lang) or (entry.case and not exact):
            continue
        if not exact and plain in spellings:
            continue
        rank = (exact, len(entry.lang))
        if best is None or rank >= best[0]:
            best = rank, entry
    return best[1] if best is not None else None


def _is_ending(text: str, start: int, end: int) -> bool:
    """Tell whether a word is but the ending of another: "t" in "don't"."""
    return (
        end - start <= 2
        and start > 1
        and text[start - 1] in _APOSTROPHES
        and text[start - 2].isalnum()
        and text[start].isalpha()
    )


def _is_cut(text: str, end: int) -> bool:
    """Tell whether a word goes on: "don" in "don't"."""
    after = text[end : end + 3]
    return after[:1] in tuple(_APOSTROPHES) and after[1:2] in ("t", "T") and not after[2:].isalnum()


def _inflected(phonemes: str, text: str, end: int) -> tuple[str, int]:
    """Add to the sounds of a word those of its plural or possessive, and tell how long that is."""
    after = regex.match(rf"[{_APOSTROPHES}]?s(?![\p{{L}}\p{{M}}\p{{N}}_])", text, pos=end)
    if after is None or not phonemes:
        return phonemes, 0
    last = phonemes.rstrip()[-1:]
    ending = "xz" if last in _HISSING else "s" if last in _VOICELESS else "z"
    return phonemes + ending, len(after[0])
