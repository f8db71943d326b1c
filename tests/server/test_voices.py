"""Which voices there are, and which one speaks a language."""

from __future__ import annotations

import pytest

from captioner.errors import OptionError
from captioner.local import local_voice
from captioner.server.voices import choose_voice, local_voices


@pytest.mark.parametrize(
    ("lang", "name"),
    [
        ("en", "en-us"),
        ("eng", "en-us"),
        ("en-US", "en-us"),
        ("en-GB", "en"),
        ("en_GB", "en"),
        ("en-AU", "en-us"),
        ("de", "de"),
        ("de-AT", "de"),
        ("fr", "fr"),
        ("fr-CH", "fr-ch"),
        ("pt", "pt-br"),
        ("pt-PT", "pt"),
        ("es-MX", "es-419"),
        ("zh", "cmn"),
        ("zh-TW", "cmn"),
        ("yue", "yue"),
        ("no", "nb"),
        ("ar", "ar"),
        ("he", "he"),
    ],
)
def test_a_language_tag_finds_the_voice_of_its_region_or_the_usual_one(
    lang: str, name: str
) -> None:
    voice = choose_voice(lang)

    assert voice is not None
    assert voice.name == name
    assert voice.speaks(lang)


@pytest.mark.parametrize("lang", ["xx", "tlh", "", "e", "english"])
def test_no_voice_speaks_an_unknown_language(lang: str) -> None:
    assert choose_voice(lang) is None
    with pytest.raises(OptionError, match="no embedded voice speaks"):
        local_voice(lang)


def test_every_voice_can_be_named_and_speaks_its_own_language() -> None:
    assert len(local_voices()) > 100
    for name, voice in local_voices().items():
        chosen = local_voice(voice.languages[0], name)
        assert chosen.speaker == name == name.lower()


def test_a_voice_says_whether_it_estimates_its_word_times() -> None:
    voices = {lang: choose_voice(lang) for lang in ("en", "zh", "ja", "th")}
    assert {lang: voice and voice.estimated for lang, voice in voices.items()} == {
        "en": False,
        "zh": False,
        "ja": True,
        "th": True,
    }


def test_a_speaker_of_the_cloud_can_be_named_for_the_embedded_voice() -> None:
    assert local_voice("en", "luna").speaker == "en-us"
    assert local_voice("ru", "ru").speaker == "ru"
    with pytest.raises(OptionError, match="luna speaks en, not fi"):
        local_voice("fi", "luna")
