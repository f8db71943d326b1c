"""The sound of a timeline, as a stream."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from captioner.audio.pcm import SAMPLE_BYTES, frames_in, silence
from captioner.errors import AudioError
from captioner.timeline.layout import Timeline

#: Silence is handed out in blocks of at most this many frames; a timed script may rest for hours.
_BLOCK = 65536


def render(timeline: Timeline, pcm_of: Callable[[str], bytes]) -> Iterator[bytes]:
    """Yield the sound of a timeline, exactly `timeline.frames` frames of it.

    `pcm_of` gives the samples of a take by its context. Raises AudioError if a take is not as long
    as the timeline says.
    """
    now = timeline.start
    for placed in timeline.placed:
        while now < placed.start:
            frames = min(_BLOCK, placed.start - now)
            yield silence(frames)
            now += frames
        pcm = pcm_of(placed.sentence.context)
        if frames_in(pcm) != placed.end - placed.start or len(pcm) % SAMPLE_BYTES:
            raise AudioError(
                f"{placed.sentence.context}: its take has {frames_in(pcm)} frames, the timeline "
                f"{placed.end - placed.start}"
            )
        yield pcm
        now = placed.end
