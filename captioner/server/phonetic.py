"""Rime's phonetic alphabet, as eSpeak NG writes it for English.

The alphabet is published: a letter for a sound, and before each vowel the digit of its stress, as
in `k1Ast0xm` for "custom". eSpeak NG takes its own mnemonics between `[[` and `]]`. What its
English voices want of them was found by measurement:

* A bar between two phonemes, or "t" and "S" would be the one phoneme "tS". Two bars between words:
  a blank would do too, but the U+00A0 that the synthesizer makes of it swallows what follows.
* A vowel and an "r" that no vowel follows are one phoneme. As two, "car" is a quarter shorter.
* Where no vowel is stressed the last one would be. So the first full vowel gets the stress.
* A "t" before a syllabic "n" would be tapped, as in "ladder". A `t2` is not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_VOWELS = {
    "@": "a", "a": "0", "A": "V", "W": "aU", "x": "@", "Y": "aI", "E": "E", "R": "3:", "e": "eI",
    "I": "I", "i": "i:", "o": "oU", "O": "OI", "U": "U", "u": "u:", "N": "n-",
}  # fmt: skip

_CONSONANTS = {
    "b": "b", "C": "tS", "d": "d", "D": "D", "f": "f", "g": "g", "h": "h", "J": "dZ", "k": "k",
    "l": "l", "m": "m", "n": "n", "G": "N", "p": "p", "r": "r", "s": "s", "S": "S", "t": "t",
    "T": "T", "v": "v", "w": "w", "y": "j", "z": "z", "Z": "Z",
}  # fmt: skip

_STRESS = {"": "", "0": "", "1": "'", "2": ","}

#: What a vowel is where it has no stress.
_UNSTRESSED = {"R": "3", "i": "i"}

#: What a vowel is together with an "r" in its own syllable.
_WITH_R = {
    "a": "A@", "A": "3:", "W": "aU|3", "x": "3", "Y": "aI3", "E": "e@", "e": "e@", "I": "i@3",
    "i": "i@3", "o": "o@", "U": "U@", "u": "U@",
}  # fmt: skip

#: What a vowel is before an "r" that begins the next syllable.
_BEFORE_R = {"a": "A:", "e": "e@", "i": "i@", "o": "o@", "U": "U@", "u": "U@"}

_VOWEL = f"[{''.join(_VOWELS)}]"
_FULL_VOWEL = f"(?![xN]){_VOWEL}"
_UNKNOWN = re.compile(f"[^{''.join(_VOWELS | _CONSONANTS)}012]")
_SOUND = re.compile(
    rf"""
    (?P<stress>[012]?) (?P<vowel>{_VOWEL})
        (?: (?P<with_r>r(?![012]?{_VOWEL})) | (?P<before_r>(?=r)) )?
    | (?P<untapped>t(?=[012]?N))
    | (?P<consonant>[{"".join(_CONSONANTS)}])
    """,
    re.VERBOSE,
)


def espeak_phonemes(rime: str) -> str:
    """Write a pronunciation in eSpeak NG's mnemonics, without the brackets around them.

    What is not in the alphabet is skipped. The result is empty where nothing is left.
    """
    words = ("|".join(_phonemes(_UNKNOWN.sub("", word))) for word in rime.split())
    return "||".join(word for word in words if word)


def _phonemes(word: str) -> Iterator[str]:
    if not re.search(f"[12]{_VOWEL}", word):
        word = re.sub(f"0?({_FULL_VOWEL})", r"1\1", word, count=1)
    for sound in _SOUND.finditer(word):
        if sound["vowel"]:
            yield _STRESS[sound["stress"]] + _vowel(sound)
        else:
            yield "t2" if sound["untapped"] else _CONSONANTS[sound["consonant"]]


def _vowel(sound: re.Match[str]) -> str:
    letter = sound["vowel"]
    plain = _VOWELS[letter]
    if sound["with_r"]:
        return _WITH_R.get(letter, f"{plain}|r")
    if sound["before_r"] is not None:
        return _BEFORE_R.get(letter, plain)
    return plain if sound["stress"] in ("1", "2") else _UNSTRESSED.get(letter, plain)
