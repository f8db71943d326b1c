"""What a choice of service and sound costs."""

from __future__ import annotations

from collections.abc import Iterator

from captioner.client import Service
from captioner.protocol import Voice, dialect_of
from captioner.timeline import Quality

#: The samples that an MP3 encoder (576) and a decoder (529) put before the sound of a stream.
_MP3_DELAY = 1105


def costs(voice: Voice, service: Service) -> Iterator[tuple[Quality | None, str]]:
    """Say what a choice of service and sound costs, and in which quality of word times it shows."""
    if dialect_of(service.path).plain:
        yield (
            Quality.ESTIMATED,
            f"{service.path} tells no word times: that of every word is estimated, and each "
            "sentence takes a connection of its own; /ws3 and /ws2 tell them",
        )
    elif voice.audio_format == "mp3":
        yield (
            Quality.NOMINAL,
            f"audioFormat=mp3: MP3 encoders put about {_MP3_DELAY:,} samples of delay before the "
            f"sound of a take, so its words are heard some {1000 * _MP3_DELAY / voice.rate:.0f} ms "
            "later than their times say; with pcm they are not",
        )
    if voice.audio_format == "mulaw":
        yield None, "audioFormat=mulaw: word times are exact, but the sound has 8 bits a sample"
