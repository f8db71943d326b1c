"""What a take is known by: who would be heard, and what they would say.

A key is made of everything that decides how a take sounds, and of nothing else. That is what the
service is told: the voice's part of the URL and the spoken text. A context is a place in a document
and never part of a key, so an edited document keeps the takes of what was not edited, and the same
sentence elsewhere is the same take.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

import msgspec

from captioner.protocol import Voice

if TYPE_CHECKING:
    from hashlib import _Hash

#: Part of every key. Raised when a take of the same answer of the same service would be another.
KEY_VERSION = 1

#: As much of a digest as tells the voices of one store apart.
_TAG_LETTERS = 12


class Origin(msgspec.Struct, frozen=True):
    """Who would be heard: a voice as one service speaks it.

    `service` names what speaks, whatever the way to it: host and path of a remote service, library
    and version of the embedded one. `settings` are the parameters that the service is told, by
    their names in the protocol, in alphabetical order.
    """

    service: str
    settings: tuple[tuple[str, str], ...]

    def key(self, spoken: str) -> str:
        """Give the key of what it would say: 64 hexadecimal digits."""
        digest = _begun(self).copy()
        digest.update(json.dumps(spoken).encode() + b"]")
        return digest.hexdigest()

    @property
    def tag(self) -> str:
        """Give a short name for the ledger; the same settings at another service have another."""
        return _begun(self).hexdigest()[:_TAG_LETTERS]

    @property
    def title(self) -> str:
        """Describe it to people."""
        told = dict(self.settings)
        usual = [told.pop(name, "") for name in ("speaker", "modelId", "lang")]
        rate = f"{told.pop('samplingRate', '?')} Hz"
        rest = [f"{name}={value}" for name, value in told.items() if (name, value) not in _USUAL]
        return ", ".join([*filter(None, usual), rate, *rest, self.service])


#: What nearly every voice has in common.
_USUAL = {("audioFormat", "pcm"), ("segment", "never")}


def origin_of(service: str, voice: Voice) -> Origin:
    """Tell who would be heard if a service were asked for a voice.

    The voice is the one that a sentence is asked with, its own language and speaker among its
    settings where it has any.
    """
    return Origin(service, tuple(sorted(parse_qsl(voice.query()))))


def origin_from(service: str, settings: Mapping[str, str]) -> Origin:
    """Give back an origin from how a take's header tells it."""
    return Origin(service, tuple(sorted(settings.items())))


@lru_cache(maxsize=256)
def _begun(origin: Origin) -> _Hash:
    """Digest the part of canonical JSON that all keys of an origin begin with."""
    head = json.dumps(
        [KEY_VERSION, origin.service, dict(origin.settings)], separators=(",", ":"), sort_keys=True
    )
    return hashlib.sha256(head.removesuffix("]").encode() + b",")
