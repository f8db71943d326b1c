"""What a take is known by: all that is heard in it, and nothing else."""

from __future__ import annotations

import json
import subprocess
import sys
from hashlib import sha256
from urllib.parse import parse_qsl

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from captioner.protocol import Voice
from captioner.store.origin import KEY_VERSION, Origin, origin_from, origin_of
from tests.store.making import ORIGIN, TEXT, VOICE
from tests.strategies import tried

#: Every setting in another value than that of the first, each heeded by the model it is set for.
CHANGES: dict[str, list[Voice]] = {
    "speaker": [replace(VOICE, speaker="eve")],
    "lang": [replace(VOICE, lang="de")],
    "model": [replace(VOICE, model="arcana")],
    "rate": [replace(VOICE, rate=22050)],
    "audio_format": [replace(VOICE, audio_format="mulaw")],
    "speed_alpha": [replace(VOICE, speed_alpha=0.9), replace(VOICE, speed_alpha=1.1)],
    "time_scale_factor": [replace(VOICE, time_scale_factor=1.1)],
    "pause_between_brackets": [replace(VOICE, model="mistv3", pause_between_brackets=True)],
    "phonemize_between_brackets": [replace(VOICE, model="mistv3", phonemize_between_brackets=True)],
    "inline_speed_alpha": [replace(VOICE, model="mistv3", inline_speed_alpha=(0.5, 2.0))],
    "no_text_normalization": [replace(VOICE, model="mistv2", no_text_normalization=True)],
    "save_oovs": [replace(VOICE, model="mistv2", save_oovs=True)],
    "repetition_penalty": [replace(VOICE, repetition_penalty=1.5)],
    "temperature": [replace(VOICE, temperature=0.0), replace(VOICE, temperature=1.0)],
    "top_p": [replace(VOICE, top_p=0.5)],
    "max_tokens": [replace(VOICE, max_tokens=5000)],
}


def key(voice: Voice = VOICE, service: str = "test/ws3", text: str = TEXT) -> str:
    return origin_of(service, voice).key(text)


def test_every_setting_of_a_voice_makes_another_key() -> None:
    assert set(CHANGES) == set(Voice.__struct_fields__)
    voices = [VOICE, *(voice for changed in CHANGES.values() for voice in changed)]

    assert len({key(voice) for voice in voices}) == len(voices)


def test_what_the_service_is_told_alike_has_the_same_key() -> None:
    british = replace(VOICE, lang="en-GB")

    assert key(british) == key(VOICE) == key(replace(VOICE, lang="eng"))
    assert key(replace(VOICE, speed_alpha=1)) == key(replace(VOICE, speed_alpha=1.0))


def test_service_and_text_make_another_key_to_the_last_blank() -> None:
    others = [key(service="other/ws3"), key(text=TEXT + " "), key(text=TEXT.lower()), key()]

    assert len(set(others)) == len(others)


@tried
@given(st.text(), st.text())
def test_the_key_is_the_digest_of_canonical_json(service: str, spoken: str) -> None:
    told = [KEY_VERSION, service, dict(parse_qsl(VOICE.query())), spoken]
    text = json.dumps(told, sort_keys=True, separators=(",", ":"))

    assert key(service=service, text=spoken) == sha256(text.encode()).hexdigest()


def test_the_key_is_the_same_in_every_process() -> None:
    """Whatever the seed of Python's own hashes; and a key never changes by accident."""
    program = "from tests.store.test_origin import key; print(key())"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)

    assert done.stdout.strip() == key(), done.stderr
    assert key() == "38ab7bb36eb76cc916dc8c6887568ace59154b7a8484f30fc0c674a19cd54678"


def test_an_origin_comes_back_from_how_a_header_tells_it() -> None:
    assert origin_from(ORIGIN.service, dict(reversed(ORIGIN.settings))) == ORIGIN


def test_origins_have_tags_of_their_own_and_titles_for_people() -> None:
    fast = origin_of("test/ws3", replace(VOICE, speed_alpha=0.9))

    assert ORIGIN.tag != fast.tag != Origin("other", ORIGIN.settings).tag
    assert fast.title == "ada, coda, en, 8000 Hz, speedAlpha=0.9, test/ws3"
