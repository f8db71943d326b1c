"""The spoken form: what is said for what is shown.

But for the marks in it, it is never longer than the text, so a sentence within a service's limit
stays within it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec
import regex

from captioner.markup import Markup, Pause, parts

#: What ends an address: blanks, quotes, dashes, and the scripts that follow one without a blank.
_NEVER_IN_PATH = r"\s<>\"“”«»–—…\u2e80-\u9fff\uac00-\ud7a3\uf900-\ufaff\uff00-\uffef"
_NEVER_IN_HOST = rf"{_NEVER_IN_PATH}/?\#'"
#: The marks of the sentence around an address, where they stand at its end.
_NEVER_LAST = r".,;:!?)\]}'’"
_ADDRESS = re.compile(
    rf"""(?P<scheme>(?i:(?:https?|ftp)://(?:www\.)?|\bwww\.))
        (?P<host>[^{_NEVER_IN_HOST}]*[^{_NEVER_IN_HOST}{_NEVER_LAST}])
        (?P<rest>[/?\#][^{_NEVER_IN_PATH}]*[^{_NEVER_IN_PATH}{_NEVER_LAST}]|/)?""",
    # Only the scheme is written in either case: the ranges would take 9 ms more to compile.
    re.VERBOSE,
)

#: Every character that is not seen is mute, but for white space; joiners and non-joiners of no
#: width shape letters and emoji.
_UNSEEN = regex.compile(r"(?![\s\x1c-\x1f\u200c\u200d])[\p{Cc}\p{Cf}\p{Cs}]")

#: Letters, digits, currency signs, signs with a name, and pictographs (emoji).
_SPEAKABLE = regex.compile(r"[\p{L}\p{N}\p{Sc}%&@]|(?=\p{S})\p{Extended_Pictographic}")


def is_speakable(text: str) -> bool:
    """Tell whether a voice has anything to say here: a letter, digit, currency sign or emoji."""
    return text[:1].isalpha() or _SPEAKABLE.search(text) is not None


def say(text: str) -> tuple[str, list[tuple[int, str]]]:
    """Give the spoken form of a text, and what of its addresses is left unsaid.

    The second value lists (offset in `text`, piece): of `https://example.org/a?b` only
    `example.org` is said. Controls, lone surrogates and invisible characters are dropped, white
    space becomes single blanks.
    """
    machinery: list[tuple[int, str]] = []

    def host(match: re.Match[str]) -> str:
        unsaid = (part for part in ("scheme", "rest") if match[part])
        machinery.extend((match.start(part), match[part]) for part in unsaid)
        return match["host"]

    # Nearly all sentences of a book are neither looked through for addresses nor altered.
    said = _ADDRESS.sub(host, text) if "://" in text or "www." in text.lower() else text
    said = said if said.isprintable() else _UNSEEN.sub("", said)
    return " ".join(said.split()), machinery


def addresses(text: str) -> Iterator[tuple[int, int, int, int]]:
    """Find the addresses in a text: where each begins and ends, and where its host does."""
    for match in _ADDRESS.finditer(text):
        yield (*match.span(), *match.span("host"))


class Aloud(msgspec.Struct, frozen=True):
    """What is heard of a spoken form: its text and phonemes without marks, and how long its pause
    marks rest before, between and after them, in milliseconds.
    """

    text: str
    before_ms: int = 0
    between_ms: int = 0
    after_ms: int = 0


def aloud(spoken: str, markup: Markup) -> Aloud:
    """Tell what is heard of a spoken form."""
    if not markup:
        return Aloud(spoken)
    said: list[str] = []
    # Pauses since something was last said, and before that.
    before = between = now = 0
    begun = False
    for part in parts(spoken, markup):
        if isinstance(part, Pause):
            now += part.ms
            continue
        said.append(part.text)
        if part.phonemes or is_speakable(part.text):
            before, between = (before, between + now) if begun else (now, 0)
            begun, now = True, 0
    return Aloud("".join(said), before, between, now)
