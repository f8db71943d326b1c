"""The parameters in the URL: how each is read and written, and who heeds it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from captioner.protocol.parameters import (
    AUDIO_FORMATS,
    MODELS,
    PARAMETERS,
    Family,
    as_text,
    parse_query,
)

#: What each parameter takes, as text, and what it means.
TAKEN: dict[str, list[tuple[str, object]]] = {
    "speaker": [("astra", "astra")],
    "modelId": [("coda", "coda"), ("of another day", "of another day")],
    "lang": [("en", "en"), ("eng", "eng")],
    "audioFormat": [*AUDIO_FORMATS.items(), ("PCM", "pcm")],
    "samplingRate": [("4000", 4000), ("22050", 22050), ("96000", 96000)],
    "segment": [("bySentence", "bySentence"), ("IMMEDIATE", "immediate"), ("never", "never")],
    "immediate": [("true", True), ("False", False)],
    "speedAlpha": [("1", 1.0), ("0.1", 0.1), ("10", 10.0), ("1.05", 1.05)],
    "timeScaleFactor": [("0.4", 0.4), ("2.5", 2.5)],
    "pauseBetweenBrackets": [("true", True)],
    "phonemizeBetweenBrackets": [("true", True)],
    "inlineSpeedAlpha": [("0.5,3", (0.5, 3.0)), (" 2 ", (2.0,)), ("1, 2", (1.0, 2.0))],
    "noTextNormalization": [("true", True)],
    "reduceLatency": [("true", True)],
    "saveOovs": [("false", False)],
    "repetition_penalty": [("1", 1.0), ("2", 2.0)],
    "temperature": [("0", 0.0), ("1", 1.0)],
    "top_p": [("0.001", 0.001), ("1", 1.0)],
    "max_tokens": [("1", 1), ("100000", 100_000)],
}
FLAGS = ["", "yes", "1", "none"]
NUMBERS = ["", "x", "nan", "inf", "-1", "1e999", "0x1", "1,5"]
#: What each refuses.
REFUSED = {
    "speaker": [""],
    "modelId": [""],
    "lang": [""],
    "audioFormat": ["", "flac", "pcm,mp3"],
    "samplingRate": ["", "3999", "96001", "22050.0", "-8000", "٢٢٠٥٠", "²", "9" * 5000],
    "segment": ["", "true", "byword"],
    "immediate": FLAGS,
    "speedAlpha": [*NUMBERS, "0", "0.09", "10.1"],
    "timeScaleFactor": [*NUMBERS, "0", "0.39", "2.6"],
    "pauseBetweenBrackets": FLAGS,
    "phonemizeBetweenBrackets": FLAGS,
    "inlineSpeedAlpha": ["", ",", "1,", "1;2", "0", "1,nan", "1,11"],
    "noTextNormalization": FLAGS,
    "reduceLatency": FLAGS,
    "saveOovs": FLAGS,
    "repetition_penalty": [*NUMBERS, "0.9", "2.1"],
    "temperature": [*NUMBERS, "1.1"],
    "top_p": [*NUMBERS, "0", "1.1"],
    "max_tokens": ["", "0", "1.5", "100001", "-1"],
}


def test_every_parameter_is_tried_here() -> None:
    assert list(TAKEN) == list(REFUSED) == list(PARAMETERS)
    assert all(name == parameter.name for name, parameter in PARAMETERS.items())


@pytest.mark.parametrize(
    ("name", "text", "value"), [(n, text, v) for n, pairs in TAKEN.items() for text, v in pairs]
)
def test_a_value_in_range_is_read(name: str, text: str, value: object) -> None:
    found = PARAMETERS[name].read(text)
    assert (found, type(found)) == (value, type(value))


@pytest.mark.parametrize(("name", "text"), [(n, text) for n, t in REFUSED.items() for text in t])
def test_a_value_out_of_range_is_refused_with_what_it_must_be(name: str, text: str) -> None:
    with pytest.raises(ValueError, match=r"^(a name|true or false|one of |a (whole )?number|nu)"):
        PARAMETERS[name].read(text)


@pytest.mark.parametrize(("name", "pairs"), TAKEN.items())
def test_what_is_written_is_read_as_it_was(name: str, pairs: list[tuple[str, object]]) -> None:
    for text, _ in pairs:
        value = PARAMETERS[name].read(text)
        assert PARAMETERS[name].read(as_text(value)) == value


@given(st.floats(0.1, 10), st.lists(st.floats(0.1, 10), min_size=1, max_size=5).map(tuple))
def test_no_number_is_rounded_in_writing(number: float, numbers: tuple[float, ...]) -> None:
    assert PARAMETERS["speedAlpha"].read(as_text(number)) == number
    assert PARAMETERS["inlineSpeedAlpha"].read(as_text(numbers)) == numbers


def test_numbers_are_written_short() -> None:
    assert as_text(1.0) == "1"
    assert as_text(1.05) == "1.05"
    assert as_text((0.5, 3.0)) == "0.5,3"
    assert as_text(True) == "true"
    assert as_text(22050) == "22050"


@pytest.mark.parametrize(
    ("names", "heeded_by"),
    [
        (["speaker", "modelId", "lang", "samplingRate", "segment", "speedAlpha"], set(Family)),
        (["timeScaleFactor"], {Family.CODA, Family.MISTV3, Family.LOCAL}),
        (
            ["pauseBetweenBrackets", "phonemizeBetweenBrackets", "inlineSpeedAlpha"],
            {Family.MISTV3, Family.MIST, Family.LOCAL},
        ),
        (["noTextNormalization", "saveOovs"], {Family.MIST}),
        (["repetition_penalty", "temperature", "top_p", "max_tokens"], {Family.CODA}),
    ],
)
def test_each_parameter_is_heeded_by_the_models_that_rime_names(
    names: list[str], heeded_by: set[Family]
) -> None:
    assert all(PARAMETERS[name].heeded_by == heeded_by for name in names)


def test_every_family_has_a_model() -> None:
    assert set(MODELS.values()) == set(Family)
    assert (MODELS["mistv2"], MODELS["arcana"]) == (Family.MIST, Family.CODA)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {}),
        ("a=1&b=&a=2", {"a": ["1", "2"], "b": [""]}),
        ("a=x+y%20z%26%3D", {"a": ["x y z&="]}),
        ("a&b=1=2&&=3", {"a": [""], "b": ["1=2"], "": ["3"]}),
        ("a=%zz%ff", {"a": ["%zz\ufffd"]}),
    ],
)
def test_a_query_is_read_with_all_its_values(query: str, found: dict[str, list[str]]) -> None:
    assert parse_query(query) == found
