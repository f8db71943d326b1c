"""Where a phrase ends in text without blanks, and so what a break after each of its words costs.

Japanese, Chinese and Thai are parted by the models of BudouX: Japanese into phrases, a word with
the particles that follow it; Chinese and Thai into words, of which short lists tell those that
cling to the one before or after. The language names the model; text of another script inside it, or
in a language that no model knows, is parted by the model of its script. For Lao, Khmer and Burmese
there is no model: breaks keep to the edges of syllables, as far as the spelling shows them, and
cost little only at blanks and marks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING

import regex

from captioner.captions.closed_class import unspaced
from captioner.document import primary_language

if TYPE_CHECKING:
    from budoux import Parser

_BLANK, _OPENS, _INVITED, _PHRASE, _WORD = 15, 28, 30, 38, 48
_QUOTED, _SYLLABLE, _CLINGS, _SPELLED_ON, _INSIDE = 60, 62, 80, 85, 92
_ONE_RUN = 100

#: What the marks at the end of a word cost: the first that fits.
_CLOSED = r"[\p{Pe}\p{Pf}”’\"']*"
_MARKS = (
    (regex.compile(rf"[。！？!?｡．.።៕။॥]{_CLOSED}$"), 0),
    (regex.compile(rf"[；;：:។]{_CLOSED}$"), 8),
    (regex.compile(rf"[、，,､၊…‥—―─～~៖]{_CLOSED}$"), 12),
    (regex.compile(r"[\p{Pe}\p{Pf}”’]$"), _OPENS),
    (regex.compile(r"[・·]$"), 68),
)
_CLOSING = regex.compile(r"[\p{Pe}\p{Pf}”’]$")
_OPENING = regex.compile(r"[\p{Ps}\p{Pi}]")
_LATIN = regex.compile(r"[\p{Latin}\p{M}\p{Nd}.,%]")
_COUNT = regex.compile(r"\p{N}|[第約约近]")
_THAI = regex.compile(r"\p{Thai}")
_CJK = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}ー々〇]")
_KANA = regex.compile(r"[\p{Hiragana}\p{Katakana}]")
#: A consonant that ends the syllable before it, or may: one with asat; one without any vowel.
_ENDS_SYLLABLE = regex.compile(
    r"[\u1000-\u102a\u103f]\u1037?\u103a|[ກ-ຮໜໝ](?![\p{M}ະາຳ])|[ក-អ](?!\p{M})"
)
#: After these signs a consonant is written under the one before.
_STACKED = regex.compile("[\u1039\u17d2]$")

#: A text is looked at no further than this from a break.
_NEAR = 8


def phrase_costs(words: Sequence[str], lang: str) -> list[int]:
    """Tell for each word of a sentence what a break after it costs, 0 to 100; the last one's is 0.

    `words` stand as in the text, each with the blank that follows it. Marks that no line may begin
    or end with are not seen to here.
    """
    text = "".join(words)
    edges = [*accumulate(map(len, words))]
    ends = _ends(text, lang)
    return [*(_cost(text, at, ends) for at in edges[:-1]), 0]


def _cost(text: str, at: int, ends: dict[int, int]) -> int:
    left, right = text[max(0, at - _NEAR) : at], text[at : at + _NEAR]
    before = left.rstrip()
    marked = next((cost for mark, cost in _MARKS if mark.search(before)), None)
    if before != left:
        return _BLANK if marked is None else min(marked, _BLANK)
    if marked is not None:
        # 「はい」と: what was quoted goes on, if the model says so.
        goes_on = _CLOSING.search(before) and ends and at not in ends
        return max(marked, _QUOTED) if goes_on else marked
    if _OPENING.match(right):
        return _OPENS
    if _LATIN.match(left[-1:]) and _LATIN.match(right):
        return _ONE_RUN
    if _CJK.match(left[-1:]) or _THAI.match(left[-1:]) or _CJK.match(right) or _THAI.match(right):
        counted = _COUNT.match(left[-1:]) and not _KANA.match(right)
        return max(ends.get(at, _INSIDE), _CLINGS if counted else 0)
    return _SPELLED_ON if _ENDS_SYLLABLE.match(right) or _STACKED.search(left) else _SYLLABLE


# ---------------------------------------------------------------- what the models say


@dataclass(frozen=True, slots=True)
class _Habits:
    """How the pieces of a language lean: what a break costs between any two, and the pieces that
    cling to the one after or before, or that a break had best come before.
    """

    between: int
    to_the_next: frozenset[str]
    to_the_last: frozenset[str]
    inviting: frozenset[str]
    endings: tuple[tuple[str, int], ...] = ()

    def cost(self, before: str, after: str) -> int:
        """Tell what a break between two pieces costs."""
        if before in self.to_the_next or after in self.to_the_last:
            return _CLINGS
        if after in self.inviting:
            return _INVITED
        ended = (cost for ending, cost in self.endings if before.endswith(ending))
        return next(ended, self.between)


def _habits(between: int, rows: str, endings: tuple[tuple[str, int], ...] = ()) -> _Habits:
    ahead, behind, inviting = rows.replace("\n    ", " ").strip().splitlines()
    sets = frozenset(ahead.split()), frozenset(behind.split()), frozenset(inviting.split())
    return _Habits(between, *sets, endings)


@lru_cache(maxsize=4)
def _habits_of(model: str) -> _Habits:
    if model == "ja":
        return _habits(_PHRASE, unspaced.JAPANESE, unspaced.JAPANESE_ENDINGS)
    return _habits(_WORD, unspaced.THAI if model == "th" else unspaced.CHINESE)


def _ends(text: str, lang: str) -> dict[int, int]:
    """Find where the pieces of a text end, and what a break there costs."""
    found: dict[int, int] = {}
    if _CJK.search(text):
        found |= _ends_by(_east_asian(text, lang), text)
    if _THAI.search(text):
        found |= {
            at: cost for at, cost in _ends_by("th", text).items() if _THAI.match(text[at - 1])
        }
    return found


def _ends_by(model: str, text: str) -> dict[int, int]:
    habits, at = _habits_of(model), 0
    found = {}
    for before, after in pairwise(_model(model).parse(text)):
        at += len(before)
        found[at] = habits.cost(before, after)
    return found


_TRADITIONAL = frozenset({"hant", "tw", "hk", "mo"})


def _east_asian(text: str, lang: str) -> str:
    """Name the model for a language, or for the script where the language tells nothing."""
    language = primary_language(lang)
    subtags = lang.lower().replace("_", "-").split("-")
    if language == "ja" or (language not in ("zh", "yue") and _KANA.search(text)):
        return "ja"
    traditional = language == "yue" and "hans" not in subtags
    return "zh-hant" if traditional or _TRADITIONAL & set(subtags) else "zh-hans"


@lru_cache(maxsize=4)
def _model(name: str) -> Parser:
    """Load a model, when it is first needed."""
    import budoux

    return {
        "ja": budoux.load_default_japanese_parser,
        "th": budoux.load_default_thai_parser,
        "zh-hans": budoux.load_default_simplified_chinese_parser,
        "zh-hant": budoux.load_default_traditional_chinese_parser,
    }[name]()
