"""The settings of a voice, and their place in the connection's URL."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from captioner.errors import OptionError
from captioner.protocol import Voice
from captioner.protocol.voice import parse_query


def test_all_settings_are_said_always() -> None:
    assert Voice("astra").query() == (
        "speaker=astra&modelId=coda&lang=en&audioFormat=pcm&samplingRate=22050&segment=never"
    )


def test_a_language_is_asked_for_without_its_region() -> None:
    assert parse_query(Voice("astra", lang="EN-gb").query())["lang"] == "en"


def test_a_voice_needs_a_speaker() -> None:
    with pytest.raises(OptionError, match="--speaker"):
        Voice("")


@pytest.mark.parametrize("rate", [4000, 8000, 22050, 24000, 44100, 48000, 96000])
def test_the_rates_that_a_service_offers_are_taken(rate: int) -> None:
    assert parse_query(Voice("astra", rate=rate).query())["samplingRate"] == str(rate)


@pytest.mark.parametrize("rate", [-1, 0, 3999, 96001, 10**9])
def test_a_rate_that_no_service_offers_is_refused_by_naming_those_it_does(rate: int) -> None:
    with pytest.raises(OptionError, match=f"--rate {rate} .* 4000 to 96000 Hz"):
        Voice("astra", rate=rate)


def test_of_a_name_given_twice_the_last_counts_and_an_empty_one_is_kept() -> None:
    assert parse_query("a=1&b=&a=2") == {"a": "2", "b": ""}


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1), st.integers(4000, 96000))
def test_what_a_voice_says_of_itself_is_read_again(name: str, rate: int) -> None:
    query = parse_query(Voice(name, model=name, rate=rate).query())
    assert (query["speaker"], query["modelId"], query["samplingRate"]) == (name, name, str(rate))
    assert Voice(name, model=name, rate=rate).query().isascii()
