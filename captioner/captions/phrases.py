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
from functools import lru_cache
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING

import msgspec
import regex
from msgspec.structs import replace

from captioner.captions.closed_class import unspaced
from captioner.document import primary_language

if TYPE_CHECKING:
    from budoux import Parser

_BLANK, _OPENS, _INVITED, _PHRASE, _TO_A_NUMBER, _WORD = 15, 28, 30, 38, 40, 48
_QUOTED, _SYLLABLE, _CLINGS, _SPELLED_ON, _INSIDE, _COUNTED = 60, 62, 80, 85, 92, 95
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
#: A number goes on: １．５.
_IN_NUMBER = regex.compile(r"\d[．，.,:：・]$")
#: A stop in Thai is of an abbreviation: a sentence has none.
_THAI_STOP = regex.compile(r"\p{Thai}\.$")
UNSPACED_LANGUAGES = frozenset({"ja", "km", "lo", "my", "th", "yue", "zh"})

#: Kinds of characters.
_OPENING = regex.compile(r"[\p{Ps}\p{Pi}]")
_LATIN = regex.compile(r"[\p{Latin}\p{Nd}]")
_IN_LATIN = regex.compile(r"[\p{Latin}\p{M}\p{Nd}.,%]")
_KATAKANA = regex.compile(r"[\p{Katakana}ー]")
_KANA = regex.compile(r"[\p{Hiragana}\p{Katakana}]")
_THAI = regex.compile(r"\p{Thai}")
_CJK = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}ー々〇]")
_MODELLED = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}ー々〇\p{Thai}]")
_COUNT = regex.compile(r"\p{N}|[第約约近]")
_HAN_NUMBERS = "〇零一二三四五六七八九十百千万萬亿億两兩"
_NUMBER = regex.compile(rf"[\p{{Nd}}{_HAN_NUMBERS}]")
#: What is counted in so many, or a number that goes on: 三人, 二〇二五年.
_COUNTER = regex.compile(
    f"[{_HAN_NUMBERS}兆年月日号號个個次位名人件条條张張台臺岁歲歳点點分秒天元円本枚匹回階時週度倍つヶヵ]"
)
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
    if text[at - 1].isalnum():
        return _between_letters(text, at, ends)
    left = text[max(0, at - _NEAR) : at]
    before = left.rstrip()
    marked = next((cost for mark, cost in _MARKS if mark.search(before)), None)
    if before != left:
        if _THAI_STOP.search(before):
            return _CLINGS
        return _at_a_blank(before[-1:], text[at]) if marked is None else min(marked, _BLANK)
    if marked is None:
        return _between_letters(text, at, ends)
    if _IN_NUMBER.search(before) and text[at].isdecimal():
        return _ONE_RUN
    # 「はい」と: what was quoted goes on, if the model says so.
    goes_on = _CLOSING.search(before) and ends and at not in ends
    return max(marked, _QUOTED) if goes_on else marked


def _between_letters(text: str, at: int, ends: dict[int, int]) -> int:
    told, least, inside = _by_kind(text[at - 1], text[at])
    if told is not None:
        return told
    if inside is not None:
        return max(ends[at], least) if at in ends else inside
    stacked = _STACKED.search(text[at - 1])
    return _SPELLED_ON if stacked or _ENDS_SYLLABLE.match(text, at) else _SYLLABLE


@lru_cache(maxsize=65536)
def _by_kind(last: str, first: str) -> tuple[int | None, int, int | None]:
    """Tell what a break between two characters costs by what they are; or, where the model is
    asked, what it costs at least where a piece ends, and what inside of one.
    """
    if _OPENING.match(first):
        return _OPENS, 0, None
    if _IN_LATIN.match(last) and _IN_LATIN.match(first):
        return _ONE_RUN, 0, None
    if _NUMBER.match(last) and _COUNTER.match(first):
        return _COUNTED, 0, None
    if not _MODELLED.match(last) and not _MODELLED.match(first):
        return None, 0, None
    if _KATAKANA.match(last) and _KATAKANA.match(first):
        return None, 0, _ONE_RUN
    counted = _COUNT.match(last) and not _KANA.match(first)
    return None, _CLINGS if counted else 0, _INSIDE


def _at_a_blank(last: str, first: str) -> int:
    """Tell what a break costs where there is a blank: a name in Latin letters, a number."""
    if _LATIN.match(last):
        return _CLINGS if _LATIN.match(first) or last.isdecimal() else _QUOTED
    return _TO_A_NUMBER if first.isdecimal() else _BLANK


# ---------------------------------------------------------------- what the models say


class _Habits(msgspec.Struct, frozen=True):
    """How the pieces of a language lean: what a break costs between any two, and the pieces that
    cling to the one after or before, or that a break had best come before.
    """

    between: int
    to_the_next: frozenset[str]
    to_the_last: frozenset[str]
    inviting: frozenset[str]
    endings: tuple[tuple[str, int], ...] = ()
    goes_on: regex.Pattern[str] | None = None

    def cost(self, before: str, after: str) -> int:
        """Tell what a break between two pieces costs."""
        if before in self.to_the_next or after in self.to_the_last:
            return _CLINGS
        if self.goes_on and self.goes_on.search(f"{before[-1:]}|{after}"):
            return _CLINGS
        if after in self.inviting:
            return _INVITED
        ended = (cost for ending, cost in self.endings if before.endswith(ending))
        return next(ended, self.between)


def _habits(between: int, rows: str) -> _Habits:
    ahead, behind, inviting = rows.replace("\n    ", " ").strip().splitlines()
    sets = frozenset(ahead.split()), frozenset(behind.split()), frozenset(inviting.split())
    return _Habits(between, *sets)


@lru_cache(maxsize=4)
def _habits_of(model: str) -> _Habits:
    if model == "ja":
        return replace(
            _habits(_PHRASE, unspaced.JAPANESE),
            endings=unspaced.JAPANESE_ENDINGS,
            goes_on=regex.compile(unspaced.JAPANESE_GOES_ON, regex.VERBOSE),
        )
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
