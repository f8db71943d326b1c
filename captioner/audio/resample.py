"""A take at another sampling rate."""

from __future__ import annotations

from msgspec.structs import replace

from captioner.audio.pcm import SAMPLE_BYTES, silence
from captioner.audio.take import HeardWord, Take


def at_rate(take: Take, rate: int) -> Take:
    """Give a take at a sampling rate, in Hz: as long as it was to the nearest frame, its words too.

    The same take gives the same samples always.
    """
    if take.rate == rate:
        return take
    from captioner.audio.coded import Resampler

    def frames(at: int) -> int:
        return (2 * at * rate + take.rate) // (2 * take.rate)

    resampler = Resampler(take.rate, rate)
    pcm = resampler.feed(take.pcm) + resampler.feed(b"") if take.pcm else b""
    size = frames(take.frames) * SAMPLE_BYTES
    return replace(
        take,
        pcm=(pcm + silence(frames(take.frames)))[:size],
        rate=rate,
        words=tuple(
            HeardWord(word.text, frames(word.start), frames(word.end)) for word in take.words
        ),
    )
