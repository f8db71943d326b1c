"""Rime's phonetic alphabet, heard: the real library says a spelt-out word as it says the word."""

from __future__ import annotations

import contextlib
import ctypes
import re
from collections.abc import Callable, Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from captioner.server.espeak import _Callback, _load, _told
from captioner.server.phonetic import _CONSONANTS, _VOWELS, espeak_phonemes
from captioner.server.voices import espeak_package

#: The words by which Rime explains its letters, spelt in them.
PUBLISHED = {
    "@": ("bat", "b1@t"), "a": ("hot", "h1at"), "A": ("butt", "b1At"), "W": ("about", "0xb1Wt"),
    "x": ("comma", "k1am0x"), "Y": ("bite", "b1Yt"), "E": ("bet", "b1Et"), "R": ("bird", "b1Rd"),
    "e": ("bait", "b1et"), "I": ("bit", "b1It"), "i": ("beat", "b1it"), "o": ("boat", "b1ot"),
    "O": ("boy", "b1O"), "U": ("book", "b1Uk"), "u": ("boot", "b1ut"), "N": ("button", "b1At0N"),
    "b": ("buy", "b1Y"), "C": ("China", "C1Yn0x"), "d": ("die", "d1Y"), "D": ("thy", "D1Y"),
    "f": ("fight", "f1Yt"), "g": ("guy", "g1Y"), "h": ("high", "h1Y"), "J": ("jive", "J1Yv"),
    "k": ("kite", "k1Yt"), "l": ("lie", "l1Y"), "m": ("my", "m1Y"), "n": ("nigh", "n1Y"),
    "G": ("sing", "s1IG"), "p": ("pie", "p1Y"), "r": ("rye", "r1Y"), "s": ("sigh", "s1Y"),
    "S": ("shy", "S1Y"), "t": ("tie", "t1Y"), "T": ("thigh", "T1Y"), "v": ("vie", "v1Y"),
    "w": ("wise", "w1Yz"), "y": ("yacht", "y1at"), "z": ("zoo", "z1u"),
    "Z": ("pleasure", "pl1EZ0R"),
}  # fmt: skip

#: Of these, said with another vowel or with a glottal stop by eSpeak NG.
OTHERWISE_SAID = {"about", "button"}

WORDS = {
    "custom": "k1Ast0xm", "Rime": "r1Ym", "hello": "h0xl1o", "tomato": "t0xm1et0o",
    "happy": "h1@p0i", "batman": "b1@tm0@n", "singing": "s1IG0IG", "very": "v1Er0i",
    "carry": "k1@r0i", "car": "k1ar", "near": "n1ir", "square": "skw1Er", "pure": "py1ur",
    "north": "n1orT", "hour": "1Wr", "world": "w1Rld", "starry": "st1ar0i", "story": "st1or0i",
    "hero": "h1ir0o", "jury": "J1Ur0i", "nation": "n1eS0xn", "computer": "k0xmpy1ut0R",
    "university": "y2un0xv1Rs0xt0i", "information": "2Inf0Rm1eS0xn",
}  # fmt: skip

ENGLISH = ("en-us", "en-us-nyc", "en", "en-gb-x-rp", "en-gb-scotland", "en-029")

Hear = Callable[[str, str], tuple[list[str], int]]


@pytest.fixture
def hear() -> Iterator[Hear]:
    """Speak a text, with phonemes between double brackets: give its phonemes and its samples.

    What was said before leaves traces in the library, so each test has it as it is at first.
    """
    # The library's own path limit: its data are named from where they lie.
    with contextlib.chdir(espeak_package()):
        library = _load(espeak_package())
        assert library.espeak_Initialize(2, 1000, b"espeak-ng-data", 0x8001) > 0

    def heard(text: str, voice: str) -> tuple[list[str], int]:
        phonemes: list[str] = []
        samples = 0

        def receive(block: int | None, count: int, events: ctypes.Array[ctypes.c_int]) -> int:
            nonlocal samples
            samples += count if block else 0
            for kind, *_, name in _told(events):
                if kind == 7 and not name.startswith(b"_"):
                    phonemes.append(name.partition(b"\0")[0].decode())
            return 0

        callback = _Callback(receive)
        encoded = text.encode()
        with contextlib.chdir(espeak_package()):
            library.espeak_SetSynthCallback(callback)
            assert not library.espeak_SetVoiceByName(voice.encode())
            status = library.espeak_Synth(encoded, len(encoded) + 1, 0, 1, 0, 1 | 0x100, None, None)
        assert not status
        return phonemes, samples

    yield heard
    library.espeak_Terminate()


def test_the_whole_published_alphabet_is_known() -> None:
    assert _VOWELS.keys() | _CONSONANTS.keys() == PUBLISHED.keys()
    assert all(letter in spelt for letter, (_, spelt) in PUBLISHED.items())


