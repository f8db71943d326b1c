"""What the server agrees to in an opening request, and how it says no."""

from __future__ import annotations

import pytest

from captioner.protocol import Voice
from captioner.server.handshake import Agreed, Refusal, agree


def asked(query: str, key: str | None = None, **headers: str) -> Agreed | Refusal:
    return agree(f"/ws3?{query}", headers, key)


GOOD = Voice("en-us", "en-US", rate=24000).query()


def test_what_our_client_asks_for_is_agreed_to() -> None:
    assert asked(GOOD) == Agreed("en-us", 24000)


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("lang=en&segment=never", "speaker is required"),
        ("speaker=&segment=never", "speaker is required"),
        ("speaker=nobody&segment=never", "Speaker nobody not found"),
        ("speaker=de&lang=en&segment=never", "Language en is not supported for speaker de"),
        ("speaker=en-us&audioFormat=mp3&segment=never", "audioFormat mp3"),
        ("speaker=en-us&segment=immediate", "segment must be never"),
        ("speaker=en-us", "segment must be never"),
        ("speaker=en-us&segment=never&samplingRate=3999", "samplingRate must be"),
        ("speaker=en-us&segment=never&samplingRate=96001", "samplingRate must be"),
        ("speaker=en-us&segment=never&samplingRate=fast", "samplingRate must be"),
        (f"speaker=en-us&segment=never&samplingRate={'9' * 5000}", "samplingRate must be"),
        ("speaker=en-us&segment=never&samplingRate=²", "samplingRate must be"),
    ],
)
def test_what_cannot_be_done_is_a_bad_request_that_says_why(query: str, says: str) -> None:
    refusal = asked(query)

    assert isinstance(refusal, Refusal)
    assert refusal.status == 400
    assert says in refusal.body


@pytest.mark.parametrize("lang", ["en", "eng", "en-GB", "EN_us"])
def test_a_language_may_be_named_by_two_or_three_letters_or_a_tag(lang: str) -> None:
    assert asked(f"speaker=en-us&segment=never&lang={lang}") == Agreed("en-us", 22050)


def test_a_key_is_asked_for_and_compared() -> None:
    assert asked(GOOD, "k") == Refusal(401, "Missing Authorization header")
    assert asked(GOOD, "k", authorization="Bearer other") == Refusal(401, "invalid api key")
    assert asked(GOOD, "k", authorization="k") == Refusal(401, "invalid api key")
    assert asked(GOOD, "k", authorization="Bearer k") == Agreed("en-us", 24000)


def test_another_path_does_not_exist() -> None:
    refusal = agree(f"/ws9?{GOOD}", {}, None)

    assert isinstance(refusal, Refusal)
    assert refusal.status == 404


def test_a_target_that_is_no_address_is_a_bad_request() -> None:
    refusal = agree("//[", {}, None)

    assert isinstance(refusal, Refusal)
    assert refusal.status == 400
