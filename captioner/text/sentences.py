"""A paragraph becomes sentences, losing nothing.

sentencex proposes where sentences end; the layer here decides, and makes the pieces tile the
paragraph: joined, they are its text. Proposals alone are not enough (measured on 4,050 boundaries
of prose): grammars for sentences keep a quotation in one piece, which for speech and captions is
wrong in nearly half of all dialogue; offsets are right where joined strings are not; and every
splitter has abbreviations it does not know and words it takes for abbreviations.

So: quotation marks are masked one for one before asking, so that dialogue is split; each boundary
moves behind the closing marks and blanks that belong to the sentence before it; boundaries that
cannot be are rejected, and a few that were missed are added.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise

import msgspec
import regex
import sentencex

from captioner.document import primary_language
from captioner.text.long import split_long
from captioner.text.spoken import is_speakable

_QUOTES = '"“”„‟«»‹›「」『』＂'
_QUOTE = re.compile(f"[{_QUOTES}]")

_WIDE_TERMINAL = "。！？｡．"
_WIDE_OPENING = "“„«「『＂"
#: An apostrophe that stands for what is left out: '90s, rock 'n' roll. Not to be taken for a quote.
_ELISION = regex.compile(r"(?<![\p{L}\p{N}])'(?=\d\ds?\b|n'|tis\b|twas\b|em\b)|(?<= 'n)'")
_CLOSING = _QUOTES + "’'）)]}】〉》›"
#: What may stand before the first word of a sentence.
_OPENING = _QUOTES + "‘’'([{（【《〈"

_SURROGATE = re.compile("[\ud800-\udfff]")
#: French sets a blank before its closing mark: "Oui. » Il…"
_SPACED_CLOSING = regex.compile(r"[\s\u202f]+[»›](?=\s|$)")

#: Abbreviations that stand before a name or a number and so never end a sentence.
_NEVER = {
    "de": "Abb Abs Art Bd Bde Dipl Dr Fr Frl Hr Ing Jh Kap Nr Prof St Tab Verf Ziff bspw bzw ca "
    "evtl geb ggf inkl max min sog vgl",
    "en": "Adm Brig Capt Cdr Ch Col Cpl Det Dr Eq Fig Figs Gen Gov Hon Insp Lt Maj Messrs Mlle Mme "
    "Mr Mrs Ms Mt Mx No Nos Pres Prof Pt Rep Rev Sen Sgt St Sr Supt Vol Vols approx c ca cf "
    "ed eds est esp para paras pp p vs viz vol vols ch chap fig figs sec",
    "el": "δηλ κ κα σελ αρ βλ",
    "es": "Dr Dra Sr Sra Srta Ud Uds núm pág págs art cap fig vol aprox",
    "fr": "Dr M MM Mlle Mme Mmes Mgr St Ste art chap fig p pp vol env éd",
    "hi": "डॉ श्री प्रो",
    "it": "Dott Dr Ing Prof Sig Sigg art cap fig pag pagg vol",
    "nl": "Dhr Dr Drs Ir Mevr Mr Prof bijv blz ca fig nr vgl",
    "pl": "dr hab inż mgr np nr prof ul ok św tzw",
    "pt": "Dr Dra Prof Profa Sr Sra Srta art cap fig pág vol",
    "th": "ศ",
    "ru": "акад ан г гг гр др им инж обл пл проф рис см стр табл ул",
}
_NEVER_ENDS = {lang: frozenset(words.split()) for lang, words in _NEVER.items()}

#: Ends that need no proposal: wide marks, a reply after a closed quotation, a sentence in brackets,
#: an ellipsis before a capital, a number with its unit. The marks before `\K` make them quick to
#: find: what is before a blank is looked at only behind one of them.
_ALWAYS_ENDS = regex.compile(
    r"""(?<![。！？｡])[。！？｡]++[”"’」』）]*+\s*+(?=[^、，；：…])
    |[.…)"”’]\K(?:
        (?<=”)\s++(?=“)
        |(?<=\p{L}{4}[.!?]["”’]?\))\s++(?=["“‘(]?\p{Lu})
        |(?<=…["”’]?)\s++(?=["“‘]?\p{Lu})
        |(?<=\d[\s\u00a0]?(?:\p{Ll}{1,2}|\p{Ll}{1,3}/\p{Ll}{1,3})[²³]?\.)\s++(?=\p{Lu}\p{Ll})
    )""",
    regex.VERBOSE,
)
#: Words that a splitter may take for an abbreviation although they ended a sentence.
_ALWAYS_ENDING_WORDS = {
    "en": regex.compile(
        r"""[."”’]\K(?<=\b(?:me|[Nn]o|may|ill|sun|wed|sat|so)\.["”’]?)\s++(?!\p{Lu}{2,}\b)"""
        r"""(?=["“‘]?\p{Lu})"""
    )
}
_BARE_NUMBER = regex.compile(r"(?:^|[.!?]\s)\s*\d{1,3}\.$")
#: Languages that write an ordinal as a number with a full stop: "im 21. Jahrhundert".
_ORDINAL = regex.compile(r"(?<![\p{N}.,:])\d{1,2}\.$")
_ORDINAL_LANGUAGES = {"cs", "da", "de", "et", "fi", "hr", "hu", "nb", "nn", "no", "sk", "sl"}
#: As much text around a boundary as any rule looks at; whole slices would take quadratic time.
_CONTEXT = 64
#: A splitter takes quadratic time for some texts, such as many brackets that never close.
_LONGEST_ASKED = 20_000
_TERMINAL = (".", "!", "?", "…", "。", "！", "？")
_INITIAL = regex.compile(r"(?:^|[\s.(“\"„«-])\p{Lu}\.$")
_LONGEST_INITIAL = 3
#: Looked for from the end.
_LAST_WORD = regex.compile(r"(?r)[\p{L}\p{M}\p{N}]+(?=\.$)")


