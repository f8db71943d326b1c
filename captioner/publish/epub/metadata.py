"""What a book with overlays says of itself, beside what it says anyway."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import UTC, datetime

import msgspec

from captioner.publish.epub.overlay import ACTIVE, clock
from captioner.publish.publication import Material

#: What readers are told who cannot read, or cannot hear, in the words of schema.org.
_ACCESS = {
    "schema:accessMode": ("textual", "auditory"),
    "schema:accessModeSufficient": ("textual", "textual,auditory"),
    "schema:accessibilityFeature": ("synchronizedAudioText",),
}


class Overlay(msgspec.Struct, frozen=True):
    """The overlay `name` of a file of text, how long it is heard, and the files of its sound with
    their media type.
    """

    text: str
    name: str
    id: str
    duration_ms: int
    sounds: Sequence[tuple[str, str]]


#: A property, its value, and the id of what it is said of, if not of the book.
Meta = tuple[str, str, str]


def metas(
    material: Material, overlays: Sequence[Overlay], known: Mapping[str, Collection[str]]
) -> Iterator[Meta]:
    """Yield what is to be said, but for what is `known` already, values by their properties."""
    yield "media:duration", clock(sum(each.duration_ms for each in overlays)), ""
    for each in overlays:
        yield "media:duration", clock(each.duration_ms), each.id
    yield "media:active-class", ACTIVE, ""
    if narrator := narrator_of(material):
        yield "media:narrator", narrator, ""
    for name, values in _ACCESS.items():
        for value in values:
            if value not in known.get(name, ()):
                yield name, value, ""


def narrator_of(material: Material) -> str:
    """Tell who reads: who is said to, or else which voice."""
    speaker = str(material.kept.head.voice.get("speaker", ""))
    return material.settings.narrator or (f"{speaker} (text-to-speech)" if speaker else "")


def modified() -> str:
    """Tell when a book is made: now, or as those say who make the same bytes again
    (https://reproducible-builds.org/specs/source-date-epoch/).
    """
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    at = datetime.fromtimestamp(int(epoch), UTC) if epoch.isdecimal() else None
    return f"{at or datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
