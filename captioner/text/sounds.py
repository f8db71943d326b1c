"""Sounds as dictionaries write them, in Rime's alphabet, which is for English. Pure."""

from __future__ import annotations

import unicodedata

#: The International Phonetic Alphabet in Rime's, as far as that goes; the longest first.
_IPA = {
    "aɪ": "Y", "aʊ": "W", "eɪ": "e", "oʊ": "o", "əʊ": "o", "ɔɪ": "O", "ɔʏ": "O",
    "ɝ": "R", "ɜr": "R", "ɜɹ": "R", "ɜ": "R", "ɚ": "xr", "əɹ": "xr", "ər": "xr",
    "æ": "@", "ɑ": "a", "ɒ": "a", "ɔ": "a", "a": "a", "ʌ": "A", "ə": "x", "ɐ": "x", "ɛ": "E",
    "e": "e", "ɪ": "I", "ɨ": "I", "i": "i", "o": "o", "ʊ": "U", "u": "u", "ʉ": "u", "y": "u",
    "t͡ʃ": "C", "tʃ": "C", "ʧ": "C", "d͡ʒ": "J", "dʒ": "J", "ʤ": "J", "ʒ": "Z", "ʃ": "S",
    "θ": "T", "ð": "D", "ŋ": "G", "j": "y", "ɹ": "r", "ɾ": "r", "r": "r", "ʁ": "r", "ɡ": "g",
    "g": "g", "ɫ": "l", "l": "l", "ʍ": "w", "w": "w", "x": "k", "ç": "h", "h": "h", "ʔ": "",
    "b": "b", "d": "d", "f": "f", "k": "k", "m": "m", "n": "n", "p": "p", "s": "s", "t": "t",
    "v": "v", "z": "z", "ɱ": "m", "ɲ": "ny",
}  # fmt: skip
_IPA = {unicodedata.normalize("NFD", ipa): rime for ipa, rime in _IPA.items()}
_IPA_LONGEST = max(map(len, _IPA))
_IPA_STRESS = {"ˈ": "1", "'": "1", "ˌ": "2", ",": "2"}
#: Length, syllables, ties and what colours a sound: none of it is told apart here.
_IPA_PASSED = frozenset(".ːˑ‿|/[]()͜͡ʰʷʲ̩̯̃̈̆̚ ̥̬̝̞̠̪̟")
_RIME = frozenset("@aAWxYEReIioOUuNbCdDfghJklmGnprsStTvwyzZ012 ")
_RIME_VOWELS = frozenset("@aAWxYEReIioOUuN")


def check_rime(phonemes: str) -> str:
    """Give sounds in Rime's alphabet, as they are. Raises ValueError for what is none of it."""
    unknown = next((char for char in phonemes if char not in _RIME), None)
    if unknown is not None:
        raise ValueError(f"{unknown!r} is no sound of Rime's alphabet")
    if not _RIME_VOWELS & set(phonemes):
        raise ValueError("there is no vowel in it")
    return " ".join(phonemes.split())


def rime_of_ipa(ipa: str) -> str:
    """Write sounds of the International Phonetic Alphabet in Rime's.

    Rime's is for English and puts the stress before the vowel: "ˈkʌstəm" is `k1Ast0xm`. Raises
    ValueError, a sentence, for what it has no letter for.
    """
    ipa = unicodedata.normalize("NFD", ipa)
    found: list[str] = []
    stress, at = "0", 0
    while at < len(ipa):
        for length in range(_IPA_LONGEST, 0, -1):
            sounds = _IPA.get(ipa[at : at + length])
            if sounds is None:
                continue
            vowel = bool(sounds) and sounds[0] in _RIME_VOWELS
            found.append(stress + sounds if vowel else sounds)
            stress, at = "0" if vowel else stress, at + length
            break
        else:
            char = ipa[at]
            if char in _IPA_STRESS:
                stress = _IPA_STRESS[char]
            elif char.isspace():
                found.append(" ")
            elif char not in _IPA_PASSED:
                raise ValueError(f"{char!r} is no sound that can be said here")
            at += 1
    return check_rime("".join(found))
