"""Raised and lowered figures: 10⁶ where a source has 10<sup>6</sup>, H₂O, and how they are said.

As plain figures they would run into what stands before them, and 10 to the power of 6 become a
hundred and six. Unicode has characters of their own for figures, signs and few letters; whatever
else is raised, as in 1<sup>st</sup> or M<sup>me</sup>, stays as it is. A voice reads them out one
by one or not at all (measured: eSpeak NG says "ten two" of 10¹², in German "zehn"), so that words
are said for them, in the languages that are known here. Pure.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping

import msgspec
import regex

from captioner.document import primary_language

_PLAIN = "0123456789+-−–=()ni"
_RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁻⁼⁽⁾ⁿⁱ"
_LOWERED = "₀₁₂₃₄₅₆₇₈₉₊₋₋₋₌₍₎ₙᵢ"
#: The characters for what is in an element of HTML, one for one.
FORMS: dict[str, Mapping[int, str]] = {
    "sup": dict(zip(map(ord, _PLAIN), _RAISED, strict=True)),
    "sub": dict(zip(map(ord, _PLAIN), _LOWERED, strict=True)),
}
_TO_PLAIN = {
    ord(char): plain
    for forms in (_RAISED, _LOWERED)
    for char, plain in reversed(list(zip(forms, _PLAIN, strict=True)))
}
_ANY = regex.compile(f"[{_RAISED}{_LOWERED}]")
#: What can be raised: figures and signs, with one letter at the most.
_RAISABLE = regex.compile(r"(?=.*[0-9+\-−–ni])[0-9+\-−–=()]*+[ni]?+[0-9+\-−–=()]*+\s*+")
#: What it stands right behind: a letter, a figure, a bracket, n!, ft., or the upper part of a
#: fraction.
_BASE = regex.compile(r"[\p{L}\p{M}\p{N})\]}]\Z|\p{L}[.!]\Z|[⁰¹²³⁴-⁹][/⁄]\Z")
#: What is put for a sign; between two figures it tells from where to where, as in [1-3].
_MINUS = regex.compile(r"(?<![0-9])-|-(?![0-9])")


def is_raisable(text: str, before: str) -> bool:
    """Tell whether a text that is raised or lowered has characters of its own, behind another.

    A letter has them behind one: in Capt<sup>n</sup> it is of the word.
    """
    if _RAISABLE.fullmatch(text) is None or _BASE.search(before) is None:
        return False
    return text[:1] not in ("n", "i") or not before.isalpha() or len(before) < len("ab")


def has_raised(text: str) -> bool:
    """Tell whether there are raised or lowered figures in a text."""
    return not text.isascii() and _ANY.search(text) is not None


def plainly(text: str) -> str:
    """Give a text with plain figures for those that are raised or lowered."""
    return text.translate(_TO_PLAIN) if has_raised(text) else text


class _Powers(msgspec.Struct, frozen=True):
    """How powers are said in a language, behind what is raised."""

    square: str
    cube: str
    other: str
    minus: str
    plus: str = "plus"

    def of(self, exponent: str) -> str:
        """Say an exponent, such as "-3"."""
        if exponent in ("2", "3"):
            return self.square if exponent == "2" else self.cube
        return f"{self.other} {self.signs(exponent)}"

    def signs(self, plain: str) -> str:
        """Put words for signs."""
        return _MINUS.sub(f" {self.minus} ", plain).replace("+", f" {self.plus} ")


_POWERS = {
    "de": _Powers("hoch 2", "hoch 3", "hoch", "minus"),
    "en": _Powers("squared", "cubed", "to the power of", "minus"),
    "es": _Powers("al cuadrado", "al cubo", "elevado a", "menos", "más"),
    "fr": _Powers("au carré", "au cube", "puissance", "moins"),
    "it": _Powers("al quadrato", "al cubo", "elevato a", "meno", "più"),
    "nl": _Powers("kwadraat", "tot de derde", "tot de macht", "min"),
    "pl": _Powers("do kwadratu", "do sześcianu", "do potęgi", "minus"),
    "pt": _Powers("ao quadrado", "ao cubo", "elevado a", "menos", "mais"),
    "ru": _Powers("в квадрате", "в кубе", "в степени", "минус", "плюс"),
}

_ELEMENT_SYMBOLS = """
H He Li Be B C N O F Ne Na Mg Al Si P S Cl Ar K Ca Sc Ti V Cr Mn Fe Co Ni Cu Zn Ga Ge As Se Br Kr
Rb Sr Y Zr Nb Mo Tc Ru Rh Pd Ag Cd In Sn Sb Te I Xe Cs Ba La Ce Pr Nd Pm Sm Eu Gd Tb Dy Ho Er Tm Yb
Lu Hf Ta W Re Os Ir Pt Au Hg Tl Pb Bi Po At Rn Fr Ra Ac Th Pa U Np Pu Am
"""
_ELEMENTS = frozenset(_ELEMENT_SYMBOLS.split())
_SYMBOL = regex.compile("[A-Z][a-z]?")
_COUNT = regex.compile("[₀-₉]+")
#: Where one part of a formula ends and the next begins.
_PARTS = regex.compile(r"(?<=[A-Za-z₀-₉)\]])(?=[A-Za-z])|(?<=[A-Za-z)\]])(?=[₀-₉])")
_SMALL_FRACTIONS = {
    tuple(unicodedata.normalize("NFKC", char).split("⁄")): char for char in "½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞"
}

#: A formula of chemistry; the one of physics that is read like a word; a fraction behind a number;
#: what is raised, and whether that makes a power: of a number, of one letter, of a unit or a
#: function, of what is in brackets unless these are words. Behind a longer word, or a year, it is
#: rather the mark of a note.
_SAID = regex.compile(
    r"""(?<![\p{L}\p{N}])(?=[A-Za-z()\[\]]{0,30}[₀-₉])
        (?P<formula>(?:[A-Z][a-z]?[₀-₉]*|[(\[)\]][₀-₉]*){1,60}+)(?![\p{L}\p{Nd}])
    |(?<![\p{L}\p{N}])(?P<energy>mc²)
    |(?<=\p{Nd})(?P<fraction>(?P<upper>[⁰¹²³⁴-⁹]+)[/⁄](?P<lower>[₀-₉]+|\p{Nd}+))
    |(?=[⁻⁰¹²³⁴-⁹ⁿⁱ])
        (?<=(?<![\p{L}\p{N}.,])(?!(?:1[5-9]|20)\d\d(?![\p{Nd}.,]))\p{Nd}[\p{Nd}.,]{0,30}
        |(?<!\p{L})\p{L}\p{M}{0,3}|[₀-₉ₙᵢ]
        |(?<!\p{L})(?:ft|dm|[cmk]m|\p{L}{2,3}(?=⁻)|sin|cos|tan|[a-z]!)
        |(?<![\p{L}.])(?:[cdkm]?m|ft|yd)\.|[\p{Nd}/]\s?in\.
        |\((?:(?!\p{L}{3})[^()]){1,40}\))
        (?P<power>⁻?(?:[⁰¹²³⁴-⁹]+[ⁿⁱ]?|[ⁿⁱ](?:[⁺⁻][⁰¹²³⁴-⁹]+)?)(?![⁺⁻⁼⁽⁾ⁿⁱ⁰¹²³⁴-⁹]))
    |(?<=[\p{L}\p{M}\p{Nd})\]}₀-₉ₙᵢ]|\p{L}[.!])(?P<raised>[⁰¹²³⁴-⁹⁺⁻⁼⁽⁾ⁿⁱ]+)
    |(?<=[\p{L}\p{M}\p{Nd})\]}⁰¹²³⁴-⁹ⁿⁱ])(?P<lowered>[₀-₉₊₋₌₍₎ₙᵢ]+)""",
    regex.VERBOSE,
)
#: What the voice itself says well.
_LEFT_TO_THE_VOICE = {"en": ("km²",)}


def said_of(text: str, lang: str) -> Iterator[tuple[int, int, str]]:
    """Find the slices of a text with raised or lowered figures for which something else is said
    than is written, in order and apart, and what.
    """
    language = primary_language(lang)
    powers = _POWERS.get(language)
    if powers is None or not has_raised(text):
        return
    for match in _SAID.finditer(text):
        start, end = match.span()
        if not text.endswith(_LEFT_TO_THE_VOICE.get(language, ()), 0, end):
            yield start, end, _said(match, powers) + " " * text[end : end + 1].isalnum()


def _said(match: regex.Match[str], powers: _Powers) -> str:
    if match["formula"]:
        return _formula(match[0])
    if match["energy"]:
        return f"m c {powers.square}"
    if match["fraction"]:
        upper, lower = plainly(match["upper"]), plainly(match["lower"])
        return f" {_SMALL_FRACTIONS.get((upper, lower), f'{upper}/{lower}')}"
    figures = plainly(match[0])
    return f" {powers.of(figures) if match['power'] else powers.signs(figures)}"


def _formula(text: str) -> str:
    """Say a formula letter by letter; what only looks like one is said in plain figures."""
    if not _ELEMENTS.issuperset(_SYMBOL.findall(text)):
        return plainly(_COUNT.sub(r" \g<0> ", text)).strip()
    return plainly(_PARTS.sub(" ", text)).upper()
