"""How unlike a word of a text is what was heard for it, and whether one may stand for the other.

A word is nearly always heard as one word, be it another one. That one word stands for several is
rare, and would let a sentence that nobody said lie on a word of its neighbour. So it has to be
plausible: the letters are those of all of them together, as in a compound that is cut; or it has
figures or signs, which are said in words; or it is a contraction, or their initials.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import accumulate, pairwise

import regex

from captioner.timeline.longest import common
from captioner.timeline.numerals import is_number, is_numeral

#: The most words without figures that one word may stand for, and the most in any case.
MOST_TO_ONE, _MOST_FIGURES = 6, 16
_EXPANSION = 0.3
#: The same, if it has letters that are not among those it is said with, as "100lbs" has.
_ODD_EXPANSION = 0.6
_EXTRA_WORD = 0.05
#: A word that is not one of a number, where others are, is rather one that is not in the text.
#: Where none is it may be a number in a language that is not known here.
_STRANGE, _UNKNOWN = 0.65, 0.45
#: So much of the letters of several words and of one has to agree, and of those of each of them.
_LEAST_ALIKE, _LEAST_OF_EACH = 0.6, 0.5
#: A word this many times as long as another with letters of it is its abbreviation.
_ABBREVIATED = 2
#: Contractions that have letters of their own.
_IRREGULAR = frozenset(
    tuple(words.split())
    for words in (
        "wont will not", "gonna going to", "wanna want to", "im in dem", "am an dem",
        "eg for example", "ie that is",
    )
)  # fmt: skip
_VOWEL = regex.compile(r"[aeiouyäöüáéíóúàèìòùâêîôûαεηιουωάέήίόύώаеиоуыэюя]")
#: Such spoken words as are no more than a pause: uh, um, erm, hm, äh, öhm, euh, εμ, э.
_FILLER = regex.compile(r"u+h+m*|u+m+|e+r+m+|h+m+|m+h*m+|[äöe]+h+m*|[äö]+m+|heu|ε{1,3}|[εα]μ+|э+м*")

NEVER = float("inf")


@lru_cache(maxsize=2**13)
def unlikeness(word: str, *parts: str) -> float:
    """Tell how unlike a word is to what one or several others are together, all of them folded.

    It is 0 for the same letters, up to 1 for another word, and NEVER for what does not stand for
    it. Either side may be that of the text.
    """
    joined = "".join(parts)
    if word == joined:
        return 0.0
    if is_filler(word) != any(map(is_filler, parts)) or (len(parts) > 1 and word in parts):
        return NEVER
    extra = _EXTRA_WORD * (len(parts) - 1)
    if not (word.isalpha() and joined.isalpha()) and (expansion := _expansion(word, joined)):
        return expansion + extra + _strangeness(word, parts) if _are_enough(word, parts) else NEVER
    if len(parts) == 1:
        return 1 - _edges(word, joined) / max(len(word), len(joined))
    if _is_contracted(word, parts):
        return _EXPANSION + extra
    return 1 - _alike(word, parts) + extra


def is_worded(word: str, *parts: str) -> bool:
    """Tell whether one or several words say what one does, in other words: "12" and "twelve",
    "wasn't" and "was not", "Dr." and "doctor".
    """
    joined = "".join(parts)
    if word == joined:
        return True
    if not (word.isalpha() and joined.isalpha()):
        few, many = sorted(([c for c in one if c.isdigit()] for one in (word, joined)), key=len)
        return (not few or few == many) and bool(_expansion(word, joined))
    if len(parts) == 1:
        shorter, longer = sorted((word, joined), key=len)
        return len(longer) >= _ABBREVIATED * len(shorter) and _shortens(shorter, longer)
    return _is_contracted(word, parts)


@lru_cache(maxsize=2**13)
def is_filler(word: str) -> bool:
    """Tell a word that is no more than a pause, as a recogniser spells it."""
    return _FILLER.fullmatch(word) is not None


@lru_cache(maxsize=2**13)
def most_words(word: str) -> int:
    """Tell how many words one may stand for, by the figures and signs in it.

    "7" is one word and "42" up to three ("quarante et un"), "%" two, and "km" as well.
    """
    digits = sum(map(str.isdigit, word))
    signs = sum(map(_is_sign, word)) - digits
    if not digits + signs:
        return MOST_TO_ONE
    letters = min(len(word) - digits - signs, 3)
    return min(max(0, 2 * digits - 1) + 2 * signs + letters, _MOST_FIGURES)


def _edges(one: str, other: str) -> int:
    """Count the letters with which both begin, and those with which they end."""
    shorter = min(len(one), len(other))
    same = 0
    while same < shorter and one[same] == other[same]:
        same += 1
    ending = 0
    while ending < shorter - same and one[-1 - ending] == other[-1 - ending]:
        ending += 1
    return same + ending


def _expansion(one: str, other: str) -> float:
    """Tell how unlike a word with figures or signs and one with fewer of them are; 0 if there is no
    such difference.
    """
    fewer, more = sorted((one, other), key=lambda word: sum(map(_is_sign, word)))
    same = sorted(filter(_is_sign, fewer)) == sorted(filter(_is_sign, more))
    if same:
        # "5km" and "5 kilometres": the letters of the shorter are among those of the longer.
        fewer, more = sorted((one, other), key=len, reverse=True)
        if not any(map(_is_sign, more)) or more.isdigit():
            return 0.0
    among = _is_among([char for char in more if char.isalpha()], fewer)
    if same and not among:
        return 0.0
    return _EXPANSION if among else _ODD_EXPANSION


def _are_enough(word: str, parts: tuple[str, ...]) -> bool:
    """Tell whether it is as many words as figures are said in, and figures that are several are
    nothing else.
    """
    if len(parts) == 1:
        return True
    if word.isalpha():
        return all(any(map(_is_sign, part)) for part in parts)
    return len(parts) <= most_words(word)


def _strangeness(word: str, parts: tuple[str, ...]) -> float:
    """Tell how much the words of which there are too many for a figure speak against it.

    A sign or a unit is said in one word.
    """
    if not is_number(parts):
        return _UNKNOWN * (len(parts) - 1)
    units = sum(_is_sign(char) and not char.isdigit() for char in word)
    units += any(map(str.isalpha, word))
    strange = sum(part.isalpha() and not is_numeral(part) for part in parts)
    return _STRANGE * max(0, strange - units)


def _is_contracted(word: str, parts: tuple[str, ...]) -> bool:
    """Tell "I'd" from "I would", and "USA" from words with its initials.

    Of a contraction the first word is there, and the end of the second; two initials that could be
    a word of its own, such as "he", are none.
    """
    if (word, *parts) in _IRREGULAR:
        return True
    initials = "".join(part[0] for part in parts)
    if word == initials and (len(word) > 2 or not _VOWEL.search(word)):
        return True
    first, *rest = parts
    end = word[len(first) :]
    return (
        len(rest) == 1
        and 0 < len(end) < len(rest[0])
        and (len(first) > 1 or first == "i")
        and word.startswith(first)
        and end[-1] == rest[0][-1]
        and _is_among(end, rest[0])
    )


def _shortens(shorter: str, longer: str) -> bool:
    """Tell whether a word is left of another one if letters inside it are."""
    return shorter[0] == longer[0] and shorter[-1] == longer[-1] and _is_among(shorter, longer)


def _is_among(letters: str | list[str], word: str) -> bool:
    rest = iter(word)
    return all(char in rest for char in letters)


def _alike(word: str, parts: tuple[str, ...]) -> float:
    """Tell how many letters agree if it is most of them, and some of every part; if not, it is
    -inf.
    """
    joined = "".join(parts)
    longest = max(len(word), len(joined))
    if min(len(word), len(joined)) < _LEAST_ALIKE * longest:
        return -NEVER
    found = [j for _, j in common(word, joined)]
    edges = pairwise([0, *accumulate(map(len, parts))])
    if len(found) < _LEAST_ALIKE * longest or any(
        sum(a <= j < b for j in found) < _LEAST_OF_EACH * (b - a) for a, b in edges
    ):
        return -NEVER
    return len(found) / longest


def _is_sign(char: str) -> bool:
    return not char.isalpha()
