"""The settings of a voice, and their place in the connection's URL."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from hypothesis import given, reject
from hypothesis import strategies as st
from msgspec.structs import replace

from captioner.errors import OptionError
from captioner.markup import Markup
from captioner.protocol import Voice, parse_settings, slowed, speed_alpha, speed_of, voice_of
from captioner.protocol.parameters import MODELS, MP3_RATES, PARAMETERS, Family, parse_query

SPEEDS = st.floats(0.1, 10)
#: Values of each field that a family may heed, by the name of its parameter.
VALUES: dict[str, tuple[str, st.SearchStrategy[Any]]] = {
    "speedAlpha": ("speed_alpha", SPEEDS),
    "timeScaleFactor": ("time_scale_factor", st.floats(0.4, 2.5)),
    "pauseBetweenBrackets": ("pause_between_brackets", st.booleans()),
    "phonemizeBetweenBrackets": ("phonemize_between_brackets", st.booleans()),
    "inlineSpeedAlpha": ("inline_speed_alpha", st.lists(SPEEDS, min_size=1).map(tuple)),
    "noTextNormalization": ("no_text_normalization", st.booleans()),
    "saveOovs": ("save_oovs", st.booleans()),
    "repetition_penalty": ("repetition_penalty", st.floats(1, 2)),
    "temperature": ("temperature", st.floats(0, 1)),
    "top_p": ("top_p", st.floats(0.001, 1)),
    "max_tokens": ("max_tokens", st.integers(1, 100_000)),
}
NAMES = st.text(st.characters(exclude_categories=["Cs"]), min_size=1)


@st.composite
def voices(draw: st.DrawFn) -> Voice:
    """Voices with anything set that their model heeds."""
    model = draw(st.sampled_from(sorted(MODELS)))
    chosen: dict[str, Any] = {
        field: draw(st.none() | values)
        for name, (field, values) in VALUES.items()
        if MODELS[model] in PARAMETERS[name].heeded_by
    }
    audio_format = draw(st.sampled_from(["pcm", "mulaw", "mp3"]))
    rates = st.sampled_from(MP3_RATES) if audio_format == "mp3" else st.integers(4000, 96000)
    return Voice(
        draw(NAMES),
        draw(st.sampled_from(["en", "de", "hi"])),
        model,
        draw(rates),
        audio_format,
        **chosen,
    )


@given(voices())
def test_what_a_voice_says_in_a_url_gives_the_voice_again(voice: Voice) -> None:
    query = voice.query()
    assert query.isascii()
    found = {name: values for name, values in parse_query(query).items() if name != "segment"}
    assert all(len(values) == 1 for values in found.values())
    read = {name: PARAMETERS[name].read(values[0]) for name, values in found.items()}
    fields_of = {"modelId": "model", "samplingRate": "rate", "audioFormat": "audio_format"}
    fields_of |= {name: field for name, (field, _) in VALUES.items()}
    again: dict[str, Any] = {fields_of.get(name, name): value for name, value in read.items()}
    assert Voice(**again) == voice


@given(voices())
def test_the_settings_of_a_voice_as_people_type_them_give_the_voice_again(voice: Voice) -> None:
    """But for blanks at the ends of a speaker, which nobody means."""
    settings = voice.settings() | {"speaker": "astra"}
    typed = (f"{name}={value}" for name, value in settings.items())
    assert Voice(**parse_settings(typed)) == replace(voice, speaker="astra")


@given(voices())
def test_the_settings_that_a_voice_has_told_give_the_voice_again(voice: Voice) -> None:
    told = msgspec.json.decode(msgspec.json.encode(voice.settings()))
    again = voice_of(told)
    assert again == voice
    assert again.query() == voice.query()


@pytest.mark.parametrize(
    "settings", [{}, {"speaker": "ada", "tone": "low"}, {"speaker": "ada", "samplingRate": "x"}]
)
def test_settings_that_no_voice_has_told_are_refused(settings: dict[str, str | int]) -> None:
    with pytest.raises(OptionError):
        voice_of(settings)


@given(voices(), voices())
def test_voices_that_differ_say_so(one: Voice, two: Voice) -> None:
    assert (one == two) == (one.query() == two.query()) == (one.settings() == two.settings())


def test_every_field_of_a_voice_can_be_said() -> None:
    said = {field for field, _ in VALUES.values()}
    said |= {"speaker", "lang", "model", "rate", "audio_format"}
    assert set(Voice.__struct_fields__) == said


def test_all_settings_are_said_always() -> None:
    assert Voice("astra").query() == (
        "speaker=astra&modelId=coda&lang=en&audioFormat=pcm&samplingRate=22050&segment=never"
    )


def test_what_is_set_is_said_besides() -> None:
    query = Voice("astra", speed_alpha=1.2, temperature=0.0, max_tokens=5).query()
    assert query.endswith("&speedAlpha=1.2&temperature=0&max_tokens=5&segment=never")


@pytest.mark.parametrize(
    ("lang", "asked"), [("EN-gb", "en"), ("eng", "en"), ("pt_BR", "pt"), ("de", "de")]
)
def test_a_language_is_asked_for_without_its_region(lang: str, asked: str) -> None:
    assert parse_query(Voice("astra", lang=lang).query())["lang"] == [asked]


def test_a_voice_needs_a_speaker() -> None:
    with pytest.raises(OptionError, match="--speaker"):
        Voice("")


@pytest.mark.parametrize("rate", [4000, 8000, 22050, 24000, 44100, 48000, 96000])
def test_the_rates_that_a_service_offers_are_taken(rate: int) -> None:
    assert parse_query(Voice("astra", rate=rate).query())["samplingRate"] == [str(rate)]


@pytest.mark.parametrize("rate", [-1, 0, 3999, 96001, 10**9])
def test_a_rate_that_no_service_offers_is_refused_by_naming_those_it_does(rate: int) -> None:
    with pytest.raises(OptionError, match=f"--rate {rate} .* 4000 to 96000 Hz"):
        Voice("astra", rate=rate)


def test_a_model_that_a_service_would_replace_is_refused_by_naming_those_it_knows() -> None:
    with pytest.raises(OptionError, match=r"--model cado .* coda, .*mistv2"):
        Voice("astra", model="cado")


@pytest.mark.parametrize("audio_format", ["wav", "ogg", "webm", "flac", ""])
def test_a_format_that_is_for_files_or_is_none_is_refused(audio_format: str) -> None:
    with pytest.raises(OptionError, match=f"audioFormat={audio_format}"):
        Voice("astra", audio_format=audio_format)


@pytest.mark.parametrize(
    ("field", "value", "name"),
    [
        ("speed_alpha", 0.0, "speedAlpha=0"),
        ("speed_alpha", 10.5, "speedAlpha=10.5"),
        ("speed_alpha", 10.000001, "speedAlpha=10.000001"),
        ("speed_alpha", float("nan"), "speedAlpha=nan"),
        ("time_scale_factor", -1.0, "timeScaleFactor=-1"),
        ("inline_speed_alpha", (1.0, 11.0), "inlineSpeedAlpha=1,11"),
        ("inline_speed_alpha", (), "inlineSpeedAlpha="),
        ("repetition_penalty", 0.5, "repetition_penalty=0.5"),
        ("temperature", 1.01, "temperature=1.01"),
        ("top_p", 0.0, "top_p=0"),
        ("max_tokens", 0, "max_tokens=0"),
        ("lang", "", "lang="),
    ],
)
def test_a_value_out_of_range_is_refused_by_its_name(field: str, value: Any, name: str) -> None:
    given: Any = {field: value}
    with pytest.raises(OptionError, match=f"{name}: it must be (a|numbers)"):
        Voice("astra", **given)


@pytest.mark.parametrize("model", sorted(MODELS))
@pytest.mark.parametrize("name", VALUES)
def test_what_a_model_does_not_heed_is_refused_by_its_name(model: str, name: str) -> None:
    field, values = VALUES[name]
    text = "true" if "bool" in repr(values) else "1"
    given: Any = {field: PARAMETERS[name].read(text)}
    if MODELS[model] in PARAMETERS[name].heeded_by:
        assert f"{name}={text}" in Voice("astra", model=model, **given).query()
    else:
        with pytest.raises(OptionError, match=f"{name}={text}: {model} does not heed it"):
            Voice("astra", model=model, **given)


def test_settings_are_kept_as_people_write_them() -> None:
    voice = Voice("astra", model="mistv2", pause_between_brackets=True, speed_alpha=0.9)
    assert voice.settings() == {
        "speaker": "astra", "modelId": "mistv2", "lang": "en", "audioFormat": "pcm",
        "samplingRate": 22050, "speedAlpha": "0.9", "pauseBetweenBrackets": "true",
    }  # fmt: skip


@pytest.mark.parametrize("pauses", [None, False, True])
@pytest.mark.parametrize("phonemes", [None, False, True])
@pytest.mark.parametrize("speeds", [None, (2.0,)])
def test_markup_is_heeded_where_it_is_switched_on(
    pauses: bool | None, phonemes: bool | None, speeds: tuple[float, ...] | None
) -> None:
    voice = Voice(
        "astra",
        model="mistv2",
        pause_between_brackets=pauses,
        phonemize_between_brackets=phonemes,
        inline_speed_alpha=speeds,
    )
    assert voice.markup == Markup(pauses is True, phonemes is True, speeds is not None)


# ---------------------------------------------------------------- settings as they are typed


@pytest.mark.parametrize(
    "spelled", ["speedAlpha=1.2", "speed_alpha=1.2", "SPEED-ALPHA=1.20", " speedalpha = 1.2 "]
)
def test_a_name_may_be_spelled_in_any_case_and_with_any_joints(spelled: str) -> None:
    assert parse_settings([spelled]) == {"speed_alpha": 1.2}


def test_settings_become_fields() -> None:
    settings = ["pauseBetweenBrackets=TRUE", "inlineSpeedAlpha=0.5, 3", "top_p=1", "topP=1"]
    assert parse_settings(settings[:3]) == {
        "pause_between_brackets": True,
        "inline_speed_alpha": (0.5, 3.0),
        "top_p": 1.0,
    }
    with pytest.raises(OptionError, match="top_p is set twice"):
        parse_settings(settings)


@pytest.mark.parametrize("setting", ["", "speedAlpha"])
def test_a_setting_has_a_value(setting: str) -> None:
    with pytest.raises(OptionError, match=f"^--set {setting}: it must look like speedAlpha=1.2"):
        parse_settings([setting])


@pytest.mark.parametrize("setting", ["=", "=1", "speed=2", "volume=1"])
def test_a_name_that_is_none_is_answered_by_those_that_are(setting: str) -> None:
    with pytest.raises(OptionError, match=f"^--set {setting}: .*speedAlpha, .*max_tokens"):
        parse_settings([setting])


@pytest.mark.parametrize("setting", ["segment=immediate", "Segment=never", "immediate=true"])
def test_when_to_speak_is_not_a_setting(setting: str) -> None:
    with pytest.raises(OptionError, match="captioner says itself when to speak"):
        parse_settings([setting])


@pytest.mark.parametrize("setting", ["speedAlpha=", "speedAlpha=fast", "saveOovs=1", "top_p=2"])
def test_a_setting_out_of_range_is_answered_by_what_it_must_be(setting: str) -> None:
    with pytest.raises(OptionError, match=f"^--set {setting}: it must be (a number|true)"):
        parse_settings([setting])


# ---------------------------------------------------------------- how fast


@pytest.mark.parametrize("model", sorted(MODELS))
def test_twice_as_fast_is_half_the_alpha_for_mist_alone(model: str) -> None:
    assert speed_alpha(model, 2.0) == (0.5 if MODELS[model] is Family.MIST else 2.0)
    assert speed_alpha(model, 1.0) == 1.0


def test_an_unknown_model_is_served_by_one_that_is_faster_above_one() -> None:
    assert speed_alpha("of another day", 2.0) == 2.0


def test_mp3_is_asked_for_at_rates_that_it_has() -> None:
    with pytest.raises(OptionError, match="10000 is none of mp3's"):
        Voice("luna", rate=10000, audio_format="mp3")


@given(voice=voices(), times=st.floats(1.05, 3))
def test_a_slowed_voice_is_so_many_times_as_slow_and_otherwise_the_same(
    voice: Voice, times: float
) -> None:
    try:
        slower = slowed(voice, times)
    except OptionError:
        reject()

    # An alpha has four decimals.
    assert speed_of(slower) * times == pytest.approx(speed_of(voice), rel=0.002)
    assert replace(slower, speed_alpha=voice.speed_alpha) == voice