class Slice(msgspec.Struct, frozen=True):
    """A slice of a paragraph; `continues` marks a later part of one long sentence."""

    text: str
    continues: bool = False


def split(text: str, lang: str, max_length: int) -> Iterator[Slice]:
    """Split a paragraph into sentences of at most `max_length` code points.

    The texts of the pieces join to `text`; each has something to say if `text` has. Works in time
    linear in the length.
    """
    edges = pairwise([0, *sorted(_boundaries(text, lang)), len(text)])
    for sentence in _with_words(text[start:end] for start, end in edges):
        if len(sentence) <= max_length:
            yield Slice(sentence)
            continue
        parts = _with_words(split_long(sentence, max_length), max_length)
        for number, part in enumerate(parts):
            yield Slice(part, continues=number > 0)


def is_abbreviation(word: str) -> bool:
    """Tell whether a word with a full stop, however it is capitalized, ends no sentence in some
    language: an initial, or one that wants a name after it.
    """
    forms = {word, word.lower(), word.capitalize()}
    return any(_is_abbreviation(form, lang) for lang in _NEVER_ENDS for form in forms)


def shorten(piece: Slice, start: int, length: Callable[[int, int], int], limit: int) -> list[Slice]:
    """Halve a slice that begins at `start` until `length` of each stretch keeps to a limit.

    What cannot be cut any more stays as it is.
    """
    if length(start, start + len(piece.text)) <= limit:
        return [piece]
    parts = [*_with_words(split_long(piece.text, max(1, -(-len(piece.text) // 2))))]
    if len(parts) == 1:
        return [piece]
    found: list[Slice] = []
    for number, part in enumerate(parts):
        found += shorten(Slice(part, piece.continues or number > 0), start, length, limit)
        start += len(part)
    return found


def _boundaries(text: str, lang: str) -> set[int]:
    """Tell at which offsets a new sentence begins, 0 not among them."""
    language = primary_language(lang)
    masked = _ELISION.sub("’", _SURROGATE.sub("\ufffd", _QUOTE.sub(" ", text)))
    boundaries = {
        boundary
        for proposed in _proposals(language, masked)
        if 0 < (boundary := _behind_closing_marks(text, masked, proposed)) < len(text)
        and not _is_rejected(text, boundary, language)
    }
    always = [_ALWAYS_ENDS, _ALWAYS_ENDING_WORDS.get(language)]
    found = {match.end() for pattern in always if pattern for match in pattern.finditer(text)}
    return boundaries | {end for end in found if end < len(text)}


def _proposals(language: str, masked: str) -> Iterator[int]:
    """Ask for boundaries, in stretches: of one paragraph as long as a book it would take hours."""
    start = 0
    while start < len(masked):
        end = len(masked)
        if end - start > _LONGEST_ASKED:
            end = _end_of_stretch(masked, start)
        for proposed in _proposed(language, masked[start:end]):
            if start + proposed < end or end == len(masked) or _ends_stretch(masked, end):
                yield start + proposed
        start = end


def _end_of_stretch(masked: str, start: int) -> int:
    """Find the end of a stretch: behind what looks like a sentence, or else a word."""
    last = start + _LONGEST_ASKED
    blank = max(masked.rfind(mark, start, last) for mark in (". ", "? ", "! "))
    blank = blank + 1 if blank >= 0 else masked.rfind(" ", start + 1, last)
    return blank + 1 if blank >= 0 else last


def _ends_stretch(masked: str, end: int) -> bool:
    return masked[max(0, end - _CONTEXT) : end].rstrip().endswith(_TERMINAL)


def _proposed(language: str, masked: str) -> list[int]:
    try:
        found = sentencex.get_sentence_boundaries(language, masked)
    except BaseException as exc:
        # A panic in its Rust code is no Exception; one unsplit paragraph beats a lost document.
        if type(exc).__name__ != "PanicException":
            raise
        return []
    return [boundary["end_index"] for boundary in found]


def _behind_closing_marks(text: str, masked: str, proposed: int) -> int:
    """Move a boundary to behind the marks and blanks that belong to the sentence it ends."""
    at = proposed
    while at > 0 and masked[at - 1].isspace():
        at -= 1
    wide = text[at - 1 : at] in _WIDE_TERMINAL
    while at < len(text) and text[at] in _CLOSING and not (wide and text[at] in _WIDE_OPENING):
        at += 1
    spaced = _SPACED_CLOSING.match(text, at)
    at = spaced.end() if spaced else at
    while at < len(text) and text[at].isspace():
        at += 1
    return at


def _is_rejected(text: str, boundary: int, language: str) -> bool:
    """Tell whether no sentence can end here."""
    before, after = (
        text[max(0, boundary - _CONTEXT) : boundary],
        text[boundary : boundary + _CONTEXT],
    )
    ended = before.rstrip()
    follows = after.lstrip(_OPENING)[:1]
    core = ended.rstrip(_CLOSING)
    wide = core[-1:] in _WIDE_TERMINAL
    return (
        follows.islower()
        or after[0] in ")]—–,;:"
        or (ended == before and not wide and core[-1:].isascii())
        or _is_numbering(ended, language)
        or (core == ended and _is_abbreviation(core, language))
    )


def _is_numbering(ended: str, language: str) -> bool:
    """Tell whether a text ends in the number of a list's item, or in an ordinal."""
    if not ended[-2:-1].isdigit():
        return False
    if language in _ORDINAL_LANGUAGES and _ORDINAL.search(ended):
        return True
    number = _BARE_NUMBER.search(ended)
    # "See Fig. 3." ends, although its number follows a full stop.
    return number is not None and not _is_abbreviation(ended[: number.start() + 1], language)


def _is_abbreviation(ended: str, language: str) -> bool:
    """Tell whether a text ends in an initial or in an abbreviation that wants a name after it."""
    if not ended.endswith("."):
        return False
    if _INITIAL.search(ended, max(0, len(ended) - _LONGEST_INITIAL)):
        return ended != "I." and not ended.endswith(" I.")
    word = _LAST_WORD.search(ended)
    return word is not None and word[0] in _NEVER_ENDS.get(language, ())


def _with_words(parts: Iterable[str], max_length: int | None = None) -> Iterator[str]:
    """Join parts with nothing to say to a neighbour, where the limit lets them."""
    joined: list[str] = []
    length, speaks = 0, False
    for part in parts:
        says = is_speakable(part)
        fits = max_length is None or length + len(part) <= max_length
        if joined and not (says and speaks) and fits:
            joined.append(part)
            length, speaks = length + len(part), says or speaks
        else:
            if joined:
                yield "".join(joined)
            joined = [part]
            length, speaks = len(part), says
    if joined:
        yield "".join(joined)
