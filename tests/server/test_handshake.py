"""What the server agrees to in an opening request, and how it says no."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from captioner.errors import SpeechRefused
from captioner.protocol import WS, WS2, WS3, Marks, Segment, Voice
from captioner.protocol.parameters import PARAMETERS, Family
from captioner.server.handshake import Agreed, Refusal, agree
from captioner.server.order import Said, Silence


def asked(query: str, key: str | None = None, path: str = "/ws3", **headers: str) -> object:
    return agree(f"{path}?{query}", headers, key)


def agreed(path: str = "/ws3", **settings: str) -> Agreed:
    found = asked(urlencode({"speaker": "en-us"} | settings), path=path)
    assert isinstance(found, Agreed), found
    return found


def refused(**settings: str) -> str:
    found = asked(urlencode({"speaker": "en-us"} | settings))
    assert isinstance(found, Refusal)
    assert found.status == 400
    return found.body


GOOD = Voice("en-us", "en-US", rate=24000).query()


def test_what_our_client_asks_for_is_agreed_to() -> None:
    assert asked(GOOD) == Agreed(
        "en-us", 24000, WS3, Segment.NEVER, audio_format="pcm", family=Family.CODA
    )


def test_what_is_not_said_is_as_the_first_pages_of_the_protocol_have_it() -> None:
    """The model is mistv2, so less than 1 is faster, and the rate is 22,050 Hz."""
    found = agreed(speedAlpha="0.5")

    assert (found.segment, found.rate, found.audio_format) == (Segment.BY_SENTENCE, 22050, "pcm")
    assert found.family is Family.MIST
    assert found.speed == 2


@pytest.mark.parametrize(
    ("path", "dialect"), [("/ws3", WS3), ("/ws2", WS2), ("/ws", WS), ("/", WS3), ("/ws3/", WS3)]
)
def test_each_path_has_its_dialect(path: str, dialect: object) -> None:
    assert agreed(path).dialect == dialect


def test_another_path_does_not_exist() -> None:
    for path in ("/ws9", "/ws3/more", "/health"):
        found = asked(GOOD, path=path)
        assert isinstance(found, Refusal)
        assert found.status == 404


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({"speaker": ""}, "speaker is required"),
        ({"speaker": "nobody"}, "captioner voices"),
        ({"speaker": "nobody"}, "Speaker nobody not found"),
        ({"speaker": "de", "lang": "en"}, "Language en is not supported for speaker de"),
        ({"speaker": "luna", "lang": "fi"}, "Language fi is not supported for speaker luna"),
        ({"lang": "xx", "modelId": "coda"}, "Language xx is not supported for model coda"),
        ({"audioFormat": "aac"}, "audioFormat must be one of pcm"),
        ({"audioFormat": "mp3", "samplingRate": "22051"}, "samplingRate of mp3 must be one of"),
        ({"segment": "always"}, "segment must be one of"),
        ({"samplingRate": "3999"}, "samplingRate must be a whole number from 4000 to 96000"),
        ({"samplingRate": "96001"}, "samplingRate must be"),
        ({"samplingRate": "fast"}, "samplingRate must be"),
        ({"samplingRate": "9" * 5000}, "samplingRate must be"),
        ({"samplingRate": "²"}, "samplingRate must be"),
        ({"speedAlpha": "0"}, "speedAlpha must be a number"),
        ({"speedAlpha": "nan"}, "speedAlpha must be a number"),
        ({"timeScaleFactor": "slow"}, "timeScaleFactor must be a number"),
        ({"inlineSpeedAlpha": "1,,2"}, "inlineSpeedAlpha must be numbers"),
        ({"pauseBetweenBrackets": "1"}, "pauseBetweenBrackets must be true or false"),
        ({"repetition_penalty": "2.5"}, "repetition_penalty must be a number from 1 to 2"),
        ({"temperature": "-1"}, "temperature must be"),
        ({"top_p": "0"}, "top_p must be"),
        ({"speaker": "de", "phonemizeBetweenBrackets": "true"}, "for English only"),
    ],
)
def test_what_cannot_be_done_is_a_bad_request_that_says_why(
    settings: dict[str, str], says: str
) -> None:
    assert says in refused(**settings)


def test_a_speaker_must_be_named() -> None:
    assert asked("lang=en") == Refusal(400, "speaker is required")


def test_a_parameter_given_twice_is_no_string() -> None:
    assert asked("speaker=en-us&lang=en&lang=de") == Refusal(400, "lang must be a string")


@pytest.mark.parametrize("lang", ["en", "eng", "en-GB", "EN_us"])
def test_a_language_may_be_named_by_two_or_three_letters_or_a_tag(lang: str) -> None:
    assert agreed(lang=lang).voice == "en-us"


@pytest.mark.parametrize(
    ("speaker", "lang", "voice"),
    [
        ("luna", "eng", "en-us"),
        ("LUNA", "en", "en-us"),
        ("cove", "", "en-us"),
        ("de", "", "de"),
        ("ru", "ru", "ru"),  # the name of a voice here and of a speaker in the cloud
        ("ru", "en", "en-us"),
        ("en-gb-scotland", "en-GB", "en-gb-scotland"),
    ],
)
def test_a_speaker_of_the_cloud_is_a_fixed_voice_here(speaker: str, lang: str, voice: str) -> None:
    assert agreed(speaker=speaker, lang=lang).voice == voice


@pytest.mark.parametrize(
    ("settings", "segment"),
    [
        ({}, Segment.BY_SENTENCE),
        ({"segment": ""}, Segment.BY_SENTENCE),
        ({"segment": "null"}, Segment.BY_SENTENCE),
        ({"segment": "never"}, Segment.NEVER),
        ({"segment": "immediate"}, Segment.IMMEDIATE),
        ({"immediate": "true"}, Segment.IMMEDIATE),
        ({"immediate": "false"}, Segment.BY_SENTENCE),
        ({"immediate": "true", "segment": "never"}, Segment.NEVER),
    ],
)
def test_each_mode_can_be_asked_for(settings: dict[str, str], segment: Segment) -> None:
    assert agreed(**settings).segment is segment


@pytest.mark.parametrize(
    ("model", "settings", "speed"),
    [
        ("coda", {"speedAlpha": "2"}, 2),
        ("mistv3", {"speedAlpha": "2"}, 2),
        ("no-such-model", {"speedAlpha": "2"}, 2),
        ("mistv2", {"speedAlpha": "2"}, 0.5),
        ("mist", {"speedAlpha": "2"}, 0.5),
        ("coda", {"timeScaleFactor": "2"}, 0.5),
        ("coda", {"timeScaleFactor": "9"}, 0.4),
        ("coda", {"timeScaleFactor": "0.1"}, 2.5),
        ("coda", {"timeScaleFactor": "2", "speedAlpha": "2"}, 1),
        ("mistv2", {"timeScaleFactor": "2"}, 1),
    ],
)
def test_speed_has_the_direction_of_the_model(
    model: str, settings: dict[str, str], speed: float
) -> None:
    assert agreed(modelId=model, **settings).speed == pytest.approx(speed)


@pytest.mark.parametrize(
    ("alias", "name"), [("l16", "pcm"), ("PCMU", "mulaw"), ("mpeg", "mp3"), ("ogg", "ogg")]
)
def test_formats_have_other_names(alias: str, name: str) -> None:
    assert agreed(audioFormat=alias).audio_format == name


def test_a_rate_that_is_not_named_is_the_model_s() -> None:
    assert agreed(modelId="coda").rate == 24000
    assert agreed(modelId="mistv3").rate == 22050


def test_marks_are_text_unless_they_are_asked_for() -> None:
    text = "One <200> [two] {k1A} three."

    assert agreed().order(text, Marks()).parts == (Said(text),)


def test_marks_that_are_asked_for_are_heeded_in_every_model() -> None:
    for model in ("coda", "mistv2", "mistv3", "espeak-ng"):
        found = agreed(
            modelId=model, pauseBetweenBrackets="true", phonemizeBetweenBrackets="true",
            inlineSpeedAlpha="0.5,4",
        )  # fmt: skip
        order = found.order("a <200> [b] {k1A} [c] [d]", Marks())
        slow, fast = (0.5, 4) if model == "espeak-ng" else (2, 0.25)
        assert order.parts == (
            Said("a "), Silence(200), Said(" "), Said("b", speed=slow), Said(" "),
            Said("k1A", phonemes=True), Said(" "), Said("c", speed=fast), Said(" "), Said("d"),
        )  # fmt: skip


def test_what_a_message_says_of_its_marks_goes_before_the_url() -> None:
    plain = agreed()
    assert plain.order("<5>", Marks(pauses=True)).parts == (Silence(5),)
    assert plain.order("{k1A}", Marks(phonemes=True)).parts == (Said("k1A", phonemes=True),)
    assert plain.order("[a]", Marks(speeds="0.5")).parts == (Said("a", speed=2),)
    assert plain.order("[a]", Marks(speeds="fast")).parts == (Said("[a]"),)
    heeding = agreed(pauseBetweenBrackets="true")
    assert heeding.order("<5>", Marks(pauses=False)).parts == (Said("<5>"),)


def test_marks_cannot_ask_for_an_endless_silence() -> None:
    with pytest.raises(SpeechRefused, match="60 s"):
        agreed(pauseBetweenBrackets="true").order("<30000> <30001>", Marks())


def test_a_key_is_asked_for_and_compared() -> None:
    assert asked(GOOD, "k") == Refusal(401, "Missing Authorization header")
    assert asked(GOOD, "k", authorization="Bearer other") == Refusal(401, "invalid api key")
    assert asked(GOOD, "k", authorization="Bearer  ") == Refusal(401, "empty apikey")
    assert asked(GOOD, "k", authorization="k") == Refusal(401, "invalid api key")
    assert isinstance(asked(GOOD, "k", authorization="Bearer k"), Agreed)


def test_a_target_that_is_no_address_is_a_bad_request() -> None:
    refusal = agree("//[", {}, None)

    assert isinstance(refusal, Refusal)
    assert refusal.status == 400


@given(
    st.dictionaries(
        st.sampled_from([*PARAMETERS, "unheard", "of"]),
        st.text(max_size=12) | st.sampled_from(["true", "1.5", "en", "never", "mp3", "48000"]),
    )
)
def test_whatever_is_asked_is_agreed_to_or_refused_in_a_line(settings: dict[str, str]) -> None:
    found = asked(urlencode({"speaker": "luna"} | settings))

    assert isinstance(found, Agreed) or (found.status == 400 and found.body)  # type: ignore[attr-defined]
