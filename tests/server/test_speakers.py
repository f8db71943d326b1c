"""Which local voice stands in for which of the cloud's speakers."""

from __future__ import annotations

import pytest

from captioner.server.speakers import _SPEAKERS_OF_VOICE, cloud_languages, cloud_speaker
from captioner.server.voices import local_voices

NAMES = sorted({name for names in _SPEAKERS_OF_VOICE.values() for name in names.split()})


@pytest.mark.parametrize(
    ("name", "lang", "voice"),
    [
        ("luna", None, "en-us"),
        ("luna", "eng", "en-us"),
        ("luna", "en-GB", "en-us"),
        ("cove", "en", "en-us"),
        ("lyra", "en", "en-us"),
        ("joe", "en", "en-us-nyc"),
        ("marge", "en", "en"),
        ("albion", "en", "en"),
        ("vashti", "en", "en-gb-x-rp"),
        ("eucalyptus", "en", "en"),
        ("mari", "en", "en-029"),
        ("mari", "spa", "es-419"),
        ("diego", None, "es"),
        ("nova", "es", "es-419"),
        ("destin", "fra", "fr"),
        ("lorelei", "ger", "de"),
        ("isadora", "por", "pt-br"),
        ("raiden", "jpn", "ja"),
        ("layla", "ara", "ar"),
        ("anaya", "hin", "hi"),
        ("aviva", "heb", "he"),
    ],
)
def test_a_speaker_has_a_voice_of_its_language_and_accent(
    name: str, lang: str | None, voice: str
) -> None:
    assert cloud_speaker(name, lang) == local_voices()[voice]


def test_every_speaker_has_a_voice_in_each_of_its_languages_and_in_no_other() -> None:
    assert len(NAMES) > 500
    for name in NAMES:
        languages = cloud_languages(name)
        for language in languages:
            voice = cloud_speaker(name, language)
            assert voice is not None, name
            assert voice.speaks(language), name
        assert cloud_speaker(name, None) == cloud_speaker(name, languages[0])
        assert cloud_speaker(name, "sw") is None


def test_a_speaker_has_one_voice_a_language() -> None:
    for name in NAMES:
        rows = [voice for voice, names in _SPEAKERS_OF_VOICE.items() if name in names.split()]
        assert len(rows) == len(cloud_languages(name)), name


@pytest.mark.parametrize(
    ("name", "languages"),
    [
        ("astra", ("en",)),
        ("jose", ("en", "es")),
        ("ursa", ("en", "es")),
        ("amarante", ("en", "fr")),
        ("alfhild", ("en", "de")),
        ("yukiko", ("en", "ja")),
        ("lucia", ("es", "pt")),
        ("solstice", ("fr",)),
    ],
)
def test_a_speaker_says_its_languages_with_english_first(
    name: str, languages: tuple[str, ...]
) -> None:
    assert cloud_languages(name) == languages


def test_names_are_known_in_any_case() -> None:
    assert cloud_speaker("Luna", "EN") == cloud_speaker("luna", "en")
    assert cloud_languages("LUNA") == ("en",)
    assert all(name == name.lower() for name in NAMES)


@pytest.mark.parametrize("name", ["", "nobody", "en-us", "luna celeste", " luna"])
def test_nobody_stands_in_for_an_unknown_speaker(name: str) -> None:
    assert cloud_languages(name) == ()
    assert cloud_speaker(name, None) is None
    assert cloud_speaker(name, "en") is None


@pytest.mark.parametrize("lang", ["fr", "", "xx"])
def test_a_speaker_has_no_voice_in_a_language_that_it_does_not_speak(lang: str) -> None:
    assert cloud_speaker("luna", lang) is None


def test_one_speaker_has_the_name_of_a_local_voice() -> None:
    """Whoever asks for `ru` may mean the speaker, who speaks English, or the Russian voice."""
    assert set(NAMES) & set(local_voices()) == {"ru"}
