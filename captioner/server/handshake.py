"""What a client asks for in its opening request, agreed to or refused. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from hmac import compare_digest
from urllib.parse import urlsplit

from captioner.protocol.voice import RATES, parse_query
from captioner.server.voices import local_voices

#: The rate of a client that names none: that of Rime's Mist models, and of eSpeak NG.
_DEFAULT_RATE = 22050


@dataclass(frozen=True, slots=True)
class Agreed:
    """The connection's settings."""

    voice: str
    rate: int


@dataclass(frozen=True, slots=True)
class Refusal:
    """An HTTP status and a plain text that says what is wrong."""

    status: int
    body: str


def agree(path: str, headers: Mapping[str, str], key: str | None) -> Agreed | Refusal:
    """Read an opening request: `path` with its query, and headers by lower-case name.

    `key` is what the client must present, None for an open server.
    """
    try:
        parts = urlsplit(path)
    except ValueError:
        return Refusal(400, "the request's target is no address")
    if parts.path.rstrip("/") != "/ws3":
        return Refusal(404, "no such endpoint; this server speaks /ws3")
    if refusal := _check_key(headers.get("authorization"), key):
        return refusal
    return _settings(parse_query(parts.query))


def _check_key(given: str | None, key: str | None) -> Refusal | None:
    if key is None:
        return None
    if not given:
        return Refusal(401, "Missing Authorization header")
    scheme, _, token = given.partition(" ")
    if scheme.lower() != "bearer" or not compare_digest(token.strip().encode(), key.encode()):
        return Refusal(401, "invalid api key")
    return None


def _settings(asked: dict[str, str]) -> Agreed | Refusal:
    speaker = asked.get("speaker")
    if not speaker:
        return Refusal(400, "speaker is required")
    voice = local_voices().get(speaker.lower())
    if voice is None:
        return Refusal(400, f"Speaker {speaker} not found; captioner voices lists those there are")
    lang = asked.get("lang", voice.languages[0])
    if not voice.speaks(lang):
        return Refusal(400, f"Language {lang} is not supported for speaker {speaker}")
    if asked.get("audioFormat", "pcm") != "pcm":
        return Refusal(400, f"audioFormat {asked['audioFormat']} is not supported; ask for pcm")
    if asked.get("segment") != "never":
        return Refusal(400, "segment must be never; this server speaks at a flush only")
    rate = asked.get("samplingRate", str(_DEFAULT_RATE))
    if not re.fullmatch(r"[0-9]{4,5}", rate) or int(rate) not in RATES:
        return Refusal(400, f"samplingRate must be from {RATES.start} to {RATES.stop - 1}")
    return Agreed(voice.name, int(rate))
