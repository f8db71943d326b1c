"""A voice's samples, brought to the rate and the format that a client asked for."""

from __future__ import annotations

from captioner.audio.coded import Resampler
from captioner.audio.wire import encoding_rate, open_encoder, wav_header
from captioner.server.order import Order


class Converter:
    """Converts one synthesis, piece by piece."""

    def __init__(self, rate: int, order: Order) -> None:
        asked = encoding_rate(order.audio_format, order.rate)
        self._resampler = Resampler(rate, asked) if asked != rate else None
        self._encoder = open_encoder(order.audio_format, asked)
        begins_wav = order.audio_format == "wav" and order.begins
        self._ahead = wav_header(asked) if begins_wav else b""

    def feed(self, pcm: bytes) -> bytes:
        """Give what is ready after some more samples."""
        ahead, self._ahead = self._ahead, b""
        return ahead + self._encoder.feed(self._resampler.feed(pcm) if self._resampler else pcm)

    def finish(self) -> bytes:
        """Give the rest."""
        rest = self._encoder.feed(self._resampler.feed(b"")) if self._resampler else b""
        return rest + self._encoder.finish()