@pytest.mark.parametrize(("word", "spelt"), PUBLISHED.values())
def test_every_letter_sounds_as_in_the_word_that_explains_it(
    hear: Hear, word: str, spelt: str
) -> None:
    said, said_samples = hear(word, "en-us")
    heard, heard_samples = hear(f"[[{espeak_phonemes(spelt)}]]", "en-us")

    assert heard == said or word in OTHERWISE_SAID
    assert heard_samples == pytest.approx(said_samples, rel=0.08)


@pytest.mark.parametrize("voice", ENGLISH)
def test_a_spelt_word_is_as_long_as_the_word_in_every_english_voice(hear: Hear, voice: str) -> None:
    for word, spelt in WORDS.items():
        _, said = hear(word, voice)
        _, heard = hear(f"[[{espeak_phonemes(spelt)}]]", voice)
        assert heard == pytest.approx(said, rel=0.06), word


@pytest.mark.parametrize("word", WORDS)
def test_a_spelt_word_sounds_as_the_word(hear: Hear, word: str) -> None:
    said, said_samples = hear(word, "en-us")
    heard, heard_samples = hear(f"[[{espeak_phonemes(WORDS[word])}]]", "en-us")

    assert heard_samples == pytest.approx(said_samples, rel=0.04)
    assert len(heard) == len(said)


@pytest.mark.parametrize("pattern", ["1{}", "0{}1Y", "1{}r", "1{}r0x", "2{}t1Y", "t0{}"])
def test_the_library_takes_every_phoneme_for_one(hear: Hear, pattern: str) -> None:
    """An unknown mnemonic would be taken for several shorter ones, or for none."""
    for letter in _VOWELS:
        phonemes = espeak_phonemes(pattern.format(letter))
        heard, _ = hear(f"[[{phonemes}]]", "en")
        # Between two vowels that do not run into each other the library puts a glide or a stop.
        spoken = [phoneme for phoneme in heard if phoneme not in (";", "r-", "?", "w", "j")]
        assert len(spoken) == len(phonemes.split("|")), (phonemes, heard)


@pytest.mark.parametrize(
    ("spelt", "phonemes"),
    [
        ("k1Ast0xm", "k|'V|s|t|@|m"),
        ("g1orby0ul2Ets", "g|'o@|b|j|u:|l|,E|t|s"),
        ("2akS0In1ir", ",0|k|S|I|n|'i@3"),
        ("k1am0x", "k|'0|m|@"),
        ("h0El1o !", "h|E|l|'oU"),
        ("h0xl1o w1Rld", "h|@|l|'oU||w|'3:|l|d"),
    ],
)
def test_published_examples(spelt: str, phonemes: str) -> None:
    assert espeak_phonemes(spelt) == phonemes


def test_two_sounds_in_a_row_are_not_taken_for_one(hear: Hear) -> None:
    heard, _ = hear(f"[[{espeak_phonemes('h1atS2ap')}]]", "en-us")
    assert heard == ["h", "'0", "t", "S", ",0", "p"]


def test_two_words_are_both_said(hear: Hear) -> None:
    heard, _ = hear(f"[[{espeak_phonemes('h0xl1o w1Rld')}]]", "en-us")
    assert heard == hear("hello world", "en-us")[0]


@pytest.mark.parametrize("spelt", ["k0Ast0xm", "kAstxm", "1kAst0xm"])
def test_a_word_without_stress_is_stressed_on_its_first_full_vowel(spelt: str) -> None:
    assert espeak_phonemes(spelt) == espeak_phonemes("k1Ast0xm")


@pytest.mark.parametrize(("spelt", "known"), [("h'Y.", "hY"), ("é[[h1Y]]", "h1Y"), ("q1Yc9", "1Y")])
def test_what_is_not_in_the_alphabet_is_skipped(spelt: str, known: str) -> None:
    assert espeak_phonemes(spelt) == espeak_phonemes(known)


@pytest.mark.parametrize("spelt", ["", " ", "!", "0", "1 2", "|'q", "äöü", "[[]]"])
def test_nothing_known_gives_nothing(spelt: str) -> None:
    assert espeak_phonemes(spelt) == ""


@given(st.text() | st.text("".join(_VOWELS | _CONSONANTS) + "012 "))
def test_whatever_comes_nothing_but_phonemes_goes_out(spelt: str) -> None:
    phonemes = espeak_phonemes(spelt)

    assert re.fullmatch(r"([',]?[A-Za-z03@][A-Za-z0-9@:-]{0,2}(\|\|?(?!$)|$))*", phonemes)
    assert bool(phonemes) == any(char in _VOWELS | _CONSONANTS for char in spelt)
