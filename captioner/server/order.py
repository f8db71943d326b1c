"""What a worker is asked for, and what it tells of what it spoke."""

from __future__ import annotations

import msgspec


class Said(msgspec.Struct, frozen=True, tag_field="part", tag="said"):
    """Something to say: text, or sounds in Rime's phonetic alphabet; at `speed` times the usual."""

    text: str
    phonemes: bool = False
    speed: float = 1.0


class Silence(msgspec.Struct, frozen=True, tag_field="part", tag="silence"):
    """Silence, in milliseconds."""

    ms: int


class Order(msgspec.Struct, frozen=True):
    """What to speak, by the name of a local voice: as `audio_format`, at `rate` Hz.

    `speed` is how many times as fast as usual. `begins`: the client has heard nothing yet, so a
    format with one header for all begins with it.
    """

    parts: tuple[Said | Silence, ...]
    voice: str
    rate: int
    audio_format: str = "pcm"
    speed: float = 1.0
    begins: bool = True

    @property
    def text(self) -> str:
        """All of the text, without marks."""
        return "".join(part.text for part in self.parts if isinstance(part, Said))


class Timing(msgspec.Struct, frozen=True):
    """The words of what was spoken, with starts and ends in seconds from its beginning.

    `length` is that of the sound, in seconds.
    """

    words: list[str]
    starts: list[float]
    ends: list[float]
    estimated: bool = False
    length: float = 0.0
